"""What a session tells somebody who is no expert: a few numbers, against the time before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from api.analytics.query import TrendQuery
from api.analytics.schemas import NormOut, PointOut, TrendOut
from api.core.viewer import Viewer
from api.services import Services
from api.sessions.schemas import EffortOut, SessionOut
from api.version import VERSION
from api.web.components import wording
from api.web.components.curve_picture import Picture, Shaded, curve_for, drawn
from api.web.components.units import Units
from api.web.words import say
from tracker.exercises.exercise import Way
from tracker.exercises.registry import EXERCISES
from tracker.interpretation.change import direction_of, judged
from tracker.interpretation.symmetry import LOWEST_INDEX
from tracker.metrics import CATALOGUE, Quantity

_WAYS: tuple[Literal["mean", "best"], ...] = ("mean", "best")
_LEGS = ("symmetry_height", "symmetry_work", "symmetry_force")
_CURVES = (
    "heel_height",
    "plantar_flexion",
    "centre_height",
    "vertical_force",
    "tibial_angle",
    "ankle",
)
_LINES = {1: 5, 2: 4}
_FEW_LINES, _PICTURES, _NOTICES = 2, 2, 3
_POINTS, _BEFORE, _AROUND_S = 900, 400, 0.5
_INSTANT = timedelta(microseconds=1)
_MINUS, _PLUS = "\N{MINUS SIGN}", "+"


@dataclass(frozen=True, slots=True)
class Line:
    """One number, this time and last time; what is not known is empty."""

    label: str
    value: str
    unit: str
    last: str
    last_at: datetime | None
    changed: str
    verdict: str
    judgement: str
    norm: str
    quality: str


@dataclass(frozen=True, slots=True)
class Part:
    """One exercise and side; `first` where there is nothing to hold it against."""

    title: str
    count: int
    counted: str
    summary: str
    lines: tuple[Line, ...]
    first: bool
    picture: Picture | None
    picture_label: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a number means, in plain words."""

    label: str
    plain: str


@dataclass(frozen=True, slots=True)
class Report:
    """A session for a patient, a parent or an athlete."""

    session_id: str
    simulated: bool
    performed_at: datetime
    title: str
    parts: tuple[Part, ...]
    legs: str
    norms: tuple[str, ...]
    quality: str
    quality_words: str
    notices: tuple[str, ...]
    corrected: int
    meanings: tuple[Meaning, ...]
    made: str


async def report_of(services: Services, viewer: Viewer, session_id: str, units: Units) -> Report:
    """Make the report; without parts where nothing was measured (yet).

    Raises
    ------
    NotFound
        If the viewer does not see the session.
    """
    found = await services.sessions.get(viewer, session_id)
    athlete = await services.athletes.get(viewer, found.athlete_id)
    groups = _groups(found)
    trends = await _trends(services, viewer, found, [exercise for exercise, _ in groups])
    told = _LINES.get(len(groups), _FEW_LINES)
    parts, meanings, qualities = [], dict[str, Meaning](), dict[str, str]()
    for number, ((exercise, side), efforts) in enumerate(groups.items()):
        mine = [
            trend
            for trend in trends
            if (trend.exercise, trend.side) == (exercise, side) and trend.metric not in _LEGS
        ][:told]
        lines = [_line(one, found.id, units) for one in mine]
        for one, line in zip(mine, lines, strict=True):
            quantity = CATALOGUE[one.metric]
            meanings[one.metric] = Meaning(quantity.label, say(f"report.plain.{one.metric}"))
            if line.quality != "good":
                qualities[quantity.label] = line.quality
        picture = None
        if number < _PICTURES:
            picture = await _picture(services, viewer, found, efforts, units)
        parts.append(_part(exercise, side, efforts, lines, picture))
    quality = "poor" if "poor" in qualities.values() else "fair" if qualities else "good"
    names = ", ".join(dict.fromkeys(name for name, one in qualities.items() if one == quality))
    return Report(
        session_id=found.id,
        simulated=athlete.simulated,
        performed_at=found.performed_at,
        title=_title(list(groups)) or wording.exercise_name(found.exercise),
        parts=tuple(parts),
        legs=_legs(trends, found.id),
        norms=tuple(
            dict.fromkeys(
                f"{line.label}: {line.norm}" for part in parts for line in part.lines if line.norm
            )
        ),
        quality=quality,
        quality_words=say(f"report.{quality}", names=names),
        notices=_notices(found),
        corrected=len(found.corrections),
        meanings=tuple(meanings.values()),
        made=_made(found),
    )


