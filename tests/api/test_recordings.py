"""Uploading recordings: kept exactly, stored once, refused with a reason."""

import asyncio
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api.core.errors import MEDIA_TYPE
from tests.api.house import House, force_csv, opened, standing, zipped
from tracker.recording.columns import decode_stream

pytestmark = pytest.mark.usefixtures("backend")


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "objects").rglob("*") if path.is_file())


@pytest.mark.both_databases
async def test_an_upload_is_kept_verbatim_and_its_streams_exactly(
    house: House, tmp_path: Path
) -> None:
    data = zipped(standing())

    answer = await house.upload(data, "monday set.zip")

    told = answer.json()
    recording = told["recording"]
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/recordings/{recording['id']}"
    assert recording["upload"] == {
        "name": "monday set.zip",
        "bytes": len(data),
        "sha256": sha256(data).hexdigest(),
    }
    [place] = (tmp_path / "objects" / "recordings" / recording["id"]).iterdir()
    assert (place / "upload").read_bytes() == data
    raw = await house.client.get(f"/v1/recordings/{recording['id']}/raw")
    assert raw.content == data
    kept = decode_stream((place / "streams" / "plate.parquet").read_bytes(), "plate")
    sent = standing().streams[0]
    np.testing.assert_array_equal(kept.time, sent.time)
    np.testing.assert_array_equal(kept.values, sent.values)


async def test_the_recording_that_is_analysed_is_the_one_that_was_sent(house: House) -> None:
    answer = await house.upload(zipped(standing()), "set.zip", exercise="calf_raise")

    loaded = await house.services.recordings.load(answer.json()["recording"]["id"])

    np.testing.assert_array_equal(loaded.streams[0].values, standing().streams[0].values)
    assert loaded.subject.mass_kg == 75.0
    assert loaded.segments[0].exercise == "calf_raise"


async def test_the_same_again_is_the_same_recording(house: House, tmp_path: Path) -> None:
    first = await house.upload(force_csv())
    await house.jobs.drain()
    before = files_in(tmp_path)

    again = await house.upload(force_csv(), "another name.csv")

    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["created"], again.json()["created"]) == (True, False)
    assert again.json()["recording"] == first.json()["recording"]
    assert again.json()["session"]["id"] == first.json()["session"]["id"]
    assert files_in(tmp_path) == before


@pytest.mark.both_databases
async def test_the_same_sent_many_times_at_once_is_stored_once(
    house: House, tmp_path: Path
) -> None:
    answers = await asyncio.gather(*(house.upload(force_csv()) for _ in range(8)))
    await house.jobs.drain()

    assert {answer.status_code for answer in answers} == {200, 201}
    assert len({answer.json()["recording"]["id"] for answer in answers}) == 1
    assert len({answer.json()["session"]["id"] for answer in answers}) == 1
    assert len([path for path in files_in(tmp_path) if path.name == "upload"]) == 1
    assert len((await house.client.get("/v1/sessions")).json()["items"]) == 1


