"""Short messages between all processes of a server, as they come; nobody keeps them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol

Message = dict[str, Any]
Hear = Callable[[str, Message], None]
"""Hear a message of a topic; must return at once and not raise."""


class Bus(Protocol):
    """Carries messages of less than 8 kB to whoever listens now, in this process and others."""

    async def start(self) -> None:
        """Begin to carry."""

    async def stop(self) -> None:
        """End."""

    async def publish(self, topic: str, message: Message) -> None:
        """Tell all who listen; never fails because nobody does."""

    def listening(self, hear: Hear) -> Any:
        """Hear everything within an ``async with``."""


class Listeners:
    """Those who listen in this process."""

    def __init__(self) -> None:
        self._hearers: list[Hear] = []

    @asynccontextmanager
    async def listening(self, hear: Hear) -> AsyncIterator[None]:
        """Hear everything within the context."""
        self._hearers.append(hear)
        try:
            yield
        finally:
            self._hearers.remove(hear)

    def tell(self, topic: str, message: Message) -> None:
        """Tell all who listen here."""
        for hear in tuple(self._hearers):
            hear(topic, message)


class LocalBus(Listeners):
    """The bus of a server that is one process."""

    async def start(self) -> None:
        """Nothing to begin."""

    async def stop(self) -> None:
        """Nothing to end."""

    async def publish(self, topic: str, message: Message) -> None:
        """Tell all who listen."""
        self.tell(topic, message)
