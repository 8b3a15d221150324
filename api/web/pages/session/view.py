"""Gathers what the page of a session shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from api.core.errors import NotFound
from api.sessions.ensembles import shows
from api.sessions.filters import SessionFilter
from api.sessions.schemas import AnalysisOut, EnsembleOut, SessionOut, SessionSummary
from api.web.components import wording
from api.web.components.visit import Visit
from api.web.pages.session.comparison import comparisons_of, legs_of
from api.web.pages.session.fatigue import fatigue_of
from api.web.pages.session.findings import findings_of
from api.web.pages.session.groups import Group, TableRow, groups_of, members_of, sets_of
from api.web.pages.session.phases import phase_name
from api.web.pages.session.time_courses import (
    STEPS,
    Overlay,
    drawn_in,
    leg_curves,
    main_curve,
    overlay,
    samples_of,
    tiles_of,
)
from api.web.words import say

_CHOICES = 100
_LEGS = ("left", "right")
Key = tuple[str, str]
Drawn = dict[Key, EnsembleOut]
"""Exercise and side to their efforts on the curve that tells most of them."""


@dataclass(frozen=True, slots=True)
class Courses:
    """Efforts laid over each other: on the telling curve, and of both legs on that of each."""

    main: Drawn
    legs: dict[Key, tuple[EnsembleOut, EnsembleOut]]


async def session_view(visit: Visit, session: SessionOut, other_id: str | None) -> dict[str, Any]:
    """Everything about a session, and what another one makes of it.

    Raises
    ------
    NotFound
        If the viewer sees no such other session of the same athlete.
    """
    athlete = await visit.services.athletes.get(visit.viewer, session.athlete_id)
    shown: dict[str, Any] = {
        "session": session,
        "athlete": None if athlete.user_id == visit.me.id else athlete,
        "groups": [],
        "findings": [],
        "notes": (await visit.services.notes.of(visit.viewer, session.id)).items,
        "plot": None,
    }
    analysis = session.analysis
    if analysis is None:
        return shown
    groups = groups_of(analysis, visit.units)
    courses = await _courses(visit, session, groups)
    members = members_of(analysis)
    choices = await _choices(visit, session)
    return shown | {
        "groups": groups,
        "findings": findings_of(analysis),
        "plot": _plot(visit, session, groups),
        "tiles": {
            group.key: tiles_of(group, courses.main[group.key], visit.units)
            for group in groups
            if group.key in courses.main
        },
        "fatigue": {
            group.key: fatigue_of(
                group,
                members[group.key],
                sets_of(analysis, group.key),
                visit.units,
            )
            for group in groups
        },
        "legs": _legs(visit, analysis, courses),
        "choices": choices,
        "csv": _csv(session),
        **await _compared(visit, session, groups, courses.main, other_id),
    }


async def seen_effort(visit: Visit, session: SessionOut, number: int) -> dict[str, Any]:
    """One effort of a session, by its number from 1; NotFound where there is none of it."""
    analysis = session.analysis
    for group in [] if analysis is None else groups_of(analysis, visit.units):
        for row in group.rows:
            if analysis is not None and row.effort == number - 1:
                places = [one.effort + 1 for one in group.rows]
                return {
                    "session": session,
                    "group": group,
                    "row": row,
                    "measured": analysis.efforts[row.effort],
                    "partial": [
                        wording.in_words(reason) for reason in analysis.efforts[row.effort].reasons
                    ],
                    "phases": [
                        (phase_name(name), start, end - start)
                        for name, (start, end) in analysis.efforts[row.effort].phases.items()
                    ],
                    "before": next((place for place in reversed(places) if place < number), None),
                    "after": next((place for place in places if place > number), None),
                }
    raise NotFound(f"There is no effort {number} in this session.")


def _reasons(analysis: AnalysisOut, row: TableRow) -> list[str]:
    return analysis.efforts[row.effort].reasons


def _csv(session: SessionOut) -> str:
    """Where the efforts of this session are as a table."""
    return "/v1/efforts?" + urlencode(
        {
            "athlete_id": session.athlete_id,
            "performed_from": session.performed_at.isoformat(),
            "performed_until": (session.performed_at + timedelta(microseconds=1)).isoformat(),
            "format": "csv",
        }
    )


def _plot(visit: Visit, session: SessionOut, groups: Sequence[Group]) -> dict[str, Any]:
    """What the script needs to draw the curves."""
    analysis = session.analysis
    efforts = [] if analysis is None else analysis.efforts
    placed = sorted(
        ((row, group) for group in groups for row in group.rows), key=lambda one: one[0].start_s
    )
    units = {curve.unit: drawn_in(curve.unit, visit.units) for curve in session.curves}
    return {
        "session": session.id,
        "units": {
            unit: {
                "unit": one.display_unit,
                "factor": one.per_display,
                "decimals": one.decimals,
            }
            for unit, one in units.items()
        },
        "shown_on": {
            side: _shown_on(side, [curve.name for curve in session.curves])
            for side in sorted({group.key[1] for group in groups})
        },
        "efforts": [
            {
                "effort": row.effort + 1,
                "number": row.number,
                "each": group.each,
                "side": group.key[1],
                "start": round(row.start_s, 4),
                "end": round(row.end_s, 4),
                "full": row.full,
                "phases": [
                    [phase_name(name), round(start, 4), round(end, 4)]
                    for name, (start, end) in efforts[row.effort].phases.items()
                ],
            }
            for row, group in placed
        ],
    }


def _shown_on(side: str, curves: Sequence[str]) -> list[str]:
    """The curves that efforts of a side are shaded on: those of the other leg are not of them."""
    # What a person gave to the other leg was measured as of this one.
    return [curve for curve in curves if shows(curve, side)] or list(curves)


async def _courses(visit: Visit, session: SessionOut, groups: Sequence[Group]) -> Courses:
    """Each group's efforts on its telling curves; one decoding of each curve for all."""
    telling = {group.key: main_curve(*group.key, session.curves) for group in groups}
    pairs = {group.key: leg_curves(*group.key, session.curves) for group in groups}
    names = {one.name for one in telling.values() if one is not None}
    names |= {one.name for pair in pairs.values() if pair is not None for one in pair}
    efforts = sum(group.count for group in groups)
    found = await visit.services.sessions.ensembles(
        visit.viewer, session, STEPS, samples_of(efforts), names
    )
    by_curve: dict[tuple[str, str, str], EnsembleOut] = {
        (item.exercise, item.side, item.curve): item for item in found.items
    }
    return Courses(
        {
            key: by_curve[*key, curve.name]
            for key, curve in telling.items()
            if curve is not None and (*key, curve.name) in by_curve
        },
        {
            key: (by_curve[*key, pair[0].name], by_curve[*key, pair[1].name])
            for key, pair in pairs.items()
            if pair is not None and (*key, pair[0].name) in by_curve
        },
    )


