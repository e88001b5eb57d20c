"""API keys, what was already answered to a write that comes again, and receipts given before a message is read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "api_keys",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("start", sa.String(length=16), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", document, nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_api_keys_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_keys_secret_hash")),
    )
    op.create_index("ix_api_keys_town", "api_keys", ["town"], unique=False)
    op.create_table(
        "answered_writes",
        sa.Column("caller", sa.String(length=128), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", document, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_answered_writes")),
    )
    op.create_index("ix_answered_writes_at", "answered_writes", ["at"], unique=False)
    op.create_table(
        "receipts",
        sa.Column("tracking", sa.String(length=16), nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("inbound_id", key, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbounds.id"], name=op.f("fk_receipts_inbound_id_inbounds")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_receipts_town_towns")),
        sa.PrimaryKeyConstraint("tracking", name=op.f("pk_receipts")),
        sa.UniqueConstraint("inbound_id", name=op.f("uq_receipts_inbound_id")),
    )
    op.create_index("ix_receipts_town", "receipts", ["town"], unique=False)


def downgrade() -> None:
    op.drop_table("receipts")
    op.drop_table("answered_writes")
    op.drop_table("api_keys")
