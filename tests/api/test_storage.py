"""The object store: what is there is never overwritten."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.storage.blobs import AlreadyStored, Blobs, StorageError
from tests.api.buckets import running_bucket
from tracker.errors import InputError


def files_under(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture(params=["memory", "folder", "bucket"])
def blobs(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Blobs]:
    if request.param == "bucket":
        with running_bucket() as bucket:
            for name, value in bucket.variables.items():
                monkeypatch.setenv(name, value)
            yield Blobs(bucket.url)
    else:
        yield Blobs("memory://" if request.param == "memory" else (tmp_path / "a b").as_uri())


async def test_what_is_put_comes_back(blobs: Blobs) -> None:
    await blobs.put_new("recordings/1/streams/fuß links.parquet", b"\0\xff" * 999)

    assert await blobs.get("recordings/1/streams/fuß links.parquet") == b"\0\xff" * 999


async def test_what_a_killed_process_was_writing_is_deleted_once_it_is_old(tmp_path: Path) -> None:
    blobs, now = Blobs(tmp_path.as_uri()), datetime.now(UTC)
    await blobs.put_new("recordings/1/upload", b"whole")
    left = tmp_path / "recordings" / "1" / "upload#1"
    left.write_bytes(b"half")

    assert await blobs.delete_unfinished(now - timedelta(days=1)) == 0
    assert left.read_bytes() == b"half"
    assert await blobs.delete_unfinished(now + timedelta(days=1)) == 1
    assert files_under(left.parent) == ["upload"]
    assert await blobs.get("recordings/1/upload") == b"whole"


async def test_nothing_is_overwritten(blobs: Blobs) -> None:
    await blobs.put_new("one", b"first")

    with pytest.raises(AlreadyStored, match="one"):
        await blobs.put_new("one", b"second")
    assert await blobs.get("one") == b"first"


async def test_what_is_not_there_cannot_be_read_but_may_be_deleted(blobs: Blobs) -> None:
    await blobs.put_new("one", b"first")

    await blobs.delete("one", "two")

    with pytest.raises(StorageError, match="one"):
        await blobs.get("one")


async def test_deleting_leaves_no_empty_folders(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path.as_uri())
    await blobs.put_new("recordings/1/upload", b"x")

    await blobs.delete("recordings/1/upload")

    assert files_under(tmp_path) == []


@pytest.mark.parametrize("url", ["nonsense", "gopher://x", ""])
def test_an_address_of_no_known_kind_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="storage address"):
        Blobs(url)
