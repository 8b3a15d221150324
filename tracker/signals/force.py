"""Vertical force: standing still, leaving the plate and coming back to it."""

from dataclasses import dataclass

import numpy as np

from tracker.signals.filters import Signal, rolling_spread

_UNLOADED_S = 0.3
CONTACT_N = 40.0
"""Below this nobody stands on the plate; far above any noise, far below any foot."""
_MORE_S, _MORE_MOVED, _MORE_SPREAD = 0.25, 0.5, 1.3
_STEEP_S, _FEWEST = 0.004, 2
_FOOT_S, _CLEAR_N, _CLEAR_SD = 0.012, 2.0, 3.0
"""Contact goes on beyond its threshold by at most so long, as far as it stands out of the noise."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A stretch of standing still on a plate.

    Parameters
    ----------
    start, end
        Sample indices, end excluded.
    force
        Mean vertical force over it, N.
    spread
        Standard deviation of the force over it, N.
    uncertainty
        Of the mean, one standard deviation, N: from the means of its quarters, so that slow
        sway counts, which the spread of single samples would understate.
    """

    start: int
    end: int
    force: float
    spread: float
    uncertainty: float


def quietest(
    force: Signal,
    rate_hz: float,
    *,
    length_s: float = 1.0,
    lightest_n: float = 150.0,
    steadiness: float = 0.025,
) -> Quiet | None:
    """Find the stillest stretch of standing (Owen 2014 weighs over 1 s).

    Parameters
    ----------
    force
        (n,) vertical force, N; windows with NaN are passed over.
    rate_hz
        Sampling rate.
    length_s
        Of the stretch.
    lightest_n
        Less than this is not a person.
    steadiness
        Largest standard deviation, as a share of the mean.

    Returns
    -------
    The stretch of smallest spread, or None if none is still enough.
    """
    width = max(4, round(length_s * rate_hz))
    if force.size < width:
        return None
    filled = np.isfinite(force)
    whole = bool(filled.all())
    mean, spread = rolling_spread(force if whole else np.where(filled, force, 0.0), width)
    usable = (mean > lightest_n) & (spread < steadiness * mean)
    if not whole:
        broken, _ = rolling_spread((~filled).astype(float), width)
        usable &= broken < 0.5 / width
    if not usable.any():
        return None
    start = int(np.argmin(np.where(usable, spread, np.inf)))
    error = _mean_error(force[start : start + width])
    return Quiet(start, start + width, float(mean[start]), float(spread[start]), error)


def extended(force: Signal, rate_hz: float, quiet: Quiet) -> Quiet:
    """The same standing for as long as it stays as still: a longer mean is nearer to the weight.

    Quarters of a second are added on both sides while their mean and spread stay near those of
    the stillest stretch.
    """
    width = max(4, round(_MORE_S * rate_hz))

    def alike(parts: Signal) -> int:
        """How many of the (n, width) parts go on as before."""
        moved = np.abs(parts.mean(axis=1) - quiet.force)
        # A comparison with NaN is false.
        still = (moved < _MORE_MOVED * quiet.spread) & (
            parts.std(axis=1) < _MORE_SPREAD * quiet.spread
        )
        return int(np.argmin(np.append(still, False)))

    before, after = quiet.start // width, (force.size - quiet.end) // width
    earlier = force[quiet.start - before * width : quiet.start].reshape(before, width)
    later = force[quiet.end : quiet.end + after * width].reshape(after, width)
    start = quiet.start - alike(earlier[::-1]) * width
    end = quiet.end + alike(later) * width
    whole = force[start:end]
    return Quiet(start, end, float(whole.mean()), float(whole.std()), _mean_error(whole))


