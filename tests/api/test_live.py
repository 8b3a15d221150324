"""Recordings seen while they are made, by those who may."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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
