"""Jumps and hops, by force plates or worn sensors."""

from tracker.exercises.jumps.detector import JumpDetector
from tracker.exercises.jumps.profile import profiled
from tracker.exercises.jumps.remarks import FALLING, STANDING

JUMPS = (*STANDING, *FALLING)
"""Names of the exercises that the detector tells apart."""

__all__ = ["JUMPS", "JumpDetector", "profiled"]
