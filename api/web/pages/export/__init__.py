"""Downloads of results."""
