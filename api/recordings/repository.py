"""All queries for recordings, and for those that are arriving."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Insert,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from api.athletes.models import AthleteRow
from api.athletes.visibility import visible, visible_to
from api.core.paging import Cursor, newest_first
from api.core.viewer import Viewer
from api.db.base import ID, UtcDateTime
from api.db.changes import changed
from api.memberships.models import OrganizationRow
from api.recordings.models import ChunkRow, IngestRow, RecordingRow, UnreadRow, chunk_key


@dataclass(frozen=True, slots=True)
class NewChunk:
    """A chunk to be inserted, and who sent it.

    `received_at` is its own: by it a row is known for the one that was inserted of this chunk.
    """

    viewer: Viewer
    recording_id: str
    stream: str
    number: int
    sha256: str
    bytes: int
    received_at: datetime

    @property
    def place(self) -> tuple[str, str, int]:
        """What one chunk alone can have."""
        return self.recording_id, self.stream, self.number

    @property
    def key(self) -> str:
        """Where its bytes are kept."""
        return chunk_key(*self.place, self.sha256)


class RecordingRepository:
    """Recordings in the database, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, *new: RecordingRow | IngestRow | UnreadRow) -> None:
        """Insert; IntegrityError if the athlete has one of that fingerprint, or the id is taken."""
        self._session.add_all(new)
        await self._session.flush()

    async def unread(self, recording_id: str) -> UnreadRow | None:
        """What was tried with a recording that could not be read; None if it was read."""
        return await self._session.get(UnreadRow, recording_id)

    async def note_try(self, tried: UnreadRow) -> None:
        """Note what was tried with a recording, if it still is unread."""
        await self._session.execute(
            update(UnreadRow)
            .where(UnreadRow.recording_id == tried.recording_id)
            .values(version=tried.version, tries=tried.tries, retry_at=tried.retry_at)
        )

    async def end_tries(self, recording_id: str) -> bool:
        """Note that a recording is read; False if that was noted before, or it is gone."""
        query = delete(UnreadRow).where(UnreadRow.recording_id == recording_id)
        return bool(await changed(self._session, query))

    async def unread_due(
        self, version: str, most_tries: int, before: datetime | None
    ) -> Sequence[str]:
        """Recordings that could not be read and are to be tried again.

        Parameters
        ----------
        version
            Of this program; the tries of another version do not count.
        most_tries
            Of one version.
        before
            Until when they were to be tried again; None is any time.
        """
        due = or_(UnreadRow.version != version, UnreadRow.tries < most_tries)
        if before is not None:
            # Of two versions that run side by side, neither keeps the other trying.
            due &= UnreadRow.retry_at <= before
        query = select(UnreadRow.recording_id).where(due)
        return (await self._session.scalars(query.order_by(UnreadRow.recording_id))).all()

    async def get(self, recording_id: str) -> RecordingRow | None:
        """One recording with its streams, whoever asks."""
        query = select(RecordingRow).where(RecordingRow.id == recording_id)
        return await self._session.scalar(query.options(selectinload(RecordingRow.streams)))

    async def seen(self, viewer: Viewer, recording_id: str) -> RecordingRow | None:
        """One recording that the viewer sees, with its streams."""
        query = _seen(viewer).where(RecordingRow.id == recording_id)
        return await self._session.scalar(query.options(selectinload(RecordingRow.streams)))

    async def id_of(self, athlete_id: str, fingerprint: str) -> str | None:
        """Id of the athlete's recording that was sent before with that fingerprint."""
        query = select(RecordingRow.id).where(
            RecordingRow.athlete_id == athlete_id, RecordingRow.fingerprint == fingerprint
        )
        return await self._session.scalar(query)

    async def has_athlete(self, athlete_id: str) -> bool:
        """Whether there is such an athlete, whoever asks."""
        return await self._session.get(AthleteRow, athlete_id) is not None

    async def page(
        self, viewer: Viewer, limit: int, athlete_id: str | None, start: Cursor | None
    ) -> Sequence[RecordingRow]:
        """Some recordings and one more, newest first, with their streams."""
        query = _seen(viewer).options(selectinload(RecordingRow.streams))
        if athlete_id is not None:
            query = query.where(RecordingRow.athlete_id == athlete_id)
        query = newest_first(query, RecordingRow.created_at, RecordingRow.id, start)
        return (await self._session.scalars(query.limit(limit + 1))).all()

    async def of_athlete(self, athlete_id: str) -> Sequence[str]:
        """Ids of all recordings of an athlete."""
        query = select(RecordingRow.id).where(RecordingRow.athlete_id == athlete_id)
        return (await self._session.scalars(query.order_by(RecordingRow.id))).all()

    async def bounds(self) -> Sequence[int]:
        """For how many days organizations keep recordings, where they bound it."""
        days = select(OrganizationRow.retention_days).distinct()
        return [one for one in await self._session.scalars(days) if one is not None]

    async def kept_too_long(self, days: int, before: datetime, limit: int) -> Sequence[str]:
        """Some recordings made before that, of organizations that keep them so many days."""
        query = (
            select(RecordingRow.id)
            .join(AthleteRow, AthleteRow.id == RecordingRow.athlete_id)
            .join(OrganizationRow, OrganizationRow.id == AthleteRow.organization_id)
            .where(OrganizationRow.retention_days == days, RecordingRow.created_at < before)
        )
        return (await self._session.scalars(query.limit(limit))).all()

    async def hide(self, recording_id: str, since: datetime | None) -> None:
        """Hide a recording, or show it again."""
        await self._session.execute(
            update(RecordingRow).where(RecordingRow.id == recording_id).values(deleted_at=since)
        )

    async def delete(self, recording_id: str) -> None:
        """Delete a recording and, by the database's own rules, all that hangs on it."""
        await self._session.execute(delete(RecordingRow).where(RecordingRow.id == recording_id))
        await self._session.execute(
            delete(IngestRow).where(
                or_(IngestRow.recording_id == recording_id, IngestRow.id == recording_id)
            )
        )

    async def id_is_taken(self, recording_id: str) -> bool:
        """Whether a recording of that id is here or arriving."""
        here = exists().where(RecordingRow.id == recording_id)
        arriving = exists().where(IngestRow.id == recording_id)
        return bool(await self._session.scalar(select(or_(here, arriving))))

    async def ingest(self, viewer: Viewer, recording_id: str) -> IngestRow | None:
        """A recording that the viewer began, of an athlete whom the viewer still sees."""
        query = (
            select(IngestRow)
            .join(AthleteRow, AthleteRow.id == IngestRow.athlete_id)
            .where(
                IngestRow.id == recording_id,
                IngestRow.created_by == viewer.user_id,
                visible(viewer),
            )
        )
        return await self._session.scalar(query)

    async def add_chunks(self, chunks: Sequence[NewChunk]) -> list[bool]:
        """Insert those whose sender may, whose recording is open, and whose place is free.

        Each is one statement, that says all of it. Gives which were inserted. IntegrityError if
        somebody else takes a place, or a recording goes, in this moment.
        """
        await self._session.execute(_ADD_CHUNK, [_parameters(one) for one in chunks])
        place = tuple_(ChunkRow.ingest_id, ChunkRow.stream, ChunkRow.number)
        query = select(
            ChunkRow.ingest_id, ChunkRow.stream, ChunkRow.number, ChunkRow.sha256,
            ChunkRow.received_at,
        ).where(place.in_([one.place for one in chunks]))  # fmt: skip
        here = {tuple(row) for row in await self._session.execute(query)}
        return [(*one.place, one.sha256, one.received_at) in here for one in chunks]

    async def chunk(self, recording_id: str, stream: str, number: int) -> ChunkRow | None:
        """One chunk."""
        return await self._session.get(ChunkRow, (recording_id, stream, number))

    async def chunks(self, recording_id: str) -> list[ChunkRow]:
        """All chunks of a recording, stream by stream in their order."""
        query = select(ChunkRow).where(ChunkRow.ingest_id == recording_id)
        # Not by the database, whose order of names is that of some language.
        rows = (await self._session.scalars(query)).all()
        return sorted(rows, key=lambda row: (row.stream, row.number))

    async def chunk_numbers(self, recording_id: str) -> dict[str, set[int]]:
        """The numbers of the chunks that are here, by stream."""
        query = select(ChunkRow.stream, ChunkRow.number).where(ChunkRow.ingest_id == recording_id)
        numbers: dict[str, set[int]] = defaultdict(set)
        for stream, number in await self._session.execute(query):
            numbers[stream].add(number)
        return numbers

    async def chunk_bytes(self, recording_id: str) -> int:
        """Bytes of all chunks that are here."""
        query = select(func.sum(ChunkRow.bytes)).where(ChunkRow.ingest_id == recording_id)
        return int(await self._session.scalar(query) or 0)

    async def chunk_count(self, recording_id: str) -> int:
        """How many chunks are here."""
        query = select(func.count()).where(ChunkRow.ingest_id == recording_id)
        return int(await self._session.scalar(query) or 0)

    async def delete_chunks(self, recording_id: str) -> None:
        """Forget a recording's chunks."""
        await self._session.execute(delete(ChunkRow).where(ChunkRow.ingest_id == recording_id))

    async def end_ingest(self, ingest_id: str, recording_id: str, now: datetime) -> bool:
        """Note of which recording the chunks are part now; False if that was noted before.

        It waits for chunks that are being inserted, and none is after it.
        """
        query = (
            update(IngestRow)
            .where(IngestRow.id == ingest_id, IngestRow.finished_at.is_(None))
            .values(finished_at=now, recording_id=recording_id)
        )
        return bool(await changed(self._session, query))

    async def arriving(self, since: datetime) -> Sequence[IngestRow]:
        """Recordings that are arriving and began after that."""
        query = select(IngestRow).where(
            IngestRow.finished_at.is_(None), IngestRow.opened_at > since
        )
        return (await self._session.scalars(query.order_by(IngestRow.opened_at))).all()

    async def ingests_to_sweep(self, abandoned_before: datetime) -> Sequence[str]:
        """Finished ones of which chunks are left, and those given up before that time."""
        left = exists().where(ChunkRow.ingest_id == IngestRow.id)
        query = select(IngestRow.id).where(
            or_(
                and_(IngestRow.finished_at.is_not(None), left),
                and_(IngestRow.finished_at.is_(None), IngestRow.opened_at < abandoned_before),
            )
        )
        return (await self._session.scalars(query)).all()

    async def drop_abandoned(self, before: datetime) -> None:
        """Drop ingests that were given up before that time."""
        await self._session.execute(
            delete(IngestRow).where(IngestRow.finished_at.is_(None), IngestRow.opened_at < before)
        )


