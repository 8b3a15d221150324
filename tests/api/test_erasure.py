"""Erasing people: afterwards nothing of them is left anywhere, whatever broke down on the way."""

import asyncio
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from api.athletes.models import AthleteRow
from api.privacy.models import UnwantedRow
from api.sessions.models import RunRow
from api.storage.blobs import Blobs, StorageError
from api.tables import metadata
from tests.api.house import House, force_csv, hand_made, opened, pipeline_of
from tests.api.people import PASSWORD, Club, People, Person, ok
from tests.api.viewing import DEADLINE_S
from tracker.recording import Recording
from tracker.results import Analysis

pytestmark = [pytest.mark.usefixtures("backend", "quick_passwords"), pytest.mark.both_databases]

SOON = timedelta(minutes=1)
_WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


async def upload(house: House, person: Person, athlete_id: str, offset_n: float = 0) -> str:
    """Have somebody upload a recording of an athlete; gives the session's id."""
    answer = await person.client.post(
        "/v1/recordings",
        files={"file": ("plate.csv", force_csv(offset_n=offset_n))},
        data={"athlete_id": athlete_id},
    )
    await house.jobs.drain()
    session_id: str = ok(answer)["session"]["id"]
    return session_id


async def everything(house: House) -> str:
    """All rows of all tables, and the keys of all objects, as one text."""
    found: list[Any] = []
    async with house.services.database.reading() as session:
        for table in metadata().sorted_tables:
            found += [(table.name, *row) for row in await session.execute(select(table))]
    return "\n".join(map(str, found + await objects(house)))


async def objects(house: House) -> list[str]:
    """The keys of all objects."""
    blobs = house.services.privacy.sweeper.blobs
    return [one.key async for some in blobs.all() for one in some]


def named(text: str, *words: str) -> list[str]:
    """The lines in which one of those words stands."""
    return [line for line in text.splitlines() if any(word in line for word in words)]


async def busy(people: People, club: Club) -> tuple[Person, Person, dict[str, str]]:
    """A coach and an athlete with one of everything; and what is known of the athlete."""
    coach = await people.join(club, "coach", "Kim Coach")
    sam = await people.join(club, "athlete", "Sam Unmistakable")
    await people.consent(sam, coach)
    team = ok(await coach.client.post(club.at("/teams"), json={"name": "Sprint"}))["id"]
    ok(await coach.client.put(f"/v1/teams/{team}/athletes/{sam.athlete}"))
    session_id = await upload(people.house, sam, sam.athlete)
    said = {"kind": "exercise", "start_s": 0, "end_s": 1, "exercise": "hops", "note": "mine"}
    ok(await sam.client.post(f"/v1/sessions/{session_id}/corrections", json=said))
    await people.house.jobs.drain()
    await people.new_key(sam, club)
    recordings = ok(await sam.client.get("/v1/recordings"))["items"]
    return coach, sam, {"session": session_id, "recording": recordings[0]["id"]}


async def test_nothing_is_left_of_who_erases_an_account(people: People) -> None:
    club = await people.found()
    coach, sam, ids = await busy(people, club)
    lee = await people.athlete(club, coach)
    kept = await upload(people.house, coach, lee)
    before = ok(await coach.client.get(f"/v1/sessions/{kept}"))
    words = (sam.user_id, sam.athlete, *ids.values(), sam.email, "Unmistakable", "mine")
    assert len(named(await everything(people.house), *words)) > 10

    answer = await sam.client.post("/v1/me/erase", json={"password": PASSWORD})

    assert (answer.status_code, answer.content) == (204, b"")
    left = named(await everything(people.house), *words)
    assert [line.split(",")[0] for line in left] == ["('erased_athletes'"]
    assert ok(await coach.client.get(f"/v1/sessions/{kept}")) == before
    assert (await sam.client.get("/v1/me")).status_code == 401
    signing_in = {"email": sam.email, "password": PASSWORD}
    assert (await people.house.client.post("/v1/auth/token", json=signing_in)).status_code == 401
    deeds = ok(await club.admin.client.get(club.at("/audit")))["items"]
    done = {one["action"] for one in deeds}
    assert {"consent.granted", "recording.stored", "athlete.erased"} <= done
    by = {one["user_id"] for one in deeds if one["action"] in {"athlete.erased", "consent.granted"}}
    assert len(by - {coach.user_id}) == 1

    await people.house.services.privacy.forget_old(-SOON)
    assert named(await everything(people.house), *words) == []


