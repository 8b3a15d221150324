"""Calf raises: sources of the heel's rise, the finder of raises, their metrics, the detector."""

from tracker.exercises.calf_raise.detector import CalfRaiseDetector

__all__ = ["CalfRaiseDetector"]