def _title(groups: Sequence[tuple[str, str]]) -> str:
    """What was done, each exercise with its sides."""
    sides: dict[str, list[str]] = {}
    for exercise, side in groups:
        sides.setdefault(exercise, []).append(wording.side_name(side))
    named = []
    for exercise, each in sides.items():
        legs = say("report.and").join(one for one in each if one)
        named.append(wording.exercise_name(exercise) + (f", {legs}" if legs else ""))
    return " · ".join(named)


def _groups(found: SessionOut) -> dict[tuple[str, str], list[EffortOut]]:
    """The efforts that count by exercise and side, in the order of their first."""
    groups: dict[tuple[str, str], list[EffortOut]] = {}
    for effort in found.analysis.efforts if found.analysis else ():
        if not effort.removed:
            groups.setdefault((effort.exercise, effort.side), []).append(effort)
    return groups


async def _trends(
    services: Services, viewer: Viewer, found: SessionOut, exercises: Sequence[str]
) -> list[TrendOut]:
    """What is told of each exercise, up to this session and with it, in the order of telling."""
    trends: list[TrendOut] = []
    for exercise in dict.fromkeys(exercises):
        for of in _WAYS:
            metrics = tuple(name for name, way in _reported(exercise).items() if way == of)
            if of == "mean":
                metrics += _LEGS
            if not metrics:
                continue
            asked = TrendQuery(
                metrics, of, exercise, None, None, found.performed_at + _INSTANT, _BEFORE
            )
            told = await services.analytics.trends(viewer, found.athlete_id, asked)
            trends += [item for item in told.items if _measured(item, found.id)]
    return sorted(trends, key=_place)


def _place(trend: TrendOut) -> int:
    """Where a trend stands among those of its exercise; what compares the legs comes last."""
    order = list(_reported(trend.exercise))
    return order.index(trend.metric) if trend.metric in order else len(order)


def _reported(exercise: str) -> dict[str, Way]:
    """The metrics of an exercise that a report shows, most important first."""
    known = EXERCISES.get(exercise)
    return {one.metric: one.way for one in known.reported} if known else {}


def _measured(trend: TrendOut, session_id: str) -> bool:
    return any(point.session_id == session_id for point in trend.points)


def _here(trend: TrendOut, session_id: str) -> PointOut:
    return next(point for point in trend.points if point.session_id == session_id)


def _line(trend: TrendOut, session_id: str, units: Units) -> Line:
    here = _here(trend, session_id)
    quantity = units.of(CATALOGUE[trend.metric])
    unit = wording.unit_suffix(quantity)
    before = [
        point
        for point in trend.points[: trend.points.index(here)]
        if point.method == here.method != "several" and point.quality != "poor"
    ]
    last = before[-1] if before else None
    changed, verdict, judgement = _changed(here, last, quantity, unit)
    return Line(
        label=_label(trend, quantity, here),
        value=wording.with_uncertainty(here.value, here.uncertainty, quantity),
        unit=unit,
        last="" if last is None else wording.number(last.value, quantity),
        last_at=None if last is None else last.performed_at,
        changed=changed,
        verdict=verdict,
        judgement=judgement,
        norm=_norm(trend.norms, quantity, unit),
        quality=here.quality,
    )


def _label(trend: TrendOut, quantity: Quantity, here: PointOut) -> str:
    way = _reported(trend.exercise)[trend.metric]
    if here.count < 2:
        return quantity.label
    return f"{quantity.label}, {say(f'report.way.{way}')}"


