"""What each town decides of its portal, and the host names of towns."""

import sqlalchemy as sa
from alembic import op

from store.columns import Json, UtcDateTime

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "portals",
        sa.Column("town", sa.String(64), sa.ForeignKey("towns.id", name="fk_portals_town_towns"), nullable=False),
        sa.Column("document", Json(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("town", name="pk_portals"),
    )
    op.create_table(
        "town_hosts",
        sa.Column("host", sa.String(253), nullable=False),
        sa.Column("town", sa.String(64), sa.ForeignKey("towns.id", name="fk_town_hosts_town_towns"), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_town_hosts"),
    )
    op.create_index("ix_town_hosts_town", "town_hosts", ["town"])


def downgrade() -> None:
    op.drop_table("town_hosts")
    op.drop_table("portals")
