from io import StringIO

import pytest
from rich.console import Console

from tests.simulated import calf_raise_recording, jump_recording
from tracker.analysis import analyze
from tracker.recording import Recording
from tracker.report import print_analysis


def printed(recording: Recording, width: int) -> str:
    text = StringIO()
    print_analysis(analyze(recording), Console(file=text, width=width, color_system=None))
    return text.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_a_set_fits_the_terminal_and_no_number_is_cut(width: int) -> None:
    recording, _ = calf_raise_recording(reps=7)
    text = printed(recording, width)
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= width
    rep = analyze(recording).efforts[0].metrics["range_of_motion"]
    assert f"{rep.value:.1f} ±{rep.uncertainty:.1f}" in text
    assert "reps 7" in text


def test_a_jump_is_shown_with_everything_measured() -> None:
    text = printed(jump_recording()[0], 80)
    for label in ("Height (impulse)", "Height (flight)", "Depth", "RSImod", "Landing force"):
        assert label in text


def test_partial_raises_and_withheld_numbers_are_said() -> None:
    ranges = (32.0, 31.0, 32.0, 12.0)
    recording, _ = calf_raise_recording(placements=("left_foot",), ranges_deg=ranges)
    text = printed(Recording(recording.streams), 120)
    assert text.count("partial") == 1
    assert "--mass" in text
