from itertools import pairwise

import numpy as np
import pytest

from tests.simulated import calf_raise_recording
from tracker.analysis import analyze
from tracker.errors import InputError
from tracker.exercises.base import Context, heads
from tracker.live.counter import LiveCounter
from tracker.sensors.incoming import Block


def test_counting_live_gives_the_reps_of_the_file_soon_after_each() -> None:
    recording, truth = calf_raise_recording(reps=4)
    context = Context(recording.subject, recording.segments[0].variant)
    counter = LiveCounter(heads(recording), "calf_raise", context)
    told_at: list[float] = []
    edges = np.arange(0.0, recording.duration_s + 0.1, 0.05)
    for since, now in pairwise(edges):
        for stream in recording.streams:
            part = slice(*np.searchsorted(stream.time, (since, now)))
            new = counter.feed(Block(stream.name, stream.time[part], stream.values[part]))
            told_at += [now] * len(new)
    filed = analyze(recording).efforts
    assert counter.count == len(truth) == len(told_at)
    assert [one.start_s for one in counter.efforts] == [one.start_s for one in filed]
    delays = [told - true.end_s for told, true in zip(told_at, truth, strict=True)]
    assert max(delays) < 0.7


def test_an_unknown_exercise_is_refused() -> None:
    recording, _ = calf_raise_recording(reps=1)
    with pytest.raises(InputError, match="handstand"):
        LiveCounter(heads(recording), "handstand", Context())
