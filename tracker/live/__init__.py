"""Reps counted while the samples arrive, by the detectors that also read files."""
