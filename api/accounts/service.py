"""Signing in and out, and the secrets that stand for a user."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.credentials import issue, pair, use_entry
from api.accounts.devices import Caller, DeviceCookie, known_device, new_device
from api.accounts.models import CredentialRow, UserRow
from api.accounts.password_tries import PasswordTries
from api.accounts.repository import AccountRepository, Holder
from api.accounts.schemas import (
    KeyIn,
    KeyOut,
    KeysOut,
    MePatch,
    NewKeyOut,
    PasswordIn,
    RefreshIn,
    SignInIn,
    SignInOut,
    SignInsOut,
    TokensOut,
    UserOut,
)
from api.accounts.secrets import digest_of, hash_password, password_fits
from api.audit.log import AuditLog
from api.core.batching import Batcher
from api.core.csrf import csrf_token
from api.core.errors import Forbidden, NotFound, Unauthenticated
from api.core.identifiers import new_id
from api.core.rate_limit import Limit, Limiter
from api.core.viewer import Kind, Scope, Viewer
from api.db.engine import Database

_log = logging.getLogger(__name__)
_ASKING = {Kind.BROWSER, Kind.ACCESS, Kind.KEY}
_WRONG = "The e-mail address or the password is wrong."
_NO_REFRESH = "The refresh token is not valid; sign in again."
_WRONG_OLD = "The old password is wrong."
_KEPT_AFTER_END = timedelta(days=30)
_LASTING = {Kind.BROWSER, Kind.KEY}
_NOTED_EVERY = timedelta(hours=1)
_SIGNED_IN = (Kind.BROWSER, Kind.ACCESS, Kind.REFRESH)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A password that fitted: whose it is, its hash, and the device if it is new."""

    user_id: str
    password_hash: str = field(repr=False)
    new_device: DeviceCookie | None


