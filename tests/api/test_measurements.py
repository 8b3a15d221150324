"""The efforts and numbers of many sessions as rows: whole, filtered, corrected, synced."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from api.measurements import service as module
from api.sessions.models import SummaryRow
from tests.api.house import House, force_csv, hand_made, opened, pipeline_of
from tests.api.people import ok

pytestmark = pytest.mark.usefixtures("backend")
LONG_AGO = "2020-01-01T00:00:00Z"


async def sessions_in(house: House, count: int) -> list[str]:
    """Some sessions, newest last."""
    return [await house.session_of(force_csv(offset_n=10 * one)) for one in range(count)]


async def rows_of(house: House, what: str = "measurements", **query: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (await page_of(house, what, **query))["items"]
    return rows


async def page_of(house: House, what: str = "measurements", **query: Any) -> dict[str, Any]:
    return ok(await house.client.get(f"/v1/{what}", params=query))


async def remove(house: House, session_id: str, start_s: float, end_s: float) -> str:
    body = {"kind": "remove", "start_s": start_s, "end_s": end_s}
    correction: str = ok(
        await house.client.post(f"/v1/sessions/{session_id}/corrections", json=body)
    )["id"]
    return correction


@pytest.mark.both_databases
async def test_every_number_is_one_row(house: House) -> None:
    session_id = await house.session_of(force_csv())
    whole = ok(await house.client.get(f"/v1/sessions/{session_id}"))
    expected = [
        {"scope": "effort", "rep": number, "set_number": None, "metric": name, **metric}
        for number, effort in enumerate(whole["analysis"]["efforts"], 1)
        for name, metric in effort["metrics"].items()
    ] + [
        {"scope": "set", "rep": None, "set_number": number, "metric": name, **metric}
        for number, one in enumerate(whole["analysis"]["sets"], 1)
        for name, metric in one["metrics"].items()
    ]
    whose = {
        "athlete_id": whole["athlete_id"],
        "session_id": session_id,
        "performed_at": whole["performed_at"],
        "exercise": "calf_raise",
        "side": "left",
        "removed": False,
        "pipeline_version": whole["pipeline_version"],
    }

    page = await page_of(house)

    assert len(expected) == 7
    assert page["items"] == [whose | one for one in expected]
    assert page["next"] is None
    assert [one["id"] for one in page["sessions"]] == [session_id]


async def test_every_effort_is_one_row(house: House) -> None:
    session_id = await house.session_of(force_csv())

    rows = await rows_of(house, "efforts")

    assert [one["number"] for one in rows] == [1, 2, 3]
    found = hand_made().to_dict()["efforts"]
    for name in ("exercise", "side", "start_s", "top_s", "end_s", "full", "reasons", "phases"):
        assert [one[name] for one in rows] == [one[name] for one in found], name
    assert {one["session_id"] for one in rows} == {session_id}


@pytest.mark.both_databases
async def test_filters_combine(house: House) -> None:
    await house.session_of(force_csv())
    cases: list[tuple[dict[str, Any], int]] = [
        ({"metric": "heel_height"}, 2),
        ({"metric": ["heel_height", "reps"]}, 3),
        ({"scope": "set"}, 2),
        ({"scope": "effort"}, 5),
        ({"scope": "set", "metric": "heel_height"}, 0),
        ({"quality": "good"}, 5),
        ({"quality": "fair"}, 7),
        ({"quality": "good", "metric": ["heel_height", "range_of_motion"]}, 3),
        ({"exercise": "calf_raise", "side": "left"}, 7),
        ({"exercise": "hops"}, 0),
        ({"side": "right"}, 0),
        ({"status": "failed"}, 0),
        ({"performed_from": "2100-01-01T00:00:00Z"}, 0),
        ({"athlete_id": "nobody"}, 0),
        ({"organization_id": "none"}, 0),
        ({"team_id": "none"}, 0),
    ]
    for query, count in cases:
        assert len(await rows_of(house, **query)) == count, query


async def test_an_exercise_is_found_in_a_session_that_is_mostly_of_another(
    tmp_path: Path,
) -> None:
    made = hand_made()
    last = replace(made.efforts[-1], exercise="hops", side="right")
    mixed = replace(made, efforts=(*made.efforts[:-1], last))
    async with opened(tmp_path, pipeline_of(mixed)) as house:
        session_id = await house.session_of(force_csv())
        session = ok(await house.client.get(f"/v1/sessions/{session_id}"))
        hops = await rows_of(house, exercise="hops")
        both = await rows_of(house, "efforts", exercise="hops", side="right")
        neither = await page_of(house, "efforts", exercise="hops", side="left")

    assert session["exercise"] == "calf_raise"
    assert [(one["metric"], one["rep"]) for one in hops] == [("range_of_motion", 3)]
    assert [one["number"] for one in both] == [3]
    assert (neither["items"], neither["sessions"]) == ([], [])


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"metric": "height"}, "GET /v1/metrics"),
        ({"metric": "range_of_motion\x00"}, "query.metric"),
        ({"quality": "best"}, "query.quality"),
        ({"scope": "session"}, "query.scope"),
        ({"format": "xml"}, "query.format"),
        ({"limit": 201}, "query.limit"),
        ({"cursor": "none"}, "cursor"),
        ({"removed": "perhaps"}, "query.removed"),
    ],
)
async def test_what_cannot_be_asked_is_said(house: House, query: Any, says: str) -> None:
    answer = await house.client.get("/v1/measurements", params=query)

    assert answer.status_code == 422
    assert says in answer.json()["detail"]


async def test_what_people_removed_is_left_out_unless_it_is_asked_for(house: House) -> None:
    session_id = await house.session_of(force_csv())
    before = await rows_of(house)

    correction = await remove(house, session_id, 1.0, 3.0)

    rows, efforts = await rows_of(house), await rows_of(house, "efforts")
    everything = await rows_of(house, removed=True)
    assert {one["rep"] for one in rows} == {2, 3, None}
    assert [one["number"] for one in efforts] == [2, 3]
    # The set's work was measured with the effort that was none; its count is counted anew.
    assert [(r["metric"], r["value"]) for r in rows if r["scope"] == "set"] == [("reps", 2.0)]
    assert [one | {"removed": False} for one in everything] == before
    assert {one["rep"] for one in everything if one["removed"]} == {1}
    undone = f"/v1/sessions/{session_id}/corrections/{correction}"
    assert (await house.client.delete(undone)).status_code == 204
    assert await rows_of(house) == before


@pytest.mark.parametrize("until", [3.0, 7.0, 12.0])
async def test_rows_and_summaries_agree_on_corrections(house: House, until: float) -> None:
    session_id = await house.session_of(force_csv())
    await remove(house, session_id, 0.0, until)

    rows = await rows_of(house, metric=["reps", "total_work"])

    async with house.services.database.reading() as session:
        query = select(SummaryRow).where(SummaryRow.quantity.in_(("reps", "total_work")))
        summaries = (await session.scalars(query)).all()
    assert [(one["metric"], one["value"]) for one in rows] == [
        (one.quantity, one.mean) for one in summaries
    ]


@pytest.mark.both_databases
async def test_pages_hold_whole_sessions_in_a_stable_order(house: House) -> None:
    made = await sessions_in(house, 5)
    at_once = await page_of(house)
    seen: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}

    while True:
        page = await page_of(house, limit=2, **cursor)
        assert {one["session_id"] for one in page["items"]} == {
            one["id"] for one in page["sessions"]
        }
        seen += page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}

    assert seen == at_once["items"]
    assert [one["id"] for one in at_once["sessions"]] == made[::-1]
    listed = ok(await house.client.get("/v1/sessions"))["items"]
    assert [one["id"] for one in listed] == made[::-1]


@pytest.mark.both_databases
async def test_a_copy_is_kept_by_what_changed(house: House) -> None:
    kept, corrected, deleted = await sessions_in(house, 3)
    copy: dict[str, list[Any]] = {}

    async def synced(since: str) -> tuple[str, list[str]]:
        """Bring the copy up to date; gives when to go on from, and what changed."""
        changed, query = [], {"updated_after": since}
        while True:
            page = await page_of(house, limit=1, **query)
            for one in page["sessions"]:
                rows = [row for row in page["items"] if row["session_id"] == one["id"]]
                copy.pop(one["id"], None)
                if not one["deleted"]:
                    copy[one["id"]] = rows
                changed.append(one["id"])
                since = one["updated_at"]
            if page["next"] is None:
                return since, changed
            query = {"cursor": page["next"]}

    since, first = await synced(LONG_AGO)
    assert first == [kept, corrected, deleted]
    await remove(house, corrected, 0.0, 12.0)
    await house.client.delete(f"/v1/sessions/{deleted}")
    since, second = await synced(since)

    assert second == [corrected, deleted]
    assert set(copy) == {kept, corrected}
    assert copy[corrected] == []
    assert len(copy[kept]) == 7
    assert (await synced(since))[1] == []


async def test_a_sync_tells_of_sessions_that_hold_nothing_of_what_is_wanted(house: House) -> None:
    session_id = await house.session_of(force_csv())

    page = await page_of(house, updated_after=LONG_AGO, exercise="hops")

    assert page["items"] == []
    assert [(one["id"], one["deleted"]) for one in page["sessions"]] == [(session_id, False)]


@contextmanager
def statements(house: House) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    engine = house.services.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.both_databases
@pytest.mark.parametrize("what", ["measurements", "efforts"])
async def test_many_sessions_take_no_more_statements_than_one(house: House, what: str) -> None:
    await house.session_of(force_csv())
    with statements(house) as for_one:
        assert len((await page_of(house, what))["sessions"]) == 1
    await sessions_in(house, 6)
    with statements(house) as for_many:
        assert len((await page_of(house, what))["sessions"]) == 6

    assert len(for_many) == len(for_one)
    assert len([one for one in for_many if "efforts" in one or "effort_sets" in one]) <= 4


async def test_an_analysis_that_becomes_complete_meanwhile_loses_no_rows(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await house.session_of(force_csv())
    before = await rows_of(house)
    found, times = module._found, []

    async def interrupted(repository: Any, sessions: Any, *rest: Any, **more: Any) -> Any:
        times.append(len(sessions))
        if len(times) == 1:
            body = {"kind": "exercise", "start_s": 0, "end_s": 12, "exercise": "calf_raise"}
            at = f"/v1/sessions/{session_id}/corrections"
            ok(await house.client.post(at, json=body))
            await house.jobs.drain()
        return await found(repository, sessions, *rest, **more)

    monkeypatch.setattr(module, "_found", interrupted)

    assert await rows_of(house) == before
    assert len(times) == 2
