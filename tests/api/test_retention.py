"""What a server forgets by itself, and what it keeps."""

import asyncio
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from api.accounts.models import CredentialRow
from api.athletes.models import ErasedAthleteRow
from api.audit.models import AuditRow
from api.core.identifiers import new_id
from api.db.base import Base
from api.memberships.models import OrganizationRow
from api.recordings.models import ChunkRow, IngestRow, RecordingRow
from api.sessions.models import RunRow, SessionRow
from api.sessions.service import SessionService
from api.storage.blobs import Blobs, StorageError
from api.webhooks.models import DeliveryRow, WebhookRow
from tests.api.house import House, force_csv, hand_made, opened, pipeline_of
from tests.api.journals import chunks_of, digest, journal_of
from tests.api.people import ok

pytestmark = [pytest.mark.usefixtures("backend"), pytest.mark.both_databases]


async def set_back(house: House, column: Any, days: float, *where: Any) -> None:
    """Let a time that is kept in some rows be days ago."""
    moved = datetime.now(UTC) - timedelta(days=days)
    async with house.services.database.writing() as session:
        row = update(column.class_).where(*where).values({column.key: moved})
        await session.execute(row)


async def count(house: House, model: type[Base]) -> int:
    async with house.services.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def club_of(house: House) -> str:
    club: str = ok(await house.client.get("/v1/me"))["memberships"][0]["organization_id"]
    return club


async def keys(house: House) -> Sequence[str]:
    blobs = Blobs(house.services.settings.storage)
    return [one.key async for some in blobs.all() for one in some]


async def test_recordings_go_when_their_organization_says(house: House) -> None:
    old = await house.session_of(force_csv())
    new = await house.session_of(force_csv(offset_n=10))
    async with house.services.database.reading() as session:
        recording = (await session.get_one(SessionRow, old)).recording_id
    await set_back(house, RecordingRow.created_at, 100, RecordingRow.id == recording)
    await house.services.maintenance.once()
    assert await count(house, SessionRow) == 2

    patch = {"retention_days": 99}
    ok(await house.client.patch(f"/v1/organizations/{await club_of(house)}", json=patch))
    await house.services.maintenance.once()

    listed = ok(await house.client.get("/v1/sessions"))["items"]
    assert [one["id"] for one in listed] == [new]
    assert (await count(house, RunRow), len(await keys(house))) == (1, 4)


async def test_two_processes_do_it_at_a_time(tmp_path: Path) -> None:
    async with (
        opened(tmp_path, pipeline_of(hand_made())) as house,
        opened(tmp_path, pipeline_of(hand_made())) as other,
    ):
        for number in range(6):
            session_id = await house.session_of(force_csv(offset_n=number))
            if number:
                ok(await house.client.delete(f"/v1/sessions/{session_id}"))
        await set_back(house, SessionRow.deleted_at, 31, SessionRow.deleted_at.is_not(None))
        both = (house.services.maintenance, other.services.maintenance)
        await asyncio.gather(*(one.once() for one in both))

        assert await count(house, SessionRow) == 1
        assert len(await keys(house)) == 4


async def test_a_recording_that_nobody_finishes_is_given_up(house: House) -> None:
    chunk = chunks_of(journal_of(1), 3)[0]
    ids = [new_id(), new_id()]
    for recording_id in ids:
        ok(await house.client.put(f"/v1/recordings/{recording_id}", json={}))
        at = f"/v1/recordings/{recording_id}/streams/main/chunks/0"
        ok(await house.client.put(at, content=chunk, headers=digest(chunk)))
    await set_back(house, IngestRow.opened_at, 31, IngestRow.id == ids[0])

    await house.services.maintenance.once()

    async with house.services.database.reading() as session:
        assert (await session.scalars(select(IngestRow.id))).all() == [ids[1]]
        assert (await session.scalars(select(ChunkRow.ingest_id))).all() == [ids[1]]
    assert [key.split("/")[1] for key in await keys(house)] == [ids[1]]


async def test_what_is_of_no_use_any_more_is_dropped(house: House) -> None:
    club, now = await club_of(house), datetime.now(UTC)
    await house.services.accounts.entry()
    async with house.services.database.writing() as session:
        hook = WebhookRow(
            id=new_id(), organization_id=club, url="https://club.example", secret="x",
            events=[], created_at=now,
        )  # fmt: skip
        session.add(hook)
        await session.flush()
        later = now + timedelta(days=1)
        for days, next_at in ((8, None), (6, None), (8, later), (6, later)):
            session.add(
                DeliveryRow(
                    id=new_id(), webhook_id=hook.id, event="x", payload={}, attempts=1,
                    created_at=now - timedelta(days=days), next_at=next_at,
                )
            )  # fmt: skip
        erased = {new_id(): 29, new_id(): 31}
        session.add_all(ErasedAthleteRow(id=id_, organization_id=club) for id_ in erased)
        for days in (729, 731):
            session.add(
                AuditRow(id=new_id(), at=now - timedelta(days=days), action="x", subject="")
            )
    for id_, days in erased.items():
        await set_back(house, ErasedAthleteRow.erased_at, days, ErasedAthleteRow.id == id_)
    await set_back(house, CredentialRow.expires_at, 31, CredentialRow.kind == "entry")
    deeds = await count(house, AuditRow)

    await house.services.maintenance.once()

    assert await count(house, DeliveryRow) == 2
    assert await count(house, ErasedAthleteRow) == 1
    assert await count(house, AuditRow) == deeds - 1
    assert await count(house, CredentialRow) == 1
    assert await count(house, OrganizationRow) == 1


async def test_objects_without_a_row_go_after_a_day(house: House, tmp_path: Path) -> None:
    await house.session_of(force_csv())
    arriving, finished = new_id(), new_id()
    ok(await house.client.put(f"/v1/recordings/{arriving}", json={}))
    blobs, kept = Blobs(house.services.settings.storage), set(await keys(house))
    recording = next(one.split("/")[1] for one in kept if one.startswith("recordings/"))
    run = next(one.split("/")[1] for one in kept if one.startswith("runs/"))
    orphans = {
        f"recordings/{recording}/of-a-dead-process/upload",
        f"recordings/{new_id()}/x/upload",
        f"runs/{run}/curves/9.parquet",
        f"ingests/{finished}/main/000000-0",
    }
    kept |= {f"ingests/{arriving}/main/000000-0", "somebody/elses"}
    young = f"recordings/{new_id()}/x/upload"
    for key in orphans | kept - set(await keys(house)):
        await blobs.put_new(key, b"x")
    half = tmp_path / "objects" / "recordings" / recording / "upload#1"
    half.write_bytes(b"of a process that was killed")
    grow_old(tmp_path / "objects")
    await blobs.put_new(young, b"x")

    await house.services.maintenance.once()

    assert set(await keys(house)) == kept | {young}
    assert not half.exists()


def grow_old(folder: Path) -> None:
    """Let all files be of two days ago."""
    then = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    for file in folder.rglob("*"):
        if file.is_file():
            os.utime(file, (then, then))


async def test_what_stands_in_the_way_of_a_part_leaves_the_others(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_: SessionService, _kept: timedelta) -> int:
        raise StorageError("not now")

    monkeypatch.setattr(SessionService, "purge", refuse)
    await house.services.accounts.entry()
    await set_back(house, CredentialRow.expires_at, 31, CredentialRow.kind == "entry")

    with pytest.raises(StorageError, match="not now"):
        await house.services.maintenance.once()

    assert await count(house, CredentialRow) == 1
