"""A coach's athletes at a glance: who needs attention, who trained, all of them in a table."""

from dataclasses import replace
from typing import Annotated, Any, Literal, get_args

from fastapi import Query, Response
from fastapi.responses import RedirectResponse

from api.analytics.query import Group
from api.analytics.roster import NEEDED, Order, Roster, Sifted
from api.core.errors import Forbidden
from api.core.routing import Router
from api.live.filters import Wanted
from api.web.components.addresses import query_address
from api.web.components.visit import Open, Visit
from api.web.pages.team import view
from tracker.exercises.registry import EXERCISES

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
    visit: Open,
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
    if not club and not visit.coaches and visit.own_athletes:
        return RedirectResponse(f"/athletes/{visit.own_athletes[0]}", status_code=303)
    group = _group(visit, club, team)
    sifted = Sifted(
        search=q,
        exercise=exercise if exercise in EXERCISES else None,
        attention=attention if attention in {NEEDED, *_CODES} else None,
        order=order,
        backwards=bool(back),
        page=page,
    )
    roster = await visit.services.rosters.table(visit.viewer, group, sifted)
    shown = _shown(visit, group, sifted, roster)
    if visit.htmx:
        return visit.page("team/team_table.html", **shown)
    live = await visit.services.live.recordings(
        visit.viewer, Wanted(group.organization_id, group.team_id)
    )
    return visit.page(
        "team/team.html",
        **shown,
        clubs=visit.coaches,
        teams=(await visit.services.teams.all_of(visit.viewer, group.organization_id)).items,
        gravest=view.needing(roster.gravest),
        live=live.items,
    )


@router.get("/team/table.csv")
async def table(
    visit: Open,
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
    group = _group(visit, club, team)
    roster = await visit.services.rosters.table(visit.viewer, group, sifted, history=False)
    headers = {
        "Content-Disposition": 'attachment; filename="team.csv"',
        "Cache-Control": "no-store",
    }
    text = view.as_csv(roster.rows)
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _group(visit: Visit, club: str, team: str) -> Group:
    """The athletes who are asked for: else those of the first club that the viewer coaches."""
    if not club and not visit.coaches:
        raise Forbidden("Only coaches and admins have a team.")
    return Group(club or visit.coaches[0].organization_id, team or None)


def _shown(visit: Visit, group: Group, sifted: Sifted, roster: Roster) -> dict[str, Any]:
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
        return query_address(path, kept | changes)

    def sorted_by(order: Order) -> str:
        again = order == sifted.order and not sifted.backwards
        return address(order="" if order == "attention" else order, back="1" if again else "")

    return {
        "group": group,
        "kept": kept,
        "sifted": replace(sifted, page=roster.page),
        "roster": roster,
        "lines": [view.line_of(row, visit.units) for row in roster.rows],
        "address": address,
        "sorted_by": sorted_by,
        "orders": get_args(Order),
        "codes": (NEEDED, *_CODES),
        "most_compared": MOST_COMPARED,
    }
