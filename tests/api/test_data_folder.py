"""The data folder: private, and without what a process left there that was killed."""

import asyncio
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psutil
import pytest
from sqlalchemy import text

from api.core.data_folder import open_upload_folder, secure_data_folder
from api.db.engine import Database
from tests.api.house import force_csv, settings_in
from tests.api.processes import key_left, server
from tracker.errors import InputError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of files")

PATIENCE_S = 300.0
"""For what takes a second on a machine that does nothing else."""

HOLD_A_FOLDER = """
import sys, time
from pathlib import Path
from api.core.data_folder import open_upload_folder
folder = open_upload_folder(Path(sys.argv[1]))
(folder.path / "upload").write_bytes(b"much")
print(folder.path, flush=True)
time.sleep(600)
"""

READ_FOR_EVER = """
import time
from pathlib import Path
from api.recordings import reader_process
from tracker.cli import main

def read(scratch, *_):
    Path("begun").touch()
    time.sleep(600)

if __name__ == "__main__":
    reader_process._work = read
    main()
"""


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Whatever this process makes is open to everybody, unless it takes care."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A folder with a short path, as a user's data folder has."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def open_to_others(folder: Path) -> list[str]:
    """Whatever in a folder others than its owner may read, write or enter."""
    return sorted(
        f"{path.relative_to(folder)} {mode(path):o}"
        for path in (folder, *folder.rglob("*"))
        if mode(path) & 0o077
    )


def an_old_data_folder(folder: Path) -> Path:
    """A data folder as earlier versions made it."""
    objects = folder / "objects" / "recordings"
    objects.mkdir(parents=True)
    (objects / "upload").write_bytes(b"health data")
    (folder / "calf.db").touch()
    return folder


@pytest.mark.usefixtures("open_umask")
def test_a_new_data_folder_is_its_owners(tmp_path: Path) -> None:
    secure_data_folder(tmp_path / "data")
    open_upload_folder(tmp_path / "data").close()

    assert mode(tmp_path / "data") == 0o700
    assert open_to_others(tmp_path / "data") == []


@pytest.mark.usefixtures("open_umask")
def test_a_data_folder_of_earlier_versions_is_restricted(tmp_path: Path) -> None:
    data = an_old_data_folder(tmp_path / "data")
    assert len(open_to_others(data)) == 5

    secure_data_folder(data)

    assert open_to_others(data) == []


@pytest.mark.usefixtures("open_umask")
def test_a_folder_that_is_for_others_too_keeps_its_mode(tmp_path: Path) -> None:
    data = an_old_data_folder(tmp_path / "data")
    (data / "notes.txt").touch()

    secure_data_folder(data)

    assert open_to_others(data) == [". 777", "notes.txt 666"]


@pytest.mark.usefixtures("open_umask")
def test_the_default_data_folder_is_ours_with_all_that_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path)
    tmp_path.chmod(0o755)
    (tmp_path / "recordings" / "monday").mkdir(parents=True)

    secure_data_folder(tmp_path)

    assert open_to_others(tmp_path) == []


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(InputError, match=r"the data folder .*/data cannot be used .*--data-dir"):
        secure_data_folder(tmp_path / "file" / "data")


@pytest.mark.usefixtures("open_umask")
@pytest.mark.parametrize("old", [False, True])
async def test_the_database_and_what_sqlite_puts_beside_it_are_their_owners(
    tmp_path: Path, old: bool
) -> None:
    file = tmp_path / "data" / "calf.db"
    if old:
        file.parent.mkdir()
        file.touch()
    database = Database(settings_in(tmp_path, data_dir=file.parent, database_url=None).database)
    try:
        async with database.writing() as session:
            await session.execute(text("CREATE TABLE measured (value REAL)"))
            modes = {path.name: mode(path) for path in file.parent.iterdir()}
    finally:
        await database.aclose()

    assert modes == dict.fromkeys(("calf.db", "calf.db-wal", "calf.db-shm"), 0o600)


def test_a_process_that_lives_keeps_its_uploads(tmp_path: Path) -> None:
    one = open_upload_folder(tmp_path)
    (one.path / "upload").write_bytes(b"much")
    other = open_upload_folder(tmp_path)

    assert (one.path / "upload").read_bytes() == b"much"
    other.close()
    one.close()
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == ["all.lock"]


def test_the_uploads_of_a_process_that_was_killed_are_swept(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_A_FOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as doomed:
        assert doomed.stdout is not None
        left = Path(doomed.stdout.readline().strip())
        open_upload_folder(tmp_path).close()
        assert (left / "upload").read_bytes() == b"much"
        doomed.kill()

    open_upload_folder(tmp_path).close()

    assert [path.name for path in (tmp_path / "uploads").iterdir()] == ["all.lock"]


def temporary_files_of(process_id: int) -> list[str]:
    """Temporary files that a process has open and that have no name, as `/proc` shows them."""
    opened = (Path("/proc") / str(process_id) / "fd").iterdir()
    return [place for place in map(os.readlink, opened) if place.endswith("(deleted)")]


async def begun(mark: Path) -> None:
    """Wait until a process has left a mark."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if await asyncio.to_thread(mark.exists):
                return
            await asyncio.sleep(0.05)


def uploads_in(data: Path) -> list[Path]:
    """Uploads that are being read, or were."""
    return list((data / "uploads").glob("*/*/upload"))


@pytest.mark.skipif(sys.platform != "linux", reason="shows open files in /proc")
async def test_a_killed_server_leaves_no_upload_and_nothing_that_others_can_read(
    short_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = short_path / "tmp"
    system.mkdir()
    monkeypatch.setenv("TMPDIR", str(system))
    data = an_old_data_folder(short_path / "data")
    large = force_csv() + b"#" * 2_000_000
    script = short_path / "calf"
    script.write_text(READ_FOR_EVER)
    async with server(short_path, script=script, umask=0) as doomed:
        headers = {"authorization": f"Bearer {key_left(short_path, doomed.port)}"}
        async with httpx2.AsyncClient(base_url=doomed.url, headers=headers, timeout=60) as client:
            files = {"file": ("plate.csv", large)}
            uploading = asyncio.create_task(client.post("/v1/recordings", files=files))
            await begun(short_path / "begun")
            children = psutil.Process(doomed.process.pid).children(recursive=True)
            spooled = temporary_files_of(doomed.process.pid)
            open_before = open_to_others(data)
            await doomed.kill()
            await asyncio.gather(uploading, return_exceptions=True)
    left = uploads_in(data)
    _, alive = await asyncio.to_thread(psutil.wait_procs, children, PATIENCE_S)

    async with server(short_path, umask=0):
        swept = uploads_in(data)
        open_after = open_to_others(data)

    assert len(children) >= 3
    assert alive == []
    assert spooled != []
    assert all(path.startswith(f"{data}/uploads/") for path in spooled)
    assert left != []
    assert swept == []
    assert open_before == open_after == []
    assert sorted(system.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
async def test_a_server_that_took_an_upload_ends_without_a_complaint(short_path: Path) -> None:
    async with server(short_path) as ending:
        headers = {"authorization": f"Bearer {key_left(short_path, ending.port)}"}
        async with httpx2.AsyncClient(base_url=ending.url, headers=headers, timeout=60) as client:
            files = {"file": ("plate.csv", force_csv())}
            assert (await client.post("/v1/recordings", files=files)).is_success
        status = await ending.ended()

    assert status == 0
    assert "Traceback" not in ending.log.read_text()
    assert [path for path in (short_path / "data" / "uploads").iterdir() if path.is_dir()] == []
