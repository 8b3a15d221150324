"""Password reset: a link that sets a new password once, for a person who forgot theirs.

The operator of the server can make a link for any account (``calf admin reset-password``).

An admin of an organization can make a link for a coach or an athlete whose account belongs to that
organization alone: a person with the link can sign in as the member, so the account must open
nothing outside of what the admin manages. The account

- is a member of the organization, and not an admin of it;
- is a member of no other organization;
- has no athlete profile in another organization, which a person who left it keeps.

For all other accounts the operator makes the link. The rule is checked again when the link is
used: it is refused once its maker is no admin, or the member left, joined another organization or
became an admin.
"""

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.credentials import issue
from api.accounts.models import CredentialRow, UserRow
from api.accounts.repository import AccountRepository
from api.accounts.schemas import PasswordResetIn
from api.accounts.secrets import digest_of, hash_password
from api.athletes.repository import AthleteRepository
from api.audit.log import AuditLog
from api.core.errors import Forbidden, NotFound, Unauthenticated
from api.core.viewer import Kind, Viewer
from api.db.engine import Database
from api.memberships.roles import admin_role
from api.organizations.repository import OrganizationRepository
from api.organizations.schemas import PasswordResetOut

_CLOSED = (
    "This reset link was used before, was replaced by a newer link, or is too old. "
    "Ask for a new link."
)
_OPERATOR = (
    "Only whoever runs this server can make a reset link for this account, with "
    "`calf admin reset-password`."
)


class PasswordResetService:
    """Makes reset links and takes new passwords for them.

    Parameters
    ----------
    database
        Where accounts are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def link_for_member(
        self, viewer: Viewer, organization_id: str, user_id: str
    ) -> PasswordResetOut:
        """Make a reset link for a member, as an admin of the organization.

        Raises
        ------
        Forbidden
            If the viewer is no admin or asks with an API key, or the account is not of this
            organization alone.
        NotFound
            If there is no such organization or member.
        """
        if viewer.kind is Kind.KEY:
            raise Forbidden("A key may not do that; sign in with a password.")
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            await admin_role(organizations, viewer, organization_id)
            if await organizations.membership(organization_id, user_id) is None:
                raise NotFound(f"There is no member {user_id}.")
            user = await AccountRepository(session).user(user_id)
            if (
                user is None
                or not _can_sign_in(user)
                or not await _of_organization_alone(session, user_id, organization_id)
            ):
                # The same words for every reason, which may be about another organization.
                raise Forbidden(_OPERATOR)
            return await _link(session, user, made_by=viewer.user_id, of=organization_id)

    async def use(self, body: PasswordResetIn) -> None:
        """Set a new password by a reset link, and end everything that is signed in.

        Raises
        ------
        Unauthenticated
            If the link is not open (any more).
        Busy
            If too many others are signing in.
        """
        digest, now = digest_of(body.secret), datetime.now(UTC)
        async with self._database.reading() as session:
            # Hashing costs a lot of memory and time, so only an open link gets that far.
            found = await AccountRepository(session).opened_by(digest, now)
            if found is None or found[0].kind != Kind.RESET or found[0].used_at is not None:
                raise Unauthenticated(_CLOSED)
        hashed = await hash_password(body.password)
        async with self._database.writing() as session:
            accounts = AccountRepository(session)
            credential = await accounts.redeem(digest, Kind.RESET, now)
            user = None if credential is None else await accounts.user(credential.user_id)
            if (
                credential is None
                or user is None
                or not _can_sign_in(user)
                or not await _is_still_allowed(session, credential)
            ):
                raise Unauthenticated(_CLOSED)
            user.password_hash = hashed
            await accounts.end_all(user.id, now)
            await _note(session, "account.password_reset", user.id, by=user.id)


async def link_for_email(database: Database, email: str) -> PasswordResetOut:
    """Make a reset link for any account, for the operator of the server.

    Raises
    ------
    NotFound
        If no account has that e-mail address.
    Forbidden
        If the account is disabled.
    """
    async with database.writing() as session:
        user = await AccountRepository(session).by_email(email.strip().lower())
        if user is None:
            raise NotFound(
                f"No account has the e-mail address {email}. Check the spelling, and that "
                "--data-dir or CALF_DATABASE_URL names the right server's database."
            )
        if not _can_sign_in(user):
            raise Forbidden(f"The account {email} is disabled.")
        return await _link(session, user)


def _can_sign_in(user: UserRow) -> bool:
    return user.email is not None and user.disabled_at is None


async def _of_organization_alone(session: AsyncSession, user_id: str, organization_id: str) -> bool:
    """Whether an account is a coach or athlete of an organization and has nothing elsewhere."""
    roles = {club.id: role for club, role in await OrganizationRepository(session).of_user(user_id)}
    profiles = await AthleteRepository(session).of_user(user_id)
    return (
        roles.keys() == {organization_id}
        and roles[organization_id] != "admin"
        and {profile.organization_id for profile in profiles} <= {organization_id}
    )


async def _is_still_allowed(session: AsyncSession, credential: CredentialRow) -> bool:
    """Whether the maker of a link could still make it."""
    if credential.organization_id is None or credential.made_by is None:
        return True
    organizations = OrganizationRepository(session)
    role = await organizations.role(credential.organization_id, credential.made_by)
    return role == "admin" and await _of_organization_alone(
        session, credential.user_id, credential.organization_id
    )


async def _link(
    session: AsyncSession, user: UserRow, *, made_by: str | None = None, of: str | None = None
) -> PasswordResetOut:
    """A new link, in place of those that the account has open."""
    accounts = AccountRepository(session)
    await accounts.revoke(datetime.now(UTC), user_id=user.id, kinds=[Kind.RESET])
    secret, credential = await issue(
        accounts,
        user.id,
        Kind.RESET,
        organization_id=of,
        made_by=made_by,
        scopes=frozenset(),
    )
    await _note(session, "account.reset_link_made", user.id, by=made_by)
    return PasswordResetOut(secret=secret.text, expires_at=credential.expires_at)


async def _note(session: AsyncSession, action: str, user_id: str, *, by: str | None) -> None:
    """Put a deed into the log of every organization of an account; by nobody: the operator."""
    clubs = await OrganizationRepository(session).of_user(user_id)
    organizations: list[str | None] = [club.id for club, _ in clubs]
    for organization_id in organizations or [None]:
        AuditLog(session).note(
            action,
            user_id=by,
            organization_id=organization_id,
            subject=f"user:{user_id}",
        )
