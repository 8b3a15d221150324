"""A session as a page shows it: what to say first, which columns, which reasons."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from api.sessions.schemas import AnalysisOut, EffortOut, FindingOut, MetricOut, SetOut
from api.web import wording
from tracker.quantities import CATALOGUE, Quantity

Way = Literal["mean", "best", "set"]

_JUMP: tuple[tuple[str, Way], ...] = (
    ("jump_height_impulse", "best"),
    ("jump_height_flight_time", "best"),
    ("peak_power_relative", "best"),
    ("rsi_modified", "best"),
    ("countermovement_depth", "mean"),
)
_STRIDES: tuple[tuple[str, Way], ...] = (
    ("stride_length", "mean"),
    ("stride_velocity", "mean"),
    ("cadence", "set"),
    ("push_off_velocity", "mean"),
    ("stance_ratio", "mean"),
)
_HEADLINES: dict[str, tuple[tuple[str, Way], ...]] = {
    "calf_raise": (
        ("range_of_motion", "mean"),
        ("heel_height", "mean"),
        ("total_work", "set"),
        ("peak_plantar_flexion_velocity", "mean"),
        ("height_fatigue", "set"),
        ("peak_power", "mean"),
    ),
    "countermovement_jump": _JUMP,
    "squat_jump": _JUMP,
    "straight_leg_jump": _JUMP,
    "drop_jump": (
        ("rsi_height_contact", "best"),
        ("jump_height_flight_time", "best"),
        ("contact_time", "mean"),
        ("drop_height", "mean"),
        ("vertical_stiffness", "mean"),
    ),
    "hops": (
        ("rsi_best_five", "set"),
        ("rsi_height_contact", "best"),
        ("contact_time", "mean"),
        ("jump_height_flight_time", "mean"),
        ("vertical_stiffness", "mean"),
    ),
    "isometric_plantar_flexion": (
        ("peak_force_net", "best"),
        ("peak_force_relative", "best"),
        ("rate_of_force_development_200ms", "best"),
        ("hold_time", "mean"),
        ("force_fatigue", "set"),
    ),
    "ankle_range": (
        ("peak_plantar_flexion", "best"),
        ("peak_dorsiflexion", "best"),
        ("total_range", "set"),
        ("range_of_motion", "mean"),
    ),
    "weight_bearing_lunge": (
        ("tibial_angle", "best"),
        ("toe_to_wall", "best"),
        ("tibial_angle_difference", "set"),
    ),
    "walking": _STRIDES,
    "running": _STRIDES,
    "balance": (
        ("cop_velocity", "mean"),
        ("cop_area", "mean"),
        ("tilt_sd", "mean"),
        ("time_in_zone", "mean"),
        ("hold_time", "mean"),
    ),
}
_FIGURES = 4
_SPACE = "\N{NO-BREAK SPACE}"
_SEVERITIES = ("error", "warning", "info")
_SEVERITY_WORDS = {"error": "Problem", "warning": "Take care", "info": "Note"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the headline."""

    label: str
    value: str
    unit: str
    title: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table; `quality` is empty where it is good, `text` where there is none."""

    text: str
    quality: str
    title: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One effort. Its number counts from 1 within its group."""

    number: int
    start_s: float
    end_s: float
    full: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A metric and how it was made here."""

    quantity: Quantity
    methods: str
    qualities: str
    smallest_change: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is partial or withheld, and in which efforts."""

    what: str
    why: str
    where: str


@dataclass(frozen=True, slots=True)
class SetView:
    """A set's own numbers."""

    title: str
    figures: tuple[Figure, ...]
    withheld: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All efforts of one exercise and side."""

    exercise: str
    side: str
    count: int
    counted: str
    each: str
    partial: int
    figures: tuple[Figure, ...]
    columns: tuple[Quantity, ...]
    rows: tuple[TableRow, ...]
    partial_reasons: tuple[Reason, ...]
    withheld: tuple[Reason, ...]
    sets: tuple[SetView, ...]
    explained: tuple[Explained, ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding in words."""

    severity: str
    word: str
    message: str
    where: str
    correction: str | None


