"""Pages of paper as they were read, and how heaps of them were cut into letters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    document = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    op.create_table(
        "pages",
        sa.Column("inbound_id", key, autoincrement=False, nullable=False),
        sa.Column("file", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", document, nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbounds.id"], name=op.f("fk_pages_inbound_id_inbounds")),
        sa.PrimaryKeyConstraint("inbound_id", "file", "number", name=op.f("pk_pages")),
    )
    op.create_table(
        "heaps",
        sa.Column("inbound_id", key, autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("document", document, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbounds.id"], name=op.f("fk_heaps_inbound_id_inbounds")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_heaps_town_towns")),
        sa.PrimaryKeyConstraint("inbound_id", name=op.f("pk_heaps")),
    )
    op.create_index("ix_heaps_town", "heaps", ["town"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_heaps_town", "heaps")
    op.drop_table("heaps")
    op.drop_table("pages")
