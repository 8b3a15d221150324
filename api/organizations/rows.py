"""Rows that belong to an organization, as they are when they are made, and its deeds."""

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.models import UserRow
from api.athletes.models import AthleteRow
from api.audit.log import AuditLog
from api.core.errors import NotFound
from api.core.identifiers import new_id
from api.core.viewer import Viewer
from api.memberships.models import MembershipRow


def membership_of(organization_id: str, user_id: str, role: str) -> MembershipRow:
    """A new member."""
    return MembershipRow(
        organization_id=organization_id, user_id=user_id, role=role, created_at=datetime.now(UTC)
    )


def profile_of(organization_id: str, user: UserRow) -> AthleteRow:
    """A profile in which a member is measured."""
    return AthleteRow(
        id=new_id(),
        organization_id=organization_id,
        user_id=user.id,
        name=user.name,
        created_at=datetime.now(UTC),
    )


def note(
    session: AsyncSession, action: str, viewer: Viewer, organization_id: str, subject: str = ""
) -> None:
    """Put a deed into the organization's audit log."""
    AuditLog(session).note(
        action, user_id=viewer.user_id, organization_id=organization_id, subject=subject
    )


def of_organization(
    athlete: AthleteRow | None, athlete_id: str, organization_id: str
) -> AthleteRow:
    """An athlete who belongs to the organization, else NotFound."""
    if (
        athlete is None
        or athlete.deleted_at is not None
        or athlete.organization_id != organization_id
    ):
        raise NotFound(f"There is no athlete {athlete_id}.")
    return athlete
