"""All rows at once: the same as page by page, in three kinds of file."""

import csv
import json
from io import BytesIO, StringIO
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.api.house import House, force_csv
from tests.api.people import People, ok

pytestmark = pytest.mark.usefixtures("backend")


async def paged(house: House, path: str) -> list[dict[str, Any]]:
    """All items, a session a page."""
    items, cursor = list[dict[str, Any]](), None
    while True:
        given = {"limit": 1} | ({} if cursor is None else {"cursor": cursor})
        page = ok(await house.client.get(path, params=given))
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            return items


@pytest.fixture
def one_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are made of many pages though there are few sessions."""
    monkeypatch.setattr("api.measurements.routes._AT_A_TIME", 1)


@pytest.mark.both_databases
@pytest.mark.usefixtures("one_a_page")
@pytest.mark.parametrize("path", ["/v1/efforts", "/v1/measurements"])
async def test_a_file_of_all_rows_is_all_pages(house: House, path: str) -> None:
    for offset in range(3):
        await house.session_of(force_csv(0.5, offset_n=offset))
    expected = await paged(house, path)

    lines = await house.client.get(f"{path}/export", params={"format": "jsonl"})
    table = await house.client.get(f"{path}/export")
    columns = await house.client.get(f"{path}/export", params={"format": "parquet"})

    assert len({one["session_id"] for one in expected}) == 3
    assert [json.loads(line) for line in lines.text.splitlines()] == expected
    rows = list(csv.DictReader(StringIO(table.text)))
    assert [row["session_id"] for row in rows] == [one["session_id"] for one in expected]
    assert columns.headers["content-disposition"].endswith('.parquet"')
    read = pq.read_table(BytesIO(columns.content))
    assert read.column("session_id").to_pylist() == [one["session_id"] for one in expected]
    assert read.num_columns == len(rows[0])


async def test_a_file_without_rows_has_its_columns(house: House) -> None:
    table = await house.client.get("/v1/measurements/export", params={"exercise": "hops"})
    columns = await house.client.get("/v1/efforts/export", params={"format": "parquet"})

    assert table.text.startswith("athlete_id,session_id,")
    assert pq.read_table(BytesIO(columns.content)).num_rows == 0


@pytest.mark.parametrize("path", ["/v1/measurements/export", "/v1/recordings/export"])
async def test_an_export_is_written_down_where_its_maker_belongs(people: People, path: str) -> None:
    home, away = await people.found("Home"), await people.found("Away")

    for organization_id in (home.id, away.id, "x" * 500):
        asked = {"organization_id": organization_id}
        assert (await home.admin.client.get(path, params=asked)).status_code == 200

    written = [
        [one["action"] for one in ok(await club.admin.client.get(club.at("/audit")))["items"]]
        for club in (home, away)
    ]
    assert [sum(one.endswith(".exported") for one in log) for log in written] == [1, 0]
