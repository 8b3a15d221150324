"""Asks a sensor again for the samples that did not arrive."""

import asyncio
from contextlib import suppress

from tracker.errors import SensorError
from tracker.sensors.ble.client import LinkState, SensorClient
from tracker.sensors.codecs.sequence import signed
from tracker.sensors.incoming import IncomingStream

_LOOK_EVERY_S = 0.05
_MOST_AT_ONCE_S = 2.0
_PATIENCE_LOOKS = 6
_LAST_REQUESTS = 10
_WRAP = 2**32


class Backfiller:
    """Fetches what one sensor's stream lacks, oldest first, while the live samples go on.

    Parameters
    ----------
    client
        The sensor's connection.
    incoming
        Its stream, which knows what is missing and takes what comes.
    """

    def __init__(self, client: SensorClient, incoming: IncomingStream) -> None:
        self._client = client
        self._incoming = incoming
        self._able = True
        self._gone: tuple[int, int] = (-1, 0)

    async def run(self) -> None:
        """Fetch whenever something is missing; ends when the sensor turns out to keep nothing."""
        while self._able:
            await asyncio.sleep(_LOOK_EVERY_S)
            if self._client.state is LinkState.STREAMING and self._wanted() is not None:
                # A link that fails meanwhile is restored by its client; then it is asked again.
                with suppress(SensorError):
                    await self._fetch()

    async def finish(self) -> None:
        """Fetch what is still missing, until nothing is or repeated requests bring nothing.

        Raises
        ------
        SensorError
            If the sensor is gone.
        """
        in_vain = 0
        while self._able and self._wanted() is not None and in_vain < _LAST_REQUESTS:
            before = self._incoming.samples
            await self._fetch()
            in_vain = 0 if self._incoming.samples > before else in_vain + 1

    async def _fetch(self) -> None:
        """Ask for the oldest missing range, and wait while its samples come."""
        wanted = self._wanted()
        if wanted is None:
            return
        first, end = wanted
        most = max(1, round(_MOST_AT_ONCE_S * self._incoming.sensor.configuration.rate_hz))
        answer = await self._client.device.fetch(first % _WRAP, min(end - first, most))
        if answer is None:
            self._able = False
            self._incoming.hold_ns = 0
            return
        oldest = first + signed(answer.oldest_index - first)
        self._gone = (self._incoming.run, max(oldest, first if answer.count else end))
        if answer.count:
            await self._arriving(first + signed(answer.first_index - first), answer.count)

    async def _arriving(self, first: int, count: int) -> None:
        """Return when nothing of that range is missing any more, or nothing more of it comes."""
        idle, before = 0, -1
        while idle < _PATIENCE_LOOKS:
            left = sum(
                max(0, min(end, first + count) - max(start, first))
                for start, end in self._incoming.missing
            )
            if not left:
                return
            idle, before = (idle + 1 if left == before else 0), left
            await asyncio.sleep(_LOOK_EVERY_S)

    def _wanted(self) -> tuple[int, int] | None:
        """The oldest missing range that the sensor may still hold."""
        run, gone = self._gone
        oldest = gone if run == self._incoming.run else 0
        ranges = ((max(first, oldest), end) for first, end in self._incoming.missing)
        return next(((first, end) for first, end in ranges if first < end), None)
