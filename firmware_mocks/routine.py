"""Movements one after another, as one movement that can go on for hours."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firmware_mocks.athlete import Athlete, Segment
from firmware_mocks.jet import Array, Jet
from firmware_mocks.motion import JointedMotion, SegmentName, Side, Support

KEPT_S = 300.0
"""How long a finished movement can still be asked for: five times what a sensor's ring keeps."""

STEP_ON_S = 0.4
"""How long the weight takes to come onto a plate that is stepped on."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A movement, when it begins, and whether it is done on the plates."""

    start_s: float
    motion: JointedMotion
    on_plates: bool
    steps_on: bool


class Routine:
    """Movements that follow one another; see `JointedMotion`.

    Each movement begins at a time of the routine and its last pose is held until the next one
    begins. Movements begin and end in standing at rest, so that they fit together. A foot's roll
    is left out.

    Parameters
    ----------
    standing
        What is done until the first movement begins.
    """

    duration_s = float("inf")

    def __init__(self, standing: JointedMotion) -> None:
        self._pieces = [_Piece(0.0, standing, on_plates=True, steps_on=False)]

    @property
    def athlete(self) -> Athlete:
        """Who moves."""
        return self._pieces[-1].motion.athlete

    def add(self, motion: JointedMotion, start_s: float, *, on_plates: bool = True) -> None:
        """Begin a movement at a time; it must not be before the latest one's.

        Parameters
        ----------
        motion
            What is done from then on.
        start_s
            When, s. Samples from then on must not have been asked for.
        on_plates
            Whether the athlete stands on the plates or beside them.
        """
        latest = self._pieces[-1]
        if start_s < latest.start_s:
            raise ValueError(f"a movement cannot begin at {start_s} s, before the latest one")
        steps_on = on_plates and not latest.on_plates
        self._pieces.append(_Piece(start_s, motion, on_plates, steps_on))
        while self._pieces[1].start_s < start_s - KEPT_S:
            del self._pieces[0]

    def segment(self, name: SegmentName, side: Side, time: Array) -> Segment:
        """Foot (origin: metatarsal heads), shank (ankle), thigh (knee) or trunk (centre)."""
        parts = [
            (inside, piece.motion.segment(name, side, time[inside] - piece.start_s))
            for inside, piece in self._parts(time)
        ]
        return Segment(
            _joined_jets(time, [(inside, part.x) for inside, part in parts]),
            _joined_jets(time, [(inside, part.z) for inside, part in parts]),
            _joined_jets(time, [(inside, part.pitch) for inside, part in parts]),
        )

    def plantar_flexion_deg(self, side: Side, time: Array) -> Array:
        """(n,) ankle angle, deg; zero is quiet standing without sway."""
        return _joined(
            time,
            [
                (inside, piece.motion.plantar_flexion_deg(side, time[inside] - piece.start_s))
                for inside, piece in self._parts(time)
            ],
        )

    def support(self, side: Side | None, time: Array) -> Support:
        """What the ground does to one foot, or (None) to both; nothing beside the plates."""
        parts = [
            (inside, piece, piece.motion.support(side, time[inside] - piece.start_s))
            for inside, piece in self._parts(time)
        ]
        return Support(
            _joined(
                time,
                [
                    (inside, part.force * _load(piece, time[inside]))
                    for inside, piece, part in parts
                ],
            ),
            _joined(time, [(inside, part.ahead) for inside, _, part in parts]),
            _joined(
                time,
                [
                    (inside, np.zeros_like(part.ahead) if part.aside is None else part.aside)
                    for inside, _, part in parts
                ],
            ),
        )

    def _parts(self, time: Array) -> Iterator[tuple[NDArray[np.bool_], _Piece]]:
        """Which of the times belong to which movement."""
        starts = [piece.start_s for piece in self._pieces]
        numbers = np.maximum(np.searchsorted(starts, time, side="right") - 1, 0)
        for number in np.unique(numbers):
            yield numbers == number, self._pieces[number]


def _load(piece: _Piece, time: Array) -> Array:
    """Part of the force that is on the plates."""
    if not piece.on_plates:
        return np.zeros_like(time)
    if not piece.steps_on:
        return np.ones_like(time)
    return np.clip((time - piece.start_s) / STEP_ON_S, 0.0, 1.0)


_Part = tuple[NDArray[np.bool_], Array]


def _joined(time: Array, parts: Sequence[_Part]) -> Array:
    """(n,) the values of the parts, each at its own times."""
    whole = np.empty_like(time)
    for inside, values in parts:
        whole[inside] = values
    return whole


def _joined_jets(time: Array, parts: Sequence[tuple[NDArray[np.bool_], Jet]]) -> Jet:
    def along(of: Callable[[Jet], Array]) -> Array:
        return _joined(time, [(inside, of(jet)) for inside, jet in parts])

    return Jet(
        along(lambda jet: jet.value),
        along(lambda jet: jet.velocity),
        along(lambda jet: jet.acceleration),
    )
