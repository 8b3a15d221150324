"""Asks the API about a club, and gives its answers in a form that is the same on every run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.api.people import ok

_ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b")
"""An identifier of ours, a UUID of version 7."""
_VARYING = {
    # The same samples, packed by another zlib or pyarrow, have another size and checksum.
    "bytes", "sha256", "upload_bytes", "upload_sha256",
    # A cursor holds the id of a row.
    "next",
}  # fmt: skip
"""Keys whose values are replaced by their type."""
_TREND = ("range_of_motion", "heel_height", "jump_height_impulse")


@dataclass
class Answers:
    """The answers to one client.

    Parameters
    ----------
    client
        Who asks.
    names
        What each id stands for; None leaves all ids as they are.
    """

    client: httpx2.AsyncClient
    names: Mapping[str, str] | None = None

    async def ask(self, path: str, **params: Any) -> Any:
        """The body of an answer, as it came."""
        return ok(await self.client.get(path, params=params))

    async def group(self, **asked: str | tuple[str, dict[str, Any]]) -> dict[str, Any]:
        """Several answers by the names given to them."""
        return {name: self.steady(await self.raw(at)) for name, at in asked.items()}

    async def raw(self, at: str | tuple[str, dict[str, Any]]) -> Any:
        path, params = (at, {}) if isinstance(at, str) else at
        return await self.ask(path, **params)

    def steady(self, body: Any) -> Any:
        """The same answer with names in place of ids, and without what varies."""
        if isinstance(body, dict):
            return {
                self.named(key): _kind(value) if key in _VARYING else self.steady(value)
                for key, value in body.items()
            }
        if isinstance(body, list):
            return [self.steady(item) for item in body]
        return self.named(body) if isinstance(body, str) else body

    def named(self, text: str) -> str:
        """A text with names in place of ids."""
        names = self.names
        if names is None:
            return text
        return _ID.sub(lambda found: f"<{names.get(found[0], 'id')}>", text)


def _kind(value: Any) -> Any:
    return None if value is None else f"<{type(value).__name__}>"


@dataclass(frozen=True)
class Places:
    """Ids that addresses are made of."""

    club: str
    athletes: Mapping[str, str]
    sessions: Mapping[str, str]
    team: str


async def of_organization(coach: Answers, admin: Answers, places: Places) -> dict[str, Any]:
    """Accounts, members, teams, consents, webhooks and the audit log."""
    club = f"/v1/organizations/{places.club}"
    asked = {
        "me": "/v1/me",
        "organizations": "/v1/organizations",
        "members": f"{club}/members",
        "teams": f"{club}/teams",
        "team": f"/v1/teams/{places.team}/athletes",
        "invitations": f"{club}/invitations",
        "listed athletes": f"{club}/athletes",
        "keys": "/v1/keys",
        "athletes": "/v1/athletes",
    }
    found = await coach.group(**asked)
    for name, athlete_id in places.athletes.items():
        found |= await coach.group(**{f"consents of {name}": f"/v1/athletes/{athlete_id}/consents"})
    found |= await admin.group(webhooks=f"{club}/webhooks", audit=f"{club}/audit", demo="/v1/demo")
    return found


async def of_sessions(coach: Answers, places: Places) -> dict[str, Any]:
    """The lists of sessions, recordings, reps and what arrives."""
    erased_too = {"updated_after": "2026-01-01T00:00:00Z"}
    return await coach.group(
        sessions=("/v1/sessions", {"limit": 50}),
        changed=("/v1/sessions", erased_too | {"limit": 50}),
        recordings=("/v1/recordings", {"limit": 50}),
        arriving="/v1/live/recordings",
    )


async def of_session(coach: Answers, session_id: str) -> dict[str, Any]:
    """One session with its results, notes and shares."""
    at = f"/v1/sessions/{session_id}"
    return await coach.group(session=at, notes=f"{at}/notes", shares=f"{at}/shares")


async def of_athlete(coach: Answers, athlete_id: str) -> dict[str, Any]:
    """What an athlete's numbers come to: trends, symmetry, overview, load and programme."""
    at = f"/v1/athletes/{athlete_id}"
    asked: dict[str, Any] = {
        "measured": f"{at}/measured",
        "overview": f"{at}/overview",
        "symmetry": f"{at}/symmetry",
        "load": f"{at}/load",
        "diary": f"{at}/diary",
    }
    asked |= {f"trends of {metric}": (f"{at}/trends", {"metric": metric}) for metric in _TREND}
    found = await coach.group(**asked)
    if (await coach.client.get(f"{at}/programme")).is_success:
        found |= await coach.group(
            programme=f"{at}/programme", next=f"{at}/programme/next",
            adherence=f"{at}/programme/adherence",
        )  # fmt: skip
    return found


async def of_team(coach: Answers, places: Places) -> dict[str, Any]:
    """Who needs attention, in the team and in the club."""
    return await coach.group(
        team=f"/v1/teams/{places.team}/overview",
        club=f"/v1/organizations/{places.club}/overview",
    )
