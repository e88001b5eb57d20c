"""Where a request stands in its life: taken in charge, planned, waiting, transferred, closed how."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OPEN = "status IN ('open', 'accepted', 'planned', 'waiting', 'transferred', 'done')"
COLUMNS = (
    ("taken_at", sa.DateTime(timezone=True)),
    ("taken_by", sa.Text()),
    ("planned_on", sa.Date()),
    ("awaited_until", sa.Date()),
    ("authority", sa.Text()),
    ("closure", sa.String(length=16)),
    ("closed_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("requests", sa.Column(name, kind, nullable=True))
    is_open = sa.text(OPEN)
    for name, columns in (
        ("ix_requests_town_open", ["town", "received_at", "id"]),
        ("ix_requests_open", ["received_at", "id"]),
        ("ix_requests_department_open", ["town", "department", "received_at", "id"]),
    ):
        op.create_index(name, "requests", columns, unique=False, postgresql_where=is_open, sqlite_where=is_open)


def downgrade() -> None:
    for name in ("ix_requests_town_open", "ix_requests_open", "ix_requests_department_open"):
        op.drop_index(name, "requests")
    # A program of before knows three states.
    op.execute("UPDATE requests SET status = 'open' WHERE status IN ('accepted', 'planned', 'waiting', 'transferred', 'done')")
    op.execute("UPDATE requests SET status = 'closed' WHERE status IN ('rejected', 'archived')")
    for name, _ in reversed(COLUMNS):
        op.execute(f"ALTER TABLE requests DROP COLUMN {name}")
