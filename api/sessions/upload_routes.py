"""Uploading a recording, whole or by its last chunk: both begin a session."""

from typing import Annotated

from fastapi import Depends, Response, status

from api.athletes.service import AthleteService
from api.core.authentication import Writer
from api.core.errors import (
    Conflict,
    Forbidden,
    NotFound,
    TooLarge,
    Unauthenticated,
    Unusable,
    responses,
)
from api.core.routing import Router
from api.core.services import provide
from api.recordings.intake import Upload
from api.recordings.schemas import FinishIn
from api.recordings.upload_form import AthleteId, Exercise, RateHz, Recorded, in_turn
from api.sessions.schemas import UploadedOut
from api.sessions.service import SessionService

router = Router(prefix="/v1/recordings", tags=["recordings"])
Athletes = Annotated[AthleteService, Depends(provide(AthleteService))]
Sessions = Annotated[SessionService, Depends(provide(SessionService))]


@router.post(
    "",
    dependencies=[Depends(in_turn)],
    summary="Upload a recording",
    status_code=status.HTTP_201_CREATED,
    response_description="Stored; the analysis has begun.",
    responses={
        status.HTTP_200_OK: {"model": UploadedOut, "description": "The same was sent before."},
        **responses(Unauthenticated, Forbidden, NotFound, TooLarge, Unusable),
    },
)
async def upload_recording(
    athletes: Athletes,
    sessions: Sessions,
    viewer: Writer,
    response: Response,
    file: Recorded,
    rate_hz: RateHz = None,
    exercise: Exercise = None,
    athlete_id: AthleteId = None,
) -> UploadedOut:
    """Store a recording and have it analysed.

    The same file with the same `rate_hz` and `exercise` is stored once an athlete, so an upload
    can be repeated whenever its answer was lost. Follow the analysis at `GET /v1/sessions/{id}`.
    """
    whose = await athletes.measured(viewer, athlete_id)
    upload = Upload(file.filename or "upload", await file.read(), rate_hz, exercise)
    taken = await sessions.take(viewer, whose, upload)
    if not taken.created:
        response.status_code = status.HTTP_200_OK
    response.headers["Location"] = f"/v1/recordings/{taken.recording.id}"
    return taken


@router.post(
    "/{recording_id}/finish",
    summary="Finish a recording that arrived in chunks",
    status_code=status.HTTP_201_CREATED,
    response_description="Stored; the analysis has begun.",
    responses={
        status.HTTP_200_OK: {"model": UploadedOut, "description": "It was finished before."},
        **responses(Unauthenticated, Forbidden, NotFound, Conflict, TooLarge, Unusable),
    },
)
async def finish_recording(
    sessions: Sessions, viewer: Writer, response: Response, recording_id: str, body: FinishIn
) -> UploadedOut:
    """Make a recording of the chunks, if all that the manifest names are here."""
    taken = await sessions.finish(viewer, recording_id, body.chunks)
    if not taken.created:
        response.status_code = status.HTTP_200_OK
    return taken
