from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from firmware_mocks.raise_plan import RepTruth, Tempo
from tests.simulated import calf_raise_recording, jump_recording
from tracker.analysis import analyze
from tracker.exercises.base import Context, heads
from tracker.exercises.calf_raise.detector import CalfRaiseDetector
from tracker.opening import open_recording
from tracker.recording import Kind, Recording, Stream, Subject
from tracker.results import Effort, Quality

REAL = Path(__file__).parents[3] / "shared" / "data" / "calf_raise_insole_mocap"
BEST = ("left_foot", "left_shank", "plate")


def value(effort: Effort, name: str) -> float:
    return effort.metrics[name].value


def matched(recording: Recording, truth: tuple[RepTruth, ...]) -> list[tuple[Effort, RepTruth]]:
    efforts = analyze(recording).efforts
    assert [one.exercise for one in efforts] == ["calf_raise"] * len(truth)
    for effort, true in zip(efforts, truth, strict=True):
        assert effort.start_s < true.top_s < effort.end_s
    return list(zip(efforts, truth, strict=True))


def fed(recording: Recording, cuts: list[tuple[str, int]]) -> list[Effort]:
    """Run a detector with the streams taking turns at the given cuts; the rest at the end."""
    context = Context(recording.subject, recording.segments[0].variant)
    detector = CalfRaiseDetector(heads(recording), context)
    streams = {stream.name: stream for stream in recording.streams}
    at = dict.fromkeys(streams, 0)
    efforts: list[Effort] = []
    for name, count in [*cuts, *((name, 10**9) for name in streams)]:
        stream, start = streams[name], at[name]
        end = min(start + count, stream.time.size)
        efforts += detector.feed(name, stream.time[start:end], stream.values[start:end])
        at[name] = end
    efforts += detector.finish()
    return efforts


@pytest.mark.parametrize(
    ("placements", "tolerance_deg"),
    [
        (BEST, 0.5),
        (("left_foot", "left_shank"), 0.5),
        (("left_heel", "left_shank"), 0.5),
        (("left_foot",), 3.0),
        (("left_ankle",), 0.5),
    ],
)
def test_range_and_edges_by_each_source_of_the_angle(
    placements: tuple[str, ...], tolerance_deg: float
) -> None:
    for effort, true in matched(*calf_raise_recording(placements=placements, reps=5, seed=11)):
        assert value(effort, "range_of_motion") == pytest.approx(true.range_deg, abs=tolerance_deg)
        assert value(effort, "heel_height") == pytest.approx(true.heel_height_m, abs=0.01)
        assert effort.start_s == pytest.approx(true.start_s, abs=0.06)
        assert effort.end_s == pytest.approx(true.end_s, abs=0.06)
        concentric = effort.phases["concentric"]
        assert concentric[1] - concentric[0] == pytest.approx(true.concentric_time_s, abs=0.08)


@pytest.mark.parametrize("placements", [("left_insole",), ("plate",)])
def test_insole_or_plate_alone_counts_and_withholds_the_angle(placements: tuple[str, ...]) -> None:
    for effort, _ in matched(*calf_raise_recording(placements=placements, reps=5, seed=3)):
        assert "range_of_motion" not in effort.metrics
        assert "does not tell the ankle angle" in effort.withheld["range_of_motion"]


def test_power_and_work_from_the_plate() -> None:
    for effort, true in matched(*calf_raise_recording(placements=BEST, reps=6, seed=7)):
        assert effort.metrics["work"].method == "plate"
        assert value(effort, "work") == pytest.approx(true.work_j, rel=0.03)
        assert value(effort, "peak_power") == pytest.approx(true.peak_power_w, rel=0.03)
        assert value(effort, "mean_power") == pytest.approx(true.mean_power_w, rel=0.06)


def test_without_a_plate_power_is_modelled_and_says_so() -> None:
    for effort, true in matched(*calf_raise_recording(placements=BEST[:2], reps=4, seed=7)):
        work = effort.metrics["work"]
        assert work.method == "modelled_ankle"
        assert work.quality is Quality.FAIR
        assert work.uncertainty is not None
        assert abs(work.value - true.work_j) < 2 * work.uncertainty


