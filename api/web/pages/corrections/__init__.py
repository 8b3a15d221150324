"""Corrections of a session by a person."""
