"""All rows at once, page by page as they are taken: as CSV, Parquet, or JSON a line."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from enum import StrEnum
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel

from api.measurements.formats import as_csv, table_of
from api.measurements.rows import Page


class TableFormat(StrEnum):
    """What all rows are sent as."""

    CSV = "csv"
    PARQUET = "parquet"
    JSONL = "jsonl"


WHOLE_TYPES = {
    TableFormat.CSV: "text/csv",
    TableFormat.PARQUET: "application/vnd.apache.parquet",
    TableFormat.JSONL: "application/x-ndjson",
}


async def written(
    pages: AsyncIterator[Page], form: TableFormat, schema: pa.Schema, row: type[BaseModel]
) -> AsyncGenerator[bytes]:
    """The bytes of a file of all rows; no more than a page of them is held.

    Parameters
    ----------
    pages
        The rows.
    form
        Of the file.
    schema
        Of CSV and Parquet.
    row
        What a line of JSON holds.
    """
    if form is TableFormat.PARQUET:
        async for part in _parquet(pages, schema):
            yield part
        return
    first = True
    async for page in pages:
        if form is TableFormat.CSV:
            yield await asyncio.to_thread(as_csv, page, schema, header=first)
        else:
            yield await asyncio.to_thread(_lines, page, row)
        first = False


def _lines(page: Page, row: type[BaseModel]) -> bytes:
    return b"".join(
        row.model_validate(item).model_dump_json().encode() + b"\n" for item in page.items
    )


async def _parquet(pages: AsyncIterator[Page], schema: pa.Schema) -> AsyncGenerator[bytes]:
    sink = _Sink()
    writer = pq.ParquetWriter(sink, schema, compression="zstd")
    async for page in pages:
        if page.items:
            table = await asyncio.to_thread(table_of, page, schema)
            await asyncio.to_thread(writer.write_table, table)
        yield sink.taken()
    writer.close()
    yield sink.taken()


class _Sink(BytesIO):
    """A file that is written once from begin to end, whose bytes are taken as they come."""

    def __init__(self) -> None:
        super().__init__()
        self._gone = 0

    def tell(self) -> int:
        """How much was written in all: what is taken counts."""
        return self._gone + super().tell()

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        data = self.getvalue()
        self._gone += len(data)
        self.seek(0)
        self.truncate()
        return data

    def close(self) -> None:
        """Keep what is written last until it is taken."""
