"""Sessions as the API shows them; the analysis inside has the keys of the published result."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from api.recordings.schemas import RecordingOut
from api.sessions.examples import ANALYSIS, CURVES, PAGE, SESSION, SUMMARY, UPLOADED
from api.sessions.models import SessionRow
from api.sessions.records import analysis_of

SideOut = Literal["left", "right", "both", "unknown"]


class Status(StrEnum):
    """How far the analysis of a session is."""

    QUEUED = "queued"
    ANALYSING = "analysing"
    DONE = "done"
    FAILED = "failed"


class MetricOut(BaseModel):
    """One number and how it was made."""

    value: float
    unit: str = Field(description="Unit of the catalogue; see `GET /v1/quantities`.")
    method: str = Field(description="What it was made from, such as `foot_shank_imu`.")
    quality: Literal["good", "fair", "poor"]
    uncertainty: float | None = Field(description="One standard deviation, where known.")


Metrics = Annotated[dict[str, MetricOut], Field(description="By the metric's id.")]
Withheld = Annotated[
    dict[str, str], Field(description="Metrics that are not given: id and the reason.")
]


class EffortOut(BaseModel):
    """One repetition, jump or hold; times in seconds from the recording's start."""

    exercise: str
    side: SideOut
    start_s: float
    top_s: float
    end_s: float
    full: bool = Field(description="False for a partial repetition.")
    reasons: list[str] = Field(description="Why it is partial.")
    phases: dict[str, tuple[float, float]]
    metrics: Metrics
    withheld: Withheld


class SetOut(BaseModel):
    """Efforts of one exercise and side done without a long rest."""

    exercise: str
    side: SideOut
    start_s: float
    end_s: float
    certainty: float | None = Field(
        description="How likely the exercise was recognised rightly, 0 to 1; null where a person "
        "said what was done."
    )
    metrics: Metrics
    withheld: Withheld


class FindingOut(BaseModel):
    """One thing noticed about the data."""

    code: str
    severity: Literal["info", "warning", "error"]
    stream: str | None
    start_s: float | None
    end_s: float | None
    message: str
    correction: str | None = Field(description="What was done about it.")


class AnalysedRecording(BaseModel):
    """What was analysed."""

    duration_s: float
    streams: list[str]


class AnalysisOut(BaseModel):
    """What was measured: the same as `calf analyze --json` prints."""

    model_config = ConfigDict(json_schema_extra={"examples": [ANALYSIS]})

    pipeline_version: str
    recording: AnalysedRecording
    efforts: list[EffortOut]
    sets: list[SetOut]
    findings: list[FindingOut]


class SessionRecording(BaseModel):
    """The recording that a session was made from."""

    id: str
    name: str = Field(description="Name of the uploaded file.")
    started_at: datetime | None
    duration_s: float


class SessionSummary(BaseModel):
    """A session without its results."""

    model_config = ConfigDict(json_schema_extra={"examples": [SUMMARY]})

    id: str
    status: Status = Field(description="Results are there once it is `done`.")
    failure: str | None = Field(description="Why there are no results, where it `failed`.")
    created_at: datetime
    finished_at: datetime | None
    pipeline_version: str
    recording: SessionRecording
    exercise: str | None = Field(description="The exercise of most efforts.")
    side: SideOut | None
    efforts: int | None = Field(description="How many efforts were found, full and partial.")
    full_efforts: int | None

    @classmethod
    def of(cls, row: SessionRow) -> "SessionSummary":
        """Show a row with its recording."""
        return cls.model_validate(_summary(row))


class UploadedOut(BaseModel):
    """What became of an upload."""

    model_config = ConfigDict(json_schema_extra={"examples": [UPLOADED]})

    created: bool = Field(description="False where the same was sent before.")
    recording: RecordingOut
    session: SessionSummary = Field(description="Its analysis, which goes on in the background.")


class CurveInfo(BaseModel):
    """A curve that can be fetched with `GET /v1/sessions/{id}/curves`."""

    name: str
    label: str
    unit: str
    stream: str
    samples: int
    start_s: float
    end_s: float


class SessionOut(SessionSummary):
    """A session with its results."""

    model_config = ConfigDict(json_schema_extra={"examples": [SESSION]})

    analysis: AnalysisOut | None = Field(description="Null until the status is `done`.")
    curves: list[CurveInfo]

    @classmethod
    def whole(cls, row: SessionRow) -> "SessionOut":
        """Show a row with all its results."""
        done = row.status == Status.DONE
        return cls.model_validate(
            _summary(row)
            | {
                "analysis": analysis_of(row).to_dict() if done else None,
                "curves": [
                    CurveInfo.model_validate(curve, from_attributes=True) for curve in row.curves
                ],
            }
        )


class SessionPage(BaseModel):
    """Some sessions, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [PAGE]})

    items: list[SessionSummary]
    total: int = Field(description="How many there are in all.")
    limit: int
    offset: int


class CurveSlice(BaseModel):
    """A part of one curve; a value of null breaks the line."""

    name: str
    label: str
    unit: str
    stream: str
    exact: bool = Field(
        description="True where every sample of the window is here; else the lowest and the "
        "highest of each run of samples are."
    )
    time: list[float] = Field(description="Seconds from the recording's start.")
    value: list[float | None]


class CurvesOut(BaseModel):
    """All curves of a session between two times, and one sample beyond on either side."""

    model_config = ConfigDict(json_schema_extra={"examples": [CURVES]})

    session_id: str
    start_s: float
    end_s: float
    curves: list[CurveSlice]


def numbers(values: NDArray[np.float64]) -> list[float | None]:
    """Floats for JSON, which has no NaN."""
    return [value if np.isfinite(value) else None for value in values.tolist()]


def _summary(row: SessionRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "status": row.status,
        "failure": row.failure,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
        "pipeline_version": row.pipeline_version,
        "recording": {
            "id": row.recording_id,
            "name": row.recording.upload_name,
            "started_at": row.recording.started_at,
            "duration_s": row.recording.duration_s,
        },
        "exercise": row.exercise,
        "side": row.side,
        "efforts": row.effort_count,
        "full_efforts": row.full_effort_count,
    }
