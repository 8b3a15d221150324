"""Sessions: what the pipeline found comes back as it was, whatever happens on the way."""

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from api.sessions.analysis_runs import Pipeline
from api.sessions.models import EffortMetricRow, EffortRow, RunRow, SessionRow
from api.sessions.schemas import Status
from tests.api.house import House, force_csv, hand_made, opened, pipeline_of
from tracker.errors import InputError
from tracker.recording import Recording
from tracker.results import Analysis, Metric

pytestmark = pytest.mark.usefixtures("backend")


@pytest.mark.both_databases
async def test_the_analysis_comes_back_as_it_was(house: House) -> None:
    session_id = await house.session_of(force_csv())

    session = (await house.client.get(f"/v1/sessions/{session_id}")).json()

    assert session["status"] == "done"
    assert session["analysis"] == hand_made().to_dict()
    assert (session["exercise"], session["side"]) == ("calf_raise", "left")
    assert (session["efforts"], session["full_efforts"]) == (3, 2)
    assert [curve["name"] for curve in session["curves"]] == ["plantar_flexion", "heel_height"]


async def test_metrics_can_be_asked_for_in_sql(house: House) -> None:
    await house.session_of(force_csv())

    query = (
        select(func.max(EffortMetricRow.value))
        .join(EffortRow, EffortRow.id == EffortMetricRow.effort_id)
        .where(EffortMetricRow.quantity == "range_of_motion", EffortRow.full)
    )
    async with house.services.database.reading() as session:
        assert await session.scalar(query) == 31.0


async def test_a_number_that_is_none_is_withheld(tmp_path: Path) -> None:
    analysis = hand_made(reps=1)
    broken = replace(
        analysis.efforts[0], metrics={"work": Metric.of("work", float("nan"), "plate")}
    )
    async with opened(tmp_path, pipeline_of(replace(analysis, efforts=(broken,)))) as house:
        session_id = await house.session_of(force_csv())
        answer = await house.client.get(f"/v1/sessions/{session_id}")

    effort = answer.json()["analysis"]["efforts"][0]
    assert effort["metrics"] == {}
    assert "no finite number" in effort["withheld"]["work"]


async def test_a_recording_without_efforts_is_done_too(tmp_path: Path) -> None:
    async with opened(tmp_path, pipeline_of(Analysis("test", 3.0, ("plate",)))) as house:
        session_id = await house.session_of(force_csv())
        session = (await house.client.get(f"/v1/sessions/{session_id}")).json()
        curves = (await house.client.get(f"/v1/sessions/{session_id}/curves")).json()

    assert (session["status"], session["exercise"], session["efforts"]) == ("done", None, 0)
    assert curves["curves"] == []


async def test_the_upload_is_answered_before_the_analysis_is_done(tmp_path: Path) -> None:
    may_go_on = threading.Event()
    begun = threading.Event()

    def slow(_: Recording) -> Analysis:
        begun.set()
        may_go_on.wait(30)
        return hand_made()

    async with opened(tmp_path, pipeline_of(slow)) as house:
        try:
            told = (await house.upload(force_csv())).json()["session"]
            await asyncio.to_thread(begun.wait, 30)
            during = (await house.client.get(f"/v1/sessions/{told['id']}")).json()
            page = await house.client.get(f"/sessions/{told['id']}")
        finally:
            may_go_on.set()
        await house.jobs.drain()
        after = (await house.client.get(f"/v1/sessions/{told['id']}")).json()

    assert told["status"] in {"queued", "analysing"}
    assert (during["status"], during["analysis"]) == ("analysing", None)
    assert "Analysing" in page.text
    assert after["status"] == "done"


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (InputError("plate: no body weight can be found"), "no body weight"),
        (RuntimeError("secret detail"), "a fault of the program"),
    ],
)
async def test_a_failure_is_kept_with_its_reason(
    tmp_path: Path, error: Exception, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Recording) -> Analysis:
        raise error

    async with opened(tmp_path, pipeline_of(fail)) as house:
        session_id = await house.session_of(force_csv())
        session = (await house.client.get(f"/v1/sessions/{session_id}")).json()
        page = await house.client.get(f"/sessions/{session_id}")

    assert session["status"] == "failed"
    assert says in session["failure"]
    assert "secret" not in session["failure"]
    assert says in page.text
    assert ("secret detail" in caplog.text) == isinstance(error, RuntimeError)


async def test_what_failed_is_tried_again_when_it_is_sent_again(tmp_path: Path) -> None:
    tries = 0

    def first_fails(_: Recording) -> Analysis:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise InputError("not today")
        return hand_made()

    async with opened(tmp_path, pipeline_of(first_fails)) as house:
        one = await house.session_of(force_csv())
        other = await house.session_of(force_csv())
        session = (await house.client.get(f"/v1/sessions/{one}")).json()

    assert one == other
    assert (session["status"], session["failure"]) == ("done", None)


