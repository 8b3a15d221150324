"""The page of a club's bulk export: leads to the file that the API makes while it is sent."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Response
from fastapi.responses import RedirectResponse

from api.core.routing import Router
from api.measurements.full_table import TableFormat
from api.web.components import wording
from api.web.components.club_frame import Club
from api.web.components.form_state import INVALID, FormState
from api.web.components.visit import Open
from api.web.words import say
from tracker.exercises.registry import EXERCISES

router = Router(include_in_schema=False)

_Text = Annotated[str, Query(max_length=100)]
_FILES = {
    "measurements": "/v1/measurements/export",
    "efforts": "/v1/efforts/export",
    "recordings": "/v1/recordings/export",
}


@router.get("/people/{organization_id}/export")
async def show_export(visit: Open, organization_id: str) -> Response:
    """The form that says what is wanted."""
    club = await Club.of(visit, organization_id)
    return await _form(club, FormState({"what": "measurements", "format": TableFormat.CSV.value}))


@router.get("/people/{organization_id}/export/file")
async def export_file(
    visit: Open,
    organization_id: str,
    what: _Text = "measurements",
    who: _Text = "",
    exercise: _Text = "",
    since: _Text = "",
    until: _Text = "",
    format: _Text = TableFormat.CSV.value,  # noqa: A002
) -> Response:
    """Lead to the file; the form again where a day is none."""
    club = await Club.of(visit, organization_id)
    asked = {"organization_id": organization_id}
    kind, _, whose = who.partition(":")
    if kind in {"team", "athlete"}:
        asked[f"{kind}_id"] = whose
    said = {"what": what, "who": who, "exercise": exercise, "since": since, "until": until}
    problems = {}
    # Days are days in UTC, as everywhere on the server; the last one is within.
    for name, text, later in (("from", since, 0), ("until", until, 1)):
        try:
            if text:
                asked[f"performed_{name}"] = _midnight(date.fromisoformat(text), later)
        except (ValueError, OverflowError):
            field = "since" if name == "from" else name
            problems[field] = say("account.wrong.date")
    if problems:
        problem = say("account.wrong.marked")
        return await _form(club, FormState(said | {"format": format}, problems, problem, INVALID))
    if what != "recordings":
        asked["format"] = format if format in set(TableFormat) else TableFormat.CSV.value
        if exercise in EXERCISES:
            asked["exercise"] = exercise
    address = _FILES.get(what, _FILES["measurements"])
    return RedirectResponse(f"{address}?{urlencode(asked)}", status_code=303)


def _midnight(day: date, days_later: int) -> str:
    at = datetime.combine(day, time(), UTC) + timedelta(days=days_later)
    return at.isoformat().replace("+00:00", "Z")


async def _form(club: Club, form: FormState) -> Response:
    services, viewer = club.visit.services, club.visit.viewer
    listed = (await services.organizations.athletes(viewer, club.about.id)).items
    return club.page(
        "export",
        "export/export.html",
        form.status,
        form=form,
        files=[(file, say(f"people.export.kinds.{file}")) for file in _FILES],
        formats=[(one.value, say(f"people.export.formats.{one.value}")) for one in TableFormat],
        done_exercises=[("", say("people.export.any"))]
        + [(exercise, wording.exercise_name(exercise)) for exercise in EXERCISES],
        teams=(await services.teams.all_of(viewer, club.about.id)).items,
        athletes=[one for one in listed if one.seen],
        address=_FILES["measurements"],
    )
