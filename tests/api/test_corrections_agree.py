"""After every kind of correction, the API, tables, session page and report show the same sets."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.sessions.analysis_runs import Pipeline
from tests.api.house import House, opened, zipped
from tests.api.people import ok
from tests.api.test_corrections import correct, told
from tests.api.test_pages import page_of
from tests.simulated import calf_raise_recording
from tracker.metrics import CATALOGUE

pytestmark = pytest.mark.usefixtures("backend")

REPS = 8
LEGS = ("left", "right")
SHOWN = ("total_work", "total_height", "best_height", "symmetry_work", "symmetry_height")
Sets = dict[tuple[str, str], float]
"""Side and metric to the value."""


@pytest.fixture
async def measuring(backend: str, tmp_path: Path) -> AsyncIterator[House]:
    """A server with the real pipeline."""
    async with opened(tmp_path, Pipeline()) as running:
        yield running


async def tables(house: House) -> tuple[Sets, Sets]:
    """Metrics of sets from the table of measurements, as JSON and as CSV."""
    asked = {"scope": "set"}
    items = ok(await house.client.get("/v1/measurements", params=asked))["items"]
    text = (await house.client.get("/v1/measurements", params=asked | {"format": "csv"})).text
    rows = csv.DictReader(io.StringIO(text))
    return (
        {(row["side"], row["metric"]): row["value"] for row in items},
        {(row["side"], row["metric"]): float(row["value"]) for row in rows},
    )


def by_leg(words: str, legs: set[str]) -> dict[str, str]:
    """The text of a page by leg; where one leg only was measured, all of it is of that leg."""
    if len(legs) == 1:
        return dict.fromkeys(legs, words)
    parts = re.split(r"Calf raise, (left|right)(?= \d+ rep|: the numbers)", words)
    texts: dict[str, str] = defaultdict(str)
    for leg, text in zip(parts[1::2], parts[2::2], strict=True):
        texts[leg] += text
    return texts


def numbers_of(words: str, metric: str) -> list[float]:
    """The numbers that stand after a metric's label, in the unit of the catalogue."""
    quantity = CATALOGUE[metric]
    found = re.findall(rf"(?<!Mean ){quantity.label}(?: fair)? (-?[\d.]+)", words)
    return [float(number) / quantity.per_display for number in found]


@pytest.mark.parametrize("kind", ["none", "remove", "remove all", "split", "merge", "exercise"])
async def test_all_show_the_same_sets(measuring: House, kind: str) -> None:
    recording, _ = calf_raise_recording(placements=("left_foot", "left_shank"), reps=REPS)
    session_id = await measuring.session_of(zipped(recording), name="set.zip")
    efforts = (await told(measuring, session_id))["analysis"]["efforts"]
    # A set of each leg, so that there is symmetry to lose.
    right = {"start_s": efforts[4]["start_s"], "end_s": efforts[-1]["end_s"]}
    await correct(measuring, session_id, kind="side", side="right", **right)
    first = {"start_s": efforts[0]["start_s"], "end_s": efforts[0]["end_s"]}
    two = {"start_s": efforts[0]["start_s"], "end_s": efforts[1]["end_s"]}
    left = {"start_s": efforts[0]["start_s"], "end_s": efforts[3]["end_s"]}
    corrections: dict[str, dict[str, Any]] = {
        "remove": {"kind": "remove"} | first,
        "remove all": {"kind": "remove"} | left,
        "split": {"kind": "split", "at_s": efforts[0]["top_s"]} | first,
        "merge": {"kind": "merge"} | two,
        "exercise": {"kind": "exercise", "exercise": None} | left | {"end_s": right["end_s"]},
    }
    if kind in corrections:
        await correct(measuring, session_id, **corrections[kind])

    session = await told(measuring, session_id)
    sets = session["analysis"]["sets"]
    given = {(one["side"], name): metric["value"]
             for one in sets for name, metric in one["metrics"].items()}  # fmt: skip
    as_json, as_csv = await tables(measuring)
    expected_legs = {"remove all": {"right"}, "exercise": set()}.get(kind, set(LEGS))
    page = by_leg((await page_of(measuring, f"/sessions/{session_id}")).words, expected_legs)
    report = by_leg(
        (await page_of(measuring, f"/sessions/{session_id}/report")).words, expected_legs
    )

    assert {one["side"] for one in sets} == expected_legs
    assert as_json == given
    assert as_csv == given
    assert page.keys() == report.keys() == expected_legs
    for leg in expected_legs:
        count = given[leg, "reps"]
        for text in (page[leg], report[leg]):
            assert re.match(rf"(.*\b)?\s*{count:.0f} reps", text)
        for metric in SHOWN:
            shown = numbers_of(page[leg], metric), numbers_of(report[leg], metric)
            if (leg, metric) not in given:
                assert shown == ([], []), metric
                continue
            rounding = 0.51 * 10 ** -CATALOGUE[metric].decimals / CATALOGUE[metric].per_display
            expected = pytest.approx(given[leg, metric], abs=rounding)
            # The table of both legs names the metric once more, with the left leg's value first.
            assert expected in shown[0], metric
            assert not shown[1] or expected in shown[1], metric
    compared = {name for one in sets for name in one["metrics"] if name.startswith("symmetry")}
    assert bool(compared) == (kind == "none")


async def test_a_removed_rep_is_marked_and_counts_again_when_it_is_put_back(
    measuring: House,
) -> None:
    recording, _ = calf_raise_recording(placements=("left_foot",), reps=3)
    session_id = await measuring.session_of(zipped(recording), name="set.zip")
    before = await told(measuring, session_id)
    second = before["analysis"]["efforts"][1]

    made = await correct(
        measuring, session_id, kind="remove", start_s=second["start_s"], end_s=second["end_s"]
    )
    after = await told(measuring, session_id)
    ok(await measuring.client.delete(f"/v1/sessions/{session_id}/corrections/{made['id']}"))

    marks = [effort["removed"] for effort in after["analysis"]["efforts"]]
    assert (marks, after["removed"], after["efforts"]) == ([False, True, False], [1], 2)
    assert (await told(measuring, session_id))["analysis"] == before["analysis"]
