"""All queries for webhooks and what is on its way to them."""

from collections.abc import Sequence
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

    async def claim(
        self, now: datetime, until: datetime, limit: int
    ) -> Sequence[Row[DeliveryRow, WebhookRow]]:
        """What should be sent now, oldest first; nobody else is given it before `until`."""
        due = (
            select(DeliveryRow.id)
            .where(DeliveryRow.next_at <= now)
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

    async def get(self, delivery_id: str) -> DeliveryRow | None:
        """One delivery."""
        return await self._session.get(DeliveryRow, delivery_id)

    async def forget(self, before: datetime) -> None:
        """Drop what was delivered or given up before that time."""
        await self._session.execute(
            delete(DeliveryRow).where(
                DeliveryRow.next_at.is_(None), DeliveryRow.created_at < before
            )
        )


RETRIES = tuple(timedelta(seconds=one) for one in (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600))
"""How long to wait after each failure; then an event is given up."""
