"""The keys of servers that run on this machine, for the other programs of the same person.

A server that listens here writes its key into a file that only its user can read, and takes it
away when it ends. Nobody has to copy a key by hand to send a recording to the server next door.
"""

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from tracker.private_files import make_private_folder, new_private_file, restrict

_LOCAL = {"localhost", "127.0.0.1", "::1"}
_PORTS = {"http": 80, "https": 443}


def key_file(port: int) -> Path:
    """Where the server at that port of this machine leaves its key."""
    folder = platformdirs.user_state_path("calf-tracker", appauthor=False)
    return folder / "servers" / f"{port}.key"


def leave_key(port: int, key: str) -> None:
    """Leave a key for programs of the same user; OSError if that cannot be."""
    path = key_file(port)
    for folder in (path.parent.parent, path.parent):
        make_private_folder(folder)
        restrict(folder)
    with suppress(FileNotFoundError):
        path.unlink()
    with os.fdopen(new_private_file(path), "w") as file:
        file.write(key)


def take_key_away(port: int, key: str) -> None:
    """Take a key away that was left, unless another server has left its own since."""
    path = key_file(port)
    with suppress(OSError):
        if path.read_text() == key:
            path.unlink()


def keys_left() -> dict[int, str]:
    """The key of each server of this machine and user that left its key, by port."""
    keys: dict[int, str] = {}
    for path in sorted(key_file(0).parent.glob("*.key")):
        with suppress(OSError, ValueError):
            keys[int(path.stem)] = path.read_text().strip()
    return keys


def key_for(server_url: str) -> str | None:
    """The key that a server of this machine left; None for other machines, or where none is."""
    address = urlsplit(server_url)
    try:
        port = address.port or _PORTS.get(address.scheme, 0)
    except ValueError:
        return None
    if address.hostname not in _LOCAL:
        return None
    with suppress(OSError):
        return key_file(port).read_text().strip()
    return None
