"""What tells a heel that rises with the toes on the floor from all else a foot does.

In a raise the foot turns about toes that stay where they are: its sensor comes back to where it
was and hardly leaves it, the body does not turn, nothing flies, and the shank stays near upright.
"""

import numpy as np

from tracker.exercises.base import Samples
from tracker.exercises.calf_raise.finder import Raise
from tracker.exercises.calf_raise.view import GRID_HZ
from tracker.exercises.segment import SeenSegment
from tracker.gravity import GRAVITY
from tracker.signals.filters import Signal, integral

_AROUND = round(0.2 * GRID_HZ)
_WEIGHTLESS_M_S2, _FLIGHT_S = 3.0, 0.12
_AWAY_M, _MOVED_M, _CREEP_M_S2 = 0.14, 0.06, 0.02
_VARYING = 0.3
_LIFTED_M, _LONGEST_LEVER_M = 0.06, 0.22
_TURN_DEG, _TILT_DEG = 25.0, 25.0
_BELOW_DEG, _ABOVE_SHARE = 5.0, 0.25

JUMP, STEP, LIFTED, TURN, KNEE, FOREFOOT, BACK_UP = (
    "the foot was in the air as in a jump",
    "the foot was lifted and put down elsewhere, as in a step",
    "the foot was lifted higher than it turned, as in a knee lift or a jump",
    "the foot turned about the vertical, as in a step aside",
    "the shank tilted as in a squat, a step or a knee lift",
    "the forefoot was lifted, not the heel",
    "the heel only came back up to where it stands, as when the toes are lifted or in a squat",
)


def why_no_raise(
    foot: SeenSegment, pitch_deg: Signal, tilt_deg: Signal | None, edges: Raise
) -> str | None:
    """The reason why a rise and fall of the foot's pitch is no calf raise; None if it may be one.

    Parameters
    ----------
    foot
        The stretch on the grid.
    pitch_deg
        (n,) its heel-up pitch.
    tilt_deg
        (n,) forward tilt of the shank in it, or None if it is not known.
    edges
        Of the rise and fall, in samples of the stretch.
    """
    span = slice(int(edges.start), int(np.ceil(edges.end)) + 1)
    around = slice(max(0, span.start - _AROUND), span.stop + _AROUND)
    if longest_weightless_s(foot.acceleration[around]) > _FLIGHT_S:
        return JUMP
    path, residual = _path(foot.acceleration[span])
    # What the accelerometer's errors make of a slow movement grows with its duration squared.
    lasts_s = (span.stop - span.start) / GRID_HZ
    creep = (_CREEP_M_S2 + _VARYING * residual) * lasts_s**2
    away = np.linalg.norm(path[:, :2], axis=1)
    if away.max() > _AWAY_M + creep or away[-1] > _MOVED_M + creep:
        return STEP
    turned = np.radians(min(float(np.ptp(pitch_deg[span])), 90.0))
    if path[:, 2].max() > _LIFTED_M + _LONGEST_LEVER_M * np.sin(turned) + creep:
        return LIFTED
    if np.ptp(integral(np.nan_to_num(foot.heading_rate[span]), GRID_HZ)) > np.radians(_TURN_DEG):
        return TURN
    if tilt_deg is not None and np.ptp(tilt_deg[span]) > _TILT_DEG:
        return KNEE
    return None


def only_back_up(signal: Signal, edges: Raise) -> bool:
    """Whether an angle of which zero is quiet standing rose from below no further than to it."""
    top, start = float(signal[int(edges.top)]), float(signal[int(edges.start)])
    return start < -_BELOW_DEG and top < _ABOVE_SHARE * (top - start)


def longest_weightless_s(acceleration: Samples) -> float:
    """How long a sensor was in free fall at a stretch; (n, 3) acceleration in a level frame."""
    force = np.linalg.norm(acceleration + np.array([0.0, 0.0, GRAVITY]), axis=1)
    # A comparison with NaN is false: a gap is no flight.
    edges = np.flatnonzero(np.diff(np.r_[False, force < _WEIGHTLESS_M_S2, False].astype(np.int8)))
    return float(np.max(edges[1::2] - edges[::2], initial=0)) / GRID_HZ


def _path(acceleration: Samples) -> tuple[Samples, float]:
    """(n, axes) where the foot is, m from its first place, if it stands at both ends.

    And the steady acceleration, m/s², that had to be taken off so that it does: what the sensor's
    inclination and zero are in error, of which a part will have varied.
    """
    axes = [integral(one, GRID_HZ) for one in np.nan_to_num(acceleration).T]
    ramp = np.linspace(0.0, 1.0, len(acceleration))
    path = np.column_stack([integral(axis - ramp * axis[-1], GRID_HZ) for axis in axes])
    lasts_s = max(len(acceleration) - 1, 1) / GRID_HZ
    return path, float(np.hypot(axes[0][-1], axes[1][-1])) / lasts_s
