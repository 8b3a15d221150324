"""A stated uncertainty is one standard deviation: 95 % of truths lie within two of it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from firmware_mocks.athlete import Athlete
from firmware_mocks.raise_plan import Tempo
from tests.conftest import Show
from tests.simulated import calf_raise_recording
from tests.validation.comparison import TRUE_VALUE, matched
from tests.validation.layout import aligned
from tracker.analysis import analyze
from tracker.recording import Recording

SENSORS: dict[str, tuple[str, ...]] = {
    "foot+shank+plate": ("left_foot", "left_shank", "plate"),
    "foot": ("left_foot",),
    "plate": ("plate",),
    "shank": ("left_shank",),
}
ATHLETES = 12
REPS = 6
LEAST_SHARE, LEAST_MEAN = 0.85, 0.93


# Errors of one person's raises have causes in common, so a share of few people's strays.
FOOT_MEASURED = 0.03
"""How well people measure a foot: relative SD."""


@pytest.mark.parametrize("sensors", SENSORS)
def test_about_95_percent_of_truths_are_within_two_stated_uncertainties(
    sensors: str, show: Show
) -> None:
    errors: dict[tuple[str, str], list[float]] = {}
    for seed in range(ATHLETES):
        _note(seed, SENSORS[sensors], errors)

    shares = {key: _share_within_two(one) for key, one in errors.items()}
    rows = [
        [sensors, *key, f"{_rms(one):.2f}", f"{shares[key]:.2f}"] for key, one in errors.items()
    ]
    show("calf raises: errors in stated uncertainties: RMS, share within two", aligned(rows))
    assert {key: share for key, share in shares.items() if share < LEAST_SHARE} == {}
    assert _share_within_two([one for group in errors.values() for one in group]) >= LEAST_MEAN


def _share_within_two(errors: Sequence[float]) -> float:
    return float(np.mean(np.abs(errors) <= 2))


def _rms(errors: Sequence[float]) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))


def _note(
    seed: int, placements: tuple[str, ...], errors: dict[tuple[str, str], list[float]]
) -> None:
    draw = np.random.default_rng(seed)
    athlete = Athlete(draw.uniform(48, 105), draw.uniform(1.52, 1.98), draw.uniform(0.225, 0.3))
    up, hold, down = draw.uniform(0.4, 1.8), draw.uniform(0, 0.8), draw.uniform(0.4, 1.8)
    recording, truth = calf_raise_recording(
        placements=placements,
        athlete=athlete,
        reps=REPS,
        seed=seed,
        range_deg=draw.uniform(20.0, 38.0),
        tempo=Tempo(up, hold, down, draw.uniform(0.1, 0.8)),
        shank_sway=draw.uniform(-0.1, 0.1),
        lean_deg=draw.uniform(0.0, 3.0),
        noise=draw.uniform(0.5, 2.0),
        tissue=draw.uniform(0.0, 0.03),
    )
    efforts = analyze(_as_measured(recording, draw)).efforts
    for effort, rep in matched(efforts, truth):
        for name, true_value in TRUE_VALUE.items():
            true = true_value(rep)
            metric = effort.metrics.get(name)
            if metric is None or metric.uncertainty is None or true is None:
                continue
            error = (metric.value - true) / metric.uncertainty
            errors.setdefault((name, metric.method), []).append(error)


def _as_measured(recording: Recording, draw: np.random.Generator) -> Recording:
    """The same, the length of the foot as somebody measured it."""
    length = recording.subject.foot_length_m
    assert length is not None
    told = length * (1 + FOOT_MEASURED * draw.standard_normal())
    return replace(recording, subject=replace(recording.subject, foot_length_m=told))
