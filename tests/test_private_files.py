"""What is measured of a person can be read by its owner only, whatever the process's umask is."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.local_servers import key_file, leave_key
from tracker.private_files import (
    make_new_files_private,
    make_private_file,
    make_private_folder,
    new_private_file,
    restrict,
)
from tracker.recording.journal import JournalWriter

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of files")


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """Whatever a process makes is open to everybody, unless it takes care."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_private_folder_is_its_owners_and_nobody_can_exchange_it(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "above" / "ours")

    assert mode(tmp_path / "above" / "ours") == 0o700
    assert mode(tmp_path / "above") == 0o755


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir(0o775)

    make_private_folder(theirs)

    assert mode(theirs) == 0o775


def test_a_private_file_is_its_owners_and_keeps_its_content(tmp_path: Path) -> None:
    file = tmp_path / "file"
    make_private_file(file)
    file.write_text("content")
    make_private_file(file)

    assert (mode(file), file.read_text()) == (0o600, "content")


def test_a_new_private_file_takes_the_place_of_no_other(tmp_path: Path) -> None:
    file = tmp_path / "file"
    os.close(new_private_file(file))

    assert mode(file) == 0o600
    with pytest.raises(FileExistsError):
        new_private_file(file)


def test_new_files_of_a_private_process_are_its_owners(tmp_path: Path) -> None:
    make_new_files_private()
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()

    assert mode(tmp_path / "file") == 0o600
    assert mode(tmp_path / "folder") == 0o700


def test_a_folder_is_restricted_with_all_that_it_holds(tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    (ours / "deep").mkdir(parents=True)
    (ours / "deep" / "file").touch()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.touch()
    (ours / "link").symlink_to(elsewhere)

    restrict(ours)

    assert mode(ours) == mode(ours / "deep") == 0o700
    assert mode(ours / "deep" / "file") == 0o600
    assert mode(elsewhere) == 0o666


def test_the_key_of_a_local_server_is_its_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    wide = key_file(8000).parent
    wide.mkdir(parents=True)

    leave_key(8000, "secret")

    assert mode(key_file(8000)) == 0o600
    assert mode(wide) == mode(wide.parent) == 0o700


def test_a_journal_is_its_owners(tmp_path: Path) -> None:
    with JournalWriter(tmp_path / "journal.calf"):
        pass

    assert mode(tmp_path / "journal.calf") == 0o600
