"""Pages of a club for its admins: settings, webhooks, and who did what."""

from typing import Annotated

from fastapi import Form, Query, Response
from pydantic import ValidationError

from api.core.errors import ApiError, Forbidden
from api.core.events import Event
from api.core.routing import Router
from api.organizations.schemas import DeedOut, OrganizationPatch
from api.web.components.club_frame import Club
from api.web.components.form_state import (
    INVALID,
    FormState,
    Managing,
    Overseeing,
    bounds,
    done,
    refused,
)
from api.web.components.visit import Open, Visit
from api.web.words import page_words, say
from api.webhooks.schemas import NewWebhookOut, WebhookIn

router = Router(include_in_schema=False)

_Text = Annotated[str, Form(max_length=300)]
_Events = Annotated[list[str], Form(max_length=len(Event))]
_DEEDS = 50
_NAMED = ("athlete", "user", "coach")


@router.get("/people/{organization_id}/settings")
async def settings(visit: Open, organization_id: str) -> Response:
    """A club's name, and how long it keeps recordings."""
    club = await _run(visit, organization_id)
    about = club.about
    return club.page(
        "settings",
        "club/club.html",
        form=FormState({"name": about.name, "retention_days": about.retention_days}),
    )


@router.post("/people/{organization_id}/settings")
async def change(
    visit: Managing, organization_id: str, name: _Text = "", retention_days: _Text = ""
) -> Response:
    """Rename a club, or say how long it keeps recordings."""
    club = await _run(visit, organization_id)
    said = {"name": name, "retention_days": retention_days}
    try:
        days = int(retention_days) if retention_days.strip() else None
        body = OrganizationPatch.model_validate({"name": name, "retention_days": days})
        await visit.services.organizations.change(visit.viewer, organization_id, body)
    except (ApiError, ValidationError) as error:
        return _settings_again(club, refused(said, error))
    except ValueError:
        return _settings_again(club, FormState(said, {"retention_days": ""}, None, INVALID))
    return done(f"{club.path}/settings", "settings")


@router.get("/people/{organization_id}/webhooks")
async def webhooks(visit: Overseeing, organization_id: str) -> Response:
    """Where the club's events are told, and how that goes."""
    return await _webhooks(await _run(visit, organization_id), FormState())


@router.post("/people/{organization_id}/webhooks")
async def make_webhook(
    visit: Managing,
    organization_id: str,
    url: Annotated[str, Form(max_length=2000)] = "",
    events: _Events = [],  # noqa: B006
) -> Response:
    """Make a webhook and show its secret, this once."""
    club = await _run(visit, organization_id)
    said = {"url": url, "events": events}
    try:
        body = WebhookIn.model_validate(said)
        made = await visit.services.webhooks.make(visit.viewer, organization_id, body)
    except (ApiError, ValidationError) as error:
        return await _webhooks(club, refused(said, error))
    return await _webhooks(club, FormState(), made)


@router.post("/people/{organization_id}/webhooks/{webhook_id}/delete")
async def delete_webhook(visit: Managing, organization_id: str, webhook_id: str) -> Response:
    """Tell an address no more."""
    club = await _run(visit, organization_id)
    await visit.services.webhooks.delete(visit.viewer, organization_id, webhook_id)
    return done(f"{club.path}/webhooks", "webhook_deleted")


@router.get("/people/{organization_id}/log")
async def log(
    visit: Overseeing,
    organization_id: str,
    before: Annotated[str | None, Query(max_length=36)] = None,
) -> Response:
    """Who did what to whose data, newest first."""
    club = await _run(visit, organization_id)
    organizations, viewer = visit.services.organizations, visit.viewer
    page = await organizations.deeds(viewer, organization_id, _DEEDS, before)
    members = (await organizations.members(viewer, organization_id)).items
    athletes = (await organizations.athletes(viewer, organization_id)).items
    names = {member.user_id: member.name for member in members} | {
        athlete.id: athlete.name for athlete in athletes
    }
    deeds = [
        {
            "at": item.at,
            "who": _who(item, names),
            "what": _deed(item.action),
            "whom": _subject(item.subject, names),
        }
        for item in page.items
    ]
    return club.page("log", "club/log.html", deeds=deeds, next=page.next, later=before is not None)


async def _run(visit: Visit, organization_id: str) -> Club:
    """The club, for its admins."""
    club = await Club.of(visit, organization_id)
    if club.about.role != "admin":
        raise Forbidden("Only an admin may do that.")
    return club


def _settings_again(club: Club, form: FormState) -> Response:
    problems = dict(form.problems)
    if "retention_days" in problems:
        low, high = bounds(OrganizationPatch, "retention_days")
        problems["retention_days"] = say("account.wrong.whole", low=int(low), high=int(high))
    problem = form.problem or say("account.wrong.marked")
    again = FormState(form.values, problems, problem, form.status)
    return club.page("settings", "club/club.html", again.status, form=again)


async def _webhooks(club: Club, form: FormState, made: NewWebhookOut | None = None) -> Response:
    visit = club.visit
    found = await visit.services.webhooks.all_of(visit.viewer, club.about.id)
    return club.page(
        "webhooks",
        "club/webhooks.html",
        form.status,
        hooks=[(item, ", ".join(_event(event) for event in item.events)) for item in found.items],
        events=[(one.value, _event(one)) for one in Event],
        form=form,
        made=made,
    )


def _event(event: Event) -> str:
    return say(f"people.webhooks.events.{event.value}")


def _who(deed: DeedOut, names: dict[str, str]) -> str:
    """The name of the person who did it; the command line's links are the operator's."""
    if deed.user_id is None and deed.action == "account.reset_link_made":
        return say("people.log.operator")
    return names.get(deed.user_id or "", say("people.log.somebody"))


def _deed(action: str) -> str:
    """What was done in words; as it is written down where a newer version did it."""
    kind, _, done_to = action.partition(".")
    deed, _, role = done_to.partition("_")
    if kind == "member" and deed == "made":
        return say("people.log.deeds.member.made", role=role)
    known = done_to in page_words("people")["log"]["deeds"].get(kind, {})
    return say(f"people.log.deeds.{action}") if known else action


def _subject(subject: str, names: dict[str, str]) -> str:
    """Whom a deed was done to: the names of people, and nothing of things that have none."""
    parts = [part.partition(":") for part in subject.split()]
    shown = [
        names.get(rest, say("people.log.somebody")) for kind, _, rest in parts if kind in _NAMED
    ]
    return ", ".join(shown)
