"""All recordings that are watched in this process: opened, shared out, followed and closed."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Iterable
from datetime import UTC, datetime
from typing import Any

from api.core.bus import Bus
from api.db.engine import Database
from api.live.analysers import Analysers, Frame
from api.live.follower import Follower
from api.live.owners import owners_for
from api.live.recording_state import Message, RecordingState
from api.live.repository import Arriving, LiveRepository
from api.storage.blobs import Blobs

MOST_RECORDINGS = 1000
_LEFT_ROUNDS, _SESSION_ROUNDS = 10, 15
_WATCHED_S = 5.0

Tell = Callable[[RecordingState, str, Message], None]


class LiveRegistry:
    """The recordings that are watched in this process, with the state of each.

    Every process knows what all processes tell of the recordings that somebody watches in it.
    Each recording is followed by one of these processes, and by none while nobody watches.

    Parameters
    ----------
    database, blobs
        Where recordings arrive.
    bus
        Between the processes.
    tell
        Sends a change of a recording to those who watch it.
    """

    def __init__(self, database: Database, blobs: Blobs, bus: Bus, tell: Tell) -> None:
        self._database = database
        self._blobs = blobs
        self._bus = bus
        self._tell = tell
        self._owners = owners_for(database.engine.url)
        self._analysers = Analysers(apart=not database.is_sqlite)
        self._states: dict[str, RecordingState] = {}
        self._followers: dict[str, Follower] = {}
        self._gone: Counter[str] = Counter()
        self._told: dict[str, float] = {}
        self._asked: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """Follow nothing."""
        for task in self._asked:
            task.cancel()
        await asyncio.gather(*self._asked, return_exceptions=True)
        await asyncio.gather(*(follower.stop() for follower in self._followers.values()))
        await self._owners.stop()
        await self._analysers.stop()

    def states(self, athletes: Collection[str]) -> list[RecordingState]:
        """Those of some athletes."""
        return [state for state in self._states.values() if state.recording.athlete_id in athletes]

    async def arriving(self, athletes: Collection[str]) -> list[Arriving]:
        """Recordings of some athletes that are being made now."""
        async with self._database.reading() as session:
            rows = await LiveRepository(session).arriving(datetime.now(UTC), MOST_RECORDINGS)
        return [row for row in rows if row.athlete_id in athletes]

    async def open(self, recordings: Iterable[Arriving]) -> list[RecordingState]:
        """Begin the state of each recording that has none; gives the new ones."""
        new = [
            RecordingState(recording)
            for recording in recordings
            if recording.id not in self._states
        ]
        self._states |= {state.recording.id: state for state in new}
        if new:
            self._analysers.start()
        for state in new:
            # Who follows it already tells what was before.
            await self._bus.publish("tell", {"recording": state.recording.id})
        return new

    async def refresh(self, athletes: Collection[str]) -> None:
        """Bring the states up to what is recorded now of the athletes who are watched."""
        recordings = {one.id: one for one in await self.arriving(athletes)} if athletes else {}
        for state in await self.open(recordings.values()):
            self._tell(state, "begin", state.summary())
        gone = [one for one in self._states if one not in recordings]
        self._gone = Counter({one: self._gone[one] + 1 for one in gone})
        forgotten_s = time.monotonic() - _WATCHED_S
        self._told = {one: at_s for one, at_s in self._told.items() if at_s > forgotten_s}
        await self._close_finished(gone, athletes)
        await self._share_out()

    def is_watched(self, recording_id: str) -> bool:
        """Whether somebody watches a recording, in this process or lately in another."""
        told_s = self._told.get(recording_id)
        return recording_id in self._states or (
            told_s is not None and time.monotonic() - told_s < _WATCHED_S
        )

    def hear(self, topic: str, message: Message) -> None:
        """Hear what processes tell each other."""
        follow = self._followers.get(message["recording"])
        if topic in {"frame", "tell"}:
            # Nothing is told of a recording that nobody watches.
            self._told[message["recording"]] = time.monotonic()
        if topic == "frame":
            self._show(message)
        elif topic == "chunk" and follow is not None:
            follow.arrived(message["key"])
        elif topic == "tell" and follow is not None:
            self._later(follow.tell_again())

    def _show(self, message: Message) -> None:
        state = self._states.get(message["recording"])
        if state is None:
            return
        event, data = message["event"], message["data"]
        if state.take(event, data):
            self._tell(state, event, data)
        if event == "state" and not state.complete:
            self._later(self._bus.publish("tell", {"recording": state.recording.id}))

    async def _close_finished(self, ids: list[str], athletes: Collection[str]) -> None:
        if not ids:
            return
        async with self._database.reading() as session:
            sessions = await LiveRepository(session).sessions_of(ids)
        for one in ids:
            state = self._states[one]
            unwatched = state.recording.athlete_id not in athletes
            # A session is made a moment after its recording; one that fell silent gets none.
            waits = self._gone[one] < (_LEFT_ROUNDS if unwatched else _SESSION_ROUNDS)
            if waits and sessions.get(one) is None and (unwatched or one in sessions):
                continue
            if not unwatched:
                self._tell(state, "finished", {"session_id": sessions.get(one)})
            del self._states[one]

    async def _share_out(self) -> None:
        held = await self._owners.hold(self._states) if self._states or self._followers else ()
        for one in [follower for follower in self._followers if follower not in held]:
            await self._followers.pop(one).stop()
        for one in held:
            if one not in self._followers:
                self._followers[one] = Follower(
                    self._states[one].recording,
                    self._database,
                    self._blobs,
                    self._analysers,
                    self._publish,
                )

    async def _publish(self, recording: Arriving, frame: Frame) -> None:
        told = {"recording": recording.id, "event": frame.event, "data": frame.data}
        await self._bus.publish("frame", told)

    def _later(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)
