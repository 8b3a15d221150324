"""What somebody takes along: everything that is kept, of oneself and of nobody else."""

import json
import re
import zipfile
from hashlib import sha256
from io import BytesIO
from typing import Any

import httpx2
import pytest

from api.core.curves import decode_curve
from api.core.identifiers import new_id
from api.privacy.scope import ACCOUNT_TABLES, NOT_EXPORTED, SECRET_COLUMNS, athlete_tables
from api.tables import metadata
from tests.api.house import force_csv, hand_made
from tests.api.journals import chunks_of, digest, journal_of
from tests.api.people import People, Person, ok
from tracker.recording.columns import decode_stream

pytestmark = pytest.mark.usefixtures("backend")


def unzipped(answer: httpx2.Response) -> dict[str, bytes]:
    """The files of a zip that was answered, each as its manifest says."""
    assert answer.is_success, answer.text
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    listed = json.loads(files["manifest.json"])
    assert listed["missing"] == []
    assert {one["file"] for one in listed["files"]} == set(files) - {"manifest.json"}
    for one in listed["files"]:
        assert sha256(files[one["file"]]).hexdigest() == one["sha256"], one["file"]
    return files


def rows(files: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files[f"{name}.json"])
    return found


async def upload(people: People, person: Person, athlete_id: str, offset_n: float = 0) -> None:
    answer = await person.client.post(
        "/v1/recordings",
        files={"file": ("plate.csv", force_csv(offset_n=offset_n))},
        data={"athlete_id": athlete_id},
    )
    ok(answer)
    await people.house.jobs.drain()


def test_every_table_that_refers_to_people_is_exported_or_excused() -> None:
    """A new table needs a place in the export, or a reason in `NOT_EXPORTED`."""
    tables = metadata().tables
    reached = {"users", "athletes"}
    while more := {
        name
        for name, table in tables.items()
        if name not in reached and {key.column.table.name for key in table.foreign_keys} & reached
    }:
        reached |= more
    exported = {table.name for table, _ in athlete_tables(metadata())} | set(ACCOUNT_TABLES)

    assert reached <= exported | set(NOT_EXPORTED)
    assert set(tables) == exported | set(NOT_EXPORTED), "say what is with the new table"
    assert not exported & set(NOT_EXPORTED)


@pytest.mark.both_databases
async def test_everything_of_oneself(people: People) -> None:
    club = await people.found()
    coach = await people.join(club, "coach", "Kim Coach")
    sam = await people.join(club, "athlete", "Sam Runner")
    await people.consent(sam, coach)
    lee = await people.athlete(club, coach)
    await upload(people, coach, lee, 10)
    await upload(people, sam, sam.athlete)
    await people.new_key(sam, club)
    ingest, chunk = f"/v1/recordings/{new_id()}", chunks_of(journal_of(1), 3)[0]
    ok(await sam.client.put(ingest, json={}))
    at = f"{ingest}/streams/main/chunks/0"
    ok(await sam.client.put(at, content=chunk, headers=digest(chunk)))

    files = unzipped(await sam.client.get("/v1/me/export"))

    mine = f"athletes/{sam.athlete}"
    assert rows(files, "account/users")[0]["email"] == sam.email
    assert rows(files, "account/memberships")[0]["role"] == "athlete"
    assert {one["kind"] for one in rows(files, "account/credentials")} >= {"access", "key"}
    assert len(rows(files, "account/invitations")) == 1
    assert {"consent.granted", "recording.stored"} <= {
        one["action"] for one in rows(files, "account/audit_log")
    }
    assert rows(files, f"{mine}/consents")[0]["coach_id"] == coach.user_id
    assert len(rows(files, f"{mine}/efforts")) == 3
    assert len(rows(files, f"{mine}/effort_metrics")) == 5
    recording = rows(files, f"{mine}/recordings")[0]
    assert files[f"{mine}/recordings/{recording['id']}/plate.csv"] == force_csv()
    streams = [name for name in files if "/streams/" in name]
    assert decode_stream(files[streams[0]], "plate").time.size == 300
    curves = sorted(name for name in files if "/curves/" in name)
    assert decode_curve(files[curves[0]])[0].tolist() == hand_made().curves[0].time.tolist()
    assert files[f"{mine}/ingests/{ingest.rpartition('/')[2]}/main/000000"] == chunk
    assert {name.split("/")[1] for name in files if name.startswith("athletes/")} == {sam.athlete}
    text = b"".join(data for name, data in files.items() if name.endswith(".json")).decode()
    assert lee not in text
    assert not [one for one in SECRET_COLUMNS if f'"{one}"' in text]
    assert b"byte for byte" in files["README.txt"]


async def test_tables_of_many_pages_are_exported_whole(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = await people.found()
    sam = await people.join(club, "athlete")
    for offset_n in range(3):
        await upload(people, sam, sam.athlete, offset_n)
    mine = f"athletes/{sam.athlete}/"
    whole = unzipped(await sam.client.get("/v1/me/export"))
    monkeypatch.setattr("api.privacy.personal_export._ROWS", 2)

    paged = unzipped(await sam.client.get("/v1/me/export"))

    assert f"{mine}effort_metrics.3.json" in paged
    for name in whole:
        table, _, ending = name.removeprefix(mine).partition(".")
        if name.startswith(mine) and ending == "json":
            found = [
                row
                for file in paged
                if re.fullmatch(rf"{mine}{table}(\.\d+)?\.json", file)
                for row in rows(paged, file.removesuffix(".json"))
            ]
            assert found == rows(whole, f"{mine}{table}"), table


async def test_who_may_export_an_athlete(people: People) -> None:
    club = await people.found()
    coach = await people.join(club, "coach")
    sam = await people.join(club, "athlete", "Sam")
    await people.consent(sam, coach)
    lee = await people.athlete(club, coach)
    await upload(people, coach, lee)
    key = await people.key(coach, club)

    files = unzipped(await coach.client.get(f"/v1/athletes/{lee}/export"))
    assert len(rows(files, f"athletes/{lee}/sessions")) == 1
    assert not [name for name in files if name.startswith("account/")]
    for client, path, status in (
        (coach.client, f"/v1/athletes/{sam.athlete}/export", 403),
        (sam.client, f"/v1/athletes/{sam.athlete}/export", 200),
        (sam.client, f"/v1/athletes/{lee}/export", 404),
        (club.admin.client, f"/v1/athletes/{lee}/export", 404),
        (key, f"/v1/athletes/{lee}/export", 200),
        (key, "/v1/me/export", 403),
    ):
        assert (await client.get(path)).status_code == status, path


async def test_many_rows_are_several_files(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    club = await people.found()
    sam = await people.join(club, "athlete", "Sam")
    await upload(people, sam, sam.athlete)
    monkeypatch.setattr("api.privacy.personal_export._ROWS", 2)

    files = unzipped(await sam.client.get("/v1/me/export"))

    name = f"athletes/{sam.athlete}/effort_metrics"
    parts = [rows(files, f"{name}{part}") for part in ("", ".2", ".3")]
    assert [len(part) for part in parts] == [2, 2, 1]
