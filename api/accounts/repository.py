"""All queries for users and their secrets."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from api.accounts.models import CredentialRow, UserRow
from api.core.viewer import Kind
from api.db.changes import changed


class Holder(NamedTuple):
    """Whom a secret stands for, and what it opens."""

    credential_id: str
    user_id: str
    organization_id: str | None
    kind: str
    scopes: list[str]
    used_at: datetime | None


# Made once: it is asked for every request.
_HOLDERS = (
    select(
        CredentialRow.digest,
        CredentialRow.id,
        CredentialRow.user_id,
        CredentialRow.organization_id,
        CredentialRow.kind,
        CredentialRow.scopes,
        CredentialRow.used_at,
    )
    .join(UserRow, UserRow.id == CredentialRow.user_id)
    .where(
        CredentialRow.digest.in_(bindparam("given_digests", expanding=True)),
        CredentialRow.revoked_at.is_(None),
        CredentialRow.expires_at > bindparam("given_now"),
        UserRow.disabled_at.is_(None),
    )
)


class AccountRepository:
    """Users and their secrets, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, *rows: UserRow | CredentialRow) -> None:
        """Insert; IntegrityError if a user of that address exists."""
        for row in rows:
            self._session.add(row)
            await self._session.flush()

    async def user(self, user_id: str) -> UserRow | None:
        """One user."""
        return await self._session.get(UserRow, user_id)

    async def change_password(self, user_id: str, old_hash: str, new_hash: str) -> bool:
        """Change the password of an account; False if the old one was replaced or it is disabled.

        With twice the same hash it only locks the account: a new password then waits until the
        transaction ends, and ends what was signed in there.
        """
        query = (
            update(UserRow)
            .where(
                UserRow.id == user_id,
                UserRow.password_hash == old_hash,
                UserRow.disabled_at.is_(None),
            )
            .values(password_hash=new_hash)
        )
        return bool(await changed(self._session, query))

    async def by_email(self, email: str) -> UserRow | None:
        """The user of an address."""
        return await self._session.scalar(select(UserRow).where(UserRow.email == email))

    async def count(self) -> int:
        """How many users there are."""
        return await self._session.scalar(select(func.count()).select_from(UserRow)) or 0

    async def first(self) -> UserRow | None:
        """The user who was there first."""
        query = select(UserRow).order_by(UserRow.created_at, UserRow.id).limit(1)
        return await self._session.scalar(query)

    async def opened_by(self, digest: str, now: datetime) -> tuple[CredentialRow, UserRow] | None:
        """The secret of that digest and its user, where both are good at that time."""
        query = (
            select(CredentialRow, UserRow)
            .join(UserRow, UserRow.id == CredentialRow.user_id)
            .where(
                CredentialRow.digest == digest,
                CredentialRow.revoked_at.is_(None),
                CredentialRow.expires_at > now,
                UserRow.disabled_at.is_(None),
            )
        )
        found = (await self._session.execute(query)).first()
        return None if found is None else (found[0], found[1])

    @staticmethod
    async def holders(
        connection: AsyncConnection, digests: Sequence[str], now: datetime
    ) -> dict[str, Holder]:
        """By digest, whom secrets stand for at that time, where both are good."""
        given = {"given_digests": list(dict.fromkeys(digests)), "given_now": now}
        found = await connection.execute(_HOLDERS, given)
        return {row.digest: Holder(*row[1:]) for row in found}

    async def used(self, credential_id: str, now: datetime) -> None:
        """Note that a secret which is good for long is in use."""
        query = update(CredentialRow).where(CredentialRow.id == credential_id)
        await self._session.execute(query.values(used_at=now))

    async def use(self, credential_id: str, now: datetime) -> bool:
        """Use up a secret that works once; False if it was used or revoked before."""
        query = (
            update(CredentialRow)
            .where(
                CredentialRow.id == credential_id,
                CredentialRow.used_at.is_(None),
                CredentialRow.revoked_at.is_(None),
            )
            .values(used_at=now)
        )
        return bool(await changed(self._session, query))

    async def redeem(self, digest: str, kind: Kind, now: datetime) -> CredentialRow | None:
        """Use up the credential of a digest; None if it is not open (any more).

        It is a single statement: of two requests at the same time, only the first gets it.
        """
        query = (
            update(CredentialRow)
            .where(
                CredentialRow.digest == digest,
                CredentialRow.kind == kind,
                CredentialRow.used_at.is_(None),
                CredentialRow.revoked_at.is_(None),
                CredentialRow.expires_at > now,
            )
            .values(used_at=now)
            .returning(CredentialRow)
        )
        return await self._session.scalar(query)

    async def end_all(self, user_id: str, now: datetime) -> None:
        """Revoke every credential of a user, but not the key of a server on its own machine."""
        query = update(CredentialRow).where(
            CredentialRow.user_id == user_id,
            CredentialRow.revoked_at.is_(None),
            # `AccountService.local_key` alone makes keys of no organization.
            or_(CredentialRow.kind != Kind.KEY, CredentialRow.organization_id.is_not(None)),
        )
        await self._session.execute(query.values(revoked_at=now))

    async def keys(
        self, user_id: str, organization_id: str | None = None
    ) -> Sequence[CredentialRow]:
        """A user's API keys that are not revoked, of one organization or all, oldest first."""
        query = select(CredentialRow).where(
            CredentialRow.user_id == user_id,
            CredentialRow.kind == Kind.KEY,
            CredentialRow.revoked_at.is_(None),
        )
        if organization_id is not None:
            query = query.where(CredentialRow.organization_id == organization_id)
        return (await self._session.scalars(query.order_by(CredentialRow.id))).all()

    async def sign_ins(self, user_id: str, now: datetime) -> Sequence[CredentialRow]:
        """Browsers and programs in which a user is signed in, newest first."""
        query = select(CredentialRow).where(
            CredentialRow.user_id == user_id,
            CredentialRow.revoked_at.is_(None),
            CredentialRow.expires_at > now,
            or_(
                CredentialRow.kind == Kind.BROWSER,
                # One that was used has a successor.
                (CredentialRow.kind == Kind.REFRESH) & CredentialRow.used_at.is_(None),
            ),
        )
        return (await self._session.scalars(query.order_by(CredentialRow.id.desc()))).all()

    async def revoke(
        self,
        now: datetime,
        *,
        user_id: str | None = None,
        family_id: str | None = None,
        credential_id: str | None = None,
        organization_id: str | None = None,
        kinds: Sequence[Kind] = (),
        but_family_id: str | None = None,
    ) -> int:
        """Revoke all secrets that are named by everything that is given; gives how many."""
        query = update(CredentialRow).where(CredentialRow.revoked_at.is_(None))
        if user_id is not None:
            query = query.where(CredentialRow.user_id == user_id)
        if family_id is not None:
            query = query.where(CredentialRow.family_id == family_id)
        if credential_id is not None:
            query = query.where(CredentialRow.id == credential_id)
        if organization_id is not None:
            query = query.where(CredentialRow.organization_id == organization_id)
        if but_family_id is not None:
            query = query.where(CredentialRow.family_id != but_family_id)
        if kinds:
            query = query.where(CredentialRow.kind.in_([str(kind) for kind in kinds]))
        return await changed(self._session, query.values(revoked_at=now))

    async def forget(self, before: datetime) -> None:
        """Drop secrets that expired or were revoked before that time."""
        query = delete(CredentialRow).where(
            or_(CredentialRow.expires_at < before, CredentialRow.revoked_at < before)
        )
        await self._session.execute(query)
