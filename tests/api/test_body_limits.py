"""Bodies of requests: unread before authentication, small for strangers, cheap where invalid."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message

from api.core.body_limits import ANONYMOUS_BYTES, JSON_VALUES, Body, parsed_json
from api.core.routing import Route
from tests.api.house import House, opened
from tests.api.route_table import TABLE, Kind, routes_of
from tests.api.viewing import DEADLINE_S, served


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A server on SQLite: the database has no part in how bodies are read."""
    async with opened(tmp_path, request_rate="100000/minute") as running:
        yield running


_ANYBODY = {Kind.PUBLIC, Kind.MACHINE}
_UNPARSABLE = b"[" * 2_000_000
_UPLOAD_TYPE = "multipart/form-data; boundary=x"


def _signed_in_routes(house: House) -> Iterator[str]:
    return (route for route in routes_of(house.app) if TABLE[route].kind not in _ANYBODY)


async def _asked(
    house: House, route: str, content_type: str, secret: dict[str, str], address: str
) -> tuple[int, dict[str, str], int]:
    """Status and headers of an answer to a stranger, and how often the body was asked for."""
    method, _, path = route.partition(" ")
    headers = {
        "host": "calf.test",
        "accept": "text/html",
        "content-type": content_type,
        "content-length": str(len(_UNPARSABLE)),
        **secret,
    }
    received = 0
    sent: list[Message] = []

    async def receive() -> Message:
        nonlocal received
        received += 1
        return {"type": "http.request", "body": _UNPARSABLE, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path.replace("{", "").replace("}", ""),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": ("calf.test", 80),
        "client": (address, 1),
    }
    await house.app(scope, receive, send)
    return sent[0]["status"], dict(Headers(raw=sent[0]["headers"])), received


@pytest.mark.parametrize(
    "secret",
    [{}, {"authorization": "Bearer made-up"}, {"cookie": "calf_session=made-up"}],
    ids=["nothing", "token", "cookie"],
)
@pytest.mark.parametrize("content_type", ["application/json", _UPLOAD_TYPE])
async def test_a_stranger_is_refused_before_the_body_is_read(
    house: House, content_type: str, secret: dict[str, str]
) -> None:
    answers = {
        route: await _asked(house, route, content_type, secret, f"10.1.0.{number % 250}")
        for number, route in enumerate(_signed_in_routes(house))
    }

    assert len(answers) > 100
    assert {route: received for route, (_, _, received) in answers.items() if received} == {}
    for route, (status, headers, _) in answers.items():
        page = route.startswith("GET /") and not route.startswith("GET /v1/")
        if page and status == 303:
            assert headers["location"].startswith("/sign-in"), route
        else:
            assert status == 401, route
        assert headers["connection"] == "close", route


def _api_routes(routes: Iterable[Any]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):
            yield from _api_routes(route.original_router.routes)


def test_every_route_is_of_the_class_that_authenticates_first(house: House) -> None:
    other = [route for route in _api_routes(house.app.routes) if not isinstance(route, Route)]

    assert [route.path for route in other] == []


async def test_a_made_up_token_does_not_send_an_upload(house: House) -> None:
    async with served(house.app) as url, asyncio.timeout(DEADLINE_S):
        host, _, port = url.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        head = (
            "POST /v1/recordings HTTP/1.1",
            f"Host: {host}",
            "Authorization: Bearer made-up",
            f"Content-Type: {_UPLOAD_TYPE}",
            "Content-Length: 190000000",
        )
        writer.write("\r\n".join((*head, "", "--x\r\n")).encode())
        answer = await reader.read()
        writer.close()

    assert answer.startswith(b"HTTP/1.1 401 ")


async def test_a_thousand_unknown_fields_get_a_short_answer(house: House) -> None:
    body = json.dumps({f"{number}{'x' * 400}": number for number in range(2000)})
    headers = {"content-type": "application/json"}

    answer = await house.client.post("/v1/organizations", content=body, headers=headers)

    assert answer.status_code == 422
    problem = answer.json()
    assert len(problem["errors"]) == 20
    assert problem["detail"].endswith("; and 1981 more")
    assert len(answer.content) < 10_000


