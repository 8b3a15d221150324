"""The form with which a recording is uploaded, and the turn that an upload waits for."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, File, Form, UploadFile

from api.core.services import provide
from api.recordings.service import RecordingService

RateHz = Annotated[
    float | None,
    Form(
        gt=0,
        le=1_000_000,
        allow_inf_nan=False,
        description="Sampling rate, for a file that has no time column.",
        examples=[1000.0],
    ),
]
Exercise = Annotated[
    str | None,
    Form(
        min_length=1,
        max_length=64,
        pattern="^[a-z_]+$",
        description="What was done, where the file does not say; else it is recognised.",
        examples=["calf_raise"],
    ),
]
AthleteId = Annotated[
    str | None,
    Form(max_length=36, description="Whose recording it is; you yourself where it is left out."),
]
Recorded = Annotated[
    UploadFile,
    File(
        description="A force file (Kistler text, C3D, CSV), a recording's `journal.calf`, or a "
        "zip of a recording folder whose streams are CSV."
    ),
]


async def in_turn(
    recordings: Annotated[RecordingService, Depends(provide(RecordingService))],
) -> AsyncIterator[None]:
    """Wait until few enough whole uploads are held in memory; those that wait are on the disk."""
    async with recordings.turns:
        yield
