"""The folder of everything that the server keeps: private, and with a place for what arrives."""

import multiprocessing.util
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Self

import platformdirs

from tracker.errors import InputError
from tracker.private_files import make_private_file, make_private_folder, restrict_or_warn

_OUR_PREFIX = "calf.db"
"""The SQLite file, and what SQLite puts beside it (``-wal``, ``-shm``, ``-journal``)."""

_OUR_FOLDERS = frozenset({"objects", "uploads", "backups"})

_UPLOADS = "uploads"
_LOCK_SUFFIX = ".lock"
_ALL_LOCKED = "all" + _LOCK_SUFFIX

_NAME_BYTES = 6
"""Of a process's folder: a short name, because of the next limit, that no other process takes."""

_AFTER_SOCKETS = -200
"""Priority at the end of the process: `multiprocessing` deletes its sockets with -100."""

_LONGEST_FOLDER_BYTES = 68
"""The address of a socket has at most 103 bytes (macOS; Linux: 107), and `multiprocessing` takes 32
of them for its own names."""


def secure_data_folder(path: Path) -> None:
    """Make the data folder, or restrict what is ours in it to its owner.

    A folder that also holds something else may be for others too: it keeps its mode, and only our
    files in it are restricted. The default folder is ours with all that it holds.

    Raises
    ------
    InputError
        If it cannot be made.
    """
    with _usable(path):
        make_private_folder(path)
        _restrict_ours(path)


def open_upload_folder(path: Path) -> "UploadFolder":
    """The place of this process for uploads in the data folder; it has to be closed.

    Raises
    ------
    InputError
        If it cannot be made.
    """
    with _usable(path):
        return UploadFolder(path / _UPLOADS)


@contextmanager
def _usable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(
            f"the data folder {path} cannot be used ({error.strerror or error}); name another with "
            "CALF_DATA_DIR or --data-dir"
        ) from error


def _restrict_ours(path: Path) -> None:
    entries = list(path.iterdir())
    ours = [entry for entry in entries if _is_ours(entry.name)]
    default = platformdirs.user_data_path("calf-tracker", appauthor=False)
    whole = len(ours) == len(entries) or path == default
    for entry in [*ours, path] if whole else ours:
        # Another process on this folder may just have deleted it.
        with suppress(FileNotFoundError):
            restrict_or_warn(entry)


def _is_ours(name: str) -> bool:
    return name.startswith(_OUR_PREFIX) or name in _OUR_FOLDERS


class UploadFolder:
    """A folder for the uploads that this process is taking, gone when the process is.

    Each process on a data folder has one of its own, and holds a lock as long as it lives. Whoever
    opens one deletes those that nobody holds: a process that was killed could not do so itself.

    Parameters
    ----------
    among
        The folder of the folders of all processes.

    Raises
    ------
    OSError
        If it cannot be made.
    """

    def __init__(self, among: Path) -> None:
        make_private_folder(among)
        self._sockets: Path | None = None
        self.path = among / secrets.token_hex(_NAME_BYTES)
        with _opened(among / _ALL_LOCKED) as all_locked:
            _lock(all_locked)
            _sweep(among)
            self._lock_file = _opened(_lock_path(self.path))
            _try_lock(self._lock_file)
            make_private_folder(self.path)

    def __enter__(self) -> Self:
        """Nothing more is to be done."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Delete what is in it, and the folder itself when nothing else needs it."""
        if self._sockets is None:
            self._delete()
            return
        for left in self.path.iterdir():
            if left == self._sockets:
                continue
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)
        # `multiprocessing` deletes its sockets when the process ends, and fails if they are gone.
        multiprocessing.util.Finalize(None, self._delete, exitpriority=_AFTER_SOCKETS)

    def _delete(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        # Windows deletes no file that is open.
        if os.name == "nt":
            self._lock_file.close()
        _lock_path(self.path).unlink(missing_ok=True)
        self._lock_file.close()

    @contextmanager
    def as_temporary_folder(self) -> Iterator[None]:
        """Have all temporary files of this process made here.

        Bodies of requests that are too large for the memory are written by the web framework,
        which asks Python for the folder of temporary files. It is the whole process's, so this is
        for programs that do nothing but serve.
        """
        if len(os.fsencode(self.path)) > _LONGEST_FOLDER_BYTES:
            # The fork server's socket needs a short path; the folder, once made, is kept to.
            multiprocessing.util.get_temp_dir()
        before, tempfile.tempdir = tempfile.tempdir, str(self.path)
        sockets = Path(multiprocessing.util.get_temp_dir())
        self._sockets = sockets if sockets.parent == self.path else None
        try:
            yield
        finally:
            tempfile.tempdir = before


def _sweep(among: Path) -> None:
    """Delete what processes left that live no more."""
    left = {entry.name.removesuffix(_LOCK_SUFFIX) for entry in among.iterdir()}
    for name in left - {_ALL_LOCKED.removesuffix(_LOCK_SUFFIX)}:
        folder = among / name
        with _opened(_lock_path(folder)) as lock_file:
            if not _try_lock(lock_file):
                continue
            shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            _lock_path(folder).unlink()


def _opened(path: Path) -> IO[bytes]:
    """A file to be locked; made if it is missing."""
    make_private_file(path)
    return path.open("ab")


def _lock_path(folder: Path) -> Path:
    return folder.with_name(folder.name + _LOCK_SUFFIX)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        """Wait until nobody else holds the file."""
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

    def _try_lock(file: IO[bytes]) -> bool:
        """Hold the file as long as it is open; False if somebody else does."""
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        """Wait until nobody else holds the file."""
        fcntl.flock(file, fcntl.LOCK_EX)

    def _try_lock(file: IO[bytes]) -> bool:
        """Hold the file as long as it is open; False if somebody else does."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
