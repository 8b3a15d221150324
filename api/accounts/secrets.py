"""Secrets that stand for a user: opaque, revocable, and kept as digests only."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from pwdlib import PasswordHash

from api.accounts.hash_queue import HASHES_WAITING, HashQueue
from api.core.viewer import Kind

_SECRET_BYTES = 32
_passwords = PasswordHash.recommended()
_queue = HashQueue()


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
