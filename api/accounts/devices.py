"""Devices on which an account has signed in before, known by a cookie.

Wrong passwords are counted by account and device, so that a stranger who tries an account's
e-mail address does not lock its owner out (OWASP, "Slow down online guessing attacks with device
cookies", 2015). The cookie opens nothing; a new password makes it void.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from api.core.request_limits import DEVICE_COOKIE

MOST_DEVICE_COOKIES = 40
"""On one device: a class and its coaches. Each is 128 bytes of a header; proxies take 8 kB."""

DEVICE_LIFETIME_S = 365 * 24 * 3600
"""Athletes come back after a season."""

_ID_BYTES = 16
_NAME_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request without being signed in.

    Parameters
    ----------
    network
        Of the client's address.
    cookies
        What the client sends to show that it is a known device.
    is_counted
        Whether the request counts already in the limit of its network.
    """

    network: str
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class DeviceCookie:
    """Name and value of the cookie by which a device is known for one account."""

    name: str
    value: str = field(repr=False)


def new_device(email: str, password_hash: str) -> DeviceCookie:
    """The cookie of a new device of an account."""
    device_id = secrets.token_hex(_ID_BYTES)
    return DeviceCookie(_name(email), f"{device_id}.{_signature(device_id, email, password_hash)}")


def known_device(caller: Caller, email: str, password_hash: str | None) -> str | None:
    """The id of the device that a caller uses, if the account has signed in on it."""
    device_id, _, signature = caller.cookies.get(_name(email), "").partition(".")
    if password_hash is None or not signature:
        return None
    expected = _signature(device_id, email, password_hash)
    fits = hmac.compare_digest(expected.encode(), signature.encode())
    return device_id if fits else None


def _name(email: str) -> str:
    return DEVICE_COOKIE + sha256(email.encode()).hexdigest()[:_NAME_DIGITS]


def _signature(device_id: str, email: str, password_hash: str) -> str:
    # The hash holds a random salt that never leaves the server.
    text = f"device {device_id} {email}"
    return hmac.new(password_hash.encode(), text.encode(), sha256).hexdigest()
