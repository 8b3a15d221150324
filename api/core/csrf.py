"""Tokens that tell a page of this server from a page of any other site."""

import hmac
import secrets
from hashlib import sha256

_SALT_BYTES = 8


def csrf_token(browser_secret: str) -> str:
    """The token of a browser's sign-in; it never leaves the server."""
    return hmac.new(browser_secret.encode(), b"csrf", sha256).hexdigest()


def csrf_shown(token: str) -> str:
    """The form of the token that a page's forms carry, different in every answer.

    Pages are compressed, and the length of a compressed page that echoes what others sent would
    give away any text that is the same each time (BREACH, 2013).
    """
    salt = secrets.token_hex(_SALT_BYTES)
    return salt + _salted(token, salt.encode())


def csrf_fits(token: str, sent: str) -> bool:
    """Whether something sent is a form of the token that a page was given."""
    # As bytes: of text it compares ASCII alone, and what is sent may be anything.
    salt, rest = sent[: 2 * _SALT_BYTES].encode(), sent[2 * _SALT_BYTES :].encode()
    return hmac.compare_digest(_salted(token, salt).encode(), rest)


def _salted(token: str, salt: bytes) -> str:
    return hmac.new(token.encode(), salt, sha256).hexdigest()
