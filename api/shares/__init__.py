"""Shares: links that show the report of one session to whoever holds them, for a while."""
