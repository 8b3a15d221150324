"""What goes wrong between a sensor and its client, scripted by a seed."""

from collections import deque
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Faults:
    """How often a packet meets a fault; each a probability, of which the first that strikes counts.

    Parameters
    ----------
    loss
        It never arrives.
    doubled
        It arrives twice.
    late
        It arrives after the two that follow it.
    corrupted
        One of its bits is turned.
    cut
        Only its first byte arrives.
    seed
        Chooses the packets.
    """

    loss: float = 0.0
    doubled: float = 0.0
    late: float = 0.0
    corrupted: float = 0.0
    cut: float = 0.0
    seed: int = 0


class FaultyLine:
    """Passes packets on as the faults have it."""

    def __init__(self, faults: Faults) -> None:
        self.lost = 0
        self._faults = faults
        self._generator = np.random.default_rng(faults.seed)
        self._delayed: deque[tuple[int, bytes]] = deque()
        self._count = 0

    def send(self, packet: bytes) -> tuple[bytes, ...]:
        """What arrives now that this packet is sent."""
        self._count += 1
        arriving = [*self._fate(packet)]
        while self._delayed and self._count - self._delayed[0][0] >= 2:
            arriving.append(self._delayed.popleft()[1])
        return tuple(arriving)

    def _fate(self, packet: bytes) -> tuple[bytes, ...]:
        faults, chance = self._faults, float(self._generator.random())
        if chance < faults.loss:
            self.lost += 1
            return ()
        chance -= faults.loss
        if chance < faults.doubled:
            return packet, packet
        chance -= faults.doubled
        if chance < faults.late:
            self._delayed.append((self._count, packet))
            return ()
        chance -= faults.late
        if chance < faults.corrupted:
            return (self._corrupt(packet),)
        if chance - faults.corrupted < faults.cut:
            return (packet[:1],)
        return (packet,)

    def _corrupt(self, packet: bytes) -> bytes:
        bit = int(self._generator.integers(8 * len(packet)))
        turned = bytearray(packet)
        turned[bit // 8] ^= 1 << bit % 8
        return bytes(turned)


@dataclass(frozen=True, slots=True)
class Drop:
    """A time out of range, in the athlete's time."""

    at_s: float
    duration_s: float


def drops_at_random(count: int, duration_s: float, within_s: float, seed: int) -> tuple[Drop, ...]:
    """That many times out of range, apart from one another, within the first `within_s`.

    Each lies in its own equal part of the time, and not in the first second of it.
    """
    generator = np.random.default_rng((seed, 0xD0))
    part_s = within_s / max(1, count)
    room_s = max(0.0, part_s - duration_s - 1.0)
    return tuple(
        Drop(number * part_s + 1.0 + room_s * float(generator.random()), duration_s)
        for number in range(count)
    )
