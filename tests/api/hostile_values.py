"""Texts, numbers and times that programs stumble over, by what a parameter takes."""

import base64
import json
import random
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, get_args
from urllib.parse import quote

LONG = 9_000
CHARACTERS = (
    "\0", "\ud800", "\udfff", "\ufffe", "\U0010ffff", "\u202e", "\u05d0", "\u0301", "\u200d",
    "\ufeff", "\r\n", "\x1b", "%", "'", '"', "\\", "<", "{", "/", "..", "\t", "é", "1", "a", " ",
)  # fmt: skip
TIMES = (
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-12:00", "2026-11-22T24:00:00Z",
    "2016-12-31T23:59:60Z", "2026-02-30T00:00:00Z", "2026-11-22T09:30:00+23:59", "99999999999999",
    "-99999999999999", "1e400", "-0", "NaN", "0000-00-00T00:00:00Z", "+10000-01-01T00:00:00Z",
)  # fmt: skip
DATES = ("0001-01-01", "9999-12-31", "0000-01-01", "10000-01-01", "2026-02-30", "1e9", "-719162")
NUMBERS = (
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "9" * 400, "1e308",
    "1e400", "-1e308", "NaN", "Infinity", "-0.0", "5e-324", "0x10", "\u0661",
)  # fmt: skip
ENCODED = ("%00", "%ff%fe", "%ed%a0%80", "%E2%80%AE%D7%90", "%", "%zz", "a" * LONG, "", "..%2f")
"""Texts of an address, as they stand in it."""
FORM = ("%00", "%ff", "%ed%a0%80", "%E2%80%AE", "0001-01-01", "9999-12-31", "9" * 400, "a" * LONG)
"""Values of a form's field, encoded."""
JSON_KEYS = ("\ud800", "\0", "a" * LONG)
HEADERS = (
    "accept", "accept-language", "authorization", "content-type", "content-digest", "cookie",
    "host", "if-none-match", "last-event-id", "range", "sec-fetch-site", "user-agent",
    "x-csrf-token", "x-forwarded-for", "x-request-id",
)  # fmt: skip
IN_HEADERS = (b"\xff\xfe", b"\xed\xa0\x80", b"%00", b"a" * LONG, b"", b'"', b"=?utf-8?q?=00?=")


def cursors() -> Iterator[str]:
    """Cursors that no list gave."""
    places: tuple[Any, ...] = (
        *TIMES, 2**63 - 1, 2**63, -(2**63), 10**400, 1.5, True, None, [], {}, "2026-11-22",
    )  # fmt: skip
    for place in places:
        for syncs in (True, False):
            yield _cursor([place, "x", syncs])
    for row_id in ("\ud800", "\0", "\u05d0", "a" * 300, 1, None, ["x"]):
        yield _cursor(["2026-11-22T09:30:00+00:00", row_id, False])
        yield _cursor([1, row_id, True])
    for packed in ([], [1, 2], {"a": 1}, "x", 1, None, [[[[]]], "x", True]):
        yield _cursor(packed)
    yield from ("W10", "%ff%fe", "====", "a" * 301, "bm9uZQ==", quote("é\u05d0"))


def _cursor(packed: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(packed).encode()).decode()


def in_address(name: str, kind: Any) -> list[str]:
    """Values of a parameter of an address, encoded."""
    if name == "cursor":
        return list(cursors())
    kinds = _kinds(kind)
    if datetime in kinds:
        return [quote(text) for text in TIMES]
    if date in kinds:
        return [quote(text) for text in DATES]
    if kinds & {int, float}:
        return [quote(text) for text in NUMBERS]
    return list(ENCODED)


def in_json(kind: Any = None) -> list[Any]:
    """Values of a field of a JSON body."""
    texts: list[Any] = ["\ud800", "a\0b", "\u202e\u05d0\ufffe\U0010ffff", "a" * LONG]
    kinds = _kinds(kind)
    if datetime in kinds:
        texts += TIMES
    if date in kinds:
        texts += DATES
    return [*texts, 10**400, 1.7e308, -1, True, [], {"\ud800": "\0"}, ["\ud800"], [[[[None]]]]]


def random_text(source: random.Random) -> str:
    """A text of hostile characters, or a time or number with one put into it."""
    stem = source.choice(("", "", source.choice(TIMES), source.choice(DATES), NUMBERS[0]))
    more = "".join(source.choices(CHARACTERS, k=source.randint(0 if stem else 1, 6)))
    where = source.randint(0, len(stem))
    return stem[:where] + more + stem[where:]


def _kinds(kind: Any) -> set[Any]:
    """The types that an annotation is made of."""
    inside = get_args(kind)
    return {kind, *(found for part in inside for found in _kinds(part))} if inside else {kind}
