"""Everything about a person, to take along or to erase."""

import logging
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.models import UserRow
from api.accounts.secrets import password_fits
from api.athletes.models import AthleteRow
from api.athletes.repository import AthleteRepository
from api.audit.log import AuditLog
from api.core.errors import Conflict, Forbidden, NotFound
from api.core.events import Event, Outbox
from api.core.identifiers import new_id
from api.core.viewer import Kind, Viewer
from api.core.zip_stream import zip_stream
from api.db.deadlocks import repeated_on_deadlock
from api.db.engine import Database
from api.memberships.repository import MembershipRepository
from api.memberships.roles import admin_role
from api.privacy.object_sweep import Sweeper
from api.privacy.personal_export import Exporter
from api.privacy.repository import PrivacyRepository
from api.storage.blobs import Blobs, StorageError

_log = logging.getLogger(__name__)


class PrivacyService:
    """Everything about a person, to take along or to erase.

    Parameters
    ----------
    database, blobs
        Where things are kept.
    outbox
        Tells others who is erased.
    tables
        All tables of the server.
    """

    def __init__(self, database: Database, blobs: Blobs, outbox: Outbox, tables: MetaData) -> None:
        self._database = database
        self._blobs = blobs
        self._outbox = outbox
        self.sweeper = Sweeper(database, blobs)
        self._exporter = Exporter(database, blobs, tables)

    async def export_me(self, viewer: Viewer) -> AsyncGenerator[bytes]:
        """A zip of everything about the viewer; Forbidden for a key of one organization."""
        if viewer.organization_id is not None:
            raise Forbidden("This key opens one organization only; sign in to export everything.")
        async with self._database.reading() as session:
            privacy = PrivacyRepository(session)
            user = await privacy.user(viewer.user_id)
            profiles = await privacy.profiles(viewer.user_id)
        if user is None:
            raise NotFound("This account is gone.")
        ids = [profile.id for profile in profiles]
        return zip_stream(self._exporter.members(user.name, ids, (user.id, user.email)))

    async def export_athlete(self, viewer: Viewer, athlete_id: str) -> AsyncGenerator[bytes]:
        """A zip of everything about an athlete who is the viewer, or has no account.

        Raises
        ------
        NotFound
            If the viewer does not see the athlete.
        Forbidden
            If the athlete has an account: then the athlete alone takes everything along.
        """
        async with self._database.writing() as session:
            row = await AthleteRepository(session).get(viewer, athlete_id)
            if row is None:
                raise NotFound(f"There is no athlete {athlete_id}.")
            if row.user_id not in {None, viewer.user_id}:
                raise Forbidden("Only the athlete can do that, who has an account.")
            AuditLog(session).note(
                "athlete.exported",
                user_id=viewer.user_id,
                organization_id=row.organization_id,
                subject=f"athlete:{row.id}",
            )
        return zip_stream(self._exporter.members(row.name, [row.id]))

    @repeated_on_deadlock
    async def erase_me(self, viewer: Viewer, password: str) -> None:
        """Erase an account, all its profiles and what was measured under them, for good.

        An organization whose last member that was goes too, unless others who left it still have
        their measurements there.

        Raises
        ------
        Forbidden
            If a program asks, or the password is wrong.
        Conflict
            If an organization would have members and no admin.
        """
        _by_person(viewer)
        async with self._database.reading() as session:
            known = await PrivacyRepository(session).user(viewer.user_id)
        if known is None or not await password_fits(password, known.password_hash):
            raise Forbidden("The password is wrong.")
        async with self._database.alone() as session:
            privacy = PrivacyRepository(session)
            user = await privacy.user(viewer.user_id)
            if user is None:
                raise NotFound("This account is gone.")
            await _keep_admins(session, user)
            pseudonym = new_id()
            athletes, ended = await _goes_with(session, user)
            await self._erase(session, athletes, pseudonym)
            for organization_id in ended:
                await privacy.delete_organization(organization_id)
            await privacy.delete_user(user)
            await privacy.rename_in_log(user.id, pseudonym)
            AuditLog(session).note("account.erased", user_id=pseudonym)
        await self._after()

    @repeated_on_deadlock
    async def erase_athlete(self, viewer: Viewer, athlete_id: str) -> None:
        """Erase an athlete and what was measured, for good.

        Raises
        ------
        NotFound
            If the viewer may not know of the athlete.
        Forbidden
            If a program asks, or it is not the viewer's to decide: who has an account decides
            alone.
        """
        _by_person(viewer)
        async with self._database.alone() as session:
            row = await _answered_for(session, viewer, athlete_id)
            await self._erase(session, [row], viewer.user_id)
        await self._after()

    @repeated_on_deadlock
    async def erase_simulated(self, viewer: Viewer, organization_id: str) -> None:
        """Erase a demo club with its athletes and what was measured, for good.

        Raises
        ------
        NotFound
            If there is no such club, or the viewer is no member.
        Forbidden
            If the viewer is no admin of it, or it is none of simulated athletes.
        Conflict
            If somebody with an account is measured in it: only they can erase that.
        """
        async with self._database.alone() as session:
            organizations, privacy = MembershipRepository(session), PrivacyRepository(session)
            await admin_role(organizations, viewer, organization_id)
            club = await organizations.get(organization_id)
            if club is None or not club.simulated:
                raise Forbidden("Only a club of simulated athletes is erased as a whole.")
            athletes = list(await privacy.measured_in(organization_id))
            if any(athlete.user_id is not None for athlete in athletes):
                raise Conflict(
                    "Somebody with an account is measured in the demo club: they must erase "
                    "themselves there first."
                )
            await self._erase(session, athletes, viewer.user_id)
            await privacy.delete_organization(organization_id)
            AuditLog(session).note("demo.removed", user_id=viewer.user_id)
        await self._after()

    async def _erase(self, session: AsyncSession, athletes: list[AthleteRow], user_id: str) -> None:
        privacy = PrivacyRepository(session)
        await privacy.delete_athletes(athletes, datetime.now(UTC))
        for athlete in athletes:
            pseudonym = new_id()
            await privacy.rename_in_log(athlete.id, pseudonym)
            AuditLog(session).note(
                "athlete.erased",
                user_id=user_id,
                organization_id=athlete.organization_id,
                subject=f"athlete:{pseudonym}",
            )
            await self._outbox.put_in(
                session, Event.ATHLETE_ERASED, athlete.organization_id, athlete.id
            )

    async def _after(self) -> None:
        await self._outbox.send()
        try:
            await self.sweeper.finish()
        except StorageError:
            # The rows are gone and nobody sees the objects; maintenance deletes them.
            _log.warning("objects of somebody who was erased are still to be deleted")

    async def forget_old(self, kept: timedelta) -> None:
        """Drop what tells keepers of copies who was erased longer ago than that."""
        async with self._database.writing() as session:
            await PrivacyRepository(session).forget_erased(datetime.now(UTC) - kept)


