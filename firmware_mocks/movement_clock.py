"""The time in which the simulated athlete moves, and the sensors worn sample."""

import asyncio


class MovementClock:
    """The time of the athlete, shared by all the sensors worn.

    It stands still until as many sensors are started as take part, so that none misses the
    beginning, and passes `speed` times as fast as the time of the running event loop.

    Parameters
    ----------
    speed
        How many times faster than real it passes.
    sensors
        How many sensors have to be started before it runs; with 0 it runs at once.
    """

    def __init__(self, speed: float = 1.0, sensors: int = 1) -> None:
        self.speed = speed
        self._awaited = sensors
        self.started_ns = 0
        self._loop = asyncio.get_running_loop()
        self._origin_ns = self._loop_ns()
        self._running = asyncio.Event()
        if sensors == 0:
            self._run()

    def host_ns(self) -> int:
        """A monotonic clock that passes as fast as the athlete's time."""
        return self._origin_ns + round((self._loop_ns() - self._origin_ns) * self.speed)

    def now_s(self) -> float:
        """Athlete's time: zero until the movement begins."""
        return (self.host_ns() - self.started_ns) / 1e9 if self._running.is_set() else 0.0

    def join(self) -> None:
        """A sensor is ready; the last one begins the movement."""
        self._awaited -= 1
        if self._awaited <= 0 and not self._running.is_set():
            self._run()

    async def reach(self, athlete_s: float) -> None:
        """Wait for that time; lets others run even if it has passed."""
        await self._running.wait()
        await asyncio.sleep(max(0.0, (athlete_s - self.now_s()) / self.speed))

    def _loop_ns(self) -> int:
        return round(self._loop.time() * 1e9)

    def _run(self) -> None:
        self.started_ns = self.host_ns()
        self._running.set()
