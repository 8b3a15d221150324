"""The efforts of a session by exercise and side: which columns, which numbers, which reasons."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from api.sessions.schemas import AnalysisOut, EffortOut, MetricOut, SetOut
from api.web.components import wording
from api.web.components.units import Units
from api.web.pages.session.figures import (
    HEADLINES,
    Figure,
    columns_of,
    figures_of,
    measured,
    methods_of,
    qualities_of,
    smallest_change,
)
from api.web.pages.session.reasons import Reason, partial_reasons, withheld, withheld_reasons
from api.web.words import say
from tracker.metrics import Quantity


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table; `quality` is empty where it is good, `text` where there is none."""

    text: str
    quality: str
    title: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One effort. Its number counts from 1 within its group, `effort` from 0 in the session."""

    number: int
    effort: int
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
class SetView:
    """A set's own numbers."""

    title: str
    figures: tuple[Figure, ...]
    withheld: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All efforts of one exercise and side; `key` is what the API calls these two."""

    key: tuple[str, str]
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

    @property
    def name(self) -> str:
        """Exercise and side."""
        return f"{self.exercise}, {self.side}" if self.side else self.exercise


Members = list[tuple[int, EffortOut]]
"""Efforts with their numbers from 0 in the session."""


def members_of(analysis: AnalysisOut) -> dict[tuple[str, str], Members]:
    """The efforts that count, by exercise and side, in the order of their first one."""
    groups: dict[tuple[str, str], Members] = defaultdict(list)
    for number, effort in enumerate(analysis.efforts):
        if not effort.removed:
            groups[effort.exercise, effort.side].append((number, effort))
    return dict(groups)


def sets_of(analysis: AnalysisOut, key: tuple[str, str]) -> list[SetOut]:
    """The sets of an exercise and side."""
    return [
        effort_set for effort_set in analysis.sets if (effort_set.exercise, effort_set.side) == key
    ]


def groups_of(analysis: AnalysisOut, units: Units | None = None) -> list[Group]:
    """The efforts of an analysis by exercise and side, in the order of their first one."""
    return [
        _group(
            key,
            members,
            sets_of(analysis, key),
            units or Units(),
            analysis.pipeline_version,
        )
        for key, members in members_of(analysis).items()
    ]


def _group(
    key: tuple[str, str], members: Members, sets: list[SetOut], units: Units, version: str
) -> Group:
    exercise, side = key
    efforts = [effort for _, effort in members]
    columns = _ordered_for(exercise, columns_of((effort.metrics for effort in efforts), units))
    return Group(
        key=key,
        exercise=wording.exercise_name(exercise),
        side=wording.side_name(side),
        count=len(efforts),
        counted=wording.counted(exercise, len(efforts)),
        each=wording.counted(exercise, 1),
        partial=sum(not effort.full for effort in efforts),
        figures=figures_of(exercise, efforts, sets, units, version),
        columns=columns,
        rows=tuple(
            _row(number, *member, columns=columns) for number, member in enumerate(members, 1)
        ),
        partial_reasons=partial_reasons(efforts),
        withheld=withheld_reasons(efforts),
        sets=tuple(
            _set(number, one, len(sets), units, version)
            for number, one in enumerate(sets, 1)
            if one.withheld or one.metrics.keys() != {"reps"}
        ),
        explained=_explained(efforts, sets, units),
    )


def _ordered_for(exercise: str, columns: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """What is said first of an exercise comes first, the rest as in the catalogue."""
    first = [name for name, _ in HEADLINES.get(exercise, ())]
    return tuple(
        sorted(
            columns, key=lambda column: first.index(column.id) if column.id in first else len(first)
        )
    )


def _row(number: int, position: int, effort: EffortOut, columns: Sequence[Quantity]) -> TableRow:
    cells = tuple(_cell(effort, quantity) for quantity in columns)
    return TableRow(number, position, effort.start_s, effort.end_s, effort.full, cells)


def _cell(effort: EffortOut, quantity: Quantity) -> Cell:
    metric = effort.metrics.get(quantity.id)
    if metric is None:
        why = effort.withheld.get(quantity.id)
        return Cell("", "", say("session.not_measured") if why is None else wording.in_words(why))
    return Cell(
        wording.with_uncertainty(metric.value, metric.uncertainty, quantity),
        "" if metric.quality == "good" else metric.quality,
        say("session.how.cell", method=wording.method_name(metric.method), quality=metric.quality),
    )


def _set(number: int, one: SetOut, total: int, units: Units, version: str) -> SetView:
    title = say("session.set.numbered", number=number) if total > 1 else say("session.set.only")
    figures = tuple(
        measured(one.metrics[quantity.id], quantity, version)
        for quantity in columns_of([one.metrics], units)
    )
    where = say("session.set.where", set=title, span=wording.span(one.start_s, one.end_s))
    if one.certainty is not None:
        where = say("session.set.certain", where=where, percent=f"{100 * one.certainty:.0f}")
    reasons = tuple(Reason(what, why, "") for what, why in withheld(one.withheld))
    return SetView(where, figures, reasons)


def _explained(
    efforts: Sequence[EffortOut], sets: Sequence[SetOut], units: Units
) -> tuple[Explained, ...]:
    made: dict[str, list[MetricOut]] = defaultdict(list)
    for some in [
        *(effort.metrics for effort in efforts),
        *(effort_set.metrics for effort_set in sets),
    ]:
        for name, metric in some.items():
            made[name].append(metric)
    return tuple(
        Explained(
            quantity,
            methods_of(made[quantity.id]),
            qualities_of(made[quantity.id]),
            smallest_change(quantity),
        )
        for quantity in columns_of(({name: some[0]} for name, some in made.items()), units)
    )
