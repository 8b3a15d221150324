"""Members of a club, or an attacker, who send requests at a steady rate, as one process.

Run as ``python -m tests.benchmarks.paced``: an `Order` comes as JSON by the standard input, and
what was answered goes out by the standard output. It speaks HTTP itself, because a client library
would take more of the machine than the server that is measured.
"""

import asyncio
import base64
import json
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from itertools import count

from tests.benchmarks.senders import STREAM, chunk

CUT_OFF = "cut off"
"""In place of a status, where the server closed the connection before the body was sent."""
_LATE_S = 0.001
_BIG_BYTES = 900_000
"""Below the limit of a body of somebody who sends an Authorization header."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is sent, and where to.

    `members` gives the key and the recording of each member, who has a connection; without any, an
    attacker sends `attacks_per_s` over `connections`, some for the account `email`. `first` is the
    number of the first chunk.
    """

    port: int
    seconds: float
    members: tuple[tuple[str, str], ...] = ()
    first: int = 0
    chunk_bytes: int = 20_000
    connections: int = 6
    attacks_per_s: float = 200.0
    email: str = ""


@dataclass(slots=True)
class Answers:
    """How often each status was answered to requests of one kind, and how long each answer took."""

    statuses: dict[str, int] = field(default_factory=dict)
    latencies_s: list[float] = field(default_factory=list)


Request = tuple[str, bytes]
"""A kind and the bytes."""


async def run(order: Order) -> dict[str, Answers]:
    """Send everything; gives what was answered by the kind of request."""
    answers: dict[str, Answers] = {}
    if order.members:
        # Each second a chunk and a list.
        plans = [(_of_member(order, *member), 0.5) for member in order.members]
    else:
        attack = _of_attacker(order)
        plans = [(attack, order.connections / order.attacks_per_s)] * order.connections
    until_s = time.perf_counter() + order.seconds
    async with asyncio.TaskGroup() as group:
        for number, (requests, interval_s) in enumerate(plans):
            delay_s = interval_s * number / len(plans)
            group.create_task(_send(order.port, requests, interval_s, delay_s, until_s, answers))
    return answers


async def _send(
    port: int,
    requests: Iterator[Request],
    interval_s: float,
    delay_s: float,
    until_s: float,
    answers: dict[str, Answers],
) -> None:
    """Send one request after the other over one connection, each not before its time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    due_s = time.perf_counter() + delay_s
    while due_s < until_s:
        if (wait_s := due_s - time.perf_counter()) > _LATE_S:
            await asyncio.sleep(wait_s)
        # Who is late catches up, as an attacker would and a phone with a backlog does.
        due_s = max(due_s + interval_s, time.perf_counter() - 1.0)
        kind, request = next(requests)
        found = answers.setdefault(kind, Answers())
        began_s = time.perf_counter()
        status, is_open = await _answered(reader, writer, request)
        found.latencies_s.append(time.perf_counter() - began_s)
        found.statuses[status] = found.statuses.get(status, 0) + 1
        if not is_open:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def _answered(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[str, bool]:
    """The status of the answer, and whether the connection can be used again."""
    try:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next(line for line in head.split("\r\n") if line.startswith("content-length:"))
        await reader.readexactly(int(length.partition(":")[2]))
    except (ConnectionError, asyncio.IncompleteReadError):
        return CUT_OFF, False
    return head.split(" ", 2)[1], "connection: close" not in head


def _of_member(order: Order, key: str, recording_id: str) -> Iterator[Request]:
    for number in count(order.first):
        body = chunk(number, order.chunk_bytes)
        digest = base64.b64encode(sha256(body).digest()).decode()
        at = f"/v1/recordings/{recording_id}/streams/{STREAM}/chunks/{number}"
        sent = {"authorization": f"Bearer {key}", "content-digest": f"sha-256=:{digest}:"}
        yield "chunk", _request("PUT", at, body, **sent)
        yield "list", _request("GET", "/v1/sessions", authorization=f"Bearer {key}")


def _of_attacker(order: Order) -> Iterator[Request]:
    while True:
        for make in _ATTACKS:
            yield make.__name__.strip("_").replace("_", " "), make(order)


def _sign_in_of_a_member(order: Order) -> bytes:
    return _json("/v1/auth/token", {"email": order.email, "password": secrets.token_hex(8)})


def _sign_in_of_anybody(order: Order) -> bytes:
    email = f"{secrets.token_hex(4)}@example.org"
    return _json("/v1/auth/token", {"email": email, "password": secrets.token_hex(8)})


def _sign_in_by_form(order: Order) -> bytes:
    body = f"email={order.email}&password={secrets.token_hex(8)}".encode()
    form = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
    return _request("POST", "/sign-in", body, **form)


def _junk_token(order: Order) -> bytes:
    return _request("GET", "/v1/sessions", authorization=f"Bearer {_made_up('access')}")


def _junk_token_with_a_big_chunk(order: Order) -> bytes:
    at = f"/v1/recordings/01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e11/streams/{STREAM}/chunks/0"
    return _request("PUT", at, bytes(_BIG_BYTES), authorization=f"Bearer {_made_up('access')}")


def _junk_token_with_a_big_file(order: Order) -> bytes:
    part = b'--b\r\ncontent-disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'
    form = {"content-type": "multipart/form-data; boundary=b"}
    body = part + bytes(_BIG_BYTES) + b"\r\n--b--\r\n"
    return _request(
        "POST", "/v1/recordings", body, authorization=f"Bearer {_made_up('key')}", **form
    )


@cache
def _big_sign_in(order: Order) -> bytes:
    return _json("/v1/auth/token", {f"field{number}": 1 for number in range(10_000)})


@cache
def _unknown_fields(order: Order) -> bytes:
    return _json("/v1/auth/refresh", {f"field{number}": 1 for number in range(2_000)})


def _junk_refresh_token(order: Order) -> bytes:
    return _json("/v1/auth/refresh", {"refresh_token": _made_up("refresh")})


def _junk_share(order: Order) -> bytes:
    return _request("GET", f"/shared/{_made_up('share')}", accept="text/html")


_ATTACKS: tuple[Callable[[Order], bytes], ...] = (
    _sign_in_of_a_member,
    _junk_token,
    _junk_share,
    _sign_in_of_anybody,
    _junk_token_with_a_big_chunk,
    _junk_refresh_token,
    _sign_in_by_form,
    _junk_token_with_a_big_file,
    _big_sign_in,
    _unknown_fields,
)


def _made_up(kind: str) -> str:
    return f"calf_{kind}_{secrets.token_urlsafe(32)}"


def _json(path: str, body: object) -> bytes:
    sent = {"content-type": "application/json"}
    return _request("POST", path, json.dumps(body).encode(), **sent)


def _request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: calf.test", f"content-length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


if __name__ == "__main__":
    given = json.load(sys.stdin)
    given["members"] = tuple(map(tuple, given["members"]))
    found = asyncio.run(run(Order(**given)))
    print(json.dumps({kind: asdict(answers) for kind, answers in found.items()}))  # noqa: T201
