"""Which sensor a placement gets, on mock sensors in this process."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from rich.console import Console
from typer.testing import CliRunner

from firmware_mocks.simulation import Running, Simulation, simulated
from tracker.cli.app import app
from tracker.cli.pair import _pair
from tracker.cli.scan import _row, _scanned
from tracker.errors import InputError, SensorNotFound
from tracker.sensors.placements import PairedSensors

LOOK_S = 1.0


@pytest_asyncio.fixture
async def running() -> AsyncIterator[Running]:
    async with simulated(Simulation(("left_shank", "left_foot", "plate"))) as running:
        yield running


@pytest.fixture
def sensors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PairedSensors:
    monkeypatch.setenv("CALF_CONFIG_DIR", str(tmp_path))
    return PairedSensors()


async def pair(
    running: Running, sensors: PairedSensors, placement: str, address: str | None = None
) -> str:
    """Pair, and give what was printed."""
    console = Console(file=io.StringIO(), width=200)
    await _pair(
        console, sensors, placement, address, f"tcp-client:127.0.0.1:{running.port}", LOOK_S
    )
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def test_a_sensor_named_after_the_placement_is_taken_before_a_stronger_one(
    running: Running, sensors: PairedSensors
) -> None:
    text = await pair(running, sensors, "left_foot")
    assert "Left foot: paired with CALF left foot (motion sensor, 200 Hz, battery 90 %)" in text
    # The same command again keeps the sensor.
    assert "replaces" not in await pair(running, sensors, "left_foot")
    text = await pair(running, sensors, "plate")
    assert "Plate: paired with CALF plate (force plate, 1000 Hz, battery 90 %)" in text
    # No sensor is named after this placement: the strongest free one is taken.
    text = await pair(running, sensors, "right_shank")
    assert "Right shank: paired with CALF left shank" in text
    with pytest.raises(SensorNotFound, match="already paired"):
        await pair(running, sensors, "sacrum")
    found = await _scanned(LOOK_S, f"tcp-client:127.0.0.1:{running.port}")
    assert [_row(sensor, None)["name"] for sensor in found] == [
        "CALF left shank", "CALF left foot", "CALF plate",
    ]  # fmt: skip


async def test_a_sensor_that_moves_to_another_placement_is_named_at_both(
    running: Running, sensors: PairedSensors
) -> None:
    await pair(running, sensors, "left_foot")
    text = await pair(running, sensors, "right_foot", running.addresses["left_foot"])
    assert "Left foot has no sensor now" in text
    text = await pair(running, sensors, "right_foot", running.addresses["left_shank"])
    assert "It replaces CALF left foot" in text
    assert set(sensors.read()) == {"right_foot"}


async def test_a_plate_is_not_worn_and_a_motion_sensor_is_not_stood_on(
    running: Running, sensors: PairedSensors
) -> None:
    with pytest.raises(InputError, match="CALF plate is a force plate and cannot be paired with"):
        await pair(running, sensors, "left_foot", running.addresses["plate"])
    with pytest.raises(InputError, match="CALF left foot is a motion sensor and cannot be"):
        await pair(running, sensors, "plate", running.addresses["left_foot"])
    assert sensors.read() == {}


async def test_paired_sensors_are_listed_and_forgotten(
    running: Running, sensors: PairedSensors
) -> None:
    await pair(running, sensors, "left_foot")
    calf = CliRunner()
    assert "Left foot: CALF left foot" in calf.invoke(app, ["pair", "--list"]).output
    assert calf.invoke(app, ["pair", "left_foot", "--forget"]).exit_code == 0
    assert "No sensor is paired" in calf.invoke(app, ["pair", "--list"]).output
