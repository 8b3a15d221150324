"""Red flags of the last day of a diary."""

from collections.abc import Sequence

from tracker.interpretation.red_flags import MOST_PAIN, loss_flags, pain_flags
from tracker.programme.diary import Day


def red_flags(days: Sequence[Day], most_pain: float = MOST_PAIN) -> tuple[str, ...]:
    """Warnings from the last day: pain above the limit, or a sudden loss of height or force.

    A loss is judged against the sets of the days before, of the same leg and done in the same way.
    """
    if not days:
        return ()
    last = days[-1]
    found = list(pain_flags(last.pain, last.morning_pain, most_pain))
    earlier = [done for day in days[:-1] for done in day.done]
    for done in last.done:
        before = [other.metrics for other in earlier if other.alike(done)]
        found += loss_flags(done.side, done.metrics, before)
    return tuple(found)
