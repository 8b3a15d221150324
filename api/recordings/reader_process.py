"""Reading what strangers send in a process of its own, with a bound on its memory and time.

A reader that is led to eat all memory, to loop or to crash takes nobody with it. What ends a reader
decides whose fault it was:

- A reader that refuses the file, or needs more memory or computing time than it is given: the
  file's. Whoever sent it gets an error that names the file and says what to do.
- Anything else (an exception that nobody foresaw, a crash, an import that fails, a process that was
  killed or not given a processor): ours. That is a `ReadingFault`, and the upload is kept.
"""

import asyncio
import logging
import math
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from api.core import child_processes
from api.core.errors import TooLarge, Unusable
from api.core.logs import trace
from api.recordings.intake import Limits, Received, Upload, receive

_log = logging.getLogger(__name__)

_RESULT = "result.json"

_TERMINATE_S = 2.0

_BOUNDED = sys.platform != "win32"
"""Whether the system bounds what a process may take."""

_OUT_OF_TIME: int | None = -int(signal.Signals["SIGXCPU"]) if _BOUNDED else None
"""Exit code of a process that computed for too long; None, of one that had to be killed, where the
system does not bound that."""

_WAIT_FACTOR = 5.0 if _BOUNDED else 1.0
"""How much longer a process may take than it may compute: on a busy machine it gets a fifth of a
core (our choice)."""

_TIME_TO_END_S = 5
"""Until a process that does not heed the signal of having computed for too long is killed."""


class StreamFacts(BaseModel):
    """What a stream holds, as its row keeps it."""

    name: str
    kind: str
    placement: str
    rate_hz: float
    samples: int
    missing_samples: int
    start_s: float
    end_s: float
    channels: list[dict[str, Any]]


class _Outcome(BaseModel):
    """What the reading process leaves: a recording's facts, or why there are none."""

    refused: str | None = None
    too_large: bool = False
    fault: str | None = None
    description: str = ""
    started_at: datetime | None = None
    duration_s: float = 0.0
    streams: list[StreamFacts] = []


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A recording as it was read, its streams encoded as Parquet."""

    description: str
    started_at: datetime | None
    duration_s: float
    streams: tuple[StreamFacts, ...]
    encoded: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one upload may take.

    Parameters
    ----------
    memory_bytes
        Of a process; of no effect where the system knows no such bound.
    computing_s
        Of processor time; where the system knows no such bound, of time.
    """

    memory_bytes: int
    computing_s: float


class ReadingFault(Exception):
    """The reader broke down: a fault of ours, whatever the file holds."""


class Readers:
    """Reads uploads, each in its own process.

    Parameters
    ----------
    limits
        How much an upload may unfold to.
    bounds
        What a process may take.
    folder
        Where files are kept while they are read.
    at_a_time
        Processes.
    """

    def __init__(self, limits: Limits, bounds: Bounds, folder: Path, at_a_time: int = 2) -> None:
        self._limits = limits
        self._bounds = bounds
        self._folder = folder
        self._free = asyncio.Semaphore(at_a_time)
        self._context = child_processes.context(__name__)

    async def read(self, upload: Upload) -> Read:
        """Read an upload.

        Raises
        ------
        Unusable
            If no reader makes a recording of it, or it takes too much computing.
        TooLarge
            If it unfolds to more than the limits, or takes too much memory.
        ReadingFault
            If the reader breaks down.
        """
        async with self._free:
            return await asyncio.to_thread(self._read, upload)

    def _read(self, upload: Upload) -> Read:
        with tempfile.TemporaryDirectory(dir=self._folder) as scratch:
            folder = Path(scratch)
            (folder / "upload").write_bytes(upload.data)
            stated = {"name": upload.name, "rate_hz": upload.rate_hz, "exercise": upload.exercise}
            arguments = (scratch, stated, asdict(self._limits), self._bounds.memory_bytes)
            exit_code = self._run(_work, *arguments)
            if exit_code == _OUT_OF_TIME:
                raise Unusable(
                    f"{upload.name}: reading it takes more than {self._bounds.computing_s:g} s of "
                    "computing; split the recording"
                )
            try:
                return _result(folder, exit_code)
            except ReadingFault as fault:
                _log.error("a reader broke down on %d bytes: %s", len(upload.data), fault)
                raise

    def _run(self, work: Callable[..., None], *arguments: Any) -> int | None:
        """Have a process do the work; its exit code, or None if it had to be killed."""
        process = self._context.Process(  # type: ignore[attr-defined]
            target=_bounded, args=(asdict(self._bounds), work, *arguments)
        )
        try:
            process.start()
        except (OSError, EOFError) as error:
            raise ReadingFault(f"no process can be started ({type(error).__name__})") from error
        try:
            process.join(_WAIT_FACTOR * self._bounds.computing_s)
            exit_code: int | None = process.exitcode
        finally:
            if process.exitcode is None:
                process.kill()
                process.join(_TERMINATE_S)
        return exit_code


