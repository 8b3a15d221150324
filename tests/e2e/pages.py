"""Every page of the site, and how a filled demo club leads to each.

A new page needs an entry in `PAGES`, or a reason in `NO_PAGES`; `test_every_page.py` fails
without.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx2

from tests.api.people import ok

NO_PAGES: Mapping[str, str] = {
    "GET /enter": "leads to a page",
    "GET /people": "leads to the people of a club",
    "GET /team/table.csv": "a file",
    "GET /athletes/{athlete_id}/programme/file": "a file",
    "GET /people/{organization_id}/export/file": "a file",
    "GET /manifest.webmanifest": "for a phone",
    "GET /icons/mark.svg": "a picture",
    "GET /icons/{size}.png": "a picture",
    "GET /service-worker.js": "a script",
    "GET /signed-in": "for scripts",
}
"""Addresses that are asked with GET and answer with no page of their own, and why."""


@dataclass(frozen=True)
class Shown:
    """A page.

    Parameters
    ----------
    name
        What its pictures are called.
    route
        As the application has it.
    ask
        What follows the path.
    drawn
        What is there once its scripts have drawn it.
    signed_in
        Whether somebody must be.
    of
        Other ids to fill the address with, by what `addresses` calls them.
    status
        Of the answer.
    """

    name: str
    route: str
    ask: str = ""
    drawn: str = "main"
    signed_in: bool = True
    of: Mapping[str, str] | None = None
    status: int = 200

    def at(self, ids: Mapping[str, str]) -> str:
        """Its path and query."""
        told = dict(ids) | {name: ids[other] for name, other in (self.of or {}).items()}
        return (self.route.removeprefix("GET ") + self.ask).format(**told)


_CURVES = "#curves[data-ready]"
_RAISES = {"session_id": "raises_id"}
_JUMPS = {"session_id": "jumps_id"}
_POOR = {"session_id": "poor_id"}

PAGES = (
    Shown("today", "GET /"),
    Shown("sessions", "GET /sessions"),
    Shown("session raises", "GET /sessions/{session_id}", "", _CURVES, of=_RAISES),
    Shown("session jumps", "GET /sessions/{session_id}", "", _CURVES, of=_JUMPS),
    Shown("session poor", "GET /sessions/{session_id}", "", _CURVES, of=_POOR),
    Shown(
        "session compared", "GET /sessions/{session_id}", "?with={before_id}", _CURVES, of=_RAISES
    ),
    Shown("effort", "GET /sessions/{session_id}/efforts/{number}", of=_RAISES),
    Shown("correct", "GET /sessions/{session_id}/correct", "?at={top_s}", of=_RAISES),
    Shown("report", "GET /sessions/{session_id}/report", of=_RAISES),
    Shown("share", "GET /sessions/{session_id}/share", of=_RAISES),
    Shown("shared", "GET /shared/{secret}", signed_in=False),
    Shown("record", "GET /record"),
    Shown("athlete recovering", "GET /athletes/{athlete_id}", of={"athlete_id": "mira_id"}),
    Shown("athlete jumping", "GET /athletes/{athlete_id}", of={"athlete_id": "lena_id"}),
    Shown("profile", "GET /athletes/{athlete_id}/profile", of={"athlete_id": "mira_id"}),
    Shown("programme", "GET /athletes/{athlete_id}/programme", of={"athlete_id": "mira_id"}),
    Shown("programme none", "GET /athletes/{athlete_id}/programme", of={"athlete_id": "lena_id"}),
    Shown(
        "programme edit", "GET /athletes/{athlete_id}/programme/edit", of={"athlete_id": "mira_id"}
    ),
    Shown("team", "GET /team", "?club={organization_id}"),
    Shown(
        "compare", "GET /compare",
        "?athletes={mira_id}&athletes={jonas_id}&club={organization_id}",
    ),
    Shown("live", "GET /live", "?club={organization_id}"),
    Shown("people", "GET /people/{organization_id}"),
    Shown("people add", "GET /people/{organization_id}/add"),
    Shown(
        "people erase", "GET /people/{organization_id}/erase/{athlete_id}",
        of={"athlete_id": "mira_id"},
    ),
    Shown("members", "GET /people/{organization_id}/members"),
    Shown("invitations", "GET /people/{organization_id}/invitations"),
    Shown("teams", "GET /people/{organization_id}/teams"),
    Shown("people of a team", "GET /people/{organization_id}/teams/{team_id}"),
    Shown("club", "GET /people/{organization_id}/settings"),
    Shown("webhooks", "GET /people/{organization_id}/webhooks"),
    Shown("log", "GET /people/{organization_id}/log"),
    Shown("export", "GET /people/{organization_id}/export"),
    Shown("consents", "GET /consents"),
    Shown("demo", "GET /demo"),
    Shown("account", "GET /account"),
    Shown("keys", "GET /account/keys"),
    Shown("erase me", "GET /account/erase"),
    Shown("numbers", "GET /numbers", signed_in=False),
    Shown("sign in", "GET /sign-in", signed_in=False),
    Shown("invitation", "GET /invitation", "?secret={invitation}", signed_in=False),
    Shown("reset password", "GET /reset-password", signed_in=False),
    Shown("set up", "GET /set-up"),
    Shown("not found", "GET /sessions/{session_id}", of={"session_id": "nothing"}, status=404),
)  # fmt: skip


def addresses(client: httpx2.Client) -> dict[str, str]:
    """What fills the addresses of `PAGES`, of the demo club that the client administers."""
    club = ok(client.get("/v1/demo"))["organization_id"]
    listed = ok(client.get(f"/v1/organizations/{club}/athletes"))["items"]
    named = {one["name"].split()[0].casefold(): one["id"] for one in listed}
    teams = ok(client.get(f"/v1/organizations/{club}/teams"))["items"]
    raises, jumps, poor = (_sessions(client, named[one]) for one in ("mira", "lena", "daniel"))
    efforts = ok(client.get(f"/v1/sessions/{raises[0]}"))["analysis"]["efforts"]
    shared = ok(client.post(f"/v1/sessions/{raises[0]}/shares", json={"shown_name": "Mira"}))
    invited = {"email": "kim@example.org", "role": "coach"}
    invitation = ok(client.post(f"/v1/organizations/{club}/invitations", json=invited))
    return {
        "organization_id": club,
        "team_id": teams[0]["id"],
        "raises_id": raises[0],
        "before_id": raises[1],
        "jumps_id": jumps[0],
        "poor_id": poor[0],
        "number": "1",
        "top_s": str(efforts[0]["top_s"]),
        "secret": shared["secret"],
        "invitation": invitation["secret"],
        "nothing": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e31",
        **{f"{name}_id": athlete_id for name, athlete_id in named.items()},
    }


def _sessions(client: httpx2.Client, athlete_id: str) -> list[str]:
    """Ids of an athlete's sessions, newest first."""
    found = ok(client.get("/v1/sessions", params={"athlete_id": athlete_id}))["items"]
    return [one["id"] for one in found]
