"""Logs: a line a request, and never a name, an address or a measured value."""

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from api.core import logs
from api.core.logs import JsonLines, OfRequest, Text, trace
from tests.api.house import House, force_csv

pytestmark = pytest.mark.usefixtures("backend")

MARKS = ("Zebedee", "zebedee@marker.test", "83.8117", "marker-password-1", "secret-entry")
PAIN = 7.7317


class Log:
    """What has been logged so far."""

    def __init__(self) -> None:
        self._sink = io.StringIO()
        self.handler = logging.StreamHandler(self._sink)
        self.handler.setFormatter(JsonLines())
        self.handler.addFilter(OfRequest())

    @property
    def text(self) -> str:
        return self._sink.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def requests(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if "route" in line]


@pytest.fixture
def log() -> Iterator[Log]:
    """Everything that is logged from now on."""
    made, root = Log(), logging.getLogger()
    before = root.level
    root.addHandler(made.handler)
    root.setLevel(logging.INFO)
    for name, level in logs.TALKATIVE.items():
        logging.getLogger(name).setLevel(level)
    yield made
    root.removeHandler(made.handler)
    root.setLevel(before)


async def test_every_request_is_one_line(house: House, log: Log) -> None:
    answer = await house.client.get(
        "/v1/sessions/nothing/curves?start_s=0.5", headers={"x-request-id": "a-1"}
    )

    (line,) = log.requests
    assert answer.headers["x-request-id"] == line["request_id"] == "a-1"
    assert (line["method"], line["route"]) == ("GET", "/v1/sessions/{session_id}/curves")
    assert line["status"] == 404
    assert line["ms"] > 0
    assert line["bytes_out"] == len(answer.content)
    assert line["credential"]
    assert line["message"].startswith("GET /v1/sessions/{session_id}/curves 404 ")


@pytest.mark.parametrize("sent", ["", "x" * 65, 'a"b', "a b", "ä", "a\tb"])
async def test_an_id_that_is_none_is_replaced(house: House, log: Log, sent: str) -> None:
    headers = {b"x-request-id": sent.encode()}
    answer = await house.client.get("/v1/health", headers=headers)

    given = answer.headers["x-request-id"]
    assert given != sent
    assert log.requests[0]["request_id"] == given


async def test_what_is_sent_is_never_logged(house: House, log: Log) -> None:
    name, email, mass, password, entry = MARKS
    ask = house.client
    bodies: list[dict[str, Any]] = [
        {"name": name, "email": email, "password": password},
        {"name": name, "mass_kg": float(mass), "pain": PAIN, "note": name},
        {"email": email, "password": password, "mass_kg": name},
    ]
    statuses = set()
    for path, methods in house.app.openapi()["paths"].items():
        if path.endswith(("/events", "/live")):
            continue
        filled = re.sub(r"{\w+}", name, path)
        for method in methods:
            for number, body in enumerate(bodies):
                # Most routes refuse these parameters, and look at nothing else then.
                query = {"entry": entry, "cursor": name, "athlete_id": email} if number else {}
                answer = await ask.request(method, filled, json=body, params=query)
                statuses.add(answer.status_code)
                if answer.status_code == 401:
                    # It has just signed itself out.
                    key = await house.services.accounts.local_key()
                    ask.headers["authorization"] = f"Bearer {key}"
    await house.session_of(force_csv(), f"{name}.csv")
    await house.session_of(force_csv(2), f"{email}.csv", exercise="calf_raise")
    await house.upload(b"not a recording", f"{name}.csv")
    await ask.get(f"/enter?entry={entry}&next=/{name}")
    await ask.post("/sign-in", data={"email": email, "password": password})
    await ask.get(f"/nowhere/{name}/{email}")

    assert {200, 404, 422} <= statuses
    assert len(log.requests) > 100
    for mark in (*MARKS, str(PAIN)):
        assert mark not in log.text


async def test_a_fault_is_logged_once_and_says_where_it_is_and_not_what_was_sent(
    house: House, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> None:
        try:
            int(MARKS[0])
        except ValueError as error:
            raise RuntimeError(f"mass {MARKS[2]}") from error

    monkeypatch.setattr(house.services.sessions, "take", breaks)

    answer = await house.upload(force_csv(), f"{MARKS[0]}.csv")

    faults = [line for line in log.lines if line["level"] == "ERROR"]
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] == faults[0]["request_id"]
    assert len(faults) == 1
    assert "builtins.RuntimeError" in faults[0]["exc_info"]
    assert "builtins.ValueError" in faults[0]["exc_info"]
    assert "upload_recording" in faults[0]["exc_info"]
    assert not any(mark in log.text for mark in MARKS)
    assert log.requests[0]["status"] == 500


async def test_a_statement_that_is_refused_does_not_give_its_values_away(
    house: House, log: Log
) -> None:
    async with house.services.database.engine.connect() as connection:
        try:
            await connection.exec_driver_sql(f"SELECT '{MARKS[0]}' FROM {MARKS[0]}")
        except Exception:
            logging.getLogger("api").exception("refused")

    assert "refused" in log.text
    assert MARKS[0] not in log.text


def test_several_errors_at_once_are_told_apart() -> None:
    told = trace(ExceptionGroup("both", [ValueError("one"), OSError("two")]))

    assert told.splitlines()[-2:] == ["builtins.ValueError", "builtins.OSError"]


def test_people_read_text() -> None:
    record = logging.LogRecord("api", logging.INFO, "", 0, "said %s", ("it",), None)
    record.request_id = "a-1"

    assert Text().format(record).endswith("INFO    api: said it [a-1]")


def test_a_client_library_does_not_log_addresses(log: Log) -> None:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200))
    with httpx2.Client(transport=transport) as client:
        client.get(f"http://calf.test/?name={MARKS[0]}")

    assert MARKS[0] not in log.text
