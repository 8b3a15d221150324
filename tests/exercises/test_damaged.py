"""Damaged recordings: whatever is wrong with the samples, an analysis ends in JSON."""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from firmware_mocks.script import Script
from firmware_mocks.training import Training
from tests.simulated import calf_raise_recording, jump_recording, performed
from tracker.analysis import analyze
from tracker.recording import Recording, Stream

Values = NDArray[np.float64]


def lost(values: Values) -> Values:
    return np.full_like(values, np.nan)


def silent(values: Values) -> Values:
    return np.zeros_like(values)


def turned(values: Values) -> Values:
    return -values


def huge(values: Values) -> Values:
    return values * 1e6


def shifted(values: Values) -> Values:
    return values - 1000.0


def held(values: Values) -> Values:
    return np.broadcast_to(values[:1], values.shape)


DAMAGES: tuple[Callable[[Values], Values], ...] = (lost, silent, turned, huge, shifted, held)


def sitting() -> Script:
    script = Training(seed=1)
    script.stand(1.5)
    script.ankle_range(1)
    script.lunge(1)
    return script


def going() -> Script:
    script = Training(seed=2)
    script.stand(1.5)
    script.gait(4)
    return script


def standing() -> Script:
    script = Training(seed=3)
    script.stand(2.0)
    script.push(2, hold_s=2.0, rest_s=2.0)
    script.balance(16.0)
    script.wobble_board(8.0)
    return script


RECORDINGS: dict[str, Recording] = {
    "jump": jump_recording(plate_rate_hz=250.0, stated=False)[0],
    "two plates": jump_recording(
        placements=("left_plate", "right_plate"), plate_rate_hz=250.0, stated=False
    )[0],
    "raises": calf_raise_recording(reps=2, imu_rate_hz=100.0, plate_rate_hz=250.0, quiet_s=1.5)[0],
    "plate": calf_raise_recording(placements=("plate",), reps=2, plate_rate_hz=250.0)[0],
    "angle": calf_raise_recording(placements=("left_ankle",), reps=2)[0],
    "insole": calf_raise_recording(placements=("left_insole",), reps=2)[0],
    "ankle and lunge": performed(sitting(), ("left_foot", "left_shank"))[0],
    "walking": performed(going(), ("left_foot", "right_foot"))[0],
    "pushes and balance": performed(
        standing(), ("plate", "board"), plate_rate_hz=100.0, with_cop=True
    )[0],
}
Damage = tuple[int, float, int, Callable[[Values], Values] | None]


def damaged(stream: Stream, damages: list[Damage], number: int) -> Stream:
    values, kept = stream.values.copy(), np.ones(stream.time.size, dtype=np.bool_)
    for where, begin, length, damage in damages:
        if where % 3 not in {number, 2}:
            continue
        first = int(begin * (stream.time.size - 1))
        if damage is None:
            kept[first : first + length] = False
        else:
            values[first : first + length] = damage(values[first : first + length])
    channels = tuple(replace(one, count=None) for one in stream.channels)
    return replace(stream, time=stream.time[kept], values=values[kept], channels=channels)


@pytest.mark.parametrize("name", RECORDINGS)
@settings(max_examples=25, deadline=None)
@given(
    damages=st.lists(
        st.tuples(
            st.integers(0, 2),
            st.floats(0.0, 1.0),
            st.sampled_from((1, 3, 20, 200, 2000)),
            st.sampled_from((*DAMAGES, None)),
        ),
        min_size=1,
        max_size=5,
    )
)
@example(damages=[(0, 0.0, 2000, None), (1, 0.0, 200, None)])
@example(damages=[(0, 0.0, 2000, huge)])
def test_whatever_is_damaged_the_result_is_json(name: str, damages: list[Damage]) -> None:
    recording = RECORDINGS[name]
    streams = tuple(damaged(one, damages, at % 2) for at, one in enumerate(recording.streams))
    result = analyze(replace(recording, streams=streams))
    told = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    for effort in told["efforts"]:
        assert effort["start_s"] < effort["end_s"]
        assert not set(effort["metrics"]) & set(effort["withheld"])


def test_a_landing_without_samples_keeps_the_take_off() -> None:
    recording, true = jump_recording()
    stream = recording.streams[0]
    values = stream.values.copy()
    values[stream.time > true.landing_s + 0.002] = np.nan
    channels = tuple(replace(one, count=None) for one in stream.channels)
    result = analyze(
        replace(recording, streams=(replace(stream, values=values, channels=channels),))
    )
    (effort,) = result.efforts
    assert "landing_peak_force" in effort.withheld
    assert effort.metrics["takeoff_velocity"].value == pytest.approx(
        true.takeoff_velocity_m_s, abs=0.03
    )
