"""Packets in the order they come to samples on one unbroken count: wraps, restarts, nonsense."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tracker.errors import PacketError
from tracker.sensors.profiles.calf import Configuration, DataPacket, decode_packet

_RATE_TOLERANCE = 0.2
_SLACK_SAMPLES = 0.5
_AGREEING_TO_START_ANEW = 3
_LATEST_US = 2e6
_WRAP = 2**32


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """The samples of one packet, placed on their run's count.

    Parameters
    ----------
    run
        Counts the sensor's restarts as seen here, from 0. Index and clock of two runs are not
        related.
    first_index
        Index of the first sample, no longer modulo 2³².
    t_us
        Device time of the first sample, likewise.
    counts
        (n, channels) int16.
    """

    run: int
    first_index: int
    t_us: int
    counts: NDArray[np.int16] = field(repr=False)

    @property
    def end_index(self) -> int:
        """Index after the last sample."""
        return self.first_index + len(self.counts)


class SequenceDecoder:
    """Decode the packets of one sensor in the order of their arrival.

    The index is unwrapped to the value next to the newest packet's; the device time, whose 2³² µs
    pass in 71.6 min, to the value next to what the index predicts, so that it survives longer gaps.
    A packet whose index and time contradict the newest packet by more than a fifth of the nominal
    rate, or that lies more than 2 s before it, is refused; three in a row that agree among
    themselves are a sensor that restarted without saying so.
    """

    def __init__(self, configuration: Configuration) -> None:
        self._channels = len(configuration.channels)
        self._period_us = 1e6 / configuration.rate_hz
        self._epoch: int | None = None
        self._run = -1
        self._newest: Samples | None = None
        self._refused: list[DataPacket] = []

    def feed(self, data: bytes) -> Samples:
        """Decode one packet.

        Raises
        ------
        PacketError
            If it is no packet of this profile and configuration, or contradicts those before it.
        """
        packet = decode_packet(data, self._channels)
        if packet.epoch != self._epoch or self._newest is None:
            return self._start(packet)
        newest = self._newest
        placed = self._place(packet, newest.first_index, newest.t_us)
        if placed is None:
            return self._doubt(packet)
        self._refused.clear()
        if placed.first_index > newest.first_index:
            self._newest = placed
        return placed

    def _start(self, packet: DataPacket) -> Samples:
        self._run += 1
        self._epoch = packet.epoch
        self._refused.clear()
        self._newest = Samples(self._run, packet.first_index, packet.t_us, packet.counts)
        return self._newest

    def _place(self, packet: DataPacket, index: int, t_us: int) -> Samples | None:
        steps = _signed(packet.first_index - index)
        predicted = t_us + round(steps * self._period_us)
        time = predicted + _signed(packet.t_us - predicted)
        allowed = (_RATE_TOLERANCE * abs(steps) + _SLACK_SAMPLES) * self._period_us
        if abs(time - predicted) > allowed or steps * self._period_us < -_LATEST_US:
            return None
        return Samples(self._run, index + steps, time, packet.counts)

    def _doubt(self, packet: DataPacket) -> Samples:
        last = self._refused[-1] if self._refused else None
        if last is not None and self._place(packet, last.first_index, last.t_us) is None:
            self._refused.clear()
        self._refused.append(packet)
        if len(self._refused) == _AGREEING_TO_START_ANEW:
            return self._start(packet)
        raise PacketError(
            f"index {packet.first_index} and time {packet.t_us} µs contradict the packets before"
        )


def _signed(difference: int) -> int:
    """The value nearest zero that equals `difference` modulo 2³²."""
    return (difference + _WRAP // 2) % _WRAP - _WRAP // 2
