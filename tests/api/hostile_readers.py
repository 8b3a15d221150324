"""Readers that run away or break down, in the process of `api.recordings.reader_process`."""

import os
import signal
import time
from typing import Any

from api.recordings import reader_process
from api.recordings.intake import Received

_WORK = reader_process._work


def loop(*_: Any) -> None:
    """Is led round in circles."""
    while True:
        pass


def eat(*arguments: Any) -> None:
    """Is led to eat all memory."""
    vars(reader_process)["receive"] = _eat
    _WORK(*arguments)


def wait(*_: Any) -> None:
    """Is given no processor."""
    time.sleep(3600)


def leave(*_: Any) -> None:
    """Ends without a result."""
    os._exit(0)


def die(*_: Any) -> None:
    """Ends as if it had failed."""
    os._exit(13)


def crash(*_: Any) -> None:
    """Reads where it must not."""
    os.kill(os.getpid(), signal.SIGSEGV)


def be_killed(*_: Any) -> None:
    """Is ended by a system whose memory is full."""
    os.kill(os.getpid(), signal.SIGKILL)


def raise_error(*arguments: Any) -> None:
    """Has a fault that nobody foresaw."""
    vars(reader_process)["receive"] = _raise
    _WORK(*arguments)


def lack_module(*arguments: Any) -> None:
    """Cannot import what it needs."""
    vars(reader_process)["receive"] = _import
    _WORK(*arguments)


def _eat(*_: Any) -> Received:
    eaten = [bytearray(50_000_000) for _ in range(1000)]
    raise AssertionError(len(eaten))


def _raise(*_: Any) -> Received:
    mass_kg = 72.5
    raise ValueError(f"mass {mass_kg} kg")


def _import(*_: Any) -> Received:
    import module_that_is_not_there  # type: ignore[import-not-found] # noqa: PLC0415

    raise AssertionError(module_that_is_not_there)
