"""What is answered is on the disk; what is asked at once is answered batcher."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from api.core.batching import Batcher
from api.storage.blobs import AlreadyStored, Blobs


async def test_an_object_is_forced_to_the_disk_with_the_folders_down_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[int] = []

    def note(opened: int) -> None:
        forced.append(os.fstat(opened).st_ino)

    monkeypatch.setattr(os, "fsync", note)
    blobs = Blobs(tmp_path.as_uri())

    await blobs.put_new("recordings/1/left%20foot.parquet", b"one")
    first = list(forced)
    with pytest.raises(AlreadyStored):
        await blobs.put_new("recordings/1/left%20foot.parquet", b"one")

    folder = tmp_path / "recordings" / "1"
    file = folder / "left%20foot.parquet"
    assert first == _inodes(file, folder, tmp_path, tmp_path / "recordings")
    # Whoever stored it first may have died before it was on the disk.
    assert forced[len(first) :] == _inodes(file, folder)


def _inodes(*paths: Path) -> list[int]:
    return [one.stat().st_ino for one in paths]


async def test_questions_asked_meanwhile_share_the_next_answer() -> None:
    lots: list[list[int]] = []
    begun, may_go_on = asyncio.Event(), asyncio.Event()

    async def doubled(numbers: Sequence[int]) -> list[int]:
        lots.append(list(numbers))
        begun.set()
        await may_go_on.wait()
        return [2 * one for one in numbers]

    batcher = Batcher(doubled)
    first = asyncio.create_task(batcher.ask(1))
    await begun.wait()
    others = [asyncio.create_task(batcher.ask(number)) for number in (2, 3)]
    given_up = asyncio.create_task(batcher.ask(4))
    await asyncio.sleep(0)
    given_up.cancel()
    may_go_on.set()

    assert await asyncio.gather(first, *others) == [2, 4, 6]
    assert lots[0] == [1]
    assert lots[1][:2] == [2, 3]
    assert await batcher.ask(5) == 10


async def test_what_goes_wrong_is_told_to_all_who_asked_and_to_nobody_else() -> None:
    async def refused(numbers: Sequence[int]) -> list[int]:
        if 0 in numbers:
            raise ZeroDivisionError
        return list(numbers)

    batcher = Batcher(refused)
    told = await asyncio.gather(batcher.ask(0), batcher.ask(1), return_exceptions=True)
    assert all(isinstance(one, ZeroDivisionError) for one in told)
    assert await batcher.ask(1) == 1
