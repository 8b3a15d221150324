"""Raises are counted, and nothing else is, in sessions of all kinds of movement."""

from collections.abc import Callable, Iterator

import pytest

from firmware_mocks.script import Script
from tests.simulated import performed
from tests.validation.sessions import Counted, mixed_session, seated_session, sessions_table
from tracker.analysis import analyze

SEEDS = [
    pytest.param((1,), id="one"),
    pytest.param((2, 3), id="more", marks=pytest.mark.nightly),
]
FOOT, SHANK, PLATE = "left_foot", "left_shank", "plate"

SENSORS: dict[str, tuple[str, ...]] = {
    "foot+shank": (FOOT, SHANK),
    "foot+shank+plate": (FOOT, SHANK, PLATE),
    "both feet+shanks": (FOOT, SHANK, "right_foot", "right_shank"),
    "foot": (FOOT,),
    "heel": ("left_heel",),
    "plate": (PLATE,),
    "shank": (SHANK,),
    "sacrum": ("sacrum",),
    "optical": ("left_ankle",),
}

# What a set of sensors cannot tell from a raise, or cannot see: to a foot's sensor alone a heel
# that the bending knee lifts is a heel lifted; what moves the body too slowly changes no force.
ALIKE = {
    "foot": {"heel lifted by the knee"},
    "heel": {"heel lifted by the knee"},
    "optical": {"walking", "jump", "knee lifts", "step"},
    "shank": {"knee lifts"},
    "sacrum": {"talking", "raises"},
    "plate": {"raises"},
}
UNSEEN = {
    "plate": {"slow", "usual tempo"},
    "shank": {"slow", "usual tempo"},
    "sacrum": {"slow", "usual tempo"},
}
LEAST_F1 = {
    "plate": 0.90,
    # Who lands on it hard is not followed by it for ten seconds.
    "shank": 0.70,
    "sacrum": 0.88,
    "optical": 0.80,
    "foot": 0.95,
    "heel": 0.95,
}


@pytest.fixture(scope="module")
def counted(show: Callable[[str, list[str]], None]) -> Iterator[list[Counted]]:
    found: list[Counted] = []
    yield found
    show("calf raises counted among other movements", sessions_table(found))


@pytest.mark.parametrize("sensors", SENSORS)
@pytest.mark.parametrize("seeds", SEEDS)
def test_of_all_that_a_session_holds_raises_are_counted(
    sensors: str, seeds: tuple[int, ...], counted: list[Counted]
) -> None:
    row = _counted("mixed", mixed_session, sensors, seeds)
    counted.append(row)
    assert set(row.extra) <= ALIKE.get(sensors, set())
    assert set(row.missed) <= UNSEEN.get(sensors, set())
    assert row.f1 >= LEAST_F1.get(sensors, 1.0)


@pytest.mark.parametrize("sensors", ["foot+shank", "foot+shank+plate", "foot"])
@pytest.mark.parametrize("seeds", SEEDS)
def test_seated_raises_are_counted(
    sensors: str, seeds: tuple[int, ...], counted: list[Counted]
) -> None:
    row = _counted("seated", seated_session, sensors, seeds)
    counted.append(row)
    assert row.f1 == 1.0


def _counted(
    name: str, session: Callable[[int], Script], sensors: str, seeds: tuple[int, ...]
) -> Counted:
    row = Counted(name, sensors)
    for seed in seeds:
        recording, motion = performed(session(seed), SENSORS[sensors], seed=seed)
        row.add(motion, analyze(recording, exercise="calf_raise").efforts)
    return row
