"""Whether a server is alive, ready and counted, how it ends, and what it says if parts are gone."""

import asyncio
import re
import signal
from pathlib import Path

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import QueuePool

from api.core.errors import Unavailable
from api.jobs.in_process import InProcessJobs
from api.storage.blobs import Blobs, StorageError
from tests.api.house import House, force_csv, hand_made, opened, pipeline_of
from tests.api.journals import chunks_of, digest, journal_of
from tests.api.processes import key_left, server
from tests.sensors.worn import until

pytestmark = pytest.mark.usefixtures("backend")
DEADLINE_S = 120.0
RECORDING = "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e11"


def put_in_the_way(folder: Path) -> None:
    for path in folder.glob("calf.db*"):
        path.unlink()
    folder.joinpath("calf.db").mkdir()


async def lose_database(
    house: House, folder: Path, backend: str, request: pytest.FixtureRequest
) -> None:
    # These look for work by themselves, and would hold a connection that is lost.
    await house.services.webhooks.stop()
    await house.services.maintenance.stop()
    engine = house.services.database.engine
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    # A connection in use would survive the pool, and nobody would close it.
    await until(lambda: pool.checkedout() == 0)
    await engine.dispose()
    if backend == "sqlite":
        put_in_the_way(folder)
    else:
        address = house.services.settings.database
        await asyncio.to_thread(request.getfixturevalue("postgres").drop, address)


async def test_a_server_that_is_well_says_what_answered(house: House) -> None:
    answer = await house.client.get("/v1/ready", headers={"authorization": ""})

    assert answer.json() == {"status": "ready", "parts": ["database", "storage", "jobs"]}


@pytest.mark.both_databases
async def test_without_its_database_it_is_alive_and_not_ready(
    house: House, tmp_path: Path, backend: str, request: pytest.FixtureRequest
) -> None:
    await lose_database(house, tmp_path, backend, request)

    alive = await house.client.get("/v1/health")
    ready = await house.client.get("/v1/ready")
    asked = await house.client.get("/v1/sessions")
    counted = await house.client.get("/metrics")

    assert alive.status_code == 200
    assert ready.status_code == asked.status_code == 503
    assert ready.json()["type"].endswith("not-ready")
    assert [one["field"] for one in ready.json()["errors"]] == ["database"]
    assert asked.json()["type"].endswith("unavailable")
    assert asked.headers["retry-after"] == "2"
    assert counted.status_code == 200


async def test_a_database_of_another_version_is_not_ready(house: House) -> None:
    async with house.services.database.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")

    answer = await house.client.get("/v1/ready")

    assert [one["field"] for one in answer.json()["errors"]] == ["database"]


async def test_without_its_store_it_is_not_ready(house: House, tmp_path: Path) -> None:
    (tmp_path / "objects").rmdir()

    answer = await house.client.get("/v1/ready")

    assert answer.status_code == 503
    assert [one["field"] for one in answer.json()["errors"]] == ["storage"]


async def test_without_anybody_who_analyses_it_is_not_ready(house: House) -> None:
    await house.jobs.stop()

    answer = await house.client.get("/v1/ready")

    assert [one["field"] for one in answer.json()["errors"]] == ["jobs"]


async def test_while_it_ends_it_is_not_ready(house: House) -> None:
    house.services.drain.begin()

    answer = await house.client.get("/v1/ready")

    assert [one["field"] for one in answer.json()["errors"]] == ["server"]


async def test_a_store_that_fails_is_503_and_the_repeat_is_stored(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise StorageError("connection refused by 10.0.0.7")

    with monkeypatch.context() as patched:
        patched.setattr(Blobs, "put_new", fails)
        refused = await house.upload(force_csv())
    repeated = await house.upload(force_csv())

    assert refused.status_code == Unavailable.status
    assert "10.0.0.7" not in refused.text
    assert repeated.status_code == 201


async def test_an_analysis_whose_store_fails_is_done_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, pipeline_of(hand_made()), InProcessJobs(again_s=0.01)) as house:
        loads = house.services.recordings.load
        tried: list[str] = []
        again = asyncio.Event()

        async def fails_once(recording_id: str) -> object:
            tried.append(recording_id)
            if len(tried) == 1:
                raise StorageError("gone")
            again.set()
            return await loads(recording_id)

        monkeypatch.setattr(house.services.recordings, "load", fails_once)
        session_id = await house.session_of(force_csv())
        async with asyncio.timeout(DEADLINE_S):
            await again.wait()
        await house.jobs.drain()

        session = (await house.client.get(f"/v1/sessions/{session_id}")).json()
        assert session["status"] == "done"


async def sampled(house: House) -> dict[str, float]:
    answer = await house.client.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {
        f"{one.name}{sorted(one.labels.values())}": one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }


