"""Closings tell how they were rated; months of open requests, which nothing reads, are no longer kept."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

_MONTHS = ("since_month", "until_month", "late_month")


def upgrade() -> None:
    op.add_column("fact_closings", sa.Column("stars", sa.Integer(), nullable=True))
    for name in _MONTHS:
        op.drop_column("fact_spells", name)


def downgrade() -> None:
    for name in _MONTHS:
        # The release before writes them, and reads none.
        op.add_column("fact_spells", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.drop_column("fact_closings", "stars")