def groups_of(analysis: AnalysisOut) -> list[Group]:
    """The efforts of an analysis by exercise and side, in the order of their first one."""
    groups: dict[tuple[str, str], list[EffortOut]] = defaultdict(list)
    for effort in analysis.efforts:
        groups[effort.exercise, effort.side].append(effort)
    return [
        _group(
            efforts,
            [one for one in analysis.sets if (one.exercise, one.side) == key],
        )
        for key, efforts in groups.items()
    ]


def findings_of(analysis: AnalysisOut) -> list[FindingView]:
    """Findings, the gravest first."""
    ordered = sorted(analysis.findings, key=lambda one: _SEVERITIES.index(one.severity))
    return [_finding(one) for one in ordered]


def _finding(one: FindingOut) -> FindingView:
    where = ", ".join(part for part in (one.stream, wording.span(one.start_s, one.end_s)) if part)
    word = _SEVERITY_WORDS[one.severity]
    return FindingView(one.severity, word, one.message, where, one.correction)


def _group(efforts: list[EffortOut], sets: list[SetOut]) -> Group:
    exercise = efforts[0].exercise
    columns = _ordered_for(exercise, _columns(effort.metrics for effort in efforts))
    return Group(
        exercise=wording.exercise_name(exercise),
        side=wording.side_name(efforts[0].side),
        count=len(efforts),
        counted=wording.counted(exercise, len(efforts)),
        each=wording.counted(exercise, 1),
        partial=sum(not effort.full for effort in efforts),
        figures=_figures(exercise, efforts, sets),
        columns=columns,
        rows=tuple(_row(number, effort, columns) for number, effort in enumerate(efforts, 1)),
        partial_reasons=_reasons(
            efforts, [[("", wording.in_words(why)) for why in effort.reasons] for effort in efforts]
        ),
        withheld=_reasons(efforts, [_withheld(effort.withheld) for effort in efforts]),
        sets=tuple(
            _set(number, one, len(sets))
            for number, one in enumerate(sets, 1)
            if one.withheld or one.metrics.keys() != {"reps"}
        ),
        explained=_explained(efforts, sets),
    )


def _columns(metrics: Iterable[dict[str, MetricOut]]) -> tuple[Quantity, ...]:
    units = {name: one.unit for measured in metrics for name, one in measured.items()}
    order = {name: position for position, name in enumerate(CATALOGUE)}
    names = sorted(units, key=lambda name: (order.get(name, len(order)), name))
    return tuple(wording.quantity_of(name, units[name]) for name in names)


