"""All queries for recordings, and for those that are arriving."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, exists, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from api.access import Viewer
from api.athletes.models import AthleteRow
from api.athletes.visibility import visible
from api.db.base import UtcDateTime
from api.organizations.models import OrganizationRow
from api.paging import Cursor, keyset
from api.recordings.models import ChunkRow, IngestRow, RecordingRow


class RecordingRepository:
    """Recordings in the database, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: RecordingRow | IngestRow) -> None:
        """Insert; IntegrityError if the athlete has one of that fingerprint, or the id is taken."""
        self._session.add(row)
        await self._session.flush()

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

    async def page(
        self, viewer: Viewer, limit: int, athlete_id: str | None, cursor: Cursor | None
    ) -> Sequence[RecordingRow]:
        """Some recordings and one more, newest first, with their streams."""
        query = _seen(viewer).options(selectinload(RecordingRow.streams))
        if athlete_id is not None:
            query = query.where(RecordingRow.athlete_id == athlete_id)
        created_at = RecordingRow.created_at
        query = keyset(query, created_at, created_at, RecordingRow.id, cursor, None)
        return (await self._session.scalars(query.limit(limit + 1))).all()

    async def of_athlete(self, athlete_id: str) -> Sequence[str]:
        """Ids of all recordings of an athlete."""
        query = select(RecordingRow.id).where(RecordingRow.athlete_id == athlete_id)
        return (await self._session.scalars(query.order_by(RecordingRow.id))).all()

    async def kept_too_long(self, now: datetime) -> Sequence[tuple[str, datetime, int]]:
        """Recordings of organizations that bound how long they keep them: id, when made, days."""
        query = (
            select(RecordingRow.id, RecordingRow.created_at, OrganizationRow.retention_days)
            .join(AthleteRow, AthleteRow.id == RecordingRow.athlete_id)
            .join(OrganizationRow, OrganizationRow.id == AthleteRow.organization_id)
            .where(OrganizationRow.retention_days.is_not(None), RecordingRow.created_at < now)
        )
        return [(one[0], one[1], one[2] or 0) for one in await self._session.execute(query)]

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

    async def add_chunk(
        self, viewer: Viewer, recording_id: str, chunk: Mapping[str, Any], now: datetime
    ) -> bool:
        """Insert a chunk if the viewer may and the recording is open; one statement says both.

        IntegrityError if one of that number is here.
        """
        allowed = (
            select(
                IngestRow.id,
                literal(chunk["stream"]),
                literal(chunk["number"]),
                literal(chunk["sha256"]),
                literal(chunk["bytes"]),
                literal(now, UtcDateTime),
            )
            .join(AthleteRow, AthleteRow.id == IngestRow.athlete_id)
            .where(
                IngestRow.id == recording_id,
                IngestRow.created_by == viewer.user_id,
                IngestRow.finished_at.is_(None),
                visible(viewer),
            )
        )
        columns = ["ingest_id", "stream", "number", "sha256", "bytes", "received_at"]
        done = await self._session.execute(insert(ChunkRow).from_select(columns, allowed))
        return bool(done.rowcount)  # type: ignore[attr-defined]

    async def chunk(self, recording_id: str, stream: str, number: int) -> ChunkRow | None:
        """One chunk."""
        return await self._session.get(ChunkRow, (recording_id, stream, number))

    async def chunks(self, recording_id: str) -> list[ChunkRow]:
        """All chunks of a recording, stream by stream in their order."""
        query = select(ChunkRow).where(ChunkRow.ingest_id == recording_id)
        ordered = query.order_by(ChunkRow.stream, ChunkRow.number)
        return list((await self._session.scalars(ordered)).all())

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

    async def delete_chunks(self, recording_id: str) -> None:
        """Forget a recording's chunks."""
        await self._session.execute(delete(ChunkRow).where(ChunkRow.ingest_id == recording_id))

    async def end_ingest(self, ingest_id: str, recording_id: str, now: datetime) -> None:
        """Note of which recording the chunks are part now."""
        await self._session.execute(
            update(IngestRow)
            .where(IngestRow.id == ingest_id, IngestRow.finished_at.is_(None))
            .values(finished_at=now, recording_id=recording_id)
        )

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
            left,
            or_(IngestRow.finished_at.is_not(None), IngestRow.opened_at < abandoned_before),
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
