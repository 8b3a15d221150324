"""Pages: the same numbers as the API in words, safe with anything that people upload."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from api.web.components.wording import numbered
from tests.api.house import House, force_csv, hand_made, opened, pipeline_of
from tracker.findings import Code, Finding, Severity
from tracker.results import Analysis, Effort, EffortSet, Metric

pytestmark = pytest.mark.usefixtures("backend")

HTML = {"accept": "text/html,application/xhtml+xml"}
VOID = {"meta", "link", "input", "br", "img"}


class Page(HTMLParser):
    """A page's text, links and table; fails on tags that do not close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self.ids: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag in {"td", "th"}:
            self.cells.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            return
        self.text.append(data)
        if {"td", "th"} & set(self.open):
            self.cells[-1] += data

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())

    @property
    def table(self) -> list[str]:
        return [" ".join(cell.split()) for cell in self.cells]


async def page_of(house: House, address: str) -> Page:
    answer = await house.client.get(address, headers=HTML)
    assert answer.headers["content-type"].startswith("text/html"), answer.text
    return Page(answer.text)


async def test_an_empty_house_says_how_to_begin(house: House) -> None:
    page = await page_of(house, "/")

    assert "calf demo" in page.words
    assert "calf upload FILE" in page.words


@pytest.mark.both_databases
async def test_a_session_is_shown_with_its_numbers(house: House) -> None:
    session_id = await house.session_of(force_csv())

    page = await page_of(house, f"/sessions/{session_id}")

    assert "Calf raise, left" in page.words
    assert re.search(r"3 reps · 1 partial", page.words)
    assert page.table[:3] == ["#", "Range °", "Height cm"]
    assert page.table[3:6] == ["1", "30.0 ± 1.5", "10.0 ± 0.5 fair"]
    assert page.table[9:] == ["3 partial", "32.0 ± 1.5", "–"]
    # The mean of the full repetitions only.
    assert re.search(r"Mean range 30\.5 ± 1\.5 ?°", page.words)
    assert re.search(r"Work 512 ± 11 J", page.words)


async def test_reasons_and_methods_are_said(house: House) -> None:
    session_id = await house.session_of(force_csv())

    words = (await page_of(house, f"/sessions/{session_id}")).words

    assert "rep 3 : height below half of the best five" in words
    assert "Peak power (all 3 reps) : no body mass" in words
    assert "Height (rep 3) : the foot slipped" in words
    assert "Tempo error : no tempo was prescribed" in words
    assert "Made here from foot shank IMU; quality: 3 good." in words
    assert "Made here from foot IMU; quality: 2 fair." in words
    assert "Take care 10 samples are missing plate, 0.5–0.6 s. Corrected: left out" in words
    assert words.index("Take care") < words.index("the rate is 99.8 Hz")


async def test_links_within_the_page_lead_somewhere(house: House) -> None:
    session_id = await house.session_of(force_csv())

    page = await page_of(house, f"/sessions/{session_id}")

    inside = [one["href"] for tag, one in page.attributes if tag == "a" and one.get("href")]
    targets = [href[1:] for href in inside if href is not None and href.startswith("#")]
    assert len(targets) > 2
    assert set(targets) <= set(page.ids)
    assert len(set(page.ids)) == len(page.ids)


async def test_nothing_comes_from_another_site_and_no_script_is_inline(house: House) -> None:
    session_id = await house.session_of(force_csv())
    for address in ("/", f"/sessions/{session_id}", "/numbers", "/nothing"):
        answer = await house.client.get(address, headers=HTML)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        for tag, attributes in Page(answer.text).attributes:
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            assert tag != "style"
            if tag == "script":
                assert attributes.get("src") or attributes.get("type") == "application/json"
            for name in ("src", "href", "action"):
                assert not (attributes.get(name) or "").startswith(("http", "//"))


async def test_assets_are_kept_for_good_by_their_content(house: House) -> None:
    page = await page_of(house, "/")
    address = next(one["src"] for tag, one in page.attributes if tag == "script")
    assert address is not None

    hashed = await house.client.get(address)
    plain = await house.client.get(address.partition("?")[0])

    assert hashed.status_code == plain.status_code == 200
    assert "immutable" in hashed.headers["cache-control"]
    assert plain.headers["cache-control"] == "no-cache"


