"""What people say against an analysis: heeded everywhere, undone, and never a number made up."""

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from api.core.errors import NotFound
from api.sessions.analysis_runs import Pipeline
from api.storage.blobs import Blobs, OpenBlob
from tests.api.house import House, force_csv, opened, zipped
from tests.api.people import ok
from tests.simulated import calf_raise_recording

pytestmark = pytest.mark.usefixtures("backend")

REPS = 6


@pytest.fixture
async def measuring(backend: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house whose pipeline is the real one."""
    async with opened(tmp_path, Pipeline()) as running:
        yield running


@pytest.fixture
async def session_id(measuring: House) -> str:
    """A set of raises of the left leg."""
    recording, _ = calf_raise_recording(placements=("left_foot",), reps=REPS)
    return await measuring.session_of(zipped(recording), name="set.zip")


async def correct(house: House, session_id: str, **body: Any) -> dict[str, Any]:
    """Correct, and wait until it holds."""
    made = ok(await house.client.post(f"/v1/sessions/{session_id}/corrections", json=body))
    await house.jobs.drain()
    return made


async def told(house: House, session_id: str) -> dict[str, Any]:
    return ok(await house.client.get(f"/v1/sessions/{session_id}"))


async def summed(house: House, **wanted: Any) -> dict[tuple[str, str], float]:
    """All numbers of sets that programs are given, by side and metric."""
    asked = {"scope": "set"} | wanted
    items = ok(await house.client.get("/v1/measurements", params=asked))["items"]
    return {(one["side"], one["metric"]): one["value"] for one in items}


@pytest.mark.both_databases
async def test_the_other_leg_is_the_other_leg_everywhere(measuring: House, session_id: str) -> None:
    efforts = (await told(measuring, session_id))["analysis"]["efforts"]
    span = {"start_s": efforts[3]["start_s"], "end_s": efforts[-1]["end_s"]}

    await correct(measuring, session_id, kind="side", side="right", **span)
    after = await told(measuring, session_id)
    sets = await summed(measuring)
    trends = ok(
        await measuring.client.get(
            f"/v1/athletes/{after['athlete_id']}/trends", params={"metric": "reps"}
        )
    )["items"]

    assert [one["side"] for one in after["analysis"]["efforts"]] == ["left"] * 3 + ["right"] * 3
    assert (after["side"], after["efforts"], after["pending"]) == ("both", REPS, False)
    assert (sets["left", "reps"], sets["right", "reps"]) == (3, 3)
    assert {one["side"]: one["points"][-1]["value"] for one in trends} == {"left": 3, "right": 3}


async def test_two_are_counted_where_one_was_found_and_one_again_when_it_is_undone(
    measuring: House, session_id: str
) -> None:
    before = await told(measuring, session_id)
    third = before["analysis"]["efforts"][2]
    span = {"start_s": third["start_s"], "end_s": third["end_s"]}

    made = await correct(measuring, session_id, kind="split", at_s=third["top_s"], **span)
    after, sets = await told(measuring, session_id), await summed(measuring)
    ok(await measuring.client.delete(f"/v1/sessions/{session_id}/corrections/{made['id']}"))
    await measuring.jobs.drain()
    undone = await told(measuring, session_id)

    assert (after["efforts"], sets["left", "reps"]) == (REPS + 1, REPS + 1)
    assert ("left", "total_work") not in sets
    halves = after["analysis"]["efforts"][2:4]
    assert [one["metrics"] for one in halves] == [{}, {}]
    assert undone["analysis"] == before["analysis"]


async def test_several_are_one(measuring: House, session_id: str) -> None:
    efforts = (await told(measuring, session_id))["analysis"]["efforts"]
    span = {"start_s": efforts[0]["start_s"], "end_s": efforts[1]["end_s"]}

    await correct(measuring, session_id, kind="merge", **span)

    assert (await told(measuring, session_id))["efforts"] == REPS - 1


async def test_a_correction_holds_for_a_later_pipeline(backend: str, tmp_path: Path) -> None:
    recording, _ = calf_raise_recording(placements=("left_foot",), reps=REPS)
    async with opened(tmp_path, Pipeline(version="1")) as house:
        session_id = await house.session_of(zipped(recording), name="set.zip")
        span = {"start_s": 0.0, "end_s": 60.0}
        await correct(house, session_id, kind="side", side="right", **span)

    async with opened(tmp_path, Pipeline(version="2")) as house:
        await house.jobs.drain()
        after = await told(house, session_id)

    assert (after["pipeline_version"], after["side"]) == ("2", "right")


async def test_what_was_compared_with_a_removed_repetition_is_not_given_any_more(
    measuring: House, session_id: str
) -> None:
    efforts = (await told(measuring, session_id))["analysis"]["efforts"]
    right = {"start_s": efforts[3]["start_s"], "end_s": efforts[-1]["end_s"]}
    await correct(measuring, session_id, kind="side", side="right", **right)
    both = await summed(measuring)
    first = {"start_s": efforts[0]["start_s"], "end_s": efforts[0]["end_s"]}

    await correct(measuring, session_id, kind="remove", **first)
    left = await summed(measuring)
    trends = ok(
        await measuring.client.get(
            f"/v1/athletes/{(await told(measuring, session_id))['athlete_id']}/trends",
            params={"metric": "symmetry_height"},
        )
    )["items"]

    assert {("left", "symmetry_height"), ("right", "symmetry_height")} <= both.keys()
    assert {one for one in left if "symmetry" in one[1]} == set()
    assert left["right", "total_height"] == both["right", "total_height"]
    assert left["left", "reps"] == 2
    assert trends == []


@pytest.mark.both_databases
async def test_curves_that_are_replaced_while_they_are_read_are_the_new_ones(
    measuring: House, session_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/v1/sessions/{session_id}"
    before = ok(await measuring.client.get(f"{address}/curves"))
    read, late = Blobs.get, [address]

    async def slow(blobs: Blobs, key: str) -> bytes:
        if late and "/curves/" in key:
            late.clear()
            await correct(measuring, session_id, kind="side", side="right", start_s=0.0, end_s=60.0)
        return await read(blobs, key)

    monkeypatch.setattr(Blobs, "get", slow)
    after = ok(await measuring.client.get(f"{address}/curves"))

    assert late == []
    assert [one["name"] for one in after["curves"]] == [one["name"] for one in before["curves"]]


@pytest.mark.both_databases
async def test_a_recording_that_is_deleted_while_it_is_read_is_not_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await house.session_of(force_csv())
    recording = (await told(house, session_id))["recording"]
    read = Blobs.open

    async def slow(blobs: Blobs, key: str) -> OpenBlob:
        with suppress(NotFound):
            await house.services.sessions.forget(recording["id"])
        return await read(blobs, key)

    monkeypatch.setattr(Blobs, "open", slow)
    address = f"/v1/recordings/{recording['id']}/raw"

    assert (await house.client.get(address)).status_code == 404


async def test_a_curve_that_the_store_has_lost_is_a_fault(house: House, tmp_path: Path) -> None:
    session_id = await house.session_of(force_csv())
    for curve in (tmp_path / "objects" / "runs").rglob("*.parquet"):
        curve.unlink()

    assert (await house.client.get(f"/v1/sessions/{session_id}/curves")).status_code == 500


async def test_what_cannot_be_meant_is_refused_by_the_field(house: House) -> None:
    session_id = await house.session_of(force_csv())
    meant: tuple[tuple[dict[str, Any], str], ...] = (
        ({"kind": "side"}, "body.side"),
        ({"kind": "side", "side": "unknown"}, "body.side"),
        ({"kind": "side", "side": "left", "exercise": "hops"}, "body.exercise"),
        ({"kind": "remove", "side": "left"}, "body.side"),
        ({"kind": "remove", "at_s": 1.0}, "body.at_s"),
        ({"kind": "split"}, "body.at_s"),
        ({"kind": "split", "at_s": 9.0}, "body.at_s"),
        ({"kind": "split", "at_s": 0.05}, "body.at_s"),
        ({"kind": "merge", "end_s": 1.0}, "body.start_s"),
        ({"kind": "remove", "end_s": -1.0}, "body.end_s"),
    )
    for said, field in meant:
        body = {"start_s": 0.0, "end_s": 4.0} | said
        answer = await house.client.post(f"/v1/sessions/{session_id}/corrections", json=body)

        assert answer.status_code == 422, said
        assert field in answer.json()["detail"]
    assert (await told(house, session_id))["corrections"] == []


async def test_what_could_not_be_heeded_is_said(tmp_path: Path) -> None:
    async with opened(tmp_path, Pipeline()) as house:
        recording, _ = calf_raise_recording(placements=("left_foot",), reps=2)
        session_id = await house.session_of(zipped(recording), name="set.zip")
        # As if the store had lost the recording's samples meanwhile.
        for samples in (tmp_path / "objects" / "recordings").rglob("*.parquet"):
            samples.unlink()
        await correct(house, session_id, kind="side", side="right", start_s=0.0, end_s=60.0)
        after = await told(house, session_id)

    assert "cannot be read" in after["unheeded"]
    assert (after["side"], after["pending"]) == ("left", False)
