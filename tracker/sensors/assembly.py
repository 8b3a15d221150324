"""One sensor's packets, in the order they arrived, to a stream on the recording's clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracker.errors import PacketError
from tracker.findings import Code, Finding, Severity
from tracker.recording import Channel, Gap, Stream
from tracker.recording.journal import Packet
from tracker.sensors.clock import ClockFit, Ping, fit_clock
from tracker.sensors.codecs.samples import Samples
from tracker.sensors.codecs.sequence import signed
from tracker.sensors.devices.registry import device_of
from tracker.sensors.notes import PingNote, SensorNote

_CLOCK_DECIMALS = 6
_CLOCK_JUDGED_S = 10.0
_LEAST_STEP = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """Samples between two restarts of a sensor; `index` and `time` are (n,), `counts` (n, c)."""

    index: NDArray[np.int64]
    time: NDArray[np.float64]
    counts: NDArray[Any]
    clock: ClockFit
    doubled: int


def assemble_stream(
    sensor: SensorNote,
    packets: Sequence[Packet],
    start_ns: int,
    pings: Sequence[PingNote] = (),
) -> tuple[Stream | None, list[Finding]]:
    """Make a stream of all that a sensor sent, and say what was wrong with it.

    Sample times follow the device times of the packets, between which they are spread evenly, on
    the line under the least delayed arrivals, as far as the sensor's answers about its clock allow;
    they are given in whole microseconds. Doubled samples are dropped, late ones put in their place,
    missing ones left as gaps.

    Parameters
    ----------
    sensor
        What the packets hold.
    packets
        In the order of arrival.
    start_ns
        Host clock at the recording's time zero.
    pings
        What the sensor said when it was asked for its clock.

    Returns
    -------
    The stream, None if not one sample can be used; and findings.
    """
    arrivals, refused = _decode(sensor, packets)
    arrivals.sort(key=lambda arrival: (arrival[0].run, arrival[0].first_index))
    runs: list[_Run] = []
    findings: list[Finding] = []
    for _, group in groupby(arrivals, key=lambda arrival: arrival[0].run):
        run = _place(list(group), sensor, start_ns, pings)
        runs.append(_after(run, runs[-1], sensor, findings) if runs else run)
    findings += _remarks(sensor, refused, sum(run.doubled for run in runs))
    if not runs:
        message = "connected, but sent no data; check that the sensor is on, charged and near"
        return None, [*findings, Finding(Code.LINK, Severity.ERROR, message, sensor.name)]
    stream = _stream(sensor, runs)
    findings += _gap_findings(stream)
    findings += (_clock_finding(sensor, run) for run in runs)
    findings += _jump_findings(sensor, runs)
    return stream, findings


def _decode(sensor: SensorNote, packets: Sequence[Packet]) -> tuple[list[tuple[Samples, int]], int]:
    decoder = device_of(sensor.profile).decoder(sensor.configuration)
    arrivals: list[tuple[Samples, int]] = []
    refused = 0
    for packet in packets:
        try:
            decoded = decoder.feed(packet.payload, packet.arrival_ns)
        except PacketError:
            refused += 1
        else:
            arrivals += ((samples, packet.arrival_ns) for samples in decoded)
    return arrivals, refused


def _place(
    arrivals: list[tuple[Samples, int]],
    sensor: SensorNote,
    start_ns: int,
    pings: Sequence[PingNote],
) -> _Run:
    """Place the packets of one run, sorted by their first index, on the recording's clock."""
    kept: list[tuple[Samples, int]] = []
    parts: list[NDArray[Any]] = []
    spans: list[NDArray[np.int64]] = []
    following = arrivals[0][0].first_index
    for samples, arrival_ns in arrivals:
        fresh = max(samples.first_index, following)
        if fresh < samples.end_index:
            kept.append((samples, arrival_ns))
            parts.append(samples.counts[fresh - samples.first_index :])
            spans.append(np.arange(fresh, samples.end_index))
            following = samples.end_index
    index = np.concatenate(spans)
    timeline = _Timeline.of([samples for samples, _ in kept], sensor.configuration.rate_hz)
    last = np.array([samples.end_index - 1 for samples, _ in kept])
    arrival_s = np.array([(arrival_ns - start_ns) * 1e-9 for _, arrival_ns in kept])
    device_s, max_drift = timeline.device_s(last), device_of(sensor.profile).max_drift
    clock = fit_clock(device_s, arrival_s, max_drift=max_drift)
    asked = _within(pings, clock, arrival_s, start_ns)
    if asked:
        clock = fit_clock(device_s, arrival_s, asked, max_drift=max_drift)
    time = clock.to_host(timeline.device_s(index)).round(_CLOCK_DECIMALS)
    return _Run(index, time, np.concatenate(parts), clock, len(arrivals) - len(kept))


def _within(
    pings: Sequence[PingNote], clock: ClockFit, arrival_s: NDArray[np.float64], start_ns: int
) -> list[Ping]:
    """The pings of a run, their device time no longer modulo 2³² µs."""
    asked = []
    for ping in pings:
        sent_s, received_s = (ping.sent_ns - start_ns) * 1e-9, (ping.received_ns - start_ns) * 1e-9
        if arrival_s.min() <= sent_s and received_s <= arrival_s.max():
            about_us = 1e6 * (clock.device_s + (sent_s - clock.host_s) / clock.rate)
            device_us = about_us + signed(ping.device_us - round(about_us))
            asked.append(Ping(sent_s, device_us * 1e-6, received_s))
    return asked