async def test_what_happened_is_counted_without_saying_to_whom(house: House) -> None:
    chunk = chunks_of(journal_of(1), 3)[0]
    path = f"/v1/recordings/{RECORDING}"
    await house.client.put(path, json={"name": "Anna.calf"})
    for sent in (chunk, chunk, chunk + chunk, b"no journal"):
        await house.client.put(f"{path}/streams/plate/chunks/0", content=sent, headers=digest(sent))
    await house.session_of(force_csv(), "Anna.csv")
    await house.client.get("/v1/sessions/Anna")
    await house.client.get("/nowhere/Anna")
    await house.client.request("ANNA", "/v1/sessions")

    text = (await house.client.get("/metrics")).text
    counts = await sampled(house)

    assert counts["calf_chunks_total['stored']"] == 1
    assert counts["calf_chunks_total['repeated']"] == 1
    assert counts["calf_chunks_total['conflict']"] == 1
    assert counts["calf_chunks_total['unusable']"] == 1
    assert counts["calf_ingested_bytes_total['chunks']"] == len(chunk)
    assert counts["calf_ingested_bytes_total['file']"] == len(force_csv())
    assert counts["calf_runs_total['done']"] == counts["calf_analysis_seconds_count[]"] == 1
    assert counts["calf_queue_runs['queued']"] == counts["calf_queue_runs['analysing']"] == 0
    assert counts["calf_requests_total['/v1/sessions/{session_id}', '404', 'GET']"] == 1
    assert counts["calf_requests_total['404', 'GET', 'none']"] == 1
    assert counts["calf_requests_in_progress[]"] == 1
    assert counts["calf_database_connections['idle']"] >= 0
    assert not re.search(f"anna|secret|01936e5c|{RECORDING}", text, re.IGNORECASE)


async def test_what_waits_is_counted(house: House) -> None:
    await house.jobs.stop()
    await house.upload(force_csv())
    with house.services.metrics.viewing(), house.services.metrics.recording():
        counts = await sampled(house)

    assert counts["calf_queue_runs['queued']"] == 1
    assert counts["calf_queue_oldest_seconds[]"] > 0
    assert counts["calf_live_viewers[]"] == counts["calf_live_recorders[]"] == 1


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 403),
        ("192.0.2.7", {"x-forwarded-for": "127.0.0.1"}, 403),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 403),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}, 403),
        ("testclient", {}, 403),
    ],
)
async def test_without_a_token_metrics_are_for_this_machine(
    house: House, peer: str, headers: dict[str, str], status: int
) -> None:
    assert await metrics_status(house, peer, headers) == status


async def metrics_status(house: House, peer: str, headers: dict[str, str]) -> int:
    transport = httpx2.ASGITransport(app=house.app, client=(peer, 5))
    async with httpx2.AsyncClient(transport=transport, base_url="http://calf.test") as client:
        return (await client.get("/metrics", headers=headers)).status_code


async def test_with_a_token_they_are_for_whoever_sends_it(tmp_path: Path) -> None:
    async with opened(tmp_path, metrics_token="tok") as house:
        for sent, status in (("Bearer tok", 200), ("Bearer other", 401), ("", 401)):
            for peer in ("127.0.0.1", "192.0.2.7"):
                assert await metrics_status(house, peer, {"authorization": sent}) == status


async def test_behind_a_proxy_they_need_a_token(tmp_path: Path) -> None:
    async with opened(tmp_path, public_url="https://club.test") as house:
        assert await metrics_status(house, "127.0.0.1", {}) == 403


@pytest.mark.parametrize(
    "told", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.nightly)]
)
async def test_a_request_under_way_is_answered_when_it_is_told_to_end(
    tmp_path: Path, told: signal.Signals
) -> None:
    body = b'{"name": "one.calf"}'
    async with server(tmp_path) as one:
        reader, writer = await asyncio.open_connection("127.0.0.1", one.port)
        head = (
            f"PUT /v1/recordings/{RECORDING} HTTP/1.1\r\nHost: calf.test\r\n"
            f"Authorization: Bearer {key_left(tmp_path, one.port)}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            "Expect: 100-continue\r\n\r\n"
        )
        writer.write(head.encode())
        # The server asks for the body once the request is under way.
        assert b"100" in await reader.readline()
        one.process.send_signal(told)
        async with asyncio.timeout(DEADLINE_S):
            await refused(one.port)
            writer.write(body)
            answer = await reader.read()
        writer.close()

        assert b"HTTP/1.1 200" in answer
        assert await one.process.wait() == 0


async def refused(port: int) -> None:
    """Wait until nobody listens any more."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return
        writer.close()
        await asyncio.sleep(0.02)


async def test_until_a_proxy_has_noticed_it_still_answers(tmp_path: Path) -> None:
    async with server(tmp_path, CALF_DRAIN_S="5") as one:
        async with httpx2.AsyncClient(base_url=one.url) as client:
            assert (await client.get("/v1/ready")).status_code == 200
            one.process.send_signal(signal.SIGTERM)
            ready = await client.get("/v1/ready")
            while ready.status_code == 200:
                ready = await client.get("/v1/ready")

        assert [fault["field"] for fault in ready.json()["errors"]] == ["server"]
        assert await one.process.wait() == 0
