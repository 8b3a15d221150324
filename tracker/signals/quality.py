"""Inspects streams before anything is measured: what is wrong, and what can be put right."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tracker.findings import Code, Finding, Severity
from tracker.gravity import GRAVITY
from tracker.recording import REQUIRED, Kind, Recording, Stream, gaps_in, nominal_rate
from tracker.signals.force import CONTACT_N, quietest, unloaded_spans
from tracker.signals.spikes import without_dropouts, without_spikes
from tracker.signals.zero import plate_zero

_MOST_NAMED = 5
_RATE_TOLERANCE = 0.02
_EVEN_RATE, _EVEN_STEP = 0.002, 1.5
_FASTEST_RAD_S = 45.0
"""No IMU in use measures more than 2000 °/s (35 rad/s); a foot turns at a tenth of that."""
_HELD_SAMPLES = 5
_UNEVEN_S = 1.0
_PUSH, _FAR = 1.2, 4.0
_TURNING_RAD_S = 0.3
_LARGEST_KN = 8.0
_ENOUGH_SAMPLES = 2000
_LIGHTEST_KG, _LIGHTEST_N, _HEAVIEST_KG = 10.0, 150.0, 600.0
_FLIGHTS_S, _EMPTY_SHARE, _LANDS = (0.15, 1.2), 0.1, 1.5


def inspect(recording: Recording) -> tuple[Recording, tuple[Finding, ...]]:
    """Put right what can be put right for certain, and say what was found.

    Returns
    -------
    The recording with streams in SI units, forces positive under a person and the rate that the
    times have; and the findings, those of the recording's reader first.
    """
    streams: list[Stream] = []
    findings = list(recording.findings)
    for stream in recording.streams:
        mended = stream
        for check in (_rate, _imu_units, _force_sign_and_unit, _spikes, _dropouts, _zero):
            mended, noticed = check(mended)
            findings += noticed
        known = {finding.code for finding in recording.findings if finding.stream == stream.name}
        findings += [loss for loss in _losses(mended) if loss.code not in known]
        streams.append(mended)
    findings += _uneven(streams)
    return replace(recording, streams=tuple(streams)), tuple(findings)


_Checked = tuple[Stream, list[Finding]]


def _rate(stream: Stream) -> _Checked:
    if stream.time.size < 3 or _as_stated(stream):
        return stream, []
    actual = nominal_rate(stream.time)
    if abs(actual / stream.rate_hz - 1) <= _RATE_TOLERANCE:
        return stream, []
    return replace(stream, rate_hz=actual), [
        Finding(
            Code.RATE,
            Severity.WARNING,
            f"the stated rate is {stream.rate_hz:g} Hz, but the times say {actual:.4g} Hz",
            stream.name,
            correction="the rate of the times is used",
        )
    ]


def _as_stated(stream: Stream) -> bool:
    """Whether the times go on evenly at the stated rate, which most do."""
    steps = np.diff(stream.time)
    usual = float(steps.mean()) * stream.rate_hz
    return abs(usual - 1) < _EVEN_RATE and float(steps.max()) * stream.rate_hz < _EVEN_STEP


def _imu_units(stream: Stream) -> _Checked:
    if stream.kind is not Kind.IMU or not stream.time.size:
        return stream, []
    names = [channel.name for channel in stream.channels]
    acc = [names.index(f"acc_{axis}") for axis in "xyz"]
    gyr = [names.index(f"gyr_{axis}") for axis in "xyz"]
    findings: list[Finding] = []
    scale = np.ones(len(names))
    if stream.source.get("gravity") == "removed":
        scale[acc] = np.nan
        return replace(stream, values=stream.values * scale), []
    size = np.linalg.norm(stream.values[:, acc], axis=1)
    if not np.isfinite(size).any():
        return stream, []
    gravity = float(np.nanmedian(size))
    for reading, unit in ((1.0, "g"), (1000.0, "mg")):
        if abs(gravity / reading - 1) < 0.15:
            scale[acc] = GRAVITY / reading
            findings.append(_scaled(stream, f"acceleration is in {unit}, not m/s²"))
    lacking = not findings and not 0.7 * GRAVITY < gravity < 1.3 * GRAVITY
    if lacking:
        findings.append(
            Finding(
                Code.UNITS,
                Severity.ERROR,
                f"acceleration reads {gravity:.2f} at rest where gravity is 9.81 m/s²: gravity was "
                "taken off, or the unit is wrong; export raw acceleration",
                stream.name,
                correction="its acceleration is not used",
            )
        )
        scale[acc] = np.nan
    fastest = float(np.nanmax(np.abs(stream.values[:, gyr]), initial=0.0))
    if fastest > _FASTEST_RAD_S:
        scale[gyr] = np.pi / 180
        findings.append(_scaled(stream, "angular velocity is in °/s, not rad/s"))
    if (scale == 1).all():
        return stream, findings
    return replace(stream, values=stream.values * scale), findings


def _scaled(stream: Stream, message: str) -> Finding:
    return Finding(
        Code.UNITS, Severity.WARNING, message, stream.name, correction="converted to SI units"
    )


def _force_sign_and_unit(stream: Stream) -> _Checked:
    if stream.kind is not Kind.FORCE_PLATE or not np.isfinite(stream["fz"]).any():
        return stream, []
    findings: list[Finding] = []
    column = [channel.name for channel in stream.channels].index("fz")
    force = stream["fz"]
    # Signs and units show in a part of the samples.
    part = force[:: 1 + force.size // _ENOUGH_SAMPLES]
    known = part[np.isfinite(part)]
    if not known.size:
        known = force[np.isfinite(force)]
    low, high = np.percentile(known, [5, 95])
    scale = 1.0
    if -low > 3 * abs(high) and -low > 100:
        scale = -1.0
        findings.append(
            Finding(
                Code.INVERTED,
                Severity.WARNING,
                "the vertical force is negative under a person",
                stream.name,
                correction="sign turned",
            )
        )
    elif high < _LARGEST_KN and quietest(1000 * force, stream.rate_hz) is not None:
        scale = 1000.0
        findings.append(
            Finding(
                Code.UNITS,
                Severity.WARNING,
                f"a force of {high:.2f} under a person can only be in kN",
                stream.name,
                correction="converted to N",
            )
        )
    elif high < _HEAVIEST_KG and _in_kilograms(force, stream.rate_hz):
        scale = GRAVITY
        findings.append(
            Finding(
                Code.UNITS,
                Severity.WARNING,
                f"who jumps and weighs {np.nanmedian(force):.0f} on this plate was weighed in kg",
                stream.name,
                correction="converted to N",
            )
        )
    elif high < 100:
        findings.append(
            Finding(
                Code.NO_QUIET,
                Severity.WARNING,
                f"nobody stood on this plate: it never reads more than {np.nanmax(force):.0f} N",
                stream.name,
            )
        )
    if scale == 1.0:
        return stream, findings
    values = stream.values.copy()
    values[:, column] *= scale
    return replace(stream, values=values), findings


def _in_kilograms(force: NDArray[np.float64], rate_hz: float) -> bool:
    """Whether somebody stands and jumps who would weigh less than a small child."""
    quiet = quietest(force, rate_hz, lightest_n=_LIGHTEST_KG)
    if quiet is None or quiet.force > _LIGHTEST_N:
        return False
    shortest, longest = (one * rate_hz for one in _FLIGHTS_S)
    return any(
        shortest <= last - first + 1 <= longest
        and np.nanmax(force[last : last + round(rate_hz)], initial=0.0) > _LANDS * quiet.force
        for first, last in unloaded_spans(force, _EMPTY_SHARE * quiet.force)
    )


def _spikes(stream: Stream) -> _Checked:
    return without_spikes(stream) if stream.kind is Kind.FORCE_PLATE else (stream, [])


def _dropouts(stream: Stream) -> _Checked:
    return without_dropouts(stream) if stream.kind is Kind.FORCE_PLATE else (stream, [])


def _zero(stream: Stream) -> _Checked:
    return plate_zero(stream) if stream.kind is Kind.FORCE_PLATE else (stream, [])


def _uneven(streams: list[Stream]) -> Iterator[Finding]:
    """Streams that begin well after the first of all, or end well before the last."""
    filled = [stream for stream in streams if stream.time.size]
    begin = min((one.start_s for one in filled), default=0.0)
    end = max((one.end_s for one in filled), default=0.0)
    for one in filled:
        for absent_s, what, span in (
            (one.start_s - begin, "begins {:.1f} s after the others", (begin, one.start_s)),
            (end - one.end_s, "ends {:.1f} s before the others", (one.end_s, end)),
        ):
            if absent_s > _UNEVEN_S:
                message = what.format(absent_s) + ": what needs it is not measured there"
                yield Finding(Code.CUT_SHORT, Severity.WARNING, message, one.name, *span)


def _losses(stream: Stream) -> Iterator[Finding]:
    gaps = stream.gaps or gaps_in(stream.time, stream.rate_hz)
    for gap in gaps[:_MOST_NAMED]:
        yield Finding(
            Code.GAP,
            Severity.WARNING,
            f"{gap.missing} samples are missing",
            stream.name,
            gap.start_s,
            gap.end_s,
        )
    if len(gaps) > _MOST_NAMED:
        rest = gaps[_MOST_NAMED:]
        yield Finding(
            Code.GAP,
            Severity.WARNING,
            f"{sum(gap.missing for gap in rest)} more samples are missing in {len(rest)} gaps",
            stream.name,
            rest[0].start_s,
            rest[-1].end_s,
        )
    # A centre of pressure is rightly missing where nobody stands: only what must be there counts.
    needed = [channel.name in REQUIRED[stream.kind] for channel in stream.channels]
    empty = np.isnan(stream.values[:, needed]).any(axis=1)
    if empty.any():
        at = np.flatnonzero(empty)
        yield Finding(
            Code.NAN,
            Severity.WARNING,
            f"{at.size} of {empty.size} samples hold no number",
            stream.name,
            float(stream.time[at[0]]),
            float(stream.time[at[-1]]),
        )
    held = _clipped(stream)
    if held is not None:
        yield Finding(
            Code.CLIPPED,
            Severity.WARNING,
            "the signal stays at its largest value: the sensor's range was too small",
            stream.name,
            *held,
        )


def _clipped(stream: Stream) -> tuple[float, float] | None:
    """Where a signal rests on its own extreme, far from where it usually is."""
    if stream.kind is Kind.FORCE_PLATE:
        force = stream["fz"]
        loaded = force[force > CONTACT_N]
        usual = float(np.median(loaded)) if loaded.size else np.inf
        return _held(stream, force, np.nanmax(force, initial=0.0), _PUSH * usual)
    if stream.kind is Kind.IMU:
        for channel, column in zip(stream.channels, stream.values.T, strict=True):
            size = np.abs(column - np.nanmedian(column)) if np.isfinite(column).any() else column
            usual = float(np.nanpercentile(size, 90)) if np.isfinite(size).any() else np.inf
            # No turn stays at its very largest value for several samples by itself.
            least = _TURNING_RAD_S if channel.name.startswith("gyr") else _FAR * usual
            found = _held(stream, size, np.nanmax(size, initial=0.0), least)
            if found is not None:
                return found
    return None


def _held(
    stream: Stream, signal: NDArray[np.float64], extreme: float, least: float
) -> tuple[float, float] | None:
    run = _runs(signal == extreme) if extreme > least else None
    return None if run is None else (float(stream.time[run[0]]), float(stream.time[run[1]]))


def _runs(mask: NDArray[np.bool_]) -> tuple[int, int] | None:
    """First index of the first run of at least `_HELD_SAMPLES` and last index of the last."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    long = ends - starts >= _HELD_SAMPLES
    return (int(starts[long][0]), int(ends[long][-1]) - 1) if long.any() else None
