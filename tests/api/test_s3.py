"""Recordings in an S3 bucket: stored, analysed and read, and what happens when it goes away."""

from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from api.storage.blobs import AlreadyStored, Blobs, StorageError
from tests.api.backends import Addresses, Postgres, current
from tests.api.buckets import Bucket, running_bucket
from tests.api.house import House, force_csv, hand_made, opened, pipeline_of
from tests.api.processes import Sender, key_left, server, worker


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    with running_bucket() as made:
        for name, value in made.variables.items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture
def database(postgres: Postgres) -> Iterator[None]:
    addresses = Addresses(postgres)
    current.append(addresses)
    yield
    current.pop()
    addresses.drop()


async def keys_in(bucket: Bucket) -> list[str]:
    return sorted([one.key async for some in Blobs(bucket.url).all() for one in some])


async def test_two_processes_do_not_overwrite_each_other(bucket: Bucket) -> None:
    one, other = Blobs(bucket.url), Blobs(bucket.url)
    await one.put_new("recordings/1", b"first")

    with pytest.raises(AlreadyStored):
        await other.put_new("recordings/1", b"second")
    assert await other.get("recordings/1") == b"first"


async def test_a_bucket_that_is_not_there_is_a_fault_of_the_store(bucket: Bucket) -> None:
    with pytest.raises(StorageError):
        await Blobs("s3://no-such-bucket").put_new("one", b"first")


@pytest.mark.usefixtures("database")
async def test_the_whole_way_through_postgresql_workers_and_a_bucket(
    tmp_path: Path, bucket: Bucket
) -> None:
    told = {**bucket.variables, "CALF_STORAGE_URL": bucket.url}
    async with server(tmp_path, 0, **told) as one, server(tmp_path, 0, **told) as other:
        sender = Sender(key_left(tmp_path, one.port), one.url)
        recording_id, journal = await sender.send(1)
        async with worker(tmp_path, **told):
            (session,) = await sender.analysed({recording_id: journal})
        sender.url = other.url
        assert await sender.stored(recording_id) == sha256(journal).hexdigest()
        path = f"/v1/recordings/{recording_id}/streams/plate/signal"
        signal = (await sender.ask("GET", path)).json()

    assert session["status"] == "done"
    assert signal["end_s"] > 2.9
    stored = await keys_in(bucket)
    assert [key for key in stored if key.startswith("ingests/")] == []
    assert [key.rpartition("/")[2] for key in stored if key.startswith("recordings/")] == [
        "plate.parquet", "upload",
    ]  # fmt: skip
    assert not (tmp_path / "data" / "objects").exists()


@pytest.fixture
async def house(backend: str, tmp_path: Path, bucket: Bucket) -> AsyncIterator[House]:
    async with opened(tmp_path, pipeline_of(hand_made()), storage_url=bucket.url) as running:
        yield running


async def test_while_the_bucket_is_gone_it_is_503_and_afterwards_all_is_stored(
    house: House, bucket: Bucket
) -> None:
    kept = (await house.upload(force_csv())).json()["recording"]["id"]
    bucket.stop()

    refused = await house.upload(force_csv(2))
    unread = await house.client.get(f"/v1/recordings/{kept}/raw")
    ready = await house.client.get("/v1/ready")
    bucket.start()
    repeated = await house.session_of(force_csv(2))

    assert refused.status_code == unread.status_code == ready.status_code == 503
    assert [one["field"] for one in ready.json()["errors"]] == ["storage"]
    assert "127.0.0.1" not in refused.text
    session = (await house.client.get(f"/v1/sessions/{repeated}")).json()
    assert session["status"] == "done"
    assert (await house.client.get(f"/v1/recordings/{kept}/raw")).content == force_csv()
