"""Recording folders: what goes in comes out; what is broken is named."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.errors import FileFormatError, InputError, RecordingError
from tracker.findings import Code, Finding, Severity
from tracker.recording import (
    Channel,
    Kind,
    Recording,
    Segment,
    Stream,
    Subject,
    Variant,
    read_folder,
    write_folder,
)
from tracker.recording.folder import StreamFormat
from tracker.recording.manifest import parse_manifest

SHARED_FOLDER = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)

MANIFEST: dict[str, Any] = {
    "format": "calf-recording",
    "version": 1,
    "subject": {"mass_kg": 75.0, "height_m": 1.78, "foot_length_m": 0.27},
    "exercise": "calf_raise",
    "variant": {"side": "left", "knee": "straight", "load_kg": 0, "surface": "floor"},
    "streams": [
        {"file": "left_foot.csv", "kind": "imu", "placement": "left_foot", "rate_hz": 100},
        {"file": "plate.csv", "kind": "force_plate", "placement": "plate", "rate_hz": 1000},
    ],
}
IMU_CSV = "time,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n0,0,0,9.81,0,0,0\n0.01,0,0,9.8,0,0,0.1\n"
PLATE_CSV = "time,fz,cop_x,cop_y\n0,700,0.1,0.2\n0.001,701,,\n0.002,NaN,0.1,0.2\n0.005,702,0,0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "recording.json").write_text(json.dumps(MANIFEST))
    (tmp_path / "left_foot.csv").write_text(IMU_CSV)
    (tmp_path / "plate.csv").write_text(PLATE_CSV)
    return tmp_path


def recording() -> Recording:
    rng = np.random.default_rng(1)
    time = np.arange(300) / 100
    imu = Stream(
        "left_foot", Kind.IMU, "left_foot", 100.0, time, rng.normal(0, 5, (300, 6)),
        tuple(Channel(f"{kind}_{axis}", unit) for kind, unit in (("acc", "m/s²"), ("gyr", "rad/s"))
              for axis in "xyz"),
    )  # fmt: skip
    values = rng.normal(700, 50, (300, 2))
    values[20:30] = np.nan
    plate = Stream(
        "plate.1", Kind.FORCE_PLATE, "left_plate", 100.0, time + 0.0031, values,
        (Channel("fz", "N"), Channel("cop_x", "m")),
    )  # fmt: skip
    return Recording(
        (imu, plate),
        Subject(75.5, 1.8, None),
        (Segment(0.0, 1.5, "calf_raise", Variant("left", "bent", 10.0, "step")), Segment(1.5)),
        datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
        (Finding(Code.GAP, Severity.WARNING, "ten are missing", "plate.1", 0.2, 0.3, "none"),),
    )


@pytest.mark.parametrize("stream_format", ["csv", "parquet"])
def test_round_trip(tmp_path: Path, stream_format: StreamFormat) -> None:
    before = recording()
    write_folder(before, tmp_path / "out", stream_format)
    after = read_folder(tmp_path / "out")
    assert (after.subject, after.segments, after.started_at, after.findings) == (
        before.subject, before.segments, before.started_at, before.findings
    )  # fmt: skip
    for one, two in zip(before.streams, after.streams, strict=True):
        assert (one.name, one.kind, one.placement, one.rate_hz) == (
            two.name, two.kind, two.placement, two.rate_hz
        )  # fmt: skip
        assert [channel.name for channel in two.channels] == [c.name for c in one.channels]
        np.testing.assert_array_equal(one.time, two.time)
        np.testing.assert_array_equal(one.values, two.values)


finite = st.floats(allow_nan=False, allow_infinity=False)


@SHARED_FOLDER
@given(values=st.lists(st.one_of(finite, st.just(float("nan"))), min_size=1, max_size=20))
def test_csv_keeps_every_bit(tmp_path: Path, values: list[float]) -> None:
    target = tmp_path / f"{len(list(tmp_path.iterdir()))}"
    column = np.array(values)
    time = np.cumsum(np.full(column.size, 1 / 3))
    stream = Stream(
        "p", Kind.FORCE_PLATE, "plate", 3.0, time, column[:, None], (Channel("fz", "N"),)
    )
    write_folder(Recording((stream,)), target, "csv")
    (read,) = read_folder(target).streams
    np.testing.assert_array_equal(read.time, time)
    present = ~np.isnan(column)
    np.testing.assert_array_equal(np.isnan(read["fz"]), ~present)
    assert read["fz"][present].tobytes() == column[present].tobytes()


def test_the_contract_s_example(folder: Path) -> None:
    read = read_folder(folder)
    imu, plate = read.streams
    assert read.subject == Subject(75.0, 1.78, 0.27)
    assert read.segments == (
        Segment(exercise="calf_raise", variant=Variant("left", "straight", 0.0, "floor")),
    )
    assert imu.values.shape == (2, 6)
    assert [channel.name for channel in plate.channels] == ["fz", "cop_x", "cop_y"]
    assert np.isnan(plate["fz"]).tolist() == [False, False, True, False]
    assert [gap.missing for gap in plate.gaps] == [2]
    assert read.findings == ()


def test_only_what_is_needed(folder: Path) -> None:
    minimal = {key: MANIFEST[key] for key in ("format", "version", "streams")}
    (folder / "recording.json").write_text(json.dumps(minimal))
    read = read_folder(folder)
    assert read.subject == Subject()
    assert read.segments == ()


def test_order_of_columns_quotes_and_unknown_ones(folder: Path) -> None:
    (folder / "plate.csv").write_text('"fz","note","time"\r\n700,1,0\r\n701,2,0.001\r\n')
    read = read_folder(folder)
    assert read.streams[1]["fz"].tolist() == [700, 701]
    (finding,) = read.findings
    assert finding.code is Code.FORMAT
    assert "note" in finding.message


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"format": "other"}, "format"),
        ({"version": 2}, "version"),
        ({"version": "1"}, "version"),
        ({"streams": []}, "streams"),
        ({"streams": None}, "streams"),
        ({"subject": {"mass_kg": -1}}, "subject.mass_kg"),
        ({"subject": {"mass_kg": True}}, "subject.mass_kg"),
        ({"subject": {"mass_kg": "75"}}, "subject.mass_kg"),
        ({"subject": 5}, "subject"),
        ({"variant": {"side": "middle"}}, "variant.side"),
        ({"variant": {"load_kg": -3}}, "variant.load_kg"),
        ({"segments": [{"start_s": 3.0, "end_s": 2.0}]}, "segments.0"),
        ({"started_at": "yesterday"}, "started_at"),
        ({"findings": [{"code": "odd", "severity": "info", "message": ""}]}, "findings.0.code"),
        ({"streams": [{**MANIFEST["streams"][0], "rate_hz": 0}]}, "streams.0.rate_hz"),
        ({"streams": [{**MANIFEST["streams"][0], "kind": "sonar"}]}, "streams.0.kind"),
        ({"streams": [{**MANIFEST["streams"][0], "placement": ""}]}, "streams.0.placement"),
        ({"streams": [{"file": "x.csv"}]}, "streams.0.kind"),
    ],
)
def test_a_wrong_field_is_named(folder: Path, change: dict[str, Any], field: str) -> None:
    (folder / "recording.json").write_text(json.dumps(MANIFEST | change))
    with pytest.raises(FileFormatError) as raised:
        read_folder(folder)
    assert f"recording.json: {field}" in str(raised.value)


@pytest.mark.parametrize(
    "file", ["../plate.csv", "/etc/hostname", "a/../../plate.csv", "nul\0.csv", ".", "absent.csv"]
)
def test_files_outside_or_absent_are_refused(folder: Path, file: str) -> None:
    entry = {**MANIFEST["streams"][1], "file": file}
    (folder / "recording.json").write_text(json.dumps(MANIFEST | {"streams": [entry]}))
    with pytest.raises(FileFormatError):
        read_folder(folder)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("time,fz\n", "there is no row with a time and numbers"),
        ("time,fx\n0,1\n", "column 'fz' is missing"),
        ("t,fz\n0,1\n", "column 'time' is missing"),
        ("time,fz,fz\n0,1,1\n", "column 'fz' appears twice"),
        ("time,fz\n0,1\n0.1,2\n0.1,3\n", "line 4: time does not increase"),
        ("time,fz\n0,1\n\n0.1,2\n0.05,3\n", "line 5: time does not increase"),
        ("time,fz\n0,1\n0.1,many\n", "line 3: 'many' is not a number"),
        ("time,fz\n0,1\n0.1,2,3\n", "line 3: 3 fields where 2 are expected"),
        ("time,fz\n0,1\n0.1,0x10\n", "line 3: '0x10' is not a number"),
        ("time,fz\n0,1\n0.1,1_000\n", "line 3: '1_000' is not a number"),
        ("", "the file is empty"),
        ("time,fz\n0,1\0\n", "this is not a text file"),
    ],
)
def test_a_broken_csv_names_its_line(folder: Path, text: str, problem: str) -> None:
    (folder / "plate.csv").write_text(text)
    with pytest.raises(FileFormatError) as raised:
        read_folder(folder)
    assert f"plate.csv: {problem}" in str(raised.value)


def test_rows_without_time_and_infinite_values_are_reported(folder: Path) -> None:
    (folder / "plate.csv").write_text("time,fz\n0,1\n,2\n\n0.001,inf\n1e300,5\n0.002,4\n")
    read = read_folder(folder)
    assert read.streams[1].time.tolist() == [0.0, 0.001, 0.002]
    assert np.isnan(read.streams[1]["fz"][1])
    assert [one.code for one in read.findings] == [Code.NAN, Code.NAN]
    assert "3 of 6 rows" in read.findings[0].message


json_value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def _paths(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inside: list[tuple[str | int, ...]] = [at] if at else []
    if isinstance(value, dict):
        for key, one in value.items():
            inside += _paths(one, (*at, key))
    if isinstance(value, list):
        for index, one in enumerate(value):
            inside += _paths(one, (*at, index))
    return inside


@settings(deadline=None)
@given(st.sampled_from(_paths(MANIFEST)), json_value)
def test_any_value_in_any_field_is_read_or_refused(path: tuple[str | int, ...], value: Any) -> None:
    changed = json.loads(json.dumps(MANIFEST))
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    try:
        manifest = parse_manifest(Path("recording.json"), json.dumps(changed))
    except FileFormatError:
        return
    manifest.recording_parts()


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_as_description_is_refused(text: str) -> None:
    with pytest.raises(FileFormatError):
        parse_manifest(Path("recording.json"), text)


@SHARED_FOLDER
@given(data=st.data())
def test_any_damage_of_a_csv_is_read_or_refused(folder: Path, data: st.DataObject) -> None:
    raw = PLATE_CSV.encode()
    at = data.draw(st.integers(0, len(raw)))
    length = data.draw(st.integers(0, 12))
    raw = raw[:at] + data.draw(st.binary(max_size=6)) + raw[at + length :]
    (folder / "plate.csv").write_bytes(raw)
    try:
        read = read_folder(folder)
    except InputError:
        return
    assert not np.isinf(read.streams[1].values).any()


def test_an_existing_recording_is_not_overwritten(tmp_path: Path) -> None:
    write_folder(recording(), tmp_path, "csv")
    with pytest.raises(FileFormatError, match="already there"):
        write_folder(recording(), tmp_path, "parquet")


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileFormatError, match="cannot be written"):
        write_folder(recording(), tmp_path / "file" / "inside", "csv")


@pytest.mark.parametrize("name", ["a/b", "../a", "nul\0", "x" * 300, ""])
def test_a_stream_s_name_must_make_a_file_name(tmp_path: Path, name: str) -> None:
    stream = Stream(
        name, Kind.FORCE_PLATE, "plate", 1.0, np.zeros(1), np.zeros((1, 1)), (Channel("fz", "N"),)
    )
    with pytest.raises(RecordingError, match="cannot be a file name"):
        write_folder(Recording((stream,)), tmp_path, "csv")
    assert not (tmp_path / "recording.json").exists()


def test_damaged_parquet_names_its_file(tmp_path: Path) -> None:
    write_folder(recording(), tmp_path, "parquet")
    file = tmp_path / "left_foot.parquet"
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(RecordingError, match=r"left_foot\.parquet"):
        read_folder(tmp_path)
