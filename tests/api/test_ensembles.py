"""Efforts laid over each other: the mean is theirs, what was removed or is another leg's is not."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.api.house import House, force_csv, hand_made, opened, pipeline_of
from tracker.results import Curve

pytestmark = pytest.mark.usefixtures("backend")


async def ensembles(house: House, session_id: str, **query: Any) -> list[dict[str, Any]]:
    answer = await house.client.get(f"/v1/sessions/{session_id}/ensembles", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.mark.both_databases
async def test_a_mean_is_that_of_the_full_efforts(house: House) -> None:
    session_id = await house.session_of(force_csv())

    angle, height = await ensembles(house, session_id, points=101, each=400)

    assert (angle["curve"], height["curve"]) == ("plantar_flexion", "heel_height")
    # Two full efforts of three; each goes from 0 to 30 degrees and back.
    assert angle["count"] == 2
    assert angle["duration_s"] == pytest.approx(4.0)
    assert angle["mean"][50] == pytest.approx(30.0, abs=0.01)
    assert angle["mean"][75] == pytest.approx(15.0, abs=0.2)
    assert angle["sd"][50] == pytest.approx(0.0, abs=1e-6)
    # The first has a gap from 0.5 to 0.6 s, which is no part of a mean.
    assert angle["mean"][13] is None
    assert [one["effort"] for one in angle["efforts"]] == [0, 1, 2]
    assert angle["efforts"][1]["time"][0] == pytest.approx(-0.01)
    assert max(one for one in angle["efforts"][1]["value"] if one is not None) > 29.99


async def test_few_samples_keep_the_peak(house: House) -> None:
    session_id = await house.session_of(force_csv())

    (angle,) = await ensembles(house, session_id, each=10, curve="plantar_flexion")

    for one in angle["efforts"]:
        assert len(one["time"]) <= 10
        assert max(value for value in one["value"] if value is not None) > 29.99


async def test_a_removed_effort_is_left_out(house: House) -> None:
    session_id = await house.session_of(force_csv())
    body = {"kind": "remove", "start_s": 0.0, "end_s": 4.0}
    answer = await house.client.post(f"/v1/sessions/{session_id}/corrections", json=body)
    assert answer.status_code == 201

    angle, _ = await ensembles(house, session_id)

    assert angle["count"] == 1
    assert [one["effort"] for one in angle["efforts"]] == [1, 2]
    assert set(angle["sd"]) == {None}


async def test_a_leg_is_seen_on_its_own_curve_alone(tmp_path: Path) -> None:
    made = hand_made()
    right = tuple(replace(one, side="right") for one in made.efforts[:2])
    curves = tuple(
        replace(made.curves[0], name=name)
        for name in ("plantar_flexion_left", "plantar_flexion_right", "vertical_force")
    )
    analysis = replace(made, efforts=made.efforts + right, curves=curves)
    async with opened(tmp_path, pipeline_of(analysis)) as house:
        found = await ensembles(house, await house.session_of(force_csv()))

    assert {(one["side"], one["curve"]) for one in found} == {
        ("left", "plantar_flexion_left"),
        ("left", "vertical_force"),
        ("right", "plantar_flexion_right"),
        ("right", "vertical_force"),
    }


async def test_a_curve_of_nothing_gives_nothing(tmp_path: Path) -> None:
    made = hand_made()
    time = np.array([100.0, 101.0])
    beyond = Curve("power", "Power", "W", time, np.array([1.0, 2.0]), "plate")
    async with opened(tmp_path, pipeline_of(replace(made, curves=(beyond,)))) as house:
        (power,) = await ensembles(house, await house.session_of(force_csv()), points=11)

    assert power["count"] == 0
    assert power["mean"] == [None] * 11


@pytest.mark.parametrize("query", [{"points": 2}, {"each": 1}, {"curve": "x" * 65}])
async def test_what_cannot_be_drawn_is_refused(house: House, query: dict[str, Any]) -> None:
    session_id = await house.session_of(force_csv())
    answer = await house.client.get(f"/v1/sessions/{session_id}/ensembles", params=query)
    assert answer.status_code == 422
    assert next(iter(query)) in answer.text
