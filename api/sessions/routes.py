"""Sessions, their curves, and what people say against them."""

from typing import Annotated

from fastapi import Depends, Query, status
from pydantic import Field

from api.core.authentication import Reader, Writer
from api.core.errors import Forbidden, NotFound, Unauthenticated, Unusable, responses
from api.core.parameters import CursorText, Limit, Moment, UpdatedAfter
from api.core.routing import Router
from api.core.services import provide
from api.recordings.routes import Points, Second
from api.sessions.filters import SessionFilter
from api.sessions.schemas import (
    CorrectionIn,
    CorrectionOut,
    CurvesOut,
    EnsemblesOut,
    SessionOut,
    SessionPage,
    SessionSummary,
    SideOut,
    Status,
)
from api.sessions.service import SessionService

router = Router(prefix="/v1/sessions", tags=["sessions"])
Sessions = Annotated[SessionService, Depends(provide(SessionService))]
_SEEN = responses(Unauthenticated, Forbidden, NotFound)


async def wanted_sessions(
    organization_id: str | None = None,
    team_id: str | None = None,
    athlete_id: str | None = None,
    exercise: Annotated[str | None, Query(max_length=64, examples=["calf_raise"])] = None,
    side: SideOut | None = None,
    status: Status | None = None,
    performed_from: Moment = None,
    performed_until: Moment = None,
) -> SessionFilter:
    """Filters that combine; what is left out does not matter."""
    return SessionFilter(
        organization_id=organization_id,
        team_id=team_id,
        athlete_id=athlete_id,
        exercise=exercise,
        side=side,
        status=status,
        performed_from=performed_from,
        performed_until=performed_until,
    )


Wanted = Annotated[SessionFilter, Depends(wanted_sessions)]


@router.get(
    "",
    summary="List sessions",
    response_description="Newest first, or in the order in which they changed.",
    responses=responses(Unauthenticated, Forbidden, Unusable),
)
async def list_sessions(
    sessions: Sessions,
    viewer: Reader,
    wanted: Wanted,
    limit: Limit = 50,
    cursor: CursorText = None,
    updated_after: UpdatedAfter = None,
) -> SessionPage:
    """Your sessions and those of whom you see, a page at a time; all filters combine."""
    return await sessions.page(viewer, limit, wanted, cursor=cursor, updated_after=updated_after)


@router.get(
    "/{session_id}",
    summary="Get a session",
    response_description="The session; its analysis is null until it is done.",
    responses=_SEEN,
)
async def get_session(sessions: Sessions, viewer: Reader, session_id: str) -> SessionOut:
    """A session with its efforts, sets, metrics and findings, and what people corrected."""
    return await sessions.get(viewer, session_id)


@router.get(
    "/{session_id}/curves",
    summary="Get a session's curves",
    response_description="The curves between two times.",
    responses=responses(Unauthenticated, Forbidden, NotFound, Unusable),
)
async def get_curves(
    sessions: Sessions,
    viewer: Reader,
    session_id: str,
    start_s: Second = None,
    end_s: Second = None,
    points: Points = 1200,
) -> CurvesOut:
    """The curves that the efforts were measured on, between two times.

    Where the window holds more than `points` samples, the lowest and the highest of each run of
    samples are given, so that no peak is lost; a narrower window gives every sample.
    """
    return await sessions.curves(viewer, session_id, start_s, end_s, points)


@router.get(
    "/{session_id}/ensembles",
    summary="Get a session's efforts laid over each other",
    response_description="Mean, spread and each effort, by exercise, side and curve.",
    responses=responses(Unauthenticated, Forbidden, NotFound, Unusable),
)
async def get_ensembles(
    sessions: Sessions,
    viewer: Reader,
    session_id: str,
    points: Annotated[int, Query(ge=11, le=1001, description="Steps of a mean.")] = 101,
    each: Annotated[int, Query(ge=4, le=1000, description="At most, of one effort.")] = 80,
    curve: Annotated[
        list[Annotated[str, Field(max_length=64)]] | None,
        Query(max_length=20, description="Only these; may be given several times."),
    ] = None,
) -> EnsemblesOut:
    """The efforts of each exercise and side, stretched to the same length and averaged.

    Efforts that people removed are left out. A jump counts from the start of its movement to the
    end of its landing, a repetition from its start to its end.
    """
    session = await sessions.get(viewer, session_id)
    return await sessions.ensembles(viewer, session, points, each, curve)


@router.post(
    "/{session_id}/corrections",
    summary="Correct a session",
    status_code=status.HTTP_201_CREATED,
    response_description="The correction.",
    responses=responses(Unauthenticated, Forbidden, NotFound, Unusable),
)
async def correct_session(
    sessions: Sessions, viewer: Writer, session_id: str, body: CorrectionIn
) -> CorrectionOut:
    """Remove a false repetition, part or join some, or say what was done in a stretch and by whom.

    The correction stands beside the recording, names times and so holds for later analyses too.
    Removed repetitions stay in the analysis and count no more; with any other correction the
    session is analysed again, which `pending` tells.
    """
    return await sessions.correct(viewer, session_id, body)


@router.delete(
    "/{session_id}/corrections/{correction_id}",
    summary="Take a correction back",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="It does not hold any more.",
    responses=_SEEN,
)
async def take_back_correction(
    sessions: Sessions, viewer: Writer, session_id: str, correction_id: str
) -> None:
    """Undo a correction; what the machine found holds again."""
    await sessions.take_back(viewer, session_id, correction_id)


@router.delete(
    "/{session_id}",
    summary="Delete a session",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="It is hidden, and will be gone.",
    responses=_SEEN,
)
async def delete_session(sessions: Sessions, viewer: Writer, session_id: str) -> None:
    """Delete a session with its recording: hidden at once, really gone after some weeks."""
    await sessions.delete(viewer, session_id)


@router.post(
    "/{session_id}/restore",
    summary="Restore a deleted session",
    response_description="It is back.",
    responses=_SEEN,
)
async def restore_session(sessions: Sessions, viewer: Writer, session_id: str) -> SessionSummary:
    """Bring a deleted session back while it is not gone."""
    return await sessions.restore(viewer, session_id)
