"""Recordings as the API shows them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.recordings.models import RecordingRow

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


class RecordingPage(BaseModel):
    """Some recordings, newest first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"items": [RECORDING_EXAMPLE], "total": 1, "limit": 50, "offset": 0}]
        }
    )

    items: list[RecordingOut]
    total: int = Field(description="How many there are in all.")
    limit: int
    offset: int
