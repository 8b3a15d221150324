"""Calf raises: sources of the heel's rise, the finder of raises, their metrics, the detector."""
