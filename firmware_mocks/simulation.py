"""Mock sensors in a process of their own, worn by an athlete who does one exercise."""

import asyncio
import errno
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from firmware_mocks.faults import Faults, drops_at_random
from firmware_mocks.force_plate import PLATES, ForcePlate
from firmware_mocks.imu import PLACEMENTS, Imu
from firmware_mocks.motion import JointedMotion
from firmware_mocks.movement_clock import MovementClock
from firmware_mocks.performance import Performance
from firmware_mocks.peripheral import SensorPeripheral
from firmware_mocks.radio import VirtualRadio
from firmware_mocks.radio_server import hci_server
from firmware_mocks.routine import Routine
from firmware_mocks.source import SampleSource
from firmware_mocks.training import EXERCISES, Training, one_exercise
from firmware_mocks.wearer import STAND_S, Wearer, standing
from tracker.errors import InputError

_DROP_S = 3.0
_IMU_RATE_HZ, _PLATE_RATE_HZ = 200.0, 1000.0
_NEAREST_DBM = -50
"""Signal strength of the first sensor."""
_FARTHER_DB = 6
"""How much weaker each further one is: a person holds them near the computer in this order to pair
them."""
_SEEDS_BETWEEN_SETS = 1000
"""Sets of one athlete vary; the seeds of two athletes are seldom so far apart."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """What to simulate.

    Parameters
    ----------
    placements
        Where sensors are: those of `firmware_mocks.imu.PLACEMENTS` and of force plates.
    reps
        Reps in a set; of balance, tens of seconds.
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
    check
        Whether the athlete lifts the heels first, as the check of ``calf record`` asks.
    by_hand
        Whether a set begins only when it is asked for.
    """

    placements: tuple[str, ...] = ("left_foot", "left_shank", "plate")
    reps: int = 8
    seed: int = 0
    loss: float = 0.0
    drops: int = 0
    drift_ppm: float = 30.0
    exercise: str = "calf_raise"
    check: bool = True
    by_hand: bool = False

    def __post_init__(self) -> None:
        exercises = ("calf_raise", *EXERCISES)
        if self.exercise not in exercises:
            raise InputError(
                f"--exercise: {self.exercise!r} cannot be simulated; choose from "
                f"{', '.join(exercises)}"
            )
        known = (*PLACEMENTS, *PLATES)
        for placement in self.placements:
            if placement not in known:
                raise InputError(
                    f"--sensors: {placement!r} is not a placement; choose from {', '.join(known)}"
                )
        if not self.placements:
            raise InputError(f"--sensors: name at least one of {', '.join(known)}")
        if len(set(self.placements)) < len(self.placements):
            raise InputError("--sensors: name each placement once")

    def movement(self, number: int = 0) -> Performance:
        """What the athlete does in the set of that number, from 0."""
        seed = self.seed + _SEEDS_BETWEEN_SETS * number
        if self.exercise != "calf_raise":
            # The athlete stands before each set anyway.
            return Performance(one_exercise(self.exercise, self.reps, seed, standing_s=0.5))
        script = Training(seed=seed)
        script.raises(self.reps, side="left")
        script.stand(1.0)
        return Performance(script)

    def address(self, number: int) -> str:
        """Of the sensor of that number."""
        return f"C0:CA:1F:00:02:{number + 1:02X}"


@dataclass(frozen=True, slots=True)
class Running:
    """A simulation that runs.

    Parameters
    ----------
    port
        Of the radio.
    addresses
        Of the sensors, by placement.
    begin_set
        Ends the athlete's present rest and begins the next set.
    failed
        Ends with the error if the athlete cannot go on; never with a result.
    """

    port: int
    addresses: dict[str, str]
    begin_set: Callable[[], None]
    failed: asyncio.Future[None]


@asynccontextmanager
async def simulated(
    what: Simulation, port: int = 0, *, tell: Callable[[str], None] = lambda _line: None
) -> AsyncIterator[Running]:
    """Switch the sensors on and serve their radio.

    The athlete begins when the first sensor is started; each sensor that is started streams.

    Parameters
    ----------
    what
        Sensors and athlete.
    port
        Of the radio; 0 takes a free one.
    tell
        Takes a line whenever the athlete does something else.

    Raises
    ------
    InputError
        If the port cannot be used.
    """
    routine = Routine(standing())
    radio = VirtualRadio()
    clock = MovementClock(1.0, sensors=0)
    addresses = {place: what.address(number) for number, place in enumerate(what.placements)}
    with_cop = what.exercise == "balance"
    lasts_s = STAND_S + what.movement().duration_s
    wearer = Wearer(
        routine,
        clock,
        what.movement,
        check=what.check,
        by_hand=what.by_hand,
        drops={
            address: drops_at_random(what.drops, _DROP_S, lasts_s, what.seed + number)
            for number, address in enumerate(addresses.values())
        },
        radio=radio,
        tell=tell,
    )
    async with AsyncExitStack() as stack:
        stack.callback(radio.close)
        stack.callback(wearer.leave)
        for number, (placement, address) in enumerate(addresses.items()):
            sensor = SensorPeripheral(
                radio,
                _source(routine, placement, what.seed + number, with_cop=with_cop),
                kind="force_plate" if placement in PLATES else "imu",
                name=f"CALF {placement.replace('_', ' ')}",
                address=address,
                clock=clock,
                drift_ppm=what.drift_ppm * (-1) ** number * (1 - 0.2 * (number % 3)),
                uptime_us=(4_200_000 + 1_300_000_000 * number) % 2**32,
                faults=Faults(loss=what.loss, seed=what.seed + number),
                on_request=partial(wearer.requested, placement),
            )
            radio.rssi_dbm[address] = _NEAREST_DBM - _FARTHER_DB * number
            await stack.enter_async_context(sensor)
        try:
            listening = await stack.enter_async_context(
                hci_server(radio, port=port, on_last_left=wearer.rest)
            )
        except OSError as error:
            in_use = error.errno == errno.EADDRINUSE
            reason = "is already in use" if in_use else f"cannot be used ({error.strerror})"
            raise InputError(
                f"Port {port} {reason}. Stop the other calf simulate, or choose another port with "
                "--port."
            ) from error
        yield Running(listening, addresses, wearer.begin_set, wearer.failed)


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
