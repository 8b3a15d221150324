"""A simulated athlete with what was recorded and told over ten weeks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from firmware_mocks.athlete import Athlete
from firmware_mocks.club.trainings import Training


@dataclass(frozen=True, slots=True)
class Told:
    """What an athlete told of one day.

    Parameters
    ----------
    days_ago
        Which.
    pain, morning_pain, rpe
        0 to 10.
    minutes
        How long the training took.
    done
        What was done that no sensor recorded, as fields of `tracker.programme.Done`; None where
        the recordings say it.
    """

    days_ago: int
    pain: float | None = None
    morning_pain: float | None = None
    rpe: float | None = None
    minutes: float | None = None
    done: tuple[Mapping[str, Any], ...] | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A simulated athlete.

    Parameters
    ----------
    name, age, sex
        Nobody's who lives.
    body
        Measures, of which every signal follows.
    team
        The training group.
    trainings, told
        What was recorded, and what was told, in any order.
    programme
        The template that is followed, and since how many days; None for none.
    """

    name: str
    age: int
    sex: Literal["female", "male"]
    body: Athlete
    team: str
    trainings: tuple[Training, ...]
    told: tuple[Told, ...] = ()
    programme: tuple[str, int] | None = None

    def recording(self, number: int, started_at: datetime) -> bytes:
        """One of the trainings as a recording folder in a zip."""
        return self.trainings[number].recording(self.body, started_at)
