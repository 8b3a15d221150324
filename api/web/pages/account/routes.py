"""Pages of one's own account: name, look, password, sign-ins, keys, and one's data."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Form, Request, Response
from pydantic import ValidationError

from api.accounts.schemas import KeyIn, MePatch, NewKeyOut, PasswordIn
from api.core.authentication import COOKIE
from api.core.errors import ApiError
from api.core.routing import Router
from api.privacy.schemas import EraseIn
from api.web.components.form_state import (
    EMPTY,
    FormState,
    Managing,
    Overseeing,
    done,
    notice,
    refused,
)
from api.web.components.rendering import LOOKS, look_of, render
from api.web.components.visit import Open, Visit
from api.web.pages.sign_in.routes import signed_in
from api.web.words import say

router = Router(include_in_schema=False)

_Text = Annotated[str, Form(max_length=300)]
_LIFETIMES = ("30", "90", "365", "1095")
_SYSTEMS = ("metric", "imperial")


@router.get("/account")
async def account(visit: Open) -> Response:
    """One's account."""
    return await _account(visit, EMPTY)


@router.post("/account")
async def rename(visit: Managing, name: _Text = "") -> Response:
    """Take another name."""
    try:
        await visit.services.accounts.change(visit.viewer, MePatch(name=name))
    except (ApiError, ValidationError) as error:
        return await _account(visit, refused({"name": name}, error))
    return done("/account", "renamed")


@router.post("/account/password")
async def change_password(visit: Managing, old: _Text = "", new: _Text = "") -> Response:
    """Change the password; this browser stays signed in, all others are not."""
    accounts = visit.services.accounts
    try:
        await accounts.change_password(visit.viewer, PasswordIn(old=old, new=new))
    except (ApiError, ValidationError) as error:
        return await _account(visit, refused({"name": visit.me.name}, error))
    secret = await accounts.browser_secret(visit.viewer.user_id)
    return signed_in(visit.request, secret, "/account?said=password")


@router.post("/account/sign-ins")
async def end_sign_ins(visit: Managing) -> Response:
    """Sign out everywhere else."""
    await visit.services.accounts.sign_out_elsewhere(visit.viewer)
    return done("/account", "elsewhere")


@router.post("/account/leave")
async def leave(visit: Managing, organization_id: _Text = "") -> Response:
    """Leave a club; who is its last admin must make another first."""
    organizations = visit.services.organizations
    try:
        await organizations.remove_member(visit.viewer, organization_id, visit.viewer.user_id)
    except ApiError as error:
        return await _account(visit, refused({"name": visit.me.name}, error))
    return done("/account", "left")


@router.get("/account/keys")
async def keys(visit: Overseeing) -> Response:
    """The keys of one's programs."""
    return await _keys(visit, FormState({"scopes": ["read"], "days": "365"}))


@router.post("/account/keys")
async def make_key(
    visit: Managing,
    label: _Text = "",
    organization_id: _Text = "",
    scopes: Annotated[list[str], Form(max_length=3)] = [],  # noqa: B006
    days: _Text = "365",
) -> Response:
    """Make a key and show it, this once: no address ever holds it."""
    asked = {"label": label, "organization_id": organization_id, "scopes": scopes, "days": days}
    try:
        lifetime = int(days) if days in _LIFETIMES else 0
        body = KeyIn.model_validate(asked | {"days": lifetime})
        await visit.services.organizations.get(visit.viewer, organization_id)
        made = await visit.services.accounts.make_key(visit.viewer, body)
    except (ApiError, ValidationError) as error:
        return await _keys(visit, refused(asked, error))
    return await _keys(visit, FormState({"scopes": ["read"], "days": "365"}), made)


@router.post("/account/keys/{key_id}/revoke")
async def revoke_key(visit: Managing, key_id: str) -> Response:
    """Have a key open nothing any more."""
    await visit.services.accounts.revoke_key(visit.viewer, key_id)
    return done("/account/keys", "revoked")


@router.get("/account/erase")
async def show_erase(visit: Open) -> Response:
    """What goes and what stays where somebody erases themselves."""
    return visit.page("account/erase_me.html", form=EMPTY)


@router.post("/account/erase")
async def erase_me(request: Request, visit: Managing, password: _Text = "") -> Response:
    """Erase whoever asks, for good."""
    try:
        await visit.services.privacy.erase_me(visit.viewer, EraseIn(password=password).password)
    except (ApiError, ValidationError) as error:
        form = refused({}, error)
        return visit.page("account/erase_me.html", form.status, form=form)
    answer = render(request, "account/erased.html", {})
    answer.delete_cookie(COOKIE)
    return answer


async def _account(visit: Visit, form: FormState) -> Response:
    services, viewer = visit.services, visit.viewer
    keyed = viewer.organization_id is not None
    sign_ins = [] if keyed else (await services.accounts.sign_ins(viewer)).items
    shows = {"look": look_of(visit.request.cookies), "units": visit.units.system}
    return visit.page(
        "account/account.html",
        form.status,
        form=FormState({"name": visit.me.name, **form.values}, form.problems, form.problem),
        told=notice(visit.request, "account"),
        shows=FormState(shows),
        looks=[(look, say(f"account.page.looks.{look}")) for look in LOOKS],
        systems=[(system, say(f"account.page.systems.{system}")) for system in _SYSTEMS],
        sign_ins=sign_ins,
        profiles=[
            await services.athletes.get(viewer, own_athlete) for own_athlete in visit.own_athletes
        ],
        clubs={
            membership.organization_id: membership.organization for membership in visit.memberships
        },
    )


async def _keys(visit: Visit, form: FormState, made: NewKeyOut | None = None) -> Response:
    now = datetime.now(UTC)
    rows = (await visit.services.accounts.keys(visit.viewer)).items
    shown = [
        {
            **row.model_dump(),
            "words": ", ".join(say(f"account.keys.scope.{scope}") for scope in row.scopes),
            "expired": row.expires_at < now,
        }
        for row in rows
    ]
    return visit.page(
        "account/keys.html",
        form.status,
        form=form,
        told=notice(visit.request, "account"),
        keys=shown,
        made=made,
        lifetimes=[
            (lifetime, say(f"account.keys.lifetimes.{lifetime}")) for lifetime in _LIFETIMES
        ],
        clubs={
            membership.organization_id: membership.organization for membership in visit.memberships
        },
    )
