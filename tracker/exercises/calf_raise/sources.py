"""Which sources see the raises of which side, from the streams that there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.exercises.calf_raise.angle_source import AngleSource
from tracker.exercises.calf_raise.centre_source import PlateSource
from tracker.exercises.calf_raise.imu_source import ImuSource
from tracker.exercises.calf_raise.insole_source import InsoleSource
from tracker.exercises.calf_raise.segment_source import SegmentSource
from tracker.exercises.calf_raise.source import Source
from tracker.exercises.plates import Plates
from tracker.recording import Kind, Stream
from tracker.results import Side

OneSide = Literal["left", "right"]
_SIDES: tuple[OneSide, ...] = ("left", "right")
_OF_THE_BODY = ("sacrum", "phone_waist")


@dataclass(frozen=True, slots=True)
class Sides:
    """The sources of each side, the leading one first.

    Parameters
    ----------
    counted
        Of the sides of which raises are counted, or of the body where no side has a source.
    other
        Of the other leg: it should be still.
    """

    counted: Sequence[Sequence[Source]]
    other: Sequence[Source] = ()


def sources_for(streams: Mapping[str, Stream], plates: Plates, side: Side | None) -> Sides:
    """Sources of both sides, or of the one that is asked for if it has any.

    A plate and a sensor on the trunk have no side: they count where nothing is on a leg.
    """
    seen = {one: _ranked(streams, plates, one) for one in _SIDES}
    asked = [one for one in _SIDES if side in {None, "both", "unknown", one} and seen[one]]
    if asked:
        others = [one for one in _SIDES if one not in asked]
        return Sides(
            [seen[one] for one in asked], [seen[other][0] for other in others if seen[other]]
        )
    apart = [seen[one] for one in _SIDES if seen[one]]
    if apart:
        return Sides(apart)
    of_the_body: list[Source] = []
    if plates.names:
        of_the_body.append(PlateSource(plates, side or "unknown"))
    of_the_body += [
        SegmentSource(stream, side or "unknown")
        for stream in streams.values()
        if stream.kind is Kind.IMU and stream.placement in _OF_THE_BODY
    ]
    return Sides([of_the_body] if of_the_body else [])


def _ranked(streams: Mapping[str, Stream], plates: Plates, side: OneSide) -> list[Source]:
    def placed(kind: Kind, *places: str) -> Stream | None:
        at = {stream.placement: stream for stream in streams.values() if stream.kind is kind}
        return next((at[place] for place in places if place in at), None)

    foot = placed(Kind.IMU, f"{side}_foot", f"{side}_heel")
    shank = placed(Kind.IMU, f"{side}_shank", f"phone_shank_{side}")
    angle = placed(Kind.ANGLE, f"{side}_ankle")
    insole = placed(Kind.INSOLE, f"{side}_foot", f"{side}_ankle", f"{side}_insole")
    sources: list[Source] = []
    if foot is not None:
        sources.append(ImuSource.of(foot, shank, side))
    if angle is not None:
        sources.append(AngleSource(angle, side))
    if insole is not None and insole.has("forefoot"):
        sources.append(InsoleSource(insole, side))
    above = shank or placed(Kind.IMU, f"{side}_thigh")
    if not sources and above is not None:
        if plates.names:
            sources.append(PlateSource(plates, side))
        sources.append(SegmentSource(above, side))
    return sources
