"""What became of letters, addresses that take none, and the messages of the last hours by sender."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("outbox", sa.Column("token", sa.Text(), nullable=True))
    op.add_column("outbox", sa.Column("held_why", sa.String(length=16), nullable=True))
    op.execute("UPDATE outbox SET held_why = 'no_relay' WHERE state = 'held'")
    op.create_index("ix_outbox_recipient_created_at", "outbox", ["recipient", "created_at"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("letter_id", key, autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("fate", sa.String(length=16), nullable=False),
        sa.Column("fault", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=True),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inbound_id", key, nullable=True),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbounds.id"], name=op.f("fk_deliveries_inbound_id_inbounds")),
        sa.ForeignKeyConstraint(["letter_id"], ["outbox.id"], name=op.f("fk_deliveries_letter_id_outbox")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_deliveries_town_towns")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_town_at", "deliveries", ["town", "at"], unique=False)
    op.create_table(
        "address_faults",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=True),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_address_faults_town_towns")),
        sa.PrimaryKeyConstraint("town", "address", name=op.f("pk_address_faults")),
    )
    op.create_table(
        "recent_messages",
        sa.Column("draft_id", key, autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", key, nullable=False),
        sa.Column("words", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_recent_messages_draft_id_drafts")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_recent_messages_request_id_requests")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_recent_messages_town_towns")),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_recent_messages")),
    )
    op.create_index("ix_recent_messages_town_sender_at", "recent_messages", ["town", "sender", "at"], unique=False)
    op.create_index("ix_recent_messages_at", "recent_messages", ["at"], unique=False)
    op.create_index("ix_inbounds_town_outcome", "inbounds", ["town", "outcome", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_inbounds_town_outcome", "inbounds")
    for table in ("recent_messages", "address_faults", "deliveries"):
        op.drop_table(table)
    op.drop_index("ix_outbox_recipient_created_at", "outbox")
    op.execute("ALTER TABLE outbox DROP COLUMN held_why")
    op.execute("ALTER TABLE outbox DROP COLUMN token")
