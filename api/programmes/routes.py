"""Athletes' plans and diaries, and what comes next."""

from typing import Annotated

from fastapi import Depends, Query, status

from api.core.authentication import Reader, Writer
from api.core.errors import Conflict, Forbidden, NotFound, Unauthenticated, Unusable, responses
from api.core.routing import Router
from api.core.services import provide
from api.programmes.schemas import (
    AdherenceOut,
    CalendarDay,
    DayIn,
    DayOut,
    DayPatch,
    DiaryOut,
    FromTemplate,
    LoadOut,
    NextOut,
    ProgrammeIn,
    ProgrammeOut,
    TemplatesOut,
)
from api.programmes.service import ProgrammeService

router = Router(prefix="/v1", tags=["programmes"])
Programmes = Annotated[ProgrammeService, Depends(provide(ProgrammeService))]
_SEEN = responses(Unauthenticated, Forbidden, NotFound)
_ASKED = responses(Unauthenticated, Forbidden, NotFound, Unusable)
_WRITTEN = responses(Unauthenticated, Forbidden, NotFound, Conflict, Unusable)
_First = Annotated[
    CalendarDay | None, Query(alias="from", description="First day; else 90 days before the last.")
]
_Last = Annotated[CalendarDay | None, Query(description="Last day; else today.")]
_On = Annotated[CalendarDay | None, Query(description="The day, such as 2026-11-25; else today.")]


@router.get(
    "/programme-templates",
    summary="List programme templates",
    response_description="Programmes to begin with, or to edit.",
    responses=responses(Unauthenticated, Forbidden),
)
async def list_templates(programmes: Programmes, viewer: Reader) -> TemplatesOut:
    """The programmes that come with the server, each with where its numbers come from."""
    del viewer
    return programmes.templates()


@router.get(
    "/athletes/{athlete_id}/programme",
    summary="Get an athlete's programme",
    response_description="The plan that the athlete follows.",
    responses=_SEEN,
)
async def get_programme(programmes: Programmes, viewer: Reader, athlete_id: str) -> ProgrammeOut:
    """The plan that an athlete follows: phases, exercises, and the gates between the phases."""
    return await programmes.get(viewer, athlete_id)


@router.put(
    "/athletes/{athlete_id}/programme",
    summary="Set an athlete's programme",
    response_description="The plan as it is now.",
    responses=_WRITTEN,
)
async def set_programme(
    programmes: Programmes, viewer: Writer, athlete_id: str, body: ProgrammeIn
) -> ProgrammeOut:
    """Have an athlete follow a plan, in the place of the one before.

    With `updated_at` as you last read it, a plan that somebody else changed meanwhile is not
    overwritten.
    """
    return await programmes.put(viewer, athlete_id, body)


@router.post(
    "/athletes/{athlete_id}/programme/from-template",
    summary="Begin a programme from a template",
    status_code=status.HTTP_201_CREATED,
    response_description="The plan.",
    responses=_WRITTEN,
)
async def begin_programme(
    programmes: Programmes, viewer: Writer, athlete_id: str, body: FromTemplate
) -> ProgrammeOut:
    """Have an athlete who follows no programme begin one that comes with the server."""
    return await programmes.begin(viewer, athlete_id, body)


@router.delete(
    "/athletes/{athlete_id}/programme",
    summary="End an athlete's programme",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="None is followed any more.",
    responses=_SEEN,
)
async def end_programme(programmes: Programmes, viewer: Writer, athlete_id: str) -> None:
    """Have an athlete follow no programme any more; the diary stays as it is."""
    await programmes.end(viewer, athlete_id)


@router.get(
    "/athletes/{athlete_id}/programme/next",
    summary="Get the next training",
    response_description="What to do, and why.",
    responses=_ASKED,
)
async def get_next(
    programmes: Programmes, viewer: Reader, athlete_id: str, on: _On = None
) -> NextOut:
    """What the programme proposes for a day, by what was done until then and how it felt.

    Analysed sessions count also where nobody wrote of their day. Where pain or a sudden loss is
    a red flag, the warnings say so and nothing is proposed.
    """
    return await programmes.next(viewer, athlete_id, on)


@router.get(
    "/athletes/{athlete_id}/programme/adherence",
    summary="Get adherence",
    response_description="Week by week.",
    responses=_SEEN,
)
async def get_adherence(programmes: Programmes, viewer: Reader, athlete_id: str) -> AdherenceOut:
    """What was done of what was planned, by week from the programme's first day until today."""
    return await programmes.adherence(viewer, athlete_id)


@router.get(
    "/athletes/{athlete_id}/load",
    summary="Get an athlete's load",
    response_description="Week by week.",
    responses=_ASKED,
)
async def get_load(
    programmes: Programmes,
    viewer: Reader,
    athlete_id: str,
    weeks: Annotated[int, Query(ge=1, le=104, description="How many, up to this one.")] = 12,
) -> LoadOut:
    """Repetitions, landings, carried load and exertion by week, each with its change."""
    return await programmes.load(viewer, athlete_id, weeks)


@router.get(
    "/athletes/{athlete_id}/diary",
    summary="Get an athlete's diary",
    response_description="The days on which something was done or told.",
    responses=_ASKED,
)
async def get_diary(
    programmes: Programmes,
    viewer: Reader,
    athlete_id: str,
    since: _First = None,
    until: _Last = None,
) -> DiaryOut:
    """What was done day by day, and how it felt: as it was told, else by the analysed sessions."""
    return await programmes.diary(viewer, athlete_id, since, until)


@router.put(
    "/athletes/{athlete_id}/diary/{on}",
    summary="Write of a day",
    response_description="The day as it counts now.",
    responses=_WRITTEN,
)
async def write_day(
    programmes: Programmes, viewer: Writer, athlete_id: str, on: CalendarDay, body: DayIn
) -> DayOut:
    """Tell how a day's training felt and, where no session says it, what was done.

    It takes the place of what was told of the day before. Nothing is counted twice: `done` wins
    over the sessions of the day, and a session belongs to one day only.
    """
    return await programmes.write(viewer, athlete_id, on, body)


@router.patch(
    "/athletes/{athlete_id}/diary/{on}",
    summary="Tell more of a day",
    response_description="The day as it counts now.",
    responses=_WRITTEN,
)
async def tell_of_day(
    programmes: Programmes, viewer: Writer, athlete_id: str, on: CalendarDay, body: DayPatch
) -> DayOut:
    """Tell something of a day, such as next morning's pain; what else was told of it stays."""
    return await programmes.tell(viewer, athlete_id, on, body)


@router.delete(
    "/athletes/{athlete_id}/diary/{on}",
    summary="Take away what was told of a day",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Only the day's sessions count again.",
    responses=_ASKED,
)
async def forget_day(
    programmes: Programmes, viewer: Writer, athlete_id: str, on: CalendarDay
) -> None:
    """Take away what was told of a day; sessions of that date count as they were analysed."""
    await programmes.forget(viewer, athlete_id, on)
