"""The person who wears the mock sensors: what they do while a client records."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping

from firmware_mocks.faults import Drop
from firmware_mocks.force_plate import PLATES
from firmware_mocks.motion import Side
from firmware_mocks.movement_clock import MovementClock
from firmware_mocks.performance import Performance
from firmware_mocks.radio import VirtualRadio
from firmware_mocks.routine import Routine
from firmware_mocks.script import LEGS, Script
from tracker.sensors.codecs.calf import Operation

STAND_S = 3.0
"""Standing before the first heel lift or set. `calf record` asks for 2.5 s of it in its check."""

READY_S = 12.0
"""From the heel lifts to the first set: time to read the check's result, press Enter and stand
still for the countdown of 3 s."""

REST_S = 20.0
"""Between two sets."""

TARE_WAIT_S = 20.0
"""How long to stand beside a plate that nobody sets to zero."""

LEAD_S = 0.6
"""From a decision to the movement: a sensor converts up to 0.5 s of samples beforehand."""

LIFTS = 2
"""Heel lifts of each leg that `calf record` asks for in its check."""


class Wearer:
    """Moves from the first sensor that is started to the last that is stopped.

    The person stands still, lifts each heel twice as the check of `calf record` asks, and then
    does set after set with rests between them. Where a plate is started too, the person waits
    beside it until it is set to zero. A recording that begins later gets the whole course again.

    Parameters
    ----------
    routine
        Takes the movements.
    clock
        Time of the routine.
    movement
        The movement of a set, by its number from 0.
    check
        Whether to lift the heels before the first set.
    by_hand
        Whether each set waits for `begin_set`, however long.
    drops
        When each sensor is out of range, by its address, s after the recording began.
    radio
        From which sensors go out of range.
    tell
        Takes a line about what the person does.

    Attributes
    ----------
    failed
        Ends with the error if the person cannot go on; never with a result.
    """

    def __init__(
        self,
        routine: Routine,
        clock: MovementClock,
        movement: Callable[[int], Performance],
        *,
        check: bool,
        by_hand: bool = False,
        drops: Mapping[str, tuple[Drop, ...]],
        radio: VirtualRadio,
        tell: Callable[[str], None],
    ) -> None:
        self._routine = routine
        self._clock = clock
        self._movement = movement
        self._check = check
        self._by_hand = by_hand
        self._drops = drops
        self._radio = radio
        self._tell = tell
        self._streaming: set[str] = set()
        self._sets_done = 0
        self._tared = asyncio.Event()
        self._cue = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def requested(self, placement: str, operation: Operation) -> None:
        """Take notice of what a client had the sensor at that placement do."""
        match operation:
            case Operation.START:
                self._streaming.add(placement)
                if not self._tasks:
                    self._begin()
            case Operation.STOP:
                self._streaming.discard(placement)
                if not self._streaming:
                    self.rest()
            case Operation.TARE:
                self._tared.set()

    def begin_set(self) -> None:
        """End the present rest, if there is one, and begin the next set."""
        self._cue.set()

    def rest(self) -> None:
        """Stand still, and wait for the next recording; harmless if there is none."""
        if self._tasks:
            self.leave()
            self._stand()
            self._tell("All sensors have stopped. Waiting for the next recording.")

    def leave(self) -> None:
        """Do nothing more."""
        self._streaming.clear()
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        for address in self._drops:
            self._radio.reappear(address)

    def _begin(self) -> None:
        self._tared.clear()
        self._tell("Recording. The athlete stands still.")
        begin_s = self._clock.now_s()
        self._spawn(self._train(begin_s))
        for address, drops in self._drops.items():
            self._spawn(self._come_and_go(address, drops, begin_s))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        # Finished tasks stay until the recording ends: they tell that there is one.
        task = asyncio.create_task(work)
        task.add_done_callback(self._ended)
        self._tasks.add(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and not self.failed.done():
            self.failed.set_exception(error)

    async def _train(self, begin_s: float) -> None:
        await self._clock.reach(begin_s + STAND_S - LEAD_S)
        if self._check:
            await self._lift_heels()
        if self._check or self._by_hand:
            await self._rest(READY_S, "The athlete stands still. The set begins")
        while True:
            movement = self._movement(self._sets_done)
            self._sets_done += 1
            self._tell(f"Set {self._sets_done} begins.")
            await self._do(movement)
            await self._rest(REST_S, f"Set {self._sets_done} is done. The next set begins")

    async def _lift_heels(self) -> None:
        """Do what `calf record` asks before it begins, at its times."""
        if self._streaming & PLATES.keys():
            self._tell("The athlete stands beside the plate until it is set to zero.")
            self._stand(on_plates=False)
            await self._either(self._tared, TARE_WAIT_S)
            self._tell("The athlete steps onto the plate and stands still.")
            self._stand()
            await self._clock.reach(self._clock.now_s() + STAND_S - LEAD_S)
        for side in LEGS:
            if any(placement.startswith(side) for placement in self._streaming - PLATES.keys()):
                self._tell(f"The athlete lifts the {side} heel twice.")
                await self._do(_lifts(side))

    async def _rest(self, seconds: float, what: str) -> None:
        self._cue.clear()
        if self._by_hand:
            self._tell(f"{what} when you press Enter.")
            await self._cue.wait()
        else:
            self._tell(f"{what} in {seconds:g} s; press Enter to begin it now.")
            await self._either(self._cue, seconds)

    async def _either(self, event: asyncio.Event, seconds: float) -> None:
        """Wait for the event, but no longer than that."""
        waiting = asyncio.create_task(event.wait())
        passing = asyncio.create_task(self._clock.reach(self._clock.now_s() + seconds))
        try:
            await asyncio.wait({waiting, passing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            passing.cancel()

    async def _do(self, movement: Performance) -> None:
        start_s = self._clock.now_s() + LEAD_S
        self._routine.add(movement, start_s)
        # The next movement begins its own lead after this one ends.
        await self._clock.reach(start_s + movement.duration_s - LEAD_S)

    def _stand(self, *, on_plates: bool = True) -> None:
        self._routine.add(standing(), self._clock.now_s() + LEAD_S, on_plates=on_plates)

    async def _come_and_go(self, address: str, drops: tuple[Drop, ...], begin_s: float) -> None:
        for drop in drops:
            await self._clock.reach(begin_s + drop.at_s)
            self._radio.vanish(address)
            await self._clock.reach(begin_s + drop.at_s + drop.duration_s)
            self._radio.reappear(address)


def standing() -> Performance:
    """Standing still, but for sway."""
    script = Script()
    script.stand(1.0)
    return Performance(script)


def _lifts(side: Side) -> Performance:
    script = Script()
    script.bent_knee_heel_lifts(LIFTS, side=side)
    return Performance(script)
