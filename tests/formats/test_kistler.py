"""BioWare exports of our own making: what real ones do not show."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.samples import jump_force
from tracker.errors import FileFormatError, InputError
from tracker.findings import Code
from tracker.formats.kistler import read_kistler
from tracker.opening import open_recording

FORCE = jump_force()


def export(
    force: np.ndarray,
    *,
    promised: int | None = None,
    start: int = 0,
    plates: int = 1,
    unit: str = "N",
    device: str = "Plate",
) -> str:
    """One or more plates with the same force, as BioWare writes them."""
    columns = 2 * plates
    devices = "\t".join(f"{device} {1 + i // 2}" for i in range(columns))
    lines = [
        "BioWare Version 5.3.2.9 Export",
        f"Device:\t{devices}",
        "Samples (#):" + f"\t{promised or force.size}" * columns,
        "Rate (Hz):" + "\t1000.000000" * columns,
        "First sample time (s):" + "\t0.000000" * columns,
        "File Information",
        "Name\t",
        "abs time (s)" + "\tFx\tFz" * plates,
        "" + f"\t{unit}" * columns,
    ]
    for i, value in enumerate(force):
        lines.append(f"{(i + start) / 1000:.6f}" + f"\t1.0\t{value:.4f}" * plates)
    return "\n".join(lines) + "\n"


def test_rows_missing_at_the_end_are_said() -> None:
    recording = read_kistler(Path("x.txt"), export(FORCE[:3000], promised=4000))
    (finding,) = recording.findings
    assert finding.code is Code.CUT_SHORT
    assert "promises 4000 samples, 3000 are there" in finding.message
    assert "the last is at 2.999 s" in finding.message


def test_rows_missing_in_the_middle_are_gaps_and_not_cut_short() -> None:
    lines = export(FORCE).split("\n")
    del lines[509:519]
    recording = read_kistler(Path("x.txt"), "\n".join(lines))
    assert [gap.missing for gap in recording.streams[0].gaps] == [10]
    assert [one.code for one in recording.findings] == [Code.GAP]


def test_a_line_cut_in_the_middle_is_cut_short() -> None:
    text = export(FORCE)
    recording = read_kistler(Path("x.txt"), text[: len(text) // 2])
    assert Code.CUT_SHORT in {one.code for one in recording.findings}
    (plate,) = recording.streams
    np.testing.assert_allclose(plate["fz"][:1000], FORCE[:1000])
    assert np.isfinite(plate["fz"]).all()


def test_kilonewtons() -> None:
    recording = read_kistler(Path("x.txt"), export(FORCE / 1000, unit="kN"))
    np.testing.assert_allclose(recording.streams[0]["fz"], FORCE, atol=0.06)


def test_downward_force_is_turned_over() -> None:
    recording = read_kistler(Path("x.txt"), export(-FORCE))
    np.testing.assert_allclose(recording.streams[0]["fz"], FORCE)
    assert [one.code for one in recording.findings] == [Code.INVERTED]


def test_two_plates_of_one_name_are_told_apart_by_their_columns() -> None:
    text = export(FORCE, plates=2).replace("Plate 2", "Plate 1")
    recording = read_kistler(Path("x.txt"), text)
    assert [one.name for one in recording.streams] == ["plate_1", "plate_2"]
    assert [one.source["device"] for one in recording.streams] == ["Plate 1", "Plate 1"]


def test_a_told_rate_that_contradicts_the_file() -> None:
    recording = read_kistler(Path("x.txt"), export(FORCE), rate_hz=500)
    assert recording.streams[0].rate_hz == 1000.0
    assert [one.code for one in recording.findings] == [Code.RATE]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("\tFz", "\tFq", "no column Fz"),
        ("\tN\tN", "\tN\tpsi", "'Fz' is in 'psi'"),
        ("\n0.100000\t1.0", "\n0.100000\tone", "line 110: 'one' is not a number"),
        ("\n0.100000\t", "\n0.099000\t", "line 110: time goes from 0.099 to 0.099"),
    ],
)
def test_faults_are_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    path = tmp_path / "jump.txt"
    path.write_text(export(FORCE).replace(old, new, 1))
    with pytest.raises(FileFormatError, match=problem):
        open_recording(path)


@settings(deadline=None)
@given(st.data())
def test_a_damaged_export_gives_a_recording_or_an_input_error(data: st.DataObject) -> None:
    text = export(FORCE[:12])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 60))
        text = text[:at] + data.draw(st.text("0.-9\t\nNFzé", max_size=5)) + text[at + length :]
    try:
        recording = read_kistler(Path("x.txt"), text)
    except InputError:
        return
    assert recording.streams
