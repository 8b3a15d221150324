"""Pages of a list: one cursor, and an order that stays."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import ColumnElement, Select, tuple_

from api.core.errors import Unusable
from api.db.change_numbers import change_number_at

ResumeText = Annotated[
    str | None,
    Field(
        description="In a sync: send it as `cursor` later, to get what changed after this page. "
        "It is safer than `updated_after`, which depends on clocks. Null in a list."
    ),
]
_FOREIGN = "The cursor is not one that this list gave."
_LARGEST_NUMBER = 2**63 - 1
"""Both databases keep change numbers in 64 bits with a sign."""
_ID_CHARACTERS = 36
"""Ids are UUIDs as text."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: after this row.

    Parameters
    ----------
    place
        Of a list, newest first: the row's time. Of a sync: the number of the row's last change.
    id
        The row's id.
    """

    place: datetime | int
    id: str

    @property
    def syncs(self) -> bool:
        """Whether rows come in the order in which they changed, with what was deleted."""
        return isinstance(self.place, int)

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Inverse of `str`; Unusable for any other text."""
        try:
            place, row_id, syncs = json.loads(base64.urlsafe_b64decode(text.encode()))
            return cls(_place(place, syncs=syncs), _row_id(row_id))
        except (ValueError, TypeError, OverflowError) as error:
            raise Unusable(_FOREIGN) from error

    def __str__(self) -> str:
        place = self.place.isoformat() if isinstance(self.place, datetime) else self.place
        packed = json.dumps([place, self.id, self.syncs], separators=(",", ":"))
        return base64.urlsafe_b64encode(packed.encode()).decode()


def page_start(cursor: str | None, updated_after: datetime | None) -> Cursor | None:
    """Where the page begins that a client asks for; None for the start of a list.

    A cursor says more than `updated_after`, which begins a sync.

    Raises
    ------
    Unusable
        If the cursor is not one that a list gave.
    """
    if cursor is not None:
        return Cursor.parse(cursor)
    if updated_after is not None:
        # Before all rows of the next number, because no id is empty.
        return Cursor(change_number_at(updated_after) + 1, "")
    return None


def list_start(cursor: str | None) -> Cursor | None:
    """Where the page begins of a list that has no sync.

    Raises
    ------
    Unusable
        If the cursor is not one that such a list gave.
    """
    start = page_start(cursor, None)
    if start is not None and start.syncs:
        raise Unusable(_FOREIGN)
    return start


@dataclass(frozen=True, slots=True)
class PageEnd:
    """Where to continue after a page.

    Parameters
    ----------
    next
        Where the next page begins; None on the last.
    resume
        In a sync: where the next sync begins, whether or not there are more pages.
    """

    next: str | None
    resume: str | None


def page_end(rows: Sequence[Any], limit: int, start: Cursor | None, shown_at: str) -> PageEnd:
    """Where a page of at most `limit` rows ends; the query asked for one row more.

    Parameters
    ----------
    rows
        The page, and the first row of the next one if there is one.
    limit
        The most rows of a page.
    start
        Where the page begins.
    shown_at
        The column of the rows that a list is ordered by.
    """
    syncs = start is not None and start.syncs
    end = start
    if shown := rows[:limit]:
        last = shown[-1]
        end = Cursor(last.change_number if syncs else getattr(last, shown_at), last.id)
    here = None if end is None else str(end)
    return PageEnd(here if len(rows) > limit else None, here if syncs else None)


def keyset(
    query: Select[Any],
    shown_at: ColumnElement[Any] | Any,
    change_number: ColumnElement[Any] | Any,
    row_id: ColumnElement[Any] | Any,
    start: Cursor | None,
) -> Select[Any]:
    """Order a query and begin it after the cursor: newest first, or by change in a sync."""
    if start is not None and start.syncs:
        query = query.where(tuple_(change_number, row_id) > tuple_(start.place, start.id))
        return query.order_by(change_number, row_id)
    return newest_first(query, shown_at, row_id, start)


def newest_first(
    query: Select[Any],
    shown_at: ColumnElement[Any] | Any,
    row_id: ColumnElement[Any] | Any,
    start: Cursor | None,
) -> Select[Any]:
    """Order a query for a list that has no sync and begin it after the cursor."""
    if start is not None:
        query = query.where(tuple_(shown_at, row_id) < tuple_(start.place, start.id))
    return query.order_by(shown_at.desc(), row_id.desc())


def _place(given: Any, *, syncs: Any) -> datetime | int:
    if not syncs:
        return datetime.fromisoformat(given).astimezone(UTC)
    if isinstance(given, str):
        # Earlier versions gave the time of the change, which is its number in another form.
        return change_number_at(datetime.fromisoformat(given).astimezone(UTC))
    if isinstance(given, bool) or not isinstance(given, int) or abs(given) > _LARGEST_NUMBER:
        raise ValueError("not a change number")
    return given


def _row_id(given: Any) -> str:
    # Not all characters of JSON have a place in a text of the database.
    if not isinstance(given, str) or len(given) > _ID_CHARACTERS or not given.isascii():
        raise ValueError("not an id")
    if "\0" in given:
        raise ValueError("not an id")
    return given
