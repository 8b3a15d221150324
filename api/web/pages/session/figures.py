"""The numbers that are said first of an exercise, and how each was made."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.sessions.schemas import EffortOut, MetricOut, SetOut
from api.web.components import wording
from api.web.components.units import Units
from api.web.words import say
from tracker.exercises.exercise import Way
from tracker.exercises.registry import EXERCISES
from tracker.metrics import CATALOGUE, Quantity

HEADLINES: Mapping[str, tuple[tuple[str, Way], ...]] = {
    exercise.id: tuple((headline.metric, headline.way) for headline in exercise.headlines)
    for exercise in EXERCISES.values()
}
"""Exercise to its headline metrics, and which of several efforts' values is given."""
_FIGURES = 4


@dataclass(frozen=True, slots=True)
class How:
    """How a number was made: what it is, and term by term what is known of its making."""

    label: str
    definition: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the headline. `value` has its uncertainty, `number` and `around` apart."""

    id: str
    label: str
    value: str
    unit: str
    title: str
    number: str
    around: str
    quality: str
    how: How


@dataclass(frozen=True, slots=True)
class Standing:
    """One number of all efforts or sets together.

    Parameters
    ----------
    way
        Which of several: their mean, the best; or the set's own.
    value, uncertainty
        In the unit of the quantity.
    metrics
        What it was made of.
    """

    way: Way
    value: float
    uncertainty: float | None
    metrics: tuple[MetricOut, ...]


def columns_of(metrics: Iterable[Mapping[str, MetricOut]], units: Units) -> tuple[Quantity, ...]:
    """What was measured, in the catalogue's order and the reader's units."""
    measured = {name: one.unit for some in metrics for name, one in some.items()}
    order = {name: position for position, name in enumerate(CATALOGUE)}
    names = sorted(measured, key=lambda name: (order.get(name, len(order)), name))
    return tuple(units.of(wording.quantity_of(name, measured[name])) for name in names)


def figures_of(
    exercise: str, efforts: Sequence[EffortOut], sets: Sequence[SetOut], units: Units, version: str
) -> tuple[Figure, ...]:
    """What is said of an exercise first."""
    found = []
    for name, way in wanted(exercise, efforts, units):
        standing = standing_of(name, way, efforts, sets)
        if standing is not None:
            quantity = units.of(wording.quantity_of(name, standing.metrics[0].unit))
            found.append(figure(quantity, standing, version))
    return tuple(found[:_FIGURES])


def wanted(
    exercise: str, efforts: Sequence[EffortOut], units: Units
) -> tuple[tuple[str, Way], ...]:
    """What to say of an exercise first; of one that nothing is known of, the first columns."""
    columns = columns_of((effort.metrics for effort in efforts), units)
    return HEADLINES.get(exercise) or tuple((quantity.id, "mean") for quantity in columns)


def standing_of(
    name: str, way: Way, efforts: Sequence[EffortOut], sets: Sequence[SetOut]
) -> Standing | None:
    """A number of all full efforts (or all, where none is full), or of the one set."""
    if way == "set":
        # The numbers of several sets cannot be put together without saying how.
        metric = sets[0].metrics.get(name) if len(sets) == 1 else None
        return (
            None if metric is None else Standing(way, metric.value, metric.uncertainty, (metric,))
        )
    of_full = [effort.metrics[name] for effort in efforts if effort.full and name in effort.metrics]
    metrics = of_full or [effort.metrics[name] for effort in efforts if name in effort.metrics]
    if not metrics:
        return None
    if way == "best":
        best = max(metrics, key=lambda one: one.value)
        return Standing(way, best.value, best.uncertainty, tuple(metrics))
    value = sum(one.value for one in metrics) / len(metrics)
    # What one effort's numbers share, such as a sensor's scale, no mean takes away.
    known = [one.uncertainty for one in metrics if one.uncertainty is not None]
    return Standing(way, value, max(known, default=None), tuple(metrics))


def figure(quantity: Quantity, standing: Standing, version: str) -> Figure:
    """A number in words."""
    several = standing.way != "set" and len(standing.metrics) > 1
    label = quantity.label
    if several:
        label = say(f"session.ways.{standing.way}", what=_lower(quantity.label))
    value = wording.with_uncertainty(standing.value, standing.uncertainty, quantity)
    number = wording.number(standing.value, quantity)
    return Figure(
        id=quantity.id,
        label=label,
        value=value,
        unit=wording.unit_suffix(quantity),
        title=quantity.definition,
        number=number,
        around=value.removeprefix(number).strip(),
        quality=_worst(standing.metrics),
        how=how(quantity, label, standing, version),
    )


def measured(metric: MetricOut, quantity: Quantity, version: str) -> Figure:
    """A number of a set in words."""
    return figure(quantity, Standing("set", metric.value, metric.uncertainty, (metric,)), version)


def how(quantity: Quantity, label: str, standing: Standing, version: str) -> How:
    """How a number was made."""
    rows = [(say("session.how.made"), methods_of(standing.metrics))]
    if standing.way != "set" and len(standing.metrics) > 1:
        of = say(f"session.how.of_{standing.way}", count=len(standing.metrics))
        rows.insert(0, (say("session.how.value"), of))
    rows.append((say("session.how.quality"), qualities_of(standing.metrics)))
    if standing.uncertainty is not None:
        around = wording.number(standing.uncertainty, quantity) + wording.unit_suffix(quantity)
        rows.append((say("session.how.uncertainty"), say("session.how.sd", value=around)))
    smallest = smallest_change(quantity)
    rows.append((say("session.how.smallest"), smallest or say("session.how.no_mdc")))
    rows.append((say("session.how.source"), quantity.source))
    rows.append((say("session.how.version"), version))
    return How(label, quantity.definition, tuple(rows))


def methods_of(metrics: Iterable[MetricOut]) -> str:
    """What numbers were made from."""
    return "; ".join(sorted({wording.method_name(metric.method) for metric in metrics}))


def qualities_of(metrics: Iterable[MetricOut]) -> str:
    """How many are of which quality: “11 good, 1 fair”."""
    counts = Counter(metric.quality for metric in metrics)
    return ", ".join(f"{counts[quality]} {quality}" for quality in sorted(counts))


def smallest_change(quantity: Quantity) -> str:
    """The smallest change that is not noise, and who says so; nothing where nobody does."""
    if quantity.mdc95 is None:
        return ""
    shown = wording.number(quantity.mdc95, quantity) + wording.unit_suffix(quantity)
    return f"{shown} ({quantity.mdc_source})"


def _worst(metrics: Iterable[MetricOut]) -> str:
    """The worst quality among them, empty where all are good."""
    found = {metric.quality for metric in metrics}
    return next((one for one in ("poor", "fair") if one in found), "")


def _lower(label: str) -> str:
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
