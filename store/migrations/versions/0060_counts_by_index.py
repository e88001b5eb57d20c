"""Indexes that hold all that is counted: what of the review queue is not everybody's to read, and what is open in a department."""

from alembic import op
from sqlalchemy import text

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

_CONCEALABLE = "status = 'review' AND confidentiality > 0"
_OPEN = "status IN ('open', 'accepted', 'planned', 'waiting', 'transferred', 'done')"
_INDEXES = (
    ("ix_requests_town_concealable", _CONCEALABLE, ["town", "status", "received_at", "id"], ["priority", "confidentiality", "department"]),
    ("ix_requests_concealable", _CONCEALABLE, ["status", "received_at", "id"], ["priority", "confidentiality", "department", "town"]),
    ("ix_requests_department_open", _OPEN, ["town", "department", "received_at", "id"], ["merged_into"]),
)


def upgrade() -> None:
    for name, condition, columns, more in _INDEXES:
        op.drop_index(name, "requests")
        op.create_index(name, "requests", [*columns, *more], postgresql_where=text(condition), sqlite_where=text(condition))


def downgrade() -> None:
    for name, condition, columns, _ in _INDEXES:
        op.drop_index(name, "requests")
        op.create_index(name, "requests", columns, postgresql_where=text(condition), sqlite_where=text(condition))
