"""C3D of every plate type, and damaged: never a crash, never a traceback."""

import random
from collections.abc import Sequence
from pathlib import Path

import ezc3d
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.formats.samples import biomdp, jump_force
from tracker.errors import FileFormatError, ReaderFault
from tracker.findings import Code
from tracker.formats import c3d_worker
from tracker.formats.c3d import read_c3d
from tracker.formats.c3d_header import check_c3d
from tracker.opening import open_recording

Z_UP = [[600.0, 400.0, 0.0], [0.0, 400.0, 0.0], [0.0, 0.0, 0.0], [600.0, 0.0, 0.0]]


def write_c3d(
    path: Path,
    channels: NDArray[np.float64],
    *,
    kind: int = 2,
    units: str = "N",
    corners: Sequence[Sequence[float]] = Z_UP,
    origin: Sequence[float] = (0.0, 0.0, -40.0),
    length_unit: str = "mm",
    matrix: NDArray[np.float64] | None = None,
    labels: Sequence[str] | None = None,
    plates: int = 1,
) -> Path:
    """Write the channels (n, samples) of one plate or more as a C3D file at 1000 Hz."""
    file = ezc3d.c3d()
    file["parameters"]["POINT"]["RATE"]["value"] = [1000]
    file["parameters"]["POINT"]["UNITS"]["value"] = [length_unit]
    file["parameters"]["ANALOG"]["RATE"]["value"] = [1000]
    count = len(channels)
    names = list(labels or [f"C{i}" for i in range(count)])
    file["parameters"]["ANALOG"]["LABELS"]["value"] = names
    file["parameters"]["ANALOG"]["UNITS"]["value"] = [units] * count
    file.add_parameter("FORCE_PLATFORM", "USED", [plates])
    file.add_parameter("FORCE_PLATFORM", "TYPE", [kind] * plates)
    file.add_parameter("FORCE_PLATFORM", "ZERO", [0, 0])
    file.add_parameter(
        "FORCE_PLATFORM", "CORNERS", np.repeat(np.array(corners).T[:, :, None], plates, axis=2)
    )
    file.add_parameter(
        "FORCE_PLATFORM", "ORIGIN", np.repeat(np.array(origin)[:, None], plates, axis=1)
    )
    wired = np.arange(1.0, count + 1).reshape(plates, -1).T
    file.add_parameter("FORCE_PLATFORM", "CHANNEL", wired)
    square = np.zeros((6, 6)) if matrix is None else matrix
    file.add_parameter(
        "FORCE_PLATFORM", "CAL_MATRIX", np.repeat(square[:, :, None], plates, axis=2)
    )
    for name in ("USED", "TYPE", "ZERO", "CHANNEL"):
        file["parameters"]["FORCE_PLATFORM"][name]["type"] = 2
    file["data"]["points"] = np.zeros((4, 0, channels.shape[1]))
    file["data"]["analogs"] = channels[None]
    file.write(str(path))
    return path


def six_channels(force: NDArray[np.float64], x_mm: float = 50.0) -> NDArray[np.float64]:
    """Fx Fy Fz Mx My Mz of a force on the surface at that x, sensors 40 mm below."""
    zero = np.zeros_like(force)
    return np.array([zero, zero, force, zero, -x_mm * force, zero])


def test_type_2_gives_force_and_centre_of_pressure(tmp_path: Path) -> None:
    force = jump_force()
    (plate,) = read_c3d(write_c3d(tmp_path / "a.c3d", six_channels(force))).streams
    assert plate.rate_hz == 1000.0
    np.testing.assert_allclose(plate["fz"], force, rtol=1e-5, atol=0.01)
    standing = force > 100
    np.testing.assert_allclose(plate["cop_x"][standing], 0.35, atol=1e-5)
    np.testing.assert_allclose(plate["cop_y"][standing], 0.2, atol=1e-5)
    assert np.isnan(plate["cop_x"][force < 5]).all()


def test_type_1_has_its_own_centre_of_pressure(tmp_path: Path) -> None:
    force = jump_force()
    zero = np.zeros_like(force)
    channels = np.array([zero, zero, force, zero + 70.0, zero - 20.0, zero])
    (plate,) = read_c3d(write_c3d(tmp_path / "a.c3d", channels, kind=1)).streams
    np.testing.assert_allclose(plate["fz"], force, rtol=1e-5, atol=0.01)
    np.testing.assert_allclose(plate["cop_x"][force > 100], 0.37, atol=1e-5)
    np.testing.assert_allclose(plate["cop_y"][force > 100], 0.18, atol=1e-5)


