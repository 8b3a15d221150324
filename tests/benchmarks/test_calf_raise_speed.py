"""How long the analysis of calf raises takes, in multiples of the orientation filter's own run.

Run with ``pytest -n0 tests/benchmarks --benchmark-enable``. The ratios are shown at the end.
"""

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture
from vqf import VQF

from firmware_mocks.raise_plan import Tempo
from tests.conftest import Show
from tests.simulated import calf_raise_recording
from tracker.analysis import analyze

REPS = 20
IMUS = ("left_foot", "left_shank")

RECORDING, TRUTH = calf_raise_recording(
    placements=(*IMUS, "plate"), reps=REPS, tempo=Tempo(0.9, 0.2, 1.0, 0.5)
)
DURATION_S = max(stream.end_s for stream in RECORDING.streams)


def filtered() -> list[NDArray[np.float64]]:
    """Quaternions of both IMUs, by the orientation filter alone."""
    return [
        VQF(1.0 / stream.rate_hz).updateBatch(
            np.ascontiguousarray(stream.values[:, 3:6]), np.ascontiguousarray(stream.values[:, :3])
        )["quat6D"]
        for stream in RECORDING.streams[: len(IMUS)]
    ]


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
    for stream, quaternions in zip(RECORDING.streams, filtered(), strict=False):
        assert quaternions.shape == (stream.time.size, 4)
        assert np.linalg.norm(quaternions, axis=1) == pytest.approx(1.0)
    ratios["filter"] = _mean_s(benchmark, filtered)


@pytest.mark.benchmark(group="calf raises")
def test_the_whole_analysis(benchmark: BenchmarkFixture, ratios: dict[str, float]) -> None:
    assert len(analyze(RECORDING).efforts) == REPS
    ratios["analysis"] = _mean_s(benchmark, lambda: analyze(RECORDING))