def _result(folder: Path, exit_code: int | None) -> Read:
    if exit_code is None:
        raise ReadingFault("it waited for a processor for too long, and was ended")
    if exit_code != 0:
        raise ReadingFault(f"its process ended with {exit_code}")
    try:
        outcome = _Outcome.model_validate_json((folder / _RESULT).read_bytes())
        encoded = tuple((folder / str(at)).read_bytes() for at in range(len(outcome.streams)))
    except (OSError, ValueError) as error:
        raise ReadingFault("its process ended without a result") from error
    if outcome.fault is not None:
        raise ReadingFault(outcome.fault)
    if outcome.refused is not None:
        raise (TooLarge if outcome.too_large else Unusable)(outcome.refused)
    return Read(
        outcome.description,
        outcome.started_at,
        outcome.duration_s,
        tuple(outcome.streams),
        encoded,
    )


def _bounded(bounds: dict[str, Any], work: Callable[..., None], *arguments: Any) -> None:
    """In the process of its own: work within bounds, no longer than the server lives."""
    child_processes.end_with_parent()
    _bound(Bounds(**bounds))
    work(*arguments)


def _work(scratch: str, stated: dict[str, Any], limits: dict[str, int], memory_bytes: int) -> None:
    """In the process of its own: read, and write down what came of it."""
    folder = Path(scratch)
    upload = Upload(data=(folder / "upload").read_bytes(), **stated)
    try:
        outcome = _facts(receive(upload, Limits(**limits), folder), folder)
    except (Unusable, TooLarge) as error:
        outcome = _Outcome(refused=str(error), too_large=isinstance(error, TooLarge))
    except MemoryError:
        refusal = (
            f"{upload.name}: reading it takes more than {memory_bytes / 1e9:g} GB of memory; split "
            "the recording"
        )
        outcome = _Outcome(refused=refusal, too_large=True)
    except Exception as error:
        outcome = _Outcome(fault=_described(error))
    partial = folder / "partial"
    partial.write_text(outcome.model_dump_json())
    partial.replace(folder / _RESULT)


def _described(error: Exception) -> str:
    """Where an error came from, without its message, which may hold what was measured."""
    missing = f" ({error})" if isinstance(error, ImportError) else ""
    return f"{trace(error)}{missing}"


def _facts(received: Received, folder: Path) -> _Outcome:
    for at, data in enumerate(received.encoded):
        (folder / str(at)).write_bytes(data)
    recording = received.recording
    return _Outcome(
        description=received.description,
        started_at=recording.started_at,
        duration_s=recording.duration_s,
        streams=[
            StreamFacts(
                name=stream.name,
                kind=stream.kind.value,
                placement=stream.placement,
                rate_hz=stream.rate_hz,
                samples=int(stream.time.size),
                missing_samples=sum(gap.missing for gap in stream.gaps),
                start_s=stream.start_s,
                end_s=stream.end_s,
                channels=[
                    {"name": channel.name, "unit": channel.unit} for channel in stream.channels
                ],
            )
            for stream in recording.streams
        ],
    )


def _bound(bounds: Bounds) -> None:
    if sys.platform != "win32":
        # Windows has no such module.
        import resource  # noqa: PLC0415

        computing_s = math.ceil(bounds.computing_s)
        for kind, wanted in (
            (resource.RLIMIT_DATA, (bounds.memory_bytes, bounds.memory_bytes)),
            (resource.RLIMIT_CPU, (computing_s, computing_s + _TIME_TO_END_S)),
            # A crash leaves no copy of what the file holds.
            (resource.RLIMIT_CORE, (0, 0)),
        ):
            _, hard = resource.getrlimit(kind)
            if hard != resource.RLIM_INFINITY:
                # A process may not raise what it inherited.
                wanted = (min(wanted[0], hard), min(wanted[1], hard))  # noqa: PLW2901
            resource.setrlimit(kind, wanted)
