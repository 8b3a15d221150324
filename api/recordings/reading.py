"""Reading what strangers send in a process of its own, with a bound on its memory and time.

A reader that is led to eat all memory, to loop or to crash takes nobody with it.
"""

import asyncio
import multiprocessing
import sys
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from api.errors import TooLarge, Unusable
from api.recordings.intake import Limits, Received, Upload, receive

_RESULT = "result.json"
_TERMINATE_S = 2.0


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


class _Said(BaseModel):
    """What the reading process says: a recording's facts, or why there is none."""

    refused: str | None = None
    too_large: bool = False
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


class Readers:
    """Reads uploads, each in its own process.

    Parameters
    ----------
    limits
        How much an upload may unfold to.
    memory_bytes, seconds
        What a process may take; where the system knows no bound on memory, only time is bounded.
    at_a_time
        Processes.
    """

    def __init__(
        self, limits: Limits, memory_bytes: int, seconds: float, at_a_time: int = 2
    ) -> None:
        self._limits = limits
        self._memory_bytes = memory_bytes
        self._seconds = seconds
        self._free = asyncio.Semaphore(at_a_time)
        self._context = _context()

    async def read(self, upload: Upload) -> Read:
        """Read an upload.

        Raises
        ------
        Unusable
            If no reader makes a recording of it, or none is done in time and memory.
        TooLarge
            If it unfolds to more than the limits.
        """
        async with self._free:
            return await asyncio.to_thread(self._read, upload)

    def _read(self, upload: Upload) -> Read:
        with tempfile.TemporaryDirectory(prefix="calf-read-") as scratch:
            folder = Path(scratch)
            (folder / "upload").write_bytes(upload.data)
            stated = {"name": upload.name, "rate_hz": upload.rate_hz, "exercise": upload.exercise}
            process = self._context.Process(  # type: ignore[attr-defined]
                target=_work, args=(scratch, stated, asdict(self._limits), self._memory_bytes)
            )
            process.start()
            try:
                process.join(self._seconds)
                in_time = process.exitcode is not None
            finally:
                if process.exitcode is None:
                    process.kill()
                    process.join(_TERMINATE_S)
            if not in_time:
                raise Unusable(f"{upload.name}: reading it took more than {self._seconds:g} s")
            return _result(folder, upload.name)


def _result(folder: Path, name: str) -> Read:
    try:
        said = _Said.model_validate_json((folder / _RESULT).read_bytes())
    except (OSError, ValueError) as error:
        raise Unusable(
            f"{name}: the reader broke off; the file is broken, or takes too much memory"
        ) from error
    if said.refused is not None:
        raise (TooLarge if said.too_large else Unusable)(said.refused)
    encoded = tuple((folder / str(at)).read_bytes() for at in range(len(said.streams)))
    return Read(said.description, said.started_at, said.duration_s, tuple(said.streams), encoded)


def _context() -> BaseContext:
    """Processes that are forked from one which has imported the readers and nothing else."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _work(scratch: str, stated: dict[str, Any], limits: dict[str, int], memory_bytes: int) -> None:
    """In the process of its own: read, and write down what came of it."""
    _bound_memory(memory_bytes)
    folder = Path(scratch)
    upload = Upload(data=(folder / "upload").read_bytes(), **stated)
    try:
        said = _said(receive(upload, Limits(**limits)), folder)
    except (Unusable, TooLarge) as error:
        said = _Said(refused=str(error), too_large=isinstance(error, TooLarge))
    except MemoryError:
        said = _Said(refused=f"{upload.name}: reading it takes too much memory", too_large=True)
    partial = folder / "partial"
    partial.write_text(said.model_dump_json())
    partial.replace(folder / _RESULT)


def _said(received: Received, folder: Path) -> _Said:
    for at, data in enumerate(received.encoded):
        (folder / str(at)).write_bytes(data)
    recording = received.recording
    return _Said(
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
                channels=[{"name": one.name, "unit": one.unit} for one in stream.channels],
            )
            for stream in recording.streams
        ],
    )


def _bound_memory(memory_bytes: int) -> None:
    if sys.platform != "win32":
        # Windows has no such module.
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
