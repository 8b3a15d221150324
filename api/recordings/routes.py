"""Uploading recordings, whole or in chunks, and looking at what was uploaded."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Header, Path, Query, Request, Response, status

from api.athletes.service import AthleteService
from api.core.authentication import Reader, Writer
from api.core.errors import (
    Conflict,
    Forbidden,
    NotFound,
    TooLarge,
    Unauthenticated,
    Unusable,
    responses,
)
from api.core.parameters import CursorText, Limit
from api.core.routing import Router
from api.core.services import provide
from api.core.streaming import Stream
from api.recordings.schemas import (
    MAX_CHUNKS,
    ChunkOut,
    IngestIn,
    IngestOut,
    RecordingOut,
    RecordingPage,
    SignalOut,
)
from api.recordings.service import RecordingService

router = Router(prefix="/v1/recordings", tags=["recordings"])
Athletes = Annotated[AthleteService, Depends(provide(AthleteService))]
Recordings = Annotated[RecordingService, Depends(provide(RecordingService))]
_SEEN = responses(Unauthenticated, Forbidden, NotFound)

NewId = Annotated[
    str,
    Path(
        pattern="^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        description="A UUID of version 7 that the sender made.",
        examples=["01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e11"],
    ),
]
ChunkStream = Annotated[str, Path(pattern="^[a-z0-9_]{1,64}$", examples=["left_foot"])]
ChunkNumber = Annotated[int, Path(ge=0, lt=MAX_CHUNKS, description="From 0.")]
Second = Annotated[
    float | None,
    Query(allow_inf_nan=False, description="Seconds from the recording's start.", examples=[2.0]),
]
Points = Annotated[
    int, Query(ge=4, le=100_000, description="At most this many samples of each curve.")
]


@router.get(
    "",
    summary="List recordings",
    response_description="Newest first.",
    responses=responses(Unauthenticated, Forbidden, Unusable),
)
async def list_recordings(
    recordings: Recordings,
    viewer: Reader,
    limit: Limit = 50,
    cursor: CursorText = None,
    athlete_id: str | None = None,
) -> RecordingPage:
    """The recordings of yourself and of those whom you see, newest first."""
    return await recordings.page(viewer, limit, athlete_id, cursor)


@router.get(
    "/{recording_id}",
    summary="Get a recording",
    response_description="The recording and its streams.",
    responses=_SEEN,
)
async def get_recording(recordings: Recordings, viewer: Reader, recording_id: str) -> RecordingOut:
    """What was uploaded and which streams are in it."""
    return await recordings.get(viewer, recording_id)


@router.get(
    "/{recording_id}/raw",
    summary="Get the upload itself",
    response_class=Response,
    response_description="The bytes as they were sent.",
    responses={
        status.HTTP_200_OK: {
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }
        },
        **_SEEN,
    },
)
async def get_raw(recordings: Recordings, viewer: Reader, recording_id: str) -> Response:
    """The file or journal exactly as it was sent, to be decoded again by anybody."""
    name, upload = await recordings.raw(viewer, recording_id)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Content-Length": str(upload.size),
    }
    return Stream(upload.blocks, headers=headers, media_type="application/octet-stream")


@router.get(
    "/{recording_id}/streams/{stream}/signal",
    summary="Get a stretch of a stream",
    response_description="Its channels between two times.",
    responses=responses(Unauthenticated, Forbidden, NotFound, Unusable),
)
async def get_signal(
    recordings: Recordings,
    viewer: Reader,
    recording_id: str,
    stream: str,
    start_s: Second = None,
    end_s: Second = None,
    points: Points = 1200,
) -> SignalOut:
    """What a sensor gave, between two times.

    Where the window holds more than `points` samples, the lowest and the highest of each run of
    samples are given, so that no peak is lost.
    """
    return await recordings.signal(viewer, recording_id, stream, start_s, end_s, points)


@router.put(
    "/{recording_id}",
    summary="Begin a recording that arrives in chunks",
    response_description="What is here of it.",
    responses=responses(Unauthenticated, Forbidden, NotFound, Conflict, Unusable),
)
async def begin_recording(
    athletes: Athletes, recordings: Recordings, viewer: Writer, recording_id: NewId, body: IngestIn
) -> IngestOut:
    """Begin a recording under an id of your own; repeating it changes nothing."""
    whose = await athletes.measured(viewer, body.athlete_id)
    return await recordings.ingest.begin(viewer, recording_id, whose, body)


@router.put(
    "/{recording_id}/streams/{stream}/chunks/{number}",
    summary="Send a chunk",
    status_code=status.HTTP_201_CREATED,
    response_description="It is here for good.",
    responses={
        status.HTTP_200_OK: {"model": ChunkOut, "description": "The same was sent before."},
        **responses(Unauthenticated, Forbidden, NotFound, Conflict, TooLarge, Unusable),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "A run of whole journal entries: packets as the sensor sent them, with "
            "their times of arrival, and notes.",
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    },
)
async def put_chunk(
    recordings: Recordings,
    viewer: Writer,
    request: Request,
    response: Response,
    recording_id: NewId,
    stream: ChunkStream,
    number: ChunkNumber,
    content_digest: Annotated[
        str | None,
        Header(description="`sha-256=:BASE64:` of the body (RFC 9530).", max_length=200),
    ] = None,
) -> ChunkOut:
    """Send a part of a recording; once it is answered, nothing can lose it.

    The same again is answered 200, other bytes under the same number 409.
    """
    data = await request.body()
    chunk, created = await recordings.ingest.put(
        viewer, recording_id, stream, number, data, content_digest
    )
    if not created:
        response.status_code = status.HTTP_200_OK
    return chunk


@router.get(
    "/{recording_id}/chunks",
    summary="Ask what is here of a recording",
    response_description="Stream by stream what is here and what is missing.",
    responses=_SEEN,
)
async def get_progress(recordings: Recordings, viewer: Reader, recording_id: str) -> IngestOut:
    """What has arrived of a recording that you began, so that you can send the rest."""
    return await recordings.ingest.progress(viewer, recording_id)