@pytest.mark.both_databases
async def test_a_newer_pipeline_analyses_again_and_the_old_results_stay_until_then(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, pipeline_of(hand_made())) as house:
        session_id = await house.session_of(force_csv())
    begun, may_go_on = threading.Event(), threading.Event()

    def slow(_: Recording) -> Analysis:
        begun.set()
        may_go_on.wait(30)
        return replace(hand_made(reps=2), pipeline_version="2")

    async with opened(tmp_path, Pipeline(run=slow, version="2")) as house:
        try:
            await asyncio.to_thread(begun.wait, 30)
            during = (await house.client.get(f"/v1/sessions/{session_id}")).json()
        finally:
            may_go_on.set()
        await house.jobs.drain()
        after = (await house.client.get(f"/v1/sessions/{session_id}")).json()
        listed = (await house.client.get("/v1/sessions")).json()["items"]
        async with house.services.database.reading() as session:
            runs = await session.scalar(select(func.count()).select_from(RunRow))
            efforts = await session.scalar(select(func.count()).select_from(EffortRow))

    assert (during["status"], during["analysis"]) == ("done", hand_made().to_dict())
    assert (after["pipeline_version"], after["efforts"]) == ("2", 2)
    assert [one["id"] for one in listed] == [session_id]
    assert (runs, efforts) == (1, 2)
    left = {path.name for path in (tmp_path / "objects" / "runs").rglob("*.parquet")}
    assert left == {"0.parquet", "1.parquet"}


async def test_a_newer_pipeline_that_fails_leaves_the_old_results(tmp_path: Path) -> None:
    async with opened(tmp_path, pipeline_of(hand_made())) as house:
        session_id = await house.session_of(force_csv())

    def fails(_: Recording) -> Analysis:
        raise InputError("not with this version")

    async with opened(tmp_path, Pipeline(run=fails, version="2")) as house:
        await house.jobs.drain()
        after = (await house.client.get(f"/v1/sessions/{session_id}")).json()

    assert (after["status"], after["analysis"]) == ("done", hand_made().to_dict())


@pytest.mark.both_databases
@pytest.mark.parametrize("status", ["queued", "analysing"])
async def test_what_a_dead_server_left_undone_is_done_by_the_next(
    tmp_path: Path, status: str
) -> None:
    async with opened(tmp_path, pipeline_of(hand_made())) as house:
        session_id = await house.session_of(force_csv())
        curves = await house.client.get(f"/v1/sessions/{session_id}/curves")
        # As if the process had died after the curves and before the results were stored.
        async with house.services.database.writing() as session:
            row = await session.get_one(SessionRow, session_id)
            run = await session.get_one(RunRow, row.run_id)
            again = RunRow(
                id=run.id,
                session_id=session_id,
                pipeline_version=run.pipeline_version,
                revision=0,
                status=status,
                created_at=run.created_at,
            )
            row.run_id, row.status = None, status
            await session.delete(run)
            await session.flush()
            session.expunge(run)
            session.add(again)
    async with opened(tmp_path, pipeline_of(hand_made())) as house:
        await house.jobs.drain()
        after = (await house.client.get(f"/v1/sessions/{session_id}")).json()
        curves_after = await house.client.get(f"/v1/sessions/{session_id}/curves")

    assert after["status"] == Status.DONE
    assert after["analysis"] == hand_made().to_dict()
    assert curves_after.json() == curves.json()


async def test_a_deleted_session_is_hidden_and_can_be_restored(house: House) -> None:
    session_id = await house.session_of(force_csv())
    recording_id = (await house.client.get("/v1/recordings")).json()["items"][0]["id"]
    before = (await house.client.get(f"/v1/sessions/{session_id}")).json()

    answer = await house.client.delete(f"/v1/sessions/{session_id}")

    assert (answer.status_code, answer.content) == (204, b"")
    for path in (f"/v1/sessions/{session_id}", f"/v1/recordings/{recording_id}"):
        assert (await house.client.get(path)).status_code == 404
    assert (await house.client.delete(f"/v1/sessions/{session_id}")).status_code == 404
    assert (await house.client.get("/v1/sessions")).json()["items"] == []
    assert (await house.client.get("/v1/recordings")).json()["items"] == []
    restored = await house.client.post(f"/v1/sessions/{session_id}/restore")
    assert restored.status_code == 200
    after = (await house.client.get(f"/v1/sessions/{session_id}")).json()
    assert after == before | {"updated_at": after["updated_at"]}


