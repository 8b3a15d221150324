"""Recordings shared out among the processes of a server, by advisory locks of PostgreSQL."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import URL

_log = logging.getLogger(__name__)
_WAIT_S = 5.0
_BROKEN = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
_LOCK = "SELECT key FROM unnest($1::bigint[]) AS key WHERE pg_try_advisory_lock(key)"
_UNLOCK = "SELECT pg_advisory_unlock(key) FROM unnest($1::bigint[]) AS key"


class LockingOwners:
    """Holds a recording by an advisory lock of PostgreSQL, which ends with the process.

    Parameters
    ----------
    url
        The database's address.
    """

    def __init__(self, url: URL) -> None:
        self._dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection: Any = None
        self._held: dict[str, int] = {}

    async def hold(self, wanted: Iterable[str]) -> frozenset[str]:
        """Hold what can be held; nothing while the database does not answer."""
        keys = {one: _key(one) for one in wanted}
        try:
            connection = await self._connected()
            gone = [key for one, key in self._held.items() if one not in keys]
            if gone:
                await connection.fetch(_UNLOCK, gone, timeout=_WAIT_S)
            self._held = {one: key for one, key in self._held.items() if one in keys}
            new = {key: one for one, key in keys.items() if one not in self._held}
            if new:
                rows = await connection.fetch(_LOCK, list(new), timeout=_WAIT_S)
                self._held |= {new[row["key"]]: row["key"] for row in rows}
        except _BROKEN as error:
            # The locks went with the connection.
            _log.warning("recordings cannot be shared out now: %s", type(error).__name__)
            await self.stop()
        return frozenset(self._held)

    async def stop(self) -> None:
        """Let go of everything."""
        connection, self._connection, self._held = self._connection, None, {}
        if connection is not None:
            with suppress(*_BROKEN):
                await connection.close(timeout=1)

    async def _connected(self) -> Any:
        if self._connection is not None and self._connection.is_closed():
            await self.stop()
        if self._connection is None:
            self._connection = await asyncpg.connect(self._dsn, timeout=_WAIT_S)
        return self._connection


def _key(recording_id: str) -> int:
    """60 random bits of the id, whose first ones are the time."""
    return UUID(recording_id).int & ((1 << 60) - 1)