def _mean_error(force: Signal) -> float:
    """One standard deviation of the mean of a sway, from the means of its quarters."""
    quarters = force[: force.size // 4 * 4].reshape(4, -1).mean(axis=1)
    return float(quarters.std(ddof=1) / 2)


@dataclass(frozen=True, slots=True)
class Flight:
    """Time in the air between two contacts, at sub-sample accuracy.

    Parameters
    ----------
    takeoff, landing
        Fractional sample positions.
    first, last
        First and last sample below the contact threshold.
    offset
        What the unloaded plate reads, N.
    noise
        Standard deviation of the unloaded plate, N.
    """

    takeoff: float
    landing: float
    first: int
    last: int
    offset: float
    noise: float


def unloaded_spans(force: Signal, threshold_n: float = CONTACT_N) -> list[tuple[int, int]]:
    """Runs of samples below the threshold: first index and last index of each."""
    below = np.zeros(force.size + 2, dtype=np.int8)
    np.less(force, threshold_n, out=below[1:-1], casting="unsafe")
    at = np.flatnonzero(np.diff(below))
    return [(int(a), int(b) - 1) for a, b in zip(at[::2], at[1::2], strict=True)]


def flight_between(force: Signal, first: int, last: int, rate_hz: float) -> Flight:
    """Time take-off and landing where the force, extrapolated, reaches the unloaded plate's.

    A fixed threshold ends the contact too early and begins it too late, which adds millimetres
    to the height; the straight line through the last loaded samples has no such bias.

    Parameters
    ----------
    force
        (n,) vertical force, N.
    first, last
        First and last sample below the contact threshold, with contact before and after.
    rate_hz
        Sampling rate.
    """
    middle = force[first + (last - first) // 4 : last - (last - first) // 4 + 1]
    offset, noise = float(np.median(middle)), float(np.std(middle))
    takeoff = _crossing(force, first - 1, -1, offset, noise, rate_hz)
    landing = _crossing(force, last + 1, 1, offset, noise, rate_hz)
    return Flight(takeoff, landing, first, last, offset, noise)


def touchdown_at(force: Signal, first: int, rate_hz: float) -> float:
    """Where a contact that begins with sample `first` began, as a fractional sample.

    What the unloaded plate reads before it is its zero.
    """
    before = force[max(0, first - round(_UNLOADED_S * rate_hz)) : first - 1]
    known = before[np.isfinite(before)]
    level, noise = (float(np.median(known)), float(np.std(known))) if known.size else (0.0, 0.0)
    return _crossing(force, first, 1, level, noise, rate_hz)


def _crossing(
    force: Signal, at: int, step: int, level: float, noise: float, rate_hz: float
) -> float:
    """Where the line through the steep samples from `at` on in that direction meets `level`.

    It lies between the last sample that stands out of the unloaded plate's noise and the next.
    """
    count = max(_FEWEST, int(np.ceil(_STEEP_S * rate_hz)))
    end = at + count * step
    reach = force[at : end if end >= 0 else None : step]
    steep = int(np.argmax(np.append(np.diff(reach) <= 0, True))) + 1
    count = max(_FEWEST, min(steep, reach.size))
    if reach.size < 2 or not np.isfinite(reach[:count]).all():
        return at - step / 2
    steep_part = reach[:count] - level
    position = np.arange(steep_part.size) - (steep_part.size - 1) / 2
    slope = float(position @ steep_part / (position @ position))
    start = float(steep_part.mean()) + slope * float(position[0])
    clear = max(_CLEAR_N, _CLEAR_SD * noise)
    loaded = _loaded_beyond(force, at, step, level + clear, rate_hz)
    if slope <= 0:
        return at - step * (loaded + 0.5)
    # What does not stand out of the noise may still be contact.
    most = loaded + 1 + min(1.0, clear / slope)
    return at - step * float(np.clip(start / slope, loaded, most))


def _loaded_beyond(force: Signal, at: int, step: int, least: float, rate_hz: float) -> int:
    """How many samples before `at`, against the direction, still exceed `least`."""
    most = max(1, round(_FOOT_S * rate_hz))
    count = 0
    while count < most and 0 <= at - step * (count + 1) < force.size:
        if not force[at - step * (count + 1)] > least:
            break
        count += 1
    return count
