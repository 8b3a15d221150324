"""Jumps against other programs on the same trials: time, and error against the truth.

Run with ``pytest tests/benchmarks --benchmark-enable``; without it each is run once, for what it
gives. Every program gets the whole trial, but for jumpmetrics: it wants one that ends at take-off.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from jumpmetrics.core.processors import ForceTimeCurveCMJTakeoffProcessor
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture

from tests.conftest import Show
from tests.simulated import somebodys_jump
from tests.validation.layout import aligned
from tracker.analysis import analyze
from tracker.recording import Recording

plateforce = pytest.importorskip("plateforce", reason="plateforce has no wheel for this machine")

TRIALS = 40
RATE_HZ = 1000.0
THRESHOLD_N = 20.0

DRAW = np.random.default_rng(11)
JUMPS = [somebodys_jump(DRAW, RATE_HZ, seed) for seed in range(TRIALS)]

Force = NDArray[np.float64]
Told = tuple[float, float | None, float]
"""Height by impulse and by flight, m, and take-off velocity, m/s."""


def ours(recording: Recording) -> Told:
    (effort,) = analyze(recording).efforts
    names = ("jump_height_impulse", "jump_height_flight_time", "takeoff_velocity")
    by_impulse, by_flight, velocity = (effort.metrics[name].value for name in names)
    return by_impulse, by_flight, velocity


REGISTRY = plateforce.Registry.load()
OWEN = next(one for one in REGISTRY.presets() if one.id == "owen2014")
TAKEOFF = REGISTRY.method("takeoff.threshold.absolute_force").bind()


def by_plateforce(recording: Recording) -> Told:
    trial = plateforce.Trial(recording.streams[0]["fz"].copy(), RATE_HZ)
    jump = plateforce.analyse_countermovement_jump(trial, preset=OWEN, takeoff=TAKEOFF)
    return (
        jump.jump_height_takeoff_frame_meters.value,
        jump.jump_height_flight_time_meters.value,
        jump.takeoff_velocity_meters_per_second.value,
    )


def by_jumpmetrics(recording: Recording) -> Told:
    force = recording.streams[0]["fz"]
    until = int(np.flatnonzero(force < THRESHOLD_N)[0])
    jump = ForceTimeCurveCMJTakeoffProcessor(force[:until], RATE_HZ, weighing_time=0.5)
    jump.get_jump_events()
    jump.compute_jump_metrics()
    found = jump.jump_metrics
    return found["jump_height_net_vertical_impulse"], None, found["takeoff_velocity"]


PROGRAMS: dict[str, Callable[[Recording], Told]] = {
    "calf-tracker": ours,
    "plateforce 0.1.2": by_plateforce,
    "jumpmetrics 0.2.0": by_jumpmetrics,
}


ERRORS = ("impulse", "flight", "velocity")


@dataclass
class Measured:
    """What one program took, and how far it was off: mean absolute errors in cm and mm/s."""

    seconds: float = np.nan
    errors: dict[str, float] = field(default_factory=dict)


@pytest.fixture(scope="module")
def measured(show: Show) -> Iterator[dict[str, Measured]]:
    found: dict[str, Measured] = {}
    yield found
    rows = [["program", "ms a trial", "ratio", "impulse cm", "flight cm", "velocity mm/s"]]
    for name, one in found.items():
        ratio = one.seconds / found["calf-tracker"].seconds
        cells = [f"{one.errors[key]:.3f}" if key in one.errors else "-" for key in ERRORS]
        rows.append([name, f"{1000 * one.seconds:.2f}", f"{ratio:.1f}", *cells])
    show(
        f"{TRIALS} simulated jumps at {RATE_HZ:.0f} Hz: time and mean absolute error", aligned(rows)
    )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.benchmark(group="jumps")
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_trial(program: str, benchmark: BenchmarkFixture, measured: dict[str, Measured]) -> None:
    logging.disable(logging.CRITICAL)
    run, one = PROGRAMS[program], measured.setdefault(program, Measured())
    run(JUMPS[0][0])
    began = time.perf_counter()
    told = [run(recording) for recording, _ in JUMPS]
    one.seconds = (time.perf_counter() - began) / TRIALS
    benchmark(run, JUMPS[0][0])
    logging.disable(logging.NOTSET)

    truths = [(true.height_m, true.flight_height_m, true.takeoff_velocity_m_s) for _, true in JUMPS]
    for number, (name, factor) in enumerate(zip(ERRORS, (100, 100, 1000), strict=True)):
        known = [
            (value[number], true[number])
            for value, true in zip(told, truths, strict=True)
            if value[number] is not None
        ]
        if known:
            errors = [abs(value - true) for value, true in known if value is not None]
            one.errors[name] = factor * float(np.mean(errors))
    if program != "calf-tracker":
        return
    assert one.errors["impulse"] <= 0.08
    assert one.errors["flight"] <= 0.08
