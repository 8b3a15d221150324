"""Recordings seen while they are made, by those who may."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from api.live import follower, views
from api.live.filters import Wanted
from api.live.follower import Follower
from api.live.schemas import EVENTS
from tests.api.house import House, opened
from tests.api.viewing import Recorder, served, watching
from tests.journals import chunks_of, raises_journal

pytestmark = pytest.mark.usefixtures("backend")

REPS = 3
ENTRIES, TRUTH = raises_journal(REPS)
CHUNKS = list(chunks_of(ENTRIES))


@pytest.fixture
async def real(tmp_path: Path) -> AsyncIterator[House]:
    """With the pipeline itself."""
    async with opened(tmp_path / "data") as running:
        yield running


@pytest.mark.both_databases
async def test_a_set_is_seen_while_it_is_recorded_and_as_it_is_analysed(real: House) -> None:
    recorder = Recorder(real.client)
    async with served(real.app) as url, watching(url, real.client.headers) as viewer:
        await recorder.begin()
        begun = await viewer.until_one("begin")
        for number, chunk in enumerate(CHUNKS):
            await recorder.put(number, chunk)
        await viewer.until(lambda one: len(one.numbers()) >= REPS)
        told = await recorder.finish(journal=len(CHUNKS))
        finished = await viewer.until_one("finished")

    await real.jobs.drain()
    session = (await real.client.get(f"/v1/sessions/{told['session']['id']}")).json()
    analysed = session["analysis"]["efforts"]
    reps = [one["effort"] for one in viewer.of("rep")]
    assert begun["recording_id"] == recorder.id
    assert begun["reps"] == []
    assert viewer.numbers() == [1, 2, 3]
    assert [one["start_s"] for one in reps] == [one["start_s"] for one in analysed]
    assert [one["side"] for one in reps] == [one["side"] for one in analysed]
    assert finished["session_id"] == session["id"]
    assert viewer.of("state")[-1]["count"] == len(TRUTH) == REPS
    for event, data in viewer.events:
        EVENTS[event].model_validate(data)


async def test_a_sender_hears_whether_somebody_watches(house: House) -> None:
    alone, seen = Recorder(house.client), Recorder(house.client)
    await alone.begin()
    await alone.put(0, CHUNKS[0])
    async with served(house.app) as url, watching(url, house.client.headers) as viewer:
        await seen.begin()
        await viewer.until_one("begin")
        await seen.put(0, CHUNKS[0])

    assert (alone.watched, seen.watched) == (False, True)


async def test_chunks_late_repeated_and_out_of_order_are_put_right(house: House) -> None:
    recorder = Recorder(house.client)
    order = [1, 0, *range(4, len(CHUNKS)), 3, 2]
    async with served(house.app) as url, watching(url, house.client.headers) as viewer:
        await recorder.begin()
        for number in order:
            await recorder.put(number, CHUNKS[number])
        assert await recorder.put(0, CHUNKS[0]) == 200
        await viewer.until(lambda one: len(one.numbers()) >= REPS)

    assert viewer.numbers() == [1, 2, 3]
    assert viewer.of("state")[-1]["sensors"][0]["lost"] == 0


async def test_what_never_arrives_is_waited_for_a_while_only(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "_PATIENCE_S", 0.2)
    monkeypatch.setattr(follower, "_GAP_LOOK_S", 0.1)
    recorder = Recorder(house.client)
    async with served(house.app) as url, watching(url, house.client.headers) as viewer:
        await recorder.begin()
        for number, chunk in enumerate(CHUNKS):
            if number != 5:
                await recorder.put(number, chunk)
        finding = await viewer.until_one("finding")
        await viewer.until(lambda one: any(state["ended"] for state in one.of("state")))

    assert "has not arrived" in finding["finding"]["message"]
    assert viewer.of("state")[-1]["sensors"][0]["lost"] == 100


async def test_messages_that_are_lost_are_made_good_from_what_is_stored(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "_LOOK_EVERY_S", 0.1)
    monkeypatch.setattr(Follower, "arrived", lambda *_: None)
    recorder = Recorder(house.client)
    async with served(house.app) as url, watching(url, house.client.headers) as viewer:
        await recorder.begin()
        for number, chunk in enumerate(CHUNKS):
            await recorder.put(number, chunk)
        await viewer.until(lambda one: len(one.numbers()) >= REPS)

    assert viewer.numbers() == [1, 2, 3]


async def test_who_comes_later_gets_all_that_was_before(house: House) -> None:
    recorder = Recorder(house.client)
    async with served(house.app) as url:
        await recorder.begin()
        for number, chunk in enumerate(CHUNKS):
            await recorder.put(number, chunk)
        async with watching(url, house.client.headers) as first:
            await first.until(lambda one: len(one.numbers()) >= REPS)
            async with watching(url, house.client.headers) as second:
                pass
        now = (await house.client.get("/v1/live/recordings")).json()["items"]

    (watched,) = second.of("snapshot")[0]["recordings"]
    assert watched["recording_id"] == recorder.id
    assert second.numbers() == [1, 2, 3]
    assert watched["state"]["count"] == REPS
    assert [one["recording_id"] for one in now] == [recorder.id]


async def test_who_reads_slowly_loses_old_frames_and_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_MOST_FRAMES", 5)
    viewer = await house.services.accounts.viewer(house.key)
    live = house.services.live
    frames = live.frames(await live.view(viewer, Wanted()))
    await anext(frames)
    recorder = Recorder(house.client)
    async with served(house.app) as url, watching(url, house.client.headers) as quick:
        await recorder.begin()
        statuses = [await recorder.put(number, chunk) for number, chunk in enumerate(CHUNKS)]
        await quick.until(lambda one: any(state["ended"] for state in one.of("state")))
        late = (await anext(frames)).decode()
        await frames.aclose()

    assert set(statuses) == {201}
    assert late.startswith("event: lagged\n")
    assert late.count("event: ") == 1 + 5
    assert '"ended":true' in late


async def test_the_end_of_the_server_ends_every_view(house: House) -> None:
    async with served(house.app) as url, watching(url, house.client.headers) as viewer:
        house.services.drain.begin()
        await viewer.until(lambda one: one.ended)

    assert viewer.of("ended")


async def test_an_account_has_only_so_many_views(backend: str, tmp_path: Path) -> None:
    async with (
        opened(tmp_path, account_streams=1) as house,
        served(house.app) as url,
        watching(url, house.client.headers),
        httpx2.AsyncClient(base_url=url) as other,
    ):
        other.headers["authorization"] = f"Bearer {await house.services.accounts.local_key()}"
        refused = await other.get("/v1/live")
        download = await other.get("/v1/measurements/export")

    assert refused.status_code == 429
    assert refused.headers["retry-after"]
    assert download.status_code == 200


async def test_the_stream_is_described(house: House) -> None:
    document = (await house.client.get("/openapi.json")).json()
    answer = document["paths"]["/v1/live"]["get"]["responses"]["200"]
    described = answer["content"]["text/event-stream"]["schema"]["description"]
    assert all(f"`{event}`" in described for event in EVENTS)
