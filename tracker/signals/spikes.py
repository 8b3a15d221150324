"""What no body could have made of a force: single samples, and a load that is gone at once."""

from dataclasses import replace

import numpy as np

from tracker.findings import Code, Finding, Severity
from tracker.recording import Stream
from tracker.signals.filters import Signal
from tracker.signals.force import CONTACT_N, unloaded_spans

_LEAST_N = 150.0
_LONGEST_S = 0.0035
_MOST_SAMPLES = 3
_BACK_SHARE = 0.3
"""After a spike the force goes on where it was, within this share of the spike."""
_SLOWEST_HZ, _GONE_SHARE = 150.0, 0.6
_SUDDEN = 4.0
"""A spike is higher than the steps around it by this factor: an impact has flanks."""


def without_spikes(stream: Stream) -> tuple[Stream, list[Finding]]:
    """Replace spikes by the line between their neighbours.

    A spike leaves the force around it by more than 150 N and is back within 3.5 ms, without the
    flanks that the impact of a heel has.

    Parameters
    ----------
    stream
        A force plate in N.

    Returns
    -------
    The stream, changed if there were any, and what was found.
    """
    longest = min(_MOST_SAMPLES, int(_LONGEST_S * stream.rate_hz))
    force = stream["fz"]
    found = _spikes(force, longest) if longest else []
    if not found:
        return stream, []
    values = stream.values.copy()
    column = [channel.name for channel in stream.channels].index("fz")
    for first, last in found:
        inside = np.arange(first, last + 1)
        values[inside, column] = np.interp(
            inside, (first - 1, last + 1), (force[first - 1], force[last + 1])
        )
    (begin, _), (_, end) = found[0], found[-1]
    what = "1 spike is" if len(found) == 1 else f"{len(found)} spikes are"
    finding = Finding(
        Code.SPIKE,
        Severity.WARNING,
        f"{what} in the force, too brief for a body: look for loose cables and other devices",
        stream.name,
        float(stream.time[begin]),
        float(stream.time[end]),
        "replaced by the line between its neighbours",
    )
    return replace(stream, values=values), [finding]


def without_dropouts(stream: Stream) -> tuple[Stream, list[Finding]]:
    """Call samples missing where the load is gone from one sample to the next, and as soon back.

    Nobody leaves a plate that fast: the last newtons take several milliseconds.

    Parameters
    ----------
    stream
        A force plate in N.

    Returns
    -------
    The stream, with NaN there if there were any, and what was found.
    """
    force = stream["fz"]
    edges = [
        (first, last, min(force[first - 1] - force[first], force[last + 1] - force[last]))
        for first, last in unloaded_spans(force)
        if first > 0 and last + 1 < force.size
    ]
    # Weighing takes time, and hardly any recording needs it.
    if stream.rate_hz < _SLOWEST_HZ or not any(edge > CONTACT_N for *_, edge in edges):
        return stream, []
    sudden = _GONE_SHARE * float(np.median(force[force > CONTACT_N]))
    found = [(first, last) for first, last, edge in edges if edge > sudden]
    if not found:
        return stream, []
    values = stream.values.copy()
    column = [channel.name for channel in stream.channels].index("fz")
    for first, last in found:
        values[first : last + 1, column] = np.nan
    lost_s = sum(last - first + 1 for first, last in found) / stream.rate_hz
    finding = Finding(
        Code.GAP,
        Severity.WARNING,
        f"the load is gone from one sample to the next and back, for {1000 * lost_s:.0f} ms: "
        "the signal was lost; look for loose cables",
        stream.name,
        float(stream.time[found[0][0]]),
        float(stream.time[found[-1][1]]),
        "taken for missing samples",
    )
    return replace(stream, values=values), [finding]


def _spikes(force: Signal, longest: int) -> list[tuple[int, int]]:
    """First and last sample of each."""
    found: list[tuple[int, int]] = []
    for at in np.flatnonzero(np.abs(np.diff(force)) > _LEAST_N):
        first = int(at) + 1
        if found and first <= found[-1][1] + 1:
            continue
        for last in range(first, min(first + longest, force.size - 1)):
            before, after = float(force[first - 1]), float(force[last + 1])
            away = force[first : last + 1] - (before + after) / 2
            least = float(np.abs(away).min())
            one_way = abs(float(np.sign(away).sum())) == away.size
            sudden = least > _SUDDEN * _steepest_around(force, first, last)
            calm = abs(after - before) < _BACK_SHARE * least
            if one_way and calm and sudden and least > _LEAST_N:
                found.append((first, last))
                break
    return found


def _steepest_around(force: Signal, first: int, last: int) -> float:
    """Largest step from sample to sample within four samples before and after."""
    sides = (force[max(0, first - 4) : first], force[last + 1 : last + 5])
    return max(float(np.abs(np.diff(side)).max(initial=0.0)) for side in sides)
