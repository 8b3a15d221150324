"""Sessions of everything recognise themselves."""

from collections.abc import Iterator, Mapping, Sequence

import pytest

from tests.conftest import Show
from tests.simulated import performed, rebound_recording
from tests.validation.everything import EXERCISES, Confusion, everything
from tracker.analysis import analyze

SEEDS = [
    pytest.param(range(1, 3), id="few"),
    pytest.param(range(1, 7), id="all", marks=pytest.mark.nightly),
]
REBOUNDING = frozenset({"left_foot", "right_foot", "sacrum", "plate"})
LEGS = ("left_foot", "left_shank", "right_foot", "right_shank")
SENSORS: Mapping[str, Sequence[str]] = {
    "feet, shanks, sacrum, plate, board": (*LEGS, "sacrum", "plate", "board"),
    "feet, shanks": LEGS,
    "plate": ("plate",),
}
UNSEEN: Mapping[str, frozenset[str]] = {
    "feet, shanks": frozenset({"balance", "isometric_plantar_flexion"}),
    "plate": frozenset({"ankle_range", "weight_bearing_lunge", "walking", "running"}),
}
LEAST = {"feet, shanks, sacrum, plate, board": 0.98, "feet, shanks": 0.95, "plate": 0.75}


@pytest.fixture(scope="module")
def shown(show: Show) -> Iterator[list[Confusion]]:
    found: list[Confusion] = []
    yield found
    show("what was done (rows), and what it was taken for",
         [line for one in found for line in one.lines()])  # fmt: skip


@pytest.mark.parametrize("sensors", SENSORS)
@pytest.mark.parametrize("seeds", SEEDS)
def test_each_exercise_of_a_session_is_recognised(
    sensors: str, seeds: range, shown: list[Confusion]
) -> None:
    unseen = UNSEEN.get(sensors, frozenset())
    confusion = Confusion(sensors, [one for one in EXERCISES if one not in unseen])
    for seed in seeds:
        script = everything(seed)
        recording, motion = performed(
            script, SENSORS[sensors], seed=seed, plate_rate_hz=250.0, with_cop=True
        )
        result = analyze(recording)
        confusion.add(motion, script.done, result.efforts)
        heights = (0.15 + 0.02 * (seed % 10),) * 5
        drop, rebounds = rebound_recording(
            placements=[one for one in SENSORS[sensors] if one in REBOUNDING],
            heights_m=heights,
            contacts_s=(0.2,) * 5,
            seed=seed,
        )
        confusion.add_rebounds(rebounds, analyze(drop).efforts)
        assert all(one.certainty and 0 < one.certainty <= 1 for one in result.sets)
    shown.append(confusion)
    assert confusion.accuracy >= LEAST[sensors]
