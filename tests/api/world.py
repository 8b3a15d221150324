"""Two organizations with everything in them, and everybody who should not see it."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from sqlalchemy import update

from api.accounts.models import CredentialRow
from api.accounts.secrets import digest_of
from api.core.identifiers import new_id
from tests.api.house import House, force_csv
from tests.api.people import Club, People, Person, ok
from tests.sensors.worn import Sensor, imu, worn
from tracker.recording.journal import FILE_NAME, MAGIC
from tracker.sensors.session import RecordingSession

UNKNOWN = ("nobody", "expired token", "revoked key")
"""Who is nobody to the server; it answers 401."""
OUTSIDE = ("coach of another organization", "key of another organization", "coach who left")
"""Who is somebody, but not here."""
INSIDE = ("other athlete", "coach without consent", "coach whose consent ended")
"""Who belongs to the organization, but may not see the athlete."""
WRONG = UNKNOWN + OUTSIDE + INSIDE

SECRET_NAME = "secretly-sam"


@dataclass
class World:
    """The organization `home` with the athlete Sam, and `away`.

    `clients` are of the wrong subjects, and of sam, coach, admin and owner, by name; `ids` fills
    the addresses of routes.
    """

    people: People
    home: Club
    away: Club
    sam: Person
    coach: Person
    journal: bytes
    plan: dict[str, Any] = field(default_factory=dict)
    clients: dict[str, httpx2.AsyncClient] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    _uploads: Any = field(default_factory=lambda: count(1))

    @property
    def house(self) -> House:
        return self.people.house

    @property
    def marks(self) -> tuple[str, ...]:
        """What stands in Sam's data and nowhere else."""
        ids = (self.ids[one] for one in ("athlete_id", "session_id", "recording_id"))
        return (SECRET_NAME, *ids)

    def file(self) -> bytes:
        """A force file that was never sent before."""
        return force_csv(0.5, offset_n=next(self._uploads))

    async def session(self) -> dict[str, Any]:
        """One more session of Sam's: the answer to its upload."""
        files = {"file": (f"{SECRET_NAME}.csv", self.file())}
        told = {"athlete_id": self.sam.athlete}
        uploaded = ok(await self.coach.client.post("/v1/recordings", files=files, data=told))
        await self.house.jobs.drain()
        return uploaded

    async def begun(self, person: Person | None = None) -> str:
        """A recording of Sam's that is arriving, without a chunk yet."""
        ingest_id = new_id()
        client = (person or self.coach).client
        body = {"athlete_id": self.sam.athlete, "name": f"{SECRET_NAME}.calf"}
        ok(await client.put(f"/v1/recordings/{ingest_id}", json=body))
        return ingest_id

    @property
    def chunk(self) -> bytes:
        """All of a short recording in one chunk."""
        return self.journal[len(MAGIC) :]


async def world_of(people: People) -> World:
    """Make it."""
    home, away = await people.found("Harbour"), await people.found("Lakeside")
    sam, other = await people.join(home, "athlete", "Sam"), await people.join(home, "athlete")
    coach, unseen, former, gone = [await people.join(home, "coach") for _ in range(4)]
    abroad = await people.join(away, "coach")
    await people.join_too(away, "coach", coach)
    for one in (coach, former, gone):
        await people.consent(sam, one)
    await people.withdraw(sam, former)
    ok(await home.admin.client.delete(home.at(f"/members/{gone.user_id}")))
    world = World(people, home, away, sam, coach, await journal())
    world.clients = {
        "nobody": await people.client(),
        "expired token": await _expired(people, coach),
        "revoked key": await _revoked(people, coach, home),
        "coach of another organization": abroad.client,
        "key of another organization": await people.key(coach, away),
        "coach who left": gone.client,
        "other athlete": other.client,
        "coach without consent": unseen.client,
        "coach whose consent ended": former.client,
        "sam": sam.client,
        "coach": coach.client,
        "admin": home.admin.client,
        "owner": people.house.client,
    }
    await _fill(world)
    return world


async def _fill(world: World) -> None:
    uploaded = await world.session()
    team = ok(await world.coach.client.post(world.home.at("/teams"), json={"name": "Sprint"}))
    ok(await world.coach.client.put(f"/v1/teams/{team['id']}/athletes/{world.sam.athlete}"))
    templates = ok(await world.coach.client.get("/v1/programme-templates"))["items"]
    world.plan = templates[0]["plan"]
    world.ids = {
        "organization_id": world.home.id,
        "athlete_id": world.sam.athlete,
        "coach_id": world.coach.user_id,
        "user_id": world.coach.user_id,
        "team_id": team["id"],
        "session_id": uploaded["session"]["id"],
        "recording_id": uploaded["recording"]["id"],
        "on": "2026-11-20",
        "stream": uploaded["recording"]["streams"][0]["name"],
    }


async def _expired(people: People, person: Person) -> httpx2.AsyncClient:
    token = (await people.signed_in(person.email))["access_token"]
    await expire(people.house, token)
    return await people.client(token)


async def _revoked(people: People, person: Person, club: Club) -> httpx2.AsyncClient:
    key = await people.new_key(person, club)
    ok(await person.client.delete(f"/v1/keys/{key['id']}"))
    return await people.client(key["secret"])


async def expire(house: House, secret: str) -> None:
    """Let the time of a token or key run out."""
    async with house.services.database.writing() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        mine = CredentialRow.digest == digest_of(secret)
        await session.execute(update(CredentialRow).where(mine).values(expires_at=past))


_journals: list[bytes] = []


async def journal() -> bytes:
    """A short recording of a sensor as it was written beside the athlete, made once."""
    if not _journals:
        with TemporaryDirectory() as folder:
            _journals.append(await _record(Path(folder, "recorded")))
    return _journals[0]


async def _record(folder: Path) -> bytes:
    sensors: list[Sensor] = [("left_foot", imu(0.5), {})]
    async with (
        worn(sensors) as on,
        RecordingSession(
            folder,
            on.placed,
            client_backend=on.central.client_backend,
            host_clock=on.clock.host_ns,
        ) as session,
    ):
        await asyncio.gather(*(one.finished.wait() for one in on.peripherals))
        await session.stop()
    return (folder / FILE_NAME).read_bytes()
