"""Queries for the newest values of many athletes: of each leg, and the last few of a number."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.analytics.query import Group
from api.athletes.models import AthleteRow
from api.athletes.visibility import visible
from api.core.viewer import Viewer
from api.memberships.models import TeamAthleteRow
from api.sessions.models import SessionRow, SummaryRow
from tracker.results import Quality

_Rows = Sequence[Row[*tuple[Any, ...]]]


class NewestRepository:
    """Summaries as a viewer sees them, the newest of each kind, within one transaction."""

    def __init__(self, session: AsyncSession, viewer: Viewer) -> None:
        self._session = session
        self._viewer = viewer

    async def of_each_leg(
        self,
        group: Group,
        athlete_ids: Collection[str] | None,
        quantities: Collection[str],
        since: datetime,
    ) -> _Rows:
        """The newest value of either leg of each athlete, or of some, of data that is not poor."""
        query = self._ranked(since, "athlete_id", "quantity", "exercise", "side").where(
            SummaryRow.quantity.in_(quantities),
            SummaryRow.side.in_(("left", "right")),
            AthleteRow.organization_id == group.organization_id,
        )
        if athlete_ids is not None:
            query = query.where(SummaryRow.athlete_id.in_(athlete_ids))
        return await self._best(_within(query, group), 1)

    async def history(
        self, athlete_ids: Collection[str], quantities: Collection[str], limit: int
    ) -> _Rows:
        """The last values of some athletes, so many of each kind, oldest first."""
        query = self._ranked(None, "athlete_id", "quantity", "exercise", "side", "method").where(
            SummaryRow.athlete_id.in_(athlete_ids), SummaryRow.quantity.in_(quantities)
        )
        return await self._best(query, limit)

    async def of_all(
        self, group: Group, quantity: str, exercise: str, side: str, since: datetime
    ) -> _Rows:
        """The newest value of a quantity of each athlete, of data that is not poor."""
        query = self._ranked(since, "athlete_id", "method").where(
            SummaryRow.quantity == quantity,
            SummaryRow.exercise == exercise,
            SummaryRow.side == side,
            AthleteRow.organization_id == group.organization_id,
        )
        return await self._best(_within(query, group), 1)

    def _ranked(self, since: datetime | None, *apart: str) -> Select[Any]:
        """Summaries with their place within what is kept apart, the newest first."""
        kept_apart = [getattr(SummaryRow, one) for one in apart]
        place = func.row_number().over(
            partition_by=kept_apart,
            order_by=(SummaryRow.performed_at.desc(), SummaryRow.session_id.desc()),
        )
        query = (
            select(*_COLUMNS, place.label("place"))
            .join(AthleteRow, AthleteRow.id == SummaryRow.athlete_id)
            .join(SessionRow, SessionRow.id == SummaryRow.session_id)
            .where(
                visible(self._viewer),
                SessionRow.deleted_at.is_(None),
                SummaryRow.quality != Quality.POOR.value,
            )
        )
        return query if since is None else query.where(SummaryRow.performed_at >= since)

    async def _best(self, ranked: Select[Any], limit: int) -> _Rows:
        inner = ranked.subquery()
        query = select(inner).where(inner.c.place <= limit)
        ordered = query.order_by(inner.c.performed_at, inner.c.session_id)
        return (await self._session.execute(ordered)).all()


def _within(query: Select[Any], group: Group) -> Select[Any]:
    if group.team_id is None:
        return query
    inside = select(TeamAthleteRow.athlete_id).where(TeamAthleteRow.team_id == group.team_id)
    return query.where(SummaryRow.athlete_id.in_(inside))


_COLUMNS = (
    SummaryRow.athlete_id,
    SummaryRow.session_id,
    SummaryRow.performed_at,
    SummaryRow.quantity,
    SummaryRow.exercise,
    SummaryRow.side,
    SummaryRow.mean,
    SummaryRow.method,
)
