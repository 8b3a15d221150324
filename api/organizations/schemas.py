"""Organizations, members, invitations and teams as the API shows them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.accounts.schemas import Role
from api.core.schemas import Body, Email, Name

_ID = "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e01"
_ORGANIZATION: dict[str, Any] = {
    "id": _ID,
    "name": "Harbour Athletics",
    "retention_days": None,
    "role": "admin",
    "simulated": False,
}
_MEMBER: dict[str, Any] = {
    "user_id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e11",
    "name": "Kim Coach",
    "email": "coach@example.org",
    "role": "coach",
}
_INVITATION: dict[str, Any] = {
    "id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e31",
    "email": "sam@example.org",
    "role": "athlete",
    "athlete_id": None,
    "created_at": "2026-11-22T09:30:00Z",
    "expires_at": "2026-12-06T09:30:00Z",
}
_TEAM: dict[str, Any] = {
    "id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e41",
    "organization_id": _ID,
    "name": "Sprint",
    "kind": "team",
    "athletes": 12,
}
_DEED: dict[str, Any] = {
    "id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e51",
    "at": "2026-11-22T09:30:00Z",
    "user_id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e11",
    "action": "consent.granted",
    "subject": "athlete:01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e21",
}
_LISTED: dict[str, Any] = {
    "id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e21",
    "name": "Sam Runner",
    "user_id": None,
    "seen": True,
}


def _example(one: dict[str, Any]) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [one]}, from_attributes=True)


class OrganizationIn(Body):
    """A new organization."""

    name: Name


class OrganizationPatch(Body):
    """What is to change; what is not named stays."""

    name: Name | None = None
    retention_days: Annotated[int | None, Field(ge=1, le=36500)] = None


class MemberPatch(Body):
    """A member's new role."""

    role: Role


class InvitationIn(Body):
    """Whom to invite."""

    email: Email
    role: Role
    athlete_id: str | None = Field(
        default=None, description="The athlete without an account who becomes this person's."
    )


class TeamIn(Body):
    """A new team, or a group within training."""

    name: Name
    kind: Literal["team", "group"] = "team"


class OrganizationOut(BaseModel):
    """An organization, and the asking user's role in it."""

    model_config = _example(_ORGANIZATION)

    id: str
    name: str
    retention_days: int | None = Field(
        description="Days that recordings are kept; null keeps them until they are deleted."
    )
    role: Role
    simulated: bool = Field(description="Whether it is a demo club, of whose athletes none lives.")


class OrganizationsOut(BaseModel):
    """The user's organizations."""

    model_config = _example({"items": [_ORGANIZATION]})

    items: list[OrganizationOut]


class MemberOut(BaseModel):
    """A member."""

    model_config = _example(_MEMBER)

    user_id: str
    name: str
    email: str | None
    role: Role


class MembersOut(BaseModel):
    """All members, by name."""

    model_config = _example({"items": [_MEMBER]})

    items: list[MemberOut]


class ListedAthlete(BaseModel):
    """An athlete's name and no more, for those who administer."""

    model_config = _example(_LISTED)

    id: str
    name: str
    user_id: str | None
    seen: bool = Field(description="Whether you see what is measured of the athlete.")


class ListedAthletes(BaseModel):
    """All athletes of an organization or team, by name."""

    model_config = _example({"items": [_LISTED]})

    items: list[ListedAthlete]

    @classmethod
    def of(cls, rows: Iterable[Any]) -> "ListedAthletes":
        """Show rows."""
        return cls(items=[ListedAthlete.model_validate(row) for row in rows])


class InvitationOut(BaseModel):
    """An invitation that is still open."""

    model_config = _example(_INVITATION)

    id: str
    email: str
    role: Role
    athlete_id: str | None
    created_at: datetime
    expires_at: datetime


class InvitationsOut(BaseModel):
    """All open invitations, newest first."""

    model_config = _example({"items": [_INVITATION]})

    items: list[InvitationOut]


class NewInvitationOut(InvitationOut):
    """A new invitation; give its secret to the person, it is shown this once."""

    model_config = _example(_INVITATION | {"secret": "calf_invitation_…"})

    secret: str


class PasswordResetOut(BaseModel):
    """A reset link's secret, which is shown this once.

    The link is the server's address with `/reset-password#` and the secret after it.
    """

    model_config = _example({"secret": "calf_reset_…", "expires_at": "2026-11-23T09:30:00Z"})

    secret: str
    expires_at: datetime


class TeamOut(BaseModel):
    """A team or group."""

    model_config = _example(_TEAM)

    id: str
    organization_id: str
    name: str
    kind: Literal["team", "group"]
    athletes: int = Field(description="How many athletes are in it.")


class TeamsOut(BaseModel):
    """All teams of an organization, by name."""

    model_config = _example({"items": [_TEAM]})

    items: list[TeamOut]


class DeedOut(BaseModel):
    """One entry of the audit log."""

    model_config = _example(_DEED)

    id: str
    at: datetime
    user_id: str | None
    action: str
    subject: str


class DeedsOut(BaseModel):
    """Some of the audit log, newest first."""

    model_config = _example({"items": [_DEED], "next": None})

    items: list[DeedOut]
    next: str | None = Field(description="Give it as `before` for older ones; null where none.")
