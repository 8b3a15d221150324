"""Rows as CSV and as Parquet, beside JSON."""

import csv
import json
from enum import StrEnum
from io import BytesIO, StringIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from api.measurements.rows import Page, Values


class Format(StrEnum):
    """What rows are sent as."""

    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


MEDIA_TYPES = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv",
    Format.PARQUET: "application/vnd.apache.parquet",
}
_FORMATS = {media: form for form, media in MEDIA_TYPES.items()}
_MOMENT = pa.timestamp("us", tz="UTC")
_NAME = pa.dictionary(pa.int32(), pa.string())
_SPAN = pa.struct([("start_s", pa.float64()), ("end_s", pa.float64())])
_WHOSE = [
    ("athlete_id", _NAME),
    ("session_id", _NAME),
    ("performed_at", _MOMENT),
    ("exercise", _NAME),
    ("side", _NAME),
]
EFFORTS = pa.schema(
    [
        *_WHOSE,
        ("number", pa.int32()),
        ("start_s", pa.float64()),
        ("top_s", pa.float64()),
        ("end_s", pa.float64()),
        ("full", pa.bool_()),
        ("reasons", pa.list_(pa.string())),
        ("phases", pa.map_(pa.string(), _SPAN)),
        ("removed", pa.bool_()),
        ("pipeline_version", _NAME),
    ]
)
MEASUREMENTS = pa.schema(
    [
        *_WHOSE,
        ("scope", _NAME),
        ("rep", pa.int32()),
        ("set_number", pa.int32()),
        ("metric", _NAME),
        ("value", pa.float64()),
        ("unit", _NAME),
        ("method", _NAME),
        ("uncertainty", pa.float64()),
        ("quality", _NAME),
        ("removed", pa.bool_()),
        ("pipeline_version", _NAME),
    ]
)
# What a spreadsheet would take for a formula, or for the beginning of one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", " ")


def accepted(accept: str) -> Format:
    """The first format of an ``Accept`` header that there is; JSON where it names none."""
    for part in accept.split(","):
        media = part.partition(";")[0].strip().lower()
        if media in _FORMATS:
            return _FORMATS[media]
    return Format.JSON


def as_csv(page: Page, schema: pa.Schema, *, header: bool = True) -> bytes:
    """Rows as CSV, with a header unless they go on; nothing is written for what is not there.

    Numbers are written so that they are read back as they were, moments in ISO 8601, lists and
    the like as JSON. Text that a spreadsheet would run as a formula gets a ``'`` before it.
    """
    sink = StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    if header:
        writer.writerow(schema.names)
    writer.writerows([_cell(row[name]) for name in schema.names] for row in page.items)
    return sink.getvalue().encode()


def as_parquet(page: Page, schema: pa.Schema) -> bytes:
    """Rows as Parquet; its metadata says under ``calf.sessions`` which sessions they are of."""
    sessions = json.dumps(page.sessions, default=lambda moment: moment.isoformat())
    table = table_of(page, schema.with_metadata({"calf.sessions": sessions}))
    sink = BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def table_of(page: Page, schema: pa.Schema) -> pa.Table:
    """Rows as Arrow."""
    return pa.Table.from_pylist([_columnar(row) for row in page.items], schema)


def _columnar(row: Values) -> Values:
    if "phases" not in row:
        return row
    phases = row["phases"].items()
    return row | {"phases": [(name, {"start_s": at, "end_s": to}) for name, (at, to) in phases]}


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else value
