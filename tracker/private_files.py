"""Files and folders that only their owner can read.

What is measured of a person is health data: other users of the same machine must not read it.
Windows keeps a user's folders private by itself, and has no such modes.
"""

import logging
import os
import stat
from contextlib import suppress
from pathlib import Path

_log = logging.getLogger(__name__)

PRIVATE_FOLDER_MODE = 0o700
"""Read, written and entered by its owner."""

PRIVATE_FILE_MODE = 0o600
"""Read and written by its owner."""

PARENT_MODE = 0o755
"""Folders above a private one: everybody may pass, their owner alone may exchange what is in them,
even where the process's umask is 0."""

_BINARY = int(getattr(os, "O_BINARY", 0))
"""Windows would change the ends of lines without it."""

_PRIVATE_UMASK = 0o077
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_new_files_private() -> None:
    """Let whatever this process makes from now on be readable by its owner only."""
    os.umask(_PRIVATE_UMASK)


def make_private_folder(path: Path) -> None:
    """Make a folder that only its owner can read; one that is there is left as it is.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    missing = [parent for parent in path.parents if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir(PARENT_MODE, exist_ok=True)
    path.mkdir(PRIVATE_FOLDER_MODE, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Make an empty file that only its owner can read; one that is there is left as it is.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    with suppress(FileExistsError):
        os.close(new_private_file(path))


def new_private_file(path: Path) -> int:
    """Make a file that only its owner can read, and open it for writing.

    Returns
    -------
    Its descriptor, for `os.fdopen`.

    Raises
    ------
    OSError
        If there already is one, or it cannot be made.
    """
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, PRIVATE_FILE_MODE)


def restrict(path: Path) -> None:
    """Take away from other users whatever they may do with a file, or with a folder and its files.

    Links are left alone, and so is a folder that is private already: nobody else gets at what is
    in it.

    Raises
    ------
    OSError
        If the path belongs to another user.
    """
    mode = path.lstat().st_mode
    if os.name == "nt" or stat.S_ISLNK(mode) or not mode & _OTHERS:
        return
    if stat.S_ISDIR(mode):
        for entry in path.iterdir():
            # Another process may delete files meanwhile.
            with suppress(FileNotFoundError):
                restrict(entry)
    # The folder comes last: if this is broken off, it is done again as a whole.
    path.chmod(stat.S_IMODE(mode) & ~_OTHERS)


def restrict_or_warn(path: Path) -> None:
    """Restrict a file or folder; where it belongs to another user, say so in the log.

    Raises
    ------
    FileNotFoundError
        If it is not there.
    """
    try:
        restrict(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        _log.warning("other users may read %s (%s)", path, error.strerror)
