"""Recordings as they happen."""
