"""What the wearer of the mock sensors does, and the movement that comes of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from firmware_mocks.athlete import GRAVITY
from firmware_mocks.movement_clock import MovementClock
from firmware_mocks.radio import VirtualRadio
from firmware_mocks.routine import KEPT_S, STEP_ON_S, Routine
from firmware_mocks.simulation import Simulation
from firmware_mocks.wearer import Wearer, standing
from tracker.sensors.codecs.calf import Operation

pytestmark = pytest.mark.virtual_time

DEADLINE_S = 60.0
START, STOP, TARE = Operation.START, Operation.STOP, Operation.TARE


class Stage:
    """A wearer, and the lines about what they do."""

    def __init__(self, simulation: Simulation) -> None:
        self.routine = Routine(standing())
        self.clock = MovementClock(sensors=0)
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self.wearer = Wearer(
            self.routine,
            self.clock,
            simulation.movement,
            check=simulation.check,
            by_hand=simulation.by_hand,
            drops={},
            radio=VirtualRadio(),
            tell=self._lines.put_nowait,
        )

    async def line(self) -> str:
        async with asyncio.timeout(DEADLINE_S):
            return await self._lines.get()

    async def until(self, text: str) -> None:
        while text not in await self.line():
            pass

    def foot_pitch_deg(self, side: str = "left") -> float:
        """Largest pitch of the foot until now."""
        time = np.arange(0.0, self.clock.now_s(), 0.01)
        pitch = self.routine.segment("foot", "left" if side == "left" else "right", time).pitch
        return float(np.degrees(pitch.value.max()))


@asynccontextmanager
async def stage(**options: object) -> AsyncIterator[Stage]:
    made = Stage(Simulation(**options))  # type: ignore[arg-type]
    try:
        yield made
    finally:
        made.wearer.leave()


@pytest.mark.parametrize("started", [("left_foot",), ("left_shank",), ("left_foot", "left_shank")])
async def test_whichever_sensors_are_started_get_the_whole_course(started: tuple[str, ...]) -> None:
    async with stage(reps=2) as on:
        for placement in started:
            on.wearer.requested(placement, START)
        assert await on.line() == "Recording. The athlete stands still."
        assert await on.line() == "The athlete lifts the left heel twice."
        await on.until("The set begins in")
        assert 20.0 < on.foot_pitch_deg() < 40.0
        assert on.foot_pitch_deg("right") < 1.0
        await on.until("Set 1 begins.")
        await on.until("Set 1 is done.")
        await on.until("Set 2 begins.")


async def test_both_heels_are_lifted_where_both_sides_are_worn() -> None:
    async with stage(by_hand=True) as on:
        on.wearer.requested("left_foot", START)
        on.wearer.requested("right_foot", START)
        await on.until("lifts the left heel")
        await on.until("lifts the right heel")
        await on.until("The set begins when you press Enter.")
        assert on.foot_pitch_deg("right") > 20.0


async def test_the_set_begins_when_enter_is_pressed() -> None:
    async with stage(check=False, by_hand=True, reps=1) as on:
        on.wearer.requested("left_foot", START)
        await on.until("when you press Enter.")
        assert on.foot_pitch_deg() < 1.0
        on.wearer.begin_set()
        await on.until("Set 1 begins.")
        await on.until("Set 1 is done.")
        assert on.foot_pitch_deg() > 25.0


async def test_a_sensor_that_stops_and_starts_again_does_not_disturb_the_others() -> None:
    async with stage(check=False, by_hand=True, reps=1) as on:
        on.wearer.requested("left_foot", START)
        on.wearer.requested("left_shank", START)
        on.wearer.requested("left_foot", STOP)
        on.wearer.requested("left_foot", START)
        await on.until("when you press Enter.")
        on.wearer.begin_set()
        assert await on.line() == "Set 1 begins."


async def test_every_recording_gets_new_sets() -> None:
    async with stage(check=False, reps=1) as on:
        for number in (1, 2):
            on.wearer.requested("plate", START)
            assert await on.line() == "Recording. The athlete stands still."
            assert await on.line() == f"Set {number} begins."
            on.wearer.requested("plate", STOP)
            await on.until("All sensors have stopped.")
        # Clients that die do not stop their sensors.
        on.wearer.requested("plate", START)
        on.wearer.rest()
        await on.until("All sensors have stopped.")
        on.wearer.requested("plate", START)
        assert await on.line() == "Recording. The athlete stands still."
    simulation = Simulation(reps=1)
    first, second = (simulation.movement(number).truth[0] for number in (0, 1))
    assert first.range_deg != second.range_deg


async def test_an_error_ends_what_waits_for_the_athlete() -> None:
    async with stage(check=False) as on:
        on.routine.add(standing(), 1000.0)
        on.wearer.requested("left_foot", START)
        with pytest.raises(ValueError, match="before the latest"):
            await asyncio.wait_for(on.wearer.failed, DEADLINE_S)


async def test_the_plate_is_empty_until_it_is_set_to_zero() -> None:
    async with stage(by_hand=True) as on:
        on.wearer.requested("plate", START)
        on.wearer.requested("left_foot", START)
        await on.until("beside the plate")
        await on.clock.reach(on.clock.now_s() + 1.0)
        on.wearer.requested("plate", TARE)
        beside = on.routine.support(None, np.array([on.clock.now_s()])).force
        assert beside == pytest.approx([0.0])
        await on.until("lifts the left heel")
        after = on.routine.support(None, np.array([on.clock.now_s()])).force
        weight_n = on.routine.athlete.mass_kg * GRAVITY
        assert after == pytest.approx([weight_n], rel=0.05)


def test_movements_follow_one_another_in_one_routine() -> None:
    routine, movement = Routine(standing()), Simulation(reps=2).movement()
    routine.add(movement, 5.0)
    time = np.arange(0.0, 5.0 + movement.duration_s, 0.01)
    foot = routine.segment("foot", "left", time)
    true = movement.segment("foot", "left", time[time >= 5.0] - 5.0)
    assert foot.pitch.value[time >= 5.0] == pytest.approx(true.pitch.value)
    assert foot.z.acceleration[time >= 5.0] == pytest.approx(true.z.acceleration)
    assert np.abs(foot.pitch.value[time < 5.0]).max() == 0.0
    with pytest.raises(ValueError, match="before the latest"):
        routine.add(movement, 4.0)


def test_the_weight_comes_onto_the_plate_within_the_step() -> None:
    routine = Routine(standing())
    routine.add(standing(), 2.0, on_plates=False)
    routine.add(standing(), 4.0)
    force = routine.support(None, np.array([1.0, 3.0, 4.0 + STEP_ON_S / 2, 5.0])).force
    weight_n = routine.athlete.mass_kg * GRAVITY
    assert force == pytest.approx([weight_n, 0.0, weight_n / 2, weight_n], rel=0.05)


def test_movements_that_are_long_over_are_forgotten() -> None:
    routine = Routine(standing())
    for number in range(50):
        routine.add(standing(), 100.0 * number)
    assert len(routine._pieces) <= KEPT_S / 100.0 + 2