async def _keep_admins(session: AsyncSession, user: UserRow) -> None:
    """Conflict if an organization would have members and no admin."""
    organizations, privacy = MembershipRepository(session), PrivacyRepository(session)
    for club, role in await organizations.of_user(user.id):
        last = role == "admin" and await organizations.admins(club.id) == 1
        if last and await privacy.members(club.id) > 1:
            raise Conflict(
                f"You are the last admin of {club.name}, which has other members: make one of "
                "them an admin, or remove them all, and try again."
            )


async def _goes_with(session: AsyncSession, user: UserRow) -> tuple[list[AthleteRow], list[str]]:
    """The athletes who are erased with a user, and the organizations that end."""
    privacy = PrivacyRepository(session)
    athletes, ended = list(await privacy.profiles(user.id)), []
    for club, _ in await MembershipRepository(session).of_user(user.id):
        if await privacy.members(club.id) > 1:
            continue
        others = [one for one in await privacy.measured_in(club.id) if one.user_id != user.id]
        athletes += [other for other in others if other.user_id is None]
        if all(other.user_id is None for other in others):
            ended.append(club.id)
    return athletes, ended


async def _answered_for(session: AsyncSession, viewer: Viewer, athlete_id: str) -> AthleteRow:
    """An athlete who is the viewer, or for whom the viewer answers."""
    athletes, organizations = AthleteRepository(session), MembershipRepository(session)
    row = await athletes.get(viewer, athlete_id)
    if row is None:
        row = await athletes.any(athlete_id)
        role = None
        if row is not None:
            role = await organizations.role(row.organization_id, viewer.user_id)
        if row is None or role != "admin":
            raise NotFound(f"There is no athlete {athlete_id}.")
    if row.user_id not in {None, viewer.user_id}:
        raise Forbidden("Only the athlete can do that: who has an account decides alone.")
    return row


def _by_person(viewer: Viewer) -> None:
    if viewer.kind is Kind.KEY:
        raise Forbidden("A key may not erase anybody; sign in with a password.")
