"""An index of the requests that everybody may see, in the order of Open311's list."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PUBLIC = "confidentiality = 0 AND merged_into IS NULL AND status <> 'review'"


def upgrade() -> None:
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.create_index(
            "ix_requests_public",
            ["town", "received_at", "id", "status", "subject"],
            unique=False,
            postgresql_where=sa.text(PUBLIC),
            sqlite_where=sa.text(PUBLIC),
        )


def downgrade() -> None:
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.drop_index("ix_requests_public")
