"""Signing in, and the keys of a user."""

from typing import Annotated

from fastapi import Depends, Request, Response, status

from api.accounts.callers import AnyCaller, set_device_cookie
from api.accounts.schemas import (
    KeysOut,
    MePatch,
    PasswordIn,
    RefreshIn,
    SignInIn,
    SignInsOut,
    TokensOut,
    UserOut,
)
from api.accounts.service import AccountService
from api.core.authentication import Manager, Reader
from api.core.errors import (
    Busy,
    Forbidden,
    NotFound,
    TooMany,
    Unauthenticated,
    responses,
)
from api.core.routing import Router
from api.core.services import provide

router = Router(prefix="/v1", tags=["accounts"])
Accounts = Annotated[AccountService, Depends(provide(AccountService))]
_SIGNED_IN = responses(Unauthenticated, Forbidden)


@router.post(
    "/auth/token",
    summary="Sign in",
    response_description="A pair of tokens.",
    responses=responses(Unauthenticated, TooMany, Busy),
)
async def sign_in(
    request: Request, response: Response, accounts: Accounts, body: SignInIn, caller: AnyCaller
) -> TokensOut:
    """Exchange e-mail address and password for tokens.

    A client that keeps the cookie `calf_device_…` and sends it the next time is not refused
    because of wrong passwords from elsewhere.
    """
    tokens, device = await accounts.sign_in(body, caller)
    if device is not None:
        set_device_cookie(request, response, device)
    return tokens


@router.post(
    "/auth/refresh",
    summary="Refresh the tokens",
    response_description="The next pair; the one before is not good any more.",
    responses=responses(Unauthenticated, TooMany),
)
async def refresh(accounts: Accounts, body: RefreshIn) -> TokensOut:
    """Exchange the refresh token for the next pair; used twice, it ends the sign-in everywhere."""
    return await accounts.refresh(body)


@router.post(
    "/auth/sign-out",
    summary="Sign out",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="The token, and its refresh token, are not good any more.",
    responses=_SIGNED_IN,
)
async def sign_out(accounts: Accounts, viewer: Reader) -> None:
    """Revoke the secret that asks, and all that came of the same sign-in."""
    await accounts.sign_out(viewer)


@router.patch(
    "/me",
    summary="Change your name",
    response_description="The account as it is now.",
    responses=_SIGNED_IN,
)
async def change_me(accounts: Accounts, viewer: Manager, body: MePatch) -> UserOut:
    """Change the name of your account; the profiles under which you are measured keep theirs."""
    return await accounts.change(viewer, body)


@router.get(
    "/me/sign-ins",
    summary="List where you are signed in",
    response_description="Newest first.",
    responses=_SIGNED_IN,
)
async def list_sign_ins(accounts: Accounts, viewer: Reader) -> SignInsOut:
    """The browsers and programs in which you are signed in by password.

    Not with an API key, which opens one organization.
    """
    return await accounts.sign_ins(viewer)


@router.delete(
    "/me/sign-ins",
    summary="Sign out everywhere else",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Only the one that asks is still signed in.",
    responses=_SIGNED_IN,
)
async def sign_out_elsewhere(accounts: Accounts, viewer: Manager) -> None:
    """End every sign-in but the one that asks; API keys stay."""
    await accounts.sign_out_elsewhere(viewer)


@router.put(
    "/me/password",
    summary="Change the password",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Changed; all sign-ins are ended.",
    responses=_SIGNED_IN,
)
async def change_password(accounts: Accounts, viewer: Manager, body: PasswordIn) -> None:
    """Change the password and end all sign-ins; API keys stay."""
    await accounts.change_password(viewer, body)


@router.get(
    "/keys", summary="List API keys", response_description="Your keys.", responses=_SIGNED_IN
)
async def list_keys(accounts: Accounts, viewer: Manager) -> KeysOut:
    """Your API keys, without their secrets."""
    return await accounts.keys(viewer)


@router.delete(
    "/keys/{key_id}",
    summary="Revoke an API key",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="It opens nothing any more.",
    responses=responses(Unauthenticated, Forbidden, NotFound),
)
async def revoke_key(accounts: Accounts, viewer: Manager, key_id: str) -> None:
    """Revoke one of your keys, at once."""
    await accounts.revoke_key(viewer, key_id)
