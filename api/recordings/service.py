"""What can be done with recordings."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from api.athletes.audit import note_of_athlete
from api.core.bus import Bus
from api.core.curves import decimate, numbers, window
from api.core.errors import Conflict, NotFound, Unusable
from api.core.events import Event, Outbox
from api.core.identifiers import new_id
from api.core.paging import list_start, page_end
from api.core.prometheus import Metrics
from api.core.viewer import Viewer
from api.db.engine import Database
from api.recordings import rows
from api.recordings.ingest import End, Ingest, Limits
from api.recordings.intake import Upload
from api.recordings.models import RecordingRow, StreamRow, UnreadRow
from api.recordings.reader_process import Readers, ReadingFault
from api.recordings.repository import RecordingRepository
from api.recordings.schemas import RecordingOut, RecordingPage, SignalOut, Stored
from api.recordings.unread_uploads import UnreadRecordings
from api.storage.blobs import Blobs, NotStored, OpenBlob
from tracker.recording.columns import decode_stream
from tracker.recording.manifest import FILE_NAME, parse_manifest
from tracker.recording.model import Recording

_AT_A_TIME = 500
_UPLOADS_AT_A_TIME = 4


class RecordingService:
    """Keeps recordings: rows in the database, bytes in the store.

    Parameters
    ----------
    database, blobs
        Where they are kept.
    readers
        Make recordings of uploads.
    limits
        Of what arrives in chunks.
    bus
        Tells who watches what arrives.
    outbox
        Tells others what happened.
    metrics
        Counts what arrives.
    is_watched
        Whether somebody watches a recording now.
    """

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        readers: Readers,
        limits: Limits,
        bus: Bus,
        outbox: Outbox,
        metrics: Metrics,
        is_watched: Callable[[str], bool],
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._readers = readers
        self._outbox = outbox
        self._metrics = metrics
        self.unread = UnreadRecordings(database, blobs, readers)
        self.turns = asyncio.Semaphore(_UPLOADS_AT_A_TIME)
        self.ingest = Ingest(
            database,
            blobs,
            limits,
            bus,
            metrics,
            self._store_ingested,
            self._known_stored,
            is_watched,
        )

    async def store(
        self,
        viewer: Viewer,
        athlete_id: str,
        upload: Upload,
        recording_id: str | None = None,
        end: End | None = None,
    ) -> Stored:
        """Store an upload, or find the athlete's recording that was made of the same before.

        Where the reader breaks down on it, a fault of ours, it is stored without streams, and read
        when it is loaded.

        Parameters
        ----------
        viewer, athlete_id, upload
            Who sends whose recording.
        recording_id
            What it shall be called, if it is new; None makes an id.
        end
            What else happens if it is new, in the same transaction.

        Raises
        ------
        Unusable, TooLarge
            If no recording can be made of it.
        """
        fingerprint = await asyncio.to_thread(lambda: upload.fingerprint)
        if (known := await self._known(athlete_id, fingerprint)) is not None:
            return Stored(known, created=False)
        row, unread, objects = await self._read(
            recording_id or new_id(), viewer, athlete_id, upload, fingerprint
        )
        # The objects come first: a row always has its objects, whenever the server dies.
        for key, data in objects.items():
            await self._blobs.put_new(key, data)
        try:
            async with self._database.writing() as session:
                if end is not None:
                    await end(session, row.id)
                await RecordingRepository(session).add(row, *unread)
                await note_of_athlete(
                    session,
                    athlete_id,
                    "recording.stored",
                    user_id=viewer.user_id,
                    subject=f"recording:{row.id}",
                )
                await self._outbox.put(session, Event.RECORDING_STORED, row.id, athlete_id)
        except IntegrityError:
            # The same upload, sent twice at one time: the other was quicker. Or the athlete was
            # erased while it was read.
            await self._blobs.delete(*objects)
            if (known := await self._known(athlete_id, fingerprint)) is None:
                await self._check_there(athlete_id)
                raise
            return Stored(known, created=False)
        except Conflict:
            await self._blobs.delete(*objects)
            raise
        if end is None:
            self._metrics.file(len(upload.data))
        return Stored(RecordingOut.of(row), created=True)

    async def _read(
        self, recording_id: str, viewer: Viewer, athlete_id: str, upload: Upload, fingerprint: str
    ) -> tuple[RecordingRow, list[UnreadRow], dict[str, bytes]]:
        """The row of an upload, what was tried with it if it cannot be read, and its objects."""
        try:
            read = await self._readers.read(upload)
        except ReadingFault:
            read = None
        # A folder for itself: a process that died here before may have left objects of this id.
        folder = rows.new_folder(recording_id)
        row = rows.new_row(recording_id, folder, viewer, athlete_id, upload, fingerprint)
        objects = {row.object_key: upload.data}
        if read is None:
            return row, [rows.unread_row(recording_id)], objects
        return row, [], objects | rows.fill(row, rows.stream_rows(folder, read), read)

    async def get(self, viewer: Viewer, recording_id: str) -> RecordingOut:
        """One recording; NotFound if the viewer sees none of that id."""
        return RecordingOut.of(await self._seen(viewer, recording_id))

    async def raw(self, viewer: Viewer, recording_id: str) -> tuple[str, OpenBlob]:
        """Name and bytes of an upload, as they were sent."""
        row = await self._seen(viewer, recording_id)
        async with self._reading(viewer, recording_id):
            return row.upload_name, await self._blobs.open(row.object_key)

    async def signal(
        self,
        viewer: Viewer,
        recording_id: str,
        stream: str,
        start_s: float | None,
        end_s: float | None,
        points: int,
    ) -> SignalOut:
        """A window of a stream's channels in at most `points` samples each.

        Raises
        ------
        NotFound
            If there is no such recording or stream.
        Unusable
            If the window ends before it starts.
        """
        row = await self._seen(viewer, recording_id)
        found = next((one for one in row.streams if one.name == stream), None)
        if found is None:
            raise NotFound(f"Recording {recording_id} has no stream {stream}.")
        start = found.start_s if start_s is None else start_s
        end = found.end_s if end_s is None else end_s
        if end < start:
            raise Unusable(f"The window ends at {end} s, before it starts at {start} s.")
        async with self._reading(viewer, recording_id):
            data = await self._blobs.get(found.object_key)
        return await asyncio.to_thread(_signal, found, data, start, end, points)

    async def page(
        self, viewer: Viewer, limit: int, athlete_id: str | None, cursor: str | None
    ) -> RecordingPage:
        """Some recordings, newest first."""
        start = list_start(cursor)
        async with self._database.reading() as session:
            found = await RecordingRepository(session).page(viewer, limit, athlete_id, start)
        end = page_end(found, limit, start, "created_at")
        return RecordingPage(items=[RecordingOut.of(row) for row in found[:limit]], next=end.next)

    async def load(self, recording_id: str) -> Recording:
        """The recording itself with all samples, whoever asks.

        Raises
        ------
        NotFound
            If there is none.
        ReadingFault
            If it could not be read when it was sent, and again cannot.
        Unusable, TooLarge
            If it could not be read when it was sent, and now shows to be no recording.
        """
        row = await self._row(recording_id)
        if not row.streams:
            await self.unread.read_again(row)
            row = await self._row(recording_id)
        data = [await self._blobs.get(stream.object_key) for stream in row.streams]
        keys = [stream.object_key for stream in row.streams]
        return await asyncio.to_thread(_decode, row.description, data, keys)

    async def delete(self, recording_id: str) -> None:
        """Delete a recording with its upload and streams; NotFound if there is none."""
        row = await self._row(recording_id)
        async with self._database.writing() as session:
            await RecordingRepository(session).delete(recording_id)
        await self._blobs.delete(row.object_key, *(stream.object_key for stream in row.streams))

    async def outdated(self) -> list[str]:
        """Some recordings that their organization does not want to keep any longer."""
        now, found = datetime.now(UTC), list[str]()
        async with self._database.reading() as session:
            recordings = RecordingRepository(session)
            for days in await recordings.bounds():
                before = now - timedelta(days=days)
                found += await recordings.kept_too_long(days, before, _AT_A_TIME)
        return found

    async def _store_ingested(
        self, viewer: Viewer, athlete_id: str, upload: Upload, recording_id: str, end: End
    ) -> Stored:
        stored = await self.store(viewer, athlete_id, upload, recording_id, end)
        if not stored.created:
            async with self._database.writing() as session:
                await end(session, stored.recording.id)
        return stored

    async def _known_stored(self, recording_id: str) -> Stored:
        return Stored(RecordingOut.of(await self._row(recording_id)), created=False)

    async def _known(self, athlete_id: str, fingerprint: str) -> RecordingOut | None:
        async with self._database.reading() as session:
            repository = RecordingRepository(session)
            known = await repository.id_of(athlete_id, fingerprint)
            row = None if known is None else await repository.get(known)
        return None if row is None else RecordingOut.of(row)

    async def _check_there(self, athlete_id: str) -> None:
        async with self._database.reading() as session:
            if not await RecordingRepository(session).has_athlete(athlete_id):
                raise NotFound(f"There is no athlete {athlete_id}.")

    async def _row(self, recording_id: str) -> RecordingRow:
        async with self._database.reading() as session:
            row = await RecordingRepository(session).get(recording_id)
        return _there(row, recording_id)

    @asynccontextmanager
    async def _reading(self, viewer: Viewer, recording_id: str) -> AsyncIterator[None]:
        """NotFound in place of NotStored, if the recording was deleted meanwhile."""
        try:
            yield
        except NotStored:
            # Whoever deletes a recording takes its row away first.
            await self._seen(viewer, recording_id)
            raise

    async def _seen(self, viewer: Viewer, recording_id: str) -> RecordingRow:
        async with self._database.reading() as session:
            row = await RecordingRepository(session).seen(viewer, recording_id)
        return _there(row, recording_id)


def _there(row: RecordingRow | None, recording_id: str) -> RecordingRow:
    if row is None:
        raise NotFound(f"There is no recording {recording_id}.")
    return row


def _decode(description: str, data: list[bytes], keys: list[str]) -> Recording:
    manifest = parse_manifest(Path(FILE_NAME), description)
    subject, segments, started_at, findings = manifest.recording_parts()
    streams = tuple(decode_stream(one, key) for one, key in zip(data, keys, strict=True))
    return Recording(streams, subject, segments, started_at, findings)


def _signal(row: StreamRow, data: bytes, start_s: float, end_s: float, points: int) -> SignalOut:
    stream = decode_stream(data, row.name)
    part = window(stream.time, start_s, end_s)
    channels = []
    for column, channel in enumerate(stream.channels):
        time, value = decimate(stream.time[part], stream.values[part, column], points)
        channels.append(
            {
                "name": channel.name,
                "unit": channel.unit,
                "exact": time.size == stream.time[part].size,
                "time": time.tolist(),
                "value": numbers(value),
            }
        )
    return SignalOut.model_validate(
        {"stream": row.name, "start_s": start_s, "end_s": end_s, "channels": channels}
    )
