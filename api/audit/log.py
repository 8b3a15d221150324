"""Writing the audit log and reading it; what is measured in a body never stands in it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.models import AuditRow
from api.core.identifiers import new_id


class AuditLog:
    """The audit log, within the transaction of the deed: both happen or neither."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def note(
        self,
        action: str,
        *,
        user_id: str | None,
        organization_id: str | None = None,
        subject: str = "",
    ) -> None:
        """Note a deed such as ``consent.granted``, and what it was done to."""
        self._session.add(
            AuditRow(
                id=new_id(),
                at=datetime.now(UTC),
                organization_id=organization_id,
                user_id=user_id,
                action=action,
                subject=subject,
            )
        )

    async def page(
        self, organization_id: str, limit: int, before_id: str | None
    ) -> Sequence[AuditRow]:
        """Deeds in an organization, newest first."""
        query = select(AuditRow).where(AuditRow.organization_id == organization_id)
        if before_id is not None:
            query = query.where(AuditRow.id < before_id)
        return (await self._session.scalars(query.order_by(AuditRow.id.desc()).limit(limit))).all()

    async def forget(self, before: datetime) -> None:
        """Drop what is older than that."""
        await self._session.execute(delete(AuditRow).where(AuditRow.at < before))