async def test_what_was_deleted_comes_back_when_it_is_sent_again(house: House) -> None:
    session_id = await house.session_of(force_csv())
    await house.client.delete(f"/v1/sessions/{session_id}")

    assert await house.session_of(force_csv()) == session_id
    assert (await house.client.get(f"/v1/sessions/{session_id}")).status_code == 200


@pytest.mark.both_databases
async def test_what_was_deleted_is_really_gone_after_some_weeks(
    house: House, tmp_path: Path
) -> None:
    kept = await house.session_of(force_csv())
    gone = await house.session_of(force_csv(offset_n=10))
    await house.client.delete(f"/v1/sessions/{gone}")

    await house.services.maintenance.once()
    assert (await house.client.post(f"/v1/sessions/{gone}/restore")).status_code == 200
    await house.client.delete(f"/v1/sessions/{gone}")
    await house.services.sessions.purge(timedelta(0))

    assert (await house.client.post(f"/v1/sessions/{gone}/restore")).status_code == 404
    assert (await house.client.get(f"/v1/sessions/{kept}/curves")).status_code == 200
    async with house.services.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(EffortRow)) == 3
        assert await session.scalar(select(func.count()).select_from(EffortMetricRow)) == 5
        assert await session.scalar(select(func.count()).select_from(RunRow)) == 1
    left = {path.name for path in (tmp_path / "objects").rglob("*.parquet")}
    assert left == {"plate.parquet", "0.parquet", "1.parquet"}


@pytest.mark.both_databases
async def test_a_session_deleted_while_it_is_analysed_stays_deleted(tmp_path: Path) -> None:
    may_go_on, begun = threading.Event(), threading.Event()

    def slow(_: Recording) -> Analysis:
        begun.set()
        may_go_on.wait(30)
        return hand_made()

    async with opened(tmp_path, pipeline_of(slow)) as house:
        try:
            session_id = (await house.upload(force_csv())).json()["session"]["id"]
            await asyncio.to_thread(begun.wait, 30)
            await house.client.delete(f"/v1/sessions/{session_id}")
        finally:
            may_go_on.set()
        await house.jobs.drain()
        listed = (await house.client.get("/v1/sessions")).json()
        await house.services.sessions.purge(timedelta(0))

    assert listed["items"] == []
    assert [path for path in (tmp_path / "objects").rglob("*") if path.is_file()] == []


async def test_curves_are_given_whole_or_for_a_window(house: House) -> None:
    session_id = await house.session_of(force_csv())
    curve = hand_made().curves[0]
    address = f"/v1/sessions/{session_id}/curves"

    whole = (await house.client.get(address, params={"points": 100_000})).json()
    few = (await house.client.get(address, params={"points": 60})).json()
    window = (
        await house.client.get(address, params={"start_s": 2.0, "end_s": 3.0, "points": 200})
    ).json()

    expected = [None if np.isnan(one) else one for one in curve.value.tolist()]
    assert whole["curves"][0]["time"] == curve.time.tolist()
    assert whole["curves"][0]["value"] == expected
    assert whole["curves"][0]["exact"] is True
    assert len(few["curves"][0]["time"]) <= 60
    assert few["curves"][0]["exact"] is False
    assert window["curves"][0]["time"] == curve.time[199:302].tolist()
    assert window["curves"][0]["value"] == expected[199:302]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"start_s": 3, "end_s": 2}, 422),
        ({"points": 3}, 422),
        ({"points": "many"}, 422),
        ({"start_s": "nan"}, 422),
        ({"start_s": 1e300, "end_s": 1e301}, 200),
        ({"start_s": -5, "end_s": -4}, 200),
        ({"end_s": -4}, 422),
    ],
)
async def test_odd_windows(house: House, query: dict[str, float | str], status: int) -> None:
    session_id = await house.session_of(force_csv())

    answer = await house.client.get(f"/v1/sessions/{session_id}/curves", params=query)

    assert answer.status_code == status


async def test_lists_refuse_odd_pages(house: House) -> None:
    odd: list[dict[str, int | str]] = [
        {"limit": 0}, {"limit": 201}, {"limit": "x"}, {"cursor": "none"}, {"cursor": "W10="},
        {"updated_after": "yesterday"}, {"updated_after": "2026-01-01T00:00:00"},
    ]  # fmt: skip
    for query in odd:
        assert (await house.client.get("/v1/sessions", params=query)).status_code == 422


async def test_health_and_catalogue(house: House) -> None:
    health = (await house.client.get("/v1/health")).json()
    catalogue = (await house.client.get("/v1/metrics")).json()["metrics"]

    assert health["status"] == "ok"
    height = next(one for one in catalogue if one["id"] == "heel_height")
    assert (height["unit"], height["display_unit"], height["per_display"]) == ("m", "cm", 100.0)
    assert all(one["definition"] and one["source"] for one in catalogue)
