"""Indexes that departments and the review queue are counted by: they hold all that is asked, so that no row is read to count it."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

OPEN = "ix_requests_department_open"
IS_OPEN = sa.text("status IN ('open', 'accepted', 'planned', 'waiting', 'transferred', 'done')")
BEFORE = ["town", "department", "received_at", "id"]
REVIEW = "ix_requests_review_department"
IS_REVIEW = sa.text("status = 'review'")


def upgrade() -> None:
    op.drop_index(OPEN, "requests")
    op.create_index(OPEN, "requests", [*BEFORE, "merged_into"], unique=False, postgresql_where=IS_OPEN, sqlite_where=IS_OPEN)
    columns = ["town", "department", "confidentiality", "id"]
    op.create_index(REVIEW, "requests", columns, unique=False, postgresql_where=IS_REVIEW, sqlite_where=IS_REVIEW)


def downgrade() -> None:
    op.drop_index(REVIEW, "requests")
    op.drop_index(OPEN, "requests")
    op.create_index(OPEN, "requests", BEFORE, unique=False, postgresql_where=IS_OPEN, sqlite_where=IS_OPEN)
