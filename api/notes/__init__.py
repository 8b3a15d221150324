"""Notes: what athletes and their coaches write beside a session."""
