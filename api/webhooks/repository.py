"""All queries for webhooks and what is on its way to them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.changes import changed
from api.webhooks.models import DeliveryRow, WebhookRow


class WebhookRepository:
    """Webhooks, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, *rows: WebhookRow | DeliveryRow) -> None:
        """Insert."""
        self._session.add_all(rows)
        await self._session.flush()

    async def of_organization(self, organization_id: str) -> Sequence[WebhookRow]:
        """All webhooks of an organization, oldest first."""
        query = select(WebhookRow).where(WebhookRow.organization_id == organization_id)
        return (await self._session.scalars(query.order_by(WebhookRow.id))).all()

    async def state(self, webhook_id: str) -> tuple[int, str | None]:
        """How many events wait, and what was answered last."""
        waiting = select(func.count()).where(
            DeliveryRow.webhook_id == webhook_id, DeliveryRow.next_at.is_not(None)
        )
        answered = (
            select(DeliveryRow.answer)
            .where(DeliveryRow.webhook_id == webhook_id, DeliveryRow.answer.is_not(None))
            .order_by(DeliveryRow.id.desc())
            .limit(1)
        )
        return await self._session.scalar(waiting) or 0, await self._session.scalar(answered)

    async def delete(self, organization_id: str, webhook_id: str) -> bool:
        """Delete a webhook with what waits for it; False if there is none."""
        query = delete(WebhookRow).where(
            WebhookRow.organization_id == organization_id, WebhookRow.id == webhook_id
        )
        return bool(await changed(self._session, query))

    async def due(
        self, now: datetime, full: Collection[str], full_organizations: Collection[str], limit: int
    ) -> Sequence[Row[str, str]]:
        """Webhooks that have events to send now, with their organizations, longest due first.

        Parameters
        ----------
        now
            The time.
        full, full_organizations
            Ids of webhooks and organizations to leave out.
        limit
            The most webhooks.
        """
        query = (
            select(WebhookRow.id, WebhookRow.organization_id)
            .join(DeliveryRow, DeliveryRow.webhook_id == WebhookRow.id)
            .where(
                DeliveryRow.next_at <= now,
                WebhookRow.id.not_in(full),
                WebhookRow.organization_id.not_in(full_organizations),
            )
            .group_by(WebhookRow.id, WebhookRow.organization_id)
            .order_by(func.min(DeliveryRow.next_at), WebhookRow.id)
            .limit(limit)
        )
        return (await self._session.execute(query)).all()

    async def claim(
        self, webhook_id: str, now: datetime, until: datetime, limit: int
    ) -> Sequence[Row[DeliveryRow, WebhookRow]]:
        """What a webhook should be sent now, oldest first; nobody else gets it before `until`."""
        due = (
            select(DeliveryRow.id)
            .where(DeliveryRow.webhook_id == webhook_id, DeliveryRow.next_at <= now)
            .order_by(DeliveryRow.next_at, DeliveryRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        # One statement, because SQLite locks nothing for who only reads.
        claimed = (
            update(DeliveryRow)
            .where(DeliveryRow.id.in_(due))
            .values(next_at=until)
            .returning(DeliveryRow.id)
        )
        ids = (await self._session.scalars(claimed)).all()
        query = (
            select(DeliveryRow, WebhookRow)
            .join(WebhookRow, WebhookRow.id == DeliveryRow.webhook_id)
            .where(DeliveryRow.id.in_(ids))
            .order_by(DeliveryRow.id)
        )
        return (await self._session.execute(query)).all()

    async def rest(self, failed: DeliveryRow, until: datetime) -> None:
        """Have the other events of a webhook wait, because one of them got no answer."""
        await self._session.execute(
            update(DeliveryRow)
            .where(
                DeliveryRow.webhook_id == failed.webhook_id,
                DeliveryRow.id != failed.id,
                DeliveryRow.next_at < until,
            )
            .values(next_at=until)
        )

    async def get(self, delivery_id: str) -> DeliveryRow | None:
        """One delivery."""
        return await self._session.get(DeliveryRow, delivery_id)

    async def forget(self, before: datetime) -> None:
        """Drop events of before that time."""
        await self._session.execute(delete(DeliveryRow).where(DeliveryRow.created_at < before))


RETRIES = tuple(timedelta(seconds=one) for one in (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600))
"""How long to wait after each failure; then an event is given up."""
