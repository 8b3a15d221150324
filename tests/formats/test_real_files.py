"""Every real file opens, or says in one sentence why not."""

from pathlib import Path

import numpy as np
import pytest

from tests.formats.samples import biomdp, shared
from tracker.errors import FileFormatError, MissingInformation
from tracker.findings import Code
from tracker.opening import open_recording
from tracker.recording import Kind, Recording


def weight(recording: Recording) -> float:
    """The force that the plates together see most often while loaded, N."""
    total = np.sum([stream["fz"] for stream in recording.streams], axis=0)
    loaded = total[total > 200]
    counts, edges = np.histogram(loaded, bins=np.arange(200, 2000, 20))
    at = int(np.argmax(counts))
    return float(np.median(loaded[(loaded >= edges[at]) & (loaded < edges[at + 1])]))


def codes(recording: Recording) -> set[Code]:
    return {finding.code for finding in recording.findings}


JUMPS = {
    "1CMJAB1.txt": 663, "1CMJAB2.txt": 663, "1CMJAB3.txt": 663,
    "2CMJAB1.txt": 620, "2CMJAB2.txt": 620, "2CMJAB3.txt": 620,
    "3CMJAB1.txt": 740, "3CMJAB2.txt": 740, "3CMJAB3.txt": 740,
    "jump_01.txt": 704, "jump_02.txt": 832, "jump_03.txt": 832, "jump_04.txt": 832,
    "jump_06.txt": 600, "jump_08.txt": 600, "jump_09.txt": 600, "jump_10.txt": 832,
}  # fmt: skip


@pytest.mark.parametrize(("name", "weight_n"), JUMPS.items())
def test_kistler_jumps(name: str, weight_n: float) -> None:
    recording = open_recording(shared(f"cmj_kistler/{name}"))
    (plate,) = recording.streams
    assert (plate.name, plate.placement, plate.rate_hz) == ("plate", "plate", 1000.0)
    assert plate.time.size == 8000
    assert recording.duration_s == pytest.approx(7.999)
    assert weight(recording) == pytest.approx(weight_n, abs=12)
    assert "9281CA" in plate.source["device"] or "9287CA" in plate.source["device"]
    assert recording.findings == ()


@pytest.mark.parametrize("name", ["jump_05.txt", "2CMJAB2.5-Erroneo.txt", "3CMJAB1.5-Erroneo.txt"])
def test_kistler_stubs_are_refused(name: str) -> None:
    with pytest.raises(FileFormatError, match="8000 samples are promised, none is there"):
        open_recording(shared(f"cmj_kistler/{name}"))


def test_kistler_file_without_its_start_says_so() -> None:
    recording = open_recording(shared("cmj_kistler/jump_07.txt"))
    (finding,) = recording.findings
    assert finding.code is Code.CUT_SHORT
    assert "8000" in finding.message
    assert "5620" in finding.message
    assert finding.start_s == recording.streams[0].start_s == pytest.approx(2.38)


@pytest.mark.parametrize(
    ("name", "rate_hz", "rows"),
    [("BiowareCOP-1.txt", 50.0, 500), ("BiowareCOP-7-1000Hz.txt", 1000.0, 70_000)],
)
def test_centre_of_pressure_alone_keeps_the_force_missing(
    name: str, rate_hz: float, rows: int
) -> None:
    recording = open_recording(shared(f"balance_kistler/{name}"))
    (plate,) = recording.streams
    assert plate.rate_hz == rate_hz
    assert plate.time.size == rows
    assert np.isnan(plate["fz"]).all()
    assert np.abs(plate["cop_x"]).max() < 0.1
    assert codes(recording) == {Code.NAN}


@pytest.mark.parametrize("number", range(1, 7))
def test_left_and_right_columns(number: int) -> None:
    recording = open_recording(shared(f"cmj_hawkin_style/trial{number}.csv"))
    assert [stream.placement for stream in recording.streams] == ["left_plate", "right_plate"]
    assert {stream.rate_hz for stream in recording.streams} == {1000.0}
    assert weight(recording) == pytest.approx(1103, abs=25)
    assert recording.findings == ()


