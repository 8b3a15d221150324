"""Routes of accounts that need an organization: setting up, joining, a new password, keys."""

from typing import Annotated

from fastapi import Depends, status

from api.accounts.callers import AnyCaller
from api.accounts.schemas import (
    AcceptIn,
    InvitationSecretIn,
    InvitedOut,
    KeyIn,
    MeOut,
    NewKeyOut,
    PasswordResetIn,
    SetupIn,
)
from api.accounts.service import AccountService
from api.core.authentication import Manager, Reader
from api.core.errors import (
    Busy,
    Conflict,
    Forbidden,
    NotFound,
    TooMany,
    Unauthenticated,
    responses,
)
from api.core.routing import Router
from api.core.services import provide
from api.organizations.invitations import InvitationService
from api.organizations.password_reset import PasswordResetService
from api.organizations.service import OrganizationService

router = Router(prefix="/v1", tags=["accounts"])
Accounts = Annotated[AccountService, Depends(provide(AccountService))]
Organizations = Annotated[OrganizationService, Depends(provide(OrganizationService))]
Invitations = Annotated[InvitationService, Depends(provide(InvitationService))]
PasswordResets = Annotated[PasswordResetService, Depends(provide(PasswordResetService))]
_SIGNED_IN = responses(Unauthenticated, Forbidden)


@router.post(
    "/auth/setup",
    summary="Set the server up",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="The first admin can sign in now.",
    responses=responses(Unauthenticated, Conflict, TooMany, Busy),
)
async def set_up(organizations: Organizations, body: SetupIn) -> None:
    """Make the first admin, with the entry from the link that `calf serve` prints."""
    await organizations.set_up(body)


@router.post(
    "/auth/invitation",
    summary="Accept an invitation",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="The account is a member and can sign in now.",
    responses=responses(Unauthenticated, Conflict, TooMany, Busy),
)
async def accept_invitation(invitations: Invitations, body: AcceptIn, caller: AnyCaller) -> None:
    """Make an account, or join with the one that the invited address has."""
    await invitations.accept(body, caller)


@router.post(
    "/auth/invitation/look",
    summary="Look at an invitation",
    response_description="What it leads to.",
    responses=responses(Unauthenticated, TooMany),
)
async def look_at_invitation(invitations: Invitations, body: InvitationSecretIn) -> InvitedOut:
    """Who invites to what, before it is accepted; a secret that opens nothing tells nothing."""
    return await invitations.shown(body.invitation)


@router.post(
    "/auth/password-reset",
    summary="Set a new password by a reset link",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="The new password signs in; all sign-ins and API keys are ended.",
    responses=responses(Unauthenticated, TooMany, Busy),
)
async def reset_password(password_resets: PasswordResets, body: PasswordResetIn) -> None:
    """Set a new password with a link that an admin, or whoever runs the server, made.

    A link works once and for 24 hours. All sign-ins and API keys of the account end.
    """
    await password_resets.use(body)


@router.get(
    "/me",
    summary="Ask who is signed in",
    response_description="The user, and the roles.",
    responses=_SIGNED_IN,
)
async def get_me(accounts: Accounts, organizations: Organizations, viewer: Reader) -> MeOut:
    """The user behind the token or key, with the role in each organization."""
    return MeOut(
        user=await accounts.user(viewer),
        memberships=await organizations.memberships(viewer),
    )


@router.post(
    "/keys",
    summary="Make an API key",
    status_code=status.HTTP_201_CREATED,
    response_description="The key, with its secret this once.",
    responses=responses(Unauthenticated, Forbidden, NotFound),
)
async def make_key(
    organizations: Organizations, accounts: Accounts, viewer: Manager, body: KeyIn
) -> NewKeyOut:
    """Make a key for a program: it sees what you see in one organization, within its scopes."""
    await organizations.get(viewer, body.organization_id)
    return await accounts.make_key(viewer, body)
