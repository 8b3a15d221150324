"""Organizations: who belongs to them, and who comes to belong."""

from datetime import UTC, datetime
from typing import Literal

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import Viewer
from api.accounts.models import UserRow
from api.accounts.repository import AccountRepository
from api.accounts.schemas import AcceptIn, MembershipOut, SetupIn
from api.accounts.secrets import (
    INVITATION_LIFETIME,
    Secret,
    digest_of,
    hash_password,
    password_fits,
)
from api.accounts.service import entry_user, use_entry
from api.athletes.models import AthleteRow
from api.athletes.repository import AthleteRepository
from api.audit.log import AuditLog
from api.db.engine import Database
from api.errors import Conflict, Forbidden, NotFound, Unauthenticated
from api.identifiers import new_id
from api.limiting import Limiter
from api.organizations.models import (
    InvitationRow,
    MembershipRow,
    OrganizationRow,
    TeamAthleteRow,
    TeamRow,
)
from api.organizations.repository import OrganizationRepository
from api.organizations.roles import admin_role, member_role, staff_role
from api.organizations.schemas import (
    DeedOut,
    DeedsOut,
    InvitationIn,
    InvitationOut,
    InvitationsOut,
    ListedAthlete,
    ListedAthletes,
    MemberOut,
    MembersOut,
    NewInvitationOut,
    OrganizationIn,
    OrganizationOut,
    OrganizationPatch,
    OrganizationsOut,
    TeamIn,
    TeamOut,
    TeamsOut,
)


