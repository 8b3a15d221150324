"""Notes as the API shows them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.core.schemas import Body

_NOTE: dict[str, Any] = {
    "id": "01936e5c-7b42-7d10-8c55-2f9ab4c0de72",
    "text": "Left heel felt heavy from the tenth on; no pain.",
    "author": "Sam Harbour",
    "mine": True,
    "created_at": "2026-11-22T09:45:00Z",
    "edited_at": None,
}


class NoteIn(Body):
    """What somebody writes beside a session."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class NoteOut(BaseModel):
    """A note."""

    model_config = ConfigDict(json_schema_extra={"examples": [_NOTE]})

    id: str
    text: str
    author: str | None = Field(description="Who wrote it; null where the account is gone.")
    mine: bool = Field(description="Whether you wrote it: then you may change it.")
    created_at: datetime
    edited_at: datetime | None


class NotesOut(BaseModel):
    """The notes on a session, oldest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_NOTE]}]})

    items: list[NoteOut]
