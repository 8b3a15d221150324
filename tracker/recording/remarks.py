"""What a person said while a recording was made: pauses, sets, notes, pain, exertion."""

from dataclasses import replace
from enum import StrEnum

from tracker.recording.model import Recording, Segment

_LEAST_S = 0.5


class RemarkKind(StrEnum):
    """Kinds of remarks that this version makes; a recording may hold others.

    ``pause`` and ``resume`` bound what is not to be counted, ``set`` begins another set; ``note``
    is a text, ``pain`` (0 none … 10 worst imaginable, numeric rating scale) and ``rpe`` (0 … 10,
    Borg CR10; Foster 2001 for a session) are numbers.
    """

    PAUSE = "pause"
    RESUME = "resume"
    SET = "set"
    NOTE = "note"
    PAIN = "pain"
    RPE = "rpe"


def segmented(recording: Recording) -> Recording:
    """The recording with a segment for each stretch between pauses and set borders.

    What was stated of the whole holds for each; without such remarks it stays as it is. A stretch
    of less than half a second, in which nothing can be done, is none.
    """
    whole = recording.segments[0] if len(recording.segments) == 1 else Segment()
    borders = [
        one
        for one in sorted(recording.remarks, key=lambda remark: remark.at_s)
        if one.kind in {RemarkKind.PAUSE, RemarkKind.RESUME, RemarkKind.SET}
    ]
    if not borders or len(recording.segments) > 1:
        return recording
    segments: list[Segment] = []
    since: float | None = 0.0
    for border in borders:
        if since is not None and border.at_s > since + _LEAST_S:
            segments.append(replace(whole, start_s=since, end_s=border.at_s))
        if border.kind != RemarkKind.SET:
            since = border.at_s if border.kind == RemarkKind.RESUME else None
        elif since is not None:
            since = border.at_s
    if since is not None:
        segments.append(replace(whole, start_s=since, end_s=None))
    return replace(recording, segments=tuple(segments))
