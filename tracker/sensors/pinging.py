"""Asks a sensor for its clock now and then, which bounds the clock fit from below."""

import asyncio
import itertools
import random
from collections.abc import Callable
from contextlib import suppress

from tracker.errors import SensorError
from tracker.sensors.ble.client import LinkState, SensorClient

_EVERY_S, _AT_FIRST_S = 0.7, 0.2
_FIRST = 50


async def ping_regularly(
    client: SensorClient,
    clock: Callable[[], int],
    pinged: Callable[[int, int, int], None],
) -> None:
    """Ping until cancelled, or at once return if the sensor cannot be asked.

    Parameters
    ----------
    client
        The sensor's connection.
    clock
        Host clock, ns.
    pinged
        Called with host time before, device time in µs (modulo 2³²), and host time after.
    """
    # Uneven, so that requests meet the connection's events at every phase.
    phase = random.Random(client.sensor.address)  # noqa: S311 - not for secrecy
    for number in itertools.count():
        if client.state is LinkState.STREAMING:
            with suppress(SensorError):
                sent_ns = clock()
                device_us = await client.device.device_time_us()
                if device_us is None:
                    return
                pinged(sent_ns, device_us, clock())
        await asyncio.sleep(
            (_AT_FIRST_S if number < _FIRST else _EVERY_S) * phase.uniform(0.5, 1.5)
        )
