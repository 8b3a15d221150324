"""Numbers that put the changes of all synchronised rows in the order in which they were committed.

A client that keeps a copy asks for everything after the last number that it saw. That loses no
change, because a transaction gets its number as its last act, under a lock that is held until the
transaction is committed: a number that somebody can read has no lower number still to come.

Numbers count microseconds since 1970, so that they continue above all earlier ones after a backup
is restored. Where the clock is behind the last number (it was set back, or another machine's
clock is ahead), the next number is the last one plus 1.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from sqlalchemy import BigInteger, Table, case, event, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import flag_modified, set_committed_value

from api.db.base import Base

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_COUNTER_ID = 1
"""The counter has one row."""
_CHANGED_ROWS = "changed_rows"
"""Where a session keeps the rows that its transaction has changed."""


class ChangeCounterRow(Base):
    """The last number that was given; its row is the lock under which numbers are given."""

    __tablename__ = "change_counter"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_number: Mapped[int] = mapped_column(BigInteger)


class Synchronized:
    """Columns of a table that clients keep copies of.

    Both are set when a transaction that added or changed the row through a session is committed;
    nobody else sets them. Statements for many rows bypass that.
    """

    change_time: ClassVar[str] = "updated_at"
    """The column that says when the row changed, by the clock."""

    change_number: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


def current_time() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)


def change_number_at(moment: datetime) -> int:
    """The number of a change at that time."""
    return (moment - _EPOCH) // _MICROSECOND


def mark_changed(row: Synchronized) -> None:
    """Have a row count as changed although its own columns are not."""
    flag_modified(row, row.change_time)


class NumberingSession(Session):
    """A session that numbers the synchronised rows that it changed."""


@event.listens_for(NumberingSession, "before_flush")
def _note_changed_rows(session: Session, *_: object) -> None:
    rows = session.info.setdefault(_CHANGED_ROWS, {})
    for row in (*session.new, *session.dirty):
        if isinstance(row, Synchronized) and session.is_modified(row):
            rows[id(row)] = row


@event.listens_for(NumberingSession, "before_commit")
def _number_changed_rows(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    rows: dict[int, Synchronized] = session.info.pop(_CHANGED_ROWS, {})
    if not rows:
        return
    now = current_time()
    number = _next_number(session, change_number_at(now))
    for kind in {type(row) for row in rows.values()}:
        _write(session, kind, [row for row in rows.values() if type(row) is kind], number, now)


def _next_number(session: Session, now: int) -> int:
    """Take the next number; until this transaction ends, nobody else gets one."""
    last = ChangeCounterRow.last_number
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    # The same statement in both; SQLAlchemy has a function for each.
    insert = sqlite.insert if is_sqlite else postgresql.insert
    first = insert(ChangeCounterRow).values(id=_COUNTER_ID, last_number=now)
    taken = first.on_conflict_do_update(
        index_elements=[ChangeCounterRow.id],
        set_={"last_number": case((last >= now, last + 1), else_=now)},
    ).returning(last)
    return session.scalars(taken).one()


def _write(
    session: Session,
    kind: type[Synchronized],
    rows: Sequence[Synchronized],
    number: int,
    now: datetime,
) -> None:
    table: Table = kind.__table__  # type: ignore[attr-defined]
    values = {"change_number": number, kind.change_time: now}
    ids = [row.id for row in rows]  # type: ignore[attr-defined]
    session.connection().execute(update(table).where(table.c.id.in_(ids)).values(values))
    for row in rows:
        for name, value in values.items():
            set_committed_value(row, name, value)
