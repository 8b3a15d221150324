"""Webhooks as the API shows them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from api.core.events import Event
from api.core.schemas import Body

_WEBHOOK: dict[str, Any] = {
    "id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e61",
    "url": "https://club.example.org/calf",
    "events": ["session.analysed"],
    "created_at": "2026-11-22T09:30:00Z",
    "waiting": 0,
    "last_answer": "200",
}


class WebhookIn(Body):
    """Where to tell of what."""

    model_config = ConfigDict(extra="forbid", strict=False)

    url: Annotated[HttpUrl, Field(max_length=2000)]
    events: Annotated[list[Event], Field(min_length=1, max_length=len(Event))]


class WebhookOut(BaseModel):
    """Where an organization is told of what."""

    model_config = ConfigDict(json_schema_extra={"examples": [_WEBHOOK]})

    id: str
    url: str
    events: list[Event]
    created_at: datetime
    waiting: int = Field(description="Events that were not heard yet.")
    last_answer: str | None = Field(description="What the address answered last.")


class WebhooksOut(BaseModel):
    """All webhooks of an organization."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_WEBHOOK]}]})

    items: list[WebhookOut]


class NewWebhookOut(WebhookOut):
    """A new webhook; the secret is shown this once."""

    model_config = ConfigDict(json_schema_extra={"examples": [_WEBHOOK | {"secret": "whsec_…"}]})

    secret: str = Field(description="Signs what is sent, as standardwebhooks.com says.")
