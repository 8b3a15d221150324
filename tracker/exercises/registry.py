"""The exercises that can be measured."""

from collections.abc import Mapping
from types import MappingProxyType

from tracker.errors import InputError
from tracker.exercises.ankle_range.record import ANKLE_RANGE
from tracker.exercises.balance.record import BALANCE
from tracker.exercises.base import Context, Detector
from tracker.exercises.calf_raise.record import CALF_RAISE
from tracker.exercises.exercise import Exercise
from tracker.exercises.isometric.record import ISOMETRIC
from tracker.exercises.jumps.records import (
    COUNTERMOVEMENT_JUMP,
    DROP_JUMP,
    HOPS,
    SQUAT_JUMP,
    STRAIGHT_LEG_JUMP,
)
from tracker.exercises.walking.record import RUNNING, WALKING
from tracker.exercises.weight_bearing_lunge.record import WEIGHT_BEARING_LUNGE
from tracker.recording import Stream

EXERCISES: Mapping[str, Exercise] = MappingProxyType(
    {
        exercise.id: exercise
        for exercise in (
            CALF_RAISE,
            DROP_JUMP,
            HOPS,
            COUNTERMOVEMENT_JUMP,
            SQUAT_JUMP,
            STRAIGHT_LEG_JUMP,
            ISOMETRIC,
            ANKLE_RANGE,
            WEIGHT_BEARING_LUNGE,
            WALKING,
            RUNNING,
            BALANCE,
        )
    }
)
"""Exercise id to its record, in the order in which lists show them."""

DEFAULT_EXERCISE = CALF_RAISE
"""What is recorded unless a person says otherwise."""


def metrics_of(exercise: str | None) -> tuple[str, ...]:
    """The metrics of an exercise, most important first; none of an unknown one."""
    known = EXERCISES.get(exercise or "")
    return () if known is None else known.metrics


def detector_for(
    exercise: str, streams: Mapping[str, Stream], context: Context | None = None
) -> Detector:
    """Make the detector of one exercise, as stated by a person.

    Parameters
    ----------
    exercise
        Its id.
    streams
        Name of a stream to the stream without its samples.
    context
        Who moves, and how, as far as it is known.

    Raises
    ------
    InputError
        If the exercise is not known; the message lists those that are.
    """
    record = EXERCISES.get(exercise)
    if record is None:
        known = ", ".join(EXERCISES)
        raise InputError(f"exercise {exercise!r} is not known; known are: {known}")
    return record.detector(streams, context or Context())
