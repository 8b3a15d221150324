"""Who can see your data, and an athlete's profile."""
