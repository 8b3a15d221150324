"""What is exactly true of a repetition of a movement that is known at every instant."""

from typing import Protocol

import numpy as np

from firmware_mocks.athlete import GRAVITY
from firmware_mocks.jet import Array, Jet
from firmware_mocks.motion import JointedMotion, Side
from firmware_mocks.raise_plan import Rep, RepTruth

_STEP_S = 2e-4


class RaisedMotion(JointedMotion, Protocol):
    """A movement of which the heels are followed."""

    @property
    def total_mass_kg(self) -> float:
        """Body and load."""

    def plantar_flexion(self, side: Side, time: Array) -> Jet:
        """Ankle angle, rad."""

    def centre_height(self, time: Array) -> Jet:
        """Height of the centre of mass, m."""

    def heel_height(self, side: Side, time: Array) -> Jet:
        """Height of the heel above its place in standing, m."""


def truth_of(motion: RaisedMotion, side: Side, rep: Rep, before_s: float | None) -> RepTruth:
    """The truth of one repetition of one heel; `before_s` is the end of the one before."""
    rise = _grid(rep.start_s, rep.concentric_end_s)
    whole = _grid(rep.start_s, rep.end_s)
    angle = np.degrees(motion.plantar_flexion(side, whole).value)
    centre = motion.centre_height(rise)
    power = motion.total_mass_kg * (centre.acceleration + GRAVITY) * centre.velocity
    com_rise = float(centre.value[-1] - centre.value[0])
    heel = motion.heel_height(side, rise).value
    pitch = np.degrees(motion.segment("foot", side, whole).pitch.value)
    duration = rep.concentric_end_s - rep.start_s
    turning = motion.plantar_flexion(side, rise).velocity
    return RepTruth(
        start_s=rep.start_s,
        concentric_end_s=rep.concentric_end_s,
        top_s=(rep.concentric_end_s + rep.eccentric_start_s) / 2,
        eccentric_start_s=rep.eccentric_start_s,
        end_s=rep.end_s,
        range_deg=float(angle.max() - angle[0]),
        peak_deg=float(angle.max()),
        foot_range_deg=float(pitch.max() - pitch[0]),
        heel_height_m=float(heel[-1] - heel[0]),
        com_rise_m=com_rise,
        concentric_time_s=duration,
        top_hold_time_s=rep.eccentric_start_s - rep.concentric_end_s,
        eccentric_time_s=rep.end_s - rep.eccentric_start_s,
        bottom_hold_time_s=None if before_s is None else rep.start_s - before_s,
        peak_plantar_flexion_velocity_deg_s=float(np.degrees(turning.max())),
        peak_vertical_velocity_m_s=float(centre.velocity.max()),
        mean_vertical_velocity_m_s=com_rise / duration,
        peak_power_w=float(power.max()),
        mean_power_w=float(np.trapezoid(power, rise)) / duration,
        work_j=motion.total_mass_kg * GRAVITY * com_rise,
    )


def _grid(start_s: float, end_s: float) -> Array:
    return np.linspace(start_s, end_s, max(3, round((end_s - start_s) / _STEP_S)))