def _seen(viewer: Viewer) -> Select[RecordingRow]:
    return (
        select(RecordingRow)
        .join(AthleteRow, AthleteRow.id == RecordingRow.athlete_id)
        .where(visible(viewer), RecordingRow.deleted_at.is_(None))
    )


def _add_chunk() -> Insert:
    """The statement by which a chunk is inserted; made once, for it is used more than any other."""
    recording_id = bindparam("sent_recording_id", type_=ID)
    stream = bindparam("sent_stream", type_=String)
    number = bindparam("sent_number", type_=Integer)
    taken = exists().where(
        ChunkRow.ingest_id == recording_id, ChunkRow.stream == stream, ChunkRow.number == number
    )
    user_id = bindparam("sent_by", type_=ID)
    allowed = (
        select(
            IngestRow.id,
            stream,
            number,
            bindparam("sent_sha256", type_=String),
            bindparam("sent_bytes", type_=Integer),
            bindparam("sent_received_at", type_=UtcDateTime),
        )
        .join(AthleteRow, AthleteRow.id == IngestRow.athlete_id)
        .where(
            IngestRow.id == recording_id,
            IngestRow.created_by == user_id,
            IngestRow.finished_at.is_(None),
            visible_to(user_id, bindparam("sent_within", type_=ID)),
            ~taken,
        )
        # Whoever finishes the recording waits for this one, or this one sees that it is finished.
        .with_for_update(read=True, of=IngestRow)
    )
    columns = ["ingest_id", "stream", "number", "sha256", "bytes", "received_at"]
    # The table and not its class: many at once, of which none is made an object.
    table = ChunkRow.metadata.tables[ChunkRow.__tablename__]
    return insert(table).from_select(columns, allowed)


_ADD_CHUNK = _add_chunk()


def _parameters(one: NewChunk) -> dict[str, Any]:
    return {
        "sent_recording_id": one.recording_id,
        "sent_by": one.viewer.user_id,
        "sent_within": one.viewer.organization_id,
        "sent_stream": one.stream,
        "sent_number": one.number,
        "sent_sha256": one.sha256,
        "sent_bytes": one.bytes,
        "sent_received_at": one.received_at,
    }
