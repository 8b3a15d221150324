"""Pages of recording with a phone or with sensors in reach of it."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Query, Response

from api.athletes.schemas import AthleteOut
from api.core.errors import NotFound
from api.core.routing import Router
from api.web.components import wording
from api.web.components.visit import Open, Visit
from tracker.exercises.registry import EXERCISES
from tracker.metrics import CATALOGUE

_MOST_ATHLETES = 200
_Asked = Annotated[str | None, Query(max_length=64)]

router = Router(include_in_schema=False)


@router.get("/record")
async def record(visit: Open, athlete: _Asked = None) -> Response:
    """The guided recording; all that it needs is in the page, so that it works without a link."""
    found = (await visit.services.athletes.page(visit.viewer, _MOST_ATHLETES)).items
    if athlete is not None:
        # Also one of those that do not fit in the list; a stranger is not found.
        asked = await visit.services.athletes.get(visit.viewer, athlete)
        found = [asked, *(one for one in found if one.id != asked.id)]
    chosen = athlete or next(iter(visit.own_athletes), None) or (found[0].id if found else None)
    known = [one for one in (chosen, *visit.own_athletes) if one is not None]
    data = {
        "athletes": [_athlete(one) for one in sorted(found, key=lambda one: one.name.casefold())],
        "chosen": chosen,
        "plans": {one: await _plan(visit, one) for one in dict.fromkeys(known)},
        "mass": {"unit": visit.units.mass_unit, "perKg": visit.units.mass(1.0)},
        "exercises": [_exercise(name) for name in EXERCISES],
        "abilities": [
            {"exercises": [exercise.id], **asdict(ability)}
            for exercise in EXERCISES.values()
            for ability in exercise.abilities
        ],
    }
    return visit.page("record/record.html", data=data, athletes=found)


def _athlete(one: AthleteOut) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "massKg": one.mass_kg, "heightM": one.height_m}


def _exercise(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "name": wording.exercise_name(name),
        "counted": {"one": wording.counted(name, 1), "other": wording.counted(name, 2)},
        "foremost": [
            {"id": metric, "label": CATALOGUE[metric].label} for metric in EXERCISES[name].metrics
        ],
    }


async def _plan(visit: Visit, athlete_id: str) -> dict[str, Any] | None:
    """What the athlete's programme says to do today, as programs are told it."""
    try:
        following = await visit.services.programmes.next(visit.viewer, athlete_id, None)
    except NotFound:
        return None
    return following.model_dump(mode="json")
