"""From a column of times to seconds, a sampling rate, and the gaps between."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tracker.errors import FileFormatError
from tracker.findings import Code, Finding, Severity
from tracker.recording import Gap, Stream, gaps_in, nominal_rate

_UNITS_PER_S = {
    "": None,
    "s": 1.0,
    "sec": 1.0,
    "secs": 1.0,
    "second": 1.0,
    "seconds": 1.0,
    "ms": 1e3,
    "msec": 1e3,
    "millisecond": 1e3,
    "milliseconds": 1e3,
    "us": 1e6,
    "µs": 1e6,
    "μs": 1e6,
    "min": 1 / 60,
}
_LONGEST_STEP_S = 0.1
_EPOCH_S = 86_400.0
_LARGEST = 1e17
_NAMED_GAPS = 10


@dataclass(frozen=True, slots=True)
class Timeline:
    """When the rows of a table were sampled.

    Parameters
    ----------
    rows
        (n,) which rows of the table have a time.
    time
        (n,) seconds.
    rate_hz
        Nominal.
    gaps
        Where rows are missing.
    findings
        What was noticed or corrected.
    """

    rows: NDArray[np.intp]
    time: NDArray[np.float64]
    rate_hz: float
    gaps: tuple[Gap, ...]
    findings: tuple[Finding, ...]


def timeline(
    path: Path,
    times: NDArray[np.float64],
    *,
    unit: str,
    first_line: int,
    told_rate_hz: float | None = None,
    stated_rate_hz: float | None = None,
) -> Timeline:
    """Turn a column of times into a timeline.

    The times decide: a rate that is told by the person or stated in the file's header is
    compared with theirs, and the difference is a finding.

    Parameters
    ----------
    times
        (rows,) in `unit`; NaN where a row has none.
    unit
        As the header has it, or empty: then milli- and microseconds are known by the step,
        since nothing that measures force samples fewer than ten times a second.

    Raises
    ------
    FileFormatError
        If time does not increase (it names the line), its unit is not known, or there are fewer
        than two rows.
    """
    findings: list[Finding] = []
    rows = np.flatnonzero(np.abs(times) <= _LARGEST)
    if rows.size < times.size:
        findings.append(
            Finding(
                Code.NAN,
                Severity.WARNING,
                f"{times.size - rows.size} of {times.size} rows have no time",
                correction="rows left out",
            )
        )
    if rows.size < 2:
        raise FileFormatError(path, "fewer than two rows have a time; there is nothing to measure")
    time = times[rows]
    backwards = np.flatnonzero(np.diff(time) <= 0)
    if backwards.size:
        row = int(rows[backwards[0] + 1])
        raise FileFormatError(
            path,
            f"line {first_line + row}: time goes from {time[backwards[0]]:g} to "
            f"{time[backwards[0] + 1]:g}; it must increase from row to row",
        )
    time = _in_seconds(path, time, unit, findings)
    if time[0] > _EPOCH_S:
        findings.append(
            Finding(Code.FORMAT, Severity.INFO, f"time started at {time[0]:.3f} s",
                    correction="the first row is now at 0 s")
        )  # fmt: skip
        time = time - time[0]
    rate_hz = nominal_rate(time)
    for said, source in ((stated_rate_hz, "the file's header states"), (told_rate_hz, "told were")):
        if said is not None and abs(said / rate_hz - 1) > 0.01:
            findings.append(
                Finding(
                    Code.RATE,
                    Severity.WARNING,
                    f"{source} {said:g} Hz, but the file's times step at {rate_hz:g} Hz",
                    correction=f"{rate_hz:g} Hz used",
                )
            )
    return Timeline(rows, time, rate_hz, gaps_in(time, rate_hz), tuple(findings))


def _in_seconds(
    path: Path, time: NDArray[np.float64], unit: str, findings: list[Finding]
) -> NDArray[np.float64]:
    key = unit.strip().lower()
    if key not in _UNITS_PER_S:
        raise FileFormatError(path, f"time is in {unit!r}, which is not known; use s or ms")
    stated = _UNITS_PER_S[key]
    step_s = float(np.median(np.diff(time))) / (stated or 1.0)
    per_second = stated or 1.0
    if step_s > _LONGEST_STEP_S and per_second == 1.0:
        per_second, name = (1e3, "milliseconds") if step_s < 200 else (1e6, "microseconds")
        findings.append(
            Finding(
                Code.UNITS,
                Severity.WARNING if stated else Severity.INFO,
                f"time steps by {step_s:g}, which cannot be seconds",
                correction=f"taken as {name}",
            )
        )
    return time / per_second


def gap_findings(stream: Stream) -> list[Finding]:
    """Say where samples of a stream are missing, each gap by itself unless there are many."""
    named, rest = stream.gaps[:_NAMED_GAPS], stream.gaps[_NAMED_GAPS:]
    findings = [
        Finding(
            Code.GAP,
            Severity.WARNING,
            f"{gap.missing} samples are missing ({1e3 * (gap.end_s - gap.start_s):.0f} ms)",
            stream.name,
            gap.start_s,
            gap.end_s,
        )
        for gap in named
    ]
    if rest:
        missing = sum(gap.missing for gap in rest)
        findings.append(
            Finding(
                Code.GAP,
                Severity.WARNING,
                f"{missing} more samples are missing in {len(rest)} gaps",
                stream.name,
                rest[0].start_s,
                rest[-1].end_s,
            )
        )
    return findings
