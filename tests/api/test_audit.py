"""The audit log tells an organization who did what, and nothing that was measured."""

import pytest

from tests.api.house import House, force_csv

pytestmark = pytest.mark.usefixtures("backend")


@pytest.mark.both_databases
async def test_an_organization_sees_what_was_done_to_its_athletes_data(house: House) -> None:
    session_id = await house.session_of(force_csv())
    place = f"/v1/sessions/{session_id}"
    said = {"kind": "remove", "start_s": 0.0, "end_s": 4.0, "note": "she stumbled"}
    correction = (await house.client.post(f"{place}/corrections", json=said)).json()
    await house.client.delete(f"{place}/corrections/{correction['id']}")
    await house.client.delete(place)
    await house.client.post(f"{place}/restore")

    organizations = (await house.client.get("/v1/organizations")).json()["items"]
    log = f"/v1/organizations/{organizations[0]['id']}/audit"
    answer = await house.client.get(log, params={"limit": 3})
    first = answer.json()
    rest = (await house.client.get(log, params={"before": first["next"]})).json()

    deeds = [*first["items"], *rest["items"]]
    assert [one["action"] for one in deeds] == [
        "session.restored",
        "session.deleted",
        "session.correction_undone",
        "session.corrected",
        "recording.stored",
    ]
    assert {one["subject"] for one in deeds[:4]} == {f"session:{session_id}"}
    assert "stumbled" not in answer.text
    assert rest["next"] is None
