import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bleak import BleakClient

from firmware_mocks.faults import Faults
from firmware_mocks.peripheral import SensorPeripheral
from tests.sensors.worn import (
    QUICK,
    CountingSource,
    Sensor,
    Worn,
    assert_samples_are_the_sources,
    imu,
    plate,
    until,
    worn,
)
from tracker.errors import FileFormatError, InputError, LinkLost, SensorError
from tracker.findings import Code
from tracker.recording import Recording, Stream, read_folder
from tracker.recording.journal import JournalWriter
from tracker.sensors.ble.client import LinkState, Patience
from tracker.sensors.replay import recording_from_journal
from tracker.sensors.session import Block, RecordingSession

pytestmark = pytest.mark.virtual_time

THREE: list[Sensor] = [
    ("left_foot", imu(2.0), {"drift_ppm": 40.0, "uptime_us": 2**32 - 700_000}),
    ("left_shank", imu(2.0), {"drift_ppm": -30.0, "index_offset": 2**32 - 150}),
    ("plate", plate(2.0), {}),
]
DEADLINE_S = 20.0


def session_of(folder: Path, on: Worn, patience: Patience = QUICK) -> RecordingSession:
    return RecordingSession(
        folder,
        on.placed,
        client_backend=on.central.client_backend,
        host_clock=on.clock.host_ns,
        patience=patience,
    )


async def finished(*peripherals: SensorPeripheral) -> None:
    async with asyncio.timeout(DEADLINE_S):
        await asyncio.gather(*(one.finished.wait() for one in peripherals))


async def until_state(session: RecordingSession, stream: str, state: LinkState) -> None:
    await until(lambda: session.links()[stream].state is state)


async def until_samples(session: RecordingSession, stream: str, count: int) -> None:
    async with asyncio.timeout(DEADLINE_S):
        async for _ in session.blocks():
            if session.links()[stream].samples >= count:
                return


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def collect(session: RecordingSession) -> dict[str, list[Block]]:
    seen: dict[str, list[Block]] = {}
    async for block in session.blocks():
        seen.setdefault(block.stream, []).append(block)
    return seen


def stream_of(recording: Recording, placement: str) -> Stream:
    stream = recording.at(placement)
    assert stream is not None
    return stream


async def test_three_sensors_lose_nothing(tmp_path: Path) -> None:
    async with worn(THREE) as on, session_of(tmp_path, on) as session:
        watching = asyncio.create_task(collect(session))
        await finished(*on.peripherals)
        links = session.links()
        recording = await session.stop()
        blocks = await watching
        assert not any(one.streaming for one in on.peripherals)
    for (placement, source, _), sensor in zip(THREE, session.sensors, strict=True):
        stream = stream_of(recording, placement)
        assert stream.time.size >= 2.0 * source.rate_hz
        assert stream.gaps == ()
        assert_samples_are_the_sources(stream, source)
        live = np.concatenate([block.values for block in blocks[placement]])
        assert np.array_equal(live, stream.values)
        assert np.diff(np.concatenate([block.time for block in blocks[placement]])).min() > 0
        assert links[placement].lost == links[placement].reconnects == 0
        assert links[placement].state is LinkState.STREAMING
        assert links[placement].battery_percent == 90
        assert sensor.firmware == "calf-mock 2"
    assert {one.code for one in recording.findings} == {Code.CLOCK}
    back = read_folder(tmp_path)
    assert {one.name for one in back.streams} == {"left_foot", "left_shank", "plate"}
    assert np.array_equal(stream_of(back, "plate").values, stream_of(recording, "plate").values)


async def test_lost_notifications_are_gaps_of_exactly_their_samples(tmp_path: Path) -> None:
    source = imu(2.0)
    async with (
        worn(
            [("left_foot", source, {"faults": Faults(loss=0.2, seed=4), "ring_s": 0.0})], speed=4.0
        ) as on,
        session_of(tmp_path, on) as session,
    ):
        await finished(*on.peripherals)
        live = session.links()["left_foot"]
        recording = await session.stop()
    stream = stream_of(recording, "left_foot")
    assert on.peripherals[0].packets_dropped > 3
    assert sum(gap.missing for gap in stream.gaps) >= live.lost > 0
    assert stream.time.size + sum(gap.missing for gap in stream.gaps) >= 380
    gap_findings = [one for one in recording.findings if one.code is Code.GAP]
    assert len(gap_findings) == len(stream.gaps)
    assert_samples_are_the_sources(stream, source)


