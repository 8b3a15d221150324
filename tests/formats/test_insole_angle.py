"""Insole and ankle angle in one table."""

from pathlib import Path

import numpy as np
import pytest

from tracker.errors import FileFormatError
from tracker.findings import Code
from tracker.opening import open_recording

HEAD = "Time[secs],Forefoot Force[N],Midfoot Force[N],Heel Force[N],TForce[N],RAnkleFlexion\n"


def table(rows: int = 50) -> list[str]:
    return [f"{i / 100},10,20,30,60,{-0.5 * i}" for i in range(1, rows + 1)]


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "raise.csv"
    path.write_text(text)
    return path


def test_plantar_flexion_becomes_positive(tmp_path: Path) -> None:
    recording = open_recording(write(tmp_path, HEAD + "\n".join(table()) + "\n"))
    angle, insole = recording.streams
    np.testing.assert_allclose(angle["plantar_flexion"], 0.5 * np.arange(1, 51))
    assert (angle.placement, angle.rate_hz) == ("right_ankle", 100.0)
    assert [channel.name for channel in insole.channels] == ["forefoot", "midfoot", "heel", "total"]
    assert insole.placement == "right_foot"
    inverted, assumed = recording.findings
    assert (inverted.code, inverted.stream) == (Code.INVERTED, "right_ankle")
    assert (assumed.code, assumed.stream) == (Code.FORMAT, "right_foot_insole")


def test_the_left_ankle_takes_the_insole_with_it(tmp_path: Path) -> None:
    text = HEAD.replace("RAnkle", "LAnkle") + "\n".join(table()) + "\n"
    recording = open_recording(write(tmp_path, text))
    assert [one.placement for one in recording.streams] == ["left_ankle", "left_foot"]


def test_missing_values_and_rows_are_kept_as_gaps(tmp_path: Path) -> None:
    lines = table()
    lines[10] = "0.11,10,20,30,60,"
    del lines[20:25]
    angle, insole = open_recording(write(tmp_path, HEAD + "\n".join(lines))).streams
    assert np.flatnonzero(np.isnan(angle["plantar_flexion"])).tolist() == [10]
    assert [gap.missing for gap in angle.gaps] == [gap.missing for gap in insole.gaps] == [5]


def test_empty_rows_at_the_end_are_left_out(tmp_path: Path) -> None:
    recording = open_recording(write(tmp_path, HEAD + "\n".join(table()) + "\n" + ",,,,,\n" * 7))
    assert recording.streams[0].time.size == 50
    assert any("7 rows" in one.message for one in recording.findings)


def test_an_angle_alone_and_an_insole_alone(tmp_path: Path) -> None:
    alone = "Time (s);Right Ankle Flexion\n" + "\n".join(f"0,{i:02d};{i},5" for i in range(30))
    (angle,) = open_recording(write(tmp_path, alone)).streams
    assert angle["plantar_flexion"][3] == -3.5
    lines = [",".join(line.split(",")[:5]) for line in table()]
    head = HEAD.replace(",RAnkleFlexion", "")
    (insole,) = open_recording(write(tmp_path, head + "\n".join(lines))).streams
    assert insole.placement == "right_foot"


def test_no_time_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="no column of time"):
        open_recording(write(tmp_path, "RAnkleFlexion,TForce\n1,2\n2,3\n"))
