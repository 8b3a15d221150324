"""One athlete of an overview: rows of the database as facts, and reasons as they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from api.analytics.query import Place
from api.analytics.repository import WEEKS
from api.analytics.schemas import (
    AttendanceOut,
    HeadlineOut,
    LastSession,
    LegsNowOut,
    OverviewRow,
    ReasonOut,
)
from tracker.interpretation.symmetry import BOUNDS, LOWEST_INDEX, SAME_TEST, beyond_bound, index_of
from tracker.programme.adherence import recent_share
from tracker.programme.attention import (
    HEADLINES,
    RECENT_DAYS,
    Facts,
    Felt,
    Number,
    Plan,
    Reason,
    headline,
    reasons,
    urgency,
)
from tracker.results import Quality

_BEGINNING = 20
"""Letters of a name that order athletes, so that a cursor stays short."""


@dataclass(frozen=True, slots=True)
class Review:
    """An athlete who was looked at; how it is shown is made only for those who are."""

    place: Place
    row: Any
    numbers: Sequence[Number]
    weeks: list[int]
    legs: LegsNowOut | None
    attendance: AttendanceOut | None
    reasons: tuple[Reason, ...]

    @property
    def headline(self) -> Number | None:
        """The foremost number of the last session."""
        return headline(self.numbers, self.row.exercise)

    def shown(self) -> OverviewRow:
        """As the API shows it."""
        row, first = self.row, self.headline
        return OverviewRow(
            athlete_id=row.id,
            name=row.name,
            last_session=None
            if row.last_id is None
            else LastSession(
                session_id=row.last_id,
                performed_at=row.last_at,
                exercise=row.exercise,
                status=row.status,
            ),
            sessions_7_days=row.week or 0,
            sessions_28_days=row.month or 0,
            efforts_by_week=self.weeks,
            headline=None if first is None else HeadlineOut.of(first),
            legs=self.legs,
            attendance=self.attendance,
            urgency=self.place.urgency,
            reasons=[
                ReasonOut(
                    code=reason.code,
                    severity=reason.severity.value,
                    words=reason.words,
                    since=reason.since,
                    session_id=row.last_id if reason.of_session else None,
                )
                for reason in self.reasons
            ],
        )


def row_of(
    row: Any,
    numbers: Sequence[Number],
    fault: str | None,
    trained: tuple[int, date | None] | None,
    now: datetime,
) -> Review:
    """Look at one athlete.

    Parameters
    ----------
    row
        Of `AnalyticsRepository.athletes`.
    numbers, fault
        Of the last session.
    trained
        On how many of the last days, and on which last; None for never.
    now
        The moment that is called today.
    """
    days, last_day = trained or (0, None)
    weeks = [getattr(row, week) or 0 for week in WEEKS]
    plan = (
        None
        if row.sessions_per_week is None
        else Plan(row.sessions_per_week, row.most_pain, row.begins_on, days, last_day)
    )
    found = reasons(
        Facts(
            today=now.date(),
            last_at=row.last_at,
            failure=row.failure if row.status == "failed" else None,
            fault=fault,
            numbers=numbers,
            efforts=weeks[-1],
            efforts_before=weeks[-2],
            plan=plan,
            felt=None if row.on is None else Felt(row.on, row.pain, row.morning_pain),
        )
    )
    return Review(
        Place(-urgency(found), row.name[:_BEGINNING].casefold(), row.id),
        row,
        numbers,
        weeks,
        _index(numbers),
        None if plan is None else _attendance(plan, now.date()),
        found,
    )


def _attendance(plan: Plan, today: date) -> AttendanceOut:
    over = min(RECENT_DAYS, (today - plan.begins_on).days)
    return AttendanceOut(
        days_trained=plan.days_trained,
        sessions_per_week=plan.sessions_per_week,
        share=recent_share(plan.days_trained, plan.sessions_per_week, over),
    )


def _index(numbers: Sequence[Number]) -> LegsNowOut | None:
    """What the last session itself says of both legs, the worst of it."""
    told = [
        LegsNowOut(
            metric=number.quantity,
            value=number.value,
            beyond=beyond_bound(number.quantity, number.value),
        )
        for number in numbers
        if number.quantity in BOUNDS and number.quality != Quality.POOR
    ]
    return max(told, key=difference_of, default=None)


def pair_of(exercise: str | None, legs: Sequence[Any]) -> LegsNowOut | None:
    """Both legs' newest values of the exercise's foremost number, if they are of one test."""
    sides = {(leg.quantity, leg.side): leg for leg in legs if leg.exercise == exercise}
    for quantity in HEADLINES.get(exercise or "", ()):
        left, right = sides.get((quantity, "left")), sides.get((quantity, "right"))
        if left is None or right is None or left.method != right.method:
            continue
        near = abs(left.performed_at - right.performed_at) <= SAME_TEST
        if near and left.mean > 0 and right.mean > 0:
            index = index_of(left.mean, right.mean)
            return LegsNowOut(metric=quantity, value=index, beyond=index < LOWEST_INDEX)
    return None


def difference_of(legs: LegsNowOut) -> float:
    """How far legs are from being equal, in %."""
    asymmetry = legs.metric.startswith("asymmetry")
    return abs(legs.value) if asymmetry else abs(100.0 - legs.value)
