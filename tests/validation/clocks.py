"""Packets and pings of sensors on a radio of fixed intervals, with the true times beside them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tests.validation.layout import aligned
from tracker.sensors.clock import Ping, fit_clock

Array = NDArray[np.float64]

HOST_LEAST_S, HOST_MEAN_S = 0.001, 0.0004
"""Least delay in the host after the radio, the same for all sensors, and the mean beyond it."""
RETRANSMITTED, BUSY, LONGEST_BUSY_S = 0.02, 0.01, 0.1
EARLY_PING_S, EARLY_S, PING_S = 0.2, 10.0, 0.7
"""Pings come at the first spacing until the second time, then at the third, all ±50 %."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """One sensor on the radio; its clock starts at zero and host time runs `drift` faster.

    `busy_s` is the mean time that a request waits in the sensor before the clock is read.
    """

    packet_s: float
    interval_s: float
    drift: float
    offset_s: float
    radio_drift: float
    phase_s: float
    busy_s: float = 0.0

    def host(self, device_s: Array) -> Array:
        """True host time."""
        return self.offset_s + (1 + self.drift) * device_s

    def packets(
        self, generator: np.random.Generator, duration_s: float
    ) -> tuple[Array, Array, Array]:
        """Device time of each packet, its arrival, and its true host time."""
        device_s = np.arange(1, round(duration_s / self.packet_s) + 1, dtype=np.float64)
        device_s *= self.packet_s
        true_s = self.host(device_s)
        # A link keeps its order: what follows a packet that is sent again waits for it.
        events = np.maximum.accumulate(self._sent(generator, true_s))
        return device_s, np.maximum.accumulate(self._received(generator, events)), true_s

    def pings(self, generator: np.random.Generator, duration_s: float) -> list[Ping]:
        """Questions asked at uneven times; the sensor answers at the next event of the radio."""
        spacing = [EARLY_PING_S] * round(EARLY_S / EARLY_PING_S)
        spacing += [PING_S] * round(duration_s / PING_S)
        sent_s = self.offset_s + np.cumsum(spacing * generator.uniform(0.5, 1.5, len(spacing)))
        sent_s = sent_s[sent_s < self.offset_s + duration_s]
        read_s = self._sent(generator, sent_s + generator.exponential(0.0003, sent_s.size))
        read_s += generator.exponential(1.0, read_s.size) * self.busy_s
        replied_s = self._sent(generator, read_s + 1e-4)
        device_s = (read_s - self.offset_s) / (1 + self.drift)
        received_s = self._received(generator, replied_s)
        return [Ping(*map(float, one)) for one in zip(sent_s, device_s, received_s, strict=True)]

    def _sent(self, generator: np.random.Generator, ready_s: Array) -> Array:
        """The radio's event at which something leaves that is ready at some time."""
        interval_s = self.interval_s * (1 + self.radio_drift)
        event = np.ceil((ready_s - self.phase_s) / interval_s)
        event += generator.geometric(1 - RETRANSMITTED, ready_s.size) - 1
        return event * interval_s + self.phase_s

    def _received(self, generator: np.random.Generator, event_s: Array) -> Array:
        busy = generator.random(event_s.size) < BUSY
        late_s = HOST_LEAST_S + generator.exponential(HOST_MEAN_S, event_s.size)
        return event_s + late_s + busy * generator.uniform(0, LONGEST_BUSY_S, event_s.size)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """An IMU and a plate on one host."""

    name: str
    interval_s: float
    imu_packet_s: float = 0.05
    plate_packet_s: float = 0.025
    drift: float = 100e-6
    radio_drift: float = 20e-6
    busy_s: float = 0.0


def misalignment_s(setting: Setting, duration_s: float, seed: int, *, pinged: bool) -> float:
    """Median over a recording of the time by which the plate and the IMU disagree."""
    generator = np.random.default_rng((seed, 0xC10C))
    radio_drift = generator.uniform(-1, 1) * setting.radio_drift
    moment_s = np.linspace(0.1, duration_s - 0.1, 50)
    errors: list[Array] = []
    for packet_s in (setting.imu_packet_s, setting.plate_packet_s):
        link = Link(
            packet_s=packet_s,
            interval_s=setting.interval_s,
            drift=generator.uniform(-1, 1) * setting.drift,
            offset_s=generator.uniform(0, 100),
            radio_drift=radio_drift,
            phase_s=generator.uniform(0, setting.interval_s),
            busy_s=setting.busy_s,
        )
        device_s, arrival_s, _ = link.packets(generator, duration_s)
        pings = link.pings(generator, duration_s)
        fit = fit_clock(device_s, arrival_s, pings if pinged else ())
        errors.append(fit.to_host(moment_s) - link.host(moment_s))
    return float(np.median(np.abs(errors[0] - errors[1])))


@dataclass
class ClockErrors:
    """Misalignments of one setting, ms, by duration and whether there were pings."""

    setting: Setting
    errors_ms: dict[tuple[float, bool], list[float]] = field(default_factory=dict)

    def measure(self, duration_s: float, repeats: int) -> None:
        """Add recordings of that duration, with pings and without."""
        for pinged in (False, True):
            self.errors_ms[duration_s, pinged] = [
                1e3 * misalignment_s(self.setting, duration_s, seed, pinged=pinged)
                for seed in range(repeats)
            ]

    def median_ms(self, duration_s: float, *, pinged: bool) -> float:
        """Median over the recordings."""
        return float(np.median(self.errors_ms[duration_s, pinged]))

    def cells(self) -> list[str]:
        """Its row of the table."""
        row = [self.setting.name]
        for key in ((10.0, False), (10.0, True), (60.0, False), (60.0, True)):
            errors = self.errors_ms[key]
            row.append(f"{np.median(errors):.2f}|{np.percentile(errors, 95):.2f}")
        return row


def clock_table(rows: Iterable[ClockErrors]) -> list[str]:
    """Lines of text: median|95th percentile in ms."""
    head = ["interval, packets", "10 s", "10 s pings", "60 s", "60 s pings"]
    return aligned([head, *(row.cells() for row in rows)])