class AccountService:
    """Accounts.

    Parameters
    ----------
    database
        Where they are kept.
    limiter
        Counts wrong passwords and refreshed tokens.

    Attributes
    ----------
    tries
        Compares passwords of people who are not signed in.
    """

    def __init__(self, database: Database, limiter: Limiter) -> None:
        self._database = database
        self._limiter = limiter
        self.tries = PasswordTries(limiter)
        self._holders: Batcher[str, Holder | None] = Batcher(self._held)

    async def viewer(self, secret: str) -> Viewer:
        """Who asks with that secret; Unauthenticated if it opens nothing (any more)."""
        found = await self._holders.ask(digest_of(secret))
        if found is None or found.kind not in _ASKING:
            raise Unauthenticated("The token or key is not valid, or no longer; sign in again.")
        kind = Kind(found.kind)
        await self._note_use(found, kind)
        return Viewer(
            found.user_id,
            found.credential_id,
            kind,
            frozenset(Scope(scope) for scope in found.scopes),
            found.organization_id,
            csrf_token(secret) if kind is Kind.BROWSER else None,
        )

    async def sign_in(
        self, body: SignInIn, caller: Caller
    ) -> tuple[TokensOut, DeviceCookie | None]:
        """Exchange a password for tokens.

        Returns
        -------
        tuple
            The tokens, and the cookie of the device if it is new.

        Raises
        ------
        Unauthenticated
            If address and password do not fit, without saying which.
        TooMany
            If it was tried too often.
        Busy
            If too many others are signing in.
        """
        checked = await self._checked(body, caller)
        async with self._database.writing() as session:
            accounts = await _still(session, checked)
            AuditLog(session).note("account.signed_in", user_id=checked.user_id)
            tokens = await pair(accounts, checked.user_id, new_id())
        return tokens, checked.new_device

    async def sign_in_browser(
        self, body: SignInIn, caller: Caller
    ) -> tuple[str, DeviceCookie | None]:
        """Exchange a password for a browser's secret; answer and errors as `sign_in`."""
        checked = await self._checked(body, caller)
        async with self._database.writing() as session:
            secret = await _browser_secret(await _still(session, checked), session, checked.user_id)
        return secret, checked.new_device

    async def browser_secret(self, user_id: str) -> str:
        """A new secret for a browser in which that user is signed in."""
        async with self._database.writing() as session:
            return await _browser_secret(AccountRepository(session), session, user_id)

    async def refresh(self, body: RefreshIn) -> TokensOut:
        """Exchange a refresh token for the next pair.

        Raises
        ------
        TooMany
            If the account does it too often.
        Unauthenticated
            If it is not valid. One that was used before has been copied by somebody: then all
            tokens that came of that sign-in are revoked.
        """
        now = _now()
        async with self._database.writing() as session:
            accounts = AccountRepository(session)
            found = await accounts.opened_by(digest_of(body.refresh_token), now)
            if found is None or found[0].kind != Kind.REFRESH:
                raise Unauthenticated(_NO_REFRESH)
            row = found[0]
            await self._limiter.take(Limit.REFRESHES, row.user_id)
            if not await accounts.use(row.id, now):
                await session.refresh(row)
                if row.used_at is None:
                    # A new password has ended it since it was looked up.
                    raise Unauthenticated(_NO_REFRESH)
                await accounts.revoke(now, family_id=row.family_id)
                AuditLog(session).note("account.refresh_reused", user_id=row.user_id)
                fresh = None
            else:
                await accounts.revoke(now, family_id=row.family_id, kinds=[Kind.ACCESS])
                # In this transaction: who uses the token at the same time ends this pair too.
                fresh = await pair(accounts, row.user_id, row.family_id)
        if fresh is None:
            raise Unauthenticated("The refresh token was used before; sign in again.")
        return fresh

    async def sign_out(self, viewer: Viewer) -> None:
        """Revoke the secret that asks, and what came of the same sign-in."""
        async with self._database.writing() as session:
            accounts = AccountRepository(session)
            row = await session.get(CredentialRow, viewer.credential_id)
            if row is not None:
                await accounts.revoke(_now(), family_id=row.family_id)
            AuditLog(session).note("account.signed_out", user_id=viewer.user_id)

    async def user(self, viewer: Viewer) -> UserOut:
        """Who asks."""
        async with self._database.reading() as session:
            row = await AccountRepository(session).user(viewer.user_id)
        if row is None:
            raise Unauthenticated("This account is gone.")
        return UserOut.of(row)

    async def change(self, viewer: Viewer, body: MePatch) -> UserOut:
        """Change the name of the account; profiles keep theirs."""
        _by_person(viewer)
        async with self._database.writing() as session:
            row = await AccountRepository(session).user(viewer.user_id)
            if row is None:
                raise Unauthenticated("This account is gone.")
            row.name = body.name
        return UserOut.of(row)

    async def sign_ins(self, viewer: Viewer) -> SignInsOut:
        """Everywhere that the user is signed in by password; not for a key of one organization."""
        if viewer.organization_id is not None:
            raise Forbidden("This key opens one organization only; sign in to see that.")
        async with self._database.reading() as session:
            accounts = AccountRepository(session)
            rows = await accounts.sign_ins(viewer.user_id, _now())
            asking = await session.get(CredentialRow, viewer.credential_id)
        family = None if asking is None else asking.family_id
        return SignInsOut(items=[_sign_in(row, family) for row in rows])

    async def sign_out_elsewhere(self, viewer: Viewer) -> None:
        """End all sign-ins but the one that asks; API keys stay."""
        _by_person(viewer)
        async with self._database.writing() as session:
            accounts = AccountRepository(session)
            asking = await session.get(CredentialRow, viewer.credential_id)
            kept = None if asking is None else asking.family_id
            await accounts.revoke(
                _now(), user_id=viewer.user_id, kinds=_SIGNED_IN, but_family_id=kept
            )
            AuditLog(session).note("account.signed_out_elsewhere", user_id=viewer.user_id)

    async def change_password(self, viewer: Viewer, body: PasswordIn) -> None:
        """Change the password and sign out everywhere else; Forbidden if the old one is wrong."""
        _by_person(viewer)
        async with self._database.reading() as session:
            row = await AccountRepository(session).user(viewer.user_id)
        old = None if row is None else row.password_hash
        if old is None or not await password_fits(body.old, old):
            raise Forbidden(_WRONG_OLD)
        hashed = await hash_password(body.new)
        async with self._database.writing() as session:
            accounts = AccountRepository(session)
            if not await accounts.change_password(viewer.user_id, old, hashed):
                # A reset link has set another one meanwhile.
                raise Forbidden(_WRONG_OLD)
            ended = (*_SIGNED_IN, Kind.RESET)
            await accounts.revoke(_now(), user_id=viewer.user_id, kinds=ended)
            AuditLog(session).note("account.password_changed", user_id=viewer.user_id)

    async def make_key(self, viewer: Viewer, body: KeyIn) -> NewKeyOut:
        """Make an API key; whether the user belongs to the organization the caller has asked."""
        _by_person(viewer)
        async with self._database.writing() as session:
            accounts = AccountRepository(session)
            secret, row = await issue(
                accounts,
                viewer.user_id,
                Kind.KEY,
                label=body.label,
                organization_id=body.organization_id,
                scopes=frozenset(Scope(scope) for scope in body.scopes),
                lifetime=timedelta(days=body.days),
            )
            AuditLog(session).note(
                "key.made",
                user_id=viewer.user_id,
                organization_id=body.organization_id,
                subject=f"key:{row.id}",
            )
        return NewKeyOut(**KeyOut.of(row).model_dump(), secret=secret.text)

    async def keys(self, viewer: Viewer) -> KeysOut:
        """The user's keys; a key of one organization sees those of that one."""
        async with self._database.reading() as session:
            rows = await AccountRepository(session).keys(viewer.user_id, viewer.organization_id)
        return KeysOut(items=[KeyOut.of(row) for row in rows])

    async def revoke_key(self, viewer: Viewer, key_id: str) -> None:
        """Revoke one of the user's keys; NotFound if there is none of that id."""
        async with self._database.writing() as session:
            done = await AccountRepository(session).revoke(
                _now(),
                user_id=viewer.user_id,
                credential_id=key_id,
                organization_id=viewer.organization_id,
                kinds=[Kind.KEY],
            )
            if not done:
                raise NotFound(f"You have no key {key_id}.")
            AuditLog(session).note("key.revoked", user_id=viewer.user_id, subject=f"key:{key_id}")

    async def entry(self) -> str:
        """A secret that signs in once whoever set the server up, for the link it prints."""
        async with self._database.writing() as session:
            accounts = AccountRepository(session)
            owner = _there(await accounts.first())
            secret, _ = await issue(accounts, owner.id, Kind.ENTRY)
        return secret.text

    async def enter(self, secret: str) -> str:
        """Exchange an entry for a browser's secret; Unauthenticated if it was used before."""
        async with self._database.writing() as session:
            user_id = (await use_entry(AccountRepository(session), secret)).id
        return await self.browser_secret(user_id)

    async def local_key(self) -> str:
        """A key of whoever set the server up, for programs of the same person on this machine."""
        async with self._database.writing() as session:
            accounts = AccountRepository(session)
            owner = _there(await accounts.first())
            secret, _ = await issue(
                accounts, owner.id, Kind.KEY, label="this machine", lifetime=timedelta(days=30)
            )
        return secret.text

    async def revoke_secret(self, secret: str) -> None:
        """Revoke a secret by its text."""
        async with self._database.writing() as session:
            accounts = AccountRepository(session)
            found = await accounts.opened_by(digest_of(secret), _now())
            if found is not None:
                await accounts.revoke(_now(), credential_id=found[0].id)

    async def forget_old(self) -> None:
        """Drop secrets that have been of no use for a month."""
        async with self._database.writing() as session:
            await AccountRepository(session).forget(_now() - _KEPT_AFTER_END)

    async def _note_use(self, found: Holder, kind: Kind) -> None:
        """Note now and then that a key or browser is in use; who asks is answered in any case."""
        now = _now()
        if kind not in _LASTING or (found.used_at and now - found.used_at < _NOTED_EVERY):
            return
        try:
            async with self._database.writing() as session:
                await AccountRepository(session).used(found.credential_id, now)
        except SQLAlchemyError as error:
            _log.warning("the use of a key is not noted: %s", type(error).__name__)

    async def _held(self, digests: Sequence[str]) -> list[Holder | None]:
        async with self._database.asking() as connection:
            found = await AccountRepository.holders(connection, digests, _now())
        return [found.get(digest) for digest in digests]

    async def _checked(self, body: SignInIn, caller: Caller) -> _Checked:
        async with self._database.reading() as session:
            row = await AccountRepository(session).by_email(body.email)
        kept = None if row is None else row.password_hash
        fits = await self.tries.fits(caller, body.email, body.password, kept)
        if row is None or kept is None or not fits or row.disabled_at is not None:
            raise Unauthenticated(_WRONG)
        is_known = known_device(caller, body.email, kept) is not None
        return _Checked(row.id, kept, None if is_known else new_device(body.email, kept))


