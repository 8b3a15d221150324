"""The foot as a lever: what heel and ankle do when the foot turns about the ball.

Shares of foot length: ball to heel 0.70 (the project's default unless measured). Ankle centre
0.26 above the sole (Winter 2009: foot length 0.152 and ankle height 0.039 of body height) and 0.48
behind the ball: between 0.45 (malleolus a quarter of the foot from the heel, Winter 2009) and 0.51
(lower-limb model of Delp 1990).
"""

from dataclasses import dataclass

import numpy as np

from tracker.recording import Subject
from tracker.signals.filters import Signal

_BALL_TO_HEEL = 0.70
_ANKLE_BEHIND_BALL, _ANKLE_ABOVE_SOLE = 0.48, 0.26
_FOOT_OF_HEIGHT, _USUAL_M = 0.152, 0.26


@dataclass(frozen=True, slots=True)
class Foot:
    """Lengths in m and how well they are known.

    Parameters
    ----------
    ball_to_heel
        Along the sole.
    ankle_behind, ankle_above
        Of the ankle's centre from the ball.
    uncertainty
        Relative, one standard deviation.
    """

    ball_to_heel: float
    ankle_behind: float
    ankle_above: float
    uncertainty: float

    @classmethod
    def of(cls, subject: Subject) -> "Foot | None":
        """From foot length, else from body height, else None."""
        if subject.foot_length_m is not None:
            return cls._scaled(subject.foot_length_m, 0.04)
        if subject.height_m is not None:
            return cls._scaled(_FOOT_OF_HEIGHT * subject.height_m, 0.07)
        return None

    @classmethod
    def usual(cls) -> "Foot":
        """An adult's, where nothing is known of it."""
        return cls._scaled(_USUAL_M, 0.1)

    @classmethod
    def _scaled(cls, length_m: float, uncertainty: float) -> "Foot":
        return cls(
            _BALL_TO_HEEL * length_m,
            _ANKLE_BEHIND_BALL * length_m,
            _ANKLE_ABOVE_SOLE * length_m,
            uncertainty,
        )

    def heel_rise(self, pitch_rad: Signal) -> Signal:
        """Height of the heel above the sole's rest for a foot pitched heel-up, m."""
        return self.ball_to_heel * np.sin(pitch_rad)

    def ankle_rise(self, pitch_rad: Signal) -> Signal:
        """Height of the ankle above its rest, m."""
        lift = self.ankle_behind * np.sin(pitch_rad)
        return np.asarray(lift - self.ankle_above * (1 - np.cos(pitch_rad)))

    def ankle_lever(self, pitch_rad: Signal) -> Signal:
        """Horizontal distance from ball to ankle, m."""
        reach = self.ankle_behind * np.cos(pitch_rad)
        return np.asarray(reach - self.ankle_above * np.sin(pitch_rad))
