"""One athlete of an overview: rows of the database as facts, and reasons as they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from api.analytics.asked import Place
from api.analytics.schemas import HeadlineOut, LastSession, OverviewRow, ReasonOut
from tracker.programme.attention import (
    Facts,
    Felt,
    Number,
    Plan,
    Reason,
    headline,
    reasons,
    urgency,
)

_BEGINNING = 20
"""Letters of a name that order athletes, so that a cursor stays short."""


@dataclass(frozen=True, slots=True)
class Looked:
    """An athlete who was looked at; how it is shown is made only for those who are."""

    place: Place
    row: Any
    numbers: Sequence[Number]
    reasons: tuple[Reason, ...]

    def shown(self) -> OverviewRow:
        """As the API shows it."""
        row, first = self.row, headline(self.numbers, self.row.exercise)
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
            headline=None if first is None else HeadlineOut.of(first),
            urgency=self.place.urgency,
            reasons=[
                ReasonOut(
                    code=one.code,
                    severity=one.severity.value,
                    words=one.words,
                    since=one.since,
                    session_id=row.last_id if one.of_session else None,
                )
                for one in self.reasons
            ],
        )


def row_of(
    row: Any,
    numbers: Sequence[Number],
    fault: str | None,
    trained: tuple[int, date | None] | None,
    now: datetime,
) -> Looked:
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
    found = reasons(
        Facts(
            today=now.date(),
            last_at=row.last_at,
            failure=row.failure if row.status == "failed" else None,
            fault=fault,
            numbers=numbers,
            efforts=row.efforts or 0,
            efforts_before=row.efforts_before or 0,
            plan=None
            if row.sessions_per_week is None
            else Plan(row.sessions_per_week, row.most_pain, row.begins_on, days, last_day),
            felt=None if row.on is None else Felt(row.on, row.pain, row.morning_pain),
        )
    )
    return Looked(
        Place(-urgency(found), row.name[:_BEGINNING].casefold(), row.id), row, numbers, found
    )
