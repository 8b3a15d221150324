"""Readers that run away, each in the process that `api.recordings.reading` gives it."""

import os
from typing import Any

from api.recordings import reading
from api.recordings.intake import Received

_WORK = reading._work


def loop(scratch: str, stated: Any, limits: Any, memory_bytes: int) -> None:
    """Is led round in circles."""
    while True:
        pass


def eat(scratch: str, stated: Any, limits: Any, memory_bytes: int) -> None:
    """Is led to eat all memory."""
    vars(reading)["receive"] = _eat
    _WORK(scratch, stated, limits, memory_bytes)


def die(scratch: str, stated: Any, limits: Any, memory_bytes: int) -> None:
    """Crashes."""
    os._exit(13)


def _eat(upload: Any, limits: Any) -> Received:
    eaten = [bytearray(50_000_000) for _ in range(1000)]
    raise AssertionError(len(eaten))
