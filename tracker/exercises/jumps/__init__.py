"""Jumps and hops on force plates."""

from tracker.exercises.jumps.detector import FALLING, JumpDetector
from tracker.exercises.jumps.remarks import STANDING

JUMPS = (*STANDING, *FALLING)
"""Names of the exercises that the detector tells apart."""

__all__ = ["JUMPS", "JumpDetector"]
