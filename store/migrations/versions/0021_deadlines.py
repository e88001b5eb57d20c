"""By when what is due of a request, times of waiting for its requester, reminders and their mails."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

LIVE = "status IN ('review', 'open', 'accepted', 'planned', 'waiting', 'transferred', 'done')"
REVIEW = (
    ("ix_requests_town_status_priority", ["town", "status", "priority", "received_at", "id"]),
    ("ix_requests_status_priority", ["status", "priority", "received_at", "id"]),
)
PRESSING = (
    ("ix_requests_town_status_pressing", ["town", "status", "priority", "pressing_on", "received_at", "id"]),
    ("ix_requests_status_pressing", ["status", "priority", "pressing_on", "received_at", "id"]),
)
PARTIAL = (
    ("ix_requests_town_due", ["town", "due_at", "id"], "due_at IS NOT NULL"),
    ("ix_requests_due", ["due_at", "id"], "due_at IS NOT NULL"),
    ("ix_requests_remind", ["town", "remind_at", "id"], "remind_at IS NOT NULL"),
    ("ix_requests_untimed", ["id"], f"timing IS NULL AND {LIVE}"),
)
MOMENTS = ("take_by", "complete_by", "due_at", "remind_at")
COLUMNS = ("timing", *MOMENTS, "legal_on", "snoozed_until", "pressing_on")


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    document = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    moment = sa.DateTime(timezone=True)
    op.add_column("requests", sa.Column("timing", document, nullable=True))
    for name in MOMENTS:
        op.add_column("requests", sa.Column(name, moment, nullable=True))
    for name in ("legal_on", "snoozed_until"):
        op.add_column("requests", sa.Column(name, sa.Date(), nullable=True))
    op.add_column("requests", sa.Column("pressing_on", sa.Date(), server_default="9999-12-31", nullable=False))
    for name, _ in REVIEW:
        op.drop_index(name, "requests")
    for name, columns in PRESSING:
        op.create_index(name, "requests", columns, unique=False)
    for name, columns, condition in PARTIAL:
        chosen = sa.text(condition)
        op.create_index(name, "requests", columns, unique=False, postgresql_where=chosen, sqlite_where=chosen)
    op.create_table(
        "suspensions",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("request_id", key, nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("given_until", sa.Date(), nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("lack", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_suspensions_request_id_requests")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_suspensions_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspensions")),
    )
    op.create_index(op.f("ix_suspensions_request_id"), "suspensions", ["request_id"], unique=False)
    op.create_table(
        "reminders",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("request_id", key, nullable=False),
        sa.Column("clock", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("over_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_reminders_request_id_requests")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_reminders_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("request_id", "clock", "day", name=op.f("uq_reminders_request_id_clock_day")),
    )
    is_live = sa.text("over_at IS NULL")
    op.create_index("ix_reminders_town_live", "reminders", ["town", "id"], unique=False, postgresql_where=is_live, sqlite_where=is_live)
    op.create_index("ix_reminders_live", "reminders", ["id"], unique=False, postgresql_where=is_live, sqlite_where=is_live)
    op.create_table(
        "reminder_reads",
        sa.Column("agent_id", key, nullable=False),
        sa.Column("reminder_id", key, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_reminder_reads_agent_id_agents")),
        sa.ForeignKeyConstraint(["reminder_id"], ["reminders.id"], name=op.f("fk_reminder_reads_reminder_id_reminders")),
        sa.PrimaryKeyConstraint("agent_id", "reminder_id", name=op.f("pk_reminder_reads")),
    )
    op.create_table(
        "reminder_mails",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("up_to", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_reminder_mails_town_towns")),
        sa.PrimaryKeyConstraint("town", "recipient", name=op.f("pk_reminder_mails")),
    )


def downgrade() -> None:
    for table in ("reminder_mails", "reminder_reads", "reminders", "suspensions"):
        op.drop_table(table)
    for name, _, _ in PARTIAL:
        op.drop_index(name, "requests")
    for name, _ in PRESSING:
        op.drop_index(name, "requests")
    for name, columns in REVIEW:
        op.create_index(name, "requests", columns, unique=False)
    for name in COLUMNS:
        op.execute(f"ALTER TABLE requests DROP COLUMN {name}")