@dataclass(frozen=True, slots=True, eq=False)
class _Timeline:
    """Device time by index: what the packets state, and even steps between and after."""

    index: NDArray[np.float64]
    t_us: NDArray[np.float64]
    period_us: float

    @classmethod
    def of(cls, packets: list[Samples], rate_hz: float) -> "_Timeline":
        nominal_us = 1e6 / rate_hz
        knots = [packets[0]]
        for packet in packets[1:]:
            steps = packet.first_index - knots[-1].first_index
            # A stamp that would squeeze samples together is jitter; its samples are kept.
            if packet.t_us - knots[-1].t_us > _LEAST_STEP * steps * nominal_us:
                knots.append(packet)
        steps = knots[-1].first_index - knots[0].first_index
        period_us = (knots[-1].t_us - knots[0].t_us) / steps if steps else nominal_us
        return cls(
            np.array([knot.first_index for knot in knots], dtype=np.float64),
            np.array([knot.t_us for knot in knots], dtype=np.float64),
            period_us,
        )

    def device_s(self, index: NDArray[np.int64]) -> NDArray[np.float64]:
        within = np.interp(index, self.index, self.t_us)
        beyond = np.maximum(index - self.index[-1], 0.0) * self.period_us
        return np.asarray((within + beyond) * 1e-6, dtype=np.float64)


def _after(run: _Run, before: _Run, sensor: SensorNote, findings: list[Finding]) -> _Run:
    """Keep time increasing over a restart, whatever the two clock fits say."""
    name, rate_hz = sensor.name, sensor.configuration.rate_hz
    start_s, end_s = float(before.time[-1]), float(run.time[0])
    findings.append(
        Finding(Code.LINK, Severity.WARNING, "the sensor restarted", name, start_s, end_s)
    )
    early_s = start_s + 1.0 / rate_hz - end_s
    if early_s <= 0:
        return run
    findings.append(
        Finding(
            Code.CLOCK,
            Severity.WARNING,
            f"after the restart the clock fit reaches {early_s * 1e3:.1f} ms back before it",
            name,
            start_s,
            None,
            "moved to follow them",
        )
    )
    return replace(run, time=(run.time + early_s).round(_CLOCK_DECIMALS))


def _stream(sensor: SensorNote, runs: list[_Run]) -> Stream:
    configuration = sensor.configuration
    time = np.concatenate([run.time for run in runs])
    source = {"profile": sensor.profile, "device": sensor.device, "address": sensor.address}
    if sensor.firmware:
        source["firmware"] = sensor.firmware
    counts = np.concatenate([run.counts for run in runs])
    whole = np.issubdtype(counts.dtype, np.integer)
    longest = max(runs, key=attrgetter("index.size"))
    return Stream(
        name=sensor.name,
        kind=sensor.kind,
        placement=sensor.placement,
        rate_hz=configuration.rate_hz,
        time=time,
        values=counts * configuration.scales,
        channels=tuple(
            Channel(channel.name, channel.unit, channel.scale if whole else None)
            for channel in configuration.channels
        ),
        gaps=tuple(_gaps(runs, configuration.rate_hz)),
        source=source,
        calibration={
            "clock_residual_s": longest.clock.residual_s,
            "clock_drift_ppm": longest.clock.drift_ppm,
        },
    )


def _gaps(runs: list[_Run], rate_hz: float) -> Iterator[Gap]:
    before: _Run | None = None
    for run in runs:
        if before is not None:
            start_s, end_s = float(before.time[-1]), float(run.time[0])
            yield Gap(start_s, end_s, max(0, round((end_s - start_s) * rate_hz) - 1))
        steps = np.diff(run.index)
        for at in np.flatnonzero(steps > 1):
            yield Gap(float(run.time[at]), float(run.time[at + 1]), int(steps[at]) - 1)
        before = run


def _remarks(sensor: SensorNote, refused: int, doubled: int) -> Iterator[Finding]:
    if refused:
        yield Finding(
            Code.LINK,
            Severity.WARNING,
            f"{refused} packets were broken or contradicted the others",
            sensor.name,
            correction="left out",
        )
    if doubled:
        yield Finding(
            Code.LINK,
            Severity.INFO,
            f"{doubled} packets came twice",
            sensor.name,
            correction="kept once",
        )


def _gap_findings(stream: Stream) -> Iterator[Finding]:
    for gap in stream.gaps:
        yield Finding(
            Code.GAP,
            Severity.WARNING,
            f"{gap.missing} samples are missing ({(gap.end_s - gap.start_s) * 1e3:.0f} ms)",
            stream.name,
            gap.start_s,
            gap.end_s,
        )


def _jump_findings(sensor: SensorNote, runs: list[_Run]) -> Iterator[Finding]:
    for run in runs:
        if run.clock.jump_s is None:
            continue
        at_s, size_s = run.clock.jump_s
        yield Finding(
            Code.CLOCK,
            Severity.WARNING,
            f"the sensor's clock jumped by {size_s * 1e3:+.0f} ms or more; times beside other "
            "sensors may be off by that much",
            sensor.name,
            float(run.clock.to_host(np.array([at_s]))[0]),
        )


def _clock_finding(sensor: SensorNote, run: _Run) -> Finding:
    clock = run.clock
    start_s, end_s = float(run.time[0]), float(run.time[-1])
    at_limit = abs(clock.rate - 1.0) >= device_of(sensor.profile).max_drift * (1 - 1e-9)
    asked = f" and {clock.pings} answers" if clock.pings else ""
    doubtful = at_limit and end_s - start_s > _CLOCK_JUDGED_S
    return Finding(
        Code.CLOCK,
        Severity.WARNING if doubtful else Severity.INFO,
        f"sensor clock fitted to {clock.points} packets{asked}: drift {clock.drift_ppm:+.0f} ppm, "
        f"median delay {clock.residual_s * 1e3:.1f} ms beyond the least"
        + ("; the drift is larger than quartz allows, times may be off" if doubtful else ""),
        sensor.name,
        start_s,
        end_s,
    )
