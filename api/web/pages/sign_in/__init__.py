"""Signing in and out, setting up, joining, a new password."""
