"""A recording in, all that can be measured in it out."""

from dataclasses import replace
from typing import TypeVar

import numpy as np

from tracker.errors import InputError
from tracker.exercises.balance.comparisons import balance_compared
from tracker.exercises.base import Context, Detector, heads
from tracker.exercises.comparisons import compared
from tracker.exercises.corrections import corrected, summed_up, without_removed
from tracker.exercises.detectors import DETECTORS
from tracker.exercises.isometric.detector import IsometricDetector
from tracker.exercises.jumps.profile import profiled
from tracker.exercises.recognition import Claim, agreed, with_certainty
from tracker.exercises.registry import EXERCISES, detector_for
from tracker.exercises.sets import grouped
from tracker.exercises.split_merge import Source
from tracker.findings import Code, Finding, Severity
from tracker.recording import NO_EXERCISE, Kind, Recording, Segment, Stream, Variant
from tracker.results import Analysis, Curve, Effort, EffortSet, Quality
from tracker.signals.quality import inspect

PIPELINE_VERSION = "1.5.0"
"""Changed with every change of a number; results name it.

Examples
--------
>>> from tracker import PIPELINE_VERSION
>>> [part.isdigit() for part in PIPELINE_VERSION.split(".")]
[True, True, True]
"""

_BLOCK_S = 60.0
_Measured = TypeVar("_Measured", Effort, EffortSet)


def analyze(recording: Recording, *, exercise: str | None = None) -> Analysis:
    """Find and measure every effort of a recording.

    Parameters
    ----------
    recording
        As `tracker.open_recording` gives it. Its segments say what was done when; without them
        the exercise is recognised. Its corrections are applied to what is found.
    exercise
        What was done, where the recording does not say or says it wrongly.

    Raises
    ------
    InputError
        If the exercise is not one that can be measured.

    Examples
    --------
    A jump on a force plate, from an array: a dip, a push, 0.51 s in the air and a landing.

    >>> import numpy as np
    >>> from tracker import analyze
    >>> from tracker.recording import Channel, Kind, Recording, Stream
    >>> time = np.arange(4500) / 1000
    >>> force = np.interp(
    ...     time,
    ...     [2.0, 2.1, 2.3, 2.5, 2.7, 2.75, 3.26, 3.36, 3.46, 3.76],
    ...     [687, 387, 387, 1600, 1600, 0, 0, 1900, 900, 687],
    ... )
    >>> force += np.random.default_rng(1).normal(0, 2, time.size)  # the plate's noise, N
    >>> plate = Stream(
    ...     name="plate",
    ...     kind=Kind.FORCE_PLATE,
    ...     placement="plate",
    ...     rate_hz=1000,
    ...     time=time,
    ...     values=force[:, np.newaxis],
    ...     channels=(Channel("fz", "N"),),
    ... )
    >>> [jump] = analyze(Recording((plate,))).efforts
    >>> jump.exercise
    'countermovement_jump'
    >>> round(jump.metrics["jump_height_flight_time"].value, 2)  # m
    0.32
    """
    if exercise is not None and exercise not in EXERCISES:
        detector_for(exercise, {})
    mended, findings = inspect(recording)
    efforts: list[Effort] = []
    sets: list[tuple[EffortSet, Variant]] = []
    noticed: list[Finding] = []
    curves: dict[str, Curve] = {}
    stated = recording.segments or (Segment(),)
    for segment in stated:
        part = _cut(mended, segment)
        if part is None or (exercise is None and segment.exercise == NO_EXERCISE):
            continue
        claims = _claims(part, segment, exercise)
        recognised = exercise is None and segment.exercise is None
        anything = any(claim.efforts for claim in claims)
        for number, claim in enumerate(_corrected(agreed(claims), part, segment)):
            others = [effort for other in claims[:number] + claims[number + 1 :]
                      for effort in other.efforts]  # fmt: skip
            efforts += [_doubted(_finite(effort), recording, findings) for effort in claim.efforts]
            for group in grouped(claim.efforts):
                one = summed_up(claim.detector, group)
                if recognised:
                    one = with_certainty(one, group, others)
                sets.append((_finite(one), segment.variant))
            found = claim.detector.findings()
            noticed += [
                one
                for one in found
                # What another exercise explains was rightly not counted as this one.
                if claim.efforts or not anything or one.code is not Code.NOT_COUNTED
            ]
            shown = claim.efforts or not curves
            for curve in claim.detector.curves() if shown else ():
                curves[curve.name] = _joined(curves.get(curve.name), curve)
    if not efforts and any(exercise or one.exercise != NO_EXERCISE for one in stated):
        noticed.append(_nothing_found(recording, exercise))
    whole = profiled(balance_compared(sets), efforts)
    analysis = Analysis(
        pipeline_version=PIPELINE_VERSION,
        duration_s=round(recording.duration_s, 6),
        streams=tuple(stream.name for stream in recording.streams),
        efforts=tuple(sorted(efforts, key=lambda effort: effort.start_s)),
        sets=tuple(sorted(compared(whole), key=lambda one: one.start_s)),
        findings=(*findings, *noticed),
        curves=tuple(curves.values()),
    )
    return without_removed(analysis, recording.corrections)


def _joined(known: Curve | None, curve: Curve) -> Curve:
    """A curve with the same one of another segment, the line broken between them.

    What covers the same time was made by another detector, and takes its place.
    """
    if known is None or not known.time.size or not curve.time.size:
        return curve
    first, last = sorted((known, curve), key=lambda one: float(one.time[0]))
    if first.time[-1] >= last.time[0]:
        return curve
    between = (first.time[-1] + last.time[0]) / 2
    return replace(
        curve,
        time=np.concatenate((first.time, [between], last.time)),
        value=np.concatenate((first.value, [np.nan], last.value)),
    )


