"""A coach invites, an athlete decides who sees, a program reads with a key: in a real browser."""

import re
from collections.abc import Iterator
from itertools import count

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site

pytestmark = pytest.mark.browser

PASSWORD = "a long enough one"
_guests = count(1)


@pytest.fixture
def guest(browser: Browser) -> Iterator[Page]:
    """A second browser, in which nobody is signed in."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def overflow(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width


def people(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/account")
    page.get_by_role("link", name="People and settings").click()
    page.wait_for_url("**/people/*")


def copied(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def invite(page: Page, site: Site, email: str) -> str:
    """Invite an athlete and copy the link."""
    people(page, site)
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("E-mail of the person").fill(email)
    page.get_by_role("button", name="Make the invitation").click()
    expect(page.get_by_role("status")).to_contain_text(email)
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    return copied(page)


def join(guest: Page, link: str, name: str) -> None:
    guest.goto(link)
    expect(guest.get_by_role("heading", level=1)).to_contain_text("Join")
    guest.get_by_label("Your name").fill(name)
    guest.get_by_label("Password").fill(PASSWORD)
    guest.get_by_role("button", name="Join").click()
    guest.wait_for_url("**/consents?said=joined")


def test_who_is_invited_decides_who_sees_and_takes_it_back(
    page: Page, guest: Page, site: Site
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    number = next(_guests)
    name = f"Ben {number}"
    join(guest, invite(page, site, f"ben{number}@club.example"), name)

    people(page, site)
    row = page.get_by_role("listitem").filter(has_text=name)
    expect(row).to_contain_text("not shared with you")
    assert overflow(page) <= 0

    box = guest.get_by_role("checkbox", name="Me")
    expect(box).not_to_be_checked()
    box.check()
    guest.get_by_role("button", name="Let those whom I ticked see it").click()
    expect(guest.get_by_role("status")).to_contain_text("It holds from now on")

    page.reload()
    row.get_by_role("link", name=f"Profile {name}").click()
    page.get_by_label("Body mass (kg)").fill("72,5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Body mass (kg)")).to_have_value("72.5")

    guest.get_by_role("checkbox", name="Me").uncheck()
    guest.get_by_role("button", name="Save").click()
    expect(guest.get_by_role("status")).to_contain_text("It holds from now on")
    page.reload()
    expect(page.get_by_text("404", exact=True)).to_be_visible()


def test_a_wrong_number_is_said_at_its_field(page: Page, site: Site) -> None:
    people(page, site)
    page.get_by_role("link", name="Add without account").click()
    page.get_by_label("Name").fill("Lee")
    page.get_by_label("Body mass (kg)").fill("5000")
    page.get_by_label("They agreed that I measure them").check()
    page.get_by_role("button", name="Add", exact=True).click()

    mass = page.get_by_label("Body mass (kg)")
    expect(mass).to_have_accessible_description(re.compile("^Between 10 and 400 kg"))
    expect(page.get_by_role("alert")).to_be_visible()
    assert overflow(page) <= 0
    mass.fill("61")
    page.get_by_label("They agreed that I measure them").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lee")


def test_a_program_reads_with_a_key_until_it_is_revoked(page: Page, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    label = f"export {next(_guests)}"
    page.goto(f"{site.url}/account")
    page.get_by_role("link", name="API keys").click()
    page.get_by_label("What it is for").fill(label)
    page.get_by_role("button", name="Make the key").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    headers = {"authorization": f"Bearer {copied(page)}"}

    with httpx2.Client(base_url=site.url, headers=headers) as program:
        assert program.get("/v1/athletes").status_code == 200

        page.goto(f"{site.url}/account/keys")
        key = page.get_by_role("listitem").filter(has_text=label)
        expect(key).to_contain_text("last used")
        assert "calf_key_" not in page.content().replace("calf_key_…", "")
        key.get_by_text("Revoke…").click()
        key.get_by_role("button", name=f"Revoke {label}").click()
        expect(page.get_by_role("status")).to_contain_text("opens nothing")

        assert program.get("/v1/athletes").status_code == 401


def test_how_pages_look_is_chosen_and_kept(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/account")
    page.get_by_label("Look", exact=True).select_option("dark")
    page.get_by_label("Units", exact=True).select_option("imperial")
    page.get_by_role("region", name="Look and units").get_by_role("button").click()

    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_label("Look", exact=True)).to_have_value("dark")
    page.get_by_role("link", name="Body and name").click()
    expect(page.get_by_label("Body mass (lb)")).to_be_visible()
    assert overflow(page) <= 0
