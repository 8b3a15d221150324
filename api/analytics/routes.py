"""Trends, baselines, symmetry, and who of a team needs attention."""

from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import StringConstraints

from api.analytics.query import TrendQuery
from api.analytics.schemas import (
    AllMeasuredOut,
    Of,
    OverviewOut,
    OverviewRow,
    SymmetryOut,
    TrendsOut,
)
from api.analytics.service import AnalyticsService
from api.core.authentication import Reader
from api.core.errors import Forbidden, NotFound, Unauthenticated, Unusable, responses
from api.core.parameters import CursorText, Limit, Moment
from api.core.routing import Router
from api.core.services import provide

router = Router(prefix="/v1", tags=["analytics"])
Analytics = Annotated[AnalyticsService, Depends(provide(AnalyticsService))]
_ASKED = responses(Unauthenticated, Forbidden, NotFound, Unusable)
_Id = Annotated[str, StringConstraints(max_length=64, pattern=r"^[a-z0-9_]+$")]
_Metrics = Annotated[
    list[_Id],
    Query(
        alias="metric",
        min_length=1,
        max_length=20,
        description="Ids of the catalogue, each once or more.",
        examples=[["heel_height"]],
    ),
]
_AnyMetrics = Annotated[
    list[_Id] | None,
    Query(alias="metric", max_length=20, description="Ids of the catalogue; else the usual ones."),
]
_Exercise = Annotated[_Id | None, Query(examples=["calf_raise"])]
_Points = Annotated[int, Query(ge=1, le=2000, description="At most this many values, the newest.")]
_OfWhat = Annotated[
    Of, Query(description="Which of a session's values: the mean, the best, or an end.")
]


async def asked_trends(
    metric: _Metrics,
    exercise: _Exercise = None,
    side: Literal["left", "right", "both", "unknown"] | None = None,
    since: Annotated[Moment, Query(alias="from")] = None,
    until: Moment = None,
    of: _OfWhat = "mean",
    limit: _Points = 500,
) -> TrendQuery:
    """Filters that combine; what is left out does not matter."""
    return TrendQuery(tuple(dict.fromkeys(metric)), of, exercise, side, since, until, limit)


async def asked_legs(
    metric: _AnyMetrics = None,
    exercise: _Exercise = None,
    since: Annotated[Moment, Query(alias="from")] = None,
    until: Moment = None,
    of: _OfWhat = "mean",
    limit: _Points = 1000,
) -> TrendQuery:
    """The same for both legs."""
    return TrendQuery(tuple(dict.fromkeys(metric or ())), of, exercise, None, since, until, limit)


@router.get(
    "/athletes/{athlete_id}/trends",
    summary="Get trends",
    response_description="Each metric by exercise and side, with baseline and verdict.",
    responses=_ASKED,
)
async def get_trends(
    analytics: Analytics,
    viewer: Reader,
    athlete_id: str,
    asked: Annotated[TrendQuery, Depends(asked_trends)],
) -> TrendsOut:
    """Metrics over an athlete's sessions, and whether the newest value is a change.

    The baseline is the athlete's own: the values before the newest that were made by the same
    method, of data that is not poor. The change is real from the minimum detectable change on:
    the published one, or that of the athlete's own spread over four values or more where that is
    larger.
    """
    return await analytics.trends(viewer, athlete_id, asked)


@router.get(
    "/athletes/{athlete_id}/measured",
    summary="List what was measured",
    response_description="Each metric by exercise and side, with how often it was measured.",
    responses=responses(Unauthenticated, Forbidden, NotFound),
)
async def get_measured(analytics: Analytics, viewer: Reader, athlete_id: str) -> AllMeasuredOut:
    """Of which metrics, exercises and sides there are values, to ask for their trends."""
    return await analytics.measured(viewer, athlete_id)


@router.get(
    "/athletes/{athlete_id}/overview",
    summary="Get an athlete's overview",
    response_description="The last session, and the reasons to look at the athlete.",
    responses=responses(Unauthenticated, Forbidden, NotFound),
)
async def get_athlete_overview(
    analytics: Analytics, viewer: Reader, athlete_id: str
) -> OverviewRow:
    """One athlete as an organization's overview shows them; athletes see their own."""
    return await analytics.athlete(viewer, athlete_id)


@router.get(
    "/athletes/{athlete_id}/symmetry",
    summary="Get symmetry",
    response_description="Both legs, test by test, with their index.",
    responses=_ASKED,
)
async def get_symmetry(
    analytics: Analytics,
    viewer: Reader,
    athlete_id: str,
    asked: Annotated[TrendQuery, Depends(asked_legs)],
    involved: Annotated[
        Literal["left", "right"] | None, Query(description="Which leg is the involved one.")
    ] = None,
) -> SymmetryOut:
    """Left and right leg, measured by one method in one session or within seven days.

    With `involved`, the index is involved over uninvolved x 100; else the smaller over the larger.
    """
    return await analytics.symmetry(viewer, athlete_id, asked, involved)


@router.get(
    "/teams/{team_id}/overview",
    summary="Get a team's overview",
    response_description="Who needs attention and why, the most urgent first.",
    responses=_ASKED,
)
async def get_team_overview(
    analytics: Analytics,
    viewer: Reader,
    team_id: str,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> OverviewOut:
    """The athletes of a team who consented to be seen by you, and the reasons to look at them.

    Each comes with the last session and how often they train. Reasons are red flags of pain,
    losses beyond the minimum detectable change, asymmetry beyond a published bound, pauses
    against the programme, jumps of load, and recordings that failed.
    """
    return await analytics.team(viewer, team_id, limit, cursor)


@router.get(
    "/organizations/{organization_id}/overview",
    summary="Get an organization's overview",
    response_description="Who needs attention and why, the most urgent first.",
    responses=_ASKED,
)
async def get_organization_overview(
    analytics: Analytics,
    viewer: Reader,
    organization_id: str,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> OverviewOut:
    """All athletes of an organization who consented to be seen by you, as a team's overview."""
    return await analytics.organization(viewer, organization_id, limit, cursor)
