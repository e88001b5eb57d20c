"""Indexes of the requests in review that are not everybody's to read: the queue shows them in the order in which they came."""

from alembic import op
from sqlalchemy import text

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

CONCEALABLE = "status = 'review' AND confidentiality > 0"
INDEXES = (
    ("ix_requests_town_concealable", ["town", "status", "received_at", "id"]),
    ("ix_requests_concealable", ["status", "received_at", "id"]),
)


def upgrade() -> None:
    for name, columns in INDEXES:
        op.create_index(name, "requests", columns, postgresql_where=text(CONCEALABLE), sqlite_where=text(CONCEALABLE))


def downgrade() -> None:
    for name, _ in INDEXES:
        op.drop_index(name, "requests")
