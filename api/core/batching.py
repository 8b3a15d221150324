"""Questions that come one by one, answered many at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

_AT_A_TIME = 100
_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")


class Batcher(Generic[_Asked, _Answer]):
    """Answers together all questions that came while the ones before were answered.

    A question never waits for others to come.

    Parameters
    ----------
    answer
        Gives the answers to some questions, in their order.
    """

    def __init__(self, answer: Callable[[Sequence[_Asked]], Awaitable[Sequence[_Answer]]]) -> None:
        self._answer = answer
        self._waiting: list[tuple[_Asked, asyncio.Future[_Answer]]] = []
        self._task: asyncio.Task[None] | None = None

    async def ask(self, question: _Asked) -> _Answer:
        """The answer; what goes wrong is raised to all who asked together."""
        done: asyncio.Future[_Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, done))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return await done

    async def _run(self) -> None:
        try:
            while self._waiting:
                taken = self._waiting[:_AT_A_TIME]
                del self._waiting[:_AT_A_TIME]
                await self._give(taken)
        finally:
            self._task = None

    async def _give(self, taken: list[tuple[_Asked, asyncio.Future[_Answer]]]) -> None:
        try:
            answers = await self._answer([asked for asked, _ in taken])
        except Exception as error:
            for _, done in taken:
                if not done.done():
                    done.set_exception(error)
            return
        for (_, done), answer in zip(taken, answers, strict=True):
            if not done.done():
                done.set_result(answer)
