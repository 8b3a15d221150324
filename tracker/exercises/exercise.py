"""What the program knows of an exercise, in one record.

Detection, reports, pages, the command line and the recording page on a phone read the records in
`tracker.exercises.registry`; a new exercise is a new folder with such a record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tracker.exercises.base import Context, Detector
from tracker.recording import Stream

DetectorFactory = Callable[[Mapping[str, Stream], Context], Detector]
"""Makes a detector from stream heads and the context."""

Way = Literal["mean", "best", "set"]
"""Which value stands for several efforts: their mean, the best one, or that of their set."""

Site = Literal["phone_shank", "phone_waist", "foot", "shank", "waist", "plate", "board"]
"""Where a sensor is, on either side."""

Detail = Literal["knee", "load", "tempo", "surface", "goal"]
"""How an exercise is done; asked before it is recorded."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A metric that a page or report shows first, and which value of it."""

    metric: str
    way: Way


@dataclass(frozen=True, slots=True)
class Comparison:
    """A metric of a set that compares it with another set of the exercise.

    Parameters
    ----------
    metric
        Its id.
    source
        The metric of each of the two sets that it is made from.
    """

    metric: str
    source: str


@dataclass(frozen=True, slots=True)
class Ability:
    """What sensors at some sites give of an exercise.

    Parameters
    ----------
    sites
        All of them are needed.
    gives
        Metric ids out of `Exercise.metrics`; the count comes with any site.
    """

    sites: tuple[Site, ...]
    gives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise.

    Parameters
    ----------
    id, name
        Such as ``calf_raise`` and “Calf raise”.
    noun, plural
        What one of its efforts is called, and several.
    key, key_word
        The letter that states it on the command line, and the word that stands beside the letter.
    detector
        Makes the detector that looks for this exercise, as stated by a person.
    certainty
        How likely the exercise was recognised rightly, 0 to 1, by the method of the effort's
        metrics; ``""`` for all other methods.
    metrics
        Of an effort, most important first: shown where there is no room for all metrics.
    headlines
        What the page of a session shows first.
    reported
        What the report of a session shows, most important first.
    fatigue
        Metrics that fall as the athlete tires, most telling first.
    curves
        How the names of the curves begin that show an effort, best first.
    abilities
        Which sensors give which metrics.
    details
        What is asked before it is recorded.
    live_count
        What a phone counts while it is recorded: rises of the heel, or flights; None for nothing.
    leg_symmetry, leg_differences, leg_asymmetries
        Metrics of a set that compare the left with the right leg: the weaker in % of the
        stronger, right less left, and right less left in % of the larger.
    knee_ratios, knee_differences
        Metrics of a set that compare a bent with a straight knee: in %, and bent less straight.
    has_partial_efforts
        Whether an effort can be too small to count fully.
    has_landings
        Whether each effort ends with a landing on the feet.
    """

    id: str
    name: str
    noun: str
    plural: str
    key: str
    key_word: str
    detector: DetectorFactory
    certainty: Mapping[str, float]
    metrics: tuple[str, ...]
    headlines: tuple[Headline, ...]
    reported: tuple[Headline, ...]
    curves: tuple[str, ...]
    abilities: tuple[Ability, ...]
    fatigue: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()
    live_count: Literal["raises", "flights"] | None = None
    leg_symmetry: tuple[Comparison, ...] = field(default=())
    leg_differences: tuple[Comparison, ...] = field(default=())
    leg_asymmetries: tuple[Comparison, ...] = field(default=())
    knee_ratios: tuple[Comparison, ...] = field(default=())
    knee_differences: tuple[Comparison, ...] = field(default=())
    has_partial_efforts: bool = False
    has_landings: bool = False


def mean(metric: str) -> Headline:
    """The mean of a metric over the efforts."""
    return Headline(metric, "mean")


def best(metric: str) -> Headline:
    """The best value of a metric."""
    return Headline(metric, "best")


def of_set(metric: str) -> Headline:
    """A metric of the set."""
    return Headline(metric, "set")
