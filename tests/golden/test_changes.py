"""Outputs change only with a reason, and a difference says where it is."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.golden import changes
from tests.golden.command import app
from tests.golden.comparison import differences
from tests.golden.figures import figures_of
from tests.golden.outputs import body_of, text_of


def test_the_outputs_are_those_of_the_last_entry_with_a_reason() -> None:
    assert changes.digest() == changes.last_digest(), (
        "the accepted outputs were changed without a reason; take the change back, or: "
        'python -m tests.golden accept --reason "..."'
    )


def test_every_entry_has_a_reason() -> None:
    log = changes.LOG.read_text("utf-8")
    reasons = re.findall(r"^## \d{4}-\d\d-\d\d: (.{12,})$", log, re.MULTILINE)
    assert len(reasons) == log.count("\nDigest: ") > 0


def test_a_figure_changed_by_hand_changes_the_digest(tmp_path: Path) -> None:
    file = tmp_path / "expected" / "jump.json"
    file.parent.mkdir()
    file.write_text('{"height": 0.32}\n')
    before = changes.digest([file.parent])
    file.write_text('{"height": 0.33}\n')
    assert changes.digest([file.parent]) != before


@pytest.mark.parametrize("reason", [(), ("--reason", " because ")])
def test_nothing_is_accepted_without_a_reason(reason: tuple[str, ...]) -> None:
    before = changes.LOG.read_text("utf-8")
    assert CliRunner().invoke(app, ["accept", *reason]).exit_code == 2
    assert changes.LOG.read_text("utf-8") == before


def _effort(start_s: float, height_m: float) -> dict[str, object]:
    metrics = {"heel_height": {"value": height_m, "unit": "m"}}
    return {"exercise": "calf_raise", "side": "left", "start_s": start_s, "metrics": metrics}


def test_a_difference_names_recording_effort_metric_and_both_values() -> None:
    old = {"efforts": [_effort(2.1, 0.1), _effort(4.2, 0.1)]}
    new = {"efforts": [_effort(2.1, 0.1), _effort(4.2, 0.11)]}
    (line,) = differences("analyses/raises.json", old, new)
    assert line == (
        "analyses/raises.json: efforts, calf_raise left at 4.2 s, metrics, heel_height, value: "
        "0.1 -> 0.11 (+10 %)"
    )


def test_a_lost_effort_is_named_and_the_others_are_still_compared() -> None:
    old = {"efforts": [_effort(2.1, 0.1), _effort(4.2, 0.1), _effort(6.3, 0.1)]}
    new = {"efforts": [_effort(2.1, 0.1), _effort(6.3, 0.12)]}
    number, gone, changed = differences("a.json", old, new)
    assert number == "a.json: efforts: 3 -> 2 items"
    assert gone == "a.json: efforts, calf_raise left at 4.2 s: gone"
    assert "calf_raise left at 6.3 s, metrics, heel_height, value: 0.1 -> 0.12" in changed


@pytest.mark.parametrize(("new", "agrees"), [(100.009, True), (100.02, False), (-100.0, False)])
def test_numbers_agree_within_a_ten_thousandth(new: float, agrees: bool) -> None:
    assert (differences("a.json", {"force": 100.0}, {"force": new}) == []) is agrees
    old_row, new_row = [{"force": "100.0"}], [{"force": str(new)}]
    assert (differences("a.csv", old_row, new_row) == []) is agrees


@pytest.mark.parametrize(("old", "new"), [(1, True), ("1", 1), (None, 0.0), ("left", "right")])
def test_values_of_another_kind_differ(old: object, new: object) -> None:
    assert len(differences("a.json", {"x": old}, {"x": new})) == 1


def test_what_is_written_is_read_again() -> None:
    tree = {"efforts": [_effort(2.123456789, 0.1)] * 3, "none": None, "empty": [], "yes": True}
    text = text_of("a.json", tree)
    assert differences("a.json", tree, body_of("a.json", text)) == []
    assert max(map(len, text.splitlines())) <= 101
    rows = [{"athlete": "Sam, Runner", "value": "0.1"}, {"athlete": "", "value": "2"}]
    assert body_of("a.csv", text_of("a.csv", rows)) == rows


PAGE = """
<main><h2>Left leg</h2>
<dl><div><dt>Height</dt><dd>32.0 <span>± 0.5</span><i>cm</i></dd></div></dl>
<table><tr><th>#</th><th>Range °</th></tr><tr><th><button>1</button></th><td>27.9</td></tr></table>
<p>3 reps</p><p>No figure</p><button>Zoom 2</button><div popover>made of 2 plates</div></main>
"""
RESTYLED = """
<main><section class="new"><header><h3>Left leg</h3></header>
<dl class="figures"><dt>Height</dt><dd><b>32.0</b> ± 0.5 cm</dd></dl>
<p><b>3</b> reps</p>
<table class="wide"><thead><tr><th>#</th><th>Range <small>°</small></th></tr></thead>
<tbody><tr><th>1</th><td><b>27.9</b></td></tr></tbody></table></section></main>
"""


def test_a_restyle_is_no_difference_and_a_changed_figure_is() -> None:
    lines = figures_of(PAGE)
    assert lines == ["Height: 32.0 ± 0.5 cm", "1 | Range °: 27.9", "Left leg | 3 reps"]
    assert differences("a.txt", lines, figures_of(RESTYLED)) == []
    changed = figures_of(RESTYLED.replace("27.9", "28.1"))
    assert differences("a.txt", lines, changed) == [
        "a.txt: '1 | Range °: 27.9' -> '1 | Range °: 28.1'"
    ]