def _ordered_for(exercise: str, columns: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """What is said first of an exercise comes first, the rest as in the catalogue."""
    first = [name for name, _ in _HEADLINES.get(exercise, ())]
    return tuple(
        sorted(columns, key=lambda one: first.index(one.id) if one.id in first else len(first))
    )


def _row(number: int, effort: EffortOut, columns: Sequence[Quantity]) -> TableRow:
    cells = tuple(_cell(effort, quantity) for quantity in columns)
    return TableRow(number, effort.start_s, effort.end_s, effort.full, cells)


def _cell(effort: EffortOut, quantity: Quantity) -> Cell:
    metric = effort.metrics.get(quantity.id)
    if metric is None:
        return Cell("", "", effort.withheld.get(quantity.id, "not measured in this one"))
    return Cell(
        wording.with_uncertainty(metric.value, metric.uncertainty, quantity),
        "" if metric.quality == "good" else metric.quality,
        _how(metric),
    )


def _how(metric: MetricOut) -> str:
    return f"{wording.method_name(metric.method)}, quality {metric.quality}"


def _figures(exercise: str, efforts: list[EffortOut], sets: list[SetOut]) -> tuple[Figure, ...]:
    found = (_figure(name, way, efforts, sets) for name, way in _wanted(exercise, efforts))
    return tuple(figure for figure in found if figure is not None)[:_FIGURES]


def _wanted(exercise: str, efforts: list[EffortOut]) -> tuple[tuple[str, Way], ...]:
    """What to say of an exercise first; of one that nothing is known of, the first columns."""
    columns = _columns(effort.metrics for effort in efforts)
    return _HEADLINES.get(exercise) or tuple((quantity.id, "mean") for quantity in columns)


def _figure(name: str, way: Way, efforts: list[EffortOut], sets: list[SetOut]) -> Figure | None:
    if way == "set":
        # The numbers of several sets cannot be put together without saying how.
        metric = sets[0].metrics.get(name) if len(sets) == 1 else None
        if metric is None:
            return None
        return _measured(metric, wording.quantity_of(name, metric.unit))
    of_full = [one.metrics[name] for one in efforts if one.full and name in one.metrics]
    metrics = of_full or [one.metrics[name] for one in efforts if name in one.metrics]
    if not metrics:
        return None
    quantity = wording.quantity_of(name, metrics[0].unit)
    values = [metric.value for metric in metrics]
    if len(values) == 1:
        return _measured(metrics[0], quantity)
    value = max(values) if way == "best" else sum(values) / len(values)
    return Figure(
        f"{way.capitalize()} {_lower(quantity.label)}",
        wording.number(value, quantity),
        wording.unit_suffix(quantity),
        f"{quantity.definition} {way.capitalize()} of {len(values)}.",
    )


def _lower(label: str) -> str:
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _measured(metric: MetricOut, quantity: Quantity) -> Figure:
    return Figure(
        quantity.label,
        wording.with_uncertainty(metric.value, metric.uncertainty, quantity),
        wording.unit_suffix(quantity),
        quantity.definition,
    )


def _set(number: int, one: SetOut, total: int) -> SetView:
    title = f"Set {number}" if total > 1 else "The set"
    figures = tuple(
        _measured(one.metrics[quantity.id], quantity) for quantity in _columns([one.metrics])
    )
    withheld = tuple(Reason(what, why, "") for what, why in _withheld(one.withheld))
    where = f"{title}, {wording.span(one.start_s, one.end_s)}"
    if one.certainty is not None:
        where += f" · recognised, {100 * one.certainty:.0f}{_SPACE}% sure"
    return SetView(where, figures, withheld)


def _withheld(withheld: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (wording.quantity_of(name, "").label, wording.in_words(why))
        for name, why in withheld.items()
    ]


def _reasons(efforts: list[EffortOut], said: list[list[tuple[str, str]]]) -> tuple[Reason, ...]:
    """Say each reason once, with the efforts that it holds for."""
    where: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, reasons in enumerate(said, 1):
        for reason in dict.fromkeys(reasons):
            where[reason].append(number)
    exercise, total = efforts[0].exercise, len(efforts)
    one, many = wording.counted(exercise, 1), wording.counted(exercise, 2)
    return tuple(
        Reason(what, why, wording.numbered(numbers, total, one, many))
        for (what, why), numbers in where.items()
    )


def _explained(efforts: list[EffortOut], sets: list[SetOut]) -> tuple[Explained, ...]:
    made: dict[str, list[MetricOut]] = defaultdict(list)
    for measured in [*(one.metrics for one in efforts), *(one.metrics for one in sets)]:
        for name, metric in measured.items():
            made[name].append(metric)
    explained = []
    for quantity in _columns({name: metrics[0]} for name, metrics in made.items()):
        metrics = made[quantity.id]
        methods = sorted({wording.method_name(metric.method) for metric in metrics})
        qualities = sorted(metric.quality for metric in metrics)
        explained.append(
            Explained(
                quantity,
                "; ".join(methods),
                ", ".join(f"{len(list(same))} {word}" for word, same in groupby(qualities)),
                _smallest_change(quantity),
            )
        )
    return tuple(explained)


def _smallest_change(quantity: Quantity) -> str:
    if quantity.mdc95 is None:
        return ""
    shown = wording.number(quantity.mdc95, quantity) + wording.unit_suffix(quantity)
    return f"{shown} ({quantity.mdc_source})"
