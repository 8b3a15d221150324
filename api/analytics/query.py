"""What is asked of analytics, and where a page of an overview ended."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from api.core.errors import Unusable


@dataclass(frozen=True, slots=True)
class TrendQuery:
    """Which numbers of an athlete; what is None does not matter."""

    metrics: tuple[str, ...]
    of: Literal["mean", "best", "lowest", "highest"]
    exercise: str | None
    side: str | None
    since: datetime | None
    until: datetime | None
    limit: int


@dataclass(frozen=True, slots=True)
class Group:
    """The athletes of an organization, or of a team of it, or one of them."""

    organization_id: str
    team_id: str | None = None
    athlete_id: str | None = None


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """Where an athlete stands in an overview: the most urgent first, then as names begin."""

    less_urgent: int
    name: str
    athlete_id: str

    @property
    def urgency(self) -> int:
        """The higher, the sooner."""
        return -self.less_urgent

    @classmethod
    def parse(cls, text: str | None) -> "Place | None":
        """Inverse of `str`; Unusable if it is none of ours."""
        if text is None:
            return None
        try:
            less_urgent, name, athlete_id = json.loads(base64.urlsafe_b64decode(text.encode()))
            return cls(int(less_urgent), str(name), str(athlete_id))
        except (ValueError, TypeError, binascii.Error, OverflowError) as error:
            raise Unusable("The cursor is not one that this list gave.") from error

    def __str__(self) -> str:
        packed = json.dumps([self.less_urgent, self.name, self.athlete_id], separators=(",", ":"))
        return base64.urlsafe_b64encode(packed.encode()).decode()
