"""Recordings in chunks: each can be sent again, none is stored twice, lost or mixed up."""

import asyncio
import base64
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.core.identifiers import new_id
from api.storage.blobs import Blobs
from tests.api.house import House, hand_made, opened, pipeline_of
from tests.api.people import ok
from tests.journals import raises_journal
from tracker.recording.journal import MAGIC, Note, encode_entry

pytestmark = pytest.mark.usefixtures("backend")


@cache
def parts() -> tuple[bytes, ...]:
    """A journal of one raise, without its magic, in about twenty parts."""
    entries = [entry for _, entry in raises_journal(1)[0]]
    size = -(-len(entries) // 20)
    return tuple(b"".join(entries[at : at + size]) for at in range(0, len(entries), size))


def journal(of: Sequence[bytes] | None = None) -> bytes:
    return b"".join((MAGIC, *(parts() if of is None else of)))


def digest(data: bytes) -> dict[str, str]:
    return {"content-digest": f"sha-256=:{base64.b64encode(sha256(data).digest()).decode()}:"}


class Sender:
    """Sends one recording in chunks."""

    def __init__(self, client: httpx2.AsyncClient, recording_id: str | None = None) -> None:
        self.client = client
        self.id = recording_id or new_id()
        self.at = f"/v1/recordings/{self.id}"

    async def begin(self, **stated: Any) -> httpx2.Response:
        return await self.client.put(self.at, json={"name": "monday.calf"} | stated)

    async def put(self, number: int, data: bytes | None = None, stream: str = "journal") -> int:
        body = parts()[number] if data is None else data
        answer = await self.client.put(
            f"{self.at}/streams/{stream}/chunks/{number}", content=body, headers=digest(body)
        )
        return answer.status_code

    async def put_all(self) -> None:
        for number in range(len(parts())):
            assert await self.put(number) == 201

    async def here(self) -> dict[str, Any]:
        return ok(await self.client.get(f"{self.at}/chunks"))

    async def finish(self, **chunks: int) -> httpx2.Response:
        manifest = chunks or {"journal": len(parts())}
        return await self.client.post(f"{self.at}/finish", json={"chunks": manifest})


@pytest.fixture
async def sender(house: House) -> Sender:
    begun = Sender(house.client)
    ok(await begun.begin())
    return begun


def objects(folder: Path, under: str) -> list[Path]:
    return [one for one in (folder / "objects" / under).rglob("*") if one.is_file()]


@pytest.mark.both_databases
async def test_the_chunks_together_are_the_journal(
    house: House, sender: Sender, tmp_path: Path
) -> None:
    await sender.put_all()

    told = ok(await sender.finish())
    await house.jobs.drain()

    assert told["created"] is True
    assert told["recording"]["id"] == sender.id
    assert told["recording"]["upload"]["sha256"] == sha256(journal()).hexdigest()
    raw = await house.client.get(f"{sender.at}/raw")
    assert raw.content == journal()
    session = ok(await house.client.get(f"/v1/sessions/{told['session']['id']}"))
    assert session["status"] == "done"
    assert objects(tmp_path, "ingests") == []


async def test_it_is_the_recording_that_the_whole_file_makes(house: House, sender: Sender) -> None:
    await sender.put_all()
    chunked = ok(await sender.finish())

    whole = await house.upload(journal(), "monday.calf")

    # The same bytes of the same athlete are one recording, however they came.
    assert whole.status_code == 200
    assert whole.json()["recording"] == chunked["recording"]
    assert whole.json()["session"]["id"] == chunked["session"]["id"]


async def test_where_the_whole_file_came_first_the_chunks_lead_to_it(
    house: House, sender: Sender, tmp_path: Path
) -> None:
    first = (await house.upload(journal(), "monday.calf")).json()
    await sender.put_all()

    answer = await sender.finish()

    assert answer.status_code == 200
    assert answer.json()["recording"]["id"] == first["recording"]["id"]
    assert (await sender.finish()).json()["recording"]["id"] == first["recording"]["id"]
    assert objects(tmp_path, "ingests") == []


async def test_beginning_again_changes_nothing(sender: Sender) -> None:
    await sender.put(0)

    again = await sender.begin()

    assert again.status_code == 200
    assert again.json()["streams"] == [
        {"stream": "journal", "received": 1, "next": 1, "missing": []}
    ]
    other = await sender.begin(exercise="squat")
    assert other.status_code == 409
    assert "choose a new id" in other.json()["detail"]


async def test_a_chunk_again_is_the_same_and_another_is_refused(sender: Sender) -> None:
    assert await sender.put(3) == 201
    assert await sender.put(3) == 200
    assert await sender.put(3, parts()[4]) == 409
    assert await sender.put(3) == 200


async def test_what_is_missing_is_listed(sender: Sender) -> None:
    for number in (5, 0, 2):
        await sender.put(number)
    await sender.put(1, parts()[1], "marks")

    assert (await sender.here())["streams"] == [
        {"stream": "journal", "received": 3, "next": 6, "missing": [1, 3, 4]},
        {"stream": "marks", "received": 1, "next": 2, "missing": [0]},
    ]


async def test_a_manifest_that_does_not_fit_is_refused_and_nothing_is_lost(
    house: House, sender: Sender
) -> None:
    for number in range(len(parts())):
        if number not in {4, 7}:
            await sender.put(number)

    lacking = await sender.finish()
    beyond = await sender.finish(journal=1)

    assert (lacking.status_code, beyond.status_code) == (409, 409)
    assert "2 chunks are missing: journal 4, journal 7" in lacking.json()["detail"]
    assert "not in the manifest" in beyond.json()["detail"]
    await sender.put(4)
    await sender.put(7)
    assert (await sender.finish()).status_code == 201
    assert (await house.client.get(f"{sender.at}/raw")).content == journal()


async def test_what_is_no_recording_is_refused_and_can_be_mended(sender: Sender) -> None:
    nothing = encode_entry(Note({"note": "of no sensor"}))
    await sender.put(0, nothing)

    answer = await sender.finish(journal=1)

    assert answer.status_code == 422
    assert (await sender.here())["finished_at"] is None
    assert await sender.put(0, nothing) == 200


@pytest.mark.parametrize(
    ("body", "headers", "status", "says"),
    [
        (b"", digest(b""), 422, "whole journal entries"),
        (b"no entry", digest(b"no entry"), 422, "whole journal entries"),
        (encode_entry(Note({}))[:-1], digest(encode_entry(Note({}))[:-1]), 422, "whole journal"),
        (encode_entry(Note({})), digest(b"other"), 422, "send it again"),
        (encode_entry(Note({})), {}, 422, "Content-Digest: sha-256=:BASE64:"),
        (encode_entry(Note({})), {"content-digest": "sha-256=:?:"}, 422, "sha-256=:BASE64:"),
    ],
)
async def test_a_chunk_that_is_not_what_it_says_is_refused(
    sender: Sender, body: bytes, headers: dict[str, str], status: int, says: str
) -> None:
    answer = await sender.client.put(
        f"{sender.at}/streams/journal/chunks/0", content=body, headers=headers
    )

    assert answer.status_code == status
    assert says in answer.json()["detail"]
    assert (await sender.here())["streams"] == []


async def test_every_size_has_a_limit(tmp_path: Path) -> None:
    sizes = [len(one) for one in parts()]
    limits: dict[str, Any] = {"max_chunk_bytes": max(sizes), "max_upload_bytes": sum(sizes[:3])}
    async with opened(tmp_path, pipeline_of(hand_made()), **limits) as house:
        sender = Sender(house.client)
        ok(await sender.begin())

        assert await sender.put(0, parts()[0] + parts()[1] + parts()[2]) == 413
        assert [await sender.put(number) for number in range(4)] == [201, 201, 201, 413]
        assert await sender.put(2) in {200, 413}
        assert await sender.put(100_000, parts()[0]) == 422
        assert (await sender.finish(journal=3)).status_code == 201


async def test_finishing_twice_gives_the_same(house: House, sender: Sender) -> None:
    await sender.put_all()
    first, again = await sender.finish(), await sender.finish()

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["recording"] == first.json()["recording"]
    assert again.json()["session"]["id"] == first.json()["session"]["id"]
    assert len(ok(await house.client.get("/v1/recordings"))["items"]) == 1
    late = await sender.put(len(parts()), parts()[0])
    assert late == 409
    assert (await sender.here())["finished_at"] is not None


@pytest.mark.both_databases
async def test_many_finishes_at_once_make_one_recording(
    house: House, sender: Sender, tmp_path: Path
) -> None:
    await sender.put_all()

    answers = await asyncio.gather(*(sender.finish() for _ in range(6)))
    await house.jobs.drain()

    assert {one.status_code for one in answers} <= {200, 201}, [one.text for one in answers]
    assert len({one.json()["recording"]["id"] for one in answers}) == 1
    assert len({one.json()["session"]["id"] for one in answers}) == 1
    assert len([one for one in objects(tmp_path, "recordings") if one.name == "upload"]) == 1
    assert objects(tmp_path, "ingests") == []


@pytest.mark.both_databases
async def test_the_same_chunk_sent_many_times_at_once_is_kept_once(
    sender: Sender, tmp_path: Path
) -> None:
    answers = await asyncio.gather(*(sender.put(0) for _ in range(10)))

    assert sorted(answers) == [200] * 9 + [201]
    assert len(objects(tmp_path, "ingests")) == 1


async def test_of_different_chunks_at_once_one_is_kept(sender: Sender, tmp_path: Path) -> None:
    bodies = [encode_entry(Note({"one": number})) for number in range(8)]

    answers = await asyncio.gather(*(sender.put(0, body) for body in bodies))

    assert sorted(answers) == [201] + [409] * 7
    [kept] = objects(tmp_path, "ingests")
    assert kept.read_bytes() == bodies[answers.index(201)]


@pytest.mark.both_databases
async def test_streams_and_chunks_in_any_order_and_all_at_once(
    house: House, sender: Sender
) -> None:
    half = len(parts()) // 2
    first, second = parts()[:half], parts()[half:]

    answers = await asyncio.gather(
        *(sender.put(number, data, "b") for number, data in reversed([*enumerate(second)])),
        *(sender.put(number, data, "a") for number, data in enumerate(first)),
    )

    assert set(answers) == {201}
    assert (await sender.finish(a=len(first), b=len(second))).status_code == 201
    assert (await house.client.get(f"{sender.at}/raw")).content == journal()


@pytest.mark.both_databases
async def test_a_chunk_that_arrives_while_it_is_finished_is_not_lost(
    house: House, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that was answered 201 is in the recording, or the recording is not finished."""
    for number in range(len(parts()) - 1):
        await sender.put(number)
    late: list[int] = []
    get = Blobs.get

    async def slow(self: Blobs, key: str) -> bytes:
        if not late:
            late.append(await sender.put(len(parts()) - 1))
        return await get(self, key)

    monkeypatch.setattr(Blobs, "get", slow)
    early = await sender.finish(journal=len(parts()) - 1)

    assert late == [201]
    assert early.status_code == 409
    assert "arrived meanwhile" in early.json()["detail"]
    assert (await sender.finish()).status_code == 201
    assert (await house.client.get(f"{sender.at}/raw")).content == journal()


@pytest.mark.both_databases
async def test_chunks_and_the_end_at_once(house: House) -> None:
    """Whatever the order, a chunk that was answered 201 is in the recording."""
    for _ in range(6):
        sender = Sender(house.client)
        ok(await sender.begin())
        distinct = [encode_entry(Note({"of": sender.id})) + parts()[0], *parts()[1:]]
        for number, data in enumerate(distinct[:-1]):
            await sender.put(number, data)
        finished, last = await asyncio.gather(
            sender.finish(journal=len(distinct) - 1),
            sender.put(len(distinct) - 1, distinct[-1]),
        )
        assert (finished.status_code, last) in {(201, 409), (409, 201)}
        if finished.status_code == 409:
            assert (await sender.finish(journal=len(distinct))).status_code == 201
            assert (await house.client.get(f"{sender.at}/raw")).content == journal(distinct)


@pytest.mark.both_databases
async def test_a_server_that_ends_in_between_loses_nothing(tmp_path: Path) -> None:
    pipeline = pipeline_of(hand_made())
    async with opened(tmp_path, pipeline) as house:
        sender = Sender(house.client)
        ok(await sender.begin())
        for number in range(0, len(parts()), 2):
            await sender.put(number)
    async with opened(tmp_path, pipeline) as house:
        sender = Sender(house.client, sender.id)
        [stream] = (await sender.here())["streams"]
        for number in [*stream["missing"], *range(stream["next"], len(parts()))]:
            assert await sender.put(number) == 201
        assert (await sender.finish()).status_code == 201
        assert (await house.client.get(f"{sender.at}/raw")).content == journal()


@pytest.mark.both_databases
async def test_a_death_after_the_bytes_and_before_the_row(
    sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The object is there, nothing tells of it: sent again, it is kept as if new."""
    put_new = Blobs.put_new

    async def dies(self: Blobs, key: str, data: bytes) -> None:
        await put_new(self, key, data)
        raise RuntimeError("the process died here")

    monkeypatch.setattr(Blobs, "put_new", dies)
    assert await sender.put(0) == 500
    monkeypatch.undo()
    assert (await sender.here())["streams"] == []

    assert await sender.put(0) == 201
    assert len(objects(tmp_path, "ingests")) == 1


async def test_what_was_given_up_is_swept(house: House, sender: Sender, tmp_path: Path) -> None:
    await sender.put(0)
    done = Sender(house.client)
    ok(await done.begin())
    await done.put_all()
    ok(await done.finish())

    await house.services.recordings.ingest.sweep(timedelta(days=1))
    assert len(objects(tmp_path, "ingests")) == 1

    await house.services.recordings.ingest.sweep(timedelta(0))
    assert objects(tmp_path, "ingests") == []
    assert (await sender.client.get(f"{sender.at}/chunks")).status_code == 404
    assert (await house.client.get(f"{done.at}/raw")).content == journal()
    # The id is free again, and the recording can be sent anew.
    ok(await sender.begin())
    assert await sender.put(0) == 201


@pytest.mark.parametrize(
    "stated", [b"sha-256=:\xe9\x80:", b"sha-256=:====:", b"md5=:AAAA:", b"\x80"]
)
async def test_a_digest_that_is_none_is_refused(house: House, stated: bytes) -> None:
    recording_id = new_id()
    await house.client.put(f"/v1/recordings/{recording_id}", json={})
    answer = await house.client.put(
        f"/v1/recordings/{recording_id}/streams/plate/chunks/0",
        content=b"x",
        headers=[(b"content-digest", stated)],
    )

    assert answer.status_code == 422
    assert "Content-Digest" in answer.json()["detail"]
