"""Files that inertial sensors and phones leave: layouts, units judged by physics, faults."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from tests.conftest import Show
from tests.formats.samples import shared
from tracker.analysis import analyze
from tracker.errors import CalfError, FileFormatError, MissingInformation
from tracker.findings import Code, Severity
from tracker.formats.imu_stream import placement_in, resting_size
from tracker.opening import open_recording
from tracker.recording import Recording, Stream
from tracker.sensors.codecs import witmotion

Array = NDArray[np.float64]
RATE_HZ = 100.0
COUNT = 600
G = 9.80665


def movement(count: int = COUNT) -> tuple[Array, Array, Array]:
    """Time, specific force and angular velocity of a sensor that is turned to and fro at rest."""
    time = np.arange(count) / RATE_HZ
    angle = np.where(time > 1.0, 0.6 * (1 - np.cos(2 * np.pi * 0.8 * (time - 1.0))), 0.0)
    velocity = np.gradient(angle, time)
    force = G * np.column_stack((np.sin(angle), 0 * angle, np.cos(angle)))
    return time, force, np.column_stack((0 * angle, -velocity, 0 * angle))


def the(recording: Recording) -> Stream:
    (stream,) = recording.streams
    return stream


def codes(recording: Recording) -> set[Code]:
    return {one.code for one in recording.findings}


def assert_the_movement(recording: Recording, tolerance: float = 2e-3) -> None:
    time, force, velocity = movement()
    stream = the(recording)
    assert stream.rate_hz == pytest.approx(RATE_HZ, rel=1e-3)
    assert stream.time == pytest.approx(time, abs=1e-4)
    assert stream.values[:, :3] == pytest.approx(force, abs=tolerance * G)
    assert stream.values[:, 3:] == pytest.approx(velocity, abs=0.05)


def dot_text(*, header: bool = True, separator: str = ",", decimal: str = ".") -> str:
    time, force, velocity = movement()
    clock = (4_294_000_000 + np.rint(time * 1e6).astype(np.int64)) % 2**32
    names = ["PacketCounter", "SampleTimeFine"]
    names += [f"{what}_{axis}" for what in ("Acc", "Gyr") for axis in "XYZ"]
    rows = [separator.join(names)] if header else []
    if header:
        rows = ["DeviceTag:,left shank", "OutputRate:,100Hz", "", *rows]
    for at in range(COUNT):
        values = [f"{one:.6f}".replace(".", decimal) for one in force[at]]
        values += [f"{one:.6f}".replace(".", decimal) for one in np.degrees(velocity[at])]
        rows.append(separator.join([str(at + 1), str(clock[at]), *values]))
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("header", "separator", "decimal"),
    [(True, ",", "."), (True, ";", ","), (True, "\t", ","), (False, ",", "."), (False, ";", ",")],
)
def test_dot_files_of_any_layout(
    tmp_path: Path, header: bool, separator: str, decimal: str
) -> None:
    path = tmp_path / "right_tibia_3.csv"
    path.write_text(dot_text(header=header, separator=separator, decimal=decimal))
    recording = open_recording(path)
    assert_the_movement(recording)
    assert the(recording).placement == "right_shank"
    assert open_recording(path, placement="left_foot").streams[0].placement == "left_foot"


def test_dot_losses_are_gaps_and_counted(tmp_path: Path) -> None:
    lines = dot_text().split("\n")
    path = tmp_path / "sensor.csv"
    path.write_text("\n".join(lines[:200] + lines[230:]))
    recording = open_recording(path)
    assert [gap.missing for gap in the(recording).gaps] == [30]
    assert any("30 packets were lost" in one.message for one in recording.findings)


def test_dot_orientation_gives_force_and_velocity(tmp_path: Path) -> None:
    time, force, _ = movement()
    angle = np.arctan2(force[:, 0], force[:, 2])
    w, x, y, z = Rotation.from_rotvec(np.outer(-angle, [0, 1, 0])).as_quat(scalar_first=True).T
    rows = [
        "PacketCounter,SampleTimeFine,Quat_W,Quat_X,Quat_Y,Quat_Z,FreeAcc_X,FreeAcc_Y,FreeAcc_Z"
    ]
    rows += [
        f"{at},{round(time[at] * 1e6)},{w[at]:.7f},{x[at]:.7f},{y[at]:.7f},{z[at]:.7f},0,0,0"
        for at in range(COUNT)
    ]
    path = tmp_path / "dot.csv"
    path.write_text("\n".join(rows) + "\n")
    assert_the_movement(open_recording(path))


def long_log(counts: NDArray[np.int16]) -> bytes:
    return b"".join(witmotion.encode_motion(one) for one in counts)


def wit_counts() -> NDArray[np.int16]:
    _, force, velocity = movement()
    angle = np.degrees(np.arctan2(force[:, 0], force[:, 2]))
    angles = np.column_stack((0 * angle, -angle, 0 * angle)) / witmotion.ANGLE_SCALE_DEG
    parts = (force / witmotion.FORCE_SCALE_M_S2, velocity / witmotion.VELOCITY_SCALE_RAD_S, angles)
    counts: NDArray[np.int16] = np.rint(np.hstack(parts)).astype(np.int16)
    return counts


def short_log(counts: NDArray[np.int16]) -> bytes:
    kinds = (witmotion.FORCE, witmotion.VELOCITY, witmotion.ANGLE)
    return b"".join(
        witmotion.encode_short(kind, (*(int(x) for x in one[3 * at : 3 * at + 3]), 0))
        for one in counts
        for at, kind in enumerate(kinds)
    )


@pytest.mark.parametrize("encode", [long_log, short_log])
def test_witmotion_rate_is_found_by_physics(
    tmp_path: Path, encode: Callable[[NDArray[np.int16]], bytes]
) -> None:
    path = tmp_path / "log.bin"
    path.write_bytes(encode(wit_counts()))
    recording = open_recording(path)
    assert_the_movement(recording)
    assert Code.RATE in codes(recording)
    told = open_recording(path, rate_hz=50.0)
    assert the(told).rate_hz == 50.0
    assert any("agree at 100 Hz" in one.message for one in told.findings)


def test_witmotion_damage_is_left_out(tmp_path: Path) -> None:
    data = bytearray(short_log(wit_counts()))
    data[11 * 300 + 4] ^= 0x40
    path = tmp_path / "log.bin"
    path.write_bytes(bytes(data[:8000]) + b"\x12\x34\x55" + bytes(data[8000:-5]))
    recording = open_recording(path, rate_hz=100.0)
    assert the(recording).time.size == pytest.approx(COUNT, abs=4)
    assert any("2 stretches" in one.message or "3 stretches" in one.message
               for one in recording.findings)  # fmt: skip


def test_a_log_of_a_sensor_at_rest_needs_its_rate(tmp_path: Path) -> None:
    path = tmp_path / "log.bin"
    path.write_bytes(long_log(np.tile(wit_counts()[:1], (50, 1))))
    with pytest.raises(MissingInformation, match="--rate"):
        open_recording(path)


def logger_folder(folder: Path, files: dict[str, Array], platform: str = "android") -> Path:
    folder.mkdir()
    time = movement()[0]
    for name, values in files.items():
        rows = [
            f"{1_700_000_000_000_000_000 + round(at * 1e9)},{at:.6f},{z:.7f},{y:.7f},{x:.7f}"
            for at, (x, y, z) in zip(time, values, strict=True)
        ]
        text = "time,seconds_elapsed,z,y,x\n" + "\n".join(rows) + "\n"
        (folder / f"{name}.csv").write_text(text)
    (folder / "Metadata.csv").write_text(
        f"version,device name,platform,standardisation\n3,Test phone,{platform},false\n"
    )
    return folder


def test_sensor_logger_total_acceleration(tmp_path: Path) -> None:
    _, force, velocity = movement()
    folder = logger_folder(
        tmp_path / "left shank", {"TotalAcceleration": force, "Gyroscope": velocity}
    )
    recording = open_recording(folder)
    assert_the_movement(recording)
    assert the(recording).placement == "phone_shank_left"


def test_sensor_logger_on_ios_is_turned_over_and_gravity_added(tmp_path: Path) -> None:
    _, force, velocity = movement()
    half = {"Accelerometer": -0.25 * force, "Gravity": -0.75 * force, "Gyroscope": velocity}
    recording = open_recording(logger_folder(tmp_path / "ios", half, "ios"))
    assert_the_movement(recording)
    raw = {"AccelerometerUncalibrated": -force / G, "Gyroscope": velocity}
    assert_the_movement(open_recording(logger_folder(tmp_path / "raw", raw, "ios")))


def test_without_gravity_nothing_is_measured(tmp_path: Path) -> None:
    _, force, velocity = movement()
    folder = logger_folder(tmp_path / "phone", {"Accelerometer": force, "Gyroscope": velocity})
    recording = open_recording(folder, placement="left_foot")
    told = [one for one in recording.findings if one.severity is Severity.ERROR]
    assert [one.code for one in told] == [Code.UNITS]
    assert "gravity" in told[0].message
    assert analyze(recording).efforts == ()


def test_a_zip_of_tables_is_opened(tmp_path: Path) -> None:
    _, force, velocity = movement()
    folder = logger_folder(tmp_path / "log", {"TotalAcceleration": force, "Gyroscope": velocity})
    path = tmp_path / "waist.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for one in folder.iterdir():
            archive.write(one, f"2026-01-01/{one.name}")
    recording = open_recording(path)
    assert_the_movement(recording)
    assert the(recording).placement == "phone_waist"


@pytest.mark.parametrize(("separator", "decimal"), [(",", "."), (";", ",")])
def test_phyphox_tables_on_two_clocks(tmp_path: Path, separator: str, decimal: str) -> None:
    time, force, velocity = movement()
    for name, what, unit, values, late_s in (
        ("Accelerometer", "Acceleration", "m/s^2", force, 0.0),
        ("Gyroscope", "Gyroscope", "rad/s", velocity, 0.004),
    ):
        head = ["Time (s)", *(f"{what} {axis} ({unit})" for axis in "xyz")]
        rows = [separator.join(f'"{one}"' for one in head)]
        at_times = np.column_stack(
            [time + late_s, *(np.interp(time + late_s, time, one) for one in values.T)]
        )
        rows += [separator.join(f"{x:.6E}".replace(".", decimal) for x in row) for row in at_times]
        (tmp_path / f"{name}.csv").write_text("\n".join(rows) + "\n")
    recording = open_recording(tmp_path)
    stream = the(recording)
    assert stream.time.size == COUNT - 1
    assert stream.values[:, 4] == pytest.approx(velocity[1:, 1], abs=0.05)
    assert any("clocks of their own" in one.message for one in recording.findings)


def test_metawear_tables_complete_each_other(tmp_path: Path) -> None:
    time, force, velocity = movement()
    start = "MetaWear_2026-01-01T10.00.00.000_C8AB"
    for name, unit, values in (
        ("Accelerometer", "g", force / G),
        ("Gyroscope", "deg/s", np.degrees(velocity)),
    ):
        axes = ",".join(f"{axis}-axis ({unit})" for axis in "xyz")
        rows = [f"epoc (ms),timestamp (+0100),elapsed (s),{axes}"]
        rows += [
            f"{1577873000000 + round(at * 1e3)},2020-01-01T10.00.00.000,{at:.3f},"
            f"{x:.6f},{y:.6f},{z:.6f}"
            for at, (x, y, z) in zip(time, values, strict=True)
        ]
        (tmp_path / f"{start}_{name}_100.000Hz_1.5.0.csv").write_text("\n".join(rows) + "\n")
    for opened in (tmp_path, next(tmp_path.glob("*Gyro*"))):
        recording = open_recording(opened)
        assert_the_movement(recording)
        assert the(recording).source["format"] == "MetaWear"


@pytest.mark.parametrize(("factor", "message"), [(1 / G, "in g"), (1000 / G, "in mg")])
def test_a_wrong_unit_is_seen_by_gravity(tmp_path: Path, factor: float, message: str) -> None:
    _, force, velocity = movement()
    files = {"TotalAcceleration": force * factor, "Gyroscope": np.degrees(velocity)}
    recording = open_recording(logger_folder(tmp_path / "phone", files))
    assert_the_movement(recording)
    told = [one.message for one in recording.findings if one.code is Code.UNITS]
    assert any(message in one for one in told)
    assert any("rad/s is not possible" in one for one in told)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda lines: lines[:1], "no rows"),
        (lambda lines: [*lines[:50], *lines[30:]], "time goes back"),
        (lambda lines: [lines[0].replace("x", "q"), *lines[1:]], "lacks the column 'x'"),
    ],
)
def test_faults_are_named(
    tmp_path: Path, spoil: Callable[[list[str]], list[str]], message: str
) -> None:
    _, force, velocity = movement()
    folder = logger_folder(tmp_path / "phone", {"TotalAcceleration": force, "Gyroscope": velocity})
    path = folder / "TotalAcceleration.csv"
    path.write_text("\n".join(spoil(path.read_text().splitlines())) + "\n")
    with pytest.raises(FileFormatError, match=message):
        open_recording(folder)


def test_torn_doubled_and_empty_rows_are_told(tmp_path: Path) -> None:
    lines = dot_text().splitlines()
    lines[100:100] = [lines[99]]
    lines[200] = ",".join(lines[200].split(",")[:2] + [""] * 6)
    path = tmp_path / "left_foot.csv"
    path.write_text("\n".join(lines)[:-30])
    recording = open_recording(path)
    assert {Code.CUT_SHORT, Code.NAN, Code.FORMAT} <= codes(recording)
    assert the(recording).time.size == COUNT - 1


@given(st.binary(max_size=400), st.sampled_from(["dot", "wit", "logger", "phyphox", "metawear"]))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_after_a_good_beginning_is_read_or_refused(
    tmp_path: Path, tail: bytes, kind: str
) -> None:
    starts = {
        "dot": dot_text()[:800].encode(),
        "wit": long_log(wit_counts()[:20]),
        "logger": b"time,seconds_elapsed,z,y,x\n1,0.01,9.8,0,0\n2,0.02,9.8,0,0\n",
        "phyphox": b'"Time (s)","Acceleration x (m/s^2)","Acceleration y (m/s^2)",'
        b'"Acceleration z (m/s^2)"\n0.1,1,2,3\n0.2,1,2,3\n',
        "metawear": b"epoc (ms),elapsed (s),x-axis (g),y-axis (g),z-axis (g)\n1,0.1,0,0,1\n",
    }
    folder = tmp_path / kind
    folder.mkdir(exist_ok=True)
    path = folder / ("TotalAcceleration.csv" if kind == "logger" else "file.csv")
    path.write_bytes(starts[kind] + tail)
    try:
        recording = open_recording(path, rate_hz=100.0)
    except CalfError:
        return
    assert np.isfinite(the(recording).time).all()


def test_names_tell_placements() -> None:
    for name, placement in {
        "right_tibia": "right_shank", "L-foot 2": "left_foot", "sacrum": "sacrum",
        "Left Heel": "left_heel", "phone on waist": "phone_waist", "calfraise": None,
        "foot": None,
    }.items():  # fmt: skip
        assert placement_in(name) == placement


def test_every_real_file_is_imported(show: Show) -> None:
    lines = []
    for name, samples, rate_hz in (
        ("imu_vendor/witmotion/frames_61.bin", 2197, None),
        ("imu_vendor/witmotion/frames_61_51.bin", 2017, None),
        ("imu_vendor/xsens_dot/right_tibia.csv", 382, 60.0),
        ("phone/phyphox_jumping.zip", 3021, None),
        ("phone/sensor_logger_jumping", 12780, None),
    ):
        recording = open_recording(shared(name))
        stream = the(recording)
        assert stream.time.size == samples
        assert rate_hz is None or stream.rate_hz == rate_hz
        removed = stream.source.get("gravity") == "removed"
        assert removed == name.startswith("phone")
        size = resting_size(stream.values[:, :3], stream.rate_hz)
        assert removed or abs(size / G - 1) < 0.1
        rejected = next(
            (one.message for one in recording.findings if "rejected" in one.message), "-"
        )
        gravity = "taken off, and said so" if removed else f"{size:.2f} m/s²"
        lines.append(
            f"{name}: {samples} samples at {stream.rate_hz:g} Hz; frames: {rejected}; gravity: "
            f"{gravity}"
        )
    show("files of sensors and phones", lines)
