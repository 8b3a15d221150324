"""Recordings watched as they happen."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from api.core.bus import Bus
from api.core.drain import Drain
from api.core.errors import TooMany
from api.core.viewer import Viewer
from api.db.engine import Database
from api.live.filters import Wanted
from api.live.recording_state import Message, RecordingState
from api.live.registry import LiveRegistry
from api.live.repository import LiveRepository
from api.live.schemas import LiveOut, RecordingNow
from api.live.views import View, sse
from api.storage.blobs import Blobs

_log = logging.getLogger(__name__)
_VIEWS = 5000
"""Of all accounts in this process; `api.http.long_answers` limits those of one account."""
_MOST_ATHLETES = 20_000
_REFRESH_S, _LEAST_S = 1.0, 0.1
_CHECK_S = 5.0
_BEAT_S = 0.1
_ALIVE_S = 15.0
_AGAIN_S = 5
_REVOKED = "The token or key is not valid, or no longer; sign in again."
_CLOSING = "The server ends; connect again."


class LiveService:
    """Recordings watched as they happen.

    Parameters
    ----------
    database, blobs
        Where recordings arrive.
    bus
        Between the processes of the server.
    drain
        Says when the server is about to end.
    """

    def __init__(self, database: Database, blobs: Blobs, bus: Bus, drain: Drain) -> None:
        self._database = database
        self._bus = bus
        self._drain = drain
        self._registry = LiveRegistry(database, blobs, bus, self._tell)
        self._views: set[View] = set()
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._stack = AsyncExitStack()

    async def start(self) -> None:
        """Begin to listen."""
        await self._stack.enter_async_context(self._bus.listening(self._hear))
        for run in (self._keep_fresh, self._keep_checking, self._end_with_server):
            self._tasks.append(asyncio.create_task(run()))

    async def stop(self) -> None:
        """End all views, and follow nothing."""
        for view in self._views:
            view.end(_CLOSING)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._stack.aclose()
        await self._registry.stop()

    async def recordings(self, viewer: Viewer, wanted: Wanted) -> LiveOut:
        """Who of those whom the viewer sees records now."""
        arriving = await self._registry.arriving(await self._athletes(viewer, wanted))
        return LiveOut(
            items=[
                RecordingNow(
                    recording_id=one.id,
                    athlete_id=one.athlete_id,
                    athlete=one.athlete,
                    exercise=one.exercise,
                    opened_at=one.opened_at,
                )
                for one in arriving
            ]
        )

    async def view(self, viewer: Viewer, wanted: Wanted) -> View:
        """A view for somebody; `frames` shows it.

        Raises
        ------
        TooMany
            If the process has too many already.
        """
        if len(self._views) >= _VIEWS:
            raise TooMany("Too many live views are open; try again later.", _AGAIN_S)
        athletes = await self._athletes(viewer, wanted)
        await self._registry.open(await self._registry.arriving(athletes))
        return View(viewer, wanted, athletes)

    async def frames(self, view: View) -> AsyncGenerator[bytes, None]:
        """What a viewer is sent: all that is known, then what happens, until the view ends."""
        states = self._registry.states(view.athletes)
        self._views.add(view)
        self._wake.set()
        if self._drain.begun:
            view.end(_CLOSING)
        try:
            yield sse("snapshot", {"recordings": [state.summary() for state in states]})
            while (data := await view.next(_ALIVE_S)) is not None:
                yield data
                # What comes within a moment goes out together.
                await asyncio.sleep(_BEAT_S)
        finally:
            self._views.discard(view)

    def is_watched(self, recording_id: str) -> bool:
        """Whether somebody watches a recording now, or did some seconds ago."""
        return self._registry.is_watched(recording_id)

    def _hear(self, topic: str, message: Message) -> None:
        if topic == "live":
            self._wake.set()
        elif topic in {"chunk", "frame", "tell"}:
            self._registry.hear(topic, message)

    def _tell(self, state: RecordingState, event: str, data: Message) -> None:
        athlete_id = state.recording.athlete_id
        views = [one for one in self._views if athlete_id in one.athletes]
        if views:
            frame = sse(event, state.head() | data)
            for one in views:
                one.put(athlete_id, frame)

    async def _athletes(self, viewer: Viewer, wanted: Wanted) -> frozenset[str]:
        async with self._database.reading() as session:
            return await LiveRepository(session).athletes(viewer, wanted, _MOST_ATHLETES)

    async def _keep_fresh(self) -> None:
        """Look what is recorded, when somebody says so and now and then."""
        while True:
            try:
                async with asyncio.timeout(_REFRESH_S):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            athletes = frozenset[str]().union(*(one.athletes for one in self._views))
            try:
                await self._registry.refresh(athletes)
            except (SQLAlchemyError, OSError) as error:
                _log.warning("who records cannot be looked up now: %s", type(error).__name__)
            await asyncio.sleep(_LEAST_S)

    async def _keep_checking(self) -> None:
        """End the views of secrets that open nothing any more, and hide who may not be seen."""
        while True:
            await asyncio.sleep(_CHECK_S)
            try:
                await self.check()
            except (SQLAlchemyError, OSError) as error:
                _log.warning("viewers cannot be checked now: %s", type(error).__name__)

    async def check(self) -> None:
        """Check all viewers now, as is done every few seconds."""
        views = tuple(self._views)
        if not views:
            return
        async with self._database.reading() as session:
            live = LiveRepository(session)
            ids = {one.viewer.credential_id for one in views}
            good = await live.good_credentials(ids, datetime.now(UTC))
            seen: dict[tuple[str, str | None, Wanted], frozenset[str]] = {}
            for view in views:
                who = (view.viewer.user_id, view.viewer.organization_id, view.wanted)
                if view.viewer.credential_id not in good:
                    view.end(_REVOKED)
                    continue
                if who not in seen:
                    seen[who] = await live.athletes(view.viewer, view.wanted, _MOST_ATHLETES)
                self._now_sees(view, seen[who])

    def _now_sees(self, view: View, athletes: frozenset[str]) -> None:
        lost, new = view.athletes - athletes, athletes - view.athletes
        view.athletes = athletes
        for athlete_id in lost:
            view.lose(athlete_id)
        for state in self._registry.states(new):
            view.put(state.recording.athlete_id, sse("begin", state.summary()))

    async def _end_with_server(self) -> None:
        await self._drain.wait()
        for view in self._views:
            view.end(_CLOSING)
