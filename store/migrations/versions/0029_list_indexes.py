"""Indexes of the lists of requests: the public one holds all that is asked of it, so that no other is read instead."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

PUBLIC = "ix_requests_public"
IS_PUBLIC = sa.text("confidentiality = 0 AND merged_into IS NULL AND status <> 'review'")
BEFORE = ["town", "received_at", "id", "status", "subject"]
AFTER = ["confidentiality", "town", "received_at", "id", "status", "subject", "merged_into"]


def upgrade() -> None:
    op.drop_index(PUBLIC, "requests")
    op.create_index(PUBLIC, "requests", AFTER, unique=False, postgresql_where=IS_PUBLIC, sqlite_where=IS_PUBLIC)


def downgrade() -> None:
    op.drop_index(PUBLIC, "requests")
    op.create_index(PUBLIC, "requests", BEFORE, unique=False, postgresql_where=IS_PUBLIC, sqlite_where=IS_PUBLIC)
