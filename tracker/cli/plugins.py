"""What the other packages of this distribution lend to the command line.

tracker imports neither the server nor the mock sensors. They announce themselves as entry points,
and these protocols say what is expected of them.
"""

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from tracker.errors import InputError

if TYPE_CHECKING:
    from bumble.device import Device


class SimulatedSensors(Protocol):
    """Sensors on a virtual radio, worn by an athlete whose movement is known exactly."""

    def __init__(self, reps: int, seed: int, speed: float) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    @property
    def central(self) -> "Device":
        """A powered Bumble device on the sensors' radio."""

    @property
    def host_clock(self) -> Callable[[], int]:
        """Monotonic nanoseconds that pass as fast as the athlete's time."""

    @property
    def placements(self) -> Mapping[str, str]:
        """Sensor address to placement."""

    @property
    def subject(self) -> Mapping[str, float]:
        """Fields of `tracker.recording.Subject`."""

    @property
    def variant(self) -> Mapping[str, Any]:
        """Fields of `tracker.recording.Variant`."""

    @property
    def exercise(self) -> str:
        """What the athlete does."""

    @property
    def truth(self) -> tuple[dict[str, float], ...]:
        """What is true of each repetition, in the athlete's time."""

    async def wait_finished(self) -> None:
        """Return when the whole movement was sent."""


class Server(Protocol):
    """A server that runs as long as its context lasts."""

    def __init__(self, data_dir: Path | None = None) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    @property
    def url(self) -> str:
        """Address of its first page."""

    @property
    def key(self) -> str:
        """An API key of whoever set it up."""

    async def entry(self, path: str) -> str:
        """Address that signs its owner in once and leads to a page."""

    async def wait_stopped(self) -> None:
        """Return when somebody stops it."""


def simulated_sensors() -> type[SimulatedSensors]:
    """The mock sensors of this installation; InputError if it has none."""
    loaded: type[SimulatedSensors] = _load("sensors")
    return loaded


def embedded_server() -> type[Server]:
    """The server of this installation; InputError if it has none."""
    loaded: type[Server] = _load("server")
    return loaded


def _load(name: str) -> Any:
    for entry in entry_points(group="calf.demo", name=name):
        return entry.load()
    raise InputError(f"this installation lacks its {name}: install calf-tracker again")
