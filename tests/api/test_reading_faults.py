"""Faults of our reader: they are not blamed on the file, which is kept and read again."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import update

from api.recordings import reader_process, rows, unread_uploads
from api.recordings.intake import Limits, Upload
from api.recordings.models import UnreadRow
from api.recordings.reader_process import Bounds, Readers, ReadingFault
from tests.api import hostile_readers
from tests.api.house import House, force_csv, hand_made, opened, pipeline_of, standing, zipped
from tests.api.journals import chunks_of, digest, journal_of

OUR_FAULT = "We could not read this file because of a fault of ours; it is kept, nothing to do."

Work = Callable[..., None]
Broken = Callable[[], Any]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Broken:
    """Have the reader crash on every file, within a context."""

    @contextmanager
    def crashing() -> Iterator[None]:
        with monkeypatch.context() as patched:
            patched.setattr(reader_process, "_work", hostile_readers.crash)
            yield

    return crashing


async def session_of(house: House, session_id: str) -> dict[str, Any]:
    """A session, once no analysis is under way."""
    await house.jobs.drain()
    shown: dict[str, Any] = (await house.client.get(f"/v1/sessions/{session_id}")).json()
    return shown


async def change_unread(house: House, **values: Any) -> None:
    """Change what is noted of recordings that could not be read."""
    async with house.services.database.writing() as session:
        await session.execute(update(UnreadRow).values(values))


@pytest.mark.parametrize(
    ("work", "says"),
    [
        (hostile_readers.die, "ended with 13"),
        (hostile_readers.crash, "ended with -11"),
        (hostile_readers.be_killed, "ended with -9"),
        (hostile_readers.leave, "without a result"),
        (hostile_readers.raise_error, "ValueError"),
        (hostile_readers.lack_module, "module_that_is_not_there"),
        (hostile_readers.wait, "waited for a processor"),
    ],
)
async def test_a_reader_that_breaks_down_is_our_fault(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    work: Work,
    says: str,
) -> None:
    monkeypatch.setattr(reader_process, "_work", work)
    if work is hostile_readers.wait:
        monkeypatch.setattr(reader_process, "_WAIT_FACTOR", 0.001)
    readers = Readers(Limits(10**6, 10, 10**6), Bounds(10**9, 600.0), tmp_path)
    before = set(psutil.Process().children(recursive=True))

    with pytest.raises(ReadingFault, match=says):
        await readers.read(Upload("monday.csv", force_csv()))

    assert says in caplog.text
    assert "monday" not in caplog.text
    assert "72.5 kg" not in caplog.text
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - no loop waits for it
    left = set(psutil.Process().children(recursive=True)) - before
    assert [process for process in left if process.parent() in left] == []


@pytest.mark.both_databases
@pytest.mark.usefixtures("backend")
async def test_an_upload_that_we_cannot_read_is_kept_and_read_after_a_restart(
    tmp_path: Path, broken: Broken
) -> None:
    sent = zipped(standing())
    async with opened(tmp_path, pipeline_of(hand_made())) as house:
        with broken():
            uploaded = await house.upload(sent, "monday.zip")
            kept = await session_of(house, uploaded.json()["session"]["id"])
        page = await house.client.get(f"/sessions/{kept['id']}")
        listed = await house.client.get("/sessions")
        recordings = (await house.client.get("/v1/recordings")).json()["items"]

    async with opened(tmp_path, pipeline_of(hand_made())) as house:
        read = await session_of(house, kept["id"])
        recording = (await house.client.get(f"/v1/recordings/{kept['recording']['id']}")).json()
        raw = await house.client.get(f"/v1/recordings/{kept['recording']['id']}/raw")

    assert uploaded.status_code == 201, uploaded.text
    assert (kept["status"], kept["failure"]) == ("kept", OUR_FAULT)
    assert OUR_FAULT in page.text
    assert "not read yet" in listed.text
    assert [kept["upload"]["name"] for kept in recordings] == ["monday.zip"]
    assert (read["status"], read["failure"]) == ("done", None)
    assert read["recording"]["duration_s"] == pytest.approx(2.99)
    assert [stream["name"] for stream in recording["streams"]] == ["plate"]
    assert raw.content == sent


@pytest.mark.usefixtures("backend")
async def test_a_recording_in_chunks_that_we_cannot_read_is_kept(
    tmp_path: Path, broken: Broken
) -> None:
    journal, path = journal_of(1), "/v1/recordings/01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e11"
    chunks = chunks_of(journal, 3)
    manifest = {"chunks": {"plate": len(chunks)}}
    async with opened(tmp_path, pipeline_of(hand_made())) as house:
        await house.client.put(path, json={"name": "monday.calf"})
        for number, chunk in enumerate(chunks):
            address = f"{path}/streams/plate/chunks/{number}"
            await house.client.put(address, content=chunk, headers=digest(chunk))
        with broken():
            finished = await house.client.post(f"{path}/finish", json=manifest)
            kept = await session_of(house, finished.json()["session"]["id"])
        again = await house.client.post(f"{path}/finish", json=manifest)
        read = await session_of(house, kept["id"])
        raw = await house.client.get(f"{path}/raw")

    assert (finished.status_code, kept["status"]) == (201, "kept")
    assert (again.status_code, read["status"]) == (200, "done")
    assert raw.content == journal


@pytest.mark.usefixtures("backend")
async def test_each_version_tries_a_number_of_times(
    tmp_path: Path, broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MOST_TRIES", 3)
    async with opened(tmp_path, pipeline_of(hand_made())) as house:
        due = house.services.recordings.unread.due
        with broken():
            uploaded = await house.upload(force_csv())
            kept = await session_of(house, uploaded.json()["session"]["id"])
            # It was tried twice: when it came, and when it was to be analysed.
            assert len(await due(at_once=True)) == 1
            assert await due(at_once=False) == []
            await change_unread(house, retry_at=datetime.now(UTC))
            await house.services.maintenance.once()
            await house.jobs.drain()
        assert await due(at_once=True) == []

        for module in (rows, unread_uploads):
            monkeypatch.setattr(module, "VERSION", "99.0")
        # Two versions that run side by side do not keep each other trying.
        assert await due(at_once=False) == []
        assert len(await due(at_once=True)) == 1
        await house.services.analyses.retry_unread(at_once=True)
        read = await session_of(house, kept["id"])

    assert read["status"] == "done"


@pytest.mark.usefixtures("backend")
async def test_a_kept_upload_that_shows_to_be_no_recording_is_refused_by_its_name(
    tmp_path: Path, broken: Broken
) -> None:
    async with opened(tmp_path) as house:
        with broken():
            uploaded = await house.upload(b"hello world\n", "monday.csv")
            kept = await session_of(house, uploaded.json()["session"]["id"])
        await house.services.analyses.retry_unread(at_once=True)
        refused = await session_of(house, kept["id"])
        due = await house.services.recordings.unread.due(at_once=True)

    assert kept["status"] == "kept"
    assert refused["status"] == "failed"
    assert refused["failure"].startswith("monday.csv: ")
    assert due == []


@pytest.mark.usefixtures("backend")
async def test_a_kept_upload_that_was_deleted_stays_deleted(tmp_path: Path, broken: Broken) -> None:
    async with opened(tmp_path) as house:
        with broken():
            uploaded = await house.upload(force_csv())
            kept = await session_of(house, uploaded.json()["session"]["id"])
        await house.client.delete(f"/v1/sessions/{kept['id']}")
        await house.services.analyses.retry_unread(at_once=True)
        await house.jobs.drain()
        answer = await house.client.get(f"/v1/sessions/{kept['id']}")

    assert answer.status_code == 404