@pytest.mark.parametrize("number", range(1, 7))
def test_lines_above_the_header_change_nothing(number: int) -> None:
    """The files with lines of commas above their header hold the same samples."""
    plain = open_recording(shared(f"cmj_hawkin_style/trial{number}.csv"))
    other = open_recording(shared(f"cmj_hawkin_style/rows_missing/CopyOftrial{number}.csv"))
    for one, two in zip(plain.streams, other.streams, strict=True):
        np.testing.assert_array_equal(one.time, two.time)
        np.testing.assert_array_equal(one.values, two.values)


@pytest.mark.parametrize("jump", ["CMJ", "SJ", "DJ"])
def test_one_nameless_column_asks_for_its_rate(jump: str) -> None:
    path = shared(f"jumps_single_dual/Single-{jump}-Fz.txt")
    with pytest.raises(MissingInformation, match="--rate 1000"):
        open_recording(path)
    recording = open_recording(path, rate_hz=1000)
    assert recording.streams[0].time.size == 5000
    assert recording.duration_s == pytest.approx(4.999)
    assert weight(recording) == pytest.approx(662, abs=10)


@pytest.mark.parametrize("jump", ["CMJ", "SJ", "DJ"])
def test_two_numbered_plates(jump: str) -> None:
    recording = open_recording(shared(f"jumps_single_dual/Dual-{jump}-Fz.txt"), rate_hz=1000)
    assert [stream.name for stream in recording.streams] == ["plate_1", "plate_2"]
    assert [stream.placement for stream in recording.streams] == ["left_plate", "right_plate"]
    assert any("assumed" in finding.message for finding in recording.findings)
    assert weight(recording) == pytest.approx(662, abs=10)


def test_the_600_hz_jump() -> None:
    """Published: take-off .907 s, landing 1.323 s; the threshold is not, hence some samples."""
    (plate,) = open_recording(shared("jump_600hz/GRFZjump.txt"), rate_hz=600).streams
    flight = plate.time[plate["fz"] < 10]
    assert flight[0] == pytest.approx(0.907, abs=2 / 600)
    assert flight[-1] == pytest.approx(1.323, abs=3 / 600)


@pytest.mark.parametrize(("name", "rows"), [("GRFZjump_m.txt", 2490), ("GRFZjump_n.txt", 2578)])
def test_numbered_samples_ask_for_their_rate(name: str, rows: int) -> None:
    path = shared(f"jump_600hz/{name}")
    with pytest.raises(MissingInformation, match="--rate"):
        open_recording(path)
    assert open_recording(path, rate_hz=600).streams[0].time.size == rows


@pytest.mark.parametrize("name", ["jump1.txt", "jump2.txt"])
def test_the_rate_comes_from_the_times(name: str) -> None:
    recording = open_recording(shared(f"jump_600hz/{name}"))
    assert recording.streams[0].rate_hz == 450.0
    assert recording.findings == ()


def test_opensim_axes_are_turned_upright() -> None:
    recording = open_recording(shared("squat_jump_cop/trial.csv"))
    assert recording.duration_s == pytest.approx(7.849)
    assert weight(recording) == pytest.approx(582, abs=15)
    for stream in recording.streams:
        standing = stream.time < 0.3
        assert np.abs(stream["fx"][standing]).max() < 40
        assert np.ptp(stream["cop_x"][standing]) < 0.05
        assert np.ptp(stream["cop_y"][standing]) < 0.05


@pytest.mark.parametrize("number", range(1, 9))
def test_quiet_standing_in_centimetres(number: int) -> None:
    """The authors' centre-of-pressure velocity follows from the file, so its scale is right."""
    recording = open_recording(shared(f"balance_bds/BDS0000{number}.txt"))
    (plate,) = recording.streams
    assert (plate.rate_hz, plate.time.size) == (100.0, 6000)
    assert weight(recording) == pytest.approx(54.2 * 9.81, abs=12)
    rows = shared("balance_bds/reference.csv").read_text().splitlines()
    reference_cm_s = float(rows[number].split(",")[6])
    path_m = np.hypot(np.diff(plate["cop_x"]), np.diff(plate["cop_y"])).sum()
    assert 100 * path_m / 60 == pytest.approx(reference_cm_s, rel=0.1)


INSOLE = [f"Subject0{number}{ground}.csv" for number in range(1, 6) for ground in "EG"]


