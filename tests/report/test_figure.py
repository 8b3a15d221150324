from dataclasses import replace
from pathlib import Path

import pytest

from tests.simulated import calf_raise_recording
from tracker.analysis import analyze
from tracker.errors import InputError
from tracker.report import save_figure

RESULT = analyze(calf_raise_recording(reps=3)[0])


@pytest.mark.parametrize(
    ("suffix", "head"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")]
)
def test_the_curves_are_drawn_in_the_format_of_the_name(
    tmp_path: Path, suffix: str, head: bytes
) -> None:
    path = tmp_path / f"set{suffix}"
    save_figure(RESULT, path)
    content = path.read_bytes()
    assert content.startswith(head)
    if suffix == ".svg":
        assert b"Plantar flexion" in content or content.count(b"<path") > 20


def test_what_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.docx"):
        save_figure(RESULT, tmp_path / "set.docx")
    with pytest.raises(InputError, match="cannot be written"):
        save_figure(RESULT, tmp_path / "missing" / "set.png")
    with pytest.raises(InputError, match="no curve"):
        save_figure(replace(RESULT, curves=()), tmp_path / "set.png")
