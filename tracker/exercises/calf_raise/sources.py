"""Which source sees the raises of which side, from the streams that there are."""

from collections.abc import Mapping
from typing import Literal

from tracker.exercises.calf_raise.angle_source import AngleSource
from tracker.exercises.calf_raise.imu_source import ImuSource
from tracker.exercises.calf_raise.insole_source import InsoleSource
from tracker.exercises.calf_raise.source import Source
from tracker.recording import Kind, Stream
from tracker.results import Side

_OneSide = Literal["left", "right"]


def sources_for(streams: Mapping[str, Stream], side: Side | None) -> list[Source]:
    """The best source of each side, or of the one side that was asked for.

    A plate, which has no side, is not among them.
    """
    sides: tuple[_OneSide, ...] = ("left", "right")
    chosen = [one for one in sides if side in {None, "both", one}]
    found = [_best(streams, one) for one in chosen]
    return [one for one in found if one is not None]


def _best(streams: Mapping[str, Stream], side: _OneSide) -> Source | None:
    def placed(kind: Kind, *places: str) -> Stream | None:
        at = {one.placement: one for one in streams.values() if one.kind is kind}
        return next((at[f"{side}_{place}"] for place in places if f"{side}_{place}" in at), None)

    angle = placed(Kind.ANGLE, "ankle")
    if angle is not None:
        return AngleSource(angle, side)
    foot, shank = placed(Kind.IMU, "foot", "heel"), placed(Kind.IMU, "shank")
    if foot is not None:
        return ImuSource(foot, shank, side)
    insole = placed(Kind.INSOLE, "foot", "ankle", "insole")
    if insole is not None and insole.has("forefoot"):
        return InsoleSource(insole, side)
    return None
