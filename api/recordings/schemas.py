"""Recordings as the API shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.core.schemas import Body
from api.recordings.models import RecordingRow

MAX_CHUNKS = 100_000
StreamName = Annotated[str, StringConstraints(pattern="^[a-z0-9_]{1,64}$")]
Exercise = Annotated[str, StringConstraints(pattern="^[a-z_]{1,64}$")]

_STREAM: dict[str, Any] = {
    "name": "left_foot",
    "kind": "imu",
    "placement": "left_foot",
    "rate_hz": 200.0,
    "samples": 6000,
    "missing_samples": 0,
    "start_s": 0.0,
    "end_s": 29.995,
    "channels": [{"name": "acc_x", "unit": "m/s²"}, {"name": "gyr_x", "unit": "rad/s"}],
}
RECORDING_EXAMPLE: dict[str, Any] = {
    "id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e11",
    "athlete_id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e21",
    "created_at": "2026-11-22T09:30:00Z",
    "upload": {
        "name": "journal.calf",
        "bytes": 184213,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    },
    "rate_hz": None,
    "exercise": "calf_raise",
    "started_at": "2026-11-22T09:28:30Z",
    "duration_s": 29.995,
    "streams": [_STREAM],
}


class ChannelOut(BaseModel):
    """One column of a stream."""

    name: str
    unit: str


class StreamOut(BaseModel):
    """One sensor's samples in a recording."""

    model_config = ConfigDict(json_schema_extra={"examples": [_STREAM]})

    name: str
    kind: str = Field(description="`imu`, `force_plate`, `insole` or `angle`.")
    placement: str = Field(description="Where it was worn or stood: `left_foot`, `plate`, …")
    rate_hz: float = Field(description="Nominal sampling rate.")
    samples: int
    missing_samples: int = Field(description="Samples known to be lost; gaps are never filled.")
    start_s: float
    end_s: float
    channels: list[ChannelOut]


class UploadOut(BaseModel):
    """The file as it was sent; it is kept verbatim."""

    name: str
    bytes: int
    sha256: str


class RecordingOut(BaseModel):
    """What was uploaded and what is in it."""

    model_config = ConfigDict(json_schema_extra={"examples": [RECORDING_EXAMPLE]})

    id: str
    athlete_id: str
    created_at: datetime
    upload: UploadOut
    rate_hz: float | None = Field(description="Sampling rate stated with the upload.")
    exercise: str | None = Field(description="Exercise stated with the upload.")
    started_at: datetime | None = Field(description="When the recording began, where known.")
    duration_s: float
    streams: list[StreamOut]

    @classmethod
    def of(cls, row: RecordingRow) -> "RecordingOut":
        """Show a row with its streams."""
        return cls(
            id=row.id,
            athlete_id=row.athlete_id,
            created_at=row.created_at,
            upload=UploadOut(
                name=row.upload_name, bytes=row.upload_bytes, sha256=row.upload_sha256
            ),
            rate_hz=row.stated_rate_hz,
            exercise=row.stated_exercise,
            started_at=row.started_at,
            duration_s=row.duration_s,
            streams=[
                StreamOut.model_validate(stream, from_attributes=True) for stream in row.streams
            ],
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """The recording of an upload; `created` is False where the same was sent before."""

    recording: RecordingOut
    created: bool


class RecordingPage(BaseModel):
    """Some recordings, newest first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [RECORDING_EXAMPLE], "next": None}]}
    )

    items: list[RecordingOut]
    next: str | None = Field(description="The cursor of the next page; null where this is all.")


_INGEST: dict[str, Any] = {
    "id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e11",
    "athlete_id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e21",
    "name": "monday.calf",
    "exercise": "calf_raise",
    "opened_at": "2026-11-22T09:30:00Z",
    "finished_at": None,
    "streams": [{"stream": "left_foot", "received": 12, "next": 12, "missing": []}],
}


class IngestIn(Body):
    """Whose recording begins, and what is known of it."""

    athlete_id: str | None = Field(
        default=None, description="The athlete; you yourself where it is left out."
    )
    name: str = Field(default="recording.calf", min_length=1, max_length=120)
    exercise: Exercise | None = Field(default=None, description="What is going to be done.")


class StreamProgress(BaseModel):
    """How far one stream's chunks have arrived."""

    stream: str
    received: int = Field(description="How many chunks are here.")
    next: int = Field(description="One more than the highest number that is here.")
    missing: list[int] = Field(description="Numbers below `next` that are not here.")


class IngestOut(BaseModel):
    """A recording that arrives in chunks, and what of it is here."""

    model_config = ConfigDict(json_schema_extra={"examples": [_INGEST]})

    id: str
    athlete_id: str
    name: str
    exercise: str | None
    opened_at: datetime
    finished_at: datetime | None
    streams: list[StreamProgress]


class ChunkOut(BaseModel):
    """A chunk that is here for good."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "stream": "left_foot",
                    "number": 11,
                    "sha256": "9f86…",
                    "bytes": 39120,
                    "watched": True,
                }
            ]
        }
    )

    stream: str
    number: int
    sha256: str
    bytes: int
    watched: bool = Field(
        False,
        description="Whether somebody watches the recording now, whom shorter chunks reach sooner.",
    )


class FinishIn(Body):
    """The manifest: every stream with how many chunks it has."""

    chunks: dict[StreamName, Annotated[int, Field(ge=1, le=MAX_CHUNKS)]] = Field(
        min_length=1, max_length=64, description="Stream to its number of chunks, from number 0."
    )


_SIGNAL: dict[str, Any] = {
    "stream": "plate",
    "start_s": 2.0,
    "end_s": 2.02,
    "channels": [
        {
            "name": "fz",
            "unit": "N",
            "exact": True,
            "time": [1.99, 2.0, 2.01, 2.02, 2.03],
            "value": [735.1, 735.3, None, 736.0, 735.2],
        }
    ],
}


class ChannelSlice(BaseModel):
    """A part of one channel; a value of null breaks the line."""

    name: str
    unit: str
    exact: bool = Field(
        description="True where every sample of the window is here; else the lowest and the "
        "highest of each run of samples are."
    )
    time: list[float] = Field(description="Seconds from the recording's start.")
    value: list[float | None]


class SignalOut(BaseModel):
    """A stream's channels between two times, and one sample beyond on either side."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SIGNAL]})

    stream: str
    start_s: float
    end_s: float
    channels: list[ChannelSlice]