def _claims(part: Recording, segment: Segment, exercise: str | None) -> list[Claim]:
    """What the stated exercise's detector finds, or each of all of them."""
    context = Context(part.subject, segment.variant)
    stated = exercise or segment.exercise
    if stated is not None:
        if stated not in EXERCISES:
            raise InputError(
                f"the recording's exercise {stated!r} cannot be measured yet; "
                f"name one of {', '.join(EXERCISES)} with --exercise"
            )
        detector = detector_for(stated, heads(part), context)
        _run(detector, part)
        return [Claim(detector, list(detector.efforts()))]
    claims = []
    for factory in DETECTORS:
        detector = factory(heads(part), context)
        _run(detector, part)
        claims.append(Claim(detector, list(detector.efforts())))
        if factory is IsometricDetector:
            part = _unpushed(part, detector.efforts())
    return claims


def _corrected(claims: list[Claim], part: Recording, segment: Segment) -> list[Claim]:
    """The claims with their efforts as a person corrected them."""
    if not part.corrections:
        return claims

    def find(exercise: str, samples: Recording) -> tuple[Effort, ...]:
        detector = detector_for(exercise, heads(samples), Context(part.subject, segment.variant))
        _run(detector, samples)
        return detector.efforts()

    return [
        replace(
            claim,
            efforts=corrected(
                claim.efforts, part.corrections, Source(part, claim.detector.curves(), find)
            ),
        )
        for claim in claims
    ]


def _unpushed(part: Recording, pushes: tuple[Effort, ...]) -> Recording:
    """The same without the plates' force in pushes against what does not give.

    No body goes up with such a force: who integrates it comes to impossible heights.
    """
    if not pushes:
        return part
    streams = []
    for stream in part.streams:
        if stream.kind is Kind.FORCE_PLATE:
            values = stream.values.copy()
            for push in pushes:
                inside = slice(*np.searchsorted(stream.time, (push.start_s, push.end_s)))
                values[inside] = np.nan
            channels = tuple(replace(channel, count=None) for channel in stream.channels)
            stream = replace(stream, values=values, channels=channels)  # noqa: PLW2901
        streams.append(stream)
    return replace(part, streams=tuple(streams))


def _run(detector: Detector, recording: Recording) -> None:
    """Feed the streams side by side, as a live recording would."""
    start = min(stream.start_s for stream in recording.streams)
    blocks = int(np.ceil(recording.duration_s / _BLOCK_S)) + 1
    for stream_block in range(blocks):
        since, until = start + stream_block * _BLOCK_S, start + (stream_block + 1) * _BLOCK_S
        for stream in recording.streams:
            first, last = np.searchsorted(stream.time, (since, until))
            if last > first:
                detector.feed(stream.name, stream.time[first:last], stream.values[first:last])
    detector.finish()


def _cut(recording: Recording, segment: Segment) -> Recording | None:
    """The part of a recording that a segment names; None if nothing was recorded in it."""
    end = np.inf if segment.end_s is None else segment.end_s
    streams = [_between(stream, segment.start_s, end) for stream in recording.streams]
    filled = tuple(stream for stream in streams if stream.time.size)
    return replace(recording, streams=filled) if filled else None


def _between(stream: Stream, start_s: float, end_s: float) -> Stream:
    if start_s <= stream.start_s and end_s >= stream.end_s:
        return stream
    inside = slice(*np.searchsorted(stream.time, (start_s, end_s)))
    return replace(stream, time=stream.time[inside], values=stream.values[inside])


def _finite(one: _Measured) -> _Measured:
    """The same with any number that is none withheld, and any error that is none unknown."""
    metrics = dict(one.metrics)
    withheld = dict(one.withheld)
    for name, metric in one.metrics.items():
        if not np.isfinite(metric.value):
            del metrics[name]
            withheld[name] = "samples it needs are missing"
        elif metric.uncertainty is not None and not np.isfinite(metric.uncertainty):
            metrics[name] = replace(metric, uncertainty=None)
    return replace(one, metrics=metrics, withheld=withheld)


def _doubted(effort: Effort, recording: Recording, findings: tuple[Finding, ...]) -> Effort:
    """The same with what was measured by a sensor out of its range called poor.

    What was said after a take-off does not matter for the jump before it.
    """
    moving = {one.name for one in recording.of_kind(Kind.IMU)}
    clipped = [one for one in findings if one.code is Code.CLIPPED]
    until = effort.phases.get("flight", (effort.end_s,))[0]

    def beyond(finding: Finding) -> bool:
        start, end = finding.start_s, finding.end_s
        return start is not None and end is not None and start <= until and effort.start_s <= end

    by_imu = any(one.stream in moving and beyond(one) for one in clipped)
    by_plate = any(one.stream not in moving and beyond(one) for one in clipped)
    if not by_imu and not by_plate:
        return effort
    metrics = {
        name: replace(metric, quality=Quality.POOR)
        if (by_plate if "plate" in metric.method else by_imu)
        else metric
        for name, metric in effort.metrics.items()
    }
    return replace(effort, metrics=metrics)


def _nothing_found(recording: Recording, exercise: str | None) -> Finding:
    wanted = exercise or next(
        (segment.exercise for segment in recording.segments if segment.exercise), None
    )
    what = "no exercise" if wanted is None else f"no {wanted.replace('_', ' ')}"
    placed = ", ".join(f"{stream.name} ({stream.kind.value})" for stream in recording.streams)
    return Finding(
        Code.NO_EFFORT,
        Severity.WARNING,
        f"{what} was found in {placed}",
    )
