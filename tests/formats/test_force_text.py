"""Columns of force in every dress, and what is wrong with some of them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.samples import jump_force
from tracker.errors import FileFormatError, InputError, MissingInformation
from tracker.findings import Code, Severity
from tracker.formats.force_csv import read_force_text
from tracker.opening import open_recording
from tracker.recording import Recording

FORCE = jump_force()
TIME = np.arange(FORCE.size) / 1000

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(text: str, name: str = "jump.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return _write


def rows(*columns: object, separator: str = ",", decimal: str = ".") -> str:
    arrays = [np.asarray(column) for column in columns]
    lines = (separator.join(f"{value:.10g}" for value in row) for row in zip(*arrays, strict=True))
    return "\n".join(lines).replace(".", decimal) + "\n"


def codes(recording: Recording) -> list[Code]:
    return [finding.code for finding in recording.findings]


@pytest.mark.parametrize(
    ("header", "separator", "decimal", "encoding"),
    [
        ("Time (s),Fz (N)", ",", ".", "utf-8"),
        ('"Time (s)","Fz (N)"', ",", ".", "utf-8-sig"),
        ("time\tforce", "\t", ".", "utf-8"),
        ("Time;Force [N]", ";", ",", "latin-1"),
        ("Zeit [s];Kraft [N]", ";", ",", "utf-16"),
        ("Time[s]\tGRF[N]", "\t", ",", "utf-8"),
        ("time  vGRF", "  ", ".", "utf-8"),
        ("t_s,Fz_N", ",", ".", "utf-8"),
        ("Time (s), Combined (N)", ", ", ".", "utf-8"),
        ("# time\tfz", "\t", ".", "utf-8"),
    ],
)
def test_dress_does_not_matter(
    write: Write, header: str, separator: str, decimal: str, encoding: str
) -> None:
    text = header + "\n" + rows(TIME, FORCE, separator=separator, decimal=decimal)
    recording = open_recording(write(text, encoding=encoding))
    (plate,) = recording.streams
    np.testing.assert_array_equal(plate.time, TIME)
    np.testing.assert_array_equal(plate["fz"], FORCE)
    assert plate.rate_hz == 1000.0
    assert recording.findings == ()


def test_line_ends_do_not_matter(write: Write) -> None:
    text = "Time,Fz\n" + rows(TIME, FORCE)
    for ending in ("\r\n", "\r"):
        (plate,) = open_recording(write(text.replace("\n", ending))).streams
        np.testing.assert_array_equal(plate["fz"], FORCE)


def test_a_line_of_units_under_the_names(write: Write) -> None:
    text = "Trial 7\nTime\tFz\ns\tkN\n" + rows(TIME, FORCE / 1000, separator="\t")
    (plate,) = open_recording(write(text)).streams
    np.testing.assert_allclose(plate["fz"], FORCE, rtol=1e-9)


@pytest.mark.parametrize("unit", ["ms", "msec"])
def test_stated_milliseconds(write: Write, unit: str) -> None:
    recording = open_recording(write(f"Time ({unit}),Fz\n" + rows(1000 * TIME, FORCE)))
    assert recording.streams[0].rate_hz == 1000.0
    assert recording.duration_s == pytest.approx(3.999)
    assert recording.findings == ()


@pytest.mark.parametrize(("scale", "word"), [(1e3, "milliseconds"), (1e6, "microseconds")])
def test_unstated_milliseconds_are_known_by_their_step(
    write: Write, scale: float, word: str
) -> None:
    recording = open_recording(write("Time,Fz\n" + rows(np.round(scale * TIME), FORCE)))
    assert recording.streams[0].rate_hz == 1000.0
    (finding,) = recording.findings
    assert finding.code is Code.UNITS
    assert finding.severity is Severity.INFO
    assert word in str(finding.correction)


def test_an_unknown_unit_of_time_is_refused(write: Write) -> None:
    with pytest.raises(FileFormatError, match="'furlong'"):
        open_recording(write("Time (furlong),Fz\n" + rows(TIME, FORCE)))


def test_stated_kilonewtons_need_no_finding(write: Write) -> None:
    recording = open_recording(write("Time (s),Fz (kN)\n" + rows(TIME, FORCE / 1000)))
    np.testing.assert_allclose(recording.streams[0]["fz"], FORCE, rtol=1e-9)
    assert recording.findings == ()


@pytest.mark.parametrize("header", ["Time,Fz", "Time (s),Fz (N)"])
def test_kilonewtons_without_a_word_are_recognised(write: Write, header: str) -> None:
    recording = open_recording(write(f"{header}\n" + rows(TIME, FORCE / 1000)))
    np.testing.assert_allclose(recording.streams[0]["fz"], FORCE, rtol=1e-9)
    (finding,) = recording.findings
    assert finding.code is Code.UNITS
    assert finding.stream == "plate"
    assert "kilonewtons" in str(finding.correction)


def test_the_noise_of_an_empty_plate_stays_in_newtons(write: Write) -> None:
    noise = np.random.default_rng(1).normal(0.5, 0.3, TIME.size)
    recording = open_recording(write("Time,Fz\n" + rows(TIME, noise)))
    np.testing.assert_allclose(recording.streams[0]["fz"], noise, rtol=1e-8)


def test_forces_that_point_down_are_turned(write: Write) -> None:
    recording = open_recording(
        write("Time,Fx,Fy,Fz\n" + rows(TIME, FORCE / 50, FORCE / 40, -FORCE))
    )
    plate = recording.streams[0]
    np.testing.assert_array_equal(plate["fz"], FORCE)
    np.testing.assert_allclose(plate["fx"], -FORCE / 50, rtol=1e-9)
    assert codes(recording) == [Code.INVERTED]


def test_a_drop_jump_is_not_taken_for_inverted(write: Write) -> None:
    """Mostly unloaded with a negative offset, then a person."""
    force = np.where(TIME < 3, -30.0, FORCE)
    recording = open_recording(write("Time,Fz\n" + rows(TIME, force)))
    np.testing.assert_array_equal(recording.streams[0]["fz"], force)
    assert recording.findings == ()


def test_missing_rows_are_gaps(write: Write) -> None:
    keep = np.ones(TIME.size, dtype=bool)
    keep[500:520] = False
    keep[2000] = False
    recording = open_recording(
        write("Time,Left,Right\n" + rows(TIME[keep], FORCE[keep], FORCE[keep]))
    )
    for stream in recording.streams:
        assert [gap.missing for gap in stream.gaps] == [20, 1]
        assert stream.rate_hz == 1000.0
        mine = [one for one in recording.findings if one.stream == stream.name]
        assert [one.code for one in mine] == [Code.GAP, Code.GAP]
        assert (mine[0].start_s, mine[0].end_s) == (0.499, 0.52)


def test_many_gaps_are_summed_up(write: Write) -> None:
    keep = np.arange(TIME.size) % 100 != 50
    recording = open_recording(write("Time,Fz\n" + rows(TIME[keep], FORCE[keep])))
    assert len(recording.streams[0].gaps) == 40
    assert len(recording.findings) == 11
    assert "30 more samples are missing in 30 gaps" in recording.findings[-1].message


def test_missing_values_stay_missing(write: Write) -> None:
    text = "Time,Fz\n" + rows(TIME, FORCE)
    text = text.replace("\n0.1,700", "\n0.1,NaN", 1) if "\n0.1,700" in text else text
    lines = text.split("\n")
    lines[201] = "0.2,"
    lines[301] = "0.3,n/a"
    (plate,) = open_recording(write("\n".join(lines))).streams
    assert np.isnan(plate["fz"][[200, 300]]).all()
    assert plate.time.size == TIME.size


def test_numbered_samples_with_a_hole(write: Write) -> None:
    numbers = np.arange(1, FORCE.size + 1)
    keep = (numbers < 1000) | (numbers > 1010)
    text = "#Sample\tGRFv\n" + rows(numbers[keep], FORCE[keep], separator="\t")
    with pytest.raises(MissingInformation, match="--rate"):
        open_recording(write(text))
    (plate,) = open_recording(write(text), rate_hz=1000).streams
    assert [gap.missing for gap in plate.gaps] == [11]
    assert plate.end_s == pytest.approx(3.999)


def test_a_rate_stated_above_the_table(write: Write) -> None:
    for line in ("Sampling Rate (Hz),1000", "Frequency: 1000 Hz", "1000 Hz"):
        (plate,) = open_recording(write(f"Trial\n{line}\nFP1,FP2\n" + rows(FORCE, FORCE))).streams[
            :1
        ]
        assert plate.rate_hz == 1000.0


def test_a_told_rate_that_contradicts_the_times(write: Write) -> None:
    recording = open_recording(write("Time,Fz\n" + rows(TIME, FORCE)), rate_hz=500)
    assert recording.streams[0].rate_hz == 1000.0
    (finding,) = recording.findings
    assert finding.code is Code.RATE
    assert "500" in finding.message
    assert "1000" in finding.message


def test_a_told_rate_that_agrees_is_no_finding(write: Write) -> None:
    assert not open_recording(write("Time,Fz\n" + rows(TIME, FORCE)), rate_hz=1001).findings


@pytest.mark.parametrize("rate_hz", [600.0, 450.0, 2000.0, 148.0])
def test_times_rounded_to_milliseconds_keep_their_rate(write: Write, rate_hz: float) -> None:
    force = jump_force(rate_hz)
    time = np.round(np.arange(force.size) / rate_hz, 4 if rate_hz > 1000 else 3)
    recording = open_recording(write("Time,Fz\n" + rows(time, force)))
    assert recording.streams[0].rate_hz == rate_hz
    assert recording.streams[0].gaps == ()


def test_clock_times_are_set_to_zero(write: Write) -> None:
    lines = (f"{1_700_000_000 + time:.3f},{force}" for time, force in zip(TIME, FORCE, strict=True))
    recording = open_recording(write("timestamp (s),Fz\n" + "\n".join(lines) + "\n"))
    assert recording.streams[0].rate_hz == 1000.0
    assert recording.streams[0].start_s == 0.0
    assert codes(recording) == [Code.FORMAT]


def test_combined_that_agrees_is_left_out(write: Write) -> None:
    text = "Time,Left,Right,Combined\n" + rows(TIME, 0.4 * FORCE, 0.6 * FORCE, FORCE)
    recording = open_recording(write(text))
    assert [one.name for one in recording.streams] == ["left_plate", "right_plate"]
    assert recording.findings == ()


def test_combined_that_disagrees_is_reported(write: Write) -> None:
    text = "Time,Left,Right,Combined\n" + rows(TIME, 0.4 * FORCE, 0.5 * FORCE, FORCE)
    recording = open_recording(write(text))
    assert [one.name for one in recording.streams] == ["left_plate", "right_plate"]
    assert codes(recording) == [Code.DISAGREEMENT]


def test_combined_alone_is_the_plate(write: Write) -> None:
    recording = open_recording(write("Time,Combined\n" + rows(TIME, FORCE)))
    assert [one.placement for one in recording.streams] == ["plate"]


@pytest.mark.parametrize("header", ["Fz1,Fz2", "Plate 1 (N),Plate 2 (N)", "FP1,FP2", "fp_1,fp_2"])
def test_numbered_plates_are_assumed_left_and_right(write: Write, header: str) -> None:
    recording = open_recording(write(f"{header}\n" + rows(FORCE, FORCE)), rate_hz=1000)
    assert [one.name for one in recording.streams] == ["plate_1", "plate_2"]
    assert [one.placement for one in recording.streams] == ["left_plate", "right_plate"]
    assert "assumed" in recording.findings[0].message


@pytest.mark.parametrize(
    "header", ["R_Fz,L_Fz", "Right Force (N),Left Force (N)", "FzRight,FzLeft"]
)
def test_sides_in_names_are_believed(write: Write, header: str) -> None:
    recording = open_recording(write(f"{header}\n" + rows(0.6 * FORCE, 0.4 * FORCE)), rate_hz=1000)
    left = recording.at("left_plate")
    assert left is not None
    np.testing.assert_allclose(left["fz"], 0.4 * FORCE, rtol=1e-8)
    assert recording.findings == ()


def test_an_unloaded_second_plate_is_left_out(write: Write) -> None:
    recording = open_recording(write("FP1,FP2\n" + rows(FORCE, 0 * FORCE + 3)), rate_hz=1000)
    assert [one.placement for one in recording.streams] == ["plate"]
    assert "never loaded" in recording.findings[0].message


def test_infinite_values_are_missing(write: Write) -> None:
    text = "Time,Fz\n" + rows(TIME, FORCE).replace("\n0.05,", "\n0.05,inf#", 1)
    text = text.replace("inf#" + f"{FORCE[50]:.10g}", "inf")
    recording = open_recording(write(text))
    assert np.isnan(recording.streams[0]["fz"][50])
    assert codes(recording) == [Code.NAN]


def test_a_torn_last_line_is_left_out(write: Write) -> None:
    text = "Time,Left,Right\n" + rows(TIME, FORCE, FORCE)
    recording = open_recording(write(text + "4.0,35"))
    assert recording.streams[0].time.size == TIME.size
    assert codes(recording) == [Code.CUT_SHORT]
    assert f"line {TIME.size + 2}" in recording.findings[0].message


def test_two_nameless_columns_with_steady_steps_are_time_and_force(write: Write) -> None:
    (plate,) = open_recording(write(rows(TIME, FORCE))).streams
    np.testing.assert_array_equal(plate["fz"], FORCE)


def test_six_nameless_columns_a_plate_are_forces_and_moments(write: Write) -> None:
    small = np.full(TIME.size, 3.0)
    one = (small, -small, -0.6 * FORCE, 40 * small, 30 * small, small)
    other = (small, small, -0.4 * FORCE, 50 * small, 30 * small, small)
    recording = open_recording(write(rows(*one, *other)), rate_hz=1000.0)
    first, second = recording.streams
    np.testing.assert_allclose(np.abs(first["fz"]), 0.6 * FORCE, atol=1e-3)
    np.testing.assert_allclose(np.abs(second["fz"]), 0.4 * FORCE, atol=1e-3)
    assert "12 columns without names" in recording.findings[0].message
    sideways = (-0.6 * FORCE, small, small, small, small, small)
    with pytest.raises(FileFormatError, match="6 columns without names"):
        open_recording(write(rows(*sideways)), rate_hz=1000.0)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Time,Fz\n0,1\n0.1,2\n0.1,3\n0.2,4\n", "line 4: time goes from 0.1 to 0.1"),
        ("Time,Fz\n0,1\n0.1,2\n0.05,3\n", "line 4: time goes from 0.1 to 0.05"),
        ("Time,Fz\n0,1\n0.1,2\n0.2,3x\n0.3,1\n", "line 4: '3x' is not a number"),
        ("Time,Fz\n0,1\n0.1,2\n0.2,3,4\n0.3,1\n", "line 4: 3 fields where 2 are expected"),
        ("Time,Fz\n", "no table of numbers"),
        ("Time,Fz\n1,2\n", "fewer than two rows"),
        ("just some words\nand more\n", "no table of numbers"),
        ("Time,Speed\n0,1\n0.1,2\n0.2,3\n", "no column of vertical force among: Time, Speed"),
        ("Time,Fz (stone)\n0,1\n0.1,2\n", "'stone'"),
        ("Time,Fz,Force\n0,1,1\n0.1,2,2\n", "'Force' says the same"),
        ("661,156\n661,144\n661,144\n", "2 columns without names"),
        ("1,2,3\n4,5,6\n", "3 columns without names"),
        ("Time,Fz\n0,1,5\n0.1,2,5\n0.2,3,5\n", "the header names 2 columns, but the rows have 3"),
        ("Time,Fx,Fy\n0,1,5\n0.1,2,5\n0.2,3,5\n", "no column of vertical force"),
    ],
)
def test_what_cannot_be_used_is_said(write: Write, text: str, problem: str) -> None:
    with pytest.raises(FileFormatError) as raised:
        open_recording(write(text))
    assert problem in str(raised.value)
    assert "\n" not in str(raised.value)
    assert str(raised.value).startswith(str(raised.value.path))


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_a_recording_or_an_input_error(text: str) -> None:
    try:
        recording = read_force_text(Path("x.csv"), text, 1000.0)
    except InputError:
        return
    assert recording.streams


@settings(deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(["1", "2.5", "-3", "", "nan", "inf", "1e400", "x", "0,5", '"7"', "Fz"]),
            min_size=1, max_size=4,
        ),
        min_size=1, max_size=12,
    ),
    st.sampled_from([",", "\t", ";", " "]),
    st.sampled_from(["", "Time,Fz\n", "Left\tRight\n", "Fx,Fy,Fz\n", "Sample,FP1,FP2\n"]),
)  # fmt: skip
def test_any_table_gives_a_recording_or_an_input_error(
    fields: list[list[str]], separator: str, header: str
) -> None:
    text = header + "\n".join(separator.join(row) for row in fields)
    try:
        recording = read_force_text(Path("x.csv"), text, 1000.0)
    except InputError:
        return
    for stream in recording.streams:
        assert not np.isinf(stream.values).any()
