"""Identifiers that sort by the time they were made; senders of recordings make them too."""

from tracker.identifiers import new_id

__all__ = ["new_id"]