def test_without_mass_or_foot_the_reason_says_what_to_give() -> None:
    recording, _ = calf_raise_recording(placements=("left_foot",), with_subject=False)
    effort = analyze(recording).efforts[0]
    assert "--foot-length" in effort.withheld["heel_height"]
    assert "--mass" in effort.withheld["work"]


@pytest.mark.parametrize(
    "tempo",
    [Tempo(0.3, 0.0, 0.3, 0.0), Tempo(1.0, 0.0, 1.0, 0.0), Tempo(4.0, 1.0, 4.0, 1.0)],
    ids=["quick", "60 bpm", "slow"],
)
def test_any_tempo(tempo: Tempo) -> None:
    recording, truth = calf_raise_recording(
        placements=BEST, reps=4, range_deg=24.0, tempo=tempo, seed=5
    )
    for effort, true in matched(recording, truth):
        assert value(effort, "range_of_motion") == pytest.approx(true.range_deg, abs=1.5)


def test_a_step_lets_the_heel_drop_below_zero() -> None:
    recording, truth = calf_raise_recording(placements=BEST, reps=5, bottom_deg=-12.0, seed=2)
    for effort, true in matched(recording, truth):
        assert value(effort, "peak_plantar_flexion") == pytest.approx(true.peak_deg, abs=1.0)
        assert value(effort, "range_of_motion") == pytest.approx(true.range_deg, abs=0.6)


def test_both_heels_at_once_are_one_effort() -> None:
    feet = ("left_foot", "right_foot", "left_plate", "right_plate")
    recording, truth = calf_raise_recording(placements=feet, side="both", stated=False, reps=5)
    for effort, _ in matched(recording, truth):
        assert effort.side == "both"


def test_partial_raises_are_marked_with_the_reason() -> None:
    ranges = (32.0, 31.0, 32.0, 30.0, 32.0, 13.0, 12.0)
    recording, _ = calf_raise_recording(placements=BEST, ranges_deg=ranges)
    result = analyze(recording)
    assert [one.full for one in result.efforts] == [True] * 5 + [False] * 2
    assert result.efforts[-1].reasons
    assert result.sets[0].metrics["reps"].value == 7
    assert result.sets[0].metrics["full_reps"].value == 5


def test_height_loss_of_a_tiring_set() -> None:
    ranges = tuple(np.linspace(36.0, 24.0, 12))
    recording, truth = calf_raise_recording(placements=BEST, ranges_deg=ranges)
    heights = [rep.heel_height_m for rep in truth]
    best, last = np.mean(sorted(heights)[-3:]), np.mean(heights[-3:])
    loss = analyze(recording).sets[0].metrics["height_fatigue"].value
    assert loss == pytest.approx(100 * (best - last) / best, abs=1.5)


def test_a_long_rest_parts_two_sets() -> None:
    rest = 21.0
    first, truth = calf_raise_recording(placements=("left_ankle",), reps=3, quiet_s=rest / 2)
    stream = first.streams[0]
    twice = Stream(
        stream.name,
        stream.kind,
        stream.placement,
        stream.rate_hz,
        np.concatenate((stream.time, stream.time + stream.time[-1] + 0.01)),
        np.concatenate((stream.values, stream.values)),
        stream.channels,
    )
    result = analyze(Recording((twice,)))
    assert len(result.efforts) == 2 * len(truth)
    assert [one.metrics["reps"].value for one in result.sets] == [3, 3]


def test_a_jump_is_no_raise() -> None:
    recording, _ = jump_recording(stated=False)
    assert {one.exercise for one in analyze(recording).efforts} == {"countermovement_jump"}


def test_standing_still_is_no_raise() -> None:
    recording, truth = calf_raise_recording(placements=BEST, reps=1, quiet_s=12.0, sway_deg=0.5)
    until = truth[0].start_s - 0.5
    streams = []
    for stream in recording.streams:
        last = int(np.searchsorted(stream.time, until))
        streams.append(
            Stream(
                stream.name,
                stream.kind,
                stream.placement,
                stream.rate_hz,
                stream.time[:last],
                stream.values[:last],
                stream.channels,
            )
        )
    result = analyze(Recording(tuple(streams), recording.subject))
    assert result.efforts == ()
    assert "no_effort" in [finding.code for finding in result.findings]


