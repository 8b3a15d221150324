"""Invitations: how somebody comes to belong to an organization."""

from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.devices import Caller
from api.accounts.models import UserRow
from api.accounts.password_tries import PasswordTries
from api.accounts.repository import AccountRepository
from api.accounts.schemas import AcceptIn, InvitedOut
from api.accounts.secrets import (
    INVITATION_LIFETIME,
    Secret,
    digest_of,
    hash_password,
)
from api.athletes.repository import AthleteRepository
from api.audit.log import AuditLog
from api.core.errors import Conflict, Forbidden, NotFound, Unauthenticated
from api.core.identifiers import new_id
from api.core.viewer import Viewer
from api.db.engine import Database
from api.memberships.roles import staff_role
from api.organizations.models import InvitationRow
from api.organizations.repository import OrganizationRepository
from api.organizations.rows import membership_of, note, of_organization, profile_of
from api.organizations.schemas import (
    InvitationIn,
    InvitationOut,
    InvitationsOut,
    NewInvitationOut,
)


class InvitationService:
    """Invitations.

    Parameters
    ----------
    database
        Where they are kept.
    tries
        Compares the password of somebody who has an account.
    """

    def __init__(self, database: Database, tries: PasswordTries) -> None:
        self._database = database
        self._tries = tries

    async def invite(
        self, viewer: Viewer, organization_id: str, body: InvitationIn
    ) -> NewInvitationOut:
        """Invite somebody; a coach may invite athletes only."""
        secret = Secret.new("invitation")
        now = datetime.now(UTC)
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            role = await staff_role(organizations, viewer, organization_id)
            if role != "admin" and body.role != "athlete":
                raise Forbidden("Only an admin may invite coaches and admins.")
            if body.athlete_id is not None:
                await _given_away(session, viewer, role, organization_id, body.athlete_id)
            row = InvitationRow(
                id=new_id(),
                organization_id=organization_id,
                email=body.email,
                role=body.role,
                athlete_id=body.athlete_id,
                digest=secret.digest,
                invited_by=viewer.user_id,
                created_at=now,
                expires_at=now + INVITATION_LIFETIME,
            )
            await organizations.add(row)
            note(session, "invitation.made", viewer, organization_id, f"invitation:{row.id}")
        shown = InvitationOut.model_validate(row)
        return NewInvitationOut(**shown.model_dump(), secret=secret.text)

    async def all_of(self, viewer: Viewer, organization_id: str) -> InvitationsOut:
        """All open invitations."""
        async with self._database.reading() as session:
            organizations = OrganizationRepository(session)
            await staff_role(organizations, viewer, organization_id)
            rows = await organizations.invitations(organization_id)
        return InvitationsOut(items=[InvitationOut.model_validate(row) for row in rows])

    async def revoke(self, viewer: Viewer, organization_id: str, invitation_id: str) -> None:
        """Take an invitation back; a coach may those of athletes only."""
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            role = await staff_role(organizations, viewer, organization_id)
            row = await organizations.invitation(organization_id, invitation_id)
            if row is not None and role != "admin" and row.role != "athlete":
                raise Forbidden("Only an admin may take an invitation of a coach or admin back.")
            if row is None or not await organizations.take_back(row.id, datetime.now(UTC)):
                raise NotFound(f"There is no open invitation {invitation_id}.")
            note(session, "invitation.revoked", viewer, organization_id)

    async def shown(self, secret: str) -> InvitedOut:
        """What an invitation leads to, before it is accepted.

        Nothing is told of the address's account, if it has one: whoever invites holds the secret.

        Raises
        ------
        Unauthenticated
            If the invitation is not open (any more).
        """
        async with self._database.reading() as session:
            organizations = OrganizationRepository(session)
            found = await organizations.invited(digest_of(secret), datetime.now(UTC))
            invitation = _open(found)
            club = await organizations.get(invitation.organization_id)
            host = athlete = None
            if invitation.invited_by is not None:
                host = await AccountRepository(session).user(invitation.invited_by)
            if invitation.athlete_id is not None:
                athlete = await AthleteRepository(session).any(invitation.athlete_id)
        return InvitedOut.model_validate(
            {
                "organization": "" if club is None else club.name,
                "role": invitation.role,
                "email": invitation.email,
                "invited_by": None if host is None else host.name,
                "athlete": None if athlete is None else athlete.name,
                "expires_at": invitation.expires_at,
            }
        )

    async def accept(self, body: AcceptIn, caller: Caller) -> str:
        """Accept an invitation; gives the id of the user, made now unless there was one.

        Raises
        ------
        Unauthenticated
            If the invitation is not open (any more), or the password of the account that its
            address has already is wrong.
        TooMany
            If passwords of that account were tried too often.
        Busy
            If too many others are signing in.
        """
        now = datetime.now(UTC)
        digest = digest_of(body.invitation)
        async with self._database.reading() as session:
            invitation = _open(await OrganizationRepository(session).invited(digest, now))
            known = await AccountRepository(session).by_email(invitation.email)
        if known is not None:
            # Who invites an address has the secret too, and must not guess passwords with it.
            fits = await self._tries.fits(
                caller,
                invitation.email,
                body.password,
                known.password_hash,
                invitation_id=invitation.id,
            )
            if not fits or known.disabled_at is not None:
                raise Unauthenticated("You have an account with that address; give its password.")
        hashed = None if known else await hash_password(body.password)
        try:
            async with self._database.writing() as session:
                return await _joined(session, invitation, known, body.name, hashed)
        except IntegrityError as error:
            raise Conflict("The invitation was accepted at the same time elsewhere.") from error


async def _given_away(
    session: AsyncSession, viewer: Viewer, role: str, organization_id: str, athlete_id: str
) -> None:
    """That the viewer may offer an athlete's profile to whom the athlete is.

    Who accepts sees all that was measured: a coach who sees it not may not pass it on.
    """
    athletes = AthleteRepository(session)
    if role == "admin":
        athlete = await athletes.any(athlete_id)
    else:
        athlete = await athletes.get(viewer, athlete_id)
    if of_organization(athlete, athlete_id, organization_id).user_id is not None:
        raise Conflict("That athlete has an account already.")


async def _joined(
    session: AsyncSession,
    invitation: InvitationRow,
    known: UserRow | None,
    name: str,
    hashed: str | None,
) -> str:
    accounts, organizations = AccountRepository(session), OrganizationRepository(session)
    athletes = AthleteRepository(session)
    now = datetime.now(UTC)
    if not await organizations.accept(invitation.id, now):
        raise Unauthenticated("The invitation was accepted before.")
    user = known
    if user is None:
        user = UserRow(
            id=new_id(), email=invitation.email, name=name, password_hash=hashed, created_at=now
        )
        await accounts.add(user)
    if await organizations.membership(invitation.organization_id, user.id) is None:
        await organizations.add(membership_of(invitation.organization_id, user.id, invitation.role))
    profile = None
    if invitation.athlete_id is not None:
        profile = await athletes.any(invitation.athlete_id)
    if profile is not None and profile.user_id is None:
        profile.user_id = user.id
    elif invitation.role == "athlete" and not await athletes.of_user(
        user.id, invitation.organization_id
    ):
        await athletes.add(profile_of(invitation.organization_id, user))
    AuditLog(session).note(
        "invitation.accepted",
        user_id=user.id,
        organization_id=invitation.organization_id,
        subject=f"invitation:{invitation.id}",
    )
    return user.id


def _open(row: InvitationRow | None) -> InvitationRow:
    if row is None:
        raise Unauthenticated("The invitation is not valid, was used, or is too old.")
    return row