async def test_a_body_of_too_many_values_is_refused(house: House) -> None:
    body = json.dumps({str(number): number for number in range(JSON_VALUES + 1)})
    headers = {"content-type": "application/json"}

    answer = await house.client.post("/v1/organizations", content=body, headers=headers)

    assert answer.status_code == 422
    assert f"more than {JSON_VALUES} values" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (_UPLOAD_TYPE, b'--x\r\nContent-Disposition: form-data; name="%d"\r\n\r\n\r\n'),
        (
            _UPLOAD_TYPE,
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="%d"\r\n\r\n\r\n',
        ),
        ("application/x-www-form-urlencoded", b"f%d=1&"),
    ],
    ids=["fields", "files", "urlencoded"],
)
async def test_a_form_of_too_many_parts_is_refused(
    house: House, content_type: str, body: bytes
) -> None:
    parts = b"".join(body % number for number in range(1100)) + b"--x--\r\n"
    headers = {"content-type": content_type}

    answer = await house.client.post("/v1/recordings", content=parts, headers=headers)

    assert answer.status_code == 400


async def test_a_form_with_a_large_header_is_refused(house: House) -> None:
    header = b"X-Large: " + b"x" * 100_000
    part = (
        b'--x\r\nContent-Disposition: form-data; name="f"\r\n' + header + b"\r\n\r\n\r\n--x--\r\n"
    )
    headers = {"content-type": _UPLOAD_TYPE}

    answer = await house.client.post("/v1/recordings", content=part, headers=headers)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 5000,
        b'{"name": 99999999999999999999999}',
        b'{"name": NaN}',
        b'{"name": -Infinity}',
        b'{"name": 1e999}',
        b'{"name": "\\ud800"}',
        b'{"name": "x"} x',
        b"\xff",
        b"[" + b"0," * JSON_VALUES + b"0]",
    ],
    ids=lambda text: text[:18].decode("latin-1"),
)
def test_json_that_nothing_can_store_is_refused(text: bytes) -> None:
    with pytest.raises(json.JSONDecodeError):
        parsed_json(text)


@pytest.mark.parametrize(
    "value", [{}, [], "Müller", 1.5, -1, None, {"a": [{"b": True}, 2**63 - 1]}]
)
def test_other_json_is_read_as_it_was_written(value: Any) -> None:
    assert parsed_json(json.dumps(value).encode()) == value


class Sender:
    """Sends a body in pieces of a thousand bytes, as often as it is asked."""

    def __init__(self, pieces: int) -> None:
        self.left = pieces

    async def receive(self) -> Message:
        self.left -= 1
        return {"type": "http.request", "body": bytes(1000), "more_body": self.left > 0}


async def test_a_body_without_a_length_is_cut_off() -> None:
    sender = Sender(100)
    body = Body(Headers({"transfer-encoding": "chunked"}), sender.receive)

    for _ in range(ANONYMOUS_BYTES // 1000):
        await body.receive()
    with pytest.raises(HTTPException) as refused:
        await body.receive()

    assert refused.value.status_code == 413
    assert sender.left == 100 - ANONYMOUS_BYTES // 1000 - 1
    assert body.is_left_over


async def test_a_body_that_nobody_wants_ends_the_answer() -> None:
    sender = Sender(100)
    body = Body(Headers({"transfer-encoding": "chunked"}), sender.receive)
    body.answered = True

    types = [(await body.receive())["type"] for _ in range(18)]

    assert types == ["http.request"] * 16 + ["http.disconnect"] * 2


async def test_a_small_body_that_is_unread_keeps_the_connection(house: House) -> None:
    del house.client.headers["authorization"]
    answer = await house.client.post("/v1/organizations", json={"name": "Harbour"})

    assert answer.status_code == 401
    assert "connection" not in answer.headers
