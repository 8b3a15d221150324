"""What can be done with recordings."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.exc import IntegrityError

from api.db.engine import Database
from api.errors import NotFound
from api.identifiers import new_id
from api.recordings.intake import Limits, Received, Upload, receive
from api.recordings.models import RecordingRow, StreamRow
from api.recordings.repository import RecordingRepository
from api.recordings.schemas import RecordingOut, RecordingPage
from api.recordings.unpacking import safe_name
from api.storage.blobs import Blobs
from tracker.recording.columns import decode_stream
from tracker.recording.manifest import FILE_NAME, parse_manifest
from tracker.recording.model import Recording


@dataclass(frozen=True, slots=True)
class Stored:
    """The recording of an upload; `created` is False where the same was sent before."""

    recording: RecordingOut
    created: bool


class RecordingService:
    """Keeps recordings: rows in the database, bytes in the store.

    Parameters
    ----------
    database, blobs
        Where they are kept.
    limits
        How much one upload may unfold to.
    """

    def __init__(self, database: Database, blobs: Blobs, limits: Limits) -> None:
        self._database = database
        self._blobs = blobs
        self._limits = limits

    async def store(self, upload: Upload) -> Stored:
        """Store an upload, or find the recording that was made of the same before.

        Raises
        ------
        Unusable, TooLarge
            If no recording can be made of it.
        """
        fingerprint = await asyncio.to_thread(lambda: upload.fingerprint)
        if (known := await self._known(fingerprint)) is not None:
            return Stored(known, created=False)
        received = await asyncio.to_thread(receive, upload, self._limits)
        row = _row(upload, received, fingerprint)
        objects = {_upload_key(row.id): upload.data} | {
            stream.object_key: data
            for stream, data in zip(row.streams, received.encoded, strict=True)
        }
        # The objects come first: a row always has its objects, whenever the server dies.
        for key, data in objects.items():
            await self._blobs.put_new(key, data)
        try:
            async with self._database.writing() as session:
                await RecordingRepository(session).add(row)
        except IntegrityError:
            # The same upload, sent twice at one time: the other was quicker.
            await self._blobs.delete(*objects)
            if (known := await self._known(fingerprint)) is None:
                raise
            return Stored(known, created=False)
        return Stored(RecordingOut.of(row), created=True)

    async def get(self, recording_id: str) -> RecordingOut:
        """One recording; NotFound if there is none."""
        return RecordingOut.of(await self._row(recording_id))

    async def page(self, limit: int, offset: int) -> RecordingPage:
        """Some recordings, newest first."""
        async with self._database.reading() as session:
            rows, total = await RecordingRepository(session).page(limit, offset)
        return RecordingPage(
            items=[RecordingOut.of(row) for row in rows], total=total, limit=limit, offset=offset
        )

    async def load(self, recording_id: str) -> Recording:
        """The recording itself with all samples; NotFound if there is none."""
        row = await self._row(recording_id)
        data = [await self._blobs.get(stream.object_key) for stream in row.streams]
        keys = [stream.object_key for stream in row.streams]
        return await asyncio.to_thread(_decode, row.description, data, keys)

    async def delete(self, recording_id: str) -> None:
        """Delete a recording with its upload and streams; NotFound if there is none."""
        row = await self._row(recording_id)
        async with self._database.writing() as session:
            await RecordingRepository(session).delete(recording_id)
        await self._blobs.delete(
            _upload_key(recording_id), *(stream.object_key for stream in row.streams)
        )

    async def _known(self, fingerprint: str) -> RecordingOut | None:
        async with self._database.reading() as session:
            repository = RecordingRepository(session)
            known = await repository.id_of(fingerprint)
            row = None if known is None else await repository.get(known)
        return None if row is None else RecordingOut.of(row)

    async def _row(self, recording_id: str) -> RecordingRow:
        async with self._database.reading() as session:
            row = await RecordingRepository(session).get(recording_id)
        if row is None:
            raise NotFound(f"There is no recording {recording_id}.")
        return row


def _decode(description: str, data: list[bytes], keys: list[str]) -> Recording:
    manifest = parse_manifest(Path(FILE_NAME), description)
    subject, segments, started_at, findings = manifest.recording_parts()
    streams = tuple(decode_stream(one, key) for one, key in zip(data, keys, strict=True))
    return Recording(streams, subject, segments, started_at, findings)


def _row(upload: Upload, received: Received, fingerprint: str) -> RecordingRow:
    recording_id = new_id()
    recording = received.recording
    return RecordingRow(
        id=recording_id,
        created_at=datetime.now(UTC),
        fingerprint=fingerprint,
        upload_name=safe_name(upload.name),
        upload_bytes=len(upload.data),
        upload_sha256=upload.checksum,
        stated_rate_hz=upload.rate_hz,
        stated_exercise=upload.exercise,
        started_at=recording.started_at,
        duration_s=recording.duration_s,
        description=received.description,
        streams=[
            StreamRow(
                position=position,
                name=stream.name,
                kind=stream.kind.value,
                placement=stream.placement,
                rate_hz=stream.rate_hz,
                samples=int(stream.time.size),
                missing_samples=sum(gap.missing for gap in stream.gaps),
                start_s=stream.start_s,
                end_s=stream.end_s,
                channels=[{"name": one.name, "unit": one.unit} for one in stream.channels],
                object_key=_stream_key(recording_id, stream.name),
            )
            for position, stream in enumerate(recording.streams)
        ],
    )


def _stream_key(recording_id: str, name: str) -> str:
    return f"recordings/{recording_id}/streams/{quote(name, safe='')}.parquet"


def _upload_key(recording_id: str) -> str:
    return f"recordings/{recording_id}/upload"
