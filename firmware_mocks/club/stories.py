"""The members of the simulated club: eight athletes, each a case that a coach knows."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from firmware_mocks.athlete import Athlete
from firmware_mocks.club.member import Member, Told
from firmware_mocks.club.trainings import LEGS, Hops, Jumps, Raises, Set

WEEKS = 10
_REHABILITATION, _DISTANCE, _JUMPS = "Rehabilitation", "Distance", "Jumps"
_HOME: tuple[Mapping[str, Any], ...] = (
    {"exercise": "calf_raise", "knee": "seated", "load_kg": 10.0, "reps": (12, 12, 10)},
    {"exercise": "calf_raise", "side": "both", "surface": "step", "reps": (15, 15, 12)},
)
"""What rehabilitation asks for at home, where no sensor is."""


_TWO_LEG_TESTS = (5, 7)
"""Of the trainings of who is steady: what leads from a programme's first phase to its second."""


def _recovering() -> Member:
    """An Achilles tendon heals: range, endurance and symmetry come back, and pain goes."""
    days = _days(2, 69, seed=1)
    trainings = []
    for number, days_ago in enumerate(days):
        healed = 1.0 - days_ago / 69
        left = Set("left", round(8 + 8 * healed), 24.0 + 7.5 * healed, 0.18 - 0.08 * healed)
        right = Set("right", round(12 + 5 * healed), 33.0, 0.08)
        trainings.append(Raises(days_ago, 100 + number, (left, right), (*LEGS, "plate")))
    told = []
    for days_ago in range(69, -1, -1):
        trained = days_ago in days
        at_home = not trained and days_ago % 7 not in {2, 5} and days_ago > 0
        if not trained and not at_home:
            continue
        hurts = 4.4 * (days_ago / 69) ** 0.8 + 0.5 * float(np.sin(days_ago * 1.7))
        told.append(
            Told(
                days_ago,
                pain=_score(hurts + 0.5),
                morning_pain=_score(hurts - 0.3),
                rpe=6.0 if trained else 4.0,
                minutes=40.0 if trained else 20.0,
                done=None if trained else _HOME,
            )
        )
    return Member(
        "Mira Lindqvist", 34, "female", Athlete(63.0, 1.70, 0.245), _REHABILITATION,
        tuple(trainings), tuple(told), ("achilles_silbernagel", 70),
    )  # fmt: skip


def _lost_suddenly() -> Member:
    """Even for nine weeks; then the right heel rises by a third less, and it hurts."""
    days = _days(1, 66, seed=2)
    trainings = [
        Raises(days_ago, 200 + number, (Set("left", 14, 33.5), Set("right", 14, 34.5)))
        for number, days_ago in enumerate(days)
    ]
    last = Raises(1, 240, (Set("left", 13, 33.0), Set("right", 7, 21.5, 0.3)))
    told = [Told(days_ago, pain=0.0, rpe=6.0, minutes=35.0) for days_ago in days]
    told.append(Told(1, pain=6.5, rpe=8.0, minutes=15.0))
    return Member(
        "Jonas Weber", 24, "male", Athlete(78.0, 1.84, 0.28), _DISTANCE,
        (*trainings, last), tuple(told),
    )  # fmt: skip


def _steady() -> Member:
    """Twice a week, even on both legs, a little stronger every month."""
    days = _days(2, 68, seed=3)
    trainings = []
    for number, days_ago in enumerate(days):
        reps, range_deg = round(20 - days_ago / 20), 34.5 - days_ago / 50
        sets: tuple[Set, ...] = (
            Set("left", reps, range_deg),
            Set("right", reps, range_deg + 0.3),
        )
        if number in _TWO_LEG_TESTS:
            sets = (Set("both", 20, 33.0),)
        trainings.append(Raises(days_ago, 300 + number, sets))
    told = [Told(days_ago, pain=0.0, rpe=5.0, minutes=45.0) for days_ago in days]
    return Member(
        "Aisha Rahman", 29, "female", Athlete(58.0, 1.66, 0.24), _DISTANCE,
        tuple(trainings), tuple(told), ("calf_strength", 68),
    )  # fmt: skip