async def test_other_statements_about_a_file_make_another_recording(house: House) -> None:
    nameless = b"700\n710\n705\n" * 200

    one = await house.upload(nameless, "a.csv", rate_hz="100")
    other = await house.upload(nameless, "a.csv", rate_hz="1000")

    assert one.json()["recording"]["duration_s"] == pytest.approx(5.99)
    assert other.json()["recording"]["duration_s"] == pytest.approx(0.599)


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"hello\n", "notes.txt", "notes.txt"),
        (b"", "empty.csv", "empty"),
        (b"700\n710\n" * 50, "nameless.csv", "rate"),
        (b"PAR1....", "x.parquet", "send the streams as CSV"),
        (b"PK\x03\x04broken", "x.zip", "zip is broken"),
        (b"CALFJNL1", "journal.calf", "journal.calf"),
    ],
)
async def test_what_cannot_be_read_is_a_problem_in_the_readers_words(
    house: House, tmp_path: Path, data: bytes, name: str, says: str
) -> None:
    answer = await house.upload(data, name)

    problem = answer.json()
    assert answer.status_code == problem["status"] == 422
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert says in problem["detail"]
    assert problem["instance"] == "/v1/recordings"
    assert files_in(tmp_path) == []


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({"rate_hz": "fast"}, "body.rate_hz"),
        ({"rate_hz": "0"}, "body.rate_hz"),
        ({"rate_hz": "nan"}, "body.rate_hz"),
        ({"rate_hz": "1e309"}, "body.rate_hz"),
        ({"exercise": "Calf Raise!"}, "body.exercise"),
    ],
)
async def test_wrong_fields_are_named(house: House, stated: dict[str, Any], field: str) -> None:
    answer = await house.upload(force_csv(), **stated)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_without_a_file_it_says_so(house: House) -> None:
    answer = await house.client.post("/v1/recordings", data={"rate_hz": "100"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body.file"


async def test_too_large_is_refused_by_its_stated_length(tmp_path: Path) -> None:
    async with opened(tmp_path, max_upload_bytes=10_000) as house:
        answer = await house.upload(bytes(200_000))

    assert answer.status_code == 413
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert "10000 bytes" in answer.json()["detail"]


async def test_too_large_is_cut_off_where_no_length_is_stated(tmp_path: Path) -> None:
    taken = 0

    async def endless() -> Any:
        nonlocal taken
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        while taken < 100_000_000:
            taken += 10_000
            yield bytes(10_000)

    async with opened(tmp_path, max_upload_bytes=10_000) as house:
        answer = await house.client.post(
            "/v1/recordings",
            content=endless(),
            headers={"content-type": "multipart/form-data; boundary=x"},
        )

    assert answer.status_code == 413
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert "10000 bytes" in answer.json()["detail"]


async def test_a_page_of_another_site_cannot_upload(house: House) -> None:
    answer = await house.client.post(
        "/v1/recordings",
        files={"file": ("a.csv", force_csv())},
        headers={"sec-fetch-site": "cross-site"},
    )

    assert answer.status_code == 403
    assert (await house.client.get("/v1/recordings")).json()["items"] == []


@pytest.mark.both_databases
async def test_recordings_are_listed_newest_first_and_page_by_page(house: House) -> None:
    ids = []
    for offset in range(3):
        answer = await house.upload(force_csv(offset_n=offset))
        ids.append(answer.json()["recording"]["id"])

    first = (await house.client.get("/v1/recordings", params={"limit": 2})).json()
    rest = (
        await house.client.get("/v1/recordings", params={"limit": 2, "cursor": first["next"]})
    ).json()

    assert [one["id"] for one in first["items"] + rest["items"]] == ids[::-1]
    assert rest["next"] is None
    one = (await house.client.get(f"/v1/recordings/{ids[0]}")).json()
    assert one == rest["items"][0]
    assert one["streams"][0]["channels"][0] == {"name": "fz", "unit": "N"}


async def test_what_is_not_there_is_a_problem(house: House) -> None:
    for path in ("/v1/recordings/none", "/v1/sessions/none", "/v1/nothing"):
        answer = await house.client.get(path, headers={"accept": "text/html"})

        assert answer.status_code == answer.json()["status"] == 404
        assert answer.headers["content-type"] == MEDIA_TYPE


async def test_few_whole_uploads_are_in_memory_at_a_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, held, most = house.services.sessions.take, 0, 0

    async def counted(*arguments: Any) -> Any:
        nonlocal held, most
        held += 1
        most = max(most, held)
        try:
            return await take(*arguments)
        finally:
            held -= 1

    monkeypatch.setattr(house.services.sessions, "take", counted)
    answers = await asyncio.gather(
        *(house.upload(force_csv(offset_n=float(number))) for number in range(10))
    )

    assert {answer.status_code for answer in answers} == {201}
    assert 1 < most <= 4
