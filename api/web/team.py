"""Pages of a coach's athletes at a glance, and of those who train now."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlencode

from fastapi import Query, Response
from fastapi.responses import RedirectResponse

from api.analytics.query import Group
from api.analytics.roster import NEEDED, Order, Roster, Sifted
from api.core.errors import Forbidden
from api.core.routing import Router
from api.live.filters import Wanted
from api.web import rosters, wording
from api.web.shell import Open, Shell
from api.web.units import Units
from tracker.exercises.registry import EXERCISES
from tracker.metrics import BETTER, CATALOGUE

MOST_COMPARED = 6
_ALL = 20_000
_CODES = (
    "pain", "sudden_loss", "loss", "asymmetry", "absent", "adherence", "load", "failed", "data",
)  # fmt: skip
_Text = Annotated[str, Query(max_length=64)]
_Page = Annotated[int, Query(ge=1, le=1000)]
_Order = Annotated[Order, Query()]
_Back = Annotated[Literal["", "1"], Query()]

router = Router(include_in_schema=False)


@router.get("/team")
async def team(
    shell: Open,
    club: _Text = "",
    team: _Text = "",
    q: _Text = "",
    exercise: _Text = "",
    attention: _Text = "",
    order: _Order = "attention",
    back: _Back = "",
    page: _Page = 1,
) -> Response:
    """A coach's athletes: who needs attention, who trained, and all of them in a table."""
    if not club and not shell.coaches and shell.own_athletes:
        return RedirectResponse(f"/athletes/{shell.own_athletes[0]}", status_code=303)
    group = _group(shell, club, team)
    sifted = Sifted(
        search=q,
        exercise=exercise if exercise in EXERCISES else None,
        attention=attention if attention in {NEEDED, *_CODES} else None,
        order=order,
        backwards=bool(back),
        page=page,
    )
    roster = await shell.services.rosters.table(shell.viewer, group, sifted)
    shown = _shown(shell, group, sifted, roster)
    if shell.htmx:
        return shell.page("team_table.html", **shown)
    live = await shell.services.live.recordings(
        shell.viewer, Wanted(group.organization_id, group.team_id)
    )
    return shell.page(
        "team.html",
        **shown,
        clubs=shell.coaches,
        teams=(await shell.services.teams.all_of(shell.viewer, group.organization_id)).items,
        gravest=rosters.needing(roster.gravest),
        live=live.items,
    )


@router.get("/team/table.csv")
async def table(
    shell: Open,
    club: _Text = "",
    team: _Text = "",
    q: _Text = "",
    exercise: _Text = "",
    attention: _Text = "",
    order: _Order = "attention",
    back: _Back = "",
) -> Response:
    """The whole table, as it is sifted, for a spreadsheet."""
    sifted = Sifted(q, exercise or None, attention or None, order, bool(back), size=_ALL)
    group = _group(shell, club, team)
    roster = await shell.services.rosters.table(shell.viewer, group, sifted, history=False)
    headers = {
        "Content-Disposition": 'attachment; filename="team.csv"',
        "Cache-Control": "no-store",
    }
    text = rosters.as_csv(roster.rows)
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/live")
async def live(shell: Open, club: _Text = "", team: _Text = "") -> Response:
    """Those who train now whom the viewer sees, as it happens."""
    wanted = Wanted(club or None, team or None)
    coached = [one.organization_id for one in shell.coaches]
    # Who coaches in one club only has nothing to choose before its groups.
    shown = club if club in coached else "".join(coached[:1] if len(coached) == 1 else [])
    teams = (await shell.services.teams.all_of(shell.viewer, shown)).items if shown else []
    return shell.page(
        "live.html",
        recordings=(await shell.services.live.recordings(shell.viewer, wanted)).items,
        group=Group(shown, team or None) if shown else None,
        clubs=shell.coaches,
        teams=teams,
        watched={
            "address": _asked("/v1/live", {"organization_id": club, "team_id": team}),
            "metrics": metrics_of(shell.units),
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


def _group(shell: Shell, club: str, team: str) -> Group:
    """The athletes who are asked for: else those of the first club that the viewer coaches."""
    if not club and not shell.coaches:
        raise Forbidden("Only coaches and admins have a team.")
    return Group(club or shell.coaches[0].organization_id, team or None)


def _shown(shell: Shell, group: Group, sifted: Sifted, roster: Roster) -> dict[str, Any]:
    """What the table needs, and links that change one thing of it."""
    kept = {
        "club": group.organization_id,
        "team": group.team_id or "",
        "q": sifted.search,
        "exercise": sifted.exercise or "",
        "attention": sifted.attention or "",
        "order": "" if sifted.order == "attention" else sifted.order,
        "back": "1" if sifted.backwards else "",
    }

    def address(path: str = "/team", **changes: object) -> str:
        return _asked(path, kept | changes)

    def sorted_by(order: Order) -> str:
        again = order == sifted.order and not sifted.backwards
        return address(order="" if order == "attention" else order, back="1" if again else "")

    return {
        "group": group,
        "kept": kept,
        "sifted": replace(sifted, page=roster.page),
        "roster": roster,
        "lines": [rosters.line_of(one, shell.units) for one in roster.rows],
        "address": address,
        "sorted_by": sorted_by,
        "orders": get_args(Order),
        "codes": (NEEDED, *_CODES),
        "most_compared": MOST_COMPARED,
    }


def _asked(path: str, query: Mapping[str, object]) -> str:
    """An address with what of a query is not empty."""
    asked = urlencode({name: value for name, value in query.items() if value})
    return f"{path}?{asked}" if asked else path
