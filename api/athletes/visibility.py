"""Whose data somebody sees, as a condition that every query of such data carries."""

from sqlalchemy import ColumnElement, and_, exists, or_

from api.access import Viewer
from api.athletes.models import AthleteRow, ConsentRow
from api.organizations.models import MembershipRow


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on athletes: oneself, and those who consented to be coached by the viewer.

    A consent counts while the coach is a coach or an admin of the athlete's organization; being
    an admin alone shows nobody's body.
    """
    own = AthleteRow.user_id == viewer.user_id
    consented = exists().where(
        ConsentRow.athlete_id == AthleteRow.id,
        ConsentRow.coach_id == viewer.user_id,
        ConsentRow.revoked_at.is_(None),
    )
    coaching = exists().where(
        MembershipRow.organization_id == AthleteRow.organization_id,
        MembershipRow.user_id == viewer.user_id,
        MembershipRow.role.in_(("coach", "admin")),
    )
    conditions = [AthleteRow.deleted_at.is_(None), or_(own, and_(consented, coaching))]
    if viewer.organization_id is not None:
        conditions.append(AthleteRow.organization_id == viewer.organization_id)
    return and_(*conditions)
