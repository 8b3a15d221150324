"""How long the analysis of calf raises takes, in multiples of the orientation filter's own run.

Run with ``pytest -n0 tests/benchmarks --benchmark-enable``; else each is run once for what it
gives. The table of ratios is shown at the end of the run.
"""

import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from vqf import VQF

from firmware_mocks.raise_plan import Tempo
from tests.conftest import Show
from tests.simulated import calf_raise_recording
from tracker.analysis import analyze
from tracker.exercises.base import Context, heads
from tracker.exercises.calf_raise import CalfRaiseDetector
from tracker.recording import Recording
from tracker.results import Effort

REPS = 20
BLOCK_S = 0.05
IMUS = ("left_foot", "left_shank")

RECORDING, TRUTH = calf_raise_recording(
    placements=(*IMUS, "plate"), reps=REPS, tempo=Tempo(0.9, 0.2, 1.0, 0.5)
)
DURATION_S = max(stream.end_s for stream in RECORDING.streams)


def filtered() -> None:
    """The orientation filter alone, over both IMUs."""
    for stream in RECORDING.streams[: len(IMUS)]:
        acceleration = np.ascontiguousarray(stream.values[:, :3])
        turning = np.ascontiguousarray(stream.values[:, 3:6])
        VQF(1.0 / stream.rate_hz).updateBatch(turning, acceleration)


def live(recording: Recording, block_s: float) -> Iterator[tuple[float, float, tuple[Effort, ...]]]:
    """Feed blocks as they would come; yield when, how long it took, and what was reported."""
    last_s = max(stream.end_s for stream in recording.streams)
    context = Context(recording.subject, recording.segments[0].variant)
    detector = CalfRaiseDetector(heads(recording), context)
    for start, end in pairwise(np.arange(0.0, last_s + block_s, block_s)):
        began = time.perf_counter()
        found: tuple[Effort, ...] = ()
        for stream in recording.streams:
            first, last = np.searchsorted(stream.time, (start, end))
            found += detector.feed(stream.name, stream.time[first:last], stream.values[first:last])
        yield float(end), time.perf_counter() - began, found


@pytest.fixture(scope="module")
def ratios(show: Show) -> Iterator[dict[str, float]]:
    """Seconds of each, from which the table is made."""
    found: dict[str, float] = {}
    yield found
    if "filter" in found and "analysis" in found:
        ratio = found["analysis"] / found["filter"]
        lines = [f"whole analysis of {DURATION_S:.0f} s: {ratio:.1f} x the orientation filter"]
        show("speed: calf raises, two IMUs at 200 Hz and a plate at 1 kHz", lines)


def _mean_s(benchmark: BenchmarkFixture, run: Callable[[], object]) -> float:
    began = time.perf_counter()
    benchmark(run)
    once = time.perf_counter() - began
    return once if benchmark.stats is None else float(benchmark.stats.stats.median)


@pytest.mark.benchmark(group="calf raises")
def test_the_orientation_filter_alone(
    benchmark: BenchmarkFixture, ratios: dict[str, float]
) -> None:
    ratios["filter"] = _mean_s(benchmark, filtered)


@pytest.mark.benchmark(group="calf raises")
def test_the_whole_analysis(benchmark: BenchmarkFixture, ratios: dict[str, float]) -> None:
    assert len(analyze(RECORDING).efforts) == REPS
    ratios["analysis"] = _mean_s(benchmark, lambda: analyze(RECORDING))


def test_live_cost_and_delay(show: Show) -> None:
    reported: list[tuple[float, Effort]] = []
    costs = []
    for now, cost, found in live(RECORDING, BLOCK_S):
        costs.append(cost)
        reported += [(now, one) for one in found]
    assert len(reported) == REPS
    share = 100 * sum(costs) / DURATION_S
    line = f"blocks of {1000 * BLOCK_S:.0f} ms: {share:.1f} % of one core, slowest block "
    show("speed: calf raises, live", [f"{line}{1000 * max(costs):.1f} ms"])


@pytest.mark.parametrize(
    "tempo",
    [Tempo(0.3, 0.0, 0.3, 0.0), Tempo(0.9, 0.2, 1.0, 0.5), Tempo(3.0, 0.5, 3.0, 0.8)],
    ids=["quick", "usual", "slow"],
)
def test_a_raise_is_reported_soon_after_its_end(
    tempo: Tempo, show: Show, request: pytest.FixtureRequest
) -> None:
    recording, truth = calf_raise_recording(
        placements=(*IMUS, "plate"), reps=10, tempo=tempo, range_deg=25.0
    )
    delays = [now - one.end_s for now, _, found in live(recording, 0.01) for one in found]
    told = f"median {np.median(delays):.2f} s, most {max(delays):.2f} s of signal"
    name = request.node.callspec.id
    show("speed: calf raises, live", [f"from the end of a {name} raise to its report: {told}"])
    assert len(delays) == len(truth)
    # In time of the signal, which does not depend on the machine.
    assert max(delays) <= 0.32
