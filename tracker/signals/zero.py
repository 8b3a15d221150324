"""What a force plate reads while nobody stands on it: its offset, and how that drifts."""

from dataclasses import replace

import numpy as np
from scipy.ndimage import find_objects, label

from tracker.findings import Code, Finding, Severity
from tracker.recording import Stream
from tracker.signals.filters import Signal, rolling_spread

_EMPTY_S = 0.7
"""Longer than any flight, which the analysis of jumps sees to itself."""

_STEADY_N, _STEADY_SHARE = 2.5, 0.004
_LIGHT_SHARE = 0.15
_PERSON_N = 100.0
_NOTABLE_N = 2.0


def plate_zero(stream: Stream) -> tuple[Stream, list[Finding]]:
    """Take off what the unloaded plate reads, as a line through all times it was unloaded.

    Parameters
    ----------
    stream
        A force plate in N, positive under a person.

    Returns
    -------
    The stream, changed if the zero is out by more than 2 N anywhere, and what was found.
    """
    empty = _unloaded(stream["fz"], stream.rate_hz)
    if not empty:
        return stream, []
    at = np.array([stream.time[(one.start + one.stop) // 2] for one in empty])
    level = np.array([np.nanmean(stream["fz"][one]) for one in empty])
    if np.abs(level).max() < _NOTABLE_N:
        return stream, []
    if np.ptp(level) < _NOTABLE_N:
        zero: Signal = np.full(stream.time.size, level.mean())
        message = f"the unloaded plate reads {level.mean():.1f} N"
        code = Code.OFFSET
    else:
        zero = np.interp(stream.time, at, level)
        message = (
            f"the unloaded plate reads {level[0]:.1f} N at {at[0]:.0f} s and {level[-1]:.1f} N at "
            f"{at[-1]:.0f} s: it drifts"
        )
        code = Code.DRIFT
    values = stream.values.copy()
    values[:, [one.name for one in stream.channels].index("fz")] -= zero
    finding = Finding(
        code,
        Severity.WARNING,
        f"{message}; set it to zero before the next recording",
        stream.name,
        float(at[0]),
        float(at[-1]),
        "taken off",
    )
    return replace(stream, values=values), [finding]


def _unloaded(force: Signal, rate_hz: float) -> list[slice]:
    """Stretches in which the plate reads little, and steadily so."""
    width = round(_EMPTY_S * rate_hz)
    if width < 4 or force.size < width:
        return []
    present = np.isfinite(force)
    # Most recordings hold no such stretch, which shows at once.
    low = force < _LIGHT_SHARE * float(np.max(force, initial=0.0, where=present)) + _PERSON_N
    if np.count_nonzero(low) < width:
        return []
    mean, spread = rolling_spread(np.where(present, force, 0.0), width)
    missing, _ = rolling_spread((~present).astype(np.float64), width)
    usual = float(np.percentile(mean, 90))
    if usual < _PERSON_N:
        return []
    steady = spread < max(_STEADY_N, _STEADY_SHARE * usual)
    empty = steady & (np.abs(mean) < _LIGHT_SHARE * usual) & (missing < 0.5 / width)
    marks, _ = label(empty)
    return [slice(one[0].start, one[0].stop + width - 1) for one in find_objects(marks)]
