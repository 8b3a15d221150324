"""One recording followed while its chunks arrive."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from api.db.engine import Database
from api.live.analysers import AnalyserLost, Analysers, Frame, found
from api.live.repository import Arriving, LiveRepository
from api.live.sequence import Sequence
from api.storage.blobs import Blobs, StorageError
from tracker.findings import Code, Finding, Severity

_log = logging.getLogger(__name__)
_LOOK_EVERY_S = 3.0
_GAP_LOOK_S = 0.5
_PATIENCE_S = 5.0
_AT_ONCE = 32
_AGAIN_S = 1.0

Publish = Callable[[Arriving, Frame], Awaitable[None]]


class Follower:
    """Feeds a recording's chunks in order, and publishes what they give.

    Messages that a chunk is there may be lost or come in any order; what is stored decides. A
    chunk that is missing is waited for a while, then the rest is followed without it.

    Parameters
    ----------
    recording
        Which.
    database, blobs
        Where its chunks are kept.
    analysers
        Measure it.
    publish
        Tells all processes.
    """

    def __init__(
        self,
        recording: Arriving,
        database: Database,
        blobs: Blobs,
        analysers: Analysers,
        publish: Publish,
    ) -> None:
        self.recording = recording
        self._database = database
        self._blobs = blobs
        self._analysers = analysers
        self._publish = publish
        self._sequence = Sequence()
        self._changed = asyncio.Event()
        self._kept: dict[str, Frame] = {}
        self._task = asyncio.create_task(self._run())

    def arrived(self, key: str) -> None:
        """Hear that a chunk is stored under that key."""
        _, _, stream, name = key.split("/")
        self._sequence.arrived(stream, int(name.partition("-")[0]), key)
        self._changed.set()

    async def tell_again(self) -> None:
        """Publish all repetitions so far, for a process that begins to listen."""
        for frame in tuple(self._kept.values()):
            await self._publish(self.recording, frame)

    async def stop(self) -> None:
        """End."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._analysers.forget(self.recording.id)

    async def _run(self) -> None:
        while True:
            self._sequence = Sequence()
            try:
                await self._from_the_first()
            except AnalyserLost:
                _log.warning("what follows recordings broke down and begins again")
            except (SQLAlchemyError, OSError) as error:
                _log.warning("a recording cannot be followed now: %s", type(error).__name__)
            await asyncio.sleep(_AGAIN_S)

    async def _from_the_first(self) -> None:
        first = True
        held_since: float | None = None
        await self._look()
        while True:
            keys = self._sequence.ready()
            for at in range(0, len(keys), _AT_ONCE):
                behind = at + _AT_ONCE < len(keys)
                await self._feed(keys[at : at + _AT_ONCE], first=first, behind=behind)
                first = False
            now = time.monotonic()
            held_since = (held_since or now) if self._sequence.held_up else None
            if held_since is not None and now - held_since > _PATIENCE_S:
                held_since = None
                self._sequence.go_on()
                await self._publish(self.recording, _GAP)
                continue
            await self._wait(_LOOK_EVERY_S if held_since is None else _GAP_LOOK_S)

    async def _wait(self, at_most_s: float) -> None:
        """Wait for a chunk; look for oneself where none is told of, or one is missing."""
        try:
            async with asyncio.timeout(at_most_s):
                await self._changed.wait()
        except TimeoutError:
            await self._look()
        self._changed.clear()

    async def _look(self) -> None:
        async with self._database.reading() as session:
            rows = await LiveRepository(session).chunk_keys(self.recording.id)
        for stream, number, key in rows:
            self._sequence.arrived(stream, number, key)

    async def _feed(self, keys: list[str], *, first: bool, behind: bool) -> None:
        parts = await asyncio.gather(*(self._part(key) for key in keys))
        frames = await self._analysers.feed(
            self.recording.id, self.recording.exercise, b"".join(parts), first=first
        )
        for frame in frames:
            if frame.event == "state":
                frame.data["last_arrival_at"] = datetime.now(UTC).isoformat()
            if frame.event != "curve":
                self._kept[f"{frame.event} {frame.number}"] = frame
            # Nobody draws what is over; repetitions count whenever they come.
            if frame.event == "rep" or not behind:
                await self._publish(self.recording, frame)

    async def _part(self, key: str) -> bytes:
        try:
            return await self._blobs.get(key)
        except StorageError:
            # It is part of the finished recording already, or was given up.
            return b""


_GAP = found(
    Finding(
        Code.GAP,
        Severity.WARNING,
        "a part has not arrived; what comes after it is followed without it",
    )
)
