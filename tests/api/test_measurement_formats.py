"""Rows as CSV and as Parquet: read back as they were, and safe in a spreadsheet."""

import json
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from api.measurements.formats import EFFORTS, MEASUREMENTS, Format, accepted, as_csv
from api.measurements.rows import Page
from api.measurements.schemas import DatedEffort, MeasurementOut
from tests.api.house import House, force_csv, hand_made, opened, pipeline_of
from tests.api.people import ok

pytestmark = pytest.mark.usefixtures("backend")
AT = "/v1/measurements"
PARQUET = "application/vnd.apache.parquet"


def frame_of(items: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(items)
    frame["performed_at"] = pd.to_datetime(frame["performed_at"], format="ISO8601")
    return frame


def same(left: pd.DataFrame, right: pd.DataFrame) -> None:
    """Every value, exactly; how a column is kept does not matter."""
    assert list(left.columns) == list(right.columns)
    for name in left.columns:
        one, other = left[name].astype(object), right[name].astype(object)
        pairs = zip(one.where(one.notna(), None), other.where(other.notna(), None), strict=True)
        assert all(a == b for a, b in pairs), name


def uneven(folder: Path) -> AbstractAsyncContextManager[House]:
    """A house that finds numbers which are hard to write down."""
    made = hand_made()
    height = made.efforts[0].metrics["heel_height"]
    odd = [0.1 + 0.2, 1e-17, 123456789.123456789]
    efforts = tuple(
        replace(
            effort,
            metrics={
                **effort.metrics,
                "heel_height": replace(height, value=value),
            },
        )
        for effort, value in zip(made.efforts, odd, strict=True)
    )
    return opened(folder, pipeline_of(replace(made, efforts=efforts)))


@pytest.mark.both_databases
async def test_csv_is_read_back_as_it_was(tmp_path: Path) -> None:
    async with uneven(tmp_path) as house:
        await house.session_of(force_csv())
        items = ok(await house.client.get(AT))["items"]
        answer = await house.client.get(AT, params={"format": "csv"})

    assert answer.headers["content-type"].partition(";")[0] == "text/csv"
    assert answer.headers["content-disposition"] == 'attachment; filename="measurements.csv"'
    text = pd.read_csv(StringIO(answer.text), dtype={"unit": "str"})
    text["performed_at"] = pd.to_datetime(text["performed_at"], format="ISO8601")
    same(text, frame_of(items))


async def test_parquet_is_read_back_as_it_was_with_types(tmp_path: Path) -> None:
    async with uneven(tmp_path) as house:
        await house.session_of(force_csv())
        page = ok(await house.client.get(AT))
        answer = await house.client.get(AT, headers={"accept": PARQUET})

    assert answer.headers["content-type"] == PARQUET
    assert answer.headers["vary"] == "Accept"
    table = pq.read_table(BytesIO(answer.content))
    same(table.to_pandas(), frame_of(page["items"]))
    types = {one.name: one.type for one in table.schema}
    assert types["performed_at"] == pa.timestamp("us", tz="UTC")
    assert types["value"] == types["uncertainty"] == pa.float64()
    assert pa.types.is_dictionary(types["metric"])
    sessions = json.loads(table.schema.metadata[b"calf.sessions"])
    assert [one["id"] for one in sessions] == [one["id"] for one in page["sessions"]]


async def test_efforts_have_both_forms_too(house: House) -> None:
    await house.session_of(force_csv())
    items = ok(await house.client.get("/v1/efforts"))["items"]

    text = (await house.client.get("/v1/efforts", params={"format": "csv"})).text
    packed = (await house.client.get("/v1/efforts", params={"format": "parquet"})).content

    frame = pd.read_csv(StringIO(text))
    assert frame["full"].tolist() == [one["full"] for one in items]
    assert [json.loads(one) for one in frame["phases"]] == [one["phases"] for one in items]
    rows = pq.read_table(BytesIO(packed)).to_pylist()
    assert [one["reasons"] for one in rows] == [one["reasons"] for one in items]
    assert [
        {name: [span["start_s"], span["end_s"]] for name, span in one["phases"]} for one in rows
    ] == [one["phases"] for one in items]


@pytest.mark.parametrize("form", ["csv", "parquet"])
async def test_a_page_without_rows_has_its_columns(house: House, form: str) -> None:
    answer = await house.client.get(AT, params={"format": form})

    content = BytesIO(answer.content)
    frame = pd.read_csv(content) if form == "csv" else pq.read_table(content).to_pandas()
    assert (list(frame.columns), len(frame)) == (MEASUREMENTS.names, 0)


def test_columns_are_the_fields_of_json() -> None:
    assert EFFORTS.names == list(DatedEffort.model_fields)
    assert MEASUREMENTS.names == list(MeasurementOut.model_fields)


@pytest.mark.parametrize("form", ["json", "csv", "parquet"])
async def test_the_next_page_is_linked_with_the_same_filters(house: House, form: str) -> None:
    for one in range(3):
        await house.session_of(force_csv(offset_n=10 * one))
    query: dict[str, Any] = {"format": form, "limit": 2, "metric": ["reps", "total_work"]}
    whole = ok(await house.client.get(AT, params=query | {"format": "json", "limit": 9}))

    first = await house.client.get(AT, params=query)
    second = await house.client.get(first.links["next"]["url"])

    assert "link" not in second.headers
    assert second.headers["content-type"] == first.headers["content-type"]
    last = [row for row in whole["items"] if row["session_id"] == whole["sessions"][-1]["id"]]
    if form == "json":
        assert second.json()["items"] == last
    elif form == "csv":
        assert len(second.text.splitlines()) == 1 + len(last) == 3


async def test_a_sync_is_not_given_as_csv_which_cannot_say_what_was_deleted(house: House) -> None:
    query = {"updated_after": "2020-01-01T00:00:00Z"}

    answer = await house.client.get(AT, params=query | {"format": "csv"})

    assert answer.status_code == 422
    assert "JSON or Parquet" in answer.json()["detail"]
    assert (await house.client.get(AT, params=query | {"format": "parquet"})).is_success


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1"]
)
def test_no_text_is_a_formula_for_a_spreadsheet(text: str) -> None:
    moment = datetime(2026, 11, 22, 9, 28, 30, tzinfo=UTC)
    row: dict[str, Any] = dict.fromkeys(MEASUREMENTS.names, text)
    row |= {"value": -1.5, "rep": None, "performed_at": moment}

    written = as_csv(Page([row], [], next=None, resume=None), MEASUREMENTS).decode()

    frame = pd.read_csv(StringIO(written), dtype=str)
    assert frame["method"][0] == f"'{text}"
    assert frame["value"][0] == "-1.5"
    assert frame["performed_at"][0] == "2026-11-22T09:28:30+00:00"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", Format.JSON),
        ("*/*", Format.JSON),
        ("text/csv", Format.CSV),
        ("Text/CSV;charset=utf-8, application/json;q=0.5", Format.CSV),
        ("application/json, text/csv", Format.JSON),
        ("text/html, application/vnd.apache.parquet", Format.PARQUET),
        (";;,,\x7f", Format.JSON),
    ],
)
def test_the_accept_header_chooses(accept: str, form: Format) -> None:
    assert accepted(accept) is form
