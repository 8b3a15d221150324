"""Mock sensors in a process of their own, worn by an athlete who does one exercise."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.faults import Drop, Faults, drops_at_random
from firmware_mocks.force_plate import PLATES, ForcePlate
from firmware_mocks.hub import hci_server
from firmware_mocks.imu import PLACEMENTS, Imu
from firmware_mocks.motion import JointedMotion
from firmware_mocks.movement_clock import MovementClock
from firmware_mocks.performance import Performance
from firmware_mocks.peripheral import SensorPeripheral
from firmware_mocks.radio import VirtualRadio
from firmware_mocks.source import SampleSource
from firmware_mocks.training import EXERCISES, one_exercise
from tracker.errors import InputError
from tracker.sensors.profiles.configuration import SensorKind

_DROP_S = 3.0
_IMU_RATE_HZ, _PLATE_RATE_HZ = 200.0, 1000.0


@dataclass(frozen=True, slots=True)
class Simulation:
    """What to simulate.

    Parameters
    ----------
    placements
        Where sensors are: those of `firmware_mocks.imu.PLACEMENTS` and of force plates.
    reps
        Repetitions to do; of balance, tens of seconds.
    seed
        Chooses the athlete's variation, the sensors' errors, and what goes wrong.
    loss
        Share of packets that get lost.
    drops
        How often each sensor is out of range for three seconds.
    drift_ppm
        How far each sensor's clock is off at most.
    exercise
        What the athlete does: ``calf_raise`` or one of `firmware_mocks.training.EXERCISES`.
    """

    placements: tuple[str, ...] = ("left_foot", "left_shank", "plate")
    reps: int = 8
    seed: int = 0
    loss: float = 0.0
    drops: int = 0
    drift_ppm: float = 30.0
    exercise: str = "calf_raise"

    def __post_init__(self) -> None:
        exercises = ("calf_raise", *EXERCISES)
        if self.exercise not in exercises:
            raise InputError(
                f"{self.exercise!r} cannot be simulated; known: {', '.join(exercises)}"
            )
        known = (*PLACEMENTS, *PLATES)
        for one in self.placements:
            if one not in known:
                raise InputError(
                    f"no sensor can be simulated at {one!r}; known: {', '.join(known)}"
                )

    @property
    def motion(self) -> JointedMotion:
        """What the athlete does."""
        if self.exercise == "calf_raise":
            return CalfRaises(reps=self.reps, seed=self.seed)
        return Performance(one_exercise(self.exercise, self.reps, self.seed))

    def address(self, number: int) -> str:
        """Of the sensor of that number."""
        return f"C0:CA:1F:00:02:{number + 1:02X}"


@asynccontextmanager
async def simulated(what: Simulation, port: int = 0) -> AsyncIterator[tuple[int, tuple[str, ...]]]:
    """Switch the sensors on and serve their radio; gives the port and the addresses.

    The movement begins when the last sensor is started.
    """
    motion = what.motion
    radio = VirtualRadio()
    clock = MovementClock(1.0, len(what.placements))
    async with AsyncExitStack() as stack:
        stack.callback(radio.close)
        for number, placement in enumerate(what.placements):
            sensor = SensorPeripheral(
                radio,
                _source(motion, placement, what.seed + number, with_cop=what.exercise == "balance"),
                kind=_kind(placement),
                name=f"CALF {placement.replace('_', ' ')}",
                address=what.address(number),
                clock=clock,
                drift_ppm=what.drift_ppm * (-1) ** number * (1 - 0.2 * (number % 3)),
                uptime_us=(4_200_000 + 1_300_000_000 * number) % 2**32,
                faults=Faults(loss=what.loss, seed=what.seed + number),
                drops=_drops(what, motion.duration_s, number),
            )
            await stack.enter_async_context(sensor)
        listening = await stack.enter_async_context(hci_server(radio, port=port))
        yield listening, tuple(map(what.address, range(len(what.placements))))


def _drops(what: Simulation, duration_s: float, number: int) -> tuple[Drop, ...]:
    return drops_at_random(what.drops, _DROP_S, duration_s, what.seed + number)


def _kind(placement: str) -> SensorKind:
    return "force_plate" if placement in PLATES else "imu"


def _source(motion: JointedMotion, placement: str, seed: int, *, with_cop: bool) -> SampleSource:
    if placement in PLATES:
        return ForcePlate(
            motion=motion,
            placement=placement,
            rate_hz=_PLATE_RATE_HZ,
            seed=seed,
            with_cop=with_cop,
        )
    return Imu(motion=motion, placement=placement, rate_hz=_IMU_RATE_HZ, seed=seed)
