"""What a session adds to a diary of training."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tracker.errors import FileFormatError
from tracker.programme import done_in
from tracker.recording.manifest import FILE_NAME, parse_manifest
from tracker.recording.model import Segment
from tracker.results import Analysis


def done_of(analysis: Analysis, description: str) -> list[dict[str, Any]]:
    """What was done, as `tracker.programme.Done` in JSON.

    Knee, surface and load are those that the recording states; what no diary takes, such as a
    load of tons, is left out.
    """
    try:
        done = done_in(analysis, _segments(description))
    except ValidationError:
        return []
    return [one.model_dump(mode="json") for one in done]


def _segments(description: str) -> tuple[Segment, ...]:
    try:
        manifest = parse_manifest(Path(FILE_NAME), description)
    except FileFormatError:
        return ()
    return manifest.recording_parts()[1]
