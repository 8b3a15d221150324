"""Whether what a person says against a session can be meant."""

from api.core.errors import Unusable
from api.sessions.schemas import CorrectionIn
from tracker.exercises.split_merge import can_be_split
from tracker.results import Analysis

_OWN = {"exercise": "exercise", "side": "side", "at_s": "split"}
"""The field of a correction that one kind has alone."""


def check(body: CorrectionIn) -> None:
    """Raise Unusable where fields of a correction contradict each other."""
    if body.end_s < body.start_s:
        raise Unusable(f"body.end_s: the stretch ends at {body.end_s} s, before it starts")
    for field, kind in _OWN.items():
        if body.kind != kind and getattr(body, field) is not None:
            raise Unusable(f"body.{field}: it belongs to a correction of kind {kind}; leave it out")
    if body.kind == "side" and body.side is None:
        raise Unusable("body.side: say which leg it was: left, right or both")
    if body.kind == "split" and (body.at_s is None or not body.start_s < body.at_s < body.end_s):
        raise Unusable("body.at_s: say when the second begins, between start_s and end_s")


def check_with(body: CorrectionIn, analysis: Analysis) -> None:
    """Raise Unusable where a session has nothing that could be split or merged there."""
    if body.kind == "split" and body.at_s is not None:
        at_s = body.at_s
        if not any(can_be_split(one, at_s) for one in analysis.counted):
            raise Unusable(
                f"body.at_s: no effort can be split at {at_s:g} s; give a time well within one"
            )
    if body.kind == "merge":
        inside = [one for one in analysis.counted if body.start_s <= one.top_s <= body.end_s]
        if len(inside) < 2:
            raise Unusable("body.start_s: fewer than two efforts have their top in that stretch")
