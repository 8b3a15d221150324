"""Sending recordings: what the server has is not sent again, whatever failed in between."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.embedded import EmbeddedServer
from api.recordings import reader_process
from tests.api import hostile_readers
from tests.api.house import force_csv
from tests.journals import raises_journal
from tracker.cli.chunked import Chunks
from tracker.cli.sending import send
from tracker.cli.server_link import Refused, ServerLink
from tracker.cli.upload_memory import Upload, UploadMemory
from tracker.errors import ServerError
from tracker.recording.journal import MAGIC, Note, encode_entry, split_journal


@pytest.fixture(autouse=True)
def on_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the keys of other servers of this machine."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("CALF_API_KEY", raising=False)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedServer]:
    async with EmbeddedServer(tmp_path / "server", port=0) as served:
        yield served


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the journal of a recording."""
    made = tmp_path / "monday"
    made.mkdir()
    (made / "journal.calf").write_bytes(journal())
    return made


def journal() -> bytes:
    return b"".join((MAGIC, *(entry for _, entry in raises_journal(2)[0])))


def in_small_parts(folder: Path, server: EmbeddedServer) -> tuple[Upload, list[bytes]]:
    """An upload of the folder that was begun in parts so small that there are several."""
    upload = Upload(max_bytes=4000)
    UploadMemory(folder).keep(server.url, upload)
    return upload, list(split_journal(journal(), 4000))


async def raw(server: EmbeddedServer, recording_id: str) -> bytes:
    headers = {"authorization": f"Bearer {server.key}"}
    async with httpx2.AsyncClient(base_url=server.url, headers=headers) as client:
        answer = await client.get(f"/v1/recordings/{recording_id}/raw")
        assert answer.is_success, answer.text
        return answer.content


async def recordings(server: EmbeddedServer) -> list[dict[str, Any]]:
    async with ServerLink(server.url, server.key) as link:
        items: list[dict[str, Any]] = (await link.ask("GET", "/v1/recordings"))["items"]
        return items


async def test_a_journal_is_sent_whole_and_once(server: EmbeddedServer, folder: Path) -> None:
    told: list[tuple[int, int]] = []

    first = await send(folder, server.url, key=server.key, progress=lambda *one: told.append(one))
    again = await send(folder, server.url, key=server.key)

    assert (first.created, again.created) == (True, False)
    assert again.session_url == first.session_url
    assert first.session["status"] == "done"
    assert told[-1] == (len(journal()) - len(MAGIC),) * 2
    [kept] = await recordings(server)
    assert kept["upload"]["name"] == "monday.calf"
    assert await raw(server, kept["id"]) == journal()


