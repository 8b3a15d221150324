"""Looking up the names of hosts without holding up anything else."""

import asyncio
import socket
from contextlib import suppress
from threading import Thread

_AT_A_TIME = 64
"""Lookups under way. Each is a thread that mostly waits, so there can be many."""

Addresses = list[str] | OSError | UnicodeError
"""IP addresses of a host, or why there are none."""


class HostNames:
    """Looks up names in threads of its own.

    A name server that does not answer keeps a thread for half a minute, whatever the caller does
    meanwhile. The event loop's own threads are few and serve everybody. The threads here are
    ended with the process, and a name is looked up once at a time.
    """

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(_AT_A_TIME)
        self._under_way: dict[str, asyncio.Future[Addresses]] = {}

    async def addresses(self, host: str) -> list[str]:
        """The IP addresses of a host.

        Raises
        ------
        OSError, UnicodeError
            If the name is not known, or no name can be like that.
        """
        if host not in self._under_way:
            await self._free.acquire()
            if host in self._under_way:
                self._free.release()
            else:
                self._under_way[host] = self._begin(host)
        found = await asyncio.shield(self._under_way[host])
        if isinstance(found, list):
            return found
        raise found

    def _begin(self, host: str) -> asyncio.Future[Addresses]:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Addresses] = loop.create_future()

        def end(found: Addresses) -> None:
            self._free.release()
            del self._under_way[host]
            done.set_result(found)

        def look_up() -> None:
            found = _looked_up(host)
            # The loop is closed if the server ended meanwhile.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(end, found)

        Thread(target=look_up, name=f"lookup {host}", daemon=True).start()
        return done


def _looked_up(host: str) -> Addresses:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return error
    return [str(entry[4][0]).partition("%")[0] for entry in found]