async def _still(session: AsyncSession, checked: _Checked) -> AccountRepository:
    """The accounts of a transaction in which a checked password still holds.

    Raises
    ------
    Unauthenticated
        If another password was set while this one was checked.
    """
    accounts = AccountRepository(session)
    kept = checked.password_hash
    if not await accounts.change_password(checked.user_id, kept, kept):
        raise Unauthenticated(_WRONG)
    return accounts


async def _browser_secret(accounts: AccountRepository, session: AsyncSession, user_id: str) -> str:
    secret, _ = await issue(accounts, user_id, Kind.BROWSER)
    AuditLog(session).note("account.signed_in", user_id=user_id)
    return secret.text


def _sign_in(row: CredentialRow, asking_family: str | None) -> SignInOut:
    return SignInOut.model_validate(
        {
            "id": row.id,
            "kind": row.kind,
            "created_at": row.created_at,
            "used_at": row.used_at,
            "expires_at": row.expires_at,
            "asking": row.family_id == asking_family,
        }
    )


def _by_person(viewer: Viewer) -> None:
    if viewer.kind is Kind.KEY:
        raise Forbidden("A key may not do that; sign in with a password.")


def _there(owner: UserRow | None) -> UserRow:
    if owner is None:
        raise NotFound("This server has no account yet.")
    return owner


def _now() -> datetime:
    return datetime.now(UTC)
