"""Readers of other people's files, one format a module."""
