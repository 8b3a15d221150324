"""Whether a sensor's clock jumped within a run: bounds before and after that exclude each other.

A request leaves before the sensor reads its clock; replies and packets arrive after it. No delay
can break these bounds, so where those of some seconds leave no offset in common with those of the
next, the clock itself jumped. A jump smaller than the least delays of packets and requests
together stays hidden, and is none of those that are reported.
"""

from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

_PINGS_A_SIDE = 20
_STRIDE = 5
_LEVER = 10
LEAST_JUMP_S = 2e-3
"""What an error of the rate may feign within the seconds compared stays well below."""


def largest_jump(
    asked: Sequence[tuple[float, float, float]],
    device_s: NDArray[np.float64],
    arrival_s: NDArray[np.float64],
) -> tuple[float, float] | None:
    """Find the place where the bounds before and after exclude each other most.

    Parameters
    ----------
    asked
        Pings in the order of device time: sent, device, received; s.
    device_s, arrival_s
        (n,) packets in the order of device time.

    Returns
    -------
    Device time, and the least that the clock jumped ahead there (negative: back); None if nothing
    is proved, or there are too few pings.
    """
    if len(asked) < 2 * _PINGS_A_SIDE:
        return None
    sent, read, received = np.array(asked).T
    pairs = zip(range(len(asked) - _LEVER), range(_LEVER, len(asked)), strict=True)
    rate = median((received[b] - received[a]) / (read[b] - read[a]) for a, b in pairs)
    earliest, latest = sent - rate * read, received - rate * read
    packet = arrival_s - rate * device_s

    def bounds(first: int, end: int) -> tuple[float, float]:
        inside = (device_s >= read[first]) & (device_s <= read[end - 1])
        lowest = min(float(latest[first:end].min()), float(packet[inside].min(initial=np.inf)))
        return float(earliest[first:end].max()), lowest

    proofs: list[tuple[int, float]] = []
    for middle in range(_PINGS_A_SIDE, len(asked) - _PINGS_A_SIDE + 1, _STRIDE):
        low_before, high_before = bounds(middle - _PINGS_A_SIDE, middle)
        low_after, high_after = bounds(middle, middle + _PINGS_A_SIDE)
        # A clock that jumps ahead reads more at the same host time: its offset falls.
        ahead, back = low_before - high_after, low_after - high_before
        if max(ahead, back) > LEAST_JUMP_S:
            proofs.append((middle, ahead if ahead > back else -back))
    if not proofs:
        return None
    at, size_s = max(proofs, key=lambda proof: abs(proof[1]))
    # The jump shows as long as either side has pings from before and after it.
    near = [
        middle
        for middle, by_s in proofs
        if abs(middle - at) <= 2 * _PINGS_A_SIDE and by_s * size_s >= size_s**2 / 2
    ]
    return float(np.interp(np.mean(near) - 0.5, np.arange(read.size), read)), size_s