async def test_what_another_program_left_is_gone_on_with(
    server: EmbeddedServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, parts = in_small_parts(folder, server)
    async with ServerLink(server.url, server.key) as link:
        chunks = Chunks(link, upload, "monday.calf")
        await chunks.begin()
        for number in (0, 1, 4):
            await chunks.put(number, parts[number])
    sent: list[int] = []
    put = Chunks.put

    async def noted(self: Chunks, number: int, data: bytes) -> None:
        sent.append(number)
        await put(self, number, data)

    monkeypatch.setattr(Chunks, "put", noted)
    await send(folder, server.url, key=server.key)

    assert sent == [one for one in range(len(parts)) if one not in {0, 1, 4}]
    assert await raw(server, upload.recording_id) == journal()


async def test_the_same_journal_from_another_place_is_the_same_recording(
    server: EmbeddedServer, folder: Path, tmp_path: Path
) -> None:
    """As a file without memory, and as a file of another name."""
    first = await send(folder, server.url, key=server.key)
    file = tmp_path / "copy.calf"
    file.write_bytes(journal())

    again = await send(file, server.url, key=server.key)

    assert not again.created
    assert again.session_url == first.session_url
    assert (tmp_path / "copy.calf.upload.json").is_file()


async def test_a_torn_last_entry_is_left_out(server: EmbeddedServer, folder: Path) -> None:
    """The program that recorded died while it wrote."""
    path = folder / "journal.calf"
    path.write_bytes(journal()[:-3])

    await send(folder, server.url, key=server.key)

    [kept] = await recordings(server)
    whole = MAGIC + b"".join(split_journal(path.read_bytes(), 1 << 20))
    assert len(whole) < len(path.read_bytes())
    assert await raw(server, kept["id"]) == whole


async def test_other_content_under_a_known_upload_is_said(
    server: EmbeddedServer, folder: Path
) -> None:
    upload, parts = in_small_parts(folder, server)
    async with ServerLink(server.url, server.key) as link:
        chunks = Chunks(link, upload, "monday.calf")
        await chunks.begin()
        # It is not sent again, so only the sum of all can tell.
        await chunks.put(len(parts) - 1, encode_entry(Note({"note": "of another day"})))

    with pytest.raises(ServerError, match="other content") as caught:
        await send(folder, server.url, key=server.key)

    memory = UploadMemory(folder).path
    assert f"delete {memory}" in str(caught.value)
    memory.unlink()
    await send(folder, server.url, key=server.key)
    assert await raw(server, (await recordings(server))[0]["id"]) == journal()


async def test_an_upload_of_somebody_else_is_begun_anew(
    server: EmbeddedServer, folder: Path
) -> None:
    """The id that came with a copied folder is taken; the copy is sent under its own."""
    upload, _ = in_small_parts(folder, server)
    async with ServerLink(server.url, server.key) as link:
        await Chunks(link, Upload(None, "squat", recording_id=upload.recording_id), "x").begin()

    sent = await send(folder, server.url, key=server.key)

    assert sent.created
    [kept] = await recordings(server)
    assert kept["id"] != upload.recording_id


async def test_memory_that_is_broken_or_cannot_be_written_is_no_obstacle(
    server: EmbeddedServer, folder: Path
) -> None:
    memory = UploadMemory(folder).path
    memory.write_text("{broken")
    assert (await send(folder, server.url, key=server.key)).created
    memory.write_text(json.dumps({server.url: {"of": "another version"}}))
    assert not (await send(folder, server.url, key=server.key)).created
    memory.unlink()
    memory.mkdir()
    assert not (await send(folder, server.url, key=server.key)).created


async def test_a_file_of_others_is_sent_whole(server: EmbeddedServer, tmp_path: Path) -> None:
    path = tmp_path / "plate.csv"
    path.write_bytes(force_csv())

    first = await send(path, server.url, key=server.key)
    again = await send(path, server.url, key=server.key)

    assert (first.created, again.created) == (True, False)
    assert not UploadMemory(path).path.exists()


@pytest.mark.parametrize(
    ("key", "athlete_id", "says"),
    [("calf_key_none", None, "--key or CALF_API_KEY"), (None, None, "--key"), ("", "no", "404")],
)
async def test_a_refusal_is_told_with_what_to_do(
    server: EmbeddedServer, folder: Path, key: str | None, athlete_id: str | None, says: str
) -> None:
    with pytest.raises(ServerError, match=says):
        await send(folder, server.url, key=server.key if key == "" else key, athlete_id=athlete_id)


async def test_a_file_on_which_the_servers_reader_breaks_down_is_its_fault(
    server: EmbeddedServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_process, "_work", hostile_readers.crash)

    with pytest.raises(ServerError, match=r"/sessions/.*: .*a fault of ours; it is kept"):
        await send(folder, server.url, key=server.key)

    [kept] = await recordings(server)
    assert await raw(server, kept["id"]) == journal()


async def test_a_server_that_never_answered_is_not_waited_for(folder: Path) -> None:
    with pytest.raises(ServerError, match=r"does not answer .* is `calf serve` running"):
        await send(folder, "http://127.0.0.1:1")


def link_to(answers: list[httpx2.Response | Exception], patience_s: float = 60.0) -> ServerLink:
    """A link to a server that answers with these, one after the other."""

    def answer(_: httpx2.Request) -> httpx2.Response:
        following = answers.pop(0)
        if isinstance(following, Exception):
            raise following
        return following

    transport = httpx2.MockTransport(answer)
    return ServerLink("http://calf.test", patience_s=patience_s, pause_s=0.001, transport=transport)


def fine() -> httpx2.Response:
    return httpx2.Response(200, json={"fine": True})


@pytest.mark.parametrize(
    "failure",
    [
        lambda: httpx2.ConnectError("gone"),
        lambda: httpx2.ReadTimeout("slow"),
        lambda: httpx2.RemoteProtocolError("cut off"),
        lambda: httpx2.Response(500),
        lambda: httpx2.Response(503, headers={"retry-after": "0"}, text="starting"),
        lambda: httpx2.Response(429, headers={"retry-after": "0.002"}, json={"detail": "often"}),
        lambda: httpx2.Response(429, headers={"retry-after": "Wed, 25 Nov 2026 10:00:00 GMT"}),
    ],
)
async def test_what_passes_is_waited_for(
    failure: Callable[[], httpx2.Response | Exception],
) -> None:
    answers = [fine(), failure(), failure(), fine()]
    async with link_to(answers) as link:
        await link.ask("GET", "/")
        assert await link.ask("GET", "/") == {"fine": True}
    assert answers == []


async def test_patience_ends_with_the_servers_own_reason() -> None:
    busy = httpx2.Response(429, headers={"retry-after": "3600"}, json={"detail": "too often"})
    async with link_to([busy]) as link:
        with pytest.raises(Refused, match="429: too often"):
            await link.ask("GET", "/")


async def test_a_no_is_not_asked_again() -> None:
    answers: list[httpx2.Response | Exception] = [
        httpx2.Response(409, json={"detail": "another"}),
        fine(),
    ]
    async with link_to(answers) as link:
        with pytest.raises(Refused, match="another") as caught:
            await link.ask("PUT", "/")
    assert caught.value.status == 409
    assert len(answers) == 1


async def test_what_is_no_calf_server_is_said() -> None:
    async with link_to([httpx2.Response(200, text="<html>")]) as link:
        with pytest.raises(ServerError, match="not a calf server"):
            await link.ask("GET", "/")
