"""What was set aside, why and with which release; what each night's count found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_OPEN = sa.text("dismissed_at IS NULL")


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "quarantine",
        sa.Column("inbound_id", key, autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("release", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_by", sa.Text(), nullable=True),
        sa.Column("dismissal", sa.Text(), nullable=True),
        sa.CheckConstraint("(dismissed_at IS NULL) = (dismissed_by IS NULL)", name=op.f("ck_quarantine_dismissal_whole")),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbounds.id"], name=op.f("fk_quarantine_inbound_id_inbounds")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_quarantine_town_towns")),
        sa.PrimaryKeyConstraint("inbound_id", name=op.f("pk_quarantine")),
    )
    op.create_index("ix_quarantine_open", "quarantine", ["town", "reason", "inbound_id"], postgresql_where=_OPEN, sqlite_where=_OPEN)
    op.create_table(
        "nightly_counts",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adds_up", sa.Boolean(), nullable=True),
        sa.Column("account", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_nightly_counts_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nightly_counts")),
        sa.UniqueConstraint("town", "night", name=op.f("uq_nightly_counts_town_night")),
    )
    # What is in quarantine by now was put there by releases that did not write down which they were.
    op.execute(
        "INSERT INTO quarantine (inbound_id, town, channel, reason, release, at, tries) "
        "SELECT id, town, channel, coalesce(reason, ''), '', received_at, 1 FROM inbounds WHERE outcome = 'quarantined'"
    )


def downgrade() -> None:
    op.drop_table("nightly_counts")
    op.drop_index("ix_quarantine_open", "quarantine")
    op.drop_table("quarantine")
