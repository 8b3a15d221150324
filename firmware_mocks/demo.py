"""Three mock sensors on an athlete who does calf raises, ready for a client to connect to."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import asdict
from types import MappingProxyType, TracebackType
from typing import Any, Self, TypeVar

from bumble.device import Device

from firmware_mocks.athlete import Athlete
from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.force_plate import ForcePlate
from firmware_mocks.imu import Imu
from firmware_mocks.movement_clock import MovementClock
from firmware_mocks.peripheral import SensorPeripheral
from firmware_mocks.radio import VirtualRadio
from firmware_mocks.source import SampleSource
from tracker.sensors.codecs.configuration import SensorKind

_SENSORS: tuple[tuple[str, SensorKind, str, float, int], ...] = (
    # placement, kind, address, drift in ppm, µs on its clock when the movement begins
    ("left_foot", "imu", "C0:CA:1F:00:01:01", 31.0, 4_120_000),
    ("left_shank", "imu", "C0:CA:1F:00:01:02", -24.0, 4_290_100_000),
    ("plate", "force_plate", "C0:CA:1F:00:01:03", 12.0, 877_000_000),
)
_T = TypeVar("_T")
_IMU_RATE_HZ = 200.0
_PLATE_RATE_HZ = 1000.0


class DemoSensors:
    """A virtual radio with a foot sensor, a shank sensor and a force plate.

    The movement begins when the last of the three is started. One sensor's clock wraps within the
    first seconds, as any does after 71.6 min.

    Parameters
    ----------
    reps
        Calf raises to do.
    seed
        Chooses the athlete's variation, the sensors' errors and how they are strapped on.
    speed
        How many times faster than real the athlete moves and the sensors send.
    """

    exercise = "calf_raise"

    def __init__(self, reps: int = 8, seed: int = 0, speed: float = 1.0) -> None:
        athlete = Athlete()
        self._motion = CalfRaises(athlete=athlete, reps=reps, seed=seed)
        self._seed = seed
        self._speed = speed
        self._stack = AsyncExitStack()
        self._clock: MovementClock | None = None
        self._central: Device | None = None
        self._peripherals: tuple[SensorPeripheral, ...] = ()
        self.subject: dict[str, float] = {
            "mass_kg": athlete.mass_kg,
            "height_m": athlete.height_m,
            "foot_length_m": athlete.foot_length_m,
        }
        self.variant: dict[str, Any] = {
            "side": "left",
            "knee": "straight",
            "load_kg": 0.0,
            "surface": "floor",
        }
        self.placements: Mapping[str, str] = MappingProxyType(
            {address: placement for placement, _, address, _, _ in _SENSORS}
        )

    async def __aenter__(self) -> Self:
        radio = VirtualRadio()
        self._stack.callback(radio.close)
        self._clock = MovementClock(self._speed, len(_SENSORS))
        self._peripherals = tuple(
            [
                await self._stack.enter_async_context(
                    SensorPeripheral(
                        radio,
                        self._source(placement, self._seed + number),
                        kind=kind,
                        name=f"CALF {placement.replace('_', ' ')}",
                        address=address,
                        clock=self._clock,
                        drift_ppm=drift_ppm,
                        uptime_us=uptime_us,
                    )
                )
                for number, (placement, kind, address, drift_ppm, uptime_us) in enumerate(_SENSORS)
            ]
        )
        central = radio.central()
        await central.power_on()
        self._stack.push_async_callback(central.power_off)
        self._central = central
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    @property
    def central(self) -> Device:
        """A powered Bumble device on the sensors' radio, for a client to use."""
        return self._entered(self._central)

    @property
    def host_clock(self) -> Callable[[], int]:
        """Monotonic nanoseconds that pass as fast as the athlete's time."""
        return self._entered(self._clock).host_ns

    @property
    def duration_s(self) -> float:
        """How long the movement takes, in the athlete's time."""
        return self._motion.duration_s

    @property
    def truth(self) -> tuple[dict[str, float], ...]:
        """What is true of each repetition, by the names of `RepTruth`, in the athlete's time."""
        return tuple(
            {name: value for name, value in asdict(rep).items() if value is not None}
            for rep in self._motion.truth
        )

    async def wait_finished(self) -> None:
        """Return when all sensors have sent the whole movement."""
        await asyncio.gather(*(peripheral.finished.wait() for peripheral in self._peripherals))

    def _source(self, placement: str, seed: int) -> SampleSource:
        if placement == "plate":
            return ForcePlate(motion=self._motion, rate_hz=_PLATE_RATE_HZ, seed=seed)
        return Imu(motion=self._motion, placement=placement, rate_hz=_IMU_RATE_HZ, seed=seed)

    @staticmethod
    def _entered(part: _T | None) -> _T:
        if part is None:
            raise RuntimeError("enter the context of DemoSensors first")
        return part