@pytest.mark.parametrize("noticed", [True, False], ids=["dropped", "silent"])
@pytest.mark.parametrize("ring_s", [60.0, 0.0], ids=["ring", "no ring"])
async def test_a_dead_link_is_restored_and_what_was_missed_is_fetched(
    tmp_path: Path, noticed: bool, ring_s: float
) -> None:
    source = imu(1.0)
    async with (
        worn([("left_foot", source, {"ring_s": ring_s})]) as on,
        session_of(tmp_path, on) as session,
    ):
        await until_samples(session, "left_foot", 60)
        on.radio.vanish(on.peripherals[0].address, noticed=noticed)
        await until_state(session, "left_foot", LinkState.LOST)
        before = session.links()["left_foot"].samples
        on.radio.reappear(on.peripherals[0].address)
        await until_samples(session, "left_foot", before + 60)
        assert session.links()["left_foot"].reconnects == 1
        recording = await session.stop()
    stream = stream_of(recording, "left_foot")
    assert [gap.missing > 10 for gap in stream.gaps] == ([] if ring_s else [True])
    assert_samples_are_the_sources(stream, source)
    told = {one.code for one in recording.findings if one.code in {Code.GAP, Code.LINK}}
    assert told == ({Code.LINK} if ring_s else {Code.GAP, Code.LINK})
    assert not on.peripherals[0].streaming


async def test_a_rebooted_sensor_is_started_again(tmp_path: Path) -> None:
    async with worn([("left_foot", imu(1.0), {})]) as on, session_of(tmp_path, on) as session:
        await until_samples(session, "left_foot", 60)
        await on.peripherals[0].reboot()
        await until(lambda: session.links()["left_foot"].reconnects == 1)
        before = session.links()["left_foot"].samples
        await until_samples(session, "left_foot", before + 60)
        recording = await session.stop()
    stream = stream_of(recording, "left_foot")
    assert np.diff(stream.time).min() > 0
    assert len(stream.gaps) == 1
    assert any("restarted" in one.message for one in recording.findings)


async def test_a_sensor_that_never_returns_does_not_hold_up_the_end(tmp_path: Path) -> None:
    sensors: list[Sensor] = [("left_foot", imu(0.5), {}), ("plate", plate(0.5), {})]
    async with worn(sensors) as on, session_of(tmp_path, on) as session:
        await until_samples(session, "left_foot", 40)
        on.radio.vanish(on.peripherals[0].address)
        await until_state(session, "left_foot", LinkState.LOST)
        await finished(on.peripherals[1])
        async with asyncio.timeout(DEADLINE_S):
            recording = await session.stop()
    assert stream_of(recording, "plate").gaps == ()
    assert any("not restored" in finding.message for finding in recording.findings)


async def test_the_first_data_may_take_longer_than_a_silence(tmp_path: Path) -> None:
    async with worn([("left_foot", imu(), {}), ("plate", plate(), {})]) as on:
        # The movement waits for the plate, which is not started: the foot sends nothing before it.
        session = RecordingSession(
            tmp_path, on.placed[:1], client_backend=on.central.client_backend, patience=QUICK
        )
        async with session:
            await asyncio.sleep(4 * QUICK.silence_s)
            assert session.links()["left_foot"].samples == 0
            assert session.links()["left_foot"].state is LinkState.STREAMING
            on.clock.join()
            await until_samples(session, "left_foot", 20)
            assert session.links()["left_foot"].reconnects == 0


async def test_a_sensor_that_never_sends_is_started_again(tmp_path: Path) -> None:
    patience = replace(QUICK, first_data_s=0.3)
    async with worn([("left_foot", imu(), {"faults": Faults(loss=1.0)})]) as on:
        session = RecordingSession(
            tmp_path, on.placed, client_backend=on.central.client_backend, patience=patience
        )
        with pytest.raises(FileFormatError, match="sent no data"):
            async with session:
                await until(lambda: session.links()["left_foot"].reconnects > 0)


async def test_a_failing_body_still_stops_the_sensors(tmp_path: Path) -> None:
    async with worn([("left_foot", imu(), {})]) as on:
        session = session_of(tmp_path, on)

        async def body() -> None:
            async with session:
                await until_samples(session, "left_foot", 20)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await body()
        assert not on.peripherals[0].streaming
        assert session.links()["left_foot"].state is LinkState.STOPPED
    assert not (tmp_path / "recording.json").exists()
    assert recording_from_journal(tmp_path).streams[0].time.size >= 20


