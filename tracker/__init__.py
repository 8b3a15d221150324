"""Measures calf raises and jumps from motion sensors, force plates and files.

>>> from tracker import analyze, open_recording
>>> result = analyze(open_recording("recordings/monday"))
>>> reps = result.efforts_frame()
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.analysis import PIPELINE_VERSION, analyze
    from tracker.opening import open_recording
    from tracker.results import Analysis

__all__ = ["PIPELINE_VERSION", "Analysis", "analyze", "open_recording"]

_HOMES = {
    "PIPELINE_VERSION": "tracker.analysis",
    "analyze": "tracker.analysis",
    "open_recording": "tracker.opening",
    "Analysis": "tracker.results",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: the command line need not wait for all."""
    if name not in _HOMES:
        raise AttributeError(f"module 'tracker' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
