"""A report of a session, to print or to share."""
