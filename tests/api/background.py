"""A server with its world in a thread, for tests that are not asynchronous themselves."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from tests.api.backends import Addresses, Postgres, current
from tests.api.house import hand_made, opened, pipeline_of
from tests.api.people import People
from tests.api.world import World, world_of

_T = TypeVar("_T")


@dataclass(frozen=True)
class Background:
    """A world, and its event loop."""

    world: World
    loop: asyncio.AbstractEventLoop

    def run(self, asked: Awaitable[_T]) -> _T:
        """Wait for something of the world."""

        async def waited() -> _T:
            return await asked

        return asyncio.run_coroutine_threadsafe(waited(), self.loop).result()


@contextmanager
def in_background(folder: Path, postgres: Postgres | None, **settings: Any) -> Iterator[Background]:
    """Open a world on SQLite or PostgreSQL, and close it at the end."""
    addresses = Addresses(postgres)
    current.append(addresses)
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    stack = AsyncExitStack()
    try:
        background = Background(_now(loop, lambda: _open(stack, folder, settings)), loop)
        yield background
    finally:
        _now(loop, stack.aclose)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        current.pop()
        addresses.drop()


async def _open(stack: AsyncExitStack, folder: Path, settings: dict[str, Any]) -> World:
    house = await stack.enter_async_context(opened(folder, pipeline_of(hand_made()), **settings))
    people = People(house)
    stack.push_async_callback(people.aclose)
    return await world_of(people)


def _now(loop: asyncio.AbstractEventLoop, begin: Callable[[], Awaitable[_T]]) -> _T:
    async def waited() -> _T:
        return await begin()

    return asyncio.run_coroutine_threadsafe(waited(), loop).result()
