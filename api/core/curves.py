"""Signals: curves as stored objects, and the few points of them that a screen can show."""

from io import BytesIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def encode_curve(time: Floats, value: Floats) -> bytes:
    """Write a curve as the bytes of a Parquet file; `decode_curve` gives it back exactly."""
    sink = BytesIO()
    columns = ["time", "value"]
    pq.write_table(
        pa.table({"time": time, "value": value}),
        sink,
        compression="zstd",
        use_dictionary=False,
        column_encoding=dict.fromkeys(columns, "BYTE_STREAM_SPLIT"),
    )
    return sink.getvalue()


def decode_curve(data: bytes) -> tuple[Floats, Floats]:
    """Read what `encode_curve` wrote: (n,) time and (n,) value."""
    table = pq.read_table(BytesIO(data))
    return table["time"].to_numpy(), table["value"].to_numpy()


def window(time: Floats, start_s: float, end_s: float) -> slice:
    """The samples from `start_s` to `end_s` and one more on each side, so that lines go on."""
    first = int(np.searchsorted(time, start_s, side="left"))
    last = int(np.searchsorted(time, end_s, side="right"))
    return slice(max(0, first - 1), min(time.size, last + 1))


def decimate(time: Floats, value: Floats, points: int) -> tuple[Floats, Floats]:
    """Choose at most `points` samples that look like all of them.

    The samples are cut into equal runs, and the lowest and the highest of each run are kept in
    their order: no peak is lost and no value is made up. A run without any value becomes one
    NaN, which breaks the line. The first and the last sample are always kept.

    Parameters
    ----------
    time, value
        (n,) of one curve.
    points
        At least 4; with n <= points everything is returned as it is.
    """
    size = time.size
    if size <= points:
        return time, value
    runs = (points - 2) // 2
    edges = np.linspace(0, size, runs + 1).astype(np.intp)
    starts = edges[:-1]
    low = _extreme_at(value, edges, np.inf)
    high = _extreme_at(-value, edges, np.inf)
    empty = low < 0
    low = np.where(empty, starts, low)
    high = np.where(empty, starts, high)
    chosen = np.unique(np.concatenate([[0], low, high, [size - 1]]))
    return time[chosen], value[chosen]


def numbers(values: Floats) -> list[float | None]:
    """Floats for JSON, which has no NaN."""
    return [value if np.isfinite(value) else None for value in values.tolist()]


def _extreme_at(value: Floats, edges: NDArray[np.intp], missing: float) -> NDArray[np.intp]:
    """Index of the smallest value of each run, -1 where a run has no value."""
    filled = np.where(np.isnan(value), missing, value)
    smallest = np.minimum.reduceat(filled, edges[:-1])
    at_smallest = np.flatnonzero(filled == np.repeat(smallest, np.diff(edges)))
    run = np.searchsorted(edges, at_smallest, side="right") - 1
    found = np.full(smallest.size, -1, dtype=np.intp)
    # Written backwards, the first of several equal ones stays.
    found[run[::-1]] = at_smallest[::-1]
    return np.where(np.isinf(smallest), -1, found)
