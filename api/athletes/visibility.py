"""Whose data somebody sees, as a condition that every query of such data carries."""

from sqlalchemy import ColumnElement, and_, exists, or_

from api.athletes.models import AthleteRow, ConsentRow, ErasedAthleteRow
from api.core.viewer import Viewer
from api.memberships.models import MembershipRow


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on athletes: oneself, and those who consented to be coached by the viewer.

    A consent counts while the coach is a coach or an admin of the athlete's organization; being
    an admin alone shows nobody's body.
    """
    return visible_to(viewer.user_id, viewer.organization_id)


def visible_to(
    user_id: str | ColumnElement[str], organization_id: str | ColumnElement[str | None] | None
) -> ColumnElement[bool]:
    """The same for parameters that a statement is given later; each None opens all."""
    own = AthleteRow.user_id == user_id
    consented = exists().where(
        ConsentRow.athlete_id == AthleteRow.id,
        ConsentRow.coach_id == user_id,
        ConsentRow.revoked_at.is_(None),
    )
    coaching = exists().where(
        MembershipRow.organization_id == AthleteRow.organization_id,
        MembershipRow.user_id == user_id,
        # Not a list, which no statement for many rows can have.
        or_(MembershipRow.role == "coach", MembershipRow.role == "admin"),
    )
    conditions = [AthleteRow.deleted_at.is_(None), or_(own, and_(consented, coaching))]
    if isinstance(organization_id, ColumnElement):
        inside = AthleteRow.organization_id == organization_id
        conditions.append(or_(organization_id.is_(None), inside))
    elif organization_id is not None:
        conditions.append(AthleteRow.organization_id == organization_id)
    return and_(*conditions)


def erased(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on athletes who are erased: who coaches in the organization may keep copies."""
    coaching = exists().where(
        MembershipRow.organization_id == ErasedAthleteRow.organization_id,
        MembershipRow.user_id == viewer.user_id,
        MembershipRow.role.in_(("coach", "admin")),
    )
    if viewer.organization_id is None:
        return coaching
    return and_(coaching, ErasedAthleteRow.organization_id == viewer.organization_id)
