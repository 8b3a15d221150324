"""What a force plate reads while nobody stands on it: its offset, and how that drifts."""

from dataclasses import replace

import numpy as np
import scipy

from tracker.findings import Code, Finding, Severity
from tracker.recording import Stream
from tracker.signals.filters import Signal, rolling_spread
from tracker.signals.force import quietest, unloaded_spans

_EMPTY_S = 0.7
"""Longer than any flight, which the analysis of jumps sees to itself."""

_STEADY_N, _STEADY_SHARE = 2.5, 0.004
_LIGHT_SHARE = 0.15
_PERSON_N = 100.0
_NOTABLE_N = 2.0
_FLIGHT_S, _EDGE_S, _TOE_S = 0.12, 0.06, 0.02
_FLYING_N, _FAR_N = 8.0, 30.0
_LITTLE_SHARE, _STEEP_SHARE = 0.4, 0.8
_DRIFTING_SHARE, _OTHER_LOAD_SHARE, _ALIKE = 0.01, 0.15, 0.3


def plate_zero(stream: Stream) -> tuple[Stream, list[Finding]]:
    """Take off what the unloaded plate reads, as a line through all times it was unloaded.

    Where nobody ever stepped off, flights tell it, and a weight that is another after them than
    before tells how it drifts, if it drifts so in the flights too.

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
        return _by_flights(stream)
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
    return _without(stream, zero, code, message, at)


def _without(
    stream: Stream, zero: Signal, code: Code, message: str, at: Signal
) -> tuple[Stream, list[Finding]]:
    values = stream.values.copy()
    values[:, [channel.name for channel in stream.channels].index("fz")] -= zero
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


def _by_flights(stream: Stream) -> tuple[Stream, list[Finding]]:
    """The same from flights, if the zero is so far out, or drifts so, that jumps suffer."""
    force, time = stream["fz"], stream.time
    flights = _flights(force, stream.rate_hz)
    if not flights:
        return stream, []
    at = np.array([(time[flight.start] + time[flight.stop - 1]) / 2 for flight in flights])
    level = np.array([float(np.mean(force[flight])) for flight in flights])
    drift = _drift(stream, flights)
    if drift:
        zero = level.mean() + drift * (time - at.mean())
        message = f"the unloaded plate reads {level[0]:.1f} N and drifts by {drift:+.1f} N/s"
        return _without(stream, zero, Code.DRIFT, message, at)
    if np.abs(level).max() < _FAR_N:
        return stream, []
    constant = np.full(time.size, level.mean())
    message = f"the unloaded plate reads {level.mean():.1f} N"
    return _without(stream, constant, Code.OFFSET, message, at)


def _flights(force: Signal, rate_hz: float) -> list[slice]:
    """Short stretches of steadily little force between steep edges, as of a body in the air."""
    if not force.size or not np.isfinite(force).all():
        return []
    usual = float(np.median(force))
    if usual < _PERSON_N:
        return []
    edge = max(2, round(_EDGE_S * rate_hz))
    found = []
    for first, last in unloaded_spans(force, _LITTLE_SHARE * usual):
        before, after = force[max(0, first - edge) : first], force[last + 1 : last + 1 + edge]
        inner = slice(first + round(_TOE_S * rate_hz), last + 1 - round(_TOE_S * rate_hz))
        if not _FLIGHT_S < (inner.stop - inner.start) / rate_hz < _EMPTY_S:
            continue
        if min(side.max(initial=0.0) for side in (before, after)) < _STEEP_SHARE * usual:
            continue
        if force[inner].std() < _FLYING_N:
            found.append(inner)
    return found


def _drift(stream: Stream, flights: list[slice]) -> float:
    """By how much the zero rises a second, N; 0 where it is not seen to."""
    force, rate = stream["fz"], stream.rate_hz
    seen, errors = zip(*(_slope(force[flight], rate) for flight in flights), strict=True)
    weights = 1 / np.square(errors)
    mean, error = float(np.average(seen, weights=weights)), float(weights.sum() ** -0.5)
    if abs(mean) < 3 * error:
        return 0.0
    after = flights[-1].stop
    before, later = quietest(force[: flights[0].start], rate), quietest(force[after:], rate)
    if before is None or later is None:
        return 0.0
    gained = later.force - before.force
    drift = gained * rate / (after + later.start - before.start)
    # Another load would change the weight too, but not what the plate reads in the air.
    alike = abs(mean - drift) < max(3 * error, _ALIKE * abs(drift))
    share = abs(gained) / before.force
    return drift if alike and _DRIFTING_SHARE < share < _OTHER_LOAD_SHARE else 0.0


def _slope(force: Signal, rate_hz: float) -> tuple[float, float]:
    """N/s of a flight, and its standard error."""
    time = np.arange(force.size) / rate_hz
    time -= time.mean()
    slope = float(time @ force / (time @ time))
    noise = float(np.std(force - slope * time)) + 1e-6
    return slope, noise / float(np.sqrt(time @ time))


def _unloaded(force: Signal, rate_hz: float) -> list[slice]:
    """Stretches in which the plate reads little, and steadily so."""
    width = round(_EMPTY_S * rate_hz)
    if width < 4 or force.size < width:
        return []
    present = np.isfinite(force)
    # Most recordings hold no such stretch, which shows at once.
    light = _LIGHT_SHARE * float(np.max(force, initial=0.0, where=present)) + _PERSON_N
    if all(last - first + 1 < width for first, last in unloaded_spans(force, light)):
        return []
    mean, spread = rolling_spread(np.where(present, force, 0.0), width)
    missing, _ = rolling_spread((~present).astype(np.float64), width)
    usual = float(np.percentile(mean, 90))
    if usual < _PERSON_N:
        return []
    steady = spread < max(_STEADY_N, _STEADY_SHARE * usual)
    empty = steady & (np.abs(mean) < _LIGHT_SHARE * usual) & (missing < 0.5 / width)
    marks, _ = scipy.ndimage.label(empty)
    return [
        slice(one[0].start, one[0].stop + width - 1) for one in scipy.ndimage.find_objects(marks)
    ]
