"""From real and simulated files through the server's own pipeline to the API."""

import asyncio
from collections.abc import AsyncIterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.api.house import House, opened, zipped
from tests.sensors.worn import Sensor, imu, plate, worn
from tests.simulated import calf_raise_recording
from tracker.recording.journal import FILE_NAME as JOURNAL
from tracker.sensors.session import RecordingSession

pytestmark = pytest.mark.usefixtures("backend")

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
async def real(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(tmp_path / "data") as running:
        yield running


def bytes_of(path: Path) -> bytes:
    if not path.is_file():
        pytest.skip(f"the real recording {path.name} is not on this machine")
    return path.read_bytes()


def biomdp_file(name: str) -> bytes:
    found = find_spec("biomdp")
    assert found is not None
    assert found.origin is not None
    return (Path(found.origin).parent / "tests" / "datasets" / name).read_bytes()


async def analysed(house: House, data: bytes, name: str, **stated: Any) -> dict[str, Any]:
    session_id = await house.session_of(data, name, **stated)
    session: dict[str, Any] = (await house.client.get(f"/v1/sessions/{session_id}")).json()
    assert session["status"] == "done", session["failure"]
    page = await house.client.get(f"/sessions/{session_id}")
    assert page.status_code == 200
    return session


def values(session: dict[str, Any], metric: str) -> list[float]:
    efforts = session["analysis"]["efforts"]
    return [one["metrics"][metric]["value"] for one in efforts]


@pytest.mark.both_databases
async def test_a_simulated_set_is_measured_as_it_was(real: House) -> None:
    recording, truth = calf_raise_recording(reps=6)

    session = await analysed(real, zipped(recording), "set.zip")

    assert (session["exercise"], session["side"]) == ("calf_raise", "left")
    assert session["efforts"] == len(truth)
    error = np.array(values(session, "range_of_motion")) - [one.range_deg for one in truth]
    assert np.abs(error).mean() < 1.5


async def test_a_c3d_is_measured(real: House) -> None:
    session = await analysed(real, biomdp_file("kistler_CMJ_1plate.c3d"), "jump.c3d")

    assert session["exercise"] == "countermovement_jump"
    assert values(session, "jump_height_impulse") == [pytest.approx(0.379, abs=0.01)]


async def test_a_kistler_text_is_measured(real: House) -> None:
    data = bytes_of(SHARED / "cmj_kistler" / "1CMJAB1.txt")

    session = await analysed(real, data, "1CMJAB1.txt", exercise="countermovement_jump")

    impulse = values(session, "jump_height_impulse")
    flight = values(session, "jump_height_flight_time")
    assert len(impulse) == 1
    assert impulse == pytest.approx(flight, abs=0.025)


async def test_a_broken_kistler_text_is_refused_by_name(real: House) -> None:
    name = "2CMJAB2.5-Erroneo.txt"

    answer = await real.upload(bytes_of(SHARED / "cmj_kistler" / name), name)

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(f"{name}: ")


async def test_optical_angle_with_an_insole_is_one_raise(real: House) -> None:
    data = bytes_of(SHARED / "calf_raise_insole_mocap" / "Subject01G.csv")

    session = await analysed(real, data, "Subject01G.csv")

    assert session["exercise"] == "calf_raise"
    assert session["efforts"] == 1


async def test_a_journal_of_radio_packets_is_decoded_here(real: House, tmp_path: Path) -> None:
    folder = tmp_path / "recorded"
    sensors: list[Sensor] = [("left_foot", imu(1.0), {}), ("plate", plate(1.0), {})]
    async with (
        worn(sensors) as on,
        RecordingSession(
            folder,
            on.placed,
            client_backend=on.central.client_backend,
            host_clock=on.clock.host_ns,
        ) as session,
    ):
        await asyncio.gather(*(one.finished.wait() for one in on.peripherals))
        await session.stop()

    answer = await real.upload(bytes_of(folder / JOURNAL), JOURNAL)

    assert answer.status_code == 201, answer.text
    streams = {one["name"]: one for one in answer.json()["recording"]["streams"]}
    assert streams.keys() == {"left_foot", "plate"}
    assert streams["left_foot"]["samples"] >= 200
    assert streams["left_foot"]["missing_samples"] == 0
