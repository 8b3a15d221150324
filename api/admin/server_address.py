"""Where people reach the server of a database, for links that a command prints."""

import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from api.accounts.repository import AccountRepository
from api.accounts.secrets import digest_of
from api.core.settings import Settings
from api.db.engine import Database
from tracker.errors import InputError
from tracker.local_servers import keys_left

# A server on this machine accepts a connection at once, however busy it is.
_ANSWERS_S = 1.0


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """An address on this machine, and whether a server of the database answers there."""

    url: str
    running: bool


def checked_url(url: str) -> str:
    """An address for links to begin with, without a slash at the end; else InputError."""
    if not _is_base(url):
        raise InputError(f"{url} is not an address such as https://calf.example.org")
    return url.rstrip("/")


def _is_base(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        # Brackets that enclose no IPv6 address, or a port that is no number up to 65535.
        return False
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0
    return is_web and not (parts.fragment or parts.query)


async def server_address(database: Database, settings: Settings) -> ServerAddress:
    """The address of the server that runs on this machine with that database.

    Each server leaves a key for programs of the same user; the key of the right server opens an
    account of the database. Without a running server, it is the address in the settings.
    """
    async with database.reading() as session:
        accounts, now = AccountRepository(session), datetime.now(UTC)
        ports = [
            port
            for port, key in keys_left().items()
            if await accounts.opened_by(digest_of(key), now) is not None
        ]
    for port in ports:
        # A server that was killed has left its key too.
        if _answers(port):
            return ServerAddress(f"http://127.0.0.1:{port}", running=True)
    return ServerAddress(f"http://127.0.0.1:{settings.port}", running=False)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=_ANSWERS_S):
            return True
    except OSError:
        return False
