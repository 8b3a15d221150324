"""A small club with rows in every table, filled through the API as people would fill it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import time_machine
from sqlalchemy import update

from api.privacy.models import UnwantedRow
from api.webhooks.models import DeliveryRow
from tests.api.demos import demo_of
from tests.api.house import House, zipped
from tests.api.journals import chunks_of, digest, journal_of
from tests.api.people import Club, People, Person, ok
from tests.golden.moment import BEGIN, STEP
from tests.golden.recordings import PLATES, SIMULATED, both_legs, jump
from tracker.recording import Recording, Subject

_WEBHOOK = {"url": "https://192.0.2.1/heard", "events": ["session.analysed"]}
"""An address that RFC 5737 reserves for examples: no computer has it."""


@dataclass(frozen=True)
class Training:
    """A recording of one day.

    Parameters
    ----------
    name
        Names the session in outputs.
    days_ago
        When, before the club's first day.
    make
        Makes the recording.
    """

    name: str
    days_ago: float
    make: Callable[[], Recording]


SAM_TRAINS = (
    Training("raises five weeks ago", 35, lambda: both_legs(30, 31.0, 34.0)),
    Training("raises four weeks ago", 28, lambda: both_legs(31, 30.5, 34.0)),
    Training("raises three weeks ago", 21, lambda: both_legs(32, 31.5, 34.5)),
    Training("raises two weeks ago", 14, lambda: both_legs(33, 31.0, 34.0)),
    Training("raises last week", 7, lambda: both_legs(34, 32.0, 33.5)),
    # The left range falls by a third: a sudden loss, which the team page shows as urgent.
    Training("raises yesterday", 1, lambda: both_legs(35, 21.0, 34.5)),
    Training("jump last week", 6, lambda: jump(seed=36, placements=PLATES, left_share=0.45)),
    Training("jump yesterday", 1.1, lambda: jump(seed=37, placements=PLATES, height_m=0.34)),
)
_LEE_DOES = (
    "raises_damaged", "pushes", "ankle_range", "lunges", "squat_jump", "straight_leg_jump",
    "drop_jump", "hops", "walking", "balance_plate",
)  # fmt: skip
LEE_TRAINS = tuple(
    Training(name.replace("_", " "), 2 + number, make)
    for number, name in enumerate(_LEE_DOES)
    if (make := SIMULATED[name].make) is not None
)
DATABASE_TRAINS = (
    "raises four weeks ago", "raises yesterday", "jump yesterday", "raises damaged", "squat jump",
)  # fmt: skip
"""What a released version's database holds: enough for rows in every table, and small."""


@dataclass
class GoldenClub:
    """The club as it was filled.

    Parameters
    ----------
    house, club, people
        Where it is, and who asks.
    coach, sam
        The coach of both athletes; the athlete with an account.
    lee
        Id of the athlete without an account.
    sessions, deleted
        Ids of sessions by the name of their training; those that were deleted again.
    names
        What each id stands for, for outputs that are the same on every run.
    """

    house: House
    people: People
    club: Club
    coach: Person
    sam: Person
    lee: str
    team: str = ""
    share: str = ""
    sessions: dict[str, str] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def admin(self) -> Person:
        return self.club.admin


