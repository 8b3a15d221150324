"""Recordings: what they are, and how they are kept on disk."""

from tracker.recording.folder import read_folder, write_folder
from tracker.recording.model import (
    CHANNELS,
    NO_EXERCISE,
    REQUIRED,
    Channel,
    Correction,
    Gap,
    Kind,
    RecordedSide,
    Recording,
    Remark,
    Segment,
    Stream,
    Subject,
    Variant,
    gaps_in,
    nominal_rate,
)

__all__ = [
    "CHANNELS",
    "NO_EXERCISE",
    "REQUIRED",
    "Channel",
    "Correction",
    "Gap",
    "Kind",
    "RecordedSide",
    "Recording",
    "Remark",
    "Segment",
    "Stream",
    "Subject",
    "Variant",
    "gaps_in",
    "nominal_rate",
    "read_folder",
    "write_folder",
]
