"""When somebody's account was closed, and the logo of a town, which stands on what it prints."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agents", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "town_logos",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_town_logos_town_towns")),
        sa.PrimaryKeyConstraint("town", name=op.f("pk_town_logos")),
    )


def downgrade() -> None:
    op.drop_table("town_logos")
    op.drop_column("agents", "closed_at")
