"""What an agent has typed into the forms of a request and not sent yet, so that a reload or an expired session loses nothing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "typings",
        sa.Column("request_id", key, autoincrement=False, nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("fields", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_typings_request_id_requests")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_typings_town_towns")),
        sa.PrimaryKeyConstraint("request_id", "agent", "form", name=op.f("pk_typings")),
    )
    op.create_index("ix_typings_at", "typings", ["at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_typings_at", "typings")
    op.drop_table("typings")