def _legs(visit: Visit, analysis: AnalysisOut, courses: Courses) -> list[dict[str, Any]]:
    """Left against right, of each exercise that both legs did: one after the other, or at once."""
    found = []
    for exercise in dict.fromkeys(effort.exercise for effort in analysis.efforts):
        legs = legs_of(exercise, analysis, visit.units)
        sides = [courses.main.get((exercise, leg)) for leg in _LEGS]
        if legs is not None:
            picture = _both(visit, exercise, sides)
            found.append({"exercise": legs.exercise, "rows": legs.rows, "overlay": picture})
    for key, pair in courses.legs.items():
        picture = _both(visit, key[0], pair)
        if picture is not None:
            name = wording.exercise_name(key[0])
            found.append({"exercise": name, "rows": (), "overlay": picture})
    return found


def _both(visit: Visit, exercise: str, sides: Sequence[EnsembleOut | None]) -> Overlay | None:
    left, right = sides
    if left is None or right is None or left.unit != right.unit:
        return None
    named = [(say("session.legs.left"), left), (say("session.legs.right"), right)]
    return overlay(say("session.overlay.legs"), named, visit.units, wording.counted(exercise, 2))


async def _choices(visit: Visit, session: SessionOut) -> list[SessionSummary]:
    """Other sessions of the same athlete and exercise, the newest first."""
    if session.exercise is None:
        return []
    wanted = SessionFilter(athlete_id=session.athlete_id, exercise=session.exercise, status="done")
    page = await visit.services.sessions.page(visit.viewer, _CHOICES, wanted)
    return [item for item in page.items if item.id != session.id]


async def _compared(
    visit: Visit,
    session: SessionOut,
    groups: Sequence[Group],
    drawn: Drawn,
    other_id: str | None,
) -> dict[str, Any]:
    if other_id is None or session.analysis is None:
        return {"other": None, "comparisons": [], "against": []}
    other = await visit.services.sessions.get(visit.viewer, other_id)
    if other.athlete_id != session.athlete_id:
        raise NotFound(f"There is no session {other_id} of this athlete.")
    if other.analysis is None:
        return {"other": other, "comparisons": [], "against": []}
    theirs = groups_of(other.analysis, visit.units)
    return {
        "other": other,
        "comparisons": comparisons_of(
            groups,
            session.analysis,
            other.analysis,
            visit.units,
        ),
        "against": _against(visit, groups, drawn, (await _courses(visit, other, theirs)).main),
    }


def _against(
    visit: Visit, groups: Sequence[Group], mine: Drawn, theirs: Drawn
) -> list[tuple[str, Overlay]]:
    """Means of both sessions, of each exercise and side that is drawn in the same unit."""
    found = []
    for group in groups:
        one, other = mine.get(group.key), theirs.get(group.key)
        if one is None or other is None or (one.unit, one.label) != (other.unit, other.label):
            continue
        named = [(say("session.compare.this"), one), (say("session.compare.other"), other)]
        picture = overlay(
            say("session.compare.overlay"), named, visit.units, wording.counted(group.key[0], 2)
        )
        if picture is not None:
            found.append((group.name, picture))
    return found
