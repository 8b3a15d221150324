"""Uploads that are kept because a fault of ours stood in the way of reading them."""

from datetime import UTC, datetime

from api.core.errors import TooLarge, Unusable
from api.db.engine import Database
from api.recordings import rows
from api.recordings.intake import Upload
from api.recordings.models import RecordingRow
from api.recordings.reader_process import Read, Readers, ReadingFault
from api.recordings.repository import RecordingRepository
from api.storage.blobs import Blobs
from api.version import VERSION


class UnreadRecordings:
    """Tries again to read recordings that could not be read when they were sent.

    Parameters
    ----------
    database, blobs
        Where recordings are kept.
    readers
        Make recordings of uploads.
    """

    def __init__(self, database: Database, blobs: Blobs, readers: Readers) -> None:
        self._database = database
        self._blobs = blobs
        self._readers = readers

    async def due(self, *, at_once: bool) -> list[str]:
        """Recordings to be tried again.

        Parameters
        ----------
        at_once
            Whether also those whose time has not come: a server that was started again may have
            been repaired.
        """
        before = None if at_once else datetime.now(UTC)
        async with self._database.reading() as session:
            recordings = RecordingRepository(session)
            return list(await recordings.unread_due(VERSION, rows.MOST_TRIES, before))

    async def read_again(self, row: RecordingRow) -> None:
        """Read a recording that could not be read before; nothing if it was read.

        Raises
        ------
        ReadingFault
            If the reader breaks down again.
        Unusable, TooLarge
            If it shows to be no recording.
        """
        async with self._database.reading() as session:
            before = await RecordingRepository(session).unread(row.id)
        if before is None:
            return
        data = await self._blobs.get(row.object_key)
        upload = Upload(row.upload_name, data, row.stated_rate_hz, row.stated_exercise)
        try:
            read = await self._readers.read(upload)
        except (ReadingFault, Unusable, TooLarge) as error:
            tried = rows.unread_row(row.id, before)
            if not isinstance(error, ReadingFault):
                # The next version may know the file's kind; this one will not change its mind.
                tried.tries = rows.MOST_TRIES
            async with self._database.writing() as session:
                await RecordingRepository(session).note_try(tried)
            raise
        await self._keep(row.id, read)

    async def _keep(self, recording_id: str, read: Read) -> None:
        """Keep what was read of a recording, unless another process was quicker."""
        streams = rows.stream_rows(rows.new_folder(recording_id), read)
        keys = [stream.object_key for stream in streams]
        for key, data in zip(keys, read.encoded, strict=True):
            await self._blobs.put_new(key, data)
        async with self._database.writing() as session:
            recordings = RecordingRepository(session)
            first = await recordings.end_tries(recording_id)
            row = await recordings.get(recording_id) if first else None
            if row is not None:
                rows.fill(row, streams, read)
        if row is None:
            await self._blobs.delete(*keys)
