"""Pages of an athlete's programme: the plan to read, to begin, to edit and to end."""

import json
from typing import Annotated, get_args

from fastapi import Query, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.core.authentication import check_form
from api.core.errors import ApiError, Conflict, NotFound
from api.core.routing import Router
from api.programmes.schemas import FromTemplate, ProgrammeIn, ProgrammeOut
from api.web.components.dates import day_words
from api.web.components.form_data import Sent
from api.web.components.visit import Acting, Open, Visit
from api.web.pages.athlete.training import dose, next_of
from api.web.pages.programme.plan_form import (
    Raw,
    blank,
    changed,
    plan_in,
    problems_of,
    raw_from,
    raw_of,
)
from tracker.exercises.registry import EXERCISES
from tracker.programme.plan import Measure, Programme
from tracker.recording.model import Knee, Surface

router = Router(include_in_schema=False)

_OPTIONS: dict[str, tuple[str, ...]] = {
    "exercise": tuple(EXERCISES),
    "side": ("both", "each"),
    "knee": get_args(Knee),
    "surface": get_args(Surface),
    "measure": get_args(Measure),
    "progress": ("reps", "reps, load", "reps, surface", "reps, surface, load", "load"),
    "surfaces": ("", "floor, step", "floor, foam", "floor, foam, wobble_board"),
}
_Template = Annotated[str, Query(max_length=64)]


@router.get("/athletes/{athlete_id}/programme")
async def programme(visit: Open, athlete_id: str) -> Response:
    """The plan that an athlete follows, or those to choose from."""
    return await _read(visit, athlete_id)


@router.post("/athletes/{athlete_id}/programme/begin")
async def begin(visit: Acting, athlete_id: str, sent: Sent) -> Response:
    """Have an athlete begin a programme that comes with the server."""
    check_form(visit.viewer, sent.get("csrf", ""))
    try:
        body = FromTemplate.model_validate(
            {"template": sent.get("template"), "begins_on": sent.get("begins_on") or None}
        )
        await visit.services.programmes.begin(visit.viewer, athlete_id, body)
    except ValidationError as error:
        return await _read(visit, athlete_id, error.errors(include_url=False)[0]["msg"])
    except Conflict as error:
        return await _read(visit, athlete_id, str(error))
    return _to_plan(athlete_id)