@pytest.mark.parametrize("name", INSOLE)
def test_insole_and_ankle_angle(name: str) -> None:
    recording = open_recording(shared(f"calf_raise_insole_mocap/{name}"))
    angle, insole = recording.at("right_ankle"), recording.at("right_foot")
    assert angle is not None
    assert angle.kind is Kind.ANGLE
    assert insole is not None
    assert insole.kind is Kind.INSOLE
    assert angle.time.size == insole.time.size == 500
    assert angle.rate_hz == insole.rate_hz == 100.0
    flexion = angle["plantar_flexion"]
    assert 30 < np.nanmax(flexion) < 50
    assert np.nanmax(flexion) - np.nanmedian(flexion) > 15
    assert any("assumed" in finding.message for finding in recording.findings)
    if name == "Subject03E.csv":
        assert any("542 rows" in finding.message for finding in recording.findings)
    if name == "Subject01E.csv":
        assert int(np.isnan(flexion).sum()) == 10


def test_kistler_c3d_is_the_same_jump_as_its_text() -> None:
    decoded = open_recording(biomdp("kistler_CMJ_1plate.c3d")).streams[0]
    text = open_recording(biomdp("kistler_CMJ_1plate.txt")).streams[0]
    assert decoded.rate_hz == text.rate_hz == 1000.0
    np.testing.assert_allclose(decoded["fz"], text["fz"], atol=0.7)
    assert np.median(text["fz"][:1000]) == pytest.approx(766, abs=2)


def test_kistler_c3d_has_the_centre_of_pressure_of_its_text() -> None:
    """In quiet standing, but for the frame; the path is the same to half a percent."""
    decoded = open_recording(biomdp("kistler_COP.c3d")).streams[0].values[::20]
    text = open_recording(biomdp("kistler_COP.txt")).streams[0].values
    middle = np.array([0.3, 0.45])
    np.testing.assert_allclose(decoded[:, 3:5] - middle, text[:, 3:5], atol=2e-4)
    paths = [np.linalg.norm(np.diff(one[:, 3:5], axis=0), axis=1).sum() for one in (decoded, text)]
    assert paths[0] == pytest.approx(paths[1], rel=0.005)


@pytest.mark.parametrize("ending", ["c3d", "txt"])
def test_a_drop_from_one_plate_to_another(ending: str) -> None:
    recording = open_recording(biomdp(f"kistler_DJ_2plates.{ending}"))
    assert [stream.placement for stream in recording.streams] == ["plate", "second_plate"]
    landed, box = (stream["fz"] for stream in recording.streams)
    assert landed.max() == pytest.approx(2823, abs=5)
    assert np.median(box[:2000]) == pytest.approx(586, abs=10)
    assert any("one after the other" in finding.message for finding in recording.findings)


def test_corners_out_of_order_withhold_the_horizontal() -> None:
    recording = open_recording(biomdp("kistler_DJ_2plates.c3d"))
    assert [channel.name for channel in recording.streams[1].channels] == ["fz"]
    assert any("corners of force platform 2" in one.message for one in recording.findings)


def test_vicon_c3d_leaves_out_the_empty_plate() -> None:
    recording = open_recording(biomdp("vicon_CMJ_kinem_kinet_emg.c3d"))
    (plate,) = recording.streams
    assert (plate.placement, plate.rate_hz, plate.time.size) == ("plate", 2000.0, 16_000)
    assert any("plate 2 was never loaded" in one.message for one in recording.findings)
    flight = plate.time[(plate["fz"] < 20) & (plate.time > 2) & (plate.time < 6)]
    assert np.ptp(flight) == pytest.approx(0.667, abs=0.01)
    standing = plate.time < 1
    assert 0 < np.nanmin(plate["cop_x"][standing]) < np.nanmax(plate["cop_x"][standing]) < 0.6


@pytest.mark.parametrize("name", ["iSen_angles.csv", "iSen_sensors.csv"])
def test_tables_without_force_are_refused(name: str) -> None:
    with pytest.raises(FileFormatError, match="no column of vertical force"):
        open_recording(biomdp(name))


def test_every_kistler_variant_is_told_by_content(tmp_path: Path) -> None:
    renamed = tmp_path / "jump.c3d"
    renamed.write_bytes(shared("cmj_kistler/jump_01.txt").read_bytes())
    assert open_recording(renamed).streams[0].source["format"] == "Kistler BioWare text"
