"""Every exercise but raises and jumps, of simulated people: errors, and errors as stated."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest

from firmware_mocks.athlete import GRAVITY, Athlete
from firmware_mocks.performance import Performance
from firmware_mocks.training import Done, Training
from tests.conftest import Show
from tests.simulated import performed
from tests.validation.layout import aligned
from tracker.analysis import analyze
from tracker.results import Effort

SEEDS = range(1, 9)
Truth = Mapping[str, float]


@dataclass
class Errors:
    """Of one metric: measured less true, and that by what was stated."""

    of: list[float] = field(default_factory=list)
    stated: list[float] = field(default_factory=list)

    def cells(self) -> list[str]:
        of, stated = np.array(self.of), np.abs(self.stated)
        rmse = float(np.sqrt((of**2).mean()))
        within = 100 * float((stated < 2).mean())
        return [str(of.size), f"{of.mean():+.4g}", f"{rmse:.3g}", f"{within:.0f} %"]


@pytest.fixture(scope="module")
def rows(show: Show) -> Iterator[list[list[str]]]:
    found = [["exercise", "metric", "n", "bias", "RMSE", "within 2 SD as stated"]]
    yield found
    show("other exercises: measured less true, catalogue's units", aligned(found))


def somebody(draw: np.random.Generator) -> Athlete:
    height = float(draw.uniform(1.55, 1.95))
    return Athlete(float(draw.uniform(50, 100)), height, 0.152 * height)


def balance(script: Training, draw: np.random.Generator) -> None:
    script.balance(25.0, ahead_m=float(draw.uniform(0.004, 0.01)),
                   aside_m=float(draw.uniform(0.003, 0.008)))  # fmt: skip


def true_balance(motion: Performance, one: Done, effort: Effort) -> Truth:
    time = np.arange(effort.start_s, effort.end_s, 1e-3)
    support = motion.support(None, time)
    assert support.aside is not None
    centre = np.column_stack((support.ahead, support.aside))
    path = float(np.linalg.norm(np.diff(centre, axis=0), axis=1).sum())
    area = np.pi * 5.9915 * np.sqrt(np.linalg.det(np.cov(centre.T)))
    return {
        "cop_path": path,
        "cop_velocity": path / (effort.end_s - effort.start_s),
        "cop_area": float(area),
        "cop_rms": float(np.hypot(*centre.std(axis=0))),
    }


def board(script: Training, draw: np.random.Generator) -> None:
    script.wobble_board(25.0, tilt_deg=float(draw.uniform(2, 5)))


def true_board(motion: Performance, one: Done, effort: Effort) -> Truth:
    time = np.arange(effort.start_s, effort.end_s, 0.01)
    roll = motion.roll("board", "left", time)
    assert roll is not None
    pitch = motion.segment("board", "left", time).pitch
    tilt = np.degrees(np.column_stack((pitch.value, roll.value)))
    from_mean = np.linalg.norm(tilt - np.median(tilt, axis=0), axis=1)
    return {
        "tilt_sd": float(np.hypot(*tilt.std(axis=0))),
        "time_in_zone": 100 * float((from_mean < 5).mean()),
    }


def push(script: Training, draw: np.random.Generator) -> None:
    script.push(3, force_n=float(draw.uniform(250, 900)), rise_s=float(draw.uniform(0.25, 0.7)))


def true_push(motion: Performance, one: Done, effort: Effort) -> Truth:
    time = np.arange(one.start_s - 0.05, one.end_s + 0.05, 1e-3)
    force = motion.support(None, time).force
    weight = motion.total_mass_kg * GRAVITY
    net = force - weight
    held = np.flatnonzero(net > 0.5 * net.max())
    return {
        "peak_force": float(force.max()),
        "peak_force_net": float(net.max()),
        "peak_force_relative": float(force.max()) / motion.total_mass_kg,
        "hold_time": float(held[-1] - held[0]) / 1000,
    }


def ankle(script: Training, draw: np.random.Generator) -> None:
    script.ankle_range(3, plantar_deg=float(draw.uniform(45, 65)),
                       dorsi_deg=float(draw.uniform(2, 20)),
                       seconds=float(draw.uniform(0.6, 1.6)))  # fmt: skip


def true_ankle(motion: Performance, one: Done, effort: Effort) -> Truth:
    assert one.side != "both"
    time = np.arange(one.start_s, one.end_s, 0.005)
    turning = np.degrees(motion.plantar_flexion(one.side, time).velocity)
    angle = motion.plantar_flexion_deg(one.side, time)
    peak = float(angle[np.argmax(np.abs(angle - angle[0]))])
    pointed = peak > angle[0]
    rest = float(angle[0])
    if pointed:
        return {
            "range_of_motion": peak - rest,
            "peak_plantar_flexion": peak,
            "peak_plantar_flexion_velocity": float(turning.max()),
        }
    return {
        "dorsiflexion_range": rest - peak,
        "peak_dorsiflexion": -peak,
        "peak_dorsiflexion_velocity": float(-turning.min()),
    }


def lunge(script: Training, draw: np.random.Generator) -> None:
    script.lunge(2, tibia_deg=float(draw.uniform(32, 50)), back_deg=float(draw.uniform(18, 26)))


def true_lunge(motion: Performance, one: Done, effort: Effort) -> Truth:
    assert one.side != "both"
    lean = motion.segment("shank", one.side, np.array([one.top_s])).pitch.value[0]
    standing = motion.athlete.standing_lean_rad
    return {"tibial_angle": float(np.degrees(lean - standing)), "heel_lift": 0.0}


def walk(script: Training, draw: np.random.Generator) -> None:
    script.gait(
        7,
        length_m=float(draw.uniform(0.8, 1.7)),
        stride_s=float(draw.uniform(0.95, 1.25)),
        stance=float(draw.uniform(0.58, 0.66)),
        toe_off_deg=float(draw.uniform(45, 70)),
    )


def true_walk(motion: Performance, one: Done, effort: Effort) -> Truth:
    assert one.side != "both"
    at = np.array([effort.start_s, effort.end_s])
    x = motion.segment("foot", one.side, at).x.value
    time = np.arange(effort.start_s, effort.end_s, 0.002)
    pitch = motion.segment("foot", one.side, time).pitch
    degrees = np.degrees(pitch.value)
    return {
        "stride_length": float(x[1] - x[0]),
        "push_off_angle": float(degrees.max() - degrees[0]),
        "push_off_velocity": float(np.degrees(pitch.velocity).max()),
        "strike_angle": float(degrees[0] - degrees.min()),
    }


LEGS = ("left_foot", "left_shank", "right_foot", "right_shank")
Do = Callable[[Training, np.random.Generator], None]
True_ = Callable[[Performance, Done, Effort], Truth]
EXERCISES: Mapping[str, tuple[str, tuple[str, ...], Do, True_]] = {
    "balance, plate 1 kHz": ("balance", ("plate",), balance, true_balance),
    "balance, board": ("balance", ("board",), board, true_board),
    "isometric push": ("isometric_plantar_flexion", ("plate",), push, true_push),
    "ankle range": ("ankle_range", LEGS, ankle, true_ankle),
    "lunge": ("weight_bearing_lunge", LEGS, lunge, true_lunge),
    "walking": ("walking", LEGS, walk, true_walk),
}
LEAST_WITHIN = 0.85


@pytest.mark.parametrize("name", EXERCISES)
def test_errors_are_as_stated(name: str, rows: list[list[str]]) -> None:
    exercise, placements, do, true = EXERCISES[name]
    errors: dict[str, Errors] = {}
    for seed in SEEDS:
        draw = np.random.default_rng(seed)
        script = Training(somebody(draw), seed=seed)
        script.stand(3.0)
        do(script, draw)
        script.stand(2.0)
        recording, motion = performed(script, placements, seed=seed, plate_rate_hz=1000.0,
                                      with_cop=name.startswith("balance"), noise=0.5)  # fmt: skip
        efforts = analyze(recording, exercise=exercise).efforts
        for done in script.done:
            effort = next(
                one
                for one in efforts
                if one.side in {done.side, "both"}
                and min(one.end_s, done.end_s) - max(one.start_s, done.start_s)
                > 0.5 * min(one.end_s - one.start_s, done.end_s - done.start_s)
            )
            for metric, value in true(motion, done, effort).items():
                measured = effort.metrics[metric]
                found = errors.setdefault(metric, Errors())
                found.of.append(measured.value - value)
                assert measured.uncertainty is not None
                found.stated.append((measured.value - value) / measured.uncertainty)
    for metric, found in errors.items():
        rows.append([name, metric, *found.cells()])
    for metric, found in errors.items():
        within = float((np.abs(found.stated) < 2).mean())
        assert within >= LEAST_WITHIN, f"{metric}: {within:.2f} within twice what was stated"
