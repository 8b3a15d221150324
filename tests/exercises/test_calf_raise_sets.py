"""What sets tell: tempo, the endurance test, left against right, bent against straight knee."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest

from firmware_mocks.raise_plan import Tempo
from firmware_mocks.script import Script
from tests.real import GAIT, walking_foot
from tests.simulated import calf_raise_recording, performed
from tracker.analysis import analyze
from tracker.recording import Recording, Segment, Variant
from tracker.results import Analysis

FOOT, SHANK, PLATE = "left_foot", "left_shank", "plate"
BEAT = Tempo(0.9, 0.1, 0.9, 0.1)


def stated(recording: Recording, variant: Variant) -> Recording:
    return replace(recording, segments=(Segment(exercise="calf_raise", variant=variant),))


def test_tempo_error_is_the_mean_departure_from_the_beat() -> None:
    recording, truth = calf_raise_recording(placements=(FOOT, SHANK), reps=8, tempo=BEAT)
    apart = np.diff([rep.start_s for rep in truth])
    for tempo_s in (2.0, 2.5):
        result = analyze(stated(recording, Variant(side="left", tempo_s=tempo_s)))
        metric = result.sets[0].metrics["tempo_error"]
        expected = 100 * float(np.mean(np.abs(apart - tempo_s))) / tempo_s
        assert metric.value == pytest.approx(expected, abs=1.0)
    result = analyze(stated(recording, Variant(side="left")))
    assert "tempo_error" in result.sets[0].withheld


def test_the_endurance_test_ends_with_two_failed_repetitions_in_a_row() -> None:
    # One partial raise among full ones does not end it; two in a row do, and what follows is
    # counted as repetitions all the same.
    ranges = (32.0, 32.0, 31.0, 11.0, 32.0, 32.0, 31.0, 11.0, 10.0, 31.0, 32.0)
    recording, _ = calf_raise_recording(placements=(FOOT, SHANK), ranges_deg=ranges)
    metrics = analyze(recording).sets[0].metrics
    assert metrics["reps"].value == len(ranges)
    assert metrics["full_reps"].value == 8
    assert metrics["endurance_reps"].value == 6


def test_the_endurance_test_ends_when_the_pace_is_lost() -> None:
    script = Script(seed=3)
    script.stand(2.5)
    script.raises(6, tempo=BEAT)
    script.raises(4, tempo=Tempo(1.6, 0.4, 1.6, 1.2))
    script.stand(2.0)
    recording, _ = performed(script, (FOOT, SHANK))
    result = analyze(stated(recording, Variant(side="left", tempo_s=2.0)))
    (one,) = result.sets
    assert one.metrics["reps"].value == 10
    assert one.metrics["endurance_reps"].value in {6, 7}


def two_sets(first: Script, second: Script, variants: tuple[Variant, Variant]) -> Analysis:
    """One recording of two sets, one after the other, with both stated."""
    places = (FOOT, SHANK, "right_foot", "right_shank", PLATE)
    one, _ = performed(first, places, seed=1)
    other, _ = performed(second, places, seed=1)
    turn = max(stream.end_s for stream in one.streams) + 1.0
    streams = []
    for before, after in zip(one.streams, other.streams, strict=True):
        time = np.concatenate((before.time, after.time + turn))
        values = np.concatenate((before.values, after.values))
        streams.append(replace(before, time=time, values=values))
    segments = (
        Segment(0.0, turn - 0.5, "calf_raise", variants[0]),
        Segment(turn - 0.5, None, "calf_raise", variants[1]),
    )
    return analyze(replace(one, streams=tuple(streams), segments=segments))


def test_symmetry_is_the_weaker_leg_in_per_cent_of_the_stronger() -> None:
    scripts = []
    for side, range_deg in (("left", 34.0), ("right", 26.0)):
        script = Script(seed=5)
        script.stand(2.5)
        script.raises(6, side=side, range_deg=range_deg)  # type: ignore[arg-type]
        script.stand(2.5)
        scripts.append(script)
    sides = (Variant(side="left"), Variant(side="right"))
    result = two_sets(scripts[0], scripts[1], sides)
    left, right = result.sets
    assert (left.side, right.side) == ("left", "right")
    for name, total in (("symmetry_height", "total_height"), ("symmetry_work", "total_work")):
        ratio = 100 * right.metrics[total].value / left.metrics[total].value
        assert left.metrics[name] == right.metrics[name]
        assert left.metrics[name].value == pytest.approx(ratio)
    # The heel's height goes with the range, a little less than in proportion.
    assert left.metrics["symmetry_height"].value == pytest.approx(100 * 26 / 34, abs=4.0)


def test_a_bent_knee_is_held_against_the_straight_one() -> None:
    scripts = []
    for knee, range_deg in (("straight", 34.0), ("bent", 24.0)):
        script = Script(seed=5)
        script.stand(2.5)
        script.raises(5, side="left", range_deg=range_deg, knee=knee)  # type: ignore[arg-type]
        script.stand(2.5)
        scripts.append(script)
    knees = (Variant(side="left", knee="straight"), Variant(side="left", knee="bent"))
    straight, bent = two_sets(scripts[0], scripts[1], knees).sets
    heights = [one.metrics["best_height"].value for one in (bent, straight)]
    assert bent.metrics["bent_knee_height"].value == pytest.approx(100 * heights[0] / heights[1])
    assert bent.metrics["bent_knee_height"].value == pytest.approx(100 * 24 / 34, abs=6.0)
    assert "bent_knee_height" not in straight.metrics


@pytest.mark.skipif(not GAIT.is_file(), reason="the recordings of real people are not here")
@pytest.mark.parametrize("side", ["left", "right"])
def test_real_walking_holds_no_raise(side: Literal["left", "right"]) -> None:
    result = analyze(Recording((walking_foot(side),)), exercise="calf_raise")
    assert result.efforts == ()
