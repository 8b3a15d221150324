"""What measures while recordings arrive, kept off the event loop that serves requests."""

import asyncio
import signal
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from math import isfinite
from typing import Any

import numpy as np

from api.core import child_processes
from api.core.identifiers import new_id
from tracker.findings import Finding
from tracker.live.counter import LivePiece, prepare
from tracker.live.journal_follower import JournalFollower, Progress
from tracker.results import Effort

_POINTS = 150
_NOT_FINITE = "it could not be computed from these signals"


class AnalyserLost(Exception):
    """What was followed is forgotten: begin again from the first chunk."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One thing to show of a recording.

    Parameters
    ----------
    event
        Its kind.
    data
        As it is shown.
    number
        Of a repetition, from 1.
    """

    event: str
    data: dict[str, Any] = field(repr=False)
    number: int | None = None


class Analysers:
    """Followers of recordings.

    Where many record at a time they have a process of their own: their work is Python's, and
    would hold up every request. Where the server is one process for one person they have a thread.

    Parameters
    ----------
    apart
        Whether in a process of their own.
    """

    def __init__(self, *, apart: bool) -> None:
        self._apart = apart
        self._ours = new_id()
        self._executor: Executor | None = None

    def start(self) -> None:
        """Begin, if that is not done, so that the first chunk need not wait for it."""
        if self._executor is None:
            self._executor = _process() if self._apart else ThreadPoolExecutor(1)
            self._executor.submit(prepare)

    async def feed(
        self, recording_id: str, exercise: str | None, data: bytes, *, first: bool
    ) -> list[Frame]:
        """Take a run of a recording's entries; give what is to be shown of it.

        Raises
        ------
        AnalyserLost
            If what came before is not known any more.
        """
        self.start()
        run = asyncio.get_running_loop().run_in_executor
        key = f"{self._ours}/{recording_id}"
        try:
            frames = await run(self._executor, _feed, key, exercise, data, first)
        except BrokenExecutor as error:
            self._executor = None
            raise AnalyserLost from error
        if frames is None:
            raise AnalyserLost
        return frames

    def forget(self, recording_id: str) -> None:
        """Follow a recording no longer."""
        if self._executor is not None:
            try:
                self._executor.submit(_forget, f"{self._ours}/{recording_id}")
            except (BrokenExecutor, RuntimeError):
                self._executor = None

    async def stop(self) -> None:
        """End."""
        if self._executor is not None:
            executor, self._executor = self._executor, None
            await asyncio.to_thread(executor.shutdown, cancel_futures=True)


def _process() -> Executor:
    return ProcessPoolExecutor(1, mp_context=child_processes.context(), initializer=_begin)


def _begin() -> None:
    """Leave Ctrl-C to the server, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child_processes.end_with_parent()


_followers: dict[str, JournalFollower] = {}


def _forget(key: str) -> None:
    _followers.pop(key, None)


def _feed(key: str, exercise: str | None, data: bytes, first: bool) -> list[Frame] | None:
    if first:
        _followers[key] = JournalFollower(exercise)
    follower = _followers.get(key)
    return None if follower is None else list(_frames(follower, follower.feed(data)))


def _frames(follower: JournalFollower, progress: Progress) -> Iterator[Frame]:
    for number, effort in progress.efforts:
        data = {"number": number, "provisional": True, "effort": _shown(effort)}
        yield Frame("rep", data, number)
    for piece in progress.pieces:
        yield from _curve(piece)
    for finding in progress.findings:
        yield found(finding)
    state = {
        "exercise": follower.exercise,
        "seconds": round(follower.seconds, 3),
        "count": follower.count,
        "paused": follower.paused,
        "ended": follower.ended,
        "sensors": [asdict(sensor) for sensor in follower.sensors()],
    }
    yield Frame("state", state)


def found(finding: Finding) -> Frame:
    """A finding to show."""
    return Frame("finding", {"finding": finding.to_dict()})


def _shown(effort: Effort) -> dict[str, Any]:
    """An effort as it is published; JSON knows no NaN, so a number that is none is withheld."""
    shown = effort.to_dict()
    for name, metric in effort.metrics.items():
        if not isfinite(metric.value):
            del shown["metrics"][name]
            shown["withheld"][name] = _NOT_FINITE
        elif metric.uncertainty is not None and not isfinite(metric.uncertainty):
            shown["metrics"][name]["uncertainty"] = None
    return shown


def _curve(piece: LivePiece) -> Iterator[Frame]:
    head = {
        "name": piece.name, "label": piece.label, "unit": piece.unit, "stream": piece.stream
    }  # fmt: skip
    for first in range(0, piece.time.size, _POINTS):
        part = slice(first, first + _POINTS)
        value = [
            float(f"{one:.5g}") if isfinite(one) else None for one in piece.value[part].tolist()
        ]
        time = np.round(piece.time[part], 3).tolist()
        yield Frame("curve", head | {"time": time, "value": value})
