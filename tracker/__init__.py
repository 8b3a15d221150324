"""Measures calf raises and jumps from motion sensors, force plates and files.

>>> from tracker import analyze, open_recording
>>> result = analyze(open_recording("recordings/monday"))
>>> result.efforts_frame()
"""

from tracker.analysis import PIPELINE_VERSION, analyze
from tracker.opening import open_recording
from tracker.results import Analysis

__all__ = ["PIPELINE_VERSION", "Analysis", "analyze", "open_recording"]
