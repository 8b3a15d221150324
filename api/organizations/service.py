"""Organizations: how they begin, and who belongs to them."""

from datetime import UTC, datetime
from typing import Literal

from api.accounts.credentials import entry_user, use_entry
from api.accounts.models import UserRow
from api.accounts.repository import AccountRepository
from api.accounts.schemas import MembershipOut, SetupIn
from api.accounts.secrets import (
    hash_password,
)
from api.athletes.repository import AthleteRepository
from api.audit.log import AuditLog
from api.core.errors import Conflict, Forbidden, NotFound
from api.core.identifiers import new_id
from api.core.viewer import Viewer
from api.db.engine import Database
from api.memberships.models import MembershipRow, OrganizationRow
from api.memberships.roles import admin_role, member_role, staff_role
from api.organizations.repository import OrganizationRepository
from api.organizations.rows import membership_of, note, profile_of
from api.organizations.schemas import (
    DeedOut,
    DeedsOut,
    ListedAthletes,
    MemberOut,
    MembersOut,
    OrganizationIn,
    OrganizationOut,
    OrganizationPatch,
    OrganizationsOut,
)


class OrganizationService:
    """Organizations.

    Parameters
    ----------
    database
        Where they are kept.
    founding
        Who may found another organization: ``anyone``, or ``admins`` of one.
    """

    def __init__(self, database: Database, founding: Literal["anyone", "admins"]) -> None:
        self._database = database
        self._founding = founding

    async def begin(self) -> None:
        """Make the first admin of a new server, with an organization and a profile to measure."""
        async with self._database.alone() as session:
            accounts, organizations = AccountRepository(session), OrganizationRepository(session)
            if await accounts.count():
                return
            now = datetime.now(UTC)
            user = UserRow(id=new_id(), name="Me", created_at=now)
            await accounts.add(user)
            club = await organizations.only_one()
            if club is None:
                club = OrganizationRow(id=new_id(), name="My club", created_at=now)
                await organizations.add(club)
            await organizations.add(membership_of(club.id, user.id, "admin"))
            unowned = await AthleteRepository(session).without_user(club.id)
            if unowned:
                unowned[0].user_id = user.id
            else:
                await AthleteRepository(session).add(profile_of(club.id, user))

    async def needs_setup(self, viewer: Viewer | None = None) -> bool:
        """Whether whoever set the server up, who is the viewer if one is given, has no password."""
        async with self._database.reading() as session:
            first = await AccountRepository(session).first()
        if first is None or (viewer is not None and viewer.user_id != first.id):
            return False
        return first.password_hash is None

    async def set_up(self, body: SetupIn, viewer: Viewer | None = None) -> None:
        """Give the first admin a name, an address and a password.

        Parameters
        ----------
        body
            With the entry that the server printed, unless the first admin is signed in by it.
        viewer
            Who is signed in.

        Raises
        ------
        Unauthenticated
            If the entry is not the one that the server printed, or was used.
        Conflict
            If that was done before, or there is another account of that address.
        """
        if viewer is None:
            async with self._database.reading() as session:
                # Hashing is dear; nobody has it done without an entry.
                await entry_user(AccountRepository(session), body.entry)
        hashed = await hash_password(body.password)
        async with self._database.writing() as session:
            accounts, organizations = AccountRepository(session), OrganizationRepository(session)
            user = await accounts.first() if viewer else await use_entry(accounts, body.entry)
            if user is None or (viewer and viewer.user_id != user.id):
                raise Forbidden("Only who set the server up may do that.")
            if user.password_hash is not None:
                raise Conflict("This server is set up; sign in.")
            if await accounts.by_email(body.email) is not None:
                raise Conflict("There is another account of that address.")
            user.name, user.email, user.password_hash = body.name, body.email, hashed
            for club, _ in await organizations.of_user(user.id):
                club.name = body.organization
            for profile in await AthleteRepository(session).of_user(user.id):
                profile.name = body.name
            AuditLog(session).note("server.set_up", user_id=user.id)

    async def found(self, viewer: Viewer, body: OrganizationIn) -> OrganizationOut:
        """Make another organization, with the viewer as its admin.

        Raises
        ------
        Forbidden
            If the viewer is an admin nowhere, and the server lets only admins do it; or asks with
            a key of one organization.
        """
        if viewer.organization_id is not None:
            raise Forbidden("A key of one organization may not found another.")
        club = OrganizationRow(id=new_id(), name=body.name, created_at=datetime.now(UTC))
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            roles = {role for _, role in await organizations.of_user(viewer.user_id)}
            if self._founding == "admins" and "admin" not in roles:
                raise Forbidden("Only who is an admin of an organization may found another.")
            await organizations.add(club)
            await organizations.add(membership_of(club.id, viewer.user_id, "admin"))
            note(session, "organization.founded", viewer, club.id)
        return _out(club, "admin")

    async def memberships(self, viewer: Viewer) -> list[MembershipOut]:
        """The viewer's roles."""
        async with self._database.reading() as session:
            rows = await OrganizationRepository(session).of_user(viewer.user_id)
        return [
            MembershipOut.model_validate(
                {
                    "organization_id": club.id,
                    "organization": club.name,
                    "role": role,
                    "simulated": club.simulated,
                }
            )
            for club, role in rows
            if viewer.organization_id in {None, club.id}
        ]

    async def all_of(self, viewer: Viewer) -> OrganizationsOut:
        """The viewer's organizations."""
        async with self._database.reading() as session:
            rows = await OrganizationRepository(session).of_user(viewer.user_id)
        shown = [
            _out(club, role) for club, role in rows if viewer.organization_id in {None, club.id}
        ]
        return OrganizationsOut(items=shown)

    async def get(self, viewer: Viewer, organization_id: str) -> OrganizationOut:
        """One organization; NotFound for strangers."""
        async with self._database.reading() as session:
            organizations = OrganizationRepository(session)
            role = await member_role(organizations, viewer, organization_id)
            return _out(_there(await organizations.get(organization_id)), role)

    async def change(
        self, viewer: Viewer, organization_id: str, body: OrganizationPatch
    ) -> OrganizationOut:
        """Rename an organization, or change how long it keeps recordings."""
        named = body.model_dump(exclude_unset=True)
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            await admin_role(organizations, viewer, organization_id)
            club = _there(await organizations.get(organization_id))
            club.name = named.get("name") or club.name
            club.retention_days = named.get("retention_days", club.retention_days)
            note(session, "organization.changed", viewer, organization_id)
        return _out(club, "admin")

    async def members(self, viewer: Viewer, organization_id: str) -> MembersOut:
        """All members, for every member: an athlete must know whom to consent to."""
        async with self._database.reading() as session:
            organizations = OrganizationRepository(session)
            role = await member_role(organizations, viewer, organization_id)
            rows = await organizations.members(organization_id)
        shown = [
            MemberOut.model_validate(
                {
                    "user_id": user.id,
                    "name": user.name,
                    "email": user.email if role != "athlete" else None,
                    "role": membership.role,
                }
            )
            for user, membership in rows
            if role != "athlete" or membership.role != "athlete" or user.id == viewer.user_id
        ]
        return MembersOut(items=shown)

    async def athletes(self, viewer: Viewer, organization_id: str) -> ListedAthletes:
        """The names of all athletes, for coaches and admins."""
        async with self._database.reading() as session:
            await staff_role(OrganizationRepository(session), viewer, organization_id)
            rows = await AthleteRepository(session).in_organization(viewer, organization_id)
        return ListedAthletes.of(rows)

    async def change_role(
        self, viewer: Viewer, organization_id: str, user_id: str, role: str
    ) -> None:
        """Give a member another role; Conflict if no admin would be left."""
        async with self._database.alone() as session:
            organizations = OrganizationRepository(session)
            await admin_role(organizations, viewer, organization_id)
            membership = await _member(organizations, organization_id, user_id)
            await _keep_an_admin(organizations, membership, role)
            membership.role = role
            note(session, f"member.made_{role}", viewer, organization_id, f"user:{user_id}")

    async def remove_member(self, viewer: Viewer, organization_id: str, user_id: str) -> None:
        """Remove a member, or leave; Conflict if no admin would be left."""
        async with self._database.alone() as session:
            organizations = OrganizationRepository(session)
            role = await member_role(organizations, viewer, organization_id)
            if role != "admin" and user_id != viewer.user_id:
                raise Forbidden("Only an admin may remove others.")
            membership = await _member(organizations, organization_id, user_id)
            await _keep_an_admin(organizations, membership, None)
            await organizations.remove_member(organization_id, user_id)
            note(session, "member.removed", viewer, organization_id, f"user:{user_id}")

    async def deeds(
        self, viewer: Viewer, organization_id: str, limit: int, before: str | None
    ) -> DeedsOut:
        """Who did what, newest first, for admins."""
        async with self._database.reading() as session:
            await admin_role(OrganizationRepository(session), viewer, organization_id)
            rows = await AuditLog(session).page(organization_id, limit + 1, before)
        following = rows[limit - 1].id if len(rows) > limit else None
        return DeedsOut(items=[DeedOut.model_validate(row) for row in rows[:limit]], next=following)


async def _member(
    organizations: OrganizationRepository, organization_id: str, user_id: str
) -> MembershipRow:
    membership = await organizations.membership(organization_id, user_id)
    if membership is None:
        raise NotFound(f"There is no member {user_id}.")
    return membership


async def _keep_an_admin(
    organizations: OrganizationRepository, membership: MembershipRow, role: str | None
) -> None:
    last = membership.role == "admin" and role != "admin"
    if last and await organizations.admins(membership.organization_id) == 1:
        raise Conflict("An organization must keep an admin; make another one first.")


def _there(row: OrganizationRow | None) -> OrganizationRow:
    if row is None:
        raise NotFound("There is no such organization.")
    return row


def _out(row: OrganizationRow, role: str) -> OrganizationOut:
    return OrganizationOut.model_validate(
        {
            "id": row.id,
            "name": row.name,
            "retention_days": row.retention_days,
            "role": role,
            "simulated": row.simulated,
        }
    )