async def test_what_people_send_is_never_markup(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script>"
    analysis = replace(
        hand_made(),
        streams=(evil,),
        findings=(Finding(Code.NAN, Severity.ERROR, evil, evil, 1.0, 2.0, evil),),
    )
    async with opened(tmp_path, pipeline_of(analysis)) as house:
        session_id = await house.session_of(force_csv(), f"{evil}.csv")
        pages = [
            (await house.client.get(address, headers=HTML)).text
            for address in ("/", f"/sessions/{session_id}", f"/sessions/{evil}", f"/?offset={evil}")
        ]

    for html in pages:
        assert "alert(1)</script>" not in html
        Page(html)


async def test_two_legs_are_two_groups(tmp_path: Path) -> None:
    analysis = hand_made()
    right = tuple(replace(one, side="right") for one in analysis.efforts[:2])
    both = replace(analysis, efforts=analysis.efforts + right)
    async with opened(tmp_path, pipeline_of(both)) as house:
        session_id = await house.session_of(force_csv())
        page = await page_of(house, f"/sessions/{session_id}")

    assert "Calf raise, left 3 reps" in page.words
    assert "Calf raise, right 2 reps" in page.words
    assert len(set(page.ids)) == len(page.ids)


async def test_an_exercise_and_a_number_of_tomorrow_are_shown_too(tmp_path: Path) -> None:
    hop = Effort(
        "headstand", "unknown", 0.0, 0.5, 1.0, metrics={"wobble": Metric(3.25, "rad", "plate")}
    )
    async with opened(tmp_path, pipeline_of(Analysis("test", 3.0, ("a",), (hop,)))) as house:
        session_id = await house.session_of(force_csv())
        page = await page_of(house, f"/sessions/{session_id}")

    assert "Headstand 1 effort Wobble 3.25 rad" in page.words


async def test_a_session_of_several_exercises_is_called_that(tmp_path: Path) -> None:
    efforts = tuple(
        Effort(name, "left", float(at), at + 0.5, at + 1.0)
        for at, name in enumerate(("calf_raise", "walking", "walking"))
    )
    cadence = {"cadence": Metric(110.0, "steps/min", "foot_imu")}
    sets = (EffortSet("walking", "left", 1.0, 3.0, cadence, certainty=0.98),)
    analysis = Analysis("test", 3.0, ("a",), efforts, sets)
    async with opened(tmp_path, pipeline_of(analysis)) as house:
        page = await page_of(house, f"/sessions/{await house.session_of(force_csv())}")

    assert page.words.startswith("2 exercises")
    assert "2 strides" in page.words
    assert "recognised, 98" in page.words


async def test_a_recording_without_efforts_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path, pipeline_of(Analysis("test", 3.0, ("plate",)))) as house:
        session_id = await house.session_of(force_csv(), "walk.csv")
        page = await page_of(house, f"/sessions/{session_id}")
        home = await page_of(house, "/sessions")

    assert "No effort found" in page.words
    assert "walk.csv" in page.words
    assert "0 efforts" in home.words


async def test_the_form_leads_to_the_session(house: House) -> None:
    answer = await house.client.post(
        "/upload",
        files={"file": ("jump.csv", force_csv())},
        data={"rate_hz": "", "exercise": ""},
        headers=HTML,
    )

    assert answer.status_code == 303
    assert (await page_of(house, answer.headers["location"])).words


async def test_the_form_says_why_a_file_cannot_be_used(house: House) -> None:
    answer = await house.client.post(
        "/upload", files={"file": ("notes <b>.txt", b"hello\n")}, headers=HTML
    )

    assert answer.status_code == 422
    page = Page(answer.text)
    assert "That file cannot be used." in page.words
    assert "notes" in page.words


async def test_a_session_can_be_deleted_from_its_page(house: House) -> None:
    session_id = await house.session_of(force_csv())

    answer = await house.client.post(f"/sessions/{session_id}/delete", headers=HTML)

    assert (answer.status_code, answer.headers["location"]) == (303, "/sessions")
    gone = await house.client.get(f"/sessions/{session_id}", headers=HTML)
    assert gone.status_code == 404
    assert "There is no session" in Page(gone.text).words


async def test_many_sessions_go_over_pages(house: House) -> None:
    for offset in range(22):
        await house.upload(force_csv(0.5, offset_n=offset))
    await house.jobs.drain()

    first = await page_of(house, "/sessions")
    older = [href for tag, one in first.attributes if "cursor=" in (href := one.get("href") or "")]
    second = await page_of(house, older[0])

    assert [len(links_to_sessions(page)) for page in (first, second)] == [20, 2]
    assert not set(links_to_sessions(first)) & set(links_to_sessions(second))
    assert "Newest" in second.words
    assert "Older" not in second.words


def links_to_sessions(page: Page) -> list[str]:
    hrefs = [one.get("href") or "" for tag, one in page.attributes if tag == "a"]
    return [href for href in hrefs if href.startswith("/sessions/")]


async def test_every_number_is_explained(house: House) -> None:
    page = await page_of(house, "/numbers")

    assert "Smallest change that is not noise: 2.2 cm" in page.words


def test_efforts_are_named_in_few_words() -> None:
    assert numbered([1, 2, 3], 3, "rep", "reps") == "all 3 reps"
    assert numbered([1], 1, "jump", "jumps") == "the jump"
    assert numbered([4], 9, "rep", "reps") == "rep 4"
    assert numbered([1, 3, 4, 5, 9], 10, "rep", "reps") == "reps 1, 3–5, 9"
