"""Which sessions somebody wants to see."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Which sessions are wanted; what is None does not matter."""

    organization_id: str | None = None
    team_id: str | None = None
    athlete_id: str | None = None
    exercise: str | None = None
    side: str | None = None
    status: str | None = None
    performed_from: datetime | None = None
    performed_until: datetime | None = None