@pytest.mark.parametrize("depth", [-40.0, 40.0])
def test_type_3_sums_its_sensors_whatever_the_sign_of_the_depth(
    tmp_path: Path, depth: float
) -> None:
    """A force 50 mm off the middle with a tenth of it sideways, from the plate's mechanics."""
    force = jump_force()
    sideways = 0.1 * force
    a, b, x = 250.0, 150.0, 50.0
    # Moment about the middle between the sensors; in Kistler's frame z points down, and the
    # surface lies 40 mm above them, at -40 mm.
    moment_y = -x * force - 40.0 * sideways
    front = (force / 4) - moment_y / (4 * a)
    back = (force / 4) + moment_y / (4 * a)
    channels = np.array(
        [sideways / 2, sideways / 2, 0 * force, 0 * force, front, back, back, front]
    )
    path = write_c3d(tmp_path / "a.c3d", channels, kind=3, origin=(a, b, depth))
    (plate,) = read_c3d(path).streams
    np.testing.assert_allclose(plate["fz"], force, rtol=1e-5, atol=0.01)
    offset = np.abs(plate["cop_x"][force > 100] - 0.3)
    np.testing.assert_allclose(offset, 0.05, atol=1e-4)


def test_type_4_applies_its_matrix(tmp_path: Path) -> None:
    force = jump_force()
    matrix = np.diag([100.0, 100.0, 200.0, 1e5, 1e5, 1e5])
    volts = np.linalg.inv(matrix) @ six_channels(force)
    path = write_c3d(tmp_path / "a.c3d", volts, kind=4, units="V", matrix=matrix)
    (plate,) = read_c3d(path).streams
    np.testing.assert_allclose(plate["fz"], force, rtol=1e-4, atol=0.05)


def test_action_is_turned_into_reaction(tmp_path: Path) -> None:
    force = jump_force()
    recording = read_c3d(write_c3d(tmp_path / "a.c3d", six_channels(-force)))
    np.testing.assert_allclose(recording.streams[0]["fz"], force, rtol=1e-5, atol=0.01)
    assert [one.code for one in recording.findings] == [Code.INVERTED]


def test_kilonewtons_that_are_stated_are_converted(tmp_path: Path) -> None:
    force = jump_force()
    path = write_c3d(tmp_path / "a.c3d", six_channels(force / 1000), units="kN")
    recording = read_c3d(path)
    np.testing.assert_allclose(recording.streams[0]["fz"], force, rtol=1e-4, atol=0.05)
    assert recording.findings == ()


def test_y_upward_laboratory(tmp_path: Path) -> None:
    corners = [[x, 0.0, -y] for x, y, _ in Z_UP]
    force = jump_force()
    recording = read_c3d(write_c3d(tmp_path / "a.c3d", six_channels(force), corners=corners))
    np.testing.assert_allclose(recording.streams[0]["fz"], force, rtol=1e-5, atol=0.01)
    assert any("vertical axis" in finding.message for finding in recording.findings)


def test_plates_named_by_side(tmp_path: Path) -> None:
    force = jump_force()
    channels = np.concatenate([six_channels(0.4 * force), six_channels(0.6 * force)])
    labels = [f"Right.{i}" for i in range(6)] + [f"Left.{i}" for i in range(6)]
    recording = read_c3d(write_c3d(tmp_path / "a.c3d", channels, labels=labels, plates=2))
    left = recording.at("left_plate")
    assert left is not None
    np.testing.assert_allclose(left["fz"], 0.6 * force, rtol=1e-4, atol=0.01)
    assert recording.findings == ()


def test_the_same_rate_in_metres(tmp_path: Path) -> None:
    corners = [[x / 1000, y / 1000, 0.0] for x, y, _ in Z_UP]
    path = write_c3d(
        tmp_path / "a.c3d", six_channels(jump_force(), 0.05), corners=corners,
        origin=(0, 0, -0.04), length_unit="m",
    )  # fmt: skip
    (plate,) = read_c3d(path).streams
    assert np.nanmedian(plate["cop_x"]) == pytest.approx(0.35, abs=1e-4)


def test_a_rate_that_contradicts_the_file(tmp_path: Path) -> None:
    path = write_c3d(tmp_path / "a.c3d", six_channels(jump_force()))
    recording = open_recording(path, rate_hz=500)
    assert recording.streams[0].rate_hz == 1000.0
    assert [one.code for one in recording.findings] == [Code.RATE]


