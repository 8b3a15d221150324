"""Links that show a report, as the API shows them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.core.schemas import Body

_SHARE: dict[str, Any] = {
    "id": "01936e5c-7b42-7d10-8c55-2f9ab4c0de73",
    "label": "for the physiotherapist",
    "shown_name": "Sam",
    "shows_club": True,
    "made_by": "Kim Coach",
    "created_at": "2026-11-22T09:45:00Z",
    "expires_at": "2026-12-06T09:45:00Z",
    "revoked_at": None,
    "works": True,
    "opened": 3,
    "opened_at": "2026-11-23T07:12:00Z",
}
_SECRET = "calf_share_fSs0m3th1ngN0b0dyGu3ss3s"  # noqa: S105 an example
_NEW: dict[str, Any] = _SHARE | {
    "opened": 0,
    "opened_at": None,
    "secret": _SECRET,
    "path": f"/shared/{_SECRET}",
}
_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class ShareIn(Body):
    """A link to a session's report: for how long, and what it says of whose it is."""

    days: Annotated[int, Field(ge=1, le=90, description="How long it works.")] = 14
    label: Annotated[
        _Words | None,
        Field(description="For whom it is; only you and who sees the session read it."),
    ] = None
    shown_name: Annotated[
        _Words | None, Field(description="The name that the report bears; null shows none.")
    ] = None
    shows_club: Annotated[bool, Field(description="Whether the report names the club.")] = False


class ShareOut(BaseModel):
    """A link to a session's report, without its secret."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHARE]})

    id: str
    label: str | None
    shown_name: str | None = Field(description="The name that the report bears; null shows none.")
    shows_club: bool
    made_by: str = Field(
        description="On whose word it stands: it works while they see the session."
    )
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    works: bool = Field(description="Whether it is neither expired nor revoked.")
    opened: int = Field(description="How often the report was looked at.")
    opened_at: datetime | None = Field(description="When it was last.")


class NewShareOut(ShareOut):
    """A new link; its secret is shown this once."""

    model_config = ConfigDict(json_schema_extra={"examples": [_NEW]})

    secret: str
    path: str = Field(description="Where the report is, on this server.")


class SharesOut(BaseModel):
    """The links to a session's report, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_SHARE]}]})

    items: list[ShareOut]
