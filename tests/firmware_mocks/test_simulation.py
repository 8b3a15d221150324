"""Mock sensors in a process of their own, seen by clients over its radio."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from firmware_mocks.radio import VirtualRadio
from firmware_mocks.radio_server import hci_server
from firmware_mocks.simulation import Running, Simulation, simulated
from tests.sensors.worn import until
from tracker.errors import InputError
from tracker.recording import Recording, Stream
from tracker.sensors.ble.backend_bumble import BumbleCentral
from tracker.sensors.ble.scan import find
from tracker.sensors.session import PlacedSensor, RecordingSession

DEADLINE_S = 60.0


@asynccontextmanager
async def recording(
    running: Running, folder: Path, *placements: str
) -> AsyncIterator[RecordingSession]:
    """A session of a client of its own with those sensors."""
    async with BumbleCentral.open(f"tcp-client:127.0.0.1:{running.port}") as central:
        addresses = {running.addresses[placement]: placement for placement in placements}
        found = await find(frozenset(addresses), backend=central.scanner_backend)
        placed = [PlacedSensor(found[address], place) for address, place in addresses.items()]
        session = RecordingSession(folder, placed, client_backend=central.client_backend)
        async with session:
            yield session


async def until_samples(session: RecordingSession) -> None:
    """Wait until every sensor has sent some."""
    await until(lambda: all(link.samples > 100 for link in session.links().values()))


def turning_starts_s(stream: Stream) -> float:
    """When the sensor begins to turn faster than in standing."""
    turning = np.linalg.norm(np.column_stack([stream[f"gyr_{axis}"] for axis in "xyz"]), axis=1)
    return float(stream.time[np.argmax(turning > 0.3)])


def stream_of(recording: Recording, placement: str) -> Stream:
    stream = recording.at(placement)
    assert stream is not None
    return stream


@pytest.mark.parametrize(
    "placements",
    [("left_shank",), ("left_foot", "left_shank"), ("left_foot", "left_shank", "plate")],
)
async def test_the_sensors_that_are_started_stream(
    tmp_path: Path, placements: tuple[str, ...]
) -> None:
    async with simulated(Simulation(check=False)) as running:
        # Twice with one simulator, as a person who records again.
        for number in (1, 2):
            async with recording(running, tmp_path / str(number), *placements) as session:
                await until_samples(session)
            assert {link.lost for link in session.links().values()} == {0}


async def test_a_sensor_that_is_started_later_joins_the_same_movement(tmp_path: Path) -> None:
    lines: asyncio.Queue[str] = asyncio.Queue()
    what = Simulation(("left_foot", "left_heel"), check=False, by_hand=True, reps=1)
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(simulated(what, tell=lines.put_nowait))
        first = await stack.enter_async_context(recording(running, tmp_path / "foot", "left_foot"))
        await until_samples(first)
        later = await stack.enter_async_context(recording(running, tmp_path / "heel", "left_heel"))
        await until_samples(later)
        # The second recording began this much later than the first.
        apart_s = first.elapsed_s - later.elapsed_s
        async with asyncio.timeout(DEADLINE_S):
            while "when you press Enter" not in await lines.get():
                pass
            running.begin_set()
            while "is done" not in await lines.get():
                pass
        foot = stream_of(await first.stop(), "left_foot")
        heel = stream_of(await later.stop(), "left_heel")
    assert apart_s > 0.3
    # Both are on the same foot.
    assert turning_starts_s(foot) == pytest.approx(turning_starts_s(heel) + apart_s, abs=0.3)


async def test_a_client_that_dies_without_stopping_its_sensors_is_noticed() -> None:
    gone = asyncio.Event()
    async with hci_server(VirtualRadio(), on_last_left=gone.set) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.transport.abort()
        async with asyncio.timeout(DEADLINE_S):
            await gone.wait()


def test_what_cannot_be_simulated_is_named() -> None:
    with pytest.raises(InputError, match="'nose' is not a placement"):
        Simulation(("nose",))
    with pytest.raises(InputError, match="name each placement once"):
        Simulation(("plate", "plate"))
    with pytest.raises(InputError, match="name at least one"):
        Simulation(())
    with pytest.raises(InputError, match="'yoga' cannot be simulated"):
        Simulation(exercise="yoga")


async def test_a_port_that_is_in_use_is_named() -> None:
    what = Simulation(("plate",))
    async with simulated(what) as running:
        with pytest.raises(InputError, match=f"Port {running.port} is already in use"):
            async with simulated(what, running.port):
                pass
