"""How soon a calf raise is reported while it is recorded."""

import time
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from firmware_mocks.raise_plan import Tempo
from tests.conftest import Show
from tests.simulated import calf_raise_recording
from tracker.exercises.base import Context, heads
from tracker.exercises.calf_raise.detector import CalfRaiseDetector
from tracker.recording import Recording
from tracker.results import Effort

PLACEMENTS = ("left_foot", "left_shank", "plate")


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


@pytest.mark.parametrize(
    "tempo",
    [
        pytest.param(Tempo(0.3, 0.0, 0.3, 0.0), id="quick"),
        pytest.param(Tempo(0.9, 0.2, 1.0, 0.5), id="usual", marks=pytest.mark.nightly),
        pytest.param(Tempo(3.0, 0.5, 3.0, 0.8), id="slow", marks=pytest.mark.nightly),
    ],
)
def test_a_raise_is_reported_soon_after_its_end(
    tempo: Tempo, show: Show, request: pytest.FixtureRequest
) -> None:
    recording, truth = calf_raise_recording(
        placements=PLACEMENTS, reps=10, tempo=tempo, range_deg=25.0
    )
    costs_s, delays_s = [], []
    for now_s, cost_s, efforts in live(recording, 0.01):
        costs_s.append(cost_s)
        delays_s += [now_s - effort.end_s for effort in efforts]
    share = 100 * sum(costs_s) / max(stream.end_s for stream in recording.streams)
    line = (
        f"{request.node.callspec.id} raises: reported {np.median(delays_s):.2f} s (median) and "
        f"at most {max(delays_s):.2f} s of signal after their end; {share:.1f} % of one core, "
        f"slowest block {1000 * max(costs_s):.1f} ms"
    )
    show("speed: calf raises, live, in blocks of 10 ms", [line])
    assert len(delays_s) == len(truth)
    # In time of the signal, which does not depend on the machine.
    assert max(delays_s) <= 0.32
