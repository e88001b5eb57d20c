"""Signing: which letters wait for a signature, and who signs in whose place."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0055"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signature_circuits",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("document", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_signature_circuits_town_towns")),
        sa.PrimaryKeyConstraint("town", name=op.f("pk_signature_circuits")),
    )
    op.create_table(
        "signature_delegations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("signatory", sa.Text(), nullable=False),
        sa.Column("delegate", sa.String(length=64), nullable=False),
        sa.Column("quality", sa.Text(), nullable=False),
        sa.Column("formula", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_signature_delegations_days")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_signature_delegations_ending_whole")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_signature_delegations_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature_delegations")),
    )
    op.create_index("ix_signature_delegations_town_delegate", "signature_delegations", ["town", "delegate"])


def downgrade() -> None:
    op.drop_index("ix_signature_delegations_town_delegate", "signature_delegations")
    op.drop_table("signature_delegations")
    op.drop_table("signature_circuits")
