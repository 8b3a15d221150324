"""What happens now as the API shows it; every event of the stream has one of these as its data."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.sessions.examples import ANALYSIS
from api.sessions.schemas import EffortOut, FindingOut

_HEAD: dict[str, Any] = {
    "recording_id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e11",
    "athlete_id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e21",
}
_NOW: dict[str, Any] = {
    **_HEAD,
    "athlete": "Sam",
    "exercise": "calf_raise",
    "opened_at": "2026-11-22T09:30:00Z",
}
_REP: dict[str, Any] = {"number": 1, "provisional": True, "effort": ANALYSIS["efforts"][0]}
_STATE: dict[str, Any] = {
    "exercise": "calf_raise",
    "seconds": 4.6,
    "count": 1,
    "paused": False,
    "ended": False,
    "last_arrival_at": "2026-11-22T09:30:05Z",
    "sensors": [
        {
            "name": "left_foot",
            "connected": True,
            "samples": 460,
            "lost": 0,
            "refused": 0,
            "rate_hz": 100.0,
        }
    ],
}
_WATCHED: dict[str, Any] = {**_NOW, "reps": [_REP], "state": _STATE}


class RecordingNow(BaseModel):
    """A recording that is being made."""

    model_config = ConfigDict(json_schema_extra={"examples": [_NOW]})

    recording_id: str
    athlete_id: str
    athlete: str = Field(description="The athlete's name.")
    exercise: str | None = Field(description="As it was stated.")
    opened_at: datetime


class LiveOut(BaseModel):
    """Who records now, the latest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_NOW]}]})

    items: list[RecordingNow]


class LiveRep(BaseModel):
    """A repetition; one of a number that was told before takes that one's place."""

    number: int = Field(description="From 1, in the order in which they were completed.")
    provisional: Literal[True] = Field(description="The finished session may differ a little.")
    effort: EffortOut


class LiveSensor(BaseModel):
    """How one sensor is doing."""

    name: str
    connected: bool
    samples: int
    lost: int
    refused: int = Field(description="Packets that could not be decoded.")
    rate_hz: float | None


class LiveState(BaseModel):
    """How a recording is doing."""

    exercise: str | None
    seconds: float = Field(description="From its start to its newest sample.")
    count: int = Field(description="Repetitions so far.")
    paused: bool
    ended: bool
    last_arrival_at: datetime
    sensors: list[LiveSensor]


class RecordingWatched(RecordingNow):
    """A recording that is being made, and all that is known of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_WATCHED]})

    reps: list[LiveRep]
    state: LiveState | None


class SnapshotEvent(BaseModel):
    """`snapshot`, the first: who records now. `begin` later has one such recording."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"recordings": [_WATCHED]}]})

    recordings: list[RecordingWatched]


class RepEvent(LiveRep):
    """`rep`: a repetition is complete."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_HEAD, **_REP}]})

    recording_id: str
    athlete_id: str


class StateEvent(LiveState):
    """`state`: some more has arrived."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_HEAD, **_STATE}]})

    recording_id: str
    athlete_id: str


class CurveEvent(BaseModel):
    """`curve`: some more of what a sensor gives, the lowest and the highest of each stretch."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_HEAD,
                    "name": "turning_rate",
                    "label": "Turning rate",
                    "unit": "deg/s",
                    "stream": "left_foot",
                    "time": [4.005, 4.045, 4.085],
                    "value": [3.1, 12.4, None],
                }
            ]
        }
    )

    recording_id: str
    athlete_id: str
    name: str
    label: str
    unit: str
    stream: str
    time: list[float] = Field(description="Seconds from the recording's start.")
    value: list[float | None] = Field(description="A null breaks the line.")


class FindingEvent(BaseModel):
    """`finding`: something was noticed about what arrives."""

    recording_id: str
    athlete_id: str
    finding: FindingOut


class FinishedEvent(BaseModel):
    """`finished`: nothing more comes."""

    recording_id: str
    athlete_id: str
    session_id: str | None = Field(
        description="What was made of it; null where the sender only fell silent."
    )


class HiddenEvent(BaseModel):
    """`hidden`: this athlete may not be seen any more."""

    athlete_id: str


class LaggedEvent(BaseModel):
    """`lagged`: so many events were dropped, the oldest, because they were read too slowly."""

    dropped: int


class EndedEvent(BaseModel):
    """`ended`: the view is over, and why."""

    reason: str


EVENTS: dict[str, type[BaseModel]] = {
    "snapshot": SnapshotEvent,
    "begin": RecordingWatched,
    "rep": RepEvent,
    "curve": CurveEvent,
    "state": StateEvent,
    "finding": FindingEvent,
    "finished": FinishedEvent,
    "hidden": HiddenEvent,
    "lagged": LaggedEvent,
    "ended": EndedEvent,
}
"""The stream's events by their names."""
