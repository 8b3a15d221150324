"""Recordings: what they are, and how they are kept on disk."""

from tracker.recording.folder import read_folder, write_folder
from tracker.recording.model import (
    CHANNELS,
    REQUIRED,
    Channel,
    Gap,
    Kind,
    RecordedSide,
    Recording,
    Segment,
    Stream,
    Subject,
    Variant,
    gaps_in,
)

__all__ = [
    "CHANNELS",
    "REQUIRED",
    "Channel",
    "Gap",
    "Kind",
    "RecordedSide",
    "Recording",
    "Segment",
    "Stream",
    "Subject",
    "Variant",
    "gaps_in",
    "read_folder",
    "write_folder",
]
