"""Athletes and consents: who may see whom, from when and until when."""

import pytest

from tests.api.people import People, ok

pytestmark = pytest.mark.usefixtures("backend")


async def test_a_coach_sees_an_athlete_from_consent_until_its_end(people: People) -> None:
    club = await people.found()
    coach = await people.join(club, "coach")
    sam = await people.join(club, "athlete", "Sam")
    at = f"/v1/athletes/{sam.athlete}"

    before = await coach.client.get(at)
    await people.consent(sam, coach)
    during = await coach.client.get(at)
    await people.withdraw(sam, coach)
    after = await coach.client.get(at)

    assert (before.status_code, during.status_code, after.status_code) == (404, 200, 404)
    assert ok(during)["name"] == "Sam"
