"""Efforts and measurements of many sessions, as the API shows them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.core.paging import ResumeText
from api.measurements.filters import QualityOut, ScopeOut
from api.sessions.schemas import SideOut

_SESSION: dict[str, Any] = {
    "id": "01936e5c-7b42-7d10-8c55-2f9ab4c0de70",
    "athlete_id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e21",
    "performed_at": "2026-11-22T09:28:30Z",
    "updated_at": "2026-11-22T09:30:01Z",
    "deleted": False,
}
_WHOSE: dict[str, Any] = {
    "athlete_id": _SESSION["athlete_id"],
    "session_id": _SESSION["id"],
    "performed_at": _SESSION["performed_at"],
    "exercise": "calf_raise",
    "side": "left",
}
_EFFORT: dict[str, Any] = _WHOSE | {
    "number": 1,
    "start_s": 2.1,
    "top_s": 3.0,
    "end_s": 3.9,
    "full": True,
    "reasons": [],
    "phases": {"concentric": [2.1, 2.9]},
    "removed": False,
    "pipeline_version": "1.4.0",
}
_MEASUREMENT: dict[str, Any] = _WHOSE | {
    "scope": "effort",
    "rep": 1,
    "set_number": None,
    "metric": "range_of_motion",
    "value": 33.1,
    "unit": "deg",
    "method": "foot_shank_imu",
    "uncertainty": 1.5,
    "quality": "good",
    "removed": False,
    "pipeline_version": "1.4.0",
}
_NEXT = "WyIyMDI2LTExLTIyVDA5OjI4OjMwKzAwOjAwIiwiMDE5MzZlNWMiLGZhbHNlXQ=="


class PagedSession(BaseModel):
    """A session all of whose rows are on the page."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SESSION]})

    id: str
    athlete_id: str
    performed_at: datetime
    updated_at: datetime
    deleted: bool = Field(description="Then it has no rows any more; only a sync shows it.")


class _Dated(BaseModel):
    athlete_id: str
    session_id: str
    performed_at: datetime = Field(description="When it was recorded, where known; else sent.")
    exercise: str
    side: SideOut


class DatedEffort(_Dated):
    """One repetition, jump or hold; times in seconds from the recording's start."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EFFORT]})

    number: int = Field(description="Its number in the session, from 1.")
    start_s: float
    top_s: float
    end_s: float
    full: bool = Field(description="False for a partial repetition.")
    reasons: list[str] = Field(description="Why it is partial.")
    phases: dict[str, tuple[float, float]]
    removed: bool = Field(description="Whether a person said that it was none.")
    pipeline_version: str = Field(description="Of the analysis that found it.")


class EffortPage(BaseModel):
    """The efforts of some sessions; a session is never cut between pages."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"items": [_EFFORT], "sessions": [_SESSION], "next": _NEXT, "resume": None}
            ]
        }
    )

    items: list[DatedEffort]
    sessions: list[PagedSession] = Field(
        description="The sessions of this page, also those without rows: what a copy has of them "
        "is to be replaced by `items`."
    )
    next: str | None = Field(description="The cursor of the next page; null where this is all.")
    resume: ResumeText


class MeasurementOut(_Dated):
    """One number."""

    model_config = ConfigDict(json_schema_extra={"examples": [_MEASUREMENT]})

    scope: ScopeOut = Field(description="Whether it was measured in an effort or over a set.")
    rep: int | None = Field(description="The effort's number in the session, from 1.")
    set_number: int | None = Field(description="The set's number in the session, from 1.")
    metric: str = Field(description="See `GET /v1/metrics`.")
    value: float
    unit: str = Field(description="Unit of the catalogue.")
    method: str = Field(description="What it was made from, such as `foot_shank_imu`.")
    uncertainty: float | None = Field(description="One standard deviation, where known.")
    quality: QualityOut
    removed: bool = Field(description="Whether a person said that the effort was none.")
    pipeline_version: str = Field(description="Of the analysis that measured it.")


class MeasurementPage(BaseModel):
    """The numbers of some sessions; a session is never cut between pages."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"items": [_MEASUREMENT], "sessions": [_SESSION], "next": _NEXT, "resume": None}
            ]
        }
    )

    items: list[MeasurementOut]
    sessions: list[PagedSession] = Field(
        description="The sessions of this page, also those without rows: what a copy has of them "
        "is to be replaced by `items`."
    )
    next: str | None = Field(description="The cursor of the next page; null where this is all.")
    resume: ResumeText
