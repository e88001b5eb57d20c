"""What letters tell of, once to each; a town's own models of letters; letters handed to the relay in a minute."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

EVENT = "ix_outbox_event"
IS_TOLD = "event IS NOT NULL AND state <> 'withdrawn'"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("outbox", sa.Column("event", sa.Text(), nullable=True))
    told = sa.text(IS_TOLD)
    op.create_index(EVENT, "outbox", ["event", "recipient"], unique=True, postgresql_where=told, sqlite_where=told)
    op.create_table(
        "letter_models",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(subject IS NULL) = (text IS NULL)", name=op.f("ck_letter_models_whole")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_letter_models_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_models")),
        sa.UniqueConstraint("town", "key", "number", name=op.f("uq_letter_models_town_key_number")),
    )
    op.create_table(
        "relay_minutes",
        sa.Column("relay", sa.Text(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("relay", name=op.f("pk_relay_minutes")),
    )


def downgrade() -> None:
    op.drop_table("relay_minutes")
    op.drop_table("letter_models")
    op.drop_index(EVENT, "outbox")
    op.execute("ALTER TABLE outbox DROP COLUMN event")
