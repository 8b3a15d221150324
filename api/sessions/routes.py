"""Sessions and their curves."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from api.dependencies import AllServices, Limit, Offset
from api.errors import NotFound, Unusable, responses
from api.sessions.schemas import CurvesOut, SessionOut, SessionPage

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])

_Second = Annotated[
    float | None,
    Query(allow_inf_nan=False, description="Seconds from the recording's start.", examples=[2.0]),
]
_Points = Annotated[
    int, Query(ge=4, le=100_000, description="At most this many samples of each curve.")
]


@router.get("", summary="List sessions", response_description="Newest first.")
async def list_sessions(
    services: AllServices, limit: Limit = 50, offset: Offset = 0
) -> SessionPage:
    """All sessions, newest first, a page at a time."""
    return await services.sessions.page(limit, offset)


@router.get(
    "/{session_id}",
    summary="Get a session",
    response_description="The session; its analysis is null until it is done.",
    responses=responses(NotFound),
)
async def get_session(services: AllServices, session_id: str) -> SessionOut:
    """A session with its efforts, sets, metrics and findings."""
    return await services.sessions.get(session_id)


@router.get(
    "/{session_id}/curves",
    summary="Get a session's curves",
    response_description="The curves between two times.",
    responses=responses(NotFound, Unusable),
)
async def get_curves(
    services: AllServices,
    session_id: str,
    start_s: _Second = None,
    end_s: _Second = None,
    points: _Points = 1200,
) -> CurvesOut:
    """The curves that the efforts were measured on, between two times.

    Where the window holds more than `points` samples, the lowest and the highest of each run of
    samples are given, so that no peak is lost; a narrower window gives every sample.
    """
    return await services.sessions.curves(session_id, start_s, end_s, points)


@router.delete(
    "/{session_id}",
    summary="Delete a session",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="It is gone.",
    responses=responses(NotFound),
)
async def delete_session(services: AllServices, session_id: str) -> None:
    """Delete a session with its curves, and its recording when no other session is left of it."""
    await services.sessions.delete(session_id)
