"""Pushes against what does not give: by plate standing, seated, and by a force gauge."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_mocks.athlete import GRAVITY, Athlete
from firmware_mocks.performance import Performance
from firmware_mocks.training import Training
from tests.conftest import Show
from tests.simulated import performed
from tests.told import told_of
from tests.validation.layout import aligned
from tracker.analysis import analyze
from tracker.exercises.base import Context, heads
from tracker.exercises.isometric.detector import EXERCISE, IsometricDetector
from tracker.recording import Recording, Segment, Subject, Variant
from tracker.results import Effort

WINDOWS_MS = (50, 100, 150, 200)


@pytest.fixture(scope="module")
def rows(show: Show) -> Iterator[list[list[str]]]:
    found = [["plate", "peak N", "RFD 50 ms N/s", "RFD 100", "RFD 200", "held s"]]
    yield found
    show("isometric pushes: bias|RMSE against truth", aligned(found))


def pushed(
    seed: int, rate_hz: float = 1000.0, *, seated: bool = False, fatigue: float = 0.05
) -> tuple[Recording, Performance, Training]:
    draw = np.random.default_rng(seed)
    athlete = Athlete(mass_kg=float(draw.uniform(50, 100)))
    script = Training(athlete, seed=seed, seated=seated)
    script.stand(2.5)
    script.push(
        4,
        force_n=float(draw.uniform(300, 900)),
        rise_s=float(draw.uniform(0.25, 0.7)),
        hold_s=float(draw.uniform(2.0, 5.0)),
        fatigue=fatigue,
    )
    script.stand(1.0)
    recording, motion = performed(script, ("plate",), seed=seed, plate_rate_hz=rate_hz)
    return recording, motion, script


def truth(motion: Performance, effort: Effort) -> dict[str, float]:
    """Of the push around an effort: net peak, slopes, and how long more than half is held."""
    time = np.arange(effort.start_s - 0.3, effort.end_s + 0.1, 1e-4)
    net = motion.support(None, time).force - motion.total_mass_kg * GRAVITY
    push = motion._track("push", time).value
    # Where a rise begins is where it can be told from the plate's noise (5 SD) or is 1 %.
    begin = int(np.argmax(push > max(5.0, 0.01 * push.max())))
    held = np.flatnonzero(push > 0.5 * push.max())
    found = {"peak_force_net": float(net.max()), "hold_time": (held[-1] - held[0]) * 1e-4}
    for window in WINDOWS_MS:
        rise = push[begin + window * 10] - push[begin]
        found[f"rate_of_force_development_{window}ms"] = float(rise) / (window / 1000)
    return found


@pytest.mark.parametrize("rate_hz", [1000.0, 200.0])
def test_pushes_have_their_true_force_and_slopes(rate_hz: float, rows: list[list[str]]) -> None:
    errors: dict[str, list[float]] = {}
    for seed in range(1, 7):
        recording, motion, script = pushed(seed, rate_hz)
        efforts = analyze(recording).efforts
        assert [one.exercise for one in efforts] == [EXERCISE] * len(script.done)
        for effort, done in zip(efforts, script.done, strict=True):
            assert abs(effort.start_s - done.start_s) < 0.12
            for name, true in truth(motion, effort).items():
                metric = effort.metrics[name]
                assert metric.uncertainty is not None
                errors.setdefault(name, []).append(metric.value - true)
                if name == "peak_force_net":
                    assert abs(metric.value - true) < 3 * metric.uncertainty
    wanted = ("peak_force_net", "rate_of_force_development_50ms",
              "rate_of_force_development_100ms", "rate_of_force_development_200ms",
              "hold_time")  # fmt: skip
    shown = {name: np.array(errors[name]) for name in wanted}
    rows.append(
        [f"{rate_hz:.0f} Hz"]
        + [f"{one.mean():+.2f}|{np.sqrt((one**2).mean()):.2f}" for one in shown.values()]
    )
    assert np.abs(shown["peak_force_net"]).max() < 12
    assert np.abs(shown["hold_time"]).max() < 0.1
    if rate_hz > 500:
        assert np.abs(shown["rate_of_force_development_200ms"]).max() < 150


def test_a_body_that_stood_before_is_weighed() -> None:
    recording, motion, _ = pushed(3)
    alone = replace(recording, subject=Subject())
    effort = analyze(alone).efforts[0]
    peak = effort.metrics["peak_force"].value
    mass = motion.athlete.mass_kg
    assert effort.metrics["peak_force_relative"].value == pytest.approx(peak / mass, rel=0.01)
    assert effort.metrics["peak_force_body_weight"].value == pytest.approx(
        peak / (mass * GRAVITY), rel=0.01
    )


def test_a_set_tells_what_was_lost() -> None:
    recording, _, _ = pushed(4, fatigue=0.10)
    (one,) = analyze(recording).sets
    assert one.metrics["reps"].value == 4
    assert one.metrics["force_fatigue"].value == pytest.approx(100 * (1 - 0.9**3), abs=1.5)


def test_sitting_it_must_be_said_and_needs_a_mass() -> None:
    recording, _, script = pushed(5, 100.0, seated=True)
    assert not [one for one in analyze(recording).efforts if one.exercise == EXERCISE]
    alone = replace(recording, subject=Subject())
    efforts = analyze(alone, exercise=EXERCISE).efforts
    assert len(efforts) == len(script.done)
    assert "--mass" in efforts[0].withheld["peak_force_relative"]
    assert "peak_force_relative" in analyze(recording, exercise=EXERCISE).efforts[0].metrics


def test_a_gauge_at_80_hz_withholds_what_it_is_too_slow_for() -> None:
    recording, _, _ = pushed(6, 50.0, seated=True)
    effort = analyze(recording, exercise=EXERCISE).efforts[0]
    assert "too few" in effort.withheld["rate_of_force_development_50ms"]
    assert "rate_of_force_development_200ms" in effort.metrics


def test_legs_are_compared() -> None:
    (left, _, _), (right, _, _) = pushed(1), pushed(2)
    moved = replace(right.streams[0], time=right.streams[0].time + left.duration_s + 1.0)
    first = left.streams[0]
    both = replace(
        first,
        time=np.concatenate((first.time, moved.time)),
        values=np.concatenate((first.values, moved.values)),
    )
    half = left.duration_s + 0.5
    recording = Recording(
        (both,),
        segments=(
            Segment(0.0, half, EXERCISE, Variant(side="left")),
            Segment(half, None, EXERCISE, Variant(side="right")),
        ),
    )
    one, other = analyze(recording).sets
    forces = sorted(each.metrics["best_force"].value for each in (one, other))
    assert one.metrics["symmetry_force"].value == pytest.approx(100 * forces[0] / forces[1])
    assert other.metrics["symmetry_force"] == one.metrics["symmetry_force"]


def test_raises_squats_jumps_and_steps_onto_the_plate_are_no_pushes() -> None:
    script = Training(seed=7)
    script.stand(2.0)
    script.raises(3)
    script.squats(3)
    script.jump()
    script.raises(2, side="left")
    script.shift_weight(5.0)
    script.ankle_range(2)
    script.stand(4.0)
    recording, _ = performed(script, ("plate",))
    detector = IsometricDetector(heads(recording), Context())
    for stream in recording.streams:
        detector.feed(stream.name, stream.time, stream.values)
    detector.finish()
    assert detector.efforts() == ()


SPLIT = pushed(8, 100.0)[0]


@settings(max_examples=15, deadline=None)
@given(cuts=st.lists(st.integers(0, 3500), max_size=8))
def test_however_the_samples_arrive_the_pushes_are_the_same(cuts: list[int]) -> None:
    whole = told_of(IsometricDetector, SPLIT)
    assert len(whole) == 4
    assert told_of(IsometricDetector, SPLIT, cuts) == whole
