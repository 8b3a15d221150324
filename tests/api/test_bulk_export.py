"""All recordings as one zip: whole, verbatim, openable, and never short of a file in silence."""

import hashlib
import json
import zipfile
from collections.abc import AsyncGenerator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api.measurements.recordings_export import Export
from api.sessions.filters import SessionFilter
from api.storage.blobs import OpenBlob, StorageError
from tests.api.house import House, force_csv, standing, zipped
from tests.api.people import People, ok
from tracker.recording import read_folder

pytestmark = pytest.mark.usefixtures("backend")
AT = "/v1/recordings/export"


async def exported(client: Any, **query: Any) -> dict[str, bytes]:
    """The files of an export by name; the zip itself is found whole."""
    answer = await client.get(AT, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(set(names)) == len(names)
        return {name: archive.read(name) for name in names}


def manifest_of(files: dict[str, bytes]) -> dict[str, Any]:
    assert list(files)[-1] == "manifest.json"
    told: dict[str, Any] = json.loads(files["manifest.json"])
    return told


def objects_of(folder: Path, recording_id: str) -> list[Path]:
    return [one for one in (folder / "objects").rglob("*") if recording_id in str(one)]


@pytest.mark.both_databases
async def test_everything_is_in_it_with_its_checksum(house: House) -> None:
    sent = {"plate.csv": force_csv(), "Übung (1).zip": zipped(standing())}
    for name, data in sent.items():
        await house.session_of(data, name)
    recordings = ok(await house.client.get("/v1/recordings"))["items"]

    files = await exported(house.client)

    told = manifest_of(files)
    assert (told["format"], told["version"], told["errors"]) == ("calf-recordings-export", 1, [])
    assert {one["id"]: one["upload"] for one in told["recordings"]} == {
        one["id"]: one["upload"] for one in recordings
    }
    named = [file for one in told["recordings"] for file in one["files"]]
    assert {one["name"] for one in named} == set(files) - {"manifest.json"}
    for one in named:
        data = files[one["name"]]
        assert one["sha256"] == hashlib.sha256(data).hexdigest()
        assert one["bytes"] == len(data)
    for one in recordings:
        name = one["upload"]["name"]
        assert files[f"{one['id']}/upload/{name}"] == sent[name]


async def test_a_folder_of_it_is_a_recording(house: House, tmp_path: Path) -> None:
    await house.session_of(zipped(standing()), "plate.zip")
    files = await exported(house.client)

    for name, data in files.items():
        path = tmp_path / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    folder = next(one for one in (tmp_path / "out").iterdir() if one.is_dir())
    (stream,), (expected,) = read_folder(folder).streams, standing().streams
    assert np.array_equal(stream.values, expected.values, equal_nan=True)
    assert np.allclose(stream.time, expected.time)


async def test_an_object_that_is_missing_is_named(house: House, tmp_path: Path) -> None:
    await house.session_of(force_csv())
    await house.session_of(force_csv(offset_n=10))
    (newest, oldest) = [one["id"] for one in ok(await house.client.get("/v1/recordings"))["items"]]
    upload, stream = f"{oldest}/upload/plate.csv", f"{newest}/plate.parquet"
    for path in objects_of(tmp_path, oldest):
        if path.name == "upload":
            path.unlink()
    for path in objects_of(tmp_path, newest):
        if path.name == "plate.parquet":
            path.unlink()

    files = await exported(house.client)

    assert upload not in files
    assert stream not in files
    for told in (files["ERRORS.txt"].decode(), str(manifest_of(files)["errors"])):
        assert upload in told
        assert stream in told
    assert f"{newest}/upload/plate.csv" in files
    assert len(manifest_of(files)["recordings"]) == 2


async def test_an_upload_that_is_not_what_was_sent_is_named(house: House, tmp_path: Path) -> None:
    await house.session_of(force_csv())
    recording_id = ok(await house.client.get("/v1/recordings"))["items"][0]["id"]
    next(one for one in objects_of(tmp_path, recording_id) if one.name == "upload").write_bytes(
        b"0"
    )

    files = await exported(house.client)

    assert "differs from the upload" in files["ERRORS.txt"].decode()


async def test_an_object_that_breaks_off_is_named(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.session_of(force_csv())
    blobs = house.services.measurements._blobs
    open_blob = blobs.open

    async def breaking(key: str) -> OpenBlob:
        opened = await open_blob(key)
        if not key.endswith("upload"):
            return opened

        async def half() -> AsyncGenerator[bytes]:
            block = await anext(opened.blocks)
            yield block[:10]
            raise StorageError("the bucket went away")

        return OpenBlob(opened.size, half())

    monkeypatch.setattr(blobs, "open", breaking)

    files = await exported(house.client)

    assert "plate.csv: incomplete" in files["ERRORS.txt"].decode()
    listed = [file["name"] for kept in manifest_of(files)["recordings"] for file in kept["files"]]
    assert not [name for name in listed if name.endswith("upload/plate.csv")]


async def test_only_what_one_sees_and_wants_is_in_it(people: People) -> None:
    house = people.house
    club = await people.found("Harbour")
    coach, stranger = await people.join(club, "coach"), await people.join(club, "coach")
    sam = await people.join(club, "athlete", "Sam")
    lee = await people.athlete(club, coach)
    await people.consent(sam, coach)
    stands = [(sam, sam.athlete, 0.0), (coach, lee, 10.0)]
    made = {}
    for person, athlete_id, offset_n in stands:
        sent = {"file": ("plate.csv", force_csv(offset_n=offset_n))}
        stated = {"athlete_id": athlete_id}
        taken = ok(await person.client.post("/v1/recordings", files=sent, data=stated))
        made[athlete_id] = taken["recording"]["id"]
    await house.jobs.drain()

    async def seen(client: Any, **query: Any) -> set[str]:
        told = manifest_of(await exported(client, **query))
        return {one["id"] for one in told["recordings"]}

    everything = set(made.values())
    assert await seen(coach.client) == everything
    assert await seen(sam.client) == {made[sam.athlete]}
    assert await seen(stranger.client) == await seen(club.admin.client) == set()
    assert await seen(coach.client, athlete_id=lee) == {made[lee]}
    assert await seen(coach.client, organization_id=club.id) == everything
    assert await seen(coach.client, organization_id="none") == set()
    team = ok(await coach.client.post(club.at("/teams"), json={"name": "Sprint"}))["id"]
    assert await seen(coach.client, team_id=team) == set()
    assert await seen(coach.client, performed_from="2100-01-01T00:00:00Z") == set()
    assert await seen(coach.client, performed_until="2100-01-01T00:00:00Z") == everything
    await people.withdraw(sam, coach)
    assert await seen(coach.client) == {made[lee]}


async def test_a_deleted_recording_is_not_in_it(house: House) -> None:
    session_id = await house.session_of(force_csv())
    await house.client.delete(f"/v1/sessions/{session_id}")

    assert list(await exported(house.client)) == ["manifest.json"]


@pytest.mark.both_databases
async def test_a_team_id_that_cannot_exist_is_refused_or_finds_nothing(house: House) -> None:
    answer = await house.client.get("/v1/recordings/export", params={"team_id": "\0"})

    assert answer.status_code in {200, 422}


async def test_it_is_noted_who_took_recordings_along(people: People) -> None:
    club = await people.found("Harbour")
    await exported(club.admin.client, organization_id=club.id)

    deeds = ok(await club.admin.client.get(club.at("/audit")))["items"]

    assert ("recordings.exported", club.admin.user_id) in {
        (one["action"], one["user_id"]) for one in deeds
    }


async def test_many_recordings_are_read_one_at_a_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.measurements.recordings_export._AT_A_TIME", 3)
    for one in range(8):
        await house.session_of(force_csv(offset_n=one))
    services = house.services
    viewer = await services.accounts.viewer(house.key)
    blobs = services.measurements._blobs
    read: list[str] = []
    open_blob = blobs.open

    async def noted(key: str) -> OpenBlob:
        read.append(key)
        return await open_blob(key)

    monkeypatch.setattr(blobs, "open", noted)
    given = 0
    export = Export(services.database, blobs, viewer, SessionFilter())
    async for member in export.members(await export.first()):
        given += not member.name.endswith(".json")
        assert len(read) == given

    assert len(set(read)) == 16
