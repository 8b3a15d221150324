"""Journals of phones that record themselves, as the page in their browser makes them."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from firmware_mocks.imu import Imu
from firmware_mocks.motion import JointedMotion
from tracker.recording import Subject, Variant
from tracker.recording.journal import MAGIC, Note, Packet, encode_entry
from tracker.sensors.codecs.phone import (
    TURNING_SCALE,
    ReadingsPacket,
    configuration,
    encode_packet,
)
from tracker.sensors.notes import Begin, SensorNote

START_NS = 1_764_000_000_000_000_000
RATE_HZ = 60.0
WORN = {
    "phone_shank_left": "left_shank",
    "phone_shank_right": "right_shank",
    "phone_waist": "sacrum",
}
_A_PACKET = 6
_OPENED_MS = 4321.0


@dataclass(frozen=True)
class Browser:
    """How a browser gives what the sensor measured.

    Parameters
    ----------
    apple
        Whether accelerations have Apple's sign.
    step
        What values are rounded to, in m/s² and °/s; 0 keeps them.
    jitter_ms
        SD of the events' times, which are those of a timer.
    left_out
        Share of the events that a busy page missed.
    rate_hz
        Events a second.
    """

    apple: bool = False
    step: float = 0.0
    jitter_ms: float = 0.0
    left_out: float = 0.0
    rate_hz: float = RATE_HZ


CHROMIUM = Browser(step=0.1, jitter_ms=1.5)
SAFARI = Browser(apple=True, jitter_ms=0.4)


def readings(
    motion: JointedMotion, placement: str, browser: Browser, seed: int = 1
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The events of a phone worn during a movement: (n,) ms since the page was opened, (n, 6)."""
    imu = Imu(motion=motion, placement=WORN[placement], rate_hz=browser.rate_hz, seed=seed)
    count = int(imu.duration_s * browser.rate_hz)
    values = imu.counts(0, count) * np.array(imu.scales)
    values[:, :3] *= -1.0 if browser.apple else 1.0
    values[:, 3:] /= TURNING_SCALE
    if browser.step:
        values = (values / browser.step).round() * browser.step
    draw = np.random.default_rng(seed)
    # A timer is late now and then, never early, and its next turn comes when it would have.
    late_ms = np.abs(draw.normal(0.0, browser.jitter_ms, count)) if browser.jitter_ms else 0.0
    time_ms = _OPENED_MS + np.arange(count) * (1e3 / browser.rate_hz) + late_ms
    kept = draw.random(count) >= browser.left_out
    return np.asarray(time_ms[kept]), np.asarray(values[kept])


def phone_journal(
    motion: JointedMotion,
    placement: str,
    browser: Browser = CHROMIUM,
    *,
    seed: int = 1,
    exercise: str | None = "calf_raise",
    stated_hz: float | None = None,
) -> bytes:
    """The journal of a phone worn during a movement."""
    time_ms, values = readings(motion, placement, browser, seed)
    note = SensorNote(
        0, placement, placement, "phone", "browser", "A browser", None,
        configuration(stated_hz or browser.rate_hz, apple=browser.apple),
    )  # fmt: skip
    began = Begin(
        START_NS,
        datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        Subject(mass_kg=75.0, height_m=1.78),
        exercise,
        Variant(side="left"),
    )
    entries: list[Note | Packet] = [Note(began.to_note()), Note(note.to_note())]
    for first in range(0, len(time_ms), _A_PACKET):
        part = slice(first, first + _A_PACKET)
        packet = ReadingsPacket(7, first, time_ms[part], values[part].astype(np.float32))
        arrival_ns = START_NS + round((time_ms[part][-1] - _OPENED_MS + 0.3) * 1e6)
        entries.append(Packet(0, arrival_ns, encode_packet(packet)))
    entries.append(Note({"note": "end", "at_ns": START_NS}))
    return MAGIC + b"".join(map(encode_entry, entries))
