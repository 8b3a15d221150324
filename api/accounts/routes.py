"""Signing in, and the keys of a user."""

from fastapi import Request, Response, status

from api.accounts.schemas import (
    AcceptIn,
    InvitationSecretIn,
    InvitedOut,
    KeyIn,
    KeysOut,
    MeOut,
    MePatch,
    NewKeyOut,
    PasswordIn,
    PasswordResetIn,
    RefreshIn,
    SetupIn,
    SignInIn,
    SignInsOut,
    TokensOut,
    UserOut,
)
from api.dependencies import AllServices, AnyCaller, Manager, Reader, set_device_cookie
from api.errors import (
    Busy,
    Conflict,
    Forbidden,
    NotFound,
    TooMany,
    Unauthenticated,
    responses,
)
from api.routing import Router

router = Router(prefix="/v1", tags=["accounts"])
_SIGNED_IN = responses(Unauthenticated, Forbidden)


@router.post(
    "/auth/setup",
    summary="Set the server up",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="The first admin can sign in now.",
    responses=responses(Unauthenticated, Conflict, TooMany, Busy),
)
async def set_up(services: AllServices, body: SetupIn) -> None:
    """Make the first admin, with the entry from the link that `calf serve` prints."""
    await services.organizations.set_up(body)


@router.post(
    "/auth/token",
    summary="Sign in",
    response_description="A pair of tokens.",
    responses=responses(Unauthenticated, TooMany, Busy),
)
async def sign_in(
    request: Request, response: Response, services: AllServices, body: SignInIn, caller: AnyCaller
) -> TokensOut:
    """Exchange e-mail address and password for tokens.

    A client that keeps the cookie `calf_device_…` and sends it the next time is not refused
    because of wrong passwords from elsewhere.
    """
    tokens, device = await services.accounts.sign_in(body, caller)
    if device is not None:
        set_device_cookie(request, response, device)
    return tokens


@router.post(
    "/auth/refresh",
    summary="Refresh the tokens",
    response_description="The next pair; the one before is not good any more.",
    responses=responses(Unauthenticated, TooMany),
)
async def refresh(services: AllServices, body: RefreshIn) -> TokensOut:
    """Exchange the refresh token for the next pair; used twice, it ends the sign-in everywhere."""
    return await services.accounts.refresh(body)


@router.post(
    "/auth/sign-out",
    summary="Sign out",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="The token, and its refresh token, are not good any more.",
    responses=_SIGNED_IN,
)
async def sign_out(services: AllServices, viewer: Reader) -> None:
    """Revoke the secret that asks, and all that came of the same sign-in."""
    await services.accounts.sign_out(viewer)


@router.post(
    "/auth/invitation",
    summary="Accept an invitation",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="The account is a member and can sign in now.",
    responses=responses(Unauthenticated, Conflict, TooMany, Busy),
)
async def accept_invitation(services: AllServices, body: AcceptIn, caller: AnyCaller) -> None:
    """Make an account, or join with the one that the invited address has."""
    await services.invitations.accept(body, caller)


@router.post(
    "/auth/invitation/look",
    summary="Look at an invitation",
    response_description="What it leads to.",
    responses=responses(Unauthenticated, TooMany),
)
async def look_at_invitation(services: AllServices, body: InvitationSecretIn) -> InvitedOut:
    """Who invites to what, before it is accepted; a secret that opens nothing tells nothing."""
    return await services.invitations.shown(body.invitation)


@router.post(
    "/auth/password-reset",
    summary="Set a new password by a reset link",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="The new password signs in; all sign-ins and API keys are ended.",
    responses=responses(Unauthenticated, TooMany, Busy),
)
async def reset_password(services: AllServices, body: PasswordResetIn) -> None:
    """Set a new password with a link that an admin, or whoever runs the server, made.

    A link works once and for 24 hours. All sign-ins and API keys of the account end.
    """
    await services.password_resets.use(body)


@router.get(
    "/me",
    summary="Ask who is signed in",
    response_description="The user, and the roles.",
    responses=_SIGNED_IN,
)
async def get_me(services: AllServices, viewer: Reader) -> MeOut:
    """The user behind the token or key, with the role in each organization."""
    return MeOut(
        user=await services.accounts.user(viewer),
        memberships=await services.organizations.memberships(viewer),
    )


@router.patch(
    "/me",
    summary="Change your name",
    response_description="The account as it is now.",
    responses=_SIGNED_IN,
)
async def change_me(services: AllServices, viewer: Manager, body: MePatch) -> UserOut:
    """Change the name of your account; the profiles under which you are measured keep theirs."""
    return await services.accounts.change(viewer, body)


@router.get(
    "/me/sign-ins",
    summary="List where you are signed in",
    response_description="Newest first.",
    responses=_SIGNED_IN,
)
async def list_sign_ins(services: AllServices, viewer: Reader) -> SignInsOut:
    """The browsers and programs in which you are signed in by password.

    Not with an API key, which opens one organization.
    """
    return await services.accounts.sign_ins(viewer)


@router.delete(
    "/me/sign-ins",
    summary="Sign out everywhere else",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Only the one that asks is still signed in.",
    responses=_SIGNED_IN,
)
async def sign_out_elsewhere(services: AllServices, viewer: Manager) -> None:
    """End every sign-in but the one that asks; API keys stay."""
    await services.accounts.sign_out_elsewhere(viewer)


@router.put(
    "/me/password",
    summary="Change the password",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Changed; all sign-ins are ended.",
    responses=_SIGNED_IN,
)
async def change_password(services: AllServices, viewer: Manager, body: PasswordIn) -> None:
    """Change the password and end all sign-ins; API keys stay."""
    await services.accounts.change_password(viewer, body)


@router.get(
    "/keys", summary="List API keys", response_description="Your keys.", responses=_SIGNED_IN
)
async def list_keys(services: AllServices, viewer: Manager) -> KeysOut:
    """Your API keys, without their secrets."""
    return await services.accounts.keys(viewer)


@router.post(
    "/keys",
    summary="Make an API key",
    status_code=status.HTTP_201_CREATED,
    response_description="The key, with its secret this once.",
    responses=responses(Unauthenticated, Forbidden, NotFound),
)
async def make_key(services: AllServices, viewer: Manager, body: KeyIn) -> NewKeyOut:
    """Make a key for a program: it sees what you see in one organization, within its scopes."""
    await services.organizations.get(viewer, body.organization_id)
    return await services.accounts.make_key(viewer, body)


@router.delete(
    "/keys/{key_id}",
    summary="Revoke an API key",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="It opens nothing any more.",
    responses=responses(Unauthenticated, Forbidden, NotFound),
)
async def revoke_key(services: AllServices, viewer: Manager, key_id: str) -> None:
    """Revoke one of your keys, at once."""
    await services.accounts.revoke_key(viewer, key_id)
