"""The command ``calf``."""

from tracker.cli.app import main

__all__ = ["main"]
