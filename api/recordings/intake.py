"""From the bytes of an upload to a recording; runs in a thread, off the event loop."""

import tempfile
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from api.core.errors import TooLarge, Unusable
from api.recordings.upload_files import unpack
from tracker.errors import InputError
from tracker.opening import open_recording
from tracker.recording.columns import encode_stream
from tracker.recording.folder import manifest_text
from tracker.recording.manifest import StreamEntry
from tracker.recording.model import Recording, Segment


@dataclass(frozen=True, slots=True)
class Upload:
    """What a client sent.

    Parameters
    ----------
    name
        What the client calls the file.
    data
        Its bytes.
    rate_hz, exercise
        What was stated beside it, for files that do not say.
    """

    name: str
    data: bytes
    rate_hz: float | None = None
    exercise: str | None = None

    @property
    def checksum(self) -> str:
        """SHA-256 of the bytes."""
        return sha256(self.data).hexdigest()

    @property
    def fingerprint(self) -> str:
        """The same for the same bytes with the same statements."""
        stated = f"{self.checksum} {self.rate_hz!r} {self.exercise or ''}"
        return sha256(stated.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken; see `api.core.settings.Settings`."""

    max_unpacked_bytes: int
    max_zip_members: int
    max_values: int


@dataclass(frozen=True, slots=True, eq=False)
class Received:
    """A recording read from an upload, ready to be stored.

    Parameters
    ----------
    recording
        As read.
    description
        Text of ``recording.json``.
    encoded
        One Parquet file a stream, in the order of the streams.
    """

    recording: Recording
    description: str
    encoded: tuple[bytes, ...]


def receive(upload: Upload, limits: Limits, folder: Path) -> Received:
    """Read an upload.

    Parameters
    ----------
    upload
        What was sent.
    limits
        How much it may unfold to.
    folder
        Where it may be unpacked, into a folder that is gone afterwards.

    Raises
    ------
    Unusable
        If no reader makes a recording of it; the message is the reader's.
    TooLarge
        If it unfolds to more than the limits.
    """
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        raw = Path(scratch, "raw")
        raw.write_bytes(upload.data)
        opened = Path(scratch, "open")
        opened.mkdir()
        path, shown = unpack(
            raw,
            upload.name,
            opened,
            max_members=limits.max_zip_members,
            max_bytes=limits.max_unpacked_bytes,
        )
        try:
            recording = open_recording(path, rate_hz=upload.rate_hz)
        except InputError as error:
            raise Unusable(_without_scratch(str(error), path, opened, shown)) from error
    values = sum(stream.values.size + stream.time.size for stream in recording.streams)
    if values > limits.max_values:
        raise TooLarge(f"{shown}: {values} values; at most {limits.max_values} are taken")
    if upload.exercise is not None:
        recording = _stated(recording, upload.exercise)
    entries = [
        StreamEntry(
            file=f"{stream.name}.parquet",
            kind=stream.kind,
            placement=stream.placement,
            rate_hz=stream.rate_hz,
        )
        for stream in recording.streams
    ]
    return Received(
        recording,
        manifest_text(recording, entries),
        tuple(encode_stream(stream) for stream in recording.streams),
    )


def _stated(recording: Recording, exercise: str) -> Recording:
    segments = recording.segments or (Segment(),)
    return replace(
        recording, segments=tuple(replace(segment, exercise=exercise) for segment in segments)
    )


def _without_scratch(message: str, path: Path, folder: Path, shown: str) -> str:
    """The reader's message with the client's own name for the file."""
    return message.replace(f"{folder}/", "").replace(str(path), shown).replace(str(folder), shown)
