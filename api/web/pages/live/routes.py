"""The page of those who train now, as it happens."""

from typing import Annotated

from fastapi import Query, Response

from api.analytics.query import Group
from api.core.routing import Router
from api.live.filters import Wanted
from api.web.components import wording
from api.web.components.addresses import query_address
from api.web.components.units import Units
from api.web.components.visit import Open
from tracker.exercises.registry import EXERCISES
from tracker.metrics import BETTER, CATALOGUE

_Text = Annotated[str, Query(max_length=64)]

router = Router(include_in_schema=False)


@router.get("/live")
async def live(visit: Open, club: _Text = "", team: _Text = "") -> Response:
    """Those who train now whom the viewer sees, as it happens."""
    wanted = Wanted(club or None, team or None)
    coached = [coach.organization_id for coach in visit.coaches]
    # Who coaches in one club only has nothing to choose before its groups.
    shown = club if club in coached else "".join(coached[:1] if len(coached) == 1 else [])
    teams = (await visit.services.teams.all_of(visit.viewer, shown)).items if shown else []
    return visit.page(
        "live/live.html",
        recordings=(await visit.services.live.recordings(visit.viewer, wanted)).items,
        group=Group(shown, team or None) if shown else None,
        clubs=visit.coaches,
        teams=teams,
        watched={
            "address": query_address("/v1/live", {"organization_id": club, "team_id": team}),
            "metrics": metrics_of(visit.units),
            "exercises": {one: list(exercise.metrics) for one, exercise in EXERCISES.items()},
            "names": {one: wording.exercise_name(one) for one in EXERCISES},
            "counted": {one: [wording.counted(one, 1), wording.counted(one, 2)]
                        for one in EXERCISES},
            "units": wording.plot_units(),
            "sides": {one: wording.side_name(one) for one in ("left", "right", "both")},
        },
    )  # fmt: skip


def metrics_of(units: Units) -> dict[str, dict[str, str | float | int]]:
    """What scripts need to show the foremost numbers in the reader's units."""
    wanted = {metric for exercise in EXERCISES.values() for metric in exercise.metrics}
    shown = [units.of(one) for one in CATALOGUE.values() if one.id in wanted]
    return {
        one.id: {
            "label": one.label,
            "unit": one.display_unit,
            "factor": one.per_display,
            "decimals": one.decimals,
            "better": BETTER.get(one.id, ""),
        }
        for one in shown
    }
