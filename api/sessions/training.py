"""What a session adds to a diary of training."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from api.sessions.summaries import corrected_sets
from tracker.errors import FileFormatError
from tracker.programme import done_in
from tracker.recording.manifest import FILE_NAME, parse_manifest
from tracker.recording.model import Segment
from tracker.results import Analysis


def done_of(analysis: Analysis, gone: frozenset[int], description: str) -> list[dict[str, Any]]:
    """What was done, as `tracker.programme.Done` in JSON, without the efforts that are gone.

    Knee, surface and load are those that the recording states; what no diary takes, such as a
    load of tons, is left out.
    """
    sets = corrected_sets(analysis, gone)
    try:
        done = done_in(replace(analysis, sets=sets), _segments(description))
    except ValidationError:
        return []
    return [one.model_dump(mode="json") for one in done]


def _segments(description: str) -> tuple[Segment, ...]:
    try:
        manifest = parse_manifest(Path(FILE_NAME), description)
    except FileFormatError:
        return ()
    return manifest.recording_parts()[1]
