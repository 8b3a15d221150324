"""Force recordings with something wrong: corrected and told, or withheld; never wrong and good."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.conftest import Show
from tests.simulated import jump_recording
from tests.validation.layout import aligned
from tracker.analysis import analyze
from tracker.findings import Code
from tracker.gravity import GRAVITY
from tracker.recording import Channel, Recording
from tracker.results import Analysis, Quality

Signal = NDArray[np.float64]
Damage = Callable[[Signal], Signal]

RATE = 1000.0
RECORDING, TRUE = jump_recording(with_subject=False, noise=2.0, quiet_s=2.0)
ONSET, OFF, ON = (round(RATE * one) for one in (TRUE.onset_s, TRUE.takeoff_s, TRUE.landing_s))
LOWEST = round(RATE * TRUE.phases["propulsion"][0])
FLIGHT = (OFF + ON) // 2

# What a number may be off before it is called wrong: published agreement between systems.
ALLOWED = {
    "jump_height_impulse": (100 * TRUE.height_m, 2.0),
    "jump_height_flight_time": (100 * TRUE.flight_height_m, 1.0),
    "takeoff_velocity": (TRUE.takeoff_velocity_m_s, 0.08),
    "flight_time": (TRUE.flight_time_s, 0.010),
    "peak_power": (TRUE.peak_power_w, 0.05 * TRUE.peak_power_w),
    "body_weight": (TRUE.body_weight_n, 0.01 * TRUE.body_weight_n),
    "peak_force": (TRUE.peak_force_n, 0.04 * TRUE.peak_force_n),
    "countermovement_depth": (100 * TRUE.depth_m, 4.0),
}
IN_CM = {"jump_height_impulse", "jump_height_flight_time", "countermovement_depth"}


def put(start: int, end: int, value: float | Signal) -> Damage:
    def damage(force: Signal) -> Signal:
        force[start:end] = value
        return force

    return damage


def plus(values: Callable[[Signal], Signal]) -> Damage:
    """Add something that depends on time."""
    return lambda force: force + values(np.arange(force.size) / RATE)


def from_sample(start: int, end: int | None = None) -> Damage:
    return lambda force: force[start:end]


def sprinkled(share: float) -> Damage:
    def damage(force: Signal) -> Signal:
        force[np.random.default_rng(5).random(force.size) < share] = np.nan
        return force

    return damage


def noise(level: float) -> Damage:
    return plus(lambda time: np.random.default_rng(3).normal(0.0, level, time.size))


CASES: dict[str, Damage] = {
    "nothing": lambda force: force,
    "1 % of samples are no number": sprinkled(0.01),
    "20 % of samples are no number": sprinkled(0.2),
    "no number for 5 ms in the push": put(LOWEST + 50, LOWEST + 55, np.nan),
    "no number for 100 ms in the push": put(LOWEST, LOWEST + 100, np.nan),
    "no number in the whole flight": put(OFF + 5, ON - 5, np.nan),
    "no number around take-off": put(OFF - 20, OFF + 20, np.nan),
    "no number around the landing": put(ON - 20, ON + 20, np.nan),
    "no number in the weighing": put(0, ONSET - 100, np.nan),
    "nothing but no numbers": put(0, 10**6, np.nan),
    "spike in quiet standing": put(900, 903, 5000.0),
    "spike downwards in quiet standing": put(900, 903, -4000.0),
    "spike in the push": put(LOWEST + 60, LOWEST + 62, 9000.0),
    "spike in the flight": put(FLIGHT, FLIGHT + 2, 900.0),
    "spike of one sample in the flight": put(FLIGHT + 40, FLIGHT + 41, 300.0),
    "three spikes in the flight": lambda force: put(FLIGHT + 60, FLIGHT + 62, 800.0)(
        put(FLIGHT - 60, FLIGHT - 58, 800.0)(put(FLIGHT, FLIGHT + 2, 800.0)(force))
    ),
    "zero for 3 ms in quiet standing": put(900, 903, 0.0),
    "zero for 150 ms in quiet standing": put(900, 1050, 0.0),
    "clipped at 1.3 of the body's weight": lambda force: np.minimum(force, 1.3 * 735.5),
    "clipped at 90 % of the push's peak": lambda force: np.minimum(force, 0.9 * TRUE.peak_force_n),
    "the landing alone is clipped": lambda force: np.concatenate(
        (force[:ON], np.minimum(force[ON:], 1500.0))
    ),
    "no quiet standing before": from_sample(ONSET + 150),
    "half a second of quiet standing": from_sample(ONSET - 500),
    "swaying in the weighing": lambda force: np.concatenate(
        (force[:ONSET] + 60 * np.sin(np.arange(ONSET) / 150.0), force[ONSET:])
    ),
    "holding a rail in the weighing": lambda force: np.concatenate(
        (0.85 * force[: ONSET - 50], force[ONSET - 50 :])
    ),
    "holding a rail, slightly": lambda force: np.concatenate(
        (0.95 * force[: ONSET - 50], force[ONSET - 50 :])
    ),
    "in kN": lambda force: force / 1000,
    "in kg": lambda force: force / GRAVITY,
    "upside down": lambda force: -force,
    "offset of +30 N": plus(lambda time: np.full_like(time, 30.0)),
    "offset of -30 N": plus(lambda time: np.full_like(time, -30.0)),
    "offset of +150 N": plus(lambda time: np.full_like(time, 150.0)),
    "drift of 3 N/s": plus(lambda time: 3 * time),
    "drift of 15 N/s": plus(lambda time: 15 * time),
    "50 Hz mains, 20 N": plus(lambda time: 20 * np.sin(2 * np.pi * 50 * time)),
    "50 Hz mains, 100 N": plus(lambda time: 100 * np.sin(2 * np.pi * 50 * time)),
    "noise of 20 N": noise(20.0),
    "noise of 80 N": noise(80.0),
    "only noise": lambda force: np.random.default_rng(2).normal(0.0, 3.0, force.size),
    "an empty plate": np.zeros_like,
    "an empty plate with an offset": lambda force: np.full_like(force, 55.0),
    "somebody who only stands": lambda force: np.tile(force[:1500], 4),
    "cut in the push": from_sample(0, LOWEST + 100),
    "cut in the flight": from_sample(0, FLIGHT),
    "cut 30 ms after the landing": from_sample(0, ON + 30),
    "every tenth sample repeated": lambda force: np.repeat(force[::10], 10),
    "half of the force (one of two plates)": lambda force: 0.5 * force,
    "the plate sticks in the flight": put(OFF + 30, ON - 30, 60.0),
    "one sample": from_sample(0, 1),
    "ten samples": from_sample(0, 10),
}
# Not to be told from the force alone: it is a lighter body that jumps as high.
UNKNOWABLE = {"half of the force (one of two plates)": {"body_weight", "peak_force", "peak_power"}}


NAMED = {
    "zero for 150 ms in quiet standing": Code.GAP,
    "in kN": Code.UNITS,
    "in kg": Code.UNITS,
    "upside down": Code.INVERTED,
    "offset of +30 N": Code.OFFSET,
    "offset of -30 N": Code.OFFSET,
    "offset of +150 N": Code.OFFSET,
    "drift of 3 N/s": Code.DRIFT,
    "drift of 15 N/s": Code.DRIFT,
    "noise of 20 N": Code.NOISE,
    "50 Hz mains, 100 N": Code.NOISE,
    "no quiet standing before": Code.NO_QUIET,
    "clipped at 90 % of the push's peak": Code.CLIPPED,
}
"""What must be said of it, besides giving no wrong number."""


def damaged(name: str) -> Recording:
    stream = RECORDING.streams[0]
    force = CASES[name](stream["fz"].copy())
    time = np.arange(force.size) / RATE
    whole = replace(stream, time=time, values=force[:, np.newaxis], channels=(Channel("fz", "N"),))
    return replace(RECORDING, streams=(whole,))


def silently_wrong(result: Analysis) -> set[str]:
    """Names of numbers that are called good, and are not."""
    found = set()
    for effort in result.efforts:
        for name, (true, allowed) in ALLOWED.items():
            metric = effort.metrics.get(name)
            if metric is None or metric.quality is not Quality.GOOD:
                continue
            value = metric.value * (100 if name in IN_CM else 1)
            limit = max(allowed, 3 * (metric.uncertainty or 0.0) * (100 if name in IN_CM else 1))
            if abs(value - true) > limit:
                found.add(name)
    return found


@pytest.fixture(scope="module")
def rows(show: Show) -> Iterator[list[list[str]]]:
    found = [["what is wrong", "findings", "jumps", "numbers", "good", "withheld"]]
    yield found
    show("force recordings with something wrong", aligned(found))


@pytest.mark.parametrize("name", CASES)
def test_no_number_is_wrong_and_called_good(name: str, rows: list[list[str]]) -> None:
    result = analyze(damaged(name), exercise="countermovement_jump")
    given = [one.metrics[n] for one in result.efforts for n in ALLOWED if n in one.metrics]
    good = [one for one in given if one.quality is Quality.GOOD]
    withheld = [n for one in result.efforts for n in ALLOWED if n in one.withheld]
    codes = ", ".join(dict.fromkeys(one.code.value for one in result.findings)) or "-"
    counts = [str(len(one)) for one in (result.efforts, given, good, withheld)]
    rows.append([name, codes, *counts])

    named = {one.code for one in result.findings}
    assert NAMED.get(name, Code.SPIKE if "spike" in name else None) in {None, *named}
    wrong = {one for one in silently_wrong(result) if one not in UNKNOWABLE.get(name, set())}
    assert wrong == set()
    assert len(result.efforts) <= 1
    # What is not found at all is said to be missing.
    assert result.efforts or Code.NO_EFFORT in {one.code for one in result.findings}
