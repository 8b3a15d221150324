"""Who made a credential for somebody else: a link that resets a member's password.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("credentials", schema=None) as batch_op:
        batch_op.add_column(sa.Column("made_by", sa.String(length=36), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_credentials_made_by_users"),
            "users",
            ["made_by"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    # The version before knows no such links.
    op.execute("DELETE FROM credentials WHERE kind = 'reset'")
    with op.batch_alter_table("credentials", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_credentials_made_by_users"), type_="foreignkey")
        batch_op.drop_column("made_by")
