"""Pages of accounts: signing in and out, setting up, invitations, a new password by a link."""

from typing import Annotated, Any

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.accounts.callers import AnyCaller, set_device_cookie
from api.accounts.schemas import AcceptIn, PasswordResetIn, SetupIn, SignInIn
from api.core.authentication import COOKIE, SignedIn, check_form, is_secure
from api.core.errors import ApiError, Unauthenticated
from api.core.routing import Router
from api.services import AllServices
from api.web.components.form_state import EMPTY, notice, refused
from api.web.components.rendering import render

router = Router(include_in_schema=False)

_Text = Annotated[str, Form(max_length=300)]
_Next = Annotated[str, Query(max_length=500)]
_FORTNIGHT_S = 14 * 24 * 3600


@router.get("/sign-in")
async def show_sign_in(request: Request, next: _Next = "/") -> Response:  # noqa: A002
    """The form to sign in."""
    shown = {"next": local_address(next), "form": EMPTY, "told": notice(request, "account")}
    return render(request, "sign_in/sign_in.html", shown)


@router.post("/sign-in")
async def sign_in(
    request: Request,
    services: AllServices,
    caller: AnyCaller,
    email: _Text = "",
    password: _Text = "",
    next: Annotated[str, Form(max_length=500)] = "/",  # noqa: A002
) -> Response:
    """Take the form and go on to where the person wanted to go."""
    try:
        body = SignInIn(email=email, password=password)
        secret, device = await services.accounts.sign_in_browser(body, caller)
    except (ApiError, ValidationError) as error:
        shown = {"next": local_address(next)}
        return _refused(request, "sign_in/sign_in.html", shown, {"email": email}, error)
    answer = signed_in(request, secret, next)
    if device is not None:
        set_device_cookie(request, answer, device)
    return answer


@router.get("/enter")
async def enter(
    request: Request,
    services: AllServices,
    entry: _Next,
    next: _Next = "/",  # noqa: A002
) -> Response:
    """Sign in whoever has the link that the server printed, once."""
    try:
        secret = await services.accounts.enter(entry)
    except ApiError as error:
        # Not the way of other pages, which lead here again after signing in.
        return _refused(request, "sign_in/sign_in.html", {"next": local_address(next)}, {}, error)
    return signed_in(request, secret, next)


@router.post("/sign-out")
async def sign_out(services: AllServices, viewer: SignedIn, csrf: _Text = "") -> Response:
    """Sign out and go to the form to sign in."""
    check_form(viewer, csrf)
    await services.accounts.sign_out(viewer)
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/set-up")
async def show_set_up(request: Request, viewer: SignedIn) -> Response:
    """The form in which the first admin chooses a password."""
    return render(request, "sign_in/set_up.html", {"viewer": viewer, "form": EMPTY})


@router.post("/set-up")
async def set_up(
    request: Request,
    services: AllServices,
    viewer: SignedIn,
    name: _Text = "",
    email: _Text = "",
    password: _Text = "",
    organization: _Text = "",
    csrf: _Text = "",
) -> Response:
    """Take the form; from then on the password signs in."""
    check_form(viewer, csrf)
    said = {"name": name, "email": email, "organization": organization}
    try:
        await services.organizations.set_up(SetupIn(password=password, **said), viewer)
    except (ApiError, ValidationError) as error:
        return _refused(request, "sign_in/set_up.html", {"viewer": viewer}, said, error)
    return RedirectResponse("/", status_code=303)


@router.get("/invitation")
async def show_invitation(request: Request, services: AllServices, secret: _Next = "") -> Response:
    """Who invites to what, and the form in which an invited person makes an account."""
    try:
        invited = await services.invitations.shown(secret)
    except Unauthenticated as error:
        return _refused(request, "sign_in/invitation.html", {"invited": None}, {}, error)
    return render(
        request, "sign_in/invitation.html", {"invited": invited, "secret": secret, "form": EMPTY}
    )


@router.post("/invitation")
async def accept_invitation(
    request: Request,
    services: AllServices,
    caller: AnyCaller,
    secret: _Text = "",
    name: _Text = "",
    password: _Text = "",
) -> Response:
    """Take the form and sign the person in: an athlete is asked next who may see what."""
    shown: dict[str, Any] = {"invited": None, "secret": secret}
    try:
        invited = shown["invited"] = await services.invitations.shown(secret)
        body = AcceptIn(invitation=secret, name=name, password=password)
        user_id = await services.invitations.accept(body, caller)
    except (ApiError, ValidationError) as error:
        return _refused(request, "sign_in/invitation.html", shown, {"name": name}, error)
    secret = await services.accounts.browser_secret(user_id)
    following = "/consents?said=joined" if invited.role == "athlete" else "/people?said=joined"
    return signed_in(request, secret, following)


@router.get("/reset-password")
async def show_reset(request: Request) -> Response:
    """The form that sets a new password by a reset link.

    The link's secret follows the address's `#`, which browsers send to no server: the page is the
    same for everybody, and the secret is in no log. A script of the page puts it into the form.
    """
    return _reset(render(request, "sign_in/reset_password.html", {"form": EMPTY}))


@router.post("/reset-password")
async def reset_password(
    request: Request,
    services: AllServices,
    link: Annotated[str, Form(max_length=500)] = "",
    password: _Text = "",
) -> Response:
    """Take the form and lead on to sign in with the new password."""
    try:
        await services.password_resets.use(PasswordResetIn(link=link, password=password))
    except (ApiError, ValidationError) as error:
        return _reset(_refused(request, "sign_in/reset_password.html", {}, {"link": link}, error))
    answer = RedirectResponse("/sign-in?said=reset", status_code=303)
    answer.delete_cookie(COOKIE)
    return _reset(answer)


def _reset(answer: Response) -> Response:
    """The answer without a referrer, so that no other page learns where it was linked from."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def signed_in(request: Request, secret: str, following: str) -> Response:
    """Lead on with a cookie by which the browser is signed in."""
    answer = RedirectResponse(local_address(following), status_code=303)
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=_FORTNIGHT_S,
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
    )
    return answer


def _refused(
    request: Request,
    template: str,
    shown: dict[str, Any],
    values: dict[str, str],
    error: ApiError | ValidationError,
) -> Response:
    """The form again with what is wrong, with the status and headers that programs are given."""
    form = refused(values, error)
    answer = render(request, template, shown | {"form": form}, form.status)
    answer.headers.update(getattr(error, "headers", {}))
    return answer


def local_address(address: str) -> str:
    """An address of this site only, whatever a link says."""
    plain = address.replace("\\", "/")
    return plain if plain.startswith("/") and not plain.startswith("//") else "/"
