"""Demo clubs that are filled already, or of few athletes."""

from datetime import UTC, datetime

from sqlalchemy import select

from api.core.identifiers import new_id
from api.demo.models import DemoRow
from api.memberships.models import MembershipRow, OrganizationRow
from tests.api.house import House


async def demo_of(house: House, user_id: str) -> str:
    """An empty demo club that a user administers; gives its organization's id."""
    now, club_id = datetime.now(UTC), new_id()
    async with house.services.database.writing() as session:
        known = await session.scalar(select(DemoRow).where(DemoRow.user_id == user_id))
        if known is not None:
            return known.organization_id
        for row in (
            OrganizationRow(id=club_id, name="Demo", simulated=True, created_at=now),
            MembershipRow(organization_id=club_id, user_id=user_id, role="admin", created_at=now),
            DemoRow(
                organization_id=club_id, user_id=user_id, started_at=now, recordings=0,
                beat_at=now, filled_at=now,
            ),
        ):  # fmt: skip
            session.add(row)
            await session.flush()
    return club_id
