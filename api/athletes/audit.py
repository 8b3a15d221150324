"""The audit log of what is done to an athlete's data: it stands in the athlete's organization."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.athletes.models import AthleteRow
from api.audit.log import AuditLog


async def organization_of(session: AsyncSession, athlete_id: str) -> str | None:
    """The organization of an athlete; None where there is no such athlete."""
    query = select(AthleteRow.organization_id).where(AthleteRow.id == athlete_id)
    return await session.scalar(query)


async def note_of_athlete(
    session: AsyncSession, athlete_id: str, action: str, *, user_id: str | None, subject: str
) -> None:
    """Note something that was done to an athlete's data, within its transaction."""
    AuditLog(session).note(
        action,
        user_id=user_id,
        organization_id=await organization_of(session, athlete_id),
        subject=subject,
    )