async def test_leaving_finishes_the_recording(tmp_path: Path) -> None:
    async with worn([("left_foot", imu(), {})]) as on, session_of(tmp_path, on) as session:
        await until_samples(session, "left_foot", 20)
    assert read_folder(tmp_path).streams[0].time.size >= 20
    assert (await session.stop()).streams[0].name == "left_foot"


async def test_a_sensor_out_of_range_ends_the_start_and_frees_the_folder(tmp_path: Path) -> None:
    sensors: list[Sensor] = [("left_foot", imu(), {}), ("plate", plate(), {})]
    async with worn(sensors) as on:
        client = on.central.client_backend
        on.radio.vanish(on.peripherals[1].address)
        impatient = Patience(reply_s=1.0, attempts=1)
        connecting = session_of(tmp_path, on, impatient)
        task = asyncio.create_task(connecting.__aenter__())
        await until(lambda: bool(connecting.sensors))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert files_in(tmp_path) == []
        # Nothing is left pending: the same central can connect at once.
        on.radio.reappear(on.peripherals[1].address)
        async with BleakClient(on.placed[1].sensor.device, backend=client) as again:
            assert again.is_connected


async def test_a_sensor_with_foreign_units_is_refused(tmp_path: Path) -> None:
    foreign = CountingSource(200.0, imu().channels, ("g",) * 3 + ("rad/s",) * 3, (0.01,) * 6, 1.0)
    async with worn([("left_foot", foreign, {})]) as on:
        with pytest.raises(SensorError, match="'g' instead of"):
            await session_of(tmp_path, on).__aenter__()
        assert files_in(tmp_path) == []


async def test_too_short_packets_are_refused_by_the_sensor(tmp_path: Path) -> None:
    async with worn([("left_foot", imu(), {"mtu": 23})]) as on:
        with pytest.raises(SensorError, match="too short for one sample"):
            await session_of(tmp_path, on).__aenter__()


async def test_a_smaller_mtu_carries_smaller_packets(tmp_path: Path) -> None:
    source = imu(0.5)
    async with (
        worn([("left_foot", source, {"mtu": 80})]) as on,
        session_of(tmp_path, on) as session,
    ):
        await finished(*on.peripherals)
        assert session.links()["left_foot"].packets >= 20
        recording = await session.stop()
    assert_samples_are_the_sources(recording.streams[0], source)
    assert recording.streams[0].gaps == ()


async def test_a_full_disk_is_told_and_the_sensors_are_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with worn([("left_foot", imu(), {})]) as on:
        session = await session_of(tmp_path, on).__aenter__()

        def refuse(self: JournalWriter, data: bytes) -> None:
            raise FileFormatError(self.path, "cannot be written (No space left on device)")

        monkeypatch.setattr(JournalWriter, "_write", refuse)
        with pytest.raises(FileFormatError, match="No space"):
            async with asyncio.timeout(DEADLINE_S):
                await collect(session)
        with pytest.raises(FileFormatError, match="No space"):
            await session.stop()
        assert not on.peripherals[0].streaming


async def test_a_folder_with_a_recording_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "recording.json").write_text("{}")
    async with worn([("left_foot", imu(), {})]) as on:
        with pytest.raises(FileFormatError, match="already there"):
            await session_of(tmp_path, on).__aenter__()


async def test_placements_must_differ_and_be_there(tmp_path: Path) -> None:
    async with worn([("plate", plate(), {})]) as on:
        with pytest.raises(InputError, match="one placement"):
            RecordingSession(tmp_path, on.placed * 2)
        with pytest.raises(InputError, match="at least one"):
            RecordingSession(tmp_path, [])


async def test_a_request_without_a_link_fails_in_time(tmp_path: Path) -> None:
    unwatched = Patience(reply_s=0.3, silence_s=60.0)
    async with (
        worn([("left_foot", imu(), {})]) as on,
        session_of(tmp_path, on, unwatched) as session,
    ):
        client = session.client("left_foot")
        assert await client.device.device_time_us() is not None
        await until_samples(session, "left_foot", 10)
        on.radio.vanish(on.peripherals[0].address, noticed=False)
        with pytest.raises(LinkLost, match="answer TIME_PING: no reply in time"):
            await client.device.device_time_us()
        with pytest.raises(InputError, match="sacrum"):
            session.client("sacrum")
