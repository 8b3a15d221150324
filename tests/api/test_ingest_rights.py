"""A recording that arrives in chunks is its sender's alone, as long as the sender may measure."""

import pytest

from tests.api.people import People, ok
from tests.api.test_ingest import Sender

pytestmark = pytest.mark.usefixtures("backend")


async def test_somebody_else_can_neither_see_nor_take_it(people: People) -> None:
    club = await people.found()
    sam, lee = await people.join(club, "athlete"), await people.join(club, "athlete")
    coach = await people.join(club, "coach")
    await people.consent(sam, coach)
    sender = Sender(sam.client)
    ok(await sender.begin())
    await sender.put(0)

    for other in (lee, coach):
        thief = Sender(other.client, sender.id)
        assert (await thief.begin()).status_code in {404, 409, 422}
        assert (await thief.client.get(f"{thief.at}/chunks")).status_code == 404
        assert await thief.put(1) == 404
        assert (await thief.finish(journal=1)).status_code == 404
    assert [one["received"] for one in (await sender.here())["streams"]] == [1]


@pytest.mark.both_databases
async def test_what_a_coach_records_ends_with_the_consent(people: People) -> None:
    club = await people.found()
    sam, coach = await people.join(club, "athlete"), await people.join(club, "coach")
    await people.consent(sam, coach)
    sender = Sender(coach.client)
    ok(await sender.begin(athlete_id=sam.athlete))
    assert await sender.put(0) == 201

    await people.withdraw(sam, coach)

    assert await sender.put(1) == 404
    assert (await sender.finish(journal=1)).status_code == 404
