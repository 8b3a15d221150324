"""An athlete's pages: what changed in words, what comes next, and forms that keep what was told."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.history import Numbers, athlete_of, past
from tests.api.house import House
from tests.api.people import People, csrf_of, ok
from tests.api.test_pages import HTML, Page, page_of
from tracker.programme import template

pytestmark = pytest.mark.usefixtures("backend", "daytime")

LEFT, RIGHT = ("heel_height", "left"), ("heel_height", "right")


class Filled(Page):
    """A page, and what a browser would send of the plan's form on it."""

    def __init__(self, html: str) -> None:
        self.form: dict[str, str] = {}
        self._inside, self._field = False, ""
        super().__init__(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("id") == "plan"
        if not self._inside:
            return
        name, value = given.get("name") or "", given.get("value") or ""
        if tag in {"select", "textarea"}:
            self._field, self.form[name] = name, ""
        elif tag == "input":
            self.form[name] = value
        elif tag == "option" and "selected" in given:
            self.form[self._field] = value

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        if self._inside and self.open[-1] == "textarea":
            self.form[self._field] += data


async def filled(house: House, address: str) -> Filled:
    answer = await house.client.get(address, headers=HTML)
    assert answer.status_code == 200, answer.text
    return Filled(answer.text)


def day(ago: int) -> str:
    return (datetime.now(UTC).date() - timedelta(days=ago)).isoformat()


async def followed(house: House, athlete_id: str, name: str = "calf_strength") -> None:
    at = f"/v1/athletes/{athlete_id}/programme/from-template"
    ok(await house.client.post(at, json={"template": name, "begins_on": day(20)}))


async def sent(house: House, address: str, **form: str) -> Filled:
    answer = await house.client.post(address, data=form, headers=HTML, follow_redirects=True)
    assert answer.status_code in {200, 422}, answer.text
    return Filled(answer.text)


def plot_of(html: str) -> dict[str, Any]:
    found = re.search(r"data-trend-plot>(.*?)</script>", html, re.DOTALL)
    assert found is not None
    plot: dict[str, Any] = json.loads(found[1])
    return plot


def value_of(page: Page, name: str) -> str | None:
    return next(one["value"] for _, one in page.attributes if one.get("name") == name)


async def test_a_page_without_a_session_says_how_to_begin(house: House) -> None:
    athlete_id = await athlete_of(house)

    page = await page_of(house, f"/athletes/{athlete_id}")

    assert "Record a set" in page.words
    assert "Choose a programme" in page.words
    assert "Nobody but you" in page.words


async def test_a_real_rise_is_said_with_how_much_error_there_is(house: House) -> None:
    athlete_id = await athlete_of(house)
    for number, height in enumerate((0.08, 0.082, 0.081, 0.12)):
        numbers: Numbers = {LEFT: height, RIGHT: 0.1}
        await past(house, athlete_id, 40 - 10 * number, numbers, uncertainty=0.004)

    answer = await house.client.get(
        f"/athletes/{athlete_id}", params={"metric": "heel_height"}, headers=HTML
    )
    page = Page(answer.text)

    assert "12.0 ± 0.4 cm" in page.words
    assert "Rose by 3.9 cm against the mean of 3 sessions since" in page.words
    assert "more than measurement error (2.2 cm)" in page.words
    assert "Within measurement error (2.2 cm)" in page.words
    left, right = plot_of(answer.text)["series"]
    assert [one["mark"] for one in left["points"]] == ["plain", "plain", "plain", "up"]
    assert (left["points"][3]["mean"], left["points"][3]["mdc"]) == pytest.approx((8.1, 2.2))
    assert {one["mark"] for one in right["points"]} == {"plain"}


async def test_an_address_chooses_what_is_shown_and_nonsense_is_passed_over(house: House) -> None:
    athlete_id = await athlete_of(house)
    await past(house, athlete_id, 200, {LEFT: 0.07, RIGHT: 0.1, ("reps", "left"): 9.0})
    await past(house, athlete_id, 3, {LEFT: 0.08, RIGHT: 0.1, ("reps", "left"): 12.0})
    at = f"/athletes/{athlete_id}"

    async def plot(**asked: str) -> dict[str, Any]:
        return plot_of((await house.client.get(at, params=asked, headers=HTML)).text)

    assert len((await plot(metric="heel_height", side="left"))["series"]) == 1
    month = await plot(metric="heel_height", span="month")
    assert [len(one["points"]) for one in month["series"]] == [1, 1]
    # What came before is still what the newest is held against.
    assert month["series"][0]["points"][0]["mean"] == pytest.approx(7.0)
    assert (await plot(metric="reps"))["decimals"] == 0
    odd = {"exercise": "x\0", "metric": "zzz", "side": "top", "span": "9", "involved": "tail",
           "month": "2026-77", "day": "99999-01-01"}  # fmt: skip
    assert len((await plot(**odd))["series"]) == 2


async def test_a_part_is_answered_where_a_script_asks_for_it(house: House) -> None:
    athlete_id = await athlete_of(house)
    await past(house, athlete_id, 3, {LEFT: 0.08})

    answer = await house.client.get(
        f"/athletes/{athlete_id}", headers=HTML | {"hx-request": "true"}
    )

    assert "<html" not in answer.text
    assert answer.text.strip().startswith('<section class="panel trend" id="trend"')


async def test_numbers_are_shown_in_the_reader_s_units(house: House) -> None:
    athlete_id = await athlete_of(house)
    await past(house, athlete_id, 3, {LEFT: 0.0508})
    house.client.cookies.set("calf_units", "imperial")

    page = await page_of(house, f"/athletes/{athlete_id}?metric=heel_height")

    assert "2.00 in" in page.words


async def test_legs_are_told_apart_and_norms_name_whom_they_hold_for(house: House) -> None:
    athlete_id = await athlete_of(house)
    numbers: Numbers = {LEFT: 0.07, RIGHT: 0.1, ("reps", "left"): 18.0, ("total_work", "left"): 9.0}
    await past(house, athlete_id, 2, numbers)
    ok(await house.client.patch(f"/v1/athletes/{athlete_id}", json={"sex": "female"}))

    page = await page_of(house, f"/athletes/{athlete_id}")

    assert "70 % Below 90 %" in page.words
    assert "Left is lower: left 7.0 cm, right 10.0 cm." in page.words
    assert "3 fewer" in page.words  # than the 21 of women
    assert "Hébert-Losier 2017" in page.words
    assert "a phone's film of a marker on the heel" in page.words
    assert "Values for an age and a sex need both" in page.words


async def test_what_comes_next_stands_with_gates_and_by_how_much_they_are_missed(
    house: House,
) -> None:
    athlete_id = await athlete_of(house)
    await followed(house, athlete_id)
    done = [{"exercise": "calf_raise", "side": "both", "reps": [16, 16, 16]}]
    for ago in (6, 3):
        at = f"/v1/athletes/{athlete_id}/diary/{day(ago)}"
        ok(await house.client.put(at, json={"done": done, "pain": 1.0, "rpe": 5, "minutes": 20}))

    page = await page_of(house, f"/athletes/{athlete_id}")

    assert "Two-leg raises 3 × 18" in page.words
    assert "all sets had 16 repetitions or more: do 18" in page.words
    assert "Raises on both legs: at least 20 not met , now 16, 4 to go" in page.words
    assert "Pain while training, of 10: at most 3 met" in page.words
    assert "Exertion × minutes" in page.words
    assert f"/record?athlete={athlete_id}" in str(page.attributes)
    trained = [one["aria-label"] for _, one in page.attributes if one.get("class") == "day"]
    assert sum("trained" in (one or "") for one in trained) <= 2


async def test_a_warning_stands_in_the_place_of_the_next_session(house: House) -> None:
    athlete_id = await athlete_of(house)
    await followed(house, athlete_id)
    at = f"/v1/athletes/{athlete_id}/diary/{day(1)}"
    ok(await house.client.put(at, json={"pain": 9.0, "minutes": 10}))

    page = await page_of(house, f"/athletes/{athlete_id}")

    assert "see a physiotherapist or doctor" in page.words
    assert "Urgent" in page.words
    assert "Record it" not in page.words


@pytest.mark.both_databases
async def test_a_day_is_told_in_a_form_and_keeps_what_the_form_does_not_ask(house: House) -> None:
    athlete_id = await athlete_of(house)
    await followed(house, athlete_id)
    kept = f"/v1/athletes/{athlete_id}/diary/{day(1)}"
    balance = {"exercise": "running", "side": "both", "reps": [200]}
    ok(await house.client.put(kept, json={"pain": 3.0, "done": [balance]}))
    form = f"/athletes/{athlete_id}/diary?day={day(1)}"

    page = await sent(
        house, form, pain="1,5", rpe="6", minutes="", **{"done.0.sets": "2", "done.0.reps": "14"}
    )

    assert value_of(page, "pain") == "1.5"
    assert (value_of(page, "done.0.sets"), value_of(page, "done.0.reps")) == ("2", "14")
    (told,) = ok(await house.client.get(kept.rpartition("/")[0]))["items"]
    assert (told["pain"], told["rpe"], told["minutes"]) == (1.5, 6.0, None)
    assert [(one["exercise"], one["reps"]) for one in told["done"]] == [
        ("calf_raise", [14, 14]),
        ("running", [200]),
    ]

    await sent(house, form, pain="", rpe="")
    (told,) = ok(await house.client.get(kept.rpartition("/")[0]))["items"]
    assert [one["exercise"] for one in told["done"]] == ["running"]

    await sent(house, form, forget="1")
    assert ok(await house.client.get(kept.rpartition("/")[0]))["items"] == []


async def test_a_field_of_the_diary_that_is_wrong_is_named_and_keeps_its_text(
    house: House,
) -> None:
    athlete_id = await athlete_of(house)
    await followed(house, athlete_id)
    told = {"done.0.sets": "3", "done.0.reps": "9"}
    for field, value, said in (
        ("pain", "11", "less than or equal to 10"),
        ("rpe", "hard", "Must be a number"),
        ("minutes", "nan", "Must be a number"),
        ("minutes", "-5", "greater than 0"),
        ("done.0.reps", "1e99", "less than or equal to 100000"),
        ("done.0.load", "x", "Must be a number"),
    ):
        page = await sent(house, f"/athletes/{athlete_id}/diary", **told | {field: value})

        assert said in page.words
        assert value_of(page, field) == value
        (wrong,) = [one for _, one in page.attributes if one.get("aria-invalid") == "true"]
        assert wrong["name"] == field


async def test_a_day_to_come_cannot_be_told(house: House) -> None:
    athlete_id = await athlete_of(house)

    page = await sent(house, f"/athletes/{athlete_id}/diary?day={day(-5)}", pain="1")

    assert "still to come" in page.words


async def test_a_programme_is_begun_read_and_ended(house: House) -> None:
    athlete_id = await athlete_of(house)
    at = f"/athletes/{athlete_id}/programme"
    page = await page_of(house, at)
    assert "General calf strength" in page.words

    page = await sent(house, f"{at}/begin", template="calf_strength", begins_on=day(3))
    assert "2 Strength" in page.words
    assert "Raises on one leg, weaker leg: at least 20" in page.words
    refused = await sent(house, f"{at}/begin", template="calf_strength")
    assert "follows a programme already" in refused.words

    file = await house.client.get(f"{at}/file")
    assert "attachment" in file.headers["content-disposition"]
    assert file.json() == template("calf_strength").model_dump(mode="json")

    page = await sent(house, f"{at}/end")
    assert "Choose a programme to begin with" in page.words


async def test_the_form_of_a_plan_keeps_the_plan_as_it_was(house: House) -> None:
    athlete_id = await athlete_of(house)
    at = f"/athletes/{athlete_id}/programme"
    for units in ("metric", "imperial"):
        house.client.cookies.set("calf_units", units)
        await followed(house, athlete_id, "achilles_silbernagel")
        form = (await filled(house, f"{at}/edit")).form

        await sent(house, f"{at}/edit", **form, do="save")

        kept = ok(await house.client.get(f"/v1{at}"))
        assert kept["plan"] == template("achilles_silbernagel").model_dump(mode="json")
        assert kept["begins_on"] == day(20)
        assert kept["updated_at"] != form["updated_at"]
        await sent(house, f"{at}/end")


async def test_the_buttons_of_the_form_add_move_and_remove(house: House) -> None:
    athlete_id = await athlete_of(house)
    at = f"/athletes/{athlete_id}/programme/edit"
    form = (await filled(house, f"{at}?template=calf_strength")).form
    first, second = form["phases.0.exercises.0.name"], form["phases.0.exercises.1.name"]

    form = (await sent(house, at, **form, do="down:phases.0.exercises.0")).form
    assert (form["phases.0.exercises.1.name"], form["phases.0.exercises.0.name"]) == (first, second)
    form = (await sent(house, at, **form, do="remove:phases.1")).form
    assert "phases.2.name" not in form
    form = (await sent(house, at, **form, do="add:phases.1.exit")).form
    assert form["phases.1.exit.0.measure"] == "pain"
    form = (await sent(house, at, **form, do="add:phases")).form
    assert form["phases.2.exercises.0.sets"] == "3"
    for odd in ("up:phases.99", "add:name", "remove:", "down:phases." + "9" * 5000, "x"):
        assert (await sent(house, at, **form, do=odd)).form == form


async def test_what_is_wrong_in_a_plan_stands_at_its_place(house: House) -> None:
    athlete_id = await athlete_of(house)
    at = f"/athletes/{athlete_id}/programme/edit"
    form = (await filled(house, f"{at}?template=calf_strength")).form
    for field, value, said in (
        ("phases.0.exercises.0.reps.0", "90", "reps must go from few to many"),
        ("phases.0.exercises.0.sets", "many", "valid integer"),
        ("phases.0.exercises.0.load_kg", "-3", "greater than or equal to 0"),
        ("phases.0.exit.0.at_most", "", "a gate needs at_least or at_most"),
        ("phases.0.exercises.1.name", "Two-leg raises", "need names of their own"),
        ("phases.1.name", "", "at least 1 character"),
        ("begins_on", "soon", "must be a date"),
        ("most_pain", "12", "less than or equal to 10"),
    ):
        page = await sent(house, at, **form | {field: value, "do": "save"})

        assert said in page.words
        assert page.form[field] == value
        (wrong,) = [one for one in page.ids if one.startswith("wrong-")]
        assert field.startswith(wrong.removeprefix("wrong-"))
    assert (await house.client.get(f"/v1/athletes/{athlete_id}/programme")).status_code == 404


async def test_a_plan_that_was_changed_meanwhile_is_not_overwritten_by_the_form(
    house: House,
) -> None:
    athlete_id = await athlete_of(house)
    at = f"/athletes/{athlete_id}/programme"
    await followed(house, athlete_id)
    form = (await filled(house, f"{at}/edit")).form
    plan = template("calf_strength").model_dump(mode="json") | {"name": "Another's"}
    ok(await house.client.put(f"/v1{at}", json={"plan": plan}))

    answer = await house.client.post(f"{at}/edit", data=form | {"name": "Mine"}, headers=HTML)

    assert answer.status_code == 409
    assert "changed since you read it" in answer.text
    assert Filled(answer.text).form["name"] == "Mine"


async def test_a_plan_is_taken_as_text_and_what_is_wrong_in_it_is_named(house: House) -> None:
    athlete_id = await athlete_of(house)
    at = f"/athletes/{athlete_id}/programme/edit"
    plan = template("calf_strength").model_dump(mode="json")

    for text in ('{"plan": 3', '{"x": 1}', "[1]", "3", "[" * 5000, json.dumps(plan | {"name": ""})):
        page = await sent(house, at, do="json", json=text)
        assert "The text cannot be used" in page.words
    assert "name: String should have at least 1 character" in page.words

    for text in (json.dumps(plan), json.dumps({"plan": plan})):
        page = await sent(house, at, do="json", json=text)
        assert "1 Foundation" in page.words


async def test_forms_that_no_page_made_break_nothing(house: House) -> None:
    athlete_id = await athlete_of(house)
    at = f"/athletes/{athlete_id}/programme/edit"
    odd = {
        "phases": "x", "phases.0": "y", "phases.0.exercises.0": "z", "phases.a.name": "q",
        "phases.1.exercises.0.reps": "5", "phases.2.exercises.0.reps.0.x": "5",
        "phases." + "1" * 5000 + ".name": "b", "name.0": "c", "phases.3.exit": "d", "": "e",
        "phases.4.exercises.0.exit.0.measure": "f", "phases.5.name": "\0", "source": "\0",
    }  # fmt: skip

    page = await sent(house, at, **odd, do="save")

    assert "cannot be used" in page.words


async def test_a_coach_sees_who_sees_and_a_form_needs_what_our_pages_know(people: People) -> None:
    club = await people.found()
    coach, sam = await people.join(club, "coach", "Kim"), await people.join(club, "athlete", "Sam")
    await people.consent(sam, coach)
    at = f"/athletes/{sam.athlete}"

    page = Page((await coach.client.get(at, headers=HTML)).text)
    assert "One coach sees this athlete: Kim" in page.words

    browser = await people.browser(sam)
    csrf = browser.headers.pop("x-csrf-token")
    assert (await browser.post(f"{at}/diary", data={"pain": "1"})).status_code == 403
    told = await browser.post(f"{at}/diary", data={"pain": "1", "csrf": csrf})
    assert told.status_code == 303
    assert csrf_of((await browser.get(at)).text) != csrf, "a page shows the same token twice"
