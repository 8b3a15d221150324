"""Demo clubs as the API shows them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

_DEMO: dict[str, Any] = {
    "state": "filling",
    "organization_id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e02",
    "athletes": 8,
    "sessions": 31,
    "sessions_planned": 92,
    "failure": None,
}


class DemoOut(BaseModel):
    """A club of simulated athletes: whether there is one, and how far it is filled."""

    model_config = ConfigDict(json_schema_extra={"examples": [_DEMO]})

    state: Literal["none", "filling", "filled", "failed"] = Field(
        description="`failed`: filling it broke off; start it again, and it goes on."
    )
    organization_id: str | None = Field(description="The club; null where there is none.")
    athletes: int = Field(description="In the club by now.")
    sessions: int = Field(description="Whose recordings are analysed by now.")
    sessions_planned: int = Field(description="All that it will have.")
    failure: str | None = Field(description="Why filling it broke off.")
