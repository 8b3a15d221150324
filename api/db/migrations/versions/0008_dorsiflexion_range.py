"""The range of a dorsiflexion is called dorsiflexion_range, no longer range_of_motion.

Which way an effort of ankle range went, its velocity says. Rows of efforts are renamed. A session's
summary mixed both ways, so it is made anew from its efforts.

Revision: 0008, after 0007.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_EXERCISE = "ankle_range"
_OLD, _NEW = "range_of_motion", "dorsiflexion_range"
_VELOCITY = "peak_dorsiflexion_velocity"
"""Only an effort that pulls the foot up has it."""
_QUALITIES = ("poor", "fair", "good")
_COUNTER_ID = 1

_efforts = sa.table(
    "efforts",
    *(sa.column(name) for name in ("id", "run_id", "exercise", "side", "top_s", "full")),
)
_metrics = sa.table(
    "effort_metrics",
    *(
        sa.column(name)
        for name in ("effort_id", "quantity", "value", "unit", "method", "quality", "uncertainty")
    ),
)
_sessions = sa.table(
    "sessions",
    sa.column("id"),
    sa.column("run_id"),
    sa.column("athlete_id"),
    sa.column("performed_at", sa.DateTime(timezone=True)),
    sa.column("updated_at", sa.DateTime(timezone=True)),
    sa.column("change_number"),
)
_corrections = sa.table(
    "corrections",
    *(sa.column(name) for name in ("session_id", "kind", "start_s", "end_s", "undone_at")),
)
_summaries = sa.table(
    "session_summaries",
    *(
        sa.column(name)
        for name in (
            "session_id", "exercise", "side", "quantity", "athlete_id", "count", "mean", "lowest",
            "highest", "unit", "method", "quality", "uncertainty",
        )
    ),
    sa.column("performed_at", sa.DateTime(timezone=True)),
)  # fmt: skip
_counter = sa.table("change_counter", sa.column("id"), sa.column("last_number"))


def upgrade() -> None:
    pulled_up = (
        sa.select(_efforts.c.id)
        .join(_metrics, _metrics.c.effort_id == _efforts.c.id)
        .where(_efforts.c.exercise == _EXERCISE, _metrics.c.quantity == _VELOCITY)
    )
    _rename(_OLD, _NEW, pulled_up)
    _summarize_again()


def downgrade() -> None:
    pulled_up = sa.select(_efforts.c.id).where(_efforts.c.exercise == _EXERCISE)
    _rename(_NEW, _OLD, pulled_up)
    _summarize_again()


def _rename(before: str, after: str, efforts: sa.Select[Any]) -> None:
    op.execute(
        _metrics.update()
        .where(_metrics.c.quantity == before, _metrics.c.effort_id.in_(efforts))
        .values(quantity=after)
    )


def _summarize_again() -> None:
    """Make the summaries of both ranges anew, and mark the sessions as changed for their copies."""
    connection = op.get_bind()
    of_ranges = _summaries.c.quantity.in_((_OLD, _NEW))
    connection.execute(_summaries.delete().where(_summaries.c.exercise == _EXERCISE, of_ranges))
    changed = []
    for session in connection.execute(
        sa.select(_sessions)
        .where(
            sa.exists().where(
                _efforts.c.run_id == _sessions.c.run_id, _efforts.c.exercise == _EXERCISE
            )
        )
        .order_by(_sessions.c.id)
    ).all():
        changed.append(session.id)
        rows = [
            {
                "session_id": session.id,
                "athlete_id": session.athlete_id,
                "performed_at": session.performed_at,
                "exercise": _EXERCISE,
                "side": side,
                "quantity": quantity,
                **_summary(metrics),
            }
            for (side, quantity), metrics in _measured(connection, session).items()
        ]
        if rows:
            connection.execute(_summaries.insert(), rows)
    _mark_changed(connection, changed)


def _measured(connection: sa.Connection, session: Any) -> dict[tuple[str, str], list[Any]]:
    """The ranges of a session's full efforts, or of all where none is full, by side and metric."""
    removals = connection.execute(
        sa.select(_corrections.c.start_s, _corrections.c.end_s).where(
            _corrections.c.session_id == session.id,
            _corrections.c.kind == "remove",
            _corrections.c.undone_at.is_(None),
        )
    ).all()
    efforts = [
        effort
        for effort in connection.execute(
            sa.select(_efforts).where(
                _efforts.c.run_id == session.run_id, _efforts.c.exercise == _EXERCISE
            )
        ).all()
        if not any(start_s <= effort.top_s <= end_s for start_s, end_s in removals)
    ]
    by_side = defaultdict(list)
    for effort in efforts:
        by_side[effort.side].append(effort)
    side_of = {
        effort.id: side
        for side, group in by_side.items()
        for effort in ([effort for effort in group if effort.full] or group)
    }
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for metric in connection.execute(
        sa.select(_metrics).where(
            _metrics.c.effort_id.in_(side_of), _metrics.c.quantity.in_((_OLD, _NEW))
        )
    ).all():
        found[side_of[metric.effort_id], metric.quantity].append(metric)
    return found


def _summary(metrics: Iterable[Any]) -> dict[str, Any]:
    metrics = list(metrics)
    values = [metric.value for metric in metrics]
    known = [metric.uncertainty for metric in metrics if metric.uncertainty is not None]
    methods = {metric.method for metric in metrics}
    return {
        "count": len(values),
        "mean": sum(values) / len(values),
        "lowest": min(values),
        "highest": max(values),
        "unit": metrics[0].unit,
        "method": methods.pop() if len(methods) == 1 else "several",
        "quality": min((metric.quality for metric in metrics), key=_QUALITIES.index),
        "uncertainty": max(known) if known else None,
    }


def _mark_changed(connection: sa.Connection, sessions: list[str]) -> None:
    if not sessions:
        return
    now = datetime.now(UTC)
    last = connection.scalar(sa.select(_counter.c.last_number).with_for_update())
    number = max(round(now.timestamp() * 1_000_000), (last or 0) + 1)
    if last is None:
        connection.execute(_counter.insert().values(id=_COUNTER_ID, last_number=number))
    else:
        connection.execute(_counter.update().values(last_number=number))
    for session_id in sessions:
        connection.execute(
            _sessions.update()
            .where(_sessions.c.id == session_id)
            .values(change_number=number, updated_at=now)
        )
