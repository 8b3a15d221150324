"""A recording as a folder: ``recording.json`` and one file a stream, CSV or Parquet."""

import json
from collections.abc import Iterator
from math import isnan
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tracker.errors import FileFormatError, RecordingError
from tracker.findings import Code, Finding, Severity
from tracker.recording.columns import decode_stream, encode_stream
from tracker.recording.manifest import (
    FILE_NAME,
    Manifest,
    StreamEntry,
    parse_manifest,
    segments_data,
)
from tracker.recording.model import (
    CHANNELS,
    MAX_TIME_S,
    REQUIRED,
    Channel,
    Recording,
    Segment,
    Stream,
    gaps_in,
)
from tracker.recording.text import parse_numbers, read_text, split_fields

_LONGEST_NAME = 200

StreamFormat = Literal["csv", "parquet"]


def read_folder(path: Path) -> Recording:
    """Read a recording folder.

    Raises
    ------
    FileFormatError
        Naming the file and what is wrong with it.
    """
    description = path / FILE_NAME
    manifest = parse_manifest(description, read_text(description))
    subject, segments, started_at, findings = manifest.recording_parts()
    streams: list[Stream] = []
    noticed: list[Finding] = []
    for entry in manifest.streams:
        stream, remarks = _read_stream(path, entry)
        streams.append(stream)
        noticed += remarks
    try:
        return Recording(
            tuple(streams),
            subject,
            segments,
            started_at,
            (*findings, *noticed),
            manifest.said(),
        )
    except RecordingError as error:
        raise FileFormatError(description, str(error)) from error


def write_folder(recording: Recording, path: Path, stream_format: StreamFormat = "parquet") -> None:
    """Write a recording folder; the manifest comes last, so a folder that has one is whole.

    Parameters
    ----------
    recording
        What to write.
    path
        The folder; made if it is missing.
    stream_format
        ``parquet`` keeps every bit and all metadata; ``csv`` is for other programs to read.

    Raises
    ------
    FileFormatError
        If the folder already holds a recording, or cannot be written.
    """
    description = path / FILE_NAME
    if description.exists():
        raise FileFormatError(path, "a recording is already there; choose another folder")
    try:
        path.mkdir(parents=True, exist_ok=True)
        entries = [_write_stream(path, stream, stream_format) for stream in recording.streams]
        text = manifest_text(recording, entries)
        partial = path / (FILE_NAME + ".partial")
        partial.write_text(text, encoding="utf-8")
        partial.replace(description)
    except OSError as error:
        raise FileFormatError(path, f"cannot be written ({error.strerror})") from error


def write_segments(path: Path, segments: tuple[Segment, ...]) -> None:
    """Put what a person said of a recording's parts into its ``recording.json``.

    Nothing else of it is changed.

    Raises
    ------
    FileFormatError
        If there is no readable recording, or it cannot be written.
    """
    description = path / FILE_NAME
    text = read_text(description)
    parse_manifest(description, text)
    data = json.loads(text)
    for name in ("exercise", "variant"):
        data.pop(name, None)
    data["segments"] = segments_data(segments)
    try:
        partial = path / (FILE_NAME + ".partial")
        partial.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        partial.replace(description)
    except OSError as error:
        raise FileFormatError(path, f"cannot be written ({error.strerror})") from error


def manifest_text(recording: Recording, entries: list[StreamEntry]) -> str:
    """``recording.json`` as text."""
    data = Manifest.describing(recording, entries).model_dump(mode="json", exclude_none=True)
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _write_stream(folder: Path, stream: Stream, stream_format: StreamFormat) -> StreamEntry:
    file = f"{stream.name}.{stream_format}"
    usable = Path(file).name == file and file.isprintable() and len(file) <= _LONGEST_NAME
    if not stream.name or not usable:
        raise RecordingError(f"stream name {stream.name!r} cannot be a file name")
    if stream_format == "parquet":
        (folder / file).write_bytes(encode_stream(stream))
    else:
        with (folder / file).open("w", encoding="utf-8", newline="\n") as sink:
            sink.writelines(_csv_lines(stream))
    return StreamEntry(
        file=file, kind=stream.kind, placement=stream.placement, rate_hz=stream.rate_hz
    )


