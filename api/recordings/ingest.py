"""Recordings that arrive in chunks: each can be sent again, and none is stored twice or lost."""

import base64
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.core.bus import Bus
from api.core.errors import Conflict, NotFound, TooLarge, Unusable
from api.core.prometheus import Metrics
from api.core.viewer import Viewer
from api.db.engine import Database
from api.recordings.chunk_keeper import ChunkKeeper
from api.recordings.intake import Upload
from api.recordings.models import ChunkRow, IngestRow, chunk_key
from api.recordings.repository import NewChunk, RecordingRepository
from api.recordings.schemas import (
    MAX_CHUNKS,
    ChunkOut,
    IngestIn,
    IngestOut,
    Stored,
    StreamProgress,
)
from api.recordings.upload_files import safe_name
from api.storage.blobs import AlreadyStored, Blobs, NotStored
from tracker.recording.journal import MAGIC, is_run_of_entries

_ALLOWED_S = 5.0
_REMEMBERED = 10_000
_SHOWN_MISSING = 1000

End = Callable[[AsyncSession, str], Awaitable[None]]
"""Ends an ingest within a transaction, as part of the recording of that id."""


@dataclass(slots=True)
class _Open:
    """What this process remembers of an ingest that it takes chunks of."""

    until: float
    athlete_id: str
    taken_bytes: int


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one chunk, and all chunks of a recording, may be."""

    chunk_bytes: int
    recording_bytes: int


class Ingest:
    """Takes recordings in chunks.

    A chunk is a run of a journal's entries (`tracker.recording.journal`): the sensor's packets
    as they came, with their times of arrival, and notes about them. Put together they are the
    journal, of which the recording is made as of any other.

    Parameters
    ----------
    database, blobs
        Where chunks are kept.
    limits
        Of size.
    bus
        Tells who watches that a chunk is there.
    metrics
        Counts chunks.
    store
        Makes the recording of an upload: by whom, whose, of what, under which id; in the
        transaction in which the recording comes to be, the ingest is ended.
    known
        Gives a recording that was made before.
    is_watched
        Whether somebody watches a recording now.
    """

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        limits: Limits,
        bus: Bus,
        metrics: Metrics,
        store: Callable[[Viewer, str, Upload, str, End], Awaitable[Stored]],
        known: Callable[[str], Awaitable[Stored]],
        is_watched: Callable[[str], bool],
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._limits = limits
        self._bus = bus
        self._metrics = metrics
        self._store = store
        self._known = known
        self._is_watched = is_watched
        self._keeper = ChunkKeeper(database)
        self._opened: OrderedDict[tuple[str, str], _Open] = OrderedDict()

    async def begin(
        self, viewer: Viewer, recording_id: str, athlete_id: str, body: IngestIn
    ) -> IngestOut:
        """Begin a recording under an id that the sender chose; again changes nothing.

        Raises
        ------
        Conflict
            If the id is taken by another recording.
        """
        row = IngestRow(
            id=recording_id,
            athlete_id=athlete_id,
            created_by=viewer.user_id,
            name=safe_name(body.name),
            exercise=body.exercise,
            opened_at=datetime.now(UTC),
        )
        try:
            async with self._database.writing() as session:
                recordings = RecordingRepository(session)
                taken = await recordings.id_is_taken(recording_id)
                if not taken:
                    await recordings.add(row)
        except IntegrityError:
            taken = True
        if taken:
            same = await self._mine(viewer, recording_id)
            if same is None or (same.athlete_id, same.exercise) != (athlete_id, body.exercise):
                raise Conflict(f"There is another recording {recording_id}; choose a new id.")
        await self._bus.publish("live", {"recording": recording_id, "athlete": athlete_id})
        return await self.progress(viewer, recording_id)

    async def put(
        self,
        viewer: Viewer,
        recording_id: str,
        stream: str,
        number: int,
        data: bytes,
        digest: str | None,
    ) -> tuple[ChunkOut, bool]:
        """Keep a chunk; gives it, and whether it is new.

        Raises
        ------
        NotFound
            If the viewer has begun no such recording.
        Conflict
            If another chunk of that number is here, or the recording is finished.
        Unusable
            If the chunk is not what its digest says, or not a run of whole entries.
        TooLarge
            If it, or all of the recording, is.
        """
        with self._metrics.chunk(len(data)) as new:
            kept = await self._put(viewer, recording_id, stream, number, data, digest)
            new.append(kept[1])
        return kept

    async def _put(
        self,
        viewer: Viewer,
        recording_id: str,
        stream: str,
        number: int,
        data: bytes,
        digest: str | None,
    ) -> tuple[ChunkOut, bool]:
        checksum = sha256(data).digest()
        self._check(number, data, digest, checksum)
        opened = await self._permitted(viewer, recording_id)
        if opened.taken_bytes + len(data) > self._limits.recording_bytes:
            raise TooLarge(
                f"At most {self._limits.recording_bytes} bytes are taken in one recording."
            )
        # The object comes first: a row always has its object, whenever the server dies.
        # The key holds the digest: what is stored there already is the same.
        new = NewChunk(
            viewer, recording_id, stream, number, checksum.hex(), len(data), datetime.now(UTC)
        )
        chunk = ChunkOut(
            stream=stream,
            number=number,
            sha256=new.sha256,
            bytes=new.bytes,
            watched=self._is_watched(recording_id),
        )
        with suppress(AlreadyStored):
            await self._blobs.put_new(new.key, data)
        if not await self._keeper.keep(new):
            self._opened.pop((recording_id, viewer.user_id), None)
            await self._explain(new)
            return chunk, False
        opened.taken_bytes += len(data)
        await self._bus.publish(
            "chunk",
            {
                "recording": recording_id,
                "athlete": opened.athlete_id,
                "key": new.key,
            },
        )
        return chunk, True

    async def progress(self, viewer: Viewer, recording_id: str) -> IngestOut:
        """What is here of a recording, and what is missing so far."""
        row = await self._begun(viewer, recording_id)
        async with self._database.reading() as session:
            numbers = await RecordingRepository(session).chunk_numbers(recording_id)
        return IngestOut(
            id=row.id,
            athlete_id=row.athlete_id,
            name=row.name,
            exercise=row.exercise,
            opened_at=row.opened_at,
            finished_at=row.finished_at,
            streams=[_progress(stream, here) for stream, here in sorted(numbers.items())],
        )

    async def finish(self, viewer: Viewer, recording_id: str, chunks: Mapping[str, int]) -> Stored:
        """Make a recording of the chunks; again gives the same one.

        Raises
        ------
        NotFound
            If the viewer has begun no such recording.
        Conflict
            If the chunks that are here are not those of the manifest.
        TooLarge
            If they are more than is taken in one recording.
        """
        row = await self._begun(viewer, recording_id)
        if row.recording_id is None:
            try:
                return await self._join(viewer, row, chunks)
            except (Conflict, NotStored):
                # The same request, sent twice at one time: where the other was quicker, the
                # chunks are gone because their recording is here.
                row = await self._begun(viewer, recording_id)
                if row.recording_id is None:
                    raise
        # A server that died after the recording was made may have left the chunks.
        await self.forget(recording_id)
        return await self._known(row.recording_id)

    async def forget(self, recording_id: str) -> None:
        """Delete chunks whose bytes are in their recording, or that nobody will finish."""
        # Also those that a process wrote which died before it could write their rows.
        await self._blobs.delete_under(f"ingests/{recording_id}")
        async with self._database.writing() as session:
            await RecordingRepository(session).delete_chunks(recording_id)

    async def sweep(self, abandoned: timedelta) -> None:
        """Delete what a dead process left: chunks of finished recordings, ingests given up."""
        async with self._database.reading() as session:
            recordings = RecordingRepository(session)
            ended = await recordings.ingests_to_sweep(datetime.now(UTC) - abandoned)
        for recording_id in ended:
            await self.forget(recording_id)
        async with self._database.writing() as session:
            await RecordingRepository(session).drop_abandoned(datetime.now(UTC) - abandoned)

    async def _join(self, viewer: Viewer, row: IngestRow, manifest: Mapping[str, int]) -> Stored:
        async with self._database.reading() as session:
            here = await RecordingRepository(session).chunks(row.id)
        _check_complete(manifest, here)
        if sum(one.bytes for one in here) > self._limits.recording_bytes:
            raise TooLarge(
                f"At most {self._limits.recording_bytes} bytes are taken in one recording."
            )
        parts = [
            await self._blobs.get(chunk_key(row.id, one.stream, one.number, one.sha256))
            for one in here
        ]
        upload = Upload(row.name, b"".join((MAGIC, *parts)), None, row.exercise)

        async def end(session: AsyncSession, recording_id: str) -> None:
            recordings = RecordingRepository(session)
            ended = await recordings.end_ingest(row.id, recording_id, datetime.now(UTC))
            # From here on no chunk is taken. One that was while these were read must not be lost.
            if not ended or await recordings.chunk_count(row.id) != len(here):
                raise Conflict("A chunk arrived meanwhile; ask what is here and finish again.")

        stored = await self._store(viewer, row.athlete_id, upload, row.id, end)
        await self.forget(row.id)
        return stored

    def _check(self, number: int, data: bytes, digest: str | None, checksum: bytes) -> None:
        if not 0 <= number < MAX_CHUNKS:
            raise Unusable(f"A recording has at most {MAX_CHUNKS} chunks a stream.")
        if len(data) > self._limits.chunk_bytes:
            raise TooLarge(f"At most {self._limits.chunk_bytes} bytes are taken in one chunk.")
        if stated_digest(digest) != checksum:
            raise Unusable("The chunk is not what its Content-Digest says; send it again.")
        if not is_run_of_entries(data):
            raise Unusable("The chunk is not a run of whole journal entries.")

    async def _permitted(self, viewer: Viewer, recording_id: str) -> _Open:
        """That the viewer may add to a recording; remembered for some seconds.

        The row of the chunk is written only if it is still so.
        """
        key = (recording_id, viewer.user_id)
        known = self._opened.get(key)
        if known is not None and known.until > time.monotonic():
            self._opened.move_to_end(key)
            return known
        row = await self._begun(viewer, recording_id)
        async with self._database.reading() as session:
            taken = await RecordingRepository(session).chunk_bytes(recording_id)
        opened = _Open(time.monotonic() + _ALLOWED_S, row.athlete_id, taken)
        self._opened[key] = opened
        while len(self._opened) > _REMEMBERED:
            self._opened.popitem(last=False)
        return opened

    async def _explain(self, new: NewChunk) -> None:
        """Raise why a chunk was not written; nothing where the same is here."""
        async with self._database.reading() as session:
            recordings = RecordingRepository(session)
            here = await recordings.chunk(*new.place)
            row = await recordings.ingest(new.viewer, new.recording_id)
        if here is None or here.sha256 != new.sha256:
            await self._blobs.delete(new.key)
        if row is None:
            raise NotFound(f"You have begun no recording {new.recording_id}.")
        if row.finished_at is not None or here is None:
            raise Conflict("The recording is finished; nothing is added to it.")
        if here.sha256 != new.sha256:
            raise Conflict(
                f"Another chunk {new.number} of {new.stream} is here (sha256 {here.sha256})."
            )

    async def _begun(self, viewer: Viewer, recording_id: str) -> IngestRow:
        row = await self._mine(viewer, recording_id)
        if row is None:
            raise NotFound(f"You have begun no recording {recording_id}.")
        return row

    async def _mine(self, viewer: Viewer, recording_id: str) -> IngestRow | None:
        async with self._database.reading() as session:
            return await RecordingRepository(session).ingest(viewer, recording_id)


def stated_digest(header: str | None) -> bytes:
    """The SHA-256 of a ``Content-Digest: sha-256=:…:`` header (RFC 9530); Unusable if none."""
    for part in (header or "").split(","):
        name, _, value = part.strip().partition("=")
        if name == "sha-256" and value.startswith(":") and value.endswith(":"):
            try:
                return base64.b64decode(value[1:-1], validate=True)
            except ValueError:
                break
    raise Unusable("Send the chunk's digest as Content-Digest: sha-256=:BASE64:")


def _progress(stream: str, here: set[int]) -> StreamProgress:
    following = max(here) + 1
    missing = sorted(set(range(following)) - here)[:_SHOWN_MISSING]
    return StreamProgress(stream=stream, received=len(here), next=following, missing=missing)


def _check_complete(manifest: Mapping[str, int], here: list[ChunkRow]) -> None:
    numbers = {(one.stream, one.number) for one in here}
    wanted = {(stream, number) for stream, count in manifest.items() for number in range(count)}
    lacking, beyond = sorted(wanted - numbers), sorted(numbers - wanted)
    if lacking:
        named = ", ".join(f"{stream} {number}" for stream, number in lacking[:20])
        raise Conflict(f"{len(lacking)} chunks are missing: {named}")
    if beyond:
        stream, number = beyond[0]
        raise Conflict(f"Chunk {number} of {stream} is here, but not in the manifest.")
