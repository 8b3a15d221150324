"""Waiting for a sensor's answers where they come as notifications."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from tracker.errors import LinkLost, PacketError
from tracker.sensors.devices.device import Gatt

_T = TypeVar("_T")


class Replies:
    """Notifications in the order of arrival, for whoever has asked.

    Parameters
    ----------
    gatt
        The connection.
    reply_s
        How long to wait.
    """

    def __init__(self, gatt: Gatt, reply_s: float) -> None:
        self._gatt = gatt
        self._reply_s = reply_s
        self._came: asyncio.Queue[bytes] = asyncio.Queue()
        self._asking = asyncio.Lock()
        self.put = self._came.put_nowait

    async def ask(self, uuid: str, request: bytes, read: Callable[[bytes], _T | None]) -> _T:
        """Write a request and give the first notification of which `read` makes something.

        Raises
        ------
        LinkLost
            If none comes in time.
        """
        async with self._asking:
            while not self._came.empty():
                self._came.get_nowait()
            try:
                async with asyncio.timeout(self._reply_s):
                    await self._gatt.write(uuid, request)
                    while True:
                        answer = self._read(read, await self._came.get())
                        if answer is not None:
                            return answer
            except TimeoutError:
                raise LinkLost(
                    f"{self._gatt.name} does not answer {request.hex()}; switch it off and on"
                ) from None

    @staticmethod
    def _read(read: Callable[[bytes], _T | None], data: bytes) -> _T | None:
        try:
            return read(data)
        except PacketError:
            return None