def _changed(
    here: PointOut, last: PointOut | None, quantity: Quantity, unit: str
) -> tuple[str, str, str]:
    """The difference to last time, and what it is worth."""
    if last is None:
        return "", "", say("report.first_of_it")
    difference = here.value - last.value
    shown = wording.number(abs(difference), quantity)
    if float(shown) == 0:
        changed = say("report.same")
    else:
        changed = f"{_PLUS if difference > 0 else _MINUS}{shown}{unit}"
    change = None if here.quality == "poor" else judged(quantity.id, [last.value], here.value)
    if change is None:
        return changed, "", ""
    words = say(f"report.verdict.{change.verdict.value}")
    way = direction_of(quantity.id, difference)
    if change.verdict.value == "real" and way is not None:
        words = f"{words} {say(f'report.direction.{way}')}"
    return changed, change.verdict.value, words


def _norm(norms: Sequence[NormOut], quantity: Quantity, unit: str) -> str:
    if not norms:
        return ""
    fitting = norms[0]
    who = say(f"report.people.{fitting.sex or 'all'}")
    if fitting.ages is not None:
        who = say("report.aged", who=who, first=fitting.ages[0], last=fitting.ages[1])
    value = wording.number(fitting.value, quantity)
    return say("report.norm", who=who, value=value, unit=unit, source=fitting.source)


def _part(
    exercise: str, side: str, efforts: Sequence[EffortOut], lines: Sequence[Line],
    picture: Picture | None,
) -> Part:  # fmt: skip
    count, partial = len(efforts), sum(not effort.full for effort in efforts)
    counted = wording.counted(exercise, count)
    legs = say(f"report.with_legs.{side}") if side != "unknown" else ""
    sentences = [say("report.summary", count=count, counted=counted, side=legs)]
    if partial:
        sentences.append(say("report.some_partial", count=partial))
    elif exercise in EXERCISES and EXERCISES[exercise].has_partial_efforts:
        sentences.append(say("report.all_full", count=count))
    named = wording.side_name(side)
    return Part(
        title=wording.exercise_name(exercise) + (f", {named}" if named else ""),
        count=count,
        counted=counted,
        summary=" ".join(sentences),
        lines=tuple(lines),
        first=not any(line.last for line in lines),
        picture=picture,
        picture_label=""
        if picture is None
        else say("report.curve_of", label=picture.label, counted=wording.counted(exercise, 1)),
    )


async def _picture(
    services: Services,
    viewer: Viewer,
    found: SessionOut,
    efforts: Sequence[EffortOut],
    units: Units,
) -> Picture | None:
    window = await services.sessions.curves(
        viewer,
        found.id,
        max(0.0, efforts[0].start_s - _AROUND_S),
        efforts[-1].end_s + _AROUND_S,
        _POINTS,
    )
    curve = curve_for(window.curves, efforts[0].side, wanted=_CURVES)
    if curve is None:
        return None
    numbered = len(efforts) <= 40
    shaded = [
        Shaded(one.start_s, one.end_s, str(number) if numbered else "", one.full)
        for number, one in enumerate(efforts, 1)
    ]
    return drawn(curve, shaded, units)


def _legs(trends: Sequence[TrendOut], session_id: str) -> str:
    """How the legs stand to each other; an index is told of both sets, and said once."""
    shares = {
        trend.metric: say(
            f"report.in.{trend.metric}", value=f"{_here(trend, session_id).value:.0f}"
        )
        for trend in trends
        if trend.metric in _LEGS
    }
    if not shares:
        return ""
    together = say("report.and").join(shares.values())
    return say("report.legs_now", shares=together, bound=f"{LOWEST_INDEX:.0f}")


def _notices(found: SessionOut) -> tuple[str, ...]:
    graves = ("error", "warning")
    findings = found.analysis.findings if found.analysis else []
    ordered = sorted(
        (finding for finding in findings if finding.severity in graves),
        key=lambda finding: graves.index(finding.severity),
    )
    words = [wording.in_words(one.message) for one in ordered]
    return tuple(one[:1].upper() + one[1:] for one in dict.fromkeys(words))[:_NOTICES]


def _made(found: SessionOut) -> str:
    streams = found.analysis.recording.streams if found.analysis else []
    named = ", ".join(stream.replace("_", " ") for stream in streams)
    return say("report.made", version=VERSION, pipeline=found.pipeline_version, streams=named)
