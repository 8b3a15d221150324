"""The curve of a sensor's clock in a long run: a crystal that warms up changes its rate.

Quartz changes by some millionths while the sensor warms on the skin; over an hour that bends the
line of host time by milliseconds. Only the replies of pings show it for certain: what looks like a
curve in the least delayed packets may as well be packets and radio that drift through each other's
phase. So without pings the line stays straight.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_LEAST_SPAN_S, _WINDOW_S = 300.0, 60.0
_FEWEST, _MOST = 6, 60
_PINGS_A_WINDOW = 8
_LEAST_BEND_S, _OF_NOISE = 0.3e-3, 4.0
_ROUGHEST = 0.4


def bends_of(
    device_s: Sequence[float], beyond_s: NDArray[np.float64]
) -> tuple[tuple[float, float], ...]:
    """Where the replies' usual delay leaves a straight line, if it does so smoothly.

    Parameters
    ----------
    device_s
        (n,) increasing device times of the replies.
    beyond_s
        (n,) by how much each came after a straight line.

    Returns
    -------
    Device time and offset of the knots of a continuous piecewise linear curve over the run; empty
    where the run is short, the line is straight, or it jumps, which no crystal does.
    """
    device = np.asarray(device_s, dtype=np.float64)
    if device.size < _FEWEST * _PINGS_A_WINDOW or device[-1] - device[0] < _LEAST_SPAN_S:
        return ()
    span_s = float(device[-1] - device[0])
    windows = int(np.clip(span_s / _WINDOW_S, _FEWEST, _MOST))
    windows = min(windows, device.size // _PINGS_A_WINDOW)
    parts = [part for part in np.array_split(np.arange(device.size), windows) if part.size]
    at = np.array([device[part].mean() for part in parts])
    usual = np.array([np.median(beyond_s[part]) for part in parts])
    spread = np.array([np.median(np.abs(beyond_s[part] - np.median(beyond_s[part])))
                       for part in parts])  # fmt: skip
    noise_s = float(np.median(1.86 * spread)) / np.sqrt(device.size / windows)
    curve = usual - np.polyval(np.polyfit(at - at[0], usual, 1), at - at[0])
    extent_s = float(np.ptp(curve))
    if extent_s < max(_LEAST_BEND_S, _OF_NOISE * noise_s):
        return ()
    roughness_s = float(np.abs(np.diff(curve, 2)).max())
    if roughness_s > max(_ROUGHEST * extent_s, 2 * _OF_NOISE * noise_s):
        return ()
    first_s = curve[0] + (device[0] - at[0]) * (curve[1] - curve[0]) / (at[1] - at[0])
    last_s = curve[-1] + (device[-1] - at[-1]) * (curve[-1] - curve[-2]) / (at[-1] - at[-2])
    knots = [(device[0], first_s), *zip(at, curve, strict=True), (device[-1], last_s)]
    return tuple((float(when), float(by)) for when, by in knots)
