"""Indexes by which PostgreSQL counts what is open and what waits in review by department, without reading a row."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

INDEXES = (
    (
        "ix_requests_by_open_department",
        "(town, department, received_at, id, merged_into) "
        "WHERE status IN ('open', 'accepted', 'planned', 'waiting', 'transferred', 'done')",
    ),
    ("ix_requests_by_review_department", "(town, department, confidentiality, id) WHERE status = 'review'"),
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name, columns in INDEXES:
            op.execute(f"CREATE INDEX {name} ON requests {columns}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name, _ in INDEXES:
            op.execute(f"DROP INDEX {name}")
