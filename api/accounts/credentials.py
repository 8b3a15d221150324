"""Making secrets that stand for a user, and using those up that are good once."""

from datetime import UTC, datetime, timedelta

from api.accounts.models import CredentialRow, UserRow
from api.accounts.repository import AccountRepository
from api.accounts.schemas import TokensOut
from api.accounts.secrets import LIFETIMES, Secret, digest_of
from api.core.errors import Unauthenticated
from api.core.identifiers import new_id
from api.core.viewer import EVERYTHING, Kind, Scope

_NO_ENTRY = "This link was used before or is too old; start the server again."


async def issue(
    accounts: AccountRepository,
    user_id: str,
    kind: Kind,
    *,
    label: str = "",
    organization_id: str | None = None,
    scopes: frozenset[Scope] = EVERYTHING,
    lifetime: timedelta | None = None,
    family_id: str | None = None,
    made_by: str | None = None,
) -> tuple[Secret, CredentialRow]:
    """Make a secret for a user and keep its digest."""
    secret = Secret.new(kind)
    credential_id = new_id()
    row = CredentialRow(
        id=credential_id,
        user_id=user_id,
        organization_id=organization_id,
        made_by=made_by,
        kind=kind.value,
        digest=secret.digest,
        family_id=family_id or credential_id,
        label=label,
        scopes=sorted(scopes),
        created_at=datetime.now(UTC),
        expires_at=datetime.now(UTC) + (lifetime or LIFETIMES[kind]),
    )
    await accounts.add(row)
    return secret, row


async def use_entry(accounts: AccountRepository, secret: str) -> UserRow:
    """Use up an entry and give its user; Unauthenticated if it is none, or used before."""
    row, user = await _entry(accounts, secret)
    if not await accounts.use(row.id, datetime.now(UTC)):
        raise Unauthenticated(_NO_ENTRY)
    return user


async def entry_user(accounts: AccountRepository, secret: str) -> UserRow:
    """The user of an entry, which is not used up; errors as `use_entry`."""
    return (await _entry(accounts, secret))[1]


async def _entry(accounts: AccountRepository, secret: str) -> tuple[CredentialRow, UserRow]:
    found = await accounts.opened_by(digest_of(secret), datetime.now(UTC))
    if found is None or found[0].kind != Kind.ENTRY or found[0].used_at is not None:
        raise Unauthenticated(_NO_ENTRY)
    return found


async def pair(accounts: AccountRepository, user_id: str, family_id: str) -> TokensOut:
    """A pair of tokens of one sign-in."""
    access, _ = await issue(accounts, user_id, Kind.ACCESS, family_id=family_id)
    refresh, _ = await issue(accounts, user_id, Kind.REFRESH, family_id=family_id)
    return TokensOut(
        access_token=access.text,
        refresh_token=refresh.text,
        token_type="bearer",  # noqa: S106 - the kind of token, as RFC 6750 names it
        expires_in=round(LIFETIMES[Kind.ACCESS].total_seconds()),
    )
