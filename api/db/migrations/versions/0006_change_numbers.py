"""Numbers of changes, which a client that keeps a copy continues from, instead of times.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CHANGE_TIMES = {
    "sessions": "updated_at",
    "athletes": "updated_at",
    "erased_athletes": "erased_at",
}
"""The time of a row's last change, by table."""


def upgrade() -> None:
    op.create_table(
        "change_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_counter")),
    )
    for table, time in _CHANGE_TIMES.items():
        op.add_column(
            table, sa.Column("change_number", sa.BigInteger(), server_default="0", nullable=False)
        )
        rows = sa.table(table, sa.column("change_number"))
        op.execute(rows.update().values(change_number=sa.literal_column(_microseconds(time))))
        op.drop_index(op.f(f"ix_{table}_{time}_id"), table_name=table)
        op.create_index(op.f(f"ix_{table}_change_number_id"), table, ["change_number", "id"])
    # New numbers continue above those of rows that a clock in the future gave.
    numbers = sa.union_all(
        *(sa.select(sa.table(table, sa.column("change_number"))) for table in _CHANGE_TIMES)
    ).subquery()
    largest = op.get_bind().scalar(sa.select(sa.func.max(numbers.c.change_number)))
    if largest is not None:
        counter = sa.table("change_counter", sa.column("id"), sa.column("last_number"))
        op.execute(counter.insert().values(id=1, last_number=largest))


def downgrade() -> None:
    for table, time in _CHANGE_TIMES.items():
        op.drop_index(op.f(f"ix_{table}_change_number_id"), table_name=table)
        op.create_index(op.f(f"ix_{table}_{time}_id"), table, [time, "id"])
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("change_number")
    op.drop_table("change_counter")


def _microseconds(column: str) -> str:
    """A time as microseconds since 1970."""
    if op.get_bind().dialect.name == "sqlite":
        # Kept as the text "2026-11-22 09:30:00.123456".
        return (
            f"CAST(strftime('%s', substr({column}, 1, 19)) AS INTEGER) * 1000000"
            f" + CAST(substr({column}, 21, 6) AS INTEGER)"
        )
    return f"CAST(EXTRACT(EPOCH FROM {column}) * 1000000 AS BIGINT)"
