"""The page of a session: drawings, explanations, both legs, another session, one effort."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.web.components.svg import framed, ticks
from api.web.words import page_words
from tests.api.house import House, force_csv, hand_made, opened, pipeline_of
from tests.api.test_pages import HTML, Page, page_of
from tracker.findings import Code, Finding, Severity
from tracker.recording import Recording
from tracker.results import Analysis, Effort, EffortSet, Metric, Quality

MINUS = "\N{MINUS SIGN}"

pytestmark = pytest.mark.usefixtures("backend")


def raises(heights_m: Sequence[float], *, method: str = "foot_imu") -> Analysis:
    """A set of raises of these heights."""
    seconds = 4.0 * len(heights_m)
    made = hand_made(len(heights_m), seconds)
    efforts = tuple(
        replace(
            one,
            full=True,
            reasons=(),
            metrics={"heel_height": Metric.of("heel_height", height, method, uncertainty=0.005)},
        )
        for one, height in zip(made.efforts, heights_m, strict=True)
    )
    fatigue = {"height_fatigue": Metric.of("height_fatigue", 12.5, method)}
    whole = EffortSet("calf_raise", "left", 0.0, seconds, fatigue)
    return replace(made, efforts=efforts, sets=(whole,), findings=())


def by_weight(found: dict[float, Analysis]) -> Any:
    """A pipeline that finds another thing in a recording of another weight."""

    def run(recording: Recording) -> Analysis:
        weight = float(recording.streams[0].values[:, 0].mean())
        return found[min(found, key=lambda one: abs(one - weight))]

    return pipeline_of(run)


def attributes(page: Page, tag: str, name: str) -> list[str]:
    return [found for kind, one in page.attributes if kind == tag and (found := one.get(name))]


@pytest.mark.both_databases
async def test_each_effort_is_drawn_and_leads_to_its_own_page(house: House) -> None:
    session_id = await house.session_of(force_csv())

    page = await page_of(house, f"/sessions/{session_id}")

    links = [one for one in attributes(page, "a", "href") if "/efforts/" in one]
    assert links == [f"/sessions/{session_id}/efforts/{number}" for number in (1, 2, 3)]
    drawn = [one for one in attributes(page, "path", "d") if "NaN" in one or "nan" in one]
    assert drawn == []
    assert "Plantar flexion, all at the same scale: 0.0 to 30.0 ° and 4.0 s wide." in page.words


async def test_an_effort_tells_all_its_numbers_and_how_they_were_made(house: House) -> None:
    session_id = await house.session_of(force_csv())

    page = await page_of(house, f"/sessions/{session_id}/efforts/3")

    assert "Rep 3 of Calf raise, left" in page.words
    assert "Partial: height below half of the best five" in page.words
    assert page.table[3:6] == ["Range °", "32.0 ± 1.5", "foot shank IMU, quality good"]
    assert page.table[6:9] == ["Height cm", "–", "the foot slipped"]
    assert "Up 2.00 s" in page.words
    part = await house.client.get(
        f"/sessions/{session_id}/efforts/3", headers=HTML | {"hx-request": "true"}
    )
    assert part.text.lstrip().startswith("<section")


@pytest.mark.parametrize("number", ["4", "0", "x", "99999999999999999999"])
async def test_an_effort_that_is_not_there_is_not_found(house: House, number: str) -> None:
    session_id = await house.session_of(force_csv())
    answer = await house.client.get(f"/sessions/{session_id}/efforts/{number}", headers=HTML)
    assert answer.status_code in {404, 422}
    assert Page(answer.text).words


async def test_each_figure_says_how_it_was_computed(house: House) -> None:
    session_id = await house.session_of(force_csv())

    page = await page_of(house, f"/sessions/{session_id}")

    opened_by = attributes(page, "button", "popovertarget")
    assert set(opened_by) <= set(page.ids)
    assert "How Mean height was computed" in attributes(page, "button", "aria-label")
    how = page.words[page.words.index("How this was computed Mean height") :]
    assert "mean of 2 efforts" in how
    assert "Made from foot IMU" in how
    assert "Quality 2 fair" in how
    assert "± 0.5 cm, one standard deviation" in how
    assert "2.2 cm (encoder, Byrne 2017 (SEM 0.8 cm))" in how
    assert "Pipeline version test" in how


async def test_numbers_are_in_the_readers_units(house: House) -> None:
    session_id = await house.session_of(force_csv())
    house.client.cookies.set("calf_units", "imperial")

    answer = await house.client.get(f"/sessions/{session_id}", headers=HTML)

    words = Page(answer.text).words
    assert re.search(r"Mean height 3\.94 ± 0\.20 in", words)
    assert '"unit": "in"' in answer.text


async def test_a_set_that_lost_an_effort_keeps_its_counts_alone(house: House) -> None:
    session_id = await house.session_of(force_csv())
    body = {"kind": "remove", "start_s": 4.0, "end_s": 8.0}
    await house.client.post(f"/v1/sessions/{session_id}/corrections", json=body)

    words = (await page_of(house, f"/sessions/{session_id}")).words

    assert "Calf raise, left 2 reps" in words
    assert "Work : a rep of this set was removed" in words
    assert not re.search(r"Work 512", words)


async def test_every_kind_of_finding_has_its_advice(tmp_path: Path) -> None:
    told = [Finding(code, Severity.WARNING, f"about {code.value}") for code in Code]
    analysis = replace(hand_made(), findings=(*told, Finding(Code.GAP, Severity.ERROR, "again")))
    async with opened(tmp_path, pipeline_of(analysis)) as house:
        words = (await page_of(house, f"/sessions/{await house.session_of(force_csv())}")).words

    assert page_words("session")["advice"].keys() == {code.value for code in Code}
    for code in Code:
        assert f"What to do: {page_words('session')['advice'][code.value]}" in words
    assert words.index("Problem again") < words.index("about gap")


async def test_what_tires_is_told_with_its_line(tmp_path: Path) -> None:
    analysis = raises([0.12, 0.118, 0.11, 0.109, 0.1])
    async with opened(tmp_path, pipeline_of(analysis)) as house:
        page = await page_of(house, f"/sessions/{await house.session_of(force_csv())}")

    assert "Height over the set" in page.words
    assert "The line falls by 2.0 cm from the first full rep to the last." in page.words
    assert "Height loss 12.5 %" in page.words


async def test_left_is_held_against_right(tmp_path: Path) -> None:
    left, right = raises([0.12, 0.12]), raises([0.09, 0.09])
    turned = tuple(replace(one, side="right") for one in right.efforts)
    analysis = replace(left, efforts=left.efforts + turned)
    async with opened(tmp_path, pipeline_of(analysis)) as house:
        page = await page_of(house, f"/sessions/{await house.session_of(force_csv())}")

    place = page.table.index("Mean height cm")
    assert page.table[place + 1 : place + 5] == ["12.0 ± 0.5", "9.0 ± 0.5", f"{MINUS}3.0", "75 %"]
    assert "Left mean of 2 reps" in page.words


async def test_both_legs_at_once_are_laid_over_each_other(tmp_path: Path) -> None:
    made = raises([0.12, 0.12])
    curves = tuple(
        replace(made.curves[0], name=f"plantar_flexion_{leg}", label=f"Plantar flexion, {leg}")
        for leg in ("left", "right")
    )
    efforts = tuple(replace(one, side="both") for one in made.efforts)
    async with opened(
        tmp_path, pipeline_of(replace(made, efforts=efforts, curves=curves))
    ) as house:
        page = await page_of(house, f"/sessions/{await house.session_of(force_csv())}")

    assert "Left against right: Calf raise" in page.words
    assert [one for one in attributes(page, "svg", "aria-label") if one.startswith("Left: highest")]


@pytest.mark.parametrize(
    ("curves", "left", "right"),
    [
        (("force", "angle_left", "angle_right"), [0, 1], [0, 2]),
        # What a person gave to the left leg, though the right was measured.
        (("angle_right",), [0], [0]),
    ],
)
async def test_efforts_of_a_leg_are_not_shaded_on_a_curve_of_the_other(
    tmp_path: Path, curves: tuple[str, ...], left: list[int], right: list[int]
) -> None:
    made = raises([0.12, 0.12])
    named = tuple(replace(made.curves[0], name=name) for name in curves)
    turned = tuple(replace(one, side="right") for one in made.efforts)
    analysis = replace(made, efforts=made.efforts + turned, curves=named)
    async with opened(tmp_path, pipeline_of(analysis)) as house:
        session_id = await house.session_of(force_csv())
        answer = await house.client.get(f"/sessions/{session_id}", headers=HTML)

    found = re.search(r'id="plot-data">(.*?)</script>', answer.text)
    assert found is not None
    told = json.loads(found[1])
    assert told["shown_on"] == {
        "left": [curves[one] for one in left],
        "right": [curves[one] for one in right],
    }
    assert [one["side"] for one in told["efforts"]] == ["left", "right"] * 2


async def test_another_session_is_held_against_this(tmp_path: Path) -> None:
    found = {735.0: raises([0.10, 0.10]), 835.0: raises([0.13, 0.13])}
    async with opened(tmp_path, by_weight(found)) as house:
        earlier = await house.session_of(force_csv(), "earlier.csv")
        later = await house.session_of(force_csv(offset_n=100.0), "later.csv")
        alone = await page_of(house, f"/sessions/{later}")
        page = await page_of(house, f"/sessions/{later}?with={earlier}")

    assert earlier in attributes(alone, "option", "value")
    assert later not in attributes(alone, "option", "value")
    place = page.table.index("Mean height cm")
    assert page.table[place + 1 : place + 4] == ["13.0 ± 0.5", "10.0 ± 0.5", "+3.0"]
    assert page.table[place + 4].startswith("Real: better")
    assert "2.2 cm (encoder, Byrne 2017 (SEM 0.8 cm))" in page.table[place + 4]


async def test_what_does_not_compare_is_not_judged(tmp_path: Path) -> None:
    found = {735.0: raises([0.10, 0.10], method="plate"), 835.0: raises([0.13, 0.13])}
    async with opened(tmp_path, by_weight(found)) as house:
        earlier = await house.session_of(force_csv())
        later = await house.session_of(force_csv(offset_n=100.0))
        page = await page_of(house, f"/sessions/{later}?with={earlier}")

    place = page.table.index("Mean height cm")
    assert page.table[place + 4] == "Not comparable"


async def test_a_session_that_is_not_there_is_not_compared(house: House) -> None:
    session_id = await house.session_of(force_csv())
    answer = await house.client.get(f"/sessions/{session_id}?with=nothing", headers=HTML)
    assert answer.status_code == 404


async def test_the_csv_is_of_this_session_alone(tmp_path: Path) -> None:
    async with opened(tmp_path, pipeline_of(hand_made())) as house:
        session_id = await house.session_of(force_csv())
        await house.session_of(force_csv(offset_n=1.0))
        page = await page_of(house, f"/sessions/{session_id}")
        (address,) = [one for one in attributes(page, "a", "href") if "format=csv" in one]
        lines = (await house.client.get(address)).text.strip().splitlines()

    assert len(lines) == 1 + 3
    assert all(session_id in line for line in lines[1:])


async def test_a_number_without_spread_and_a_poor_one_are_shown(tmp_path: Path) -> None:
    poor = Metric.of("heel_height", 0.1, "foot_imu", quality=Quality.POOR)
    jump = Effort("calf_raise", "unknown", 0.0, 1.0, 2.0, metrics={"heel_height": poor})
    flat = replace(hand_made(), efforts=(jump, replace(jump, start_s=2.0, top_s=3.0, end_s=4.0)))
    async with opened(tmp_path, pipeline_of(replace(flat, sets=()))) as house:
        words = (await page_of(house, f"/sessions/{await house.session_of(force_csv())}")).words

    assert re.search(r"Mean height 10\.0 cm poor", words)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0.1, 32.9, ("40", "30", "20", "10", "0")),
        (-14.0, 23.0, ("30", "20", "10", "0", f"{MINUS}10", f"{MINUS}20")),
        (9.9, 11.0, ("11.0", "10.5", "10.0", "9.5")),
        (5.0, 5.0, ("5.50", "5.25", "5.00", "4.75", "4.50")),
    ],
)
def test_a_scale_has_round_numbers(low: float, high: float, told: tuple[str, ...]) -> None:
    frame = framed([low, None, high], 0.0, 1.0)
    assert frame.low <= low <= high <= frame.high
    assert ticks(frame) == told
