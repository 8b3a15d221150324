"""Backups: what is restored answers as before, in any database; what is damaged is refused."""

import asyncio
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner

from api.backup.command import backup, restore
from api.backup.restoration import restore as bring_back
from api.backup.writer import save
from api.core.settings import Settings
from api.db.engine import Database
from api.sessions.models import EffortRow, SessionRow
from api.storage.blobs import Blobs
from tests.api.backends import current, database_of
from tests.api.buckets import running_bucket
from tests.api.house import House, force_csv, hand_made, opened, pipeline_of, settings_in
from tests.api.people import People, ok
from tracker.errors import InputError

pytestmark = pytest.mark.usefixtures("backend", "quick_passwords")


def quiet(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""


async def saved(settings: Settings, file: Path) -> int:
    database = Database(settings.database)
    try:
        return await save(database, Blobs(settings.storage), file, quiet)
    finally:
        await database.aclose()


async def restored(settings: Settings, file: Path, *, replace: bool = False) -> None:
    database = Database(settings.database)
    try:
        await bring_back(database, Blobs(settings.storage), file, quiet, replace=replace)
    finally:
        await database.aclose()


async def keys_in(settings: Settings) -> list[str]:
    return [one.key async for some in Blobs(settings.storage).all() for one in some]


async def filled(house: House) -> None:
    """Put something of everything into a house."""
    people = People(house)
    club = await people.found()
    coach = await people.join(club, "coach", "Kim Coach")
    lee = await people.athlete(club, coach)
    await people.aclose()
    assert lee
    session_id = await house.session_of(force_csv())
    said = {"kind": "remove", "start_s": 0, "end_s": 1}
    ok(await house.client.post(f"/v1/sessions/{session_id}/corrections", json=said))


async def answers(house: House, key: str) -> dict[str, Any]:
    """What the API says of everything, to one and the same key."""
    asked = {"authorization": f"Bearer {key}"}
    said: dict[str, Any] = {}

    async def ask(path: str) -> Any:
        answer = await house.client.get(path, headers=asked)
        said[path] = (answer.status_code, answer.content)
        return answer.json() if path.count("/raw") == 0 else None

    await ask("/v1/me")
    await ask("/v1/athletes")
    for one in (await ask("/v1/sessions"))["items"]:
        await ask(f"/v1/sessions/{one['id']}")
        await ask(f"/v1/sessions/{one['id']}/curves")
    for one in (await ask("/v1/recordings"))["items"]:
        await ask(f"/v1/recordings/{one['id']}/raw")
        await ask(f"/v1/recordings/{one['id']}/streams/plate/signal")
    return said


@pytest.mark.both_databases
async def test_a_restored_server_answers_as_before(tmp_path: Path) -> None:
    file, there = tmp_path / "all.zip", tmp_path / "there"
    async with opened(tmp_path, pipeline_of(hand_made())) as house:
        await filled(house)
        before, key = await answers(house, house.key), house.key
        assert await saved(house.services.settings, file) == 0
        assert await answers(house, key) == before

    await restored(settings_in(there), file)

    async with opened(there, pipeline_of(hand_made())) as house:
        assert await answers(house, key) == before
        assert len(before) == 8
        # The database goes on counting where it was.
        await house.session_of(force_csv(offset_n=10))
        async with house.services.database.reading() as session:
            assert len((await session.scalars(select(EffortRow.id))).all()) == 6
    assert file.stat().st_mode & 0o777 == 0o600


async def test_a_laptops_data_moves_into_the_large_form_and_back(
    tmp_path: Path, backend: str
) -> None:
    laptop, large, back = (tmp_path / one for one in ("laptop", "large", "back"))
    address = None if backend == "sqlite" else database_of(large)
    addresses = current.pop()
    try:
        async with opened(laptop, pipeline_of(hand_made())) as house:
            await filled(house)
            before, key = await answers(house, house.key), house.key
            await saved(house.services.settings, tmp_path / "laptop.zip")
        there: dict[str, Any] = {
            "database_url": address,
            "storage_url": (large / "bucket").as_uri(),
        }
        await restored(settings_in(large, **there), tmp_path / "laptop.zip")
        async with opened(large, pipeline_of(hand_made()), **there) as house:
            assert await answers(house, key) == before
            await saved(house.services.settings, tmp_path / "large.zip")
        await restored(settings_in(back), tmp_path / "large.zip")
        async with opened(back, pipeline_of(hand_made())) as house:
            assert await answers(house, key) == before
    finally:
        current.append(addresses)


@pytest.mark.both_databases
async def test_what_is_deleted_while_it_is_saved_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, there = tmp_path / "all.zip", tmp_path / "there"
    async with opened(tmp_path, pipeline_of(hand_made())) as house:
        kept = await house.session_of(force_csv())
        gone = await house.session_of(force_csv(offset_n=10))
        async with house.services.database.reading() as session:
            recording = (await session.get_one(SessionRow, gone)).recording_id
        key, blocks, began = house.key, Blobs.blocks, False

        async def deleting(self: Blobs, name: str) -> Any:
            nonlocal began
            if not began:
                began = True
                await house.services.sessions.forget(recording)
            async for one in blocks(self, name):
                yield one

        monkeypatch.setattr(Blobs, "blocks", deleting)
        assert await saved(house.services.settings, file) == 4
        monkeypatch.undo()

    await restored(settings_in(there), file)

    async with opened(there, pipeline_of(hand_made())) as house:
        asked = {"authorization": f"Bearer {key}"}
        listed = ok(await house.client.get("/v1/sessions", headers=asked))["items"]
    assert [one["id"] for one in listed] == [kept]


@pytest.fixture
async def backup_file(tmp_path: Path) -> Path:
    file = tmp_path / "all.zip"
    async with opened(tmp_path, pipeline_of(hand_made())) as house:
        await house.session_of(force_csv())
        await saved(house.services.settings, file)
    return file


async def test_what_is_damaged_is_refused_and_changes_nothing(
    backup_file: Path, tmp_path: Path
) -> None:
    there, parts = settings_in(tmp_path / "there"), list(damaged_copies(backup_file))
    assert len(parts) > 20
    for part in parts:
        with pytest.raises(InputError, match="damaged"):
            await restored(there, part)

    await restored(there, backup_file)


def damaged_copies(file: Path) -> Iterator[Path]:
    """The file cut short at many places, and with one byte of an object changed."""
    whole = file.read_bytes()
    payload = whole.index(b"Time,Combined") + 9
    cut = [whole[:at] for at in range(0, len(whole) - 100, len(whole) // 25)]
    for number, data in enumerate([*cut, whole[:payload] + b"?" + whole[payload + 1 :]]):
        copy = file.with_name(f"damaged-{number}.zip")
        copy.write_bytes(data)
        yield copy


def changed(file: Path, **head: Any) -> Path:
    """The same backup with another head."""
    other = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(other, "w") as sink:
        for name in source.namelist():
            data = source.read(name)
            if name == "backup.json":
                data = json.dumps(json.loads(data) | head).encode()
            sink.writestr(name, data)
    return other


@pytest.mark.parametrize(
    ("head", "says"),
    [({"tables": "9999"}, "newer"), ({"version": 2}, "newer"), ({"format": "x"}, "no backup")],
)
async def test_backups_of_others_are_refused(
    backup_file: Path, tmp_path: Path, head: dict[str, Any], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        await restored(settings_in(tmp_path / "there"), changed(backup_file, **head))


async def test_what_is_there_is_given_up_only_when_told(backup_file: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    async with opened(there, pipeline_of(hand_made())) as house:
        await house.session_of(force_csv(offset_n=99))
        objects = [
            one.key async for some in Blobs(house.services.settings.storage).all() for one in some
        ]
    with pytest.raises(InputError, match="--replace"):
        await restored(settings_in(there), backup_file)

    await restored(settings_in(there), backup_file, replace=True)

    left = await keys_in(settings_in(there))
    assert len(left) == 4
    assert not set(left) & set(objects)
    async with opened(there, pipeline_of(hand_made())) as house:
        items = ok(await house.client.get("/v1/sessions"))["items"]
    assert len(items) == 1


@pytest.mark.both_databases
def test_the_commands(tmp_path: Path, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, there = tmp_path / "here", tmp_path / "there"

    async def fill() -> None:
        async with opened(folder, pipeline_of(hand_made())) as house:
            await house.session_of(force_csv())

    asyncio.run(fill())
    file, run = str(tmp_path / "all.zip"), CliRunner().invoke
    calf = typer.Typer()
    calf.command()(backup)
    calf.command()(restore)
    monkeypatch.setenv("CALF_DATABASE_URL", database_of(folder) or "")
    assert "Saved in" in run(calf, ["backup", file, "--data-dir", str(folder)]).output
    again = run(calf, ["backup", file, "--data-dir", str(folder)])
    assert isinstance(again.exception, InputError)
    assert "is there already" in str(again.exception)
    monkeypatch.setenv("CALF_DATABASE_URL", database_of(there) or "")
    assert "Restored from" in run(calf, ["restore", file, "--data-dir", str(there)]).output


async def test_a_bucket_takes_what_a_folder_held(
    backup_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there"
    with running_bucket() as bucket:
        for name, value in bucket.variables.items():
            monkeypatch.setenv(name, value)
        held = settings_in(there, storage_url=bucket.url)
        await restored(held, backup_file)
        keys, blobs = await keys_in(held), Blobs(bucket.url)
        assert len(keys) == 4
        await saved(held, tmp_path / "again.zip")

        more = [f"recordings/x/{number}" for number in range(3)]
        for key in more:
            await blobs.put_new(key, b"x")
        await blobs.delete_under("recordings/x/")
        assert sorted(await keys_in(held)) == sorted(keys)
        await blobs.delete("not-there", *keys)
        assert await keys_in(held) == []
    with zipfile.ZipFile(backup_file) as one, zipfile.ZipFile(tmp_path / "again.zip") as other:
        for key in keys:
            assert one.read(f"objects/{key}") == other.read(f"objects/{key}")


async def test_a_place_that_no_server_used_is_not_saved(tmp_path: Path) -> None:
    empty = Settings(_env_file=None, data_dir=tmp_path / "empty", database_url=None)
    with pytest.raises(InputError, match="no server has used"):
        await saved(empty, tmp_path / "all.zip")
    assert [one.name for one in files_in(tmp_path) if one.name.startswith("all")] == []


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())
