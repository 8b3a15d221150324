"""Uploading recordings and looking at what was uploaded."""

from fastapi import APIRouter, Response, status

from api.dependencies import AllServices, Limit, Offset
from api.errors import NotFound, TooLarge, Unusable, responses
from api.recordings.form import Exercise, RateHz, Recorded
from api.recordings.intake import Upload
from api.recordings.schemas import RecordingOut, RecordingPage
from api.sessions.schemas import UploadedOut

router = APIRouter(prefix="/v1/recordings", tags=["recordings"])


@router.post(
    "",
    summary="Upload a recording",
    status_code=status.HTTP_201_CREATED,
    response_description="Stored; the analysis has begun.",
    responses={
        status.HTTP_200_OK: {"model": UploadedOut, "description": "The same was sent before."},
        **responses(TooLarge, Unusable),
    },
)
async def upload_recording(
    services: AllServices,
    response: Response,
    file: Recorded,
    rate_hz: RateHz = None,
    exercise: Exercise = None,
) -> UploadedOut:
    """Store a recording and have it analysed.

    The same file with the same `rate_hz` and `exercise` is stored once, so an upload can be
    repeated whenever its answer was lost. Follow the analysis at `GET /v1/sessions/{id}`.
    """
    upload = Upload(file.filename or "upload", await file.read(), rate_hz, exercise)
    taken = await services.sessions.take(upload)
    if not taken.created:
        response.status_code = status.HTTP_200_OK
    response.headers["Location"] = f"/v1/recordings/{taken.recording.id}"
    return taken


@router.get("", summary="List recordings", response_description="Newest first.")
async def list_recordings(
    services: AllServices, limit: Limit = 50, offset: Offset = 0
) -> RecordingPage:
    """All recordings, newest first, a page at a time."""
    return await services.recordings.page(limit, offset)


@router.get(
    "/{recording_id}",
    summary="Get a recording",
    response_description="The recording and its streams.",
    responses=responses(NotFound),
)
async def get_recording(services: AllServices, recording_id: str) -> RecordingOut:
    """What was uploaded and which streams are in it."""
    return await services.recordings.get(recording_id)
