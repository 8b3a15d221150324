"""From the link that the server prints to a club whose athletes sign in, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.api.house import force_csv
from tests.e2e.conftest import Site, serving

pytestmark = pytest.mark.browser

PASSWORD = "a long enough one"
OWNER = "ada@club.example"
GUEST = "ben@club.example"


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of its own for each test: one can be set up but once."""
    with serving(tmp_path_factory.mktemp("site")) as served:
        yield served


@pytest.fixture
def page(visitor: Page, site: Site) -> Page:
    """A visitor who has followed the link that the server printed."""
    visitor.goto(site.entry())
    return visitor


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def overflow(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width


def set_up(page: Page) -> None:
    page.get_by_role("link", name="Choose a password").click()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Club, practice or school").fill("Northside Athletics")
    page.get_by_label("E-mail").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    assert overflow(page) <= 0
    page.get_by_role("button", name="Save and go on").click()


def sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    assert overflow(page) <= 0
    page.get_by_role("button", name="Sign in").click()


def invited(site: Site) -> str:
    """The address at which somebody joins who was invited."""
    with site.client() as client:
        [club] = client.get("/v1/organizations").json()["items"]
        answer = client.post(
            f"/v1/organizations/{club['id']}/invitations",
            json={"email": GUEST, "role": "athlete"},
        )
        assert answer.status_code == 201, answer.text
        return f"{site.url}/invitation?secret={answer.json()['secret']}"


def test_who_is_not_signed_in_is_asked_to_and_sees_nothing(visitor: Page, site: Site) -> None:
    address = site.store("private.csv", force_csv(2.0))

    for path in ("/", "/set-up", address.removeprefix(site.url)):
        visitor.goto(site.url + path)

        assert heading(visitor) == "Sign in"
        assert "private.csv" not in visitor.content()


def test_first_the_link_then_a_password_then_out_and_in_again(page: Page, site: Site) -> None:
    address = site.store("monday.csv", force_csv(2.0))
    set_up(page)

    page.wait_for_url(f"{site.url}/")
    expect(page.locator("a.session")).to_have_count(1)
    expect(page.get_by_text("Choose a password")).to_have_count(0)

    page.get_by_role("button", name="Sign out").click()
    assert heading(page) == "Sign in"
    page.goto(address)
    assert heading(page) == "Sign in"

    sign_in(page, OWNER, "not the one I chose")
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_label("E-mail").input_value() == OWNER
    assert page.get_by_label("Password").input_value() == ""

    # Signed in, one is where one wanted to go.
    sign_in(page, OWNER, PASSWORD)
    page.wait_for_url(address)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_the_link_is_good_once(visitor: Page, site: Site) -> None:
    link = site.entry("/numbers")
    visitor.goto(link)
    assert visitor.url == f"{site.url}/numbers"
    visitor.context.clear_cookies()

    visitor.goto(link)

    assert heading(visitor) == "Sign in"
    expect(visitor.get_by_role("alert")).to_contain_text("link")
    visitor.goto(site.url)
    assert heading(visitor) == "Sign in"


def test_a_password_that_is_too_short_keeps_what_was_typed(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/set-up")
    # A browser checks the length itself; other programs do not.
    page.get_by_label("Password").evaluate("one => one.removeAttribute('minlength')")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Club, practice or school").fill("Northside Athletics")
    page.get_by_label("E-mail").fill(OWNER)
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Save and go on").click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Password")).to_have_accessible_description(
        re.compile("^At least 10 characters")
    )
    assert page.get_by_label("E-mail").input_value() == OWNER
    assert page.get_by_label("Your name").input_value() == "Ada"
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_an_invited_athlete_joins_and_sees_only_what_is_their_own(
    visitor: Page, site: Site
) -> None:
    site.store("of the owner.csv", force_csv(2.0))
    link = invited(site)
    visitor.goto(link)
    assert overflow(visitor) <= 0
    visitor.get_by_label("Your name").fill("Ben")
    visitor.get_by_label("Password").fill(PASSWORD)
    visitor.get_by_role("button", name="Join").click()

    visitor.wait_for_url("**/consents?said=joined")
    visitor.get_by_role("link", name="Nobody for now").click()
    visitor.wait_for_url(f"{site.url}/")
    expect(visitor.get_by_text("No sessions yet")).to_be_visible()
    assert "of the owner.csv" not in visitor.content()
    assert "Choose a password" not in visitor.content()

    visitor.get_by_role("link", name="upload", exact=True).click()
    visitor.get_by_label("File").set_input_files(
        {"name": "mine.csv", "mimeType": "text/csv", "buffer": force_csv()}
    )
    visitor.get_by_role("button", name="Upload and analyse").click()
    visitor.wait_for_url("**/sessions/*")

    visitor.get_by_role("button", name="Sign out").click()
    visitor.goto(link)
    expect(visitor.get_by_role("alert")).to_contain_text("invitation")


def test_a_reset_link_sets_a_new_password_and_leaves_the_address(visitor: Page, site: Site) -> None:
    visitor.goto(invited(site))
    visitor.get_by_label("Your name").fill("Ben")
    visitor.get_by_label("Password").fill(PASSWORD)
    visitor.get_by_role("button", name="Join").click()
    visitor.wait_for_url("**/consents?said=joined")
    with site.client() as client:
        user_id = visitor.request.get(f"{site.url}/v1/me").json()["user"]["id"]
        [club] = client.get("/v1/organizations").json()["items"]
    visitor.context.clear_cookies()
    visitor.goto(site.entry(f"/people/{club['id']}/members"))
    row = visitor.get_by_role("listitem").filter(has_text=GUEST)
    row.get_by_text("Forgotten password").click()
    assert overflow(visitor) <= 0
    row.get_by_role("button", name="Make a reset link").click()
    link = visitor.get_by_role("textbox", name="Link").input_value()
    visitor.context.clear_cookies()

    visitor.goto(f"{site.url}/reset-password")
    expect(visitor.get_by_label("Reset link")).to_be_visible()
    visitor.goto(link)
    visitor.wait_for_url(f"{site.url}/reset-password")
    expect(visitor.get_by_label("Reset link")).to_be_hidden()
    assert overflow(visitor) <= 0
    visitor.get_by_label("New password").fill("another long one")
    visitor.get_by_role("button", name="Save the new password").click()

    visitor.wait_for_url("**/sign-in?said=reset")
    sign_in(visitor, GUEST, "another long one")
    visitor.wait_for_url(f"{site.url}/")
    assert user_id == visitor.request.get(f"{site.url}/v1/me").json()["user"]["id"]


def test_a_page_that_is_not_there_says_so(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/sessions/none")

    assert overflow(page) <= 0
    expect(page.get_by_text("404", exact=True)).to_be_visible()
    page.get_by_role("link", name="Today").click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/sign-in", "/reset-password", "/invitation?secret=x", "/sessions/none", "/"]
)
def test_every_control_has_a_name_and_room_for_a_finger(page: Page, site: Site, path: str) -> None:
    page.goto(site.url + path)

    nameless = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input, select")].filter(one =>
          one.type !== "hidden" && !(one.textContent.trim() || one.labels?.length))
          .map(one => one.outerHTML)"""
    )
    small = page.evaluate(
        """() => [...document.querySelectorAll(".button, input, select, .brand")].filter(one =>
          one.type !== "hidden" && one.getBoundingClientRect().height < 36)
          .map(one => one.outerHTML)"""
    )
    assert nameless == []
    assert small == []
