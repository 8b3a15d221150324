"""All queries for what is watched as it happens."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.models import CredentialRow, UserRow
from api.athletes.models import AthleteRow
from api.athletes.visibility import visible
from api.core.viewer import Viewer
from api.live.filters import Wanted
from api.memberships.models import TeamAthleteRow
from api.recordings.models import ChunkRow, IngestRow, chunk_key
from api.sessions.models import SessionRow

_SILENT = timedelta(minutes=2)
_LONGEST = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Arriving:
    """A recording that is being made."""

    id: str
    athlete_id: str
    athlete: str
    exercise: str | None
    opened_at: datetime


class LiveRepository:
    """What is watched, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def athletes(self, viewer: Viewer, wanted: Wanted, limit: int) -> frozenset[str]:
        """Ids of the athletes whom the viewer sees and wants to."""
        query = select(AthleteRow.id).where(visible(viewer))
        if wanted.organization_id is not None:
            query = query.where(AthleteRow.organization_id == wanted.organization_id)
        if wanted.team_id is not None:
            inside = select(TeamAthleteRow.athlete_id).where(
                TeamAthleteRow.team_id == wanted.team_id
            )
            query = query.where(AthleteRow.id.in_(inside))
        if wanted.athlete_ids:
            query = query.where(AthleteRow.id.in_(wanted.athlete_ids))
        ordered = query.order_by(AthleteRow.id.desc()).limit(limit)
        return frozenset((await self._session.scalars(ordered)).all())

    async def good_credentials(self, ids: Collection[str], now: datetime) -> frozenset[str]:
        """Those of the secrets that still open something."""
        query = (
            select(CredentialRow.id)
            .join(UserRow, UserRow.id == CredentialRow.user_id)
            .where(
                CredentialRow.id.in_(ids),
                CredentialRow.revoked_at.is_(None),
                CredentialRow.expires_at > now,
                UserRow.disabled_at.is_(None),
            )
        )
        return frozenset((await self._session.scalars(query)).all())

    async def arriving(self, now: datetime, limit: int) -> Sequence[Arriving]:
        """Recordings of which something came lately, whoever's they are."""
        lately = exists().where(
            ChunkRow.ingest_id == IngestRow.id, ChunkRow.received_at > now - _SILENT
        )
        query = (
            select(
                IngestRow.id,
                IngestRow.athlete_id,
                AthleteRow.name,
                IngestRow.exercise,
                IngestRow.opened_at,
            )
            .join(AthleteRow, AthleteRow.id == IngestRow.athlete_id)
            .where(
                IngestRow.finished_at.is_(None),
                IngestRow.opened_at > now - _LONGEST,
                or_(IngestRow.opened_at > now - _SILENT, lately),
            )
            .order_by(IngestRow.opened_at.desc())
            .limit(limit)
        )
        return [Arriving(*row) for row in await self._session.execute(query)]

    async def sessions_of(self, ingest_ids: Collection[str]) -> Mapping[str, str | None]:
        """The session of each of those that is finished; None while it is still being made."""
        query = (
            select(IngestRow.id, SessionRow.id)
            .outerjoin(SessionRow, SessionRow.recording_id == IngestRow.recording_id)
            .where(IngestRow.id.in_(ingest_ids), IngestRow.finished_at.is_not(None))
        )
        return {row[0]: row[1] for row in await self._session.execute(query)}

    async def chunk_keys(self, recording_id: str) -> Sequence[tuple[str, int, str]]:
        """Stream, number and key of all chunks of a recording, as they came."""
        query = select(ChunkRow.stream, ChunkRow.number, ChunkRow.sha256).where(
            ChunkRow.ingest_id == recording_id
        )
        ordered = query.order_by(ChunkRow.received_at, ChunkRow.stream, ChunkRow.number)
        return [
            (stream, number, chunk_key(recording_id, stream, number, sha256))
            for stream, number, sha256 in await self._session.execute(ordered)
        ]
