"""The abilities in an exercise's record are what the pipeline measures of simulated athletes."""

from dataclasses import replace
from typing import get_args

import pytest

from tests.simulated import calf_raise_recording, jump_recording, rebound_recording
from tracker.analysis import analyze
from tracker.exercises.exercise import Exercise, Site
from tracker.exercises.registry import EXERCISES
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
    abilities = [one for one in EXERCISES[exercise].abilities if one.sites == (site,)]
    return {metric for ability in abilities for metric in ability.gives}


def given(recording: Recording, exercise: str) -> set[str]:
    efforts = analyze(recording).efforts
    return {metric for one in efforts for metric in one.metrics} & set(EXERCISES[exercise].metrics)


def renamed(recording: Recording, place: str) -> Recording:
    streams = (replace(one, name=place, placement=place) for one in recording.streams)
    return replace(recording, streams=tuple(streams))


@pytest.mark.parametrize("exercise", _RECORDED)
@pytest.mark.parametrize("site", _WORN)
def test_a_sensor_gives_what_is_said_of_its_place(exercise: str, site: str) -> None:
    worn, recorded = _WORN[site]
    recording = renamed(_RECORDED[exercise](worn), recorded)
    assert given(recording, exercise) == stated(exercise, site)


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: exercise.id)
def test_abilities_name_sites_and_metrics_of_the_exercise(exercise: Exercise) -> None:
    assert exercise.abilities
    for ability in exercise.abilities:
        assert set(ability.sites) <= set(get_args(Site))
        assert ability.gives
        assert set(ability.gives) <= set(exercise.metrics), ability
