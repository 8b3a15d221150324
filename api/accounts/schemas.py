"""Accounts as the API shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.accounts.models import CredentialRow, UserRow
from api.core.schemas import Body, Email, Name

_USER: dict[str, Any] = {
    "id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e11",
    "email": "coach@example.org",
    "name": "Kim Coach",
}
_KEY: dict[str, Any] = {
    "id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e12",
    "label": "nightly export",
    "organization_id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e01",
    "scopes": ["read"],
    "created_at": "2026-11-22T09:30:00Z",
    "expires_at": "2027-11-22T09:30:00Z",
    "used_at": "2026-11-25T03:00:00Z",
}
_PAIR: dict[str, Any] = {
    "access_token": "calf_access_…",
    "refresh_token": "calf_refresh_…",
    "token_type": "bearer",
    "expires_in": 900,
}
_ME: dict[str, Any] = {
    "user": _USER,
    "memberships": [
        {
            "organization_id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e01",
            "organization": "Harbour Athletics",
            "role": "coach",
            "simulated": False,
        }
    ],
}

_INVITED: dict[str, Any] = {
    "organization": "Harbour Athletics",
    "role": "athlete",
    "email": "sam@example.org",
    "invited_by": "Kim Coach",
    "athlete": None,
    "expires_at": "2026-12-06T09:30:00Z",
}
_SIGN_IN: dict[str, Any] = {
    "id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e13",
    "kind": "browser",
    "created_at": "2026-11-22T09:30:00Z",
    "used_at": "2026-11-25T18:05:00Z",
    "expires_at": "2026-12-06T09:30:00Z",
    "asking": True,
}

Role = Literal["athlete", "coach", "admin"]
ScopeIn = Literal["read", "write", "manage"]


Password = Annotated[str, StringConstraints(min_length=10, max_length=200)]


class SetupIn(Body):
    """What the first account becomes."""

    entry: str = Field(
        default="", max_length=200, description="The secret of the link that the server printed."
    )
    name: Name
    email: Email
    password: Password
    organization: Name


class SignInIn(Body):
    """Who signs in."""

    email: Email
    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class RefreshIn(Body):
    """The refresh token; it is good once."""

    refresh_token: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class PasswordIn(Body):
    """A new password, and the one until now."""

    old: Annotated[str, StringConstraints(max_length=200)]
    new: Password


class PasswordResetIn(Body):
    """A new password, and the reset link that allows it."""

    link: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] = (
        Field(description="The reset link as it was sent, or only what follows its `#`.")
    )
    password: Password

    @property
    def secret(self) -> str:
        """The secret in the link."""
        return self.link.rpartition("#")[2]


class AcceptIn(Body):
    """What somebody says who accepts an invitation.

    Who has an account already states its password, and keeps its name.
    """

    invitation: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    name: Name
    password: Password


class InvitationSecretIn(Body):
    """The secret of an invitation."""

    invitation: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class InvitedOut(BaseModel):
    """What an invitation leads to, for whoever holds its secret."""

    model_config = ConfigDict(json_schema_extra={"examples": [_INVITED]}, from_attributes=True)

    organization: str
    role: Role
    email: str = Field(description="The address that the account has, or will have.")
    invited_by: str | None = Field(description="Who made it; null once that account is gone.")
    athlete: str | None = Field(
        description="The profile that becomes the person's, with all that was measured under it."
    )
    expires_at: datetime


class MePatch(Body):
    """What is to change of one's account."""

    name: Name


class KeyIn(Body):
    """A new API key: for one organization, with no more rights than needed."""

    label: Name
    organization_id: str
    scopes: Annotated[list[ScopeIn], Field(min_length=1, max_length=3)]
    days: Annotated[int, Field(ge=1, le=3650)] = 365


class UserOut(BaseModel):
    """A user."""

    model_config = ConfigDict(json_schema_extra={"examples": [_USER]})

    id: str
    email: str | None
    name: str

    @classmethod
    def of(cls, row: UserRow) -> "UserOut":
        """Show a row."""
        return cls.model_validate(row, from_attributes=True)


class MembershipOut(BaseModel):
    """One role of the user."""

    organization_id: str
    organization: str
    role: Role
    simulated: bool = Field(description="Whether it is a demo club, of whose athletes none lives.")


class MeOut(BaseModel):
    """Who is signed in."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ME]})

    user: UserOut
    memberships: list[MembershipOut]


class TokensOut(BaseModel):
    """A pair of tokens: one to ask with, one to get the next pair with."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PAIR]})

    access_token: str
    refresh_token: str = Field(description="Good once; used twice, all tokens of it fall.")
    token_type: Literal["bearer"]
    expires_in: int = Field(description="Seconds that the access token is good for.")


class KeyOut(BaseModel):
    """An API key, without its secret."""

    model_config = ConfigDict(json_schema_extra={"examples": [_KEY]})

    id: str
    label: str
    organization_id: str | None
    scopes: list[ScopeIn]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = Field(description="When it was used last, to the hour.")

    @classmethod
    def of(cls, row: CredentialRow) -> "KeyOut":
        """Show a row."""
        return cls.model_validate(row, from_attributes=True)


class KeysOut(BaseModel):
    """All of a user's keys."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_KEY]}]})

    items: list[KeyOut]


class NewKeyOut(KeyOut):
    """A new API key; the secret is shown this once."""

    model_config = ConfigDict(json_schema_extra={"examples": [_KEY | {"secret": "calf_key_…"}]})

    secret: str


class SignInOut(BaseModel):
    """A browser or program in which the user is signed in by password."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SIGN_IN]})

    id: str
    kind: Literal["browser", "refresh"] = Field(
        description="`browser`, or `refresh` for a program that holds tokens."
    )
    created_at: datetime
    used_at: datetime | None = Field(description="When a browser asked last, to the hour.")
    expires_at: datetime
    asking: bool = Field(description="Whether it is the one that asks.")


class SignInsOut(BaseModel):
    """Everywhere that the user is signed in, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_SIGN_IN]}]})

    items: list[SignInOut]
