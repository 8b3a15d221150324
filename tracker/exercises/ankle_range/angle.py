"""The angle of an ankle that is moved without weight, by gravity."""

from dataclasses import dataclass

import numpy as np

from tracker.exercises.base import Samples
from tracker.exercises.legs import Leg, bridged, lean_of
from tracker.exercises.segment import RATE, UP
from tracker.signals.orientation import hinge_axis, turn_about

# "The simulated people" are eight who do four repetitions each way, with other bodies, ranges and
# speeds (0.6-1.6 s a movement). "The same" means that all 64 repetitions are found and no range
# errs by more than 0.8 degrees.
LYING_SHANK_DEG = (50.0, 130.0)
"""Lean of a lying shank from standing: chosen on the simulated people; from 30-150 to 70-110
degrees give the same."""
SMOOTHING_HZ = 6.0
"""Low-pass of the angle: chosen on the simulated people; 3-20 Hz give the same."""


@dataclass(frozen=True, slots=True)
class AnkleAngle:
    """The angle of one ankle over a stretch.

    Parameters
    ----------
    angle
        (n,) deg. Where the person stood first, zero is quiet standing and plantar flexion is
        positive; otherwise it counts from where the stretch begins, in either direction.
    stood_first
        Whether the person stood still with both sensors on before the shank lay.
    """

    angle: Samples
    stood_first: bool


def ankle_angle(leg: Leg, first: int, last: int) -> AnkleAngle | None:
    """The angle of a leg's ankle in a stretch of its grid; None if the foot hardly turned.

    Sensors are mounted in any way, so gravity alone does not say which way the toes point. A person
    who stood and then sat down turned the toes up; without that, pointing the foot looks like
    pulling it up.
    """
    foot = leg.seen("foot", first, last)
    known = np.flatnonzero(np.isfinite(foot.part[:, 0]))
    if not known.size:
        return None
    axis = hinge_axis(foot.part[known][:, RATE], foot.part[known][:, UP])
    if axis is None:
        return None
    lying = -lean_of(leg.seen("shank", first, last)) if leg.has("shank") else None
    stood_first = (
        lying is not None
        and leg.rested("foot")
        and leg.rested("shank")
        and float(np.nanmedian(lying)) < -LYING_SHANK_DEG[0]
    )
    if lying is None or not stood_first:
        turn = turn_about(axis, foot.part[:, UP], foot.part[known[0], UP])
        angle = bridged(np.degrees(turn), SMOOTHING_HZ)
    else:
        turn = np.degrees(turn_about(axis, foot.part[:, UP], foot.reference))
        # From standing to lying the toes turned up, which is against plantar flexion.
        turn = -np.sign(np.nanmedian(turn)) * turn
        angle = bridged(turn - lying, SMOOTHING_HZ)
    return None if angle is None else AnkleAngle(angle, stood_first)
