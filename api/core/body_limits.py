"""How large the body of a request may be: little until it is known who sends it."""

import json
import math
from typing import Any, NamedTuple

from pydantic_core import from_json
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from api.core.errors import TooLarge

ANONYMOUS_BYTES = 16_384
"""The largest form without a sign-in, an invitation with name and password, has less than 2 kB."""
PLAIN_BYTES = 1_000_000
"""The largest JSON that a signed-in client sends, a long programme, has about 200 kB."""
FORM_OVERHEAD_BYTES = 64_000
"""What a form adds to the file in it: boundaries, headers, and fields of some hundred bytes."""
JSON_VALUES = 10_000
"""A long programme has about 3,000 values; ten thousand wrong ones are refused in 50 ms."""
_LENGTH_DIGITS = 18
"""More than any length that is sent; Python takes long to read numbers of thousands of digits."""
_LARGEST_INTEGER = 2**63
"""What the databases store."""


class Body:
    """The body of one request, which is cut off where it grows too large.

    At most `ANONYMOUS_BYTES` are taken until `allow` states another limit.

    Parameters
    ----------
    headers, receive
        Of the request.
    """

    def __init__(self, headers: Headers, receive: Receive) -> None:
        self._most_bytes = ANONYMOUS_BYTES
        self._overhead_bytes = 0
        self._receive = receive
        self._declared_bytes = _declared_bytes(headers)
        self._taken_bytes = 0
        self._whole = self._declared_bytes == 0
        self.answered = False

    def allow(self, most_bytes: int, overhead_bytes: int = 0) -> None:
        """Take a larger body; the overhead is taken too, but not mentioned to the client."""
        self._most_bytes = most_bytes
        self._overhead_bytes = overhead_bytes

    async def receive(self) -> Message:
        """The next message of the request.

        Raises
        ------
        HTTPException
            If the body is or says that it is too large. FastAPI turns any other error into a 400
            while it reads.
        """
        most_bytes = self._most_bytes + self._overhead_bytes
        if not self.answered and (self._declared_bytes or 0) > most_bytes:
            raise self._too_large()
        message = await self._receive()
        if message["type"] != "http.request":
            return message
        self._taken_bytes += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._taken_bytes <= most_bytes:
            return message
        if self.answered:
            # The answer is on its way and nobody wants the body: as if the client were gone.
            return {"type": "http.disconnect"}
        raise self._too_large()

    @property
    def is_left_over(self) -> bool:
        """Whether so much of the body is unread that the connection is not worth keeping."""
        if self._whole:
            return False
        declared = self._declared_bytes
        return declared is None or declared - self._taken_bytes > ANONYMOUS_BYTES

    def _too_large(self) -> HTTPException:
        limit = f"At most {self._most_bytes} bytes are taken in one request of that kind."
        return HTTPException(TooLarge.status, limit)


class LimitedRequest(Request):
    """A request whose JSON has a bounded number of values, and of numbers only what is stored."""

    async def json(self) -> Any:
        """The body's value; JSONDecodeError if it is not JSON that can be used."""
        if not hasattr(self, "_json"):
            self._json = parsed_json(await self.body())
        return self._json


def parsed_json(data: bytes) -> Any:
    """The value of a JSON text.

    Raises
    ------
    JSONDecodeError
        If it is not JSON in UTF-8, is nested more than 200 levels deep, has more than
        `JSON_VALUES` values, or has numbers that are not finite or whole ones beyond 64 bits.
    """
    # Each value but the first follows a comma or opens a list or object.
    if data.count(b",") + data.count(b"[") + data.count(b"{") > JSON_VALUES:
        raise json.JSONDecodeError(f"it has more than {JSON_VALUES} values", "", 0)
    try:
        value = from_json(data, allow_inf_nan=False)
    except ValueError as error:
        raise json.JSONDecodeError(str(error), "", 0) from None
    _check_numbers(value)
    return value


class _Place(NamedTuple):
    """Where a value is: under a name or number inside another value."""

    name: str | int
    parent: "_Place | None"

    def __str__(self) -> str:
        names, place = [str(self.name)], self.parent
        while place is not None:
            names.append(str(place.name))
            place = place.parent
        return ".".join(reversed(names))


def _check_numbers(value: Any) -> None:
    unchecked: list[tuple[_Place | None, Any]] = [(None, value)]
    while unchecked:
        place, value = unchecked.pop()
        if isinstance(value, dict):
            unchecked.extend((_Place(name, place), item) for name, item in value.items())
        elif isinstance(value, list):
            unchecked.extend((_Place(number, place), item) for number, item in enumerate(value))
        elif isinstance(value, float) and not math.isfinite(value):
            raise json.JSONDecodeError(f"{place or 'it'} is too large a number", "", 0)
        elif isinstance(value, int) and not -_LARGEST_INTEGER <= value < _LARGEST_INTEGER:
            raise json.JSONDecodeError(f"{place or 'it'} is too large a whole number", "", 0)


def _declared_bytes(headers: Headers) -> int | None:
    """The length that a request states; None if it has a body of unknown length."""
    if "transfer-encoding" in headers:
        return None
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() and len(length) <= _LENGTH_DIGITS else None
