"""By which keys originals are sealed: that they are cannot be forgotten with a setting that is lost."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "original_keys",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_original_keys")),
    )


def downgrade() -> None:
    op.drop_table("original_keys")
