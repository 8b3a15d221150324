"""Notes on sessions: whoever sees the session reads them, their author alone changes them."""

import pytest

from tests.api.people import People, ok
from tests.api.world import world_of

pytestmark = pytest.mark.usefixtures("backend")


@pytest.mark.both_databases
async def test_athlete_and_coach_write_and_read_in_turn(people: People) -> None:
    world = await world_of(people)
    at = f"/v1/sessions/{world.ids['session_id']}/notes"

    first = ok(await world.sam.client.post(at, json={"text": "  Heavy from the tenth on. "}))
    second = ok(await world.coach.client.post(at, json={"text": "Rest a day."}))
    changed = ok(await world.coach.client.patch(f"{at}/{second['id']}", json={"text": "Rest two."}))
    read = ok(await world.sam.client.get(at))["items"]

    assert (first["text"], first["mine"], first["edited_at"]) == (
        "Heavy from the tenth on.",
        True,
        None,
    )
    assert changed["edited_at"] is not None
    assert [(one["text"], one["author"], one["mine"]) for one in read] == [
        ("Heavy from the tenth on.", "Sam", True),
        ("Rest two.", world.coach.name, False),
    ]


async def test_nobody_changes_what_another_wrote(people: People) -> None:
    world = await world_of(people)
    at = f"/v1/sessions/{world.ids['session_id']}/notes"
    note = ok(await world.coach.client.post(at, json={"text": "Mine."}))

    changed = await world.sam.client.patch(f"{at}/{note['id']}", json={"text": "Mine now."})
    deleted = await world.sam.client.delete(f"{at}/{note['id']}")
    ok(await world.coach.client.delete(f"{at}/{note['id']}"))

    assert (changed.status_code, deleted.status_code) == (403, 403)
    assert ok(await world.sam.client.get(at))["items"] == []


async def test_a_note_says_something_and_not_too_much(people: People) -> None:
    world = await world_of(people)
    at = f"/v1/sessions/{world.ids['session_id']}/notes"

    for text in ("", "   ", "x" * 2001):
        answer = await world.sam.client.post(at, json={"text": text})

        assert answer.status_code == 422, text
        assert "body.text" in answer.json()["detail"]


async def test_what_was_written_stays_when_its_author_leaves(people: People) -> None:
    world = await world_of(people)
    at = f"/v1/sessions/{world.ids['session_id']}/notes"
    coach = await people.join(world.home, "coach", "Lou")
    await people.consent(world.sam, coach)
    ok(await coach.client.post(at, json={"text": "Well done."}))

    erased = await coach.client.post("/v1/me/erase", json={"password": "correct horse battery"})

    assert erased.is_success, erased.text
    (note,) = ok(await world.sam.client.get(at))["items"]
    assert (note["text"], note["author"], note["mine"]) == ("Well done.", None, False)
