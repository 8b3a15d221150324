"""What the mock sensors lend to the demo club; the server imports none of them.

They announce themselves as an entry point that gives their members; what is read of each is said
here.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from pydantic import BaseModel, ConfigDict

from tracker.errors import InputError


class _Part(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class Measures(_Part):
    """An athlete's body."""

    mass_kg: float
    height_m: float
    foot_length_m: float


class Training(_Part):
    """Something that was recorded, so many days before the last day of the story."""

    days_ago: int
    name: str


class Told(_Part):
    """What an athlete told of a day, as `api.programmes.schemas.DayIn` has it."""

    days_ago: int
    pain: float | None
    morning_pain: float | None
    rpe: float | None
    minutes: float | None
    done: tuple[dict[str, Any], ...] | None


class Member(_Part):
    """A simulated athlete.

    Parameters
    ----------
    name, age, sex, body, team
        Who it is, and in which group.
    trainings, told
        What was recorded and what was told.
    programme
        Name of a template, and since how many days it is followed; None for none.
    recording
        One of the trainings, by its number and when it began, as a recording folder in a zip: the
        same bytes every time.
    """

    name: str
    age: int
    sex: str
    body: Measures
    team: str
    trainings: tuple[Training, ...]
    told: tuple[Told, ...]
    programme: tuple[str, int] | None
    recording: Callable[[int, datetime], bytes]


@cache
def members() -> tuple[Member, ...]:
    """The simulated athletes of this installation; InputError if it has none."""
    for entry in entry_points(group="calf.demo", name="club"):
        return tuple(Member.model_validate(one) for one in entry.load()())
    raise InputError("this installation lacks its simulated athletes: install calf-tracker again")
