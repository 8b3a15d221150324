"""Jumps and hops on force plates."""

from tracker.exercises.jumps.detector import FALLING, STANDING, JumpDetector

JUMPS = (*STANDING, *FALLING)
"""Names of the exercises that the detector tells apart."""

__all__ = ["JUMPS", "JumpDetector"]
