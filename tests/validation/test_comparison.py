"""The yardstick itself: errors put in on purpose are the ones it reports."""

from dataclasses import replace

import pytest

from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.jump import CountermovementJump
from firmware_mocks.raise_plan import RepTruth
from tests.validation.comparison import TRUE_VALUE, Comparison, raises_table
from tests.validation.jumps import TRUE_VALUE as TRUE_JUMP
from tests.validation.jumps import JumpErrors, jumps_table
from tracker.metrics import CATALOGUE
from tracker.results import Analysis, Effort, Metric

TRUTH = CalfRaises(reps=4).truth


def effort(rep: RepTruth) -> Effort:
    true = {name: value(rep) for name, value in TRUE_VALUE.items()}
    metrics = {
        name: Metric.of(name, value, "truth") for name, value in true.items() if value is not None
    }
    return Effort("calf_raise", "left", rep.start_s, rep.top_s, rep.end_s, metrics=metrics)


def analysis(*efforts: Effort) -> Analysis:
    return Analysis("0", 20.0, ("made up",), efforts)


def test_the_truth_itself_has_no_error() -> None:
    row = Comparison("truth", "none")
    row.add(analysis(*map(effort, TRUTH)), TRUTH)
    assert (row.f1, row.missed, row.extra) == (1.0, 0, 0)
    assert {name: row.rmse(name) for name in row.errors} == dict.fromkeys(row.errors, 0.0)
    assert set(row.errors) == {"start_s", "end_s", *TRUE_VALUE}


def test_missed_extra_and_doubled_repetitions_count() -> None:
    row = Comparison("wrong", "none")
    good = [effort(rep) for rep in TRUTH]
    early = replace(good[0], start_s=0.1, top_s=0.4, end_s=0.9)
    other = replace(good[3], exercise="hops")
    row.add(analysis(early, good[0], good[0], good[2], other), TRUTH)
    assert (row.true_reps, row.found, row.missed, row.extra) == (4, 2, 2, 3)
    assert row.f1 == pytest.approx(4 / 9)


def test_errors_are_signed_and_relative_where_the_table_says_so() -> None:
    row = Comparison("shifted", "none")
    late = [replace(effort(rep), start_s=rep.start_s + sign * 0.02) for rep, sign in
            zip(TRUTH, (1, 1, 1, -1), strict=True)]  # fmt: skip
    heavy = [
        replace(one, metrics={"work": Metric.of("work", one.metrics["work"].value * 1.04, "x")})
        for one in late
    ]
    row.add(analysis(*heavy), TRUTH)
    assert row.bias("start_s") == pytest.approx(0.01)
    assert row.rmse("start_s") == pytest.approx(0.02)
    assert row.rmse("work") == pytest.approx(4.0)
    (head, cells) = raises_table([row])
    assert head.split("  ")[0] == "scenario"
    assert "4/4+0" in cells
    assert "+10|20" in cells
    assert "+4.0|4.0" in cells
    assert cells.split()[3] == "-"


def test_a_jump_is_compared_metric_by_metric() -> None:
    truth = CountermovementJump().truth
    column = JumpErrors("made up")
    metrics = {name: Metric.of(name, value(truth) * 1.1, "x") for name, value in TRUE_JUMP.items()}
    jump = Effort("countermovement_jump", "both", 1.0, 2.0, 3.0, metrics=metrics)
    assert column.add(analysis(jump), truth) is jump
    assert column.relative_rmse("peak_power") == pytest.approx(0.1)
    assert column.rmse("body_weight") == pytest.approx(0.1 * truth.body_weight_n)
    assert len(jumps_table([column])) == 1 + len(TRUE_JUMP)


def test_only_catalogued_metrics_are_compared() -> None:
    assert set(TRUE_VALUE) | set(TRUE_JUMP) <= set(CATALOGUE)