def _csv_lines(stream: Stream) -> Iterator[str]:
    """Every number as the shortest text that reads back as the same; NaN as an empty field."""
    yield ",".join(["time", *(channel.name for channel in stream.channels)]) + "\n"
    for time, row in zip(stream.time.tolist(), stream.values.tolist(), strict=True):
        fields = ("" if isnan(value) else repr(value) for value in row)
        yield f"{time!r},{','.join(fields)}\n"


def _read_stream(folder: Path, entry: StreamEntry) -> tuple[Stream, list[Finding]]:
    path = folder / entry.file
    if "\0" in entry.file or Path(entry.file).is_absolute() or ".." in Path(entry.file).parts:
        raise FileFormatError(
            folder / FILE_NAME, f"{entry.file!r} lies outside the recording's folder"
        )
    if path.suffix != ".parquet":
        return _read_csv(path, entry)
    try:
        with path.open("rb") as file:
            return decode_stream(file, str(path)), []
    except OSError as error:
        raise FileFormatError(path, f"cannot be read ({error.strerror})") from error


def _read_csv(path: Path, entry: StreamEntry) -> tuple[Stream, list[Finding]]:
    head, *lines = read_text(path).split("\n")
    columns = split_fields(head, ",")
    _check_columns(path, columns, entry)
    table = parse_numbers(path, lines, separator=",", width=len(columns), first_line=2)
    time = table[:, columns.index("time")]
    known = [name for name in CHANNELS[entry.kind] if name in columns]
    values = table[:, [columns.index(name) for name in known]]
    timeless = ~(np.abs(time) <= MAX_TIME_S)
    endless = np.isinf(values) & ~timeless[:, None]
    values[endless] = np.nan
    remarks = list(_remarks(path.stem, columns, known, timeless, int(endless.sum())))
    rows = np.flatnonzero(~timeless)
    time = time[rows]
    if not time.size:
        raise FileFormatError(path, "there is no row with a time and numbers")
    backwards = np.flatnonzero(np.diff(time) <= 0)
    if backwards.size:
        line = int(rows[backwards[0] + 1]) + 2
        raise FileFormatError(path, f"line {line}: time does not increase; sort or repair the rows")
    units = CHANNELS[entry.kind]
    stream = Stream(
        name=path.stem,
        kind=entry.kind,
        placement=entry.placement,
        rate_hz=entry.rate_hz,
        time=time,
        values=values[rows],
        channels=tuple(Channel(name, units[name]) for name in known),
        gaps=gaps_in(time, entry.rate_hz),
        source={"file": path.name},
    )
    return stream, remarks


def _check_columns(path: Path, columns: list[str], entry: StreamEntry) -> None:
    double = sorted({name for name in columns if name and columns.count(name) > 1})
    if double:
        raise FileFormatError(path, f"column {double[0]!r} appears twice")
    missing = [name for name in ("time", *sorted(REQUIRED[entry.kind])) if name not in columns]
    if missing:
        raise FileFormatError(
            path, f"column {missing[0]!r} is missing; a stream of kind {entry.kind.value} needs it"
        )


def _remarks(
    stream: str, columns: list[str], known: list[str], timeless: NDArray[np.bool_], endless: int
) -> Iterator[Finding]:
    unknown = [name for name in columns if name and name != "time" and name not in known]
    if unknown:
        yield Finding(
            Code.FORMAT,
            Severity.INFO,
            f"columns not known for this kind of stream were left out: {', '.join(unknown)}",
            stream,
        )
    if timeless.any():
        yield Finding(
            Code.NAN,
            Severity.WARNING,
            f"{int(timeless.sum())} of {timeless.size} rows have no time and were left out",
            stream,
            correction="rows left out",
        )
    if endless:
        yield Finding(
            Code.NAN,
            Severity.WARNING,
            f"{endless} values are infinite",
            stream,
            correction="taken as missing",
        )