@router.get("/athletes/{athlete_id}/programme/file")
async def plan_file(visit: Open, athlete_id: str) -> Response:
    """The plan as a file that `calf programme` and this page read."""
    found = await visit.services.programmes.get(visit.viewer, athlete_id)
    return Response(
        found.plan.model_dump_json(indent=1),
        media_type="application/json",
        headers={
            "Content-Disposition": 'attachment; filename="programme.json"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.post("/athletes/{athlete_id}/programme/end")
async def end(visit: Acting, athlete_id: str, sent: Sent) -> Response:
    """Have an athlete follow no programme any more."""
    check_form(visit.viewer, sent.get("csrf", ""))
    await visit.services.programmes.end(visit.viewer, athlete_id)
    return _to_plan(athlete_id)


@router.get("/athletes/{athlete_id}/programme/edit")
async def edit(
    visit: Open,
    athlete_id: str,
    start: Annotated[str, Query(alias="template", max_length=64)] = "",
) -> Response:
    """The form of the plan that is followed, else of a template, else of an empty one."""
    followed = await _followed(visit, athlete_id)
    templates: dict[str, Programme] = {
        item.template: item.plan for item in visit.services.programmes.templates().items
    }
    plan = followed.plan if followed is not None else templates.get(start)
    raw = blank() if plan is None else raw_of(plan, visit.units)
    told = {} if followed is None else _told(followed)
    return await _form(visit, athlete_id, raw, told, followed)


@router.post("/athletes/{athlete_id}/programme/edit")
async def keep(visit: Acting, athlete_id: str, sent: Sent) -> Response:
    """Take the form: add a part to it or take one away, or have the athlete follow it."""
    check_form(visit.viewer, sent.get("csrf", ""))
    followed = await _followed(visit, athlete_id)
    act, raw = sent.get("do", "save"), raw_from(sent)
    if act == "json":
        return await _keep_text(visit, athlete_id, sent, followed)
    if act != "save":
        return await _form(visit, athlete_id, changed(raw, act), sent, followed)
    body, problems = plan_in(
        raw, sent.get("begins_on", ""), sent.get("updated_at", ""), visit.units
    )
    if body is None:
        return await _form(visit, athlete_id, raw, sent, followed, problems)
    return await _put(visit, athlete_id, body, raw, sent, followed)


async def _keep_text(
    visit: Visit, athlete_id: str, sent: dict[str, str], followed: ProgrammeOut | None
) -> Response:
    """Take a plan as the text of a file, or of the API's answer."""
    raw = blank() if followed is None else raw_of(followed.plan, visit.units)
    try:
        told = json.loads(sent.get("json", ""))
        plan = told["plan"] if isinstance(told, dict) and "plan" in told else told
        body = ProgrammeIn.model_validate(
            {"plan": plan, "begins_on": sent.get("begins_on") or None}
        )
    except (ValueError, RecursionError) as error:
        said = str(error)
        if isinstance(error, ValidationError):
            said = "; ".join(f"{where}: {what}" for where, what in problems_of(error).items())
        problems = {"json": said[:2000]}
        return await _form(visit, athlete_id, raw, sent, followed, problems)
    return await _put(visit, athlete_id, body, raw, sent, followed)


async def _put(
    visit: Visit,
    athlete_id: str,
    body: ProgrammeIn,
    raw: Raw,
    sent: dict[str, str],
    followed: ProgrammeOut | None,
) -> Response:
    try:
        await visit.services.programmes.put(visit.viewer, athlete_id, body)
    except Conflict as error:
        return await _form(visit, athlete_id, raw, sent, followed, {"": str(error)}, error)
    return _to_plan(athlete_id)


async def _form(
    visit: Visit,
    athlete_id: str,
    raw: Raw,
    told: dict[str, str],
    followed: ProgrammeOut | None,
    problems: dict[str, str] | None = None,
    error: ApiError | None = None,
) -> Response:
    status = 200 if not problems else (422 if error is None else error.status)
    text = told.get("json", "") if told.get("do") == "json" else ""
    return visit.page(
        "programme/plan_form.html" if visit.htmx else "programme/programme_edit.html",
        status,
        athlete=await visit.services.athletes.get(visit.viewer, athlete_id),
        own=athlete_id in visit.own_athletes,
        raw=raw,
        told=told,
        followed=followed,
        problems=problems or {},
        any_inside=lambda place: any(
            f"{problem}.".startswith(f"{place}.") for problem in problems or {}
        ),
        options=_OPTIONS,
        text=text or ("" if followed is None else followed.plan.model_dump_json(indent=1)),
    )


async def _read(visit: Visit, athlete_id: str, problem: str | None = None) -> Response:
    services, viewer = visit.services, visit.viewer
    found = await services.athletes.get(viewer, athlete_id)
    followed = await _followed(visit, athlete_id)
    proposed = None
    if followed is not None:
        proposed = next_of(await services.programmes.next(viewer, athlete_id, None), visit.units)
    return visit.page(
        "programme/programme.html",
        422 if problem else 200,
        athlete=found,
        own=athlete_id in visit.own_athletes,
        programme=followed,
        next=proposed,
        templates=services.programmes.templates().items,
        problem=problem,
        dose=dose,
        day_words=day_words,
    )


async def _followed(visit: Visit, athlete_id: str) -> ProgrammeOut | None:
    try:
        return await visit.services.programmes.get(visit.viewer, athlete_id)
    except NotFound:
        # Whether it is the plan or the athlete that is not there.
        await visit.services.athletes.get(visit.viewer, athlete_id)
        return None


def _told(followed: ProgrammeOut) -> dict[str, str]:
    return {
        "begins_on": followed.begins_on.isoformat(),
        "updated_at": followed.updated_at.isoformat(),
    }


def _to_plan(athlete_id: str) -> Response:
    return RedirectResponse(f"/athletes/{athlete_id}/programme", status_code=303)