async def test_what_an_erased_coach_did_for_others_stays(people: People) -> None:
    club = await people.found()
    coach, sam, _ = await busy(people, club)
    lee = await people.athlete(club, coach)
    await upload(people.house, coach, lee)

    ok(await coach.client.post("/v1/me/erase", json={"password": PASSWORD}))

    assert named(await everything(people.house), coach.user_id, coach.email, coach.name) == []
    assert len(ok(await sam.client.get("/v1/sessions"))["items"]) == 1
    assert ok(await sam.client.get(f"/v1/athletes/{sam.athlete}/consents"))["items"] == []
    listed = ok(await club.admin.client.get(club.at("/athletes")))["items"]
    assert lee in {one["id"] for one in listed}


async def test_keepers_of_copies_hear_of_it(people: People) -> None:
    club = await people.found()
    coach, sam, _ = await busy(people, club)
    other = (await people.found("Elsewhere")).admin
    hook = {"url": "https://198.51.100.7/hook", "events": ["athlete.erased"]}
    people.house.services.webhooks._private = True
    ok(await club.admin.client.post(club.at("/webhooks"), json=hook))
    since = ok(await coach.client.get(f"/v1/athletes/{sam.athlete}"))["updated_at"]

    ok(await sam.client.delete(f"/v1/athletes/{sam.athlete}"))

    changed = {"updated_after": since, "limit": 1}
    page = ok(await coach.client.get("/v1/athletes", params=changed))
    assert [(one["id"], one["name"], one["mass_kg"]) for one in page["items"]] == [
        (sam.athlete, "", None)
    ]
    assert page["items"][0]["deleted_at"] is not None
    assert ok(await coach.client.get("/v1/athletes"))["items"] == []
    assert ok(await other.client.get("/v1/athletes", params=changed))["items"] == []
    waiting = named(await everything(people.house), "'athlete.erased', {")
    assert len(waiting) == 1
    assert sam.athlete in waiting[0]
    assert "Unmistakable" not in waiting[0]
    assert ok(await sam.client.get("/v1/me"))["user"]["id"] == sam.user_id


async def test_who_may_erase_an_athlete(people: People) -> None:
    club = await people.found()
    coach, sam, _ = await busy(people, club)
    stranger = await people.join(club, "coach", "Stranger")
    outsider = (await people.found("Elsewhere")).admin
    key = await people.key(coach, club)
    lee, mo = [await people.athlete(club, coach, name) for name in ("Lee", "Mo")]

    for client, athlete_id, status in (
        (coach.client, sam.athlete, 403),
        (club.admin.client, sam.athlete, 403),
        (sam.client, lee, 404),
        (stranger.client, lee, 404),
        (outsider.client, lee, 404),
        (key, lee, 403),
        (coach.client, lee, 204),
        (club.admin.client, mo, 204),
        (coach.client, lee, 404),
    ):
        answer = await client.delete(f"/v1/athletes/{athlete_id}")
        assert answer.status_code == status, (athlete_id, answer.text)


async def test_an_account_is_erased_by_its_person_alone(people: People) -> None:
    club = await people.found()
    _, sam, _ = await busy(people, club)
    key = await people.key(sam, club)

    wrong = await sam.client.post("/v1/me/erase", json={"password": "not this one"})
    by_key = await key.post("/v1/me/erase", json={"password": PASSWORD})

    assert (wrong.status_code, by_key.status_code) == (403, 403)
    assert "password is wrong" in wrong.json()["detail"]
    assert ok(await sam.client.get("/v1/me"))["user"]["id"] == sam.user_id


async def test_a_last_admin_leaves_no_members_behind(people: People) -> None:
    club = await people.found("Harbour")
    coach, sam, _ = await busy(people, club)

    refused = await club.admin.client.post("/v1/me/erase", json={"password": PASSWORD})
    assert refused.status_code == 409
    assert "last admin of Harbour" in refused.json()["detail"]

    ok(await sam.client.post("/v1/me/erase", json={"password": PASSWORD}))
    lee = await people.athlete(club, coach)
    await upload(people.house, coach, lee)
    ok(await coach.client.post("/v1/me/erase", json={"password": PASSWORD}))
    ok(await club.admin.client.post("/v1/me/erase", json={"password": PASSWORD}))

    left = named(await everything(people.house), club.id)
    assert {line.split(",")[0] for line in left} <= {"('audit_log'"}
    assert await objects(people.house) == []