SPLIT_RECORDING, _ = calf_raise_recording(
    placements=BEST, reps=3, imu_rate_hz=100.0, plate_rate_hz=250.0, quiet_s=1.5
)
WHOLE = fed(SPLIT_RECORDING, [])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(BEST), st.integers(1, 900)), max_size=60))
def test_any_split_and_order_gives_the_same_efforts(cuts: list[tuple[str, int]]) -> None:
    efforts = fed(SPLIT_RECORDING, cuts)
    assert [one.to_dict() for one in efforts] == [one.to_dict() for one in WHOLE]
    assert len(WHOLE) == 3


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 2**32 - 1), min_size=2, max_size=2))
def test_any_mounting_gives_the_same_range(seeds: list[int]) -> None:
    recording, truth = calf_raise_recording(placements=BEST[:2], reps=3, quiet_s=1.5)
    turned = []
    for stream, seed in zip(recording.streams, seeds, strict=True):
        mounting = Rotation.random(rng=np.random.default_rng(seed))
        values = np.hstack(
            (mounting.apply(stream.values[:, :3]), mounting.apply(stream.values[:, 3:]))
        )
        turned.append(
            Stream(
                stream.name,
                stream.kind,
                stream.placement,
                stream.rate_hz,
                stream.time,
                values,
                tuple(type(one)(one.name, one.unit) for one in stream.channels),
            )
        )
    for effort, true in matched(
        Recording(tuple(turned), recording.subject, recording.segments), truth
    ):
        assert value(effort, "range_of_motion") == pytest.approx(true.range_deg, abs=0.6)


def test_a_gap_in_a_rep_is_admitted() -> None:
    recording, truth = calf_raise_recording(placements=("left_foot",), reps=3)
    stream = recording.streams[0]
    since = truth[1].start_s + 0.3
    kept = (stream.time < since) | (stream.time > since + 0.4)
    holed = Stream(
        stream.name,
        stream.kind,
        stream.placement,
        stream.rate_hz,
        stream.time[kept],
        stream.values[kept],
        stream.channels,
    )
    result = analyze(Recording((holed,), recording.subject, recording.segments))
    qualities = [one.metrics["range_of_motion"].quality for one in result.efforts]
    assert qualities[1] is Quality.POOR
    assert qualities[0] is qualities[2] is Quality.GOOD


def test_when_the_shank_falls_silent_the_foot_goes_on_alone() -> None:
    recording, truth = calf_raise_recording(placements=BEST[:2], reps=8)
    foot, shank = recording.streams
    until = np.searchsorted(shank.time, truth[2].end_s + 0.3)
    dead = Stream(
        shank.name,
        shank.kind,
        shank.placement,
        shank.rate_hz,
        shank.time[:until],
        shank.values[:until],
        shank.channels,
    )
    silent = Recording((foot, dead), recording.subject, recording.segments)
    efforts = [effort for effort, _ in matched(silent, truth)]
    methods = [one.metrics["range_of_motion"].method for one in efforts]
    assert methods[:2] == ["foot_shank_imu"] * 2
    assert methods[-4:] == ["foot_imu"] * 4
    for effort, true in zip(efforts[-4:], truth[-4:], strict=True):
        assert value(effort, "range_of_motion") == pytest.approx(true.range_deg, abs=3.0)


@pytest.mark.skipif(not REAL.is_dir(), reason="the recordings of real people are not here")
@pytest.mark.parametrize("kind", [Kind.ANGLE, Kind.INSOLE])
@pytest.mark.parametrize("file", sorted(REAL.glob("*.csv")), ids=lambda path: path.stem)
def test_each_real_trial_holds_exactly_one_raise(file: Path, kind: Kind) -> None:
    recording = open_recording(file)
    alone = Recording(recording.of_kind(kind), Subject(height_m=1.75))
    efforts = analyze(alone, exercise="calf_raise").efforts
    assert len(efforts) == 1
    if kind is Kind.ANGLE:
        angle = alone.streams[0]["plantar_flexion"]
        inside = (alone.streams[0].time >= efforts[0].start_s) & (
            alone.streams[0].time <= efforts[0].end_s
        )
        rise = float(np.nanmax(angle[inside])) - float(angle[inside][0])
        assert value(efforts[0], "range_of_motion") == pytest.approx(rise, abs=1.0)
        assert 20 < value(efforts[0], "range_of_motion") < 45
