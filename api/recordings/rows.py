"""The rows of an upload, and of what was read of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from api.core.identifiers import new_id
from api.core.viewer import Viewer
from api.recordings.intake import Upload
from api.recordings.models import RecordingRow, StreamRow, UnreadRow
from api.recordings.reader_process import Read
from api.recordings.upload_files import safe_name
from api.version import VERSION

MOST_TRIES = 10
"""How often one version of the program tries to read an upload on which its reader breaks down."""

_FIRST_PAUSE = timedelta(hours=1)
"""Until it tries again; each later pause is twice as long, so that ten tries last three weeks."""


def new_folder(recording_id: str) -> str:
    """A folder for objects of a recording, in which nothing is yet."""
    return f"recordings/{recording_id}/{new_id()}"


def new_row(
    recording_id: str,
    folder: str,
    viewer: Viewer,
    athlete_id: str,
    upload: Upload,
    fingerprint: str,
) -> RecordingRow:
    """The row of an upload before it is read."""
    return RecordingRow(
        id=recording_id,
        athlete_id=athlete_id,
        created_by=viewer.user_id,
        created_at=datetime.now(UTC),
        fingerprint=fingerprint,
        upload_name=safe_name(upload.name),
        upload_bytes=len(upload.data),
        upload_sha256=upload.checksum,
        object_key=f"{folder}/upload",
        stated_rate_hz=upload.rate_hz,
        stated_exercise=upload.exercise,
        duration_s=0.0,
        description="",
        streams=[],
    )


def stream_rows(folder: str, read: Read) -> list[StreamRow]:
    """The rows of the streams that were read."""
    return [
        StreamRow(
            position=position,
            object_key=f"{folder}/streams/{quote(stream.name, safe='')}.parquet",
            **stream.model_dump(),
        )
        for position, stream in enumerate(read.streams)
    ]


def fill(row: RecordingRow, streams: Sequence[StreamRow], read: Read) -> dict[str, bytes]:
    """Put what was read into a recording's row; gives the streams' objects by their keys."""
    row.started_at = read.started_at
    row.duration_s = read.duration_s
    row.description = read.description
    row.streams = [*streams]
    return dict(zip((stream.object_key for stream in streams), read.encoded, strict=True))


def unread_row(recording_id: str, before: UnreadRow | None = None) -> UnreadRow:
    """What was tried with a recording that could not be read, after one try more.

    Parameters
    ----------
    recording_id
        Which.
    before
        What was tried with it until now; another version's tries do not count.
    """
    tries = 1 + (before.tries if before is not None and before.version == VERSION else 0)
    pause = _FIRST_PAUSE * 2 ** (min(tries, MOST_TRIES) - 1)
    return UnreadRow(
        recording_id=recording_id,
        version=VERSION,
        tries=tries,
        retry_at=datetime.now(UTC) + pause,
    )