def _rarely() -> Member:
    """Keen at first, and not seen for weeks."""
    trainings = [
        Raises(days_ago, 400 + number, (Set("left", 9, 28.0, 0.2), Set("right", 10, 28.5, 0.2)))
        for number, days_ago in enumerate((64, 61, 50, 33, 19))
    ]
    return Member(
        "Tom Baker", 41, "male", Athlete(88.0, 1.80, 0.275), _DISTANCE,
        tuple(trainings), (), ("calf_strength", 66),
    )  # fmt: skip


def _jumper() -> Member:
    """Jumps higher from week to week."""
    draw = np.random.default_rng(5)
    trainings = []
    for number, days_ago in enumerate(_days(1, 67, seed=5)):
        fresh = 0.385 - 0.045 * days_ago / 67
        heights = tuple(float(one) for one in fresh + draw.normal(0.0, 0.006, 3))
        trainings.append(Jumps(days_ago, 500 + 10 * number, heights))
    return Member("Kofi Mensah", 22, "male", Athlete(74.0, 1.82, 0.275), _JUMPS, tuple(trainings))


def _uneven() -> Member:
    """Jumps from one leg more than from the other, and more so of late."""
    draw = np.random.default_rng(6)
    trainings = []
    for number, days_ago in enumerate(_days(1, 62, seed=6)):
        heights = tuple(float(one) for one in 0.29 + draw.normal(0.0, 0.006, 3))
        share = 0.468 - 0.022 * (1.0 - days_ago / 62) + float(draw.normal(0.0, 0.003))
        trainings.append(Jumps(days_ago, 600 + 10 * number, heights, left_share=share))
    return Member("Lena Novak", 19, "female", Athlete(61.0, 1.73, 0.25), _JUMPS, tuple(trainings))


def _springy() -> Member:
    """Hops on the spot, quick and even; and raises now and then."""
    draw = np.random.default_rng(7)
    days = _days(1, 63, seed=7)
    trainings: list[Hops | Raises] = []
    for number, days_ago in enumerate(days):
        heights = tuple(float(one) for one in 0.24 + draw.normal(0.0, 0.008, 10))
        contacts = tuple(float(one) for one in 0.19 + draw.normal(0.0, 0.004, 10))
        trainings.append(Hops(days_ago, 700 + number, heights, contacts))
    trainings += [
        Raises(days_ago, 750 + number, (Set("left", 16, 32.0), Set("right", 16, 32.5)))
        for number, days_ago in enumerate((57, 43, 29, 15))
    ]
    return Member("Sofia Rossi", 27, "female", Athlete(59.0, 1.68, 0.24), _JUMPS, tuple(trainings))


def _badly_recorded() -> Member:
    """Trains well, with a loose strap, a radio out of reach and a sensor set to a narrow range."""
    sets = (Set("left", 12, 32.0), Set("right", 12, 32.0))
    trainings = [
        Raises(days_ago, 800 + number, sets, tissue=0.15, lost=((9.0, 9.8), (21.0, 22.4)))
        for number, days_ago in enumerate((58, 51, 44, 30, 16))
    ]
    last = Raises(2, 840, sets, gyr_range_deg_s=40.0, lost=((30.0, 36.0), (41.0, 42.0)))
    return Member(
        "Daniel Park", 36, "male", Athlete(81.0, 1.77, 0.27), _REHABILITATION, (*trainings, last)
    )


def club() -> tuple[Member, ...]:
    """All members; the same every time."""
    return (
        _recovering(), _lost_suddenly(), _steady(), _rarely(),
        _jumper(), _uneven(), _springy(), _badly_recorded(),
    )  # fmt: skip


def _days(a_week: int, first: int, *, seed: int) -> tuple[int, ...]:
    """About so many days a week, from `first` days ago until a few days ago, oldest first."""
    draw = np.random.default_rng(seed)
    step = 7 / a_week
    planned: Iterable[float] = np.arange(first, 3.5, -step)
    days = [max(2, round(day + float(draw.uniform(-0.9, 0.4)))) for day in planned]
    return tuple(sorted(set(days), reverse=True))


def _score(value: float) -> float:
    """On a scale of halves from 0 to 10."""
    return float(np.clip(round(2 * value) / 2, 0.0, 10.0))
