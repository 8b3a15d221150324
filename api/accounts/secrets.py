"""Secrets that stand for a user: opaque, revocable, and kept as digests only."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

from pwdlib import PasswordHash

from api.accounts.hash_queue import HASHES_WAITING, HashQueue

_SECRET_BYTES = 32
_SALT_BYTES = 8
_passwords = PasswordHash.recommended()
_queue = HashQueue()


class Kind(StrEnum):
    """What a secret is for."""

    BROWSER = "browser"
    ACCESS = "access"
    REFRESH = "refresh"
    KEY = "key"
    ENTRY = "entry"
    RESET = "reset"


class Scope(StrEnum):
    """What a secret lets its holder do, within what its user may."""

    READ = "read"
    WRITE = "write"
    MANAGE = "manage"


EVERYTHING = frozenset(Scope)

LIFETIMES = {
    Kind.BROWSER: timedelta(days=14),
    Kind.ACCESS: timedelta(minutes=15),
    Kind.REFRESH: timedelta(days=30),
    Kind.KEY: timedelta(days=365),
    Kind.ENTRY: timedelta(days=1),
    # Long enough to reach a person by telephone or mail, short enough that a lost link is harmless.
    Kind.RESET: timedelta(hours=24),
}
INVITATION_LIFETIME = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Secret:
    """A new secret: shown once, and the digest that is kept of it."""

    text: str
    digest: str

    @classmethod
    def new(cls, kind: str) -> "Secret":
        """Make one of 256 random bits; its prefix tells people and scanners what they found."""
        text = f"calf_{kind}_{secrets.token_urlsafe(_SECRET_BYTES)}"
        return cls(text, digest_of(text))


def digest_of(secret: str) -> str:
    """What is kept of a secret. Nobody guesses 256 bits, so one round without salt is enough."""
    return sha256(secret.encode()).hexdigest()


def csrf_token(browser_secret: str) -> str:
    """What tells a page that this server made for this sign-in from any other; shown to none."""
    return hmac.new(browser_secret.encode(), b"csrf", sha256).hexdigest()


def csrf_shown(token: str) -> str:
    """What a page's forms carry of it: something else in every answer.

    Pages are compressed, and the length of a compressed page that holds what others sent would
    tell of what stands in it each time (BREACH, 2013).
    """
    salt = secrets.token_hex(_SALT_BYTES)
    return salt + _salted(token, salt.encode())


def csrf_fits(token: str, sent: str) -> bool:
    """Whether something is what a page was given of a token."""
    # As bytes: of text it compares ASCII alone, and what is sent may be anything.
    salt, rest = sent[: 2 * _SALT_BYTES].encode(), sent[2 * _SALT_BYTES :].encode()
    return hmac.compare_digest(_salted(token, salt).encode(), rest)


def _salted(token: str, salt: bytes) -> str:
    return hmac.new(token.encode(), salt, sha256).hexdigest()


async def hash_password(password: str) -> str:
    """The Argon2id hash of a password; Busy if too many others wait for theirs."""
    return await _queue.run(lambda: _passwords.hash(password))


async def password_fits(
    password: str, kept: str | None, most_waiting: int = HASHES_WAITING
) -> bool:
    """Whether a password is the hashed one, after the same time where there is no hash.

    Raises
    ------
    Busy
        If `most_waiting` others wait already.
    """

    def compare() -> bool:
        if kept is None:
            _passwords.hash(password)
            return False
        return _passwords.verify(password, kept)

    return await _queue.run(compare, most_waiting)
