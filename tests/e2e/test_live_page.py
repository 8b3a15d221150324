"""Who trains now, in real browsers: one records, others watch."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from api.core.identifiers import new_id
from tests.api.journals import digest
from tests.api.people import PASSWORD
from tests.e2e.conftest import Site
from tests.journals import chunks_of, raises_journal

pytestmark = pytest.mark.browser

REPS = 3
CARD = ".live-card"
LINK = "[data-live-link]"


@dataclass
class Sender:
    """Records as a phone does: a recording in chunks."""

    client: httpx2.Client
    id: str
    chunks: list[bytes]
    sent: int = 0

    def send(self, until: int | None = None) -> None:
        """Send the chunks up to one, or all."""
        last = len(self.chunks) if until is None else until
        for number in range(self.sent, last):
            data = self.chunks[number]
            at = f"/v1/recordings/{self.id}/streams/journal/chunks/{number}"
            ok(self.client.put(at, content=data, headers=digest(data)))
        self.sent = last

    def finish(self) -> str:
        """Finish; gives the session's id."""
        body = {"chunks": {"journal": len(self.chunks)}}
        answer = ok(self.client.post(f"/v1/recordings/{self.id}/finish", json=body))
        session_id: str = answer.json()["session"]["id"]
        return session_id


@dataclass
class Sam:
    """An athlete of the site's club, whom its owner coaches."""

    site: Site
    email: str
    client: httpx2.Client
    athlete_id: str
    coach_id: str

    def records(self, exercise: str | None = "calf_raise", seed: int = 1) -> Sender:
        """Begin a recording."""
        entries, _ = raises_journal(REPS, seed=seed, exercise=exercise)
        sender = Sender(self.client, new_id(), list(chunks_of(entries, 0.5)))
        body = {"athlete_id": self.athlete_id, "name": "set.calf", "exercise": exercise}
        ok(self.client.put(f"/v1/recordings/{sender.id}", json=body))
        return sender

    def sees(self, context: BrowserContext) -> Page:
        """Sam's own browser, signed in."""
        page = context.new_page()
        page.goto(f"{self.site.url}/sign-in")
        page.fill("input[name=email]", self.email)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"{self.site.url}/")
        return page


@pytest.fixture(scope="module")
def sam(site: Site) -> Iterator[Sam]:
    """Invited, with a consent for the owner."""
    with site.client() as owner:
        club = owner.get("/v1/me").json()["memberships"][0]["organization_id"]
        coach_id = owner.get("/v1/me").json()["user"]["id"]
        invited = {"email": "sam@example.org", "role": "athlete"}
        at = f"/v1/organizations/{club}/invitations"
        secret = ok(owner.post(at, json=invited)).json()["secret"]
    with httpx2.Client(base_url=site.url, timeout=60) as client:
        accepted = {"invitation": secret, "name": "Sam Runner", "password": PASSWORD}
        ok(client.post("/v1/auth/invitation", json=accepted))
        asked = {"email": invited["email"], "password": PASSWORD}
        token = ok(client.post("/v1/auth/token", json=asked)).json()["access_token"]
        client.headers["authorization"] = f"Bearer {token}"
        athlete_id = client.get("/v1/athletes").json()["items"][0]["id"]
        ok(client.put(f"/v1/athletes/{athlete_id}/consents/{coach_id}", json={}))
        yield Sam(site, invited["email"], client, athlete_id, coach_id)


def ok(answer: httpx2.Response) -> httpx2.Response:
    assert answer.is_success, answer.text
    return answer


def card_of(sender: Sender) -> str:
    return f'{CARD}[data-recording="{sender.id}"]'


@pytest.fixture
def watching(page: Page, site: Site) -> Page:
    """The owner, who watches."""
    page.goto(f"{site.url}/live")
    expect(page.locator(LINK)).to_have_text("Live")
    return page


def test_a_set_is_seen_by_coach_and_athlete_until_its_session(
    watching: Page, sam: Sam, browser: Browser
) -> None:
    context = browser.new_context()
    own = sam.sees(context)
    own.goto(f"{sam.site.url}/live")
    expect(own.locator(LINK)).to_have_text("Live")

    sender = sam.records()
    pages = (watching, own)
    for page in pages:
        card = page.locator(card_of(sender))
        expect(card.locator("h2")).to_have_text("Sam Runner")
        expect(card).to_contain_text("Calf raise")
    sender.send()
    for page in pages:
        card = page.locator(card_of(sender))
        expect(card.locator("[data-part=count]")).to_have_text(str(REPS))
        expect(card.locator("[data-part=detail]")).to_contain_text("provisional")
        expect(card.locator("[data-part=bars] rect")).to_have_count(REPS)
        expect(card.locator("[data-part=curve] figcaption")).to_contain_text("Turning rate")
        expect(card.locator("[data-part=sensors]")).to_contain_text("left foot 100 Hz")
    session_id = sender.finish()
    for page in pages:
        link = page.locator(card_of(sender)).locator("[data-part=session]")
        expect(link).to_have_attribute("href", f"/sessions/{session_id}")
    expect(own.locator("[data-live-said]")).to_contain_text("Sam Runner")
    context.close()
    watching.locator(card_of(sender)).get_by_role("link", name="See the session").click()
    expect(watching.locator("[data-rep-count]").first).to_have_text(str(REPS))


def test_a_connection_that_breaks_is_made_again_and_nothing_is_missed(
    browser: Browser, site: Site, sam: Sam
) -> None:
    # In a context of its own, for a browser complains of what it cannot reach.
    context = browser.new_context()
    watching = context.new_page()
    watching.goto(site.entry("/live"))
    sender = sam.records(seed=2)
    sender.send(len(sender.chunks) // 2)
    count = watching.locator(card_of(sender)).locator("[data-part=count]")
    expect(count).not_to_have_text("0")

    context.set_offline(offline=True)
    expect(watching.locator(LINK)).to_contain_text("Trying again")
    sender.send()
    context.set_offline(offline=False)

    expect(watching.locator(LINK)).to_have_text("Live")
    expect(count).to_have_text(str(REPS))
    expect(watching.locator(card_of(sender))).to_have_count(1)
    sender.finish()
    context.close()


def test_without_an_exercise_the_page_says_when_it_is_counted(watching: Page, sam: Sam) -> None:
    sender = sam.records(exercise=None, seed=3)
    sender.send()

    card = watching.locator(card_of(sender))
    expect(card).to_contain_text("Exercise not stated")
    expect(card).to_contain_text("Counted after the analysis")
    expect(card.locator("[data-part=findings]")).to_contain_text("nothing is counted")
    sender.finish()


def test_who_may_not_be_seen_any_more_is_gone(watching: Page, sam: Sam) -> None:
    sender = sam.records(seed=4)
    card = watching.locator(card_of(sender))
    expect(card).to_be_visible()
    consent = f"/v1/athletes/{sam.athlete_id}/consents/{sam.coach_id}"

    ok(sam.client.delete(consent))
    live = sam.site.server._services.live
    asyncio.run_coroutine_threadsafe(live.check(), sam.site.loop).result()

    expect(card).to_have_count(0)
    ok(sam.client.put(consent, json={}))
    sender.send()
    sender.finish()


def test_nobody_is_said_to_train_where_nobody_does(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/live?team=none")

    expect(page.get_by_role("heading", name="Nobody is training now")).to_be_visible()
    expect(page.locator(LINK)).to_have_text("Live")
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
