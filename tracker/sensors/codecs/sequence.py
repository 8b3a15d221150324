"""Packets in the order they come to samples on one unbroken count: wraps, restarts, nonsense."""

from tracker.errors import PacketError
from tracker.sensors.codecs.calf import DataPacket, decode_packet
from tracker.sensors.codecs.configuration import Configuration
from tracker.sensors.codecs.samples import Samples

_RATE_TOLERANCE = 0.2
_SLACK_SAMPLES = 0.5
_AGREEING_TO_START_ANEW = 3
_LATE_US = 2e6
_LATE_TOLERANCE = 0.02
_LATEST_US = 900e6
_BACKLOG_US = 10e6
_WRAP = 2**32


class SequenceDecoder:
    """Decode the packets of one sensor in the order of their arrival.

    The index is unwrapped to the value next to the newest packet's; the device time, whose 2³² µs
    pass in 71.6 min, to the value next to what the index predicts, so that it survives longer gaps.
    A packet whose index and time contradict the newest packet by more than a fifth of the nominal
    rate is refused, and so is one more than 2 s older, as those sent again are, that deviates by a
    fiftieth from the rate seen so far, or is older than any ring. No more samples can have been
    missed than there was time to take since the newest arrived; 10 s may have been held up on the
    way. Three refused in a row that agree among themselves are a sensor that restarted without
    saying so, or a host that slept.
    """

    def __init__(self, configuration: Configuration) -> None:
        self._channels = len(configuration.channels)
        self._period_us = 1e6 / configuration.rate_hz
        self._epoch: int | None = None
        self._run = -1
        self._oldest: Samples | None = None
        self._newest: Samples | None = None
        self._newest_arrival_ns = 0
        self._refused: list[DataPacket] = []

    def feed(self, payload: bytes, arrival_ns: int) -> tuple[Samples, ...]:
        """Decode one packet.

        Raises
        ------
        PacketError
            If it is no packet of this profile and configuration, or contradicts those before it.
        """
        packet = decode_packet(payload, self._channels)
        newest = self._newest
        if packet.epoch != self._epoch or newest is None:
            return (self._start(packet, arrival_ns),)
        placed = self._place(packet, newest.first_index, newest.t_us)
        if placed is None or self._from_the_future(placed, arrival_ns):
            return (self._doubt(packet, arrival_ns),)
        self._refused.clear()
        if placed.first_index > newest.first_index:
            self._newest, self._newest_arrival_ns = placed, arrival_ns
        return (placed,)

    def _start(self, packet: DataPacket, arrival_ns: int) -> Samples:
        self._run += 1
        self._epoch = packet.epoch
        self._refused.clear()
        self._oldest = Samples(self._run, packet.first_index, packet.t_us, packet.counts)
        self._newest, self._newest_arrival_ns = self._oldest, arrival_ns
        return self._newest

    def _from_the_future(self, placed: Samples, arrival_ns: int) -> bool:
        """Whether more samples lie between it and the newest than there was time to take."""
        if self._newest is None:
            return False
        taken_us = (placed.first_index - self._newest.first_index) * self._period_us
        elapsed_us = (arrival_ns - self._newest_arrival_ns) / 1e3
        return taken_us > (1 + _RATE_TOLERANCE) * elapsed_us + _BACKLOG_US

    def _place(self, packet: DataPacket, index: int, t_us: float) -> Samples | None:
        steps = signed(packet.first_index - index)
        late = steps * self._period_us < -_LATE_US
        period_us = self._observed_period_us() if late else self._period_us
        predicted = round(t_us) + round(steps * period_us)
        time = predicted + signed(packet.t_us - predicted)
        tolerance = _LATE_TOLERANCE if late else _RATE_TOLERANCE
        allowed = (tolerance * abs(steps) + _SLACK_SAMPLES) * period_us
        if abs(time - predicted) > allowed or steps * period_us < -_LATEST_US:
            return None
        return Samples(self._run, index + steps, time, packet.counts)

    def _observed_period_us(self) -> float:
        """Of the run so far, if that is long enough to tell."""
        oldest, newest = self._oldest, self._newest
        if oldest is None or newest is None:
            return self._period_us
        steps = newest.first_index - oldest.first_index
        if steps * self._period_us < _LATE_US:
            return self._period_us
        return (newest.t_us - oldest.t_us) / steps

    def _doubt(self, packet: DataPacket, arrival_ns: int) -> Samples:
        last = self._refused[-1] if self._refused else None
        if last is not None and self._place(packet, last.first_index, last.t_us) is None:
            self._refused.clear()
        self._refused.append(packet)
        if len(self._refused) == _AGREEING_TO_START_ANEW:
            return self._start(packet, arrival_ns)
        raise PacketError(
            f"index {packet.first_index} and time {packet.t_us} µs contradict the packets before"
        )


def signed(difference: int) -> int:
    """The value nearest zero that equals `difference` modulo 2³²."""
    return (difference + _WRAP // 2) % _WRAP - _WRAP // 2
