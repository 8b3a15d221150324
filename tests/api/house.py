"""A server for tests, and things to send to it."""

import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
import numpy as np
from fastapi import FastAPI

from api.app import create_app
from api.core.settings import Settings
from api.jobs.in_process import InProcessJobs
from api.services import Services
from api.sessions.analysis_runs import Pipeline
from tests.api.backends import begin_sqlite, database_of
from tracker.findings import Code, Finding, Severity
from tracker.recording import Channel, Kind, Recording, Stream, Subject, write_folder
from tracker.results import Analysis, Curve, Effort, EffortSet, Metric, Quality

CURVE_RATE_HZ = 100.0
REPS = 3


@dataclass(frozen=True)
class House:
    """A running application and a client of it."""

    app: FastAPI
    client: httpx2.AsyncClient
    jobs: InProcessJobs

    @property
    def key(self) -> str:
        """The key of who set the server up, with which `client` asks."""
        return self.client.headers["authorization"].removeprefix("Bearer ")

    @property
    def services(self) -> Services:
        services: Services = self.app.state.services
        return services

    async def upload(self, data: bytes, name: str = "plate.csv", **stated: Any) -> httpx2.Response:
        """Send a file as a form."""
        return await self.client.post("/v1/recordings", files={"file": (name, data)}, data=stated)

    async def session_of(self, data: bytes, name: str = "plate.csv", **stated: Any) -> str:
        """Send a file, wait for its analysis, and give the session's id."""
        answer = await self.upload(data, name, **stated)
        assert answer.is_success, answer.text
        await self.jobs.drain()
        session_id: str = answer.json()["session"]["id"]
        return session_id


def settings_in(folder: Path, **given: Any) -> Settings:
    """Settings that keep everything in one folder, whatever the environment says.

    The database is the one that the test runs on; the same folder has the same again.
    """
    kept: dict[str, Any] = {"data_dir": folder, "storage_url": None, "jobs": "in_process"}
    return Settings(_env_file=None, **(kept | {"database_url": database_of(folder)} | given))


@asynccontextmanager
async def opened(
    folder: Path,
    pipeline: Pipeline | None = None,
    jobs: InProcessJobs | None = None,
    **settings: Any,
) -> AsyncIterator[House]:
    """Run the application without a port."""
    jobs, kept = jobs or InProcessJobs(), settings_in(folder, **settings)
    if kept.database_url is None:
        begin_sqlite(folder / "calf.db")
    app = create_app(kept, pipeline=pipeline, jobs=jobs)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://calf.test") as client,
    ):
        key = await app.state.services.accounts.local_key()
        client.headers["authorization"] = f"Bearer {key}"
        yield House(app, client, jobs)


def pipeline_of(analysis: Analysis | Callable[[Recording], Analysis]) -> Pipeline:
    """A pipeline that always finds the same, or what a function finds."""
    if callable(analysis):
        return Pipeline(run=analysis, version="test")
    return Pipeline(run=lambda _: analysis, version=analysis.pipeline_version)


def force_csv(seconds: float = 3.0, *, offset_n: float = 0.0) -> bytes:
    """Somebody who stands on a plate, as a file of two columns."""
    time = np.arange(round(seconds * 100)) / 100
    force = 735.0 + offset_n + np.round(5 * np.sin(time * 9), 1)
    rows = "".join(f"{t:.2f},{f:.1f}\n" for t, f in zip(time, force, strict=True))
    return f"Time,Combined\n{rows}".encode()


def standing() -> Recording:
    """The same person as a recording of our own."""
    time = np.arange(300) / 100
    values = (735 + np.round(5 * np.sin(time * 9), 1))[:, np.newaxis]
    values[40:45] = np.nan
    plate = Stream("plate", Kind.FORCE_PLATE, "plate", 100.0, time, values, (Channel("fz", "N"),))
    return Recording((plate,), Subject(mass_kg=75.0))


def zipped(recording: Recording, *, inside: str = "", form: Any = "csv") -> bytes:
    """A recording folder as a zip."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch, "recording")
        write_folder(recording, folder, form)
        return zip_of({inside + file.name: file.read_bytes() for file in folder.iterdir()})


def zip_of(files: dict[str, bytes]) -> bytes:
    """A zip of those files."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def hand_made(reps: int = REPS, seconds: float = 12.0) -> Analysis:
    """An analysis with one of everything: the last repetition is partial and lacks a number."""
    time = np.arange(round(seconds * CURVE_RATE_HZ)) / CURVE_RATE_HZ
    angle = 15.0 - 15.0 * np.cos(2 * np.pi * time / (seconds / reps))
    angle[50:60] = np.nan
    each = seconds / reps
    efforts = tuple(_effort(number, each, last=number == reps - 1) for number in range(reps))
    whole = EffortSet(
        "calf_raise",
        "left",
        0.0,
        seconds,
        metrics={
            "reps": Metric.of("reps", reps, "foot_shank_imu"),
            "total_work": Metric.of("total_work", 512.3, "plate", uncertainty=11.0),
        },
        withheld={"tempo_error": "no tempo was prescribed"},
    )
    findings = (
        Finding(Code.RATE, Severity.INFO, "the rate is 99.8 Hz, not 100 Hz", "left_foot"),
        Finding(
            Code.GAP, Severity.WARNING, "10 samples are missing", "plate", 0.5, 0.6, "left out"
        ),
    )
    curves = (
        Curve("plantar_flexion", "Plantar flexion", "deg", time, angle, "left_foot"),
        Curve("heel_height", "Heel height", "m", time, angle / 300, "left_foot"),
    )
    return Analysis("test", seconds, ("left_foot", "plate"), efforts, (whole,), findings, curves)


def _effort(number: int, each: float, *, last: bool) -> Effort:
    start = number * each
    metrics = {
        "range_of_motion": Metric.of(
            "range_of_motion", 30.0 + number, "foot_shank_imu", uncertainty=1.5
        ),
        "heel_height": Metric.of(
            "heel_height", 0.1, "foot_imu", quality=Quality.FAIR, uncertainty=0.005
        ),
    }
    withheld = {"peak_power": "no body mass: state it in the recording"}
    if last:
        withheld["heel_height"] = "the foot slipped"
        del metrics["heel_height"]
    return Effort(
        "calf_raise",
        "left",
        start,
        start + each / 2,
        start + each,
        full=not last,
        reasons=("heel_height below half of the best five",) if last else (),
        phases={"concentric": (start, start + each / 2)},
        metrics=metrics,
        withheld=withheld,
    )
