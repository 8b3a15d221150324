"""Sessions as the API shows them; the analysis inside has the keys of the published result."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.core.paging import ResumeText
from api.core.schemas import Body
from api.recordings.schemas import RecordingOut
from api.sessions.examples import (
    ANALYSIS,
    CORRECTION,
    CURVES,
    ENSEMBLES,
    PAGE,
    SESSION,
    SUMMARY,
    UPLOADED,
)
from api.sessions.models import RunRow, SessionRow
from api.sessions.records import analysis_of
from tracker.exercises.registry import EXERCISES

SideOut = Literal["left", "right", "both", "unknown"]


class Status(StrEnum):
    """How far the analysis of a session is."""

    QUEUED = "queued"
    ANALYSING = "analysing"
    DONE = "done"
    FAILED = "failed"
    KEPT = "kept"


class MetricOut(BaseModel):
    """One number and how it was made."""

    value: float
    unit: str = Field(description="Unit of the catalogue; see `GET /v1/metrics`.")
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
    removed: bool = Field(description="Whether a person removed it; it counts nowhere.")


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
    athlete_id: str
    status: Status = Field(
        description="Results are there once it is `done`. `kept`: the file could not be read "
        "because of a fault of ours; it is kept and read again by itself."
    )
    failure: str | None = Field(
        description="Why there are no results, where it `failed` or is `kept`."
    )
    created_at: datetime
    performed_at: datetime = Field(description="When it was recorded, where known; else sent.")
    updated_at: datetime
    finished_at: datetime | None
    deleted_at: datetime | None = Field(description="Only a sync with `updated_after` shows it.")
    pipeline_version: str
    recording: SessionRecording
    exercise: str | None = Field(description="The exercise of most efforts.")
    side: SideOut | None
    efforts: int | None = Field(
        description="How many efforts there are, full and partial, without those removed."
    )
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


Kind = Literal["remove", "exercise", "side", "split", "merge"]
Leg = Literal["left", "right", "both"]
_Second = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]


def _known(exercise: str | None) -> str | None:
    if exercise is not None and exercise not in EXERCISES:
        raise ValueError(f"no such exercise; known are {', '.join(EXERCISES)}")
    return exercise


class CorrectionIn(Body):
    """What a person says of a stretch of a session.

    `remove`: efforts whose top lies in it were none. `exercise`: what was done in it is
    `exercise`, or nothing where that is null. `side`: efforts whose top lies in it were done with
    the leg (or legs) `side`. `split`: the effort that fills it is two, of which the second begins
    at `at_s`; each is measured anew where the sensors tell it from the other, else it is counted
    without numbers. `merge`: the efforts whose top lies in it are one, which is counted without
    numbers. With all but `remove` the session is analysed again.
    """

    kind: Kind
    start_s: _Second
    end_s: _Second
    at_s: Annotated[_Second | None, Field(description="Of a `split` alone.")] = None
    exercise: Annotated[str | None, AfterValidator(_known)] = None
    side: Annotated[Leg | None, Field(description="Of a `side` alone.")] = None
    note: Annotated[str | None, Field(max_length=500)] = None


class CorrectionOut(BaseModel):
    """A correction in force; it names times, so it holds for later analyses too."""

    model_config = ConfigDict(json_schema_extra={"examples": [CORRECTION]}, from_attributes=True)

    id: str
    kind: Kind
    start_s: float
    end_s: float
    at_s: float | None
    exercise: str | None
    side: Leg | None
    note: str | None
    created_by: str | None
    created_at: datetime


class SessionOut(SessionSummary):
    """A session with its results."""

    model_config = ConfigDict(json_schema_extra={"examples": [SESSION]})

    analysis: AnalysisOut | None = Field(
        description="What was found, with all corrections applied; null until the status is `done`."
    )
    corrections: list[CorrectionOut] = Field(description="What people say against it.")
    removed: list[int] = Field(
        description="Numbers from 0 of the efforts that people removed; they are also marked."
    )
    pending: bool = Field(
        description="Whether it is being analysed, anew too: what people said last holds then."
    )
    unheeded: str | None = Field(
        description="Why it could not be analysed with what people said last; what is shown is "
        "from before."
    )
    curves: list[CurveInfo]

    @classmethod
    def whole(cls, row: SessionRow, newest: RunRow | None = None) -> "SessionOut":
        """Show a row with all its results, and what became of the run asked for last."""
        standing = [correction for correction in row.corrections if correction.undone_at is None]
        analysis = None if row.run is None else analysis_of(row.run, standing)
        later = None if newest is None or newest.id == row.run_id else newest
        efforts = () if analysis is None else analysis.efforts
        return cls.model_validate(
            _summary(row)
            | {
                "analysis": analysis and analysis.to_dict(),
                "corrections": [CorrectionOut.model_validate(one) for one in standing],
                "removed": [number for number, one in enumerate(efforts) if one.removed],
                "pending": later is not None and later.status not in {"done", "failed"},
                "unheeded": later.failure if later is not None and analysis else None,
                "curves": [
                    CurveInfo.model_validate(curve, from_attributes=True)
                    for curve in (row.run.curves if row.run else ())
                ],
            }
        )


class SessionPage(BaseModel):
    """Some sessions."""

    model_config = ConfigDict(json_schema_extra={"examples": [PAGE]})

    items: list[SessionSummary]
    next: str | None = Field(description="The cursor of the next page; null where this is all.")
    resume: ResumeText


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


class OutlineOut(BaseModel):
    """The course of one effort; a value of null breaks the line."""

    effort: int = Field(description="Its number, from 0, in the session's analysis.")
    time: list[float] = Field(description="Seconds from the effort's start.")
    value: list[float | None] = Field(
        description="The lowest and the highest of each run of samples, or every sample."
    )


class EnsembleOut(BaseModel):
    """The efforts of one exercise and side on one curve, laid over each other."""

    exercise: str
    side: SideOut
    curve: str
    label: str
    unit: str
    count: int = Field(description="How many efforts the mean is of: the full ones, if any are.")
    duration_s: float = Field(description="How long they took on average.")
    mean: list[float | None] = Field(
        description="At equal steps from the efforts' start to their end; null where one of them "
        "has a gap."
    )
    sd: list[float | None] = Field(description="Standard deviation between them; null of one.")
    efforts: list[OutlineOut] = Field(description="Each of them, the partial ones too.")


class EnsemblesOut(BaseModel):
    """The efforts of a session, laid over each other."""

    model_config = ConfigDict(json_schema_extra={"examples": [ENSEMBLES]})

    session_id: str
    items: list[EnsembleOut]


def _summary(row: SessionRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "athlete_id": row.athlete_id,
        "status": row.status,
        "failure": row.failure,
        "created_at": row.created_at,
        "performed_at": row.performed_at,
        "updated_at": row.updated_at,
        "finished_at": row.finished_at,
        "deleted_at": row.deleted_at,
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
