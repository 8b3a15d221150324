"""A guided recording: check, count down, count, pause, note, finish."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from rich.console import Console, Group
from rich.live import Live

from tracker.cli.metronome import Tempo, beat
from tracker.cli.recording_view import Stage, recording_view
from tracker.exercises.base import Context
from tracker.live.counter import LiveCounter, live_streams
from tracker.recording.remarks import RemarkKind
from tracker.sensors.session import RecordingSession

_REFRESH_S = 0.1
_COUNTDOWN = (3, 2, 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be recorded.

    Parameters
    ----------
    exercise
        Its name.
    context
        Who does it, and how.
    tempo
        Of the metronome, if there is one.
    seconds
        How long; None until a person ends it.
    countdown
        Whether to count down before.
    quiet
        Whether to show nothing while recording.
    """

    exercise: str
    context: Context
    tempo: Tempo | None
    seconds: float | None
    countdown: bool
    quiet: bool


@dataclass(slots=True)
class Guide:
    """Runs one session's sets.

    Parameters
    ----------
    console
        Where it is shown.
    session
        Entered already.
    plan
        What to record.
    keys
        Keys as they are pressed.
    finished
        Set from outside to end in good order.
    sending
        Tells how a server gets it meanwhile; None if none does.
    """

    console: Console
    session: RecordingSession
    plan: Plan
    keys: asyncio.Queue[str]
    finished: asyncio.Event
    sending: Callable[[], str] | None = None
    stage: Stage = field(init=False)
    counter: LiveCounter = field(init=False)
    _metronome: asyncio.Task[None] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.stage = Stage(self.plan.exercise)
        self._count_anew()

    async def run(self) -> None:
        """Record until it is finished.

        Raises
        ------
        FileFormatError
            If nothing more can be written.
        """
        counting = asyncio.create_task(self._count())
        tasks = {counting, asyncio.create_task(self._heed_keys())}
        if self.plan.quiet:
            await self._record(tasks, counting)
            return
        with Live(self._view(), console=self.console, auto_refresh=False) as live:
            tasks.add(asyncio.create_task(self._draw(live)))
            await self._record(tasks, counting)
            live.update(self._view(), refresh=True)

    async def _record(self, tasks: set[asyncio.Task[None]], counting: asyncio.Task[None]) -> None:
        guiding = asyncio.create_task(self._guide())
        tasks.add(guiding)
        try:
            # If the journal can no longer be written, counting ends first, with the reason.
            await asyncio.wait({counting, guiding}, return_when=asyncio.FIRST_COMPLETED)
            for task in (counting, guiding):
                if task.done():
                    task.result()
        finally:
            if self._metronome is not None:
                tasks.add(self._metronome)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _guide(self) -> None:
        if self.plan.countdown:
            await self._until_finished(self._count_down())
        self._begin_metronome()
        if self.plan.seconds is None:
            await self.finished.wait()
        else:
            await self._until_finished(asyncio.sleep(self.plan.seconds))

    async def _count_down(self) -> None:
        # Standing still now is the zero of all angles.
        for number in _COUNTDOWN:
            self.stage.message = f"stand still … {number}"
            self.console.bell()
            await asyncio.sleep(1.0)
        self.stage.message = ""

    async def _until_finished(self, doing: Awaitable[None]) -> None:
        task, end = asyncio.ensure_future(doing), asyncio.create_task(self.finished.wait())
        await asyncio.wait({task, end}, return_when=asyncio.FIRST_COMPLETED)
        for one in (task, end):
            one.cancel()

    async def _count(self) -> None:
        async for block in self.session.blocks():
            if not self.stage.paused:
                self.counter.feed(block)

    async def _draw(self, live: Live) -> None:
        while True:
            await asyncio.sleep(_REFRESH_S)
            live.update(self._view(), refresh=True)

    async def _heed_keys(self) -> None:
        while True:
            self._heed(await self.keys.get())

    def _heed(self, key: str) -> None:
        if self.stage.typing is not None:
            self._type(key)
            return
        actions: dict[str, Callable[[], None]] = {
            " ": self._pause_or_resume,
            "n": self._next_set,
            "t": self._begin_note,
            "q": self.finished.set,
        }
        action = actions.get(key.lower())
        if action is not None:
            action()

    def _pause_or_resume(self) -> None:
        self.stage.paused = not self.stage.paused
        kind = RemarkKind.PAUSE if self.stage.paused else RemarkKind.RESUME
        self.session.remark(kind)
        if not self.stage.paused:
            # No detector can bridge what was done in the pause.
            self.stage.counted_before += self.counter.count
            self._count_anew()
            self._begin_metronome()

    def _next_set(self) -> None:
        self.session.remark(RemarkKind.SET)
        self.stage.set_number += 1
        self.stage.counted_before = 0
        self._count_anew()
        self._begin_metronome()

    def _begin_note(self) -> None:
        self.stage.typing = ""

    def _type(self, key: str) -> None:
        typed = self.stage.typing or ""
        if key in {"\r", "\n"}:
            if typed.strip():
                self.session.remark(RemarkKind.NOTE, typed.strip())
            self.stage.typing = None
        elif key == "\x1b":
            self.stage.typing = None
        elif key in {"\x7f", "\b"}:
            self.stage.typing = typed[:-1]
        elif key.isprintable():
            self.stage.typing = typed + key

    def _count_anew(self) -> None:
        streams = live_streams(self.session.sensors)
        self.counter = LiveCounter(streams, self.plan.exercise, self.plan.context)

    def _begin_metronome(self) -> None:
        if self.plan.tempo is None:
            return
        if self._metronome is not None:
            self._metronome.cancel()
        self._metronome = asyncio.create_task(beat(self.plan.tempo, self._beat))

    def _beat(self, phase: str) -> None:
        self.stage.phase = phase
        if not self.stage.paused:
            self.console.bell()

    def _view(self) -> Group:
        self.stage.sending = "" if self.sending is None else self.sending()
        return recording_view(
            self.stage, self.session.elapsed_s, self.counter, self.session.links()
        )