class Filler:
    """Fills a club step by step; the clock moves on from step to step and stands still between.

    Parameters
    ----------
    house
        An empty server.
    clock
        The clock of this process, which stands still.
    """

    def __init__(self, house: House, clock: time_machine.Traveller) -> None:
        self._house = house
        self._clock = clock

    async def fill(self, people: People, only: Collection[str] | None = None) -> GoldenClub:
        """Fill it; with the trainings of those names, None for all."""
        club = await people.found("Harbour Athletics")
        self._step()
        coach = await people.join(club, "coach", "Kim Coach")
        self._step()
        sam = await people.join(club, "athlete", "Sam Runner")
        self._step()
        await people.consent(sam, coach)
        self._step()
        lee = await people.athlete(club, coach, "Lee Walker")
        filled = GoldenClub(self._house, people, club, coach, sam, lee)
        await self._bodies(filled)
        await self._webhook(filled)
        for athlete_id, trainings in ((sam.athlete, SAM_TRAINS), (lee, LEE_TRAINS)):
            for training in trainings:
                if only is None or training.name in only:
                    await self._train(filled, training, athlete_id)
        await self._organization(filled)
        await self._around_sessions(filled)
        await self._programme(filled)
        await self._arriving(filled)
        await self._rows_without_route(filled)
        self._name(filled)
        return filled

    def _step(self) -> None:
        self._clock.shift(STEP)

    async def _ok(self, asked: Any) -> dict[str, Any]:
        """The body of a successful answer to what was asked in this step."""
        self._step()
        return ok(await asked)

    async def _bodies(self, filled: GoldenClub) -> None:
        sam = {"birth_year": 2001, "sex": "female", "mass_kg": 75.0, "height_m": 1.78}
        lee = {"birth_year": 1988, "sex": "male", "mass_kg": 75.0, "height_m": 1.78}
        client = filled.coach.client
        await self._ok(client.patch(f"/v1/athletes/{filled.sam.athlete}", json=sam))
        await self._ok(client.patch(f"/v1/athletes/{filled.lee}", json=lee))

    async def _webhook(self, filled: GoldenClub) -> None:
        """A webhook whose deliveries are kept and never sent."""
        await self._house.services.webhooks.stop()
        admin, at = filled.admin.client, filled.club.at("/webhooks")
        made = await self._ok(admin.post(at, json=_WEBHOOK))
        filled.names[made["id"]] = "webhook"

    async def _train(self, filled: GoldenClub, training: Training, athlete_id: str) -> None:
        recording = replace(
            training.make(),
            started_at=_ago(training.days_ago),
            subject=Subject(mass_kg=75.0, height_m=1.78, foot_length_m=0.27),
        )
        files = {"file": (f"{training.name}.zip", zipped(recording))}
        client = filled.coach.client
        uploaded = await self._ok(
            client.post("/v1/recordings", files=files, data={"athlete_id": athlete_id})
        )
        await self._house.jobs.drain()
        filled.sessions[training.name] = uploaded["session"]["id"]
        filled.names[uploaded["session"]["id"]] = f"session {training.name}"
        filled.names[uploaded["recording"]["id"]] = f"recording {training.name}"

    async def _organization(self, filled: GoldenClub) -> None:
        coach, club = filled.coach.client, filled.club
        team = await self._ok(coach.post(club.at("/teams"), json={"name": "Sprint"}))
        filled.team = team["id"]
        for athlete_id in (filled.sam.athlete, filled.lee):
            await self._ok(coach.put(f"/v1/teams/{team['id']}/athletes/{athlete_id}"))
        invited = {"email": "new@example.org", "role": "athlete"}
        invitation = await self._ok(coach.post(club.at("/invitations"), json=invited))
        self._step()
        key = await filled.people.new_key(filled.coach, club, ["read"])
        gone = await self._ok(
            coach.post(club.at("/athletes"), json={"name": "Gone", "consent_stated": True})
        )
        await self._ok(coach.delete(f"/v1/athletes/{gone['id']}"))
        filled.names |= {
            team["id"]: "team Sprint",
            invitation["id"]: "invitation",
            key["id"]: "key",
            gone["id"]: "erased athlete",
        }

    async def _around_sessions(self, filled: GoldenClub) -> None:
        """Corrections, notes and a link to a report; one session is deleted."""
        coach = filled.coach.client
        session_id = filled.sessions["raises four weeks ago"]
        at = f"/v1/sessions/{session_id}"
        efforts = ok(await coach.get(at))["analysis"]["efforts"]
        removed = {
            "kind": "remove", "start_s": efforts[0]["start_s"], "end_s": efforts[0]["end_s"],
            "note": "warm-up",
        }  # fmt: skip
        correction = await self._ok(coach.post(f"{at}/corrections", json=removed))
        side = {
            "kind": "side", "side": "right", "start_s": efforts[1]["start_s"],
            "end_s": efforts[1]["end_s"],
        }  # fmt: skip
        undone = await self._ok(coach.post(f"{at}/corrections", json=side))
        await self._house.jobs.drain()
        await self._ok(coach.delete(f"{at}/corrections/{undone['id']}"))
        await self._house.jobs.drain()
        note = await self._ok(coach.post(f"{at}/notes", json={"text": "Heavy from rep 3 on."}))
        share = await self._ok(coach.post(f"{at}/shares", json={"days": 7, "shown_name": "Sam"}))
        filled.share = share["secret"]
        filled.deleted.add(filled.sessions["squat jump"])
        await self._ok(coach.delete(f"/v1/sessions/{filled.sessions['squat jump']}"))
        filled.names |= {
            correction["id"]: "correction",
            undone["id"]: "undone correction",
            note["id"]: "note",
            share["id"]: "share",
        }

    async def _programme(self, filled: GoldenClub) -> None:
        coach, at = filled.coach.client, f"/v1/athletes/{filled.sam.athlete}"
        begun = {"template": "calf_strength", "begins_on": _ago(30).date().isoformat()}
        await self._ok(coach.post(f"{at}/programme/from-template", json=begun))
        done = [{"exercise": "calf_raise", "side": "left", "reps": [12, 12, 10], "load_kg": 5.0}]
        days: dict[int, dict[str, Any]] = {
            14: {"pain": 3.0, "morning_pain": 2.0, "rpe": 6.0, "minutes": 40.0},
            10: {"pain": 2.5, "rpe": 5.0, "minutes": 20.0, "done": done},
            7: {"pain": 2.0, "morning_pain": 1.5, "rpe": 6.5, "minutes": 45.0},
            1: {"pain": 1.0, "rpe": 6.0, "minutes": 45.0},
        }
        for days_ago, entry in days.items():
            on = _ago(days_ago).date().isoformat()
            await self._ok(filled.sam.client.put(f"{at}/diary/{on}", json=entry))

    async def _arriving(self, filled: GoldenClub) -> None:
        """A recording with the first of its two chunks."""
        coach, journal = filled.coach.client, journal_of(38)
        recording_id = "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e99"
        begun = {"athlete_id": filled.lee, "name": "arriving.calf", "exercise": "balance"}
        await self._ok(coach.put(f"/v1/recordings/{recording_id}", json=begun))
        chunk = chunks_of(journal, 2)[0]
        at = f"/v1/recordings/{recording_id}/streams/journal/chunks/0"
        await self._ok(coach.put(at, content=chunk, headers=digest(chunk)))
        filled.names[recording_id] = "arriving recording"

    async def _rows_without_route(self, filled: GoldenClub) -> None:
        """A demo club, objects still to be deleted, and deliveries that were given up."""
        self._step()
        demo = await demo_of(self._house, filled.admin.user_id)
        filled.names[demo] = "demo club"
        async with self._house.services.database.writing() as session:
            session.add(UnwantedRow(prefix="recordings/gone", since=BEGIN))
            given_up = {"next_at": None, "attempts": 9, "answer": "no answer"}
            await session.execute(update(DeliveryRow).values(**given_up))

    def _name(self, filled: GoldenClub) -> None:
        filled.names |= {
            filled.club.id: "club Harbour Athletics",
            filled.lee: "athlete Lee",
            filled.sam.athlete: "athlete Sam",
            filled.sam.user_id: "user Sam",
            filled.coach.user_id: "user Kim Coach",
            filled.admin.user_id: "user admin",
        }


def _ago(days: float) -> datetime:
    return BEGIN - timedelta(days=days)
