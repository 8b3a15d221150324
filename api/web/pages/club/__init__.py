"""A club, for its admins."""
