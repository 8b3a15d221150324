"""Pages of a list: one cursor, and an order that stays."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, tuple_

from api.errors import Unusable

_SETTLED = timedelta(seconds=1)
"""A change shows in a sync once it is that old: one that is committed late would be passed by."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of the page before."""

    at: datetime
    id: str
    sync: bool = False

    @classmethod
    def parse(cls, text: str | None) -> "Cursor | None":
        """Inverse of `str`; Unusable if it is none of ours."""
        if text is None:
            return None
        try:
            at, row_id, sync = json.loads(base64.urlsafe_b64decode(text.encode()))
            return cls(datetime.fromisoformat(at).astimezone(UTC), str(row_id), bool(sync))
        except (ValueError, TypeError, binascii.Error, OverflowError) as error:
            raise Unusable("The cursor is not one that this list gave.") from error

    def __str__(self) -> str:
        packed = json.dumps([self.at.isoformat(), self.id, self.sync], separators=(",", ":"))
        return base64.urlsafe_b64encode(packed.encode()).decode()


@dataclass(frozen=True, slots=True)
class Sync:
    """Ask for what changed since, oldest change first, with what was deleted."""

    updated_after: datetime


def keyset(
    query: Select[Any],
    shown_at: ColumnElement[Any] | Any,
    updated_at: ColumnElement[Any] | Any,
    row_id: ColumnElement[Any] | Any,
    cursor: Cursor | None,
    sync: Sync | None,
) -> Select[Any]:
    """Order a query and begin it after the cursor: newest first, or by change in a sync."""
    if sync is None and not (cursor and cursor.sync):
        if cursor is not None:
            query = query.where(tuple_(shown_at, row_id) < tuple_(cursor.at, cursor.id))
        return query.order_by(shown_at.desc(), row_id.desc())
    if cursor is not None:
        query = query.where(tuple_(updated_at, row_id) > tuple_(cursor.at, cursor.id))
    elif sync is not None:
        query = query.where(updated_at > sync.updated_after)
    settled = datetime.now(UTC) - _SETTLED
    return query.where(updated_at <= settled).order_by(updated_at, row_id)
