"""Backup: everything in one file, and back from it, also into another database and store."""
