"""All queries for erasing people."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.models import UserRow
from api.athletes.models import AthleteRow, ErasedAthleteRow
from api.audit.models import AuditRow
from api.memberships.models import MembershipRow, OrganizationRow
from api.organizations.models import InvitationRow
from api.privacy.models import UnwantedRow
from api.recordings.models import IngestRow, RecordingRow
from api.sessions.models import RunRow, SessionRow
from api.webhooks.models import DeliveryRow

_AT_A_TIME = 500


class PrivacyRepository:
    """What is kept of people, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def user(self, user_id: str) -> UserRow | None:
        """One user."""
        return await self._session.get(UserRow, user_id)

    async def profiles(self, user_id: str) -> Sequence[AthleteRow]:
        """All profiles of a user."""
        query = select(AthleteRow).where(AthleteRow.user_id == user_id)
        return (await self._session.scalars(query)).all()

    async def measured_in(self, organization_id: str) -> Sequence[AthleteRow]:
        """All athletes of an organization."""
        query = select(AthleteRow).where(AthleteRow.organization_id == organization_id)
        return (await self._session.scalars(query)).all()

    async def members(self, organization_id: str) -> int:
        """How many members an organization has."""
        query = select(func.count()).where(MembershipRow.organization_id == organization_id)
        return await self._session.scalar(query) or 0

    async def delete_organization(self, organization_id: str) -> None:
        """Delete an organization and, by the database's own rules, all that hangs on it."""
        await self._session.execute(
            delete(OrganizationRow).where(OrganizationRow.id == organization_id)
        )

    async def delete_user(self, user: UserRow) -> None:
        """Delete a user and all that hangs on the account, also invitations to the address."""
        if user.email is not None:
            await self._session.execute(
                delete(InvitationRow).where(InvitationRow.email == user.email)
            )
        await self._session.execute(delete(UserRow).where(UserRow.id == user.id))

    async def delete_athletes(self, athletes: Sequence[AthleteRow], now: datetime) -> None:
        """Delete athletes with all that hangs on them, and have their objects deleted.

        What is being put down for them at this moment is waited for, or fails.
        """
        ids = [athlete.id for athlete in athletes]
        locked = select(AthleteRow.id).where(AthleteRow.id.in_(ids)).with_for_update()
        await self._session.execute(locked)
        recordings, sessions, runs = await self._measured(ids)
        ingests = await self._ids(select(IngestRow.id).where(IngestRow.athlete_id.in_(ids)))
        self._session.add_all(
            UnwantedRow(prefix=f"{folder}/{one}/", since=now)
            for folder, some in (("recordings", recordings), ("ingests", ingests), ("runs", runs))
            for one in some
        )
        await self._session.flush()
        await self._forget_deeds(recordings, sessions)
        told_of = DeliveryRow.payload["data"]["athlete_id"].as_string()
        for statement in (
            delete(DeliveryRow).where(told_of.in_(ids)),
            delete(InvitationRow).where(InvitationRow.athlete_id.in_(ids)),
            delete(AthleteRow).where(AthleteRow.id.in_(ids)),
        ):
            await self._session.execute(statement)
        self._session.add_all(
            ErasedAthleteRow(id=athlete.id, organization_id=athlete.organization_id, erased_at=now)
            for athlete in athletes
        )
        await self._session.flush()

    async def rename_in_log(self, old: str, new: str) -> None:
        """Put another name for somebody in the audit log, wherever it speaks of them."""
        for statement in (
            update(AuditRow).where(AuditRow.user_id == old).values(user_id=new),
            update(AuditRow)
            .where(AuditRow.subject.contains(old, autoescape=True))
            .values(subject=func.replace(AuditRow.subject, old, new)),
        ):
            await self._session.execute(statement)

    async def unwanted(self, after: str, limit: int) -> Sequence[str]:
        """Folders of objects that are still to be deleted, in their order."""
        query = select(UnwantedRow.prefix).where(UnwantedRow.prefix > after)
        return await self._ids(query.order_by(UnwantedRow.prefix).limit(limit))

    async def deleted(self, prefixes: Sequence[str]) -> None:
        """Note that these folders are empty."""
        await self._session.execute(delete(UnwantedRow).where(UnwantedRow.prefix.in_(prefixes)))

    async def forget_erased(self, before: datetime) -> None:
        """Drop what says that somebody was erased before that time."""
        await self._session.execute(
            delete(ErasedAthleteRow).where(ErasedAthleteRow.erased_at < before)
        )

    async def _measured(self, athlete_ids: Sequence[str]) -> tuple[Sequence[str], ...]:
        """Ids of recordings, sessions and runs; the last are locked, so that none is finished.

        Whoever finishes a run locks it first and its session afterwards; so does this.
        """
        recordings = await self._ids(
            select(RecordingRow.id).where(RecordingRow.athlete_id.in_(athlete_ids))
        )
        sessions = await self._ids(
            select(SessionRow.id).where(SessionRow.athlete_id.in_(athlete_ids))
        )
        of_athletes = select(SessionRow.id).where(SessionRow.athlete_id.in_(athlete_ids))
        runs = select(RunRow.id).where(RunRow.session_id.in_(of_athletes))
        await self._ids(runs.with_for_update())
        await self._ids(of_athletes.with_for_update())
        return recordings, sessions, await self._ids(runs)

    async def _forget_deeds(self, recordings: Sequence[str], sessions: Sequence[str]) -> None:
        """Leave what was done in the audit log, and not to which recording or session."""
        for kind, ids in (("recording", recordings), ("session", sessions)):
            for start in range(0, len(ids), _AT_A_TIME):
                subjects = [f"{kind}:{one}" for one in ids[start : start + _AT_A_TIME]]
                await self._session.execute(
                    update(AuditRow)
                    .where(AuditRow.subject.in_(subjects))
                    .values(subject=f"{kind}:erased")
                )

    async def _ids(self, query: Select[str]) -> Sequence[str]:
        return (await self._session.scalars(query)).all()
