"""Which rows somebody wants to see of the sessions that are wanted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from api.sessions.filters import SessionFilter

QualityOut = Literal["good", "fair", "poor"]
ScopeOut = Literal["effort", "set"]
_BEST_FIRST: tuple[QualityOut, ...] = ("good", "fair", "poor")


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which efforts and numbers are wanted; what is None or empty does not matter.

    `removed` is whether efforts are wanted too of which people said that they were none.
    """

    exercise: str | None = None
    side: str | None = None
    metrics: frozenset[str] = frozenset()
    scope: ScopeOut | None = None
    quality: QualityOut | None = None
    removed: bool = False

    @property
    def qualities(self) -> tuple[QualityOut, ...]:
        """Those that are good enough."""
        if self.quality is None:
            return _BEST_FIRST
        return _BEST_FIRST[: _BEST_FIRST.index(self.quality) + 1]


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that somebody wants: which sessions, which rows of them, and from where on.

    `limit` is how many sessions; a session's rows are never cut between pages.
    """

    sessions: SessionFilter
    rows: RowFilter
    limit: int
    cursor: str | None = None
    updated_after: datetime | None = None