def test_no_plate_is_said(tmp_path: Path) -> None:
    file = ezc3d.c3d()
    file["parameters"]["POINT"]["RATE"]["value"] = [100]
    file["data"]["points"] = np.zeros((4, 0, 10))
    file.write(str(tmp_path / "a.c3d"))
    with pytest.raises(FileFormatError, match="no force platform"):
        open_recording(tmp_path / "a.c3d")


def test_every_truncation_is_noticed(tmp_path: Path) -> None:
    data = biomdp("kistler_CMJ_1plate.c3d").read_bytes()
    path = tmp_path / "cut.c3d"
    draw = random.Random(7)
    # Past the last sample there is only the padding of the last block.
    for size in [3, 100, 511, 512, 600, 1500, *(draw.randrange(2000, 129_000) for _ in range(40))]:
        path.write_bytes(data[:size])
        with pytest.raises(FileFormatError):
            check_c3d(path)
    path.write_bytes(data[:65_000])
    with pytest.raises(
        FileFormatError, match=r"cut short: 8000 frames are promised, \d+ are there"
    ):
        open_recording(path)


def test_damaged_parameters_never_escape_as_anything_else(tmp_path: Path) -> None:
    """Structure only: thousands of variants in a second, without a process for each."""
    data = biomdp("kistler_DJ_2plates.c3d").read_bytes()
    path = tmp_path / "damaged.c3d"
    draw = random.Random(11)
    refused = 0
    for _ in range(1500):
        damaged = bytearray(data)
        for _ in range(draw.randint(1, 4)):
            at = draw.randrange(0, 60) if draw.random() < 0.2 else draw.randrange(512, 2500)
            damaged[at] = draw.choice([0, 1, 127, 128, 255, draw.randrange(256)])
        path.write_bytes(damaged)
        try:
            check_c3d(path)
        except FileFormatError:
            refused += 1
    assert refused > 100


def test_labels_that_would_crash_the_decoder_are_found_before(tmp_path: Path) -> None:
    """Labels without dimensions end the process that decodes them."""
    data = bytearray(biomdp("kistler_DJ_2plates.c3d").read_bytes())
    at = data.index(b"LABELS") + len(b"LABELS") + 3
    assert data[at] == 2
    data[at] = 0
    path = tmp_path / "crash.c3d"
    path.write_bytes(data)
    with pytest.raises(FileFormatError, match="damaged at 'LABELS'"):
        open_recording(path)


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("import os; os.abort()", "ended with status -6"),
        ("import module_that_is_not_there", "No module named 'module_that_is_not_there'"),
    ],
)
def test_a_decoder_that_crashes_is_our_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, says: str
) -> None:
    path = write_c3d(tmp_path / "jump.c3d", six_channels(jump_force()))
    worker = tmp_path / "worker.py"
    worker.write_text(program)
    monkeypatch.setattr(c3d_worker, "__file__", str(worker))

    with pytest.raises(ReaderFault, match=says) as caught:
        open_recording(path)

    assert str(caught.value).startswith(f"{path}: we could not read this file because of a fault")


def test_a_file_whose_decoding_does_not_end_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_c3d(tmp_path / "jump.c3d", six_channels(jump_force()))
    worker = tmp_path / "worker.py"
    worker.write_text("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)")
    monkeypatch.setattr(c3d_worker, "__file__", str(worker))

    with pytest.raises(FileFormatError, match="decoding it does not end"):
        open_recording(path)


def test_damaged_samples_still_give_a_recording_or_an_error(tmp_path: Path) -> None:
    data = biomdp("kistler_CMJ_1plate.c3d").read_bytes()
    draw = random.Random(3)
    path = tmp_path / "damaged.c3d"
    for _ in range(6):
        damaged = bytearray(data)
        for _ in range(3):
            damaged[draw.randrange(512, 2500)] = draw.randrange(256)
        path.write_bytes(damaged)
        try:
            recording = open_recording(path)
        except FileFormatError:
            continue
        assert recording.streams


def test_garbage_behind_the_right_first_bytes(tmp_path: Path) -> None:
    draw = random.Random(5)
    path = tmp_path / "garbage.c3d"
    for size in (4, 511, 512, 1024, 5000):
        path.write_bytes(b"\x02\x50" + draw.randbytes(size))
        with pytest.raises(FileFormatError):
            open_recording(path)