class Breaking(Blobs):
    """A store of which the deletion number `at` fails, and all after it."""

    def __init__(self, url: str, at: int) -> None:
        super().__init__(url)
        self.left = at

    async def delete(self, *keys: str) -> None:
        for key in keys:
            if self.left == 0:
                raise StorageError(f"{key} cannot be deleted: the power went")
            self.left -= 1
            await super().delete(key)


async def test_whatever_breaks_down_is_finished_later(people: People) -> None:
    club = await people.found()
    _, sam, ids = await busy(people, club)
    sweeper, url = people.house.services.privacy.sweeper, people.house.services.settings.storage
    whole, count = sweeper.blobs, len(await objects(people.house))
    assert count >= 4
    sweeper.blobs = Breaking(url, 0)

    ok(await sam.client.post("/v1/me/erase", json={"password": PASSWORD}))

    assert len(await objects(people.house)) == count
    assert (await sam.client.get("/v1/me")).status_code == 401
    sweeper.blobs = whole
    for left in range(count - 1, 0, -1):
        sweeper.blobs = Breaking(url, 1)
        with pytest.raises(StorageError):
            await sweeper.finish()
        sweeper.blobs = whole
        assert len(await objects(people.house)) == left
        rows = named(await everything(people.house), sam.athlete, *ids.values(), sam.email)
        assert {one.split(",")[0] for one in rows if one.startswith("(")} <= {
            "('erased_athletes'",
            "('unwanted_objects'",
        }
    await sweeper.finish()

    assert await objects(people.house) == []
    async with people.house.services.database.reading() as session:
        assert (await session.scalars(select(UnwantedRow))).all() == []


async def test_an_analysis_under_way_brings_nothing_back(tmp_path: Path) -> None:
    begun, may_go_on = threading.Event(), threading.Event()

    def slow(_: Recording) -> Analysis:
        begun.set()
        may_go_on.wait(30)
        return hand_made()

    async with opened(tmp_path, pipeline_of(slow)) as house:
        people = People(house)
        try:
            club = await people.found()
            sam = await people.join(club, "athlete", "Sam Unmistakable")
            form = {"file": ("plate.csv", force_csv())}
            ok(await sam.client.post("/v1/recordings", files=form))
            await asyncio.to_thread(begun.wait, 30)
            ok(await sam.client.post("/v1/me/erase", json={"password": PASSWORD}))
        finally:
            may_go_on.set()
            await people.aclose()
        await house.jobs.drain()

        assert await objects(house) == []
        text = await everything(house)
    assert [one for one in text.splitlines() if one.startswith(("('runs'", "('sessions'"))] == []


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_who_waits_for_each_other_is_no_hindrance(people: People) -> None:
    """Whoever puts down a result holds its run and needs the athlete; erasing, the reverse."""
    club = await people.found()
    coach = await people.join(club, "coach", "Kim Coach")
    athlete_id = await people.athlete(club, coach)
    await upload(people.house, coach, athlete_id)

    async with people.house.services.database.writing() as other:
        # Whoever looks for the deadlock is who has to give way, and starts again.
        await other.execute(text("SET LOCAL deadlock_timeout = '1min'"))
        await other.scalars(select(RunRow.id).with_for_update())
        erasing = asyncio.create_task(coach.client.delete(f"/v1/athletes/{athlete_id}"))
        async with asyncio.timeout(DEADLINE_S):
            # The answer is another each time; asking is what takes the time.
            while not await other.scalar(_WAITING):
                pass
        await other.scalars(select(AthleteRow.id).with_for_update(key_share=True, read=True))

    assert (await erasing).status_code == 204
    assert (await coach.client.get(f"/v1/athletes/{athlete_id}")).status_code == 404


async def test_what_is_uploaded_meanwhile_is_refused(people: People) -> None:
    club = await people.found()
    coach = await people.join(club, "coach", "Kim Coach")
    lee = await people.athlete(club, coach)
    recordings = people.house.services.recordings
    reading, may_go_on = asyncio.Event(), asyncio.Event()
    read = recordings._readers.read

    async def slow(upload: Any) -> Any:
        reading.set()
        done = await read(upload)
        await may_go_on.wait()
        return done

    recordings._readers.read = slow  # type: ignore[method-assign]
    sending = asyncio.create_task(
        coach.client.post(
            "/v1/recordings",
            files={"file": ("plate.csv", force_csv())},
            data={"athlete_id": lee},
        )
    )
    await reading.wait()
    ok(await coach.client.delete(f"/v1/athletes/{lee}"))
    may_go_on.set()

    assert (await sending).status_code == 404
    assert await objects(people.house) == []