class OrganizationService:
    """Organizations.

    Parameters
    ----------
    database
        Where they are kept.
    limiter
        Holds up who guesses invitations.
    founding
        Who may found another organization: ``anyone``, or ``admins`` of one.
    """

    def __init__(
        self, database: Database, limiter: Limiter, founding: Literal["anyone", "admins"]
    ) -> None:
        self._database = database
        self._limiter = limiter
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
            await organizations.add(_membership(club.id, user.id, "admin"))
            unowned = await AthleteRepository(session).without_user(club.id)
            if unowned:
                unowned[0].user_id = user.id
            else:
                await AthleteRepository(session).add(_profile(club.id, user))

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
        TooMany
            If it was done too often.
        """
        if viewer.organization_id is not None:
            raise Forbidden("A key of one organization may not found another.")
        await self._limiter.take("founding", viewer.user_id)
        club = OrganizationRow(id=new_id(), name=body.name, created_at=datetime.now(UTC))
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            roles = {role for _, role in await organizations.of_user(viewer.user_id)}
            if self._founding == "admins" and "admin" not in roles:
                raise Forbidden("Only who is an admin of an organization may found another.")
            await organizations.add(club)
            await organizations.add(_membership(club.id, viewer.user_id, "admin"))
            _note(session, "organization.founded", viewer, club.id)
        return _out(club, "admin")

    async def memberships(self, viewer: Viewer) -> list[MembershipOut]:
        """The viewer's roles."""
        async with self._database.reading() as session:
            rows = await OrganizationRepository(session).of_user(viewer.user_id)
        return [
            MembershipOut.model_validate(
                {"organization_id": club.id, "organization": club.name, "role": role}
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
            _note(session, "organization.changed", viewer, organization_id)
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
            rows = await AthleteRepository(session).in_organization(organization_id)
        shown = [ListedAthlete(id=one[0], name=one[1], user_id=one[2]) for one in rows]
        return ListedAthletes(items=shown)

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
            _note(session, f"member.made_{role}", viewer, organization_id, f"user:{user_id}")

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
            _note(session, "member.removed", viewer, organization_id, f"user:{user_id}")

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
            _note(session, "invitation.made", viewer, organization_id, f"invitation:{row.id}")
        shown = InvitationOut.model_validate(row)
        return NewInvitationOut(**shown.model_dump(), secret=secret.text)

    async def invitations(self, viewer: Viewer, organization_id: str) -> InvitationsOut:
        """All open invitations."""
        async with self._database.reading() as session:
            organizations = OrganizationRepository(session)
            await staff_role(organizations, viewer, organization_id)
            rows = await organizations.invitations(organization_id)
        return InvitationsOut(items=[InvitationOut.model_validate(row) for row in rows])

    async def revoke_invitation(
        self, viewer: Viewer, organization_id: str, invitation_id: str
    ) -> None:
        """Take an invitation back; a coach may those of athletes only."""
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            role = await staff_role(organizations, viewer, organization_id)
            row = await organizations.invitation(organization_id, invitation_id)
            if row is not None and role != "admin" and row.role != "athlete":
                raise Forbidden("Only an admin may take an invitation of a coach or admin back.")
            if row is None or not await organizations.take_back(row.id, datetime.now(UTC)):
                raise NotFound(f"There is no open invitation {invitation_id}.")
            _note(session, "invitation.revoked", viewer, organization_id)

    async def accept(self, body: AcceptIn, address: str) -> str:
        """Accept an invitation; gives the id of the user, made now unless there was one.

        Raises
        ------
        Unauthenticated
            If the invitation is not open (any more), or the password of the account that its
            address has already is wrong.
        """
        await self._limiter.take("sign_in_from", address)
        now = datetime.now(UTC)
        digest = digest_of(body.invitation)
        async with self._database.reading() as session:
            invitation = _open(await OrganizationRepository(session).invited(digest, now))
            known = await AccountRepository(session).by_email(invitation.email)
        if known is not None:
            # Who invites an address holds the secret too, and must not guess passwords with it.
            await self._limiter.take("sign_in", invitation.email)
            fits = await password_fits(body.password, known.password_hash)
            if not fits or known.disabled_at is not None:
                raise Unauthenticated("You have an account with that address; give its password.")
        hashed = None if known else await hash_password(body.password)
        try:
            async with self._database.writing() as session:
                return await _joined(session, invitation, known, body.name, hashed)
        except IntegrityError as error:
            raise Conflict("The invitation was accepted at the same time elsewhere.") from error

    async def teams(self, viewer: Viewer, organization_id: str) -> TeamsOut:
        """All teams and groups."""
        async with self._database.reading() as session:
            organizations = OrganizationRepository(session)
            await staff_role(organizations, viewer, organization_id)
            rows = await organizations.teams(organization_id)
        return TeamsOut(items=[TeamOut.model_validate(row) for row in rows])

    async def make_team(self, viewer: Viewer, organization_id: str, body: TeamIn) -> TeamOut:
        """Make a team or group."""
        row = TeamRow(
            id=new_id(),
            organization_id=organization_id,
            name=body.name,
            kind=body.kind,
            created_at=datetime.now(UTC),
        )
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            await staff_role(organizations, viewer, organization_id)
            await organizations.add(row)
        return TeamOut.model_validate(row)

    async def delete_team(self, viewer: Viewer, team_id: str) -> None:
        """Delete a team; its athletes stay."""
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            await staff_team(organizations, viewer, team_id)
            await organizations.delete_team(team_id)

    async def put_in_team(self, viewer: Viewer, team_id: str, athlete_id: str) -> None:
        """Put an athlete of the same organization into a team; twice changes nothing."""
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            team = await staff_team(organizations, viewer, team_id)
            athlete = await AthleteRepository(session).any(athlete_id)
            _of_organization(athlete, athlete_id, team.organization_id)
            if await organizations.in_team(team_id, athlete_id) is None:
                await organizations.add(TeamAthleteRow(team_id=team_id, athlete_id=athlete_id))

    async def take_from_team(self, viewer: Viewer, team_id: str, athlete_id: str) -> None:
        """Take an athlete out of a team."""
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            await staff_team(organizations, viewer, team_id)
            await organizations.leave_team(team_id, athlete_id)

    async def deeds(
        self, viewer: Viewer, organization_id: str, limit: int, before: str | None
    ) -> DeedsOut:
        """Who did what, newest first, for admins."""
        async with self._database.reading() as session:
            await admin_role(OrganizationRepository(session), viewer, organization_id)
            rows = await AuditLog(session).page(organization_id, limit + 1, before)
        following = rows[limit - 1].id if len(rows) > limit else None
        return DeedsOut(items=[DeedOut.model_validate(row) for row in rows[:limit]], next=following)


async def staff_team(
    organizations: OrganizationRepository, viewer: Viewer, team_id: str
) -> TeamRow:
    """A team of an organization in which the viewer coaches; NotFound for strangers."""
    team = await organizations.team(team_id)
    if team is None:
        raise NotFound(f"There is no team {team_id}.")
    try:
        await staff_role(organizations, viewer, team.organization_id)
    except NotFound:
        raise NotFound(f"There is no team {team_id}.") from None
    return team


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
    if _of_organization(athlete, athlete_id, organization_id).user_id is not None:
        raise Conflict("That athlete has an account already.")


def _of_organization(
    athlete: AthleteRow | None, athlete_id: str, organization_id: str
) -> AthleteRow:
    if (
        athlete is None
        or athlete.deleted_at is not None
        or athlete.organization_id != organization_id
    ):
        raise NotFound(f"There is no athlete {athlete_id}.")
    return athlete


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
        await organizations.add(_membership(invitation.organization_id, user.id, invitation.role))
    profile = None
    if invitation.athlete_id is not None:
        profile = await athletes.any(invitation.athlete_id)
    if profile is not None and profile.user_id is None:
        profile.user_id, profile.updated_at = user.id, now
    elif invitation.role == "athlete" and not await athletes.of_user(
        user.id, invitation.organization_id
    ):
        await athletes.add(_profile(invitation.organization_id, user))
    AuditLog(session).note(
        "invitation.accepted",
        user_id=user.id,
        organization_id=invitation.organization_id,
        subject=f"invitation:{invitation.id}",
    )
    return user.id


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


def _membership(organization_id: str, user_id: str, role: str) -> MembershipRow:
    return MembershipRow(
        organization_id=organization_id, user_id=user_id, role=role, created_at=datetime.now(UTC)
    )


def _profile(organization_id: str, user: UserRow) -> AthleteRow:
    now = datetime.now(UTC)
    return AthleteRow(
        id=new_id(),
        organization_id=organization_id,
        user_id=user.id,
        name=user.name,
        created_at=now,
        updated_at=now,
    )


def _there(row: OrganizationRow | None) -> OrganizationRow:
    if row is None:
        raise NotFound("There is no such organization.")
    return row


def _open(row: InvitationRow | None) -> InvitationRow:
    if row is None:
        raise Unauthenticated("The invitation is not valid, was used, or is too old.")
    return row


def _out(row: OrganizationRow, role: str) -> OrganizationOut:
    return OrganizationOut.model_validate(
        {"id": row.id, "name": row.name, "retention_days": row.retention_days, "role": role}
    )


def _note(
    session: AsyncSession, action: str, viewer: Viewer, organization_id: str, subject: str = ""
) -> None:
    AuditLog(session).note(
        action, user_id=viewer.user_id, organization_id=organization_id, subject=subject
    )
