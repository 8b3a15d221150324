"""One stream as one Parquet file: small, quick, and exactly what went in.

Sensors and exported text files hold few distinct steps: a value is a whole count times a scale,
or a decimal with few digits. Where that gives back every float exactly, the column is kept as
delta-coded integers; otherwise it stays float64. NaN is a null, and a negative zero may come back
as zero: whole counts have none, and a single one should not cost a column its coding.
"""

import json
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tracker.errors import RecordingError
from tracker.recording.model import Channel, Gap, Kind, Stream

_META = b"calf"
_META_CHECK = b"calf.crc32"
_VERSION = 1
_MAX_COUNT = 2**53
_ROW_GROUP_S = 30.0
_MIN_GROUP_ROWS = 1000
_MAX_ROWS = 50_000_000


@dataclass(frozen=True, slots=True)
class _Scale:
    """How counts become values: ``counts * factor`` or ``counts / factor``."""

    factor: float
    divide: bool

    def values(self, counts: NDArray[np.float64]) -> NDArray[np.float64]:
        return counts / self.factor if self.divide else counts * self.factor

    def counts(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.rint(values * self.factor if self.divide else values / self.factor)


def encode_stream(stream: Stream) -> bytes:
    """Write a stream as the bytes of a Parquet file that `decode_stream` restores exactly."""
    columns: dict[str, Any] = {}
    scales: list[dict[str, Any] | None] = []
    fields: list[tuple[str, float | None, NDArray[np.float64]]] = [("time", None, stream.time)]
    fields += [(one.name, one.count, stream.values[:, i]) for i, one in enumerate(stream.channels)]
    for name, count, values in fields:
        array, scale = _pack(values, count)
        columns[name] = array
        scales.append(None if scale is None else {"factor": scale.factor, "divide": scale.divide})
    meta = {
        "version": _VERSION,
        "name": stream.name,
        "kind": stream.kind.value,
        "placement": stream.placement,
        "rate_hz": stream.rate_hz,
        "channels": [[channel.name, channel.unit, channel.count] for channel in stream.channels],
        "scales": scales,
        "gaps": [[gap.start_s, gap.end_s, gap.missing] for gap in stream.gaps],
        "source": dict(stream.source),
        "calibration": dict(stream.calibration),
    }
    described = json.dumps(meta).encode()
    table = pa.table(columns).replace_schema_metadata(
        {_META: described, _META_CHECK: str(zlib.crc32(described)).encode()}
    )
    packed = [name for name, scale in zip(columns, scales, strict=True) if scale is not None]
    sink = BytesIO()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        use_dictionary=False,
        column_encoding={
            name: "DELTA_BINARY_PACKED" if name in packed else "BYTE_STREAM_SPLIT"
            for name in columns
        },
        row_group_size=max(_MIN_GROUP_ROWS, round(min(_MAX_ROWS, _ROW_GROUP_S * stream.rate_hz))),
        write_page_checksum=True,
    )
    return sink.getvalue()


def decode_stream(data: bytes | BinaryIO, label: str) -> Stream:
    """Read a stream written by `encode_stream`.

    Parameters
    ----------
    data
        The file's bytes, or the file opened for reading.
    label
        What to call it in an error, usually its path.

    Raises
    ------
    RecordingError
        If it is no such file, or claims more rows than any recording has.
    """
    try:
        source = BytesIO(data) if isinstance(data, bytes) else data
        file = pq.ParquetFile(source, page_checksum_verification=True)
        meta = _description(file, label)
        if file.metadata.num_rows > _MAX_ROWS:
            raise RecordingError(f"{label}: {file.metadata.num_rows} rows are too many")
        table = file.read()
        unpacked = [
            _unpack(column, scale)
            for column, scale in zip(table.columns, meta["scales"], strict=True)
        ]
        rows = table.num_rows
        return Stream(
            name=meta["name"],
            kind=Kind(meta["kind"]),
            placement=meta["placement"],
            rate_hz=meta["rate_hz"],
            time=unpacked[0],
            values=np.column_stack(unpacked[1:]) if unpacked[1:] else np.empty((rows, 0)),
            channels=tuple(Channel(*one) for one in meta["channels"]),
            gaps=tuple(Gap(*one) for one in meta["gaps"]),
            source=meta["source"],
            calibration=meta["calibration"],
        )
    except (pa.ArrowException, OSError, LookupError, TypeError, ValueError) as error:
        raise RecordingError(f"{label}: not a stream of a recording ({error})") from error


def _description(file: pq.ParquetFile, label: str) -> dict[str, Any]:
    """What the file says of its stream; ValueError if it is damaged."""
    described = (file.schema_arrow.metadata or {})[_META]
    if zlib.crc32(described) != int(file.schema_arrow.metadata[_META_CHECK]):
        raise ValueError("its description is damaged")
    meta: dict[str, Any] = json.loads(described)
    if meta["version"] != _VERSION:
        raise RecordingError(
            f"{label}: stream version {meta['version']} is newer than this program; update it"
        )
    return meta


def _pack(values: NDArray[np.float64], count: float | None) -> tuple[Any, _Scale | None]:
    missing = np.isnan(values)
    present = values[~missing]
    for scale in _candidates(present, count):
        with np.errstate(over="ignore"):
            counts = scale.counts(present)
        if counts.size and not np.abs(counts).max() < _MAX_COUNT:
            continue
        if np.array_equal(scale.values(counts), present):
            whole = np.zeros(values.size, dtype=np.int64)
            whole[~missing] = counts.astype(np.int64)
            return pa.array(whole, mask=missing), scale
    return pa.array(values, mask=missing), None


def _candidates(present: NDArray[np.float64], count: float | None) -> list[_Scale]:
    if not np.isfinite(present).all():
        return []
    usable = count is not None and np.isfinite(count) and count > 0
    declared = [_Scale(float(count), divide=False)] if usable and count is not None else []
    return declared + [_Scale(10.0**digits, divide=True) for digits in (0, 3, 6, 9)]


def _unpack(column: Any, scale: dict[str, Any] | None) -> NDArray[np.float64]:
    values = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    values = np.array(values, dtype=np.float64)
    return values if scale is None else _Scale(**scale).values(values)
