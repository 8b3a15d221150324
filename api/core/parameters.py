"""Query parameters that routes of several domains take."""

from typing import Annotated

from fastapi import Query

from api.core.times import UtcTime

Limit = Annotated[int, Query(ge=1, le=200, description="At most this many.")]
CursorText = Annotated[str | None, Query(max_length=300, description="`next` of the page before.")]
UpdatedAfter = Annotated[
    UtcTime | None,
    Query(
        description="Begin a sync, for keeping a copy: only what changed after that, oldest change "
        "first, with what was deleted. Continue with `cursor`: first each page's `next`, later "
        "the last page's `resume`.",
        examples=["2026-11-22T09:30:00Z"],
    ),
]
Moment = Annotated[UtcTime | None, Query(examples=["2026-11-22T09:30:00Z"])]
