"""Towns that take nothing new for now (suspended), and what an erasure found of its person elsewhere."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("towns", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("towns", sa.Column("suspended_why", sa.Text(), nullable=True))
    document = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    op.add_column("rights_requests", sa.Column("mentions", document, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("rights_requests", "mentions")
    op.drop_column("towns", "suspended_why")
    op.drop_column("towns", "suspended_at")
