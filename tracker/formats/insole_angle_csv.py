"""CSV of a pressure insole beside an ankle angle from optical motion capture.

Columns such as ``Time[secs], Forefoot Force[N], Midfoot Force[N], Heel Force[N], TForce[N],
RAnkleFlexion``. The angle is the right
ankle's, dorsiflexion positive, and is turned over so that plantar flexion is positive. Which foot
the insole was in is not in the file; it is taken for the foot whose ankle was measured, and a
finding says so.
"""

import re
from pathlib import Path

import numpy as np

from tracker.errors import FileFormatError
from tracker.findings import Code, Finding, Severity
from tracker.formats.table import Table, read_table
from tracker.formats.timing import Timeline, gap_findings, timeline
from tracker.recording import CHANNELS, Channel, Kind, Recording, Stream

_ANGLE = re.compile(r"^\s*\"?(R|L|Right|Left)[ _]?Ankle[ _]?Flexion", re.I)
_INSOLE = {
    "forefoot": re.compile(r"forefoot", re.I),
    "midfoot": re.compile(r"midfoot", re.I),
    "heel": re.compile(r"heel|rearfoot", re.I),
    "total": re.compile(r"^\s*t(otal)?[ _]?force", re.I),
}
_HEAD_CHARACTERS = 4000


def is_insole_angle(text: str) -> bool:
    """Whether a line near the top names forefoot force or an ankle's flexion as columns."""
    head = text[:_HEAD_CHARACTERS]
    names = [name for line in head.split("\n") for name in re.split(r"[,;\t]", line)]
    return any(_ANGLE.match(name) for name in names) or (
        any(_INSOLE["forefoot"].search(name) for name in names)
        and any(_INSOLE["total"].search(name) for name in names)
    )


def read_insole_angle(path: Path, text: str, rate_hz: float | None = None) -> Recording:
    """Read insole and ankle angle as two streams on one clock.

    Parameters
    ----------
    path
        For messages.
    text
        The file's text.
    rate_hz
        What the person told; the file's own times are kept and a difference is a finding.

    Raises
    ------
    FileFormatError
        If there is no time, or a row cannot be read.
    """
    table = read_table(path, text)
    at = next((i for i, name in enumerate(table.names) if name.lower().startswith("time")), None)
    if at is None:
        raise FileFormatError(path, "no column of time; name it Time (s)")
    unit = re.search(r"[\[(](.*?)[\])]", table.names[at])
    axis = timeline(
        path,
        table.values[:, at],
        unit=unit[1] if unit else "",
        first_line=table.first_line,
        told_rate_hz=rate_hz,
    )
    findings = [*table.findings, *axis.findings]
    side = "right"
    streams: list[Stream] = []
    for i, name in enumerate(table.names):
        found = _ANGLE.match(name)
        if found is None:
            continue
        side = "left" if found[1].lower().startswith("l") else "right"
        streams.append(_angle(path, table, axis, i, side))
        message = f"{name}: dorsiflexion is positive in the file"
        findings.append(
            Finding(Code.INVERTED, Severity.INFO, message, streams[-1].name,
                    correction="turned over: plantar flexion is positive")
        )  # fmt: skip
    columns = {
        channel: i
        for channel, pattern in _INSOLE.items()
        for i, name in enumerate(table.names)
        if pattern.search(name)
    }
    if "total" in columns:
        streams.append(_insole(path, table, axis, columns, side))
        message = f"the file does not say in which shoe the insole was; the {side} is assumed"
        findings.append(Finding(Code.FORMAT, Severity.INFO, message, streams[-1].name))
    if not streams:
        raise FileFormatError(path, "neither an ankle's flexion nor a total insole force is there")
    for stream in streams:
        findings += gap_findings(stream)
    return Recording(tuple(streams), findings=tuple(findings))


def _angle(path: Path, table: Table, axis: Timeline, column: int, side: str) -> Stream:
    columns = {"plantar_flexion": -table.values[axis.rows, column]}
    return _stream(path, axis, Kind.ANGLE, f"{side}_ankle", columns)


def _insole(path: Path, table: Table, axis: Timeline, chosen: dict[str, int], side: str) -> Stream:
    columns = {name: table.values[axis.rows, i] for name, i in chosen.items()}
    return _stream(path, axis, Kind.INSOLE, f"{side}_foot", columns)


def _stream(
    path: Path, axis: Timeline, kind: Kind, placement: str, columns: dict[str, np.ndarray]
) -> Stream:
    names = [name for name in CHANNELS[kind] if name in columns]
    return Stream(
        name=f"{placement}_insole" if kind is Kind.INSOLE else placement,
        kind=kind,
        placement=placement,
        rate_hz=axis.rate_hz,
        time=axis.time,
        values=np.column_stack([columns[name] for name in names]),
        channels=tuple(Channel(name, CHANNELS[kind][name]) for name in names),
        gaps=axis.gaps,
        source={"format": "insole and ankle angle text", "file": path.name},
    )
