"""How sure the exercise of a set is.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("effort_sets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("certainty", sa.Double(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("effort_sets", schema=None) as batch_op:
        batch_op.drop_column("certainty")
