"""The exercises that can be measured, by name."""

from collections.abc import Callable, Mapping
from functools import partial

from tracker.errors import InputError
from tracker.exercises.ankle_range import AnkleRangeDetector
from tracker.exercises.balance import BalanceDetector
from tracker.exercises.base import Context, Detector
from tracker.exercises.calf_raise import CalfRaiseDetector
from tracker.exercises.isometric import IsometricDetector
from tracker.exercises.jumps import JUMPS, JumpDetector
from tracker.exercises.lunge import LungeDetector
from tracker.exercises.walking import RUNNING, WalkingDetector
from tracker.recording import Stream

DetectorFactory = Callable[[Mapping[str, Stream], Context], Detector]

EXERCISES: Mapping[str, DetectorFactory] = {
    CalfRaiseDetector.exercise: CalfRaiseDetector,
    # One detector tells the jumps apart by what it sees.
    **{name: partial(JumpDetector, stated=name) for name in JUMPS},
    **{
        factory.exercise: partial(factory, stated=True)
        for factory in (
            BalanceDetector,
            IsometricDetector,
            AnkleRangeDetector,
            LungeDetector,
            WalkingDetector,
        )
    },
    # Running is walking in which both feet leave the ground.
    RUNNING: partial(WalkingDetector, stated=True),
}
"""Exercise name to what makes its detector from stream heads and context."""

RECOGNISED: tuple[DetectorFactory, ...] = (
    JumpDetector,
    IsometricDetector,
    WalkingDetector,
    AnkleRangeDetector,
    CalfRaiseDetector,
    LungeDetector,
    BalanceDetector,
)
"""What is looked for where nothing was stated; pushes before all that integrates a force."""


def detector_for(
    exercise: str, streams: Mapping[str, Stream], context: Context | None = None
) -> Detector:
    """Make the detector of one exercise.

    Raises
    ------
    InputError
        If the exercise is not known; the message lists those that are.
    """
    factory = EXERCISES.get(exercise)
    if factory is None:
        known = ", ".join(EXERCISES)
        raise InputError(f"exercise {exercise!r} is not known; known are: {known}")
    return factory(streams, context or Context())
