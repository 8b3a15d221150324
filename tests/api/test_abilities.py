"""What the record page says can be measured is what the pipeline gives of simulated athletes."""

from dataclasses import replace

import pytest

from api.web.abilities import ABILITIES, SITES
from tests.simulated import calf_raise_recording, jump_recording, rebound_recording
from tracker.analysis import analyze
from tracker.quantities import FOREMOST
from tracker.recording import Recording

# Where a simulated sensor is worn, and as what it is recorded.
_WORN = {
    "foot": ("left_foot", "left_foot"),
    "shank": ("left_shank", "left_shank"),
    "phone_shank": ("left_shank", "phone_shank_left"),
    "waist": ("sacrum", "sacrum"),
    "phone_waist": ("sacrum", "phone_waist"),
    "plate": ("plate", "plate"),
}
_RECORDED = {
    "calf_raise": lambda worn: calf_raise_recording(placements=(worn,), reps=3)[0],
    "countermovement_jump": lambda worn: jump_recording(placements=(worn,))[0],
    "hops": lambda worn: rebound_recording(
        placements=(worn,), heights_m=(0.2, 0.2, 0.2), contacts_s=(0.2, 0.2, 0.2)
    )[0],
}


def stated(exercise: str, site: str) -> set[str]:
    rules = [one for one in ABILITIES if exercise in one.exercises and one.sites == (site,)]
    return {metric for one in rules for metric in one.gives}


def given(recording: Recording, exercise: str) -> set[str]:
    efforts = analyze(recording).efforts
    return {metric for one in efforts for metric in one.metrics} & set(FOREMOST[exercise])


def renamed(recording: Recording, place: str) -> Recording:
    streams = (replace(one, name=place, placement=place) for one in recording.streams)
    return replace(recording, streams=tuple(streams))


@pytest.mark.parametrize("exercise", _RECORDED)
@pytest.mark.parametrize("site", _WORN)
def test_a_sensor_gives_what_is_said_of_its_place(exercise: str, site: str) -> None:
    worn, recorded = _WORN[site]
    recording = renamed(_RECORDED[exercise](worn), recorded)
    assert given(recording, exercise) == stated(exercise, site)


def test_rules_name_exercises_places_and_foremost_numbers() -> None:
    for one in ABILITIES:
        assert set(one.exercises) <= set(FOREMOST)
        assert set(one.sites) <= set(SITES)
        assert one.gives
        for exercise in one.exercises:
            assert set(one.gives) <= set(FOREMOST[exercise]), one
    assert {name for one in ABILITIES for name in one.exercises} == set(FOREMOST)
