"""Webhooks and what they deliver, secret addresses of calendars, imports from other software and the numbers it gave."""

import sqlalchemy as sa
from alembic import op

from store.columns import BigId, Json, UtcDateTime

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

_WAITING = sa.text("state = 'waiting'")
_TABLES = ("webhooks", "webhook_deliveries", "calendar_links", "exchange_mappings", "exchange_runs", "exchange_refusals", "outside_numbers")


def upgrade() -> None:
    _webhooks()
    _calendars()
    _exchange()


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("town", sa.String(64), sa.ForeignKey("towns.id", name="fk_webhooks_town_towns"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", Json(), nullable=False),
        sa.Column("subjects", Json(), nullable=False),
        sa.Column("departments", Json(), nullable=False),
        sa.Column("content", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("old_secret", sa.Text(), nullable=True),
        sa.Column("old_until", UtcDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failing_since", UtcDateTime(), nullable=True),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
    )
    op.create_index("ix_webhooks_town", "webhooks", ["town"])
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", BigId, nullable=False),
        sa.Column("town", sa.String(64), sa.ForeignKey("towns.id", name="fk_webhook_deliveries_town_towns"), nullable=False),
        sa.Column("webhook_id", BigId, sa.ForeignKey("webhooks.id", name="fk_webhook_deliveries_webhook_id_webhooks"), nullable=False),
        sa.Column("request_id", BigId, sa.ForeignKey("requests.id", name="fk_webhook_deliveries_request_id_requests"), nullable=True),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("status", sa.String(16), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("tried_at", UtcDateTime(), nullable=True),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("said", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_deliveries"),
    )
    op.create_index(
        "ix_webhook_deliveries_waiting",
        "webhook_deliveries",
        ["webhook_id", "request_id", "id"],
        postgresql_where=_WAITING,
        sqlite_where=_WAITING,
    )
    op.create_index(
        "ix_webhook_deliveries_due", "webhook_deliveries", ["webhook_id", "id"], postgresql_where=_WAITING, sqlite_where=_WAITING
    )
    op.create_index("ix_webhook_deliveries_webhook", "webhook_deliveries", ["webhook_id", "id"])
    op.create_index("ix_webhook_deliveries_request", "webhook_deliveries", ["request_id"])
    op.create_index("ix_webhook_deliveries_at", "webhook_deliveries", ["at"])


def _calendars() -> None:
    op.create_table(
        "calendar_links",
        sa.Column("id", BigId, nullable=False),
        sa.Column("town", sa.String(64), sa.ForeignKey("towns.id", name="fk_calendar_links_town_towns"), nullable=False),
        sa.Column("agent_id", BigId, sa.ForeignKey("agents.id", name="fk_calendar_links_agent_id_agents"), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("alarm_days", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_links"),
        sa.UniqueConstraint("secret_hash", name="uq_calendar_links_secret_hash"),
    )
    op.create_index("ix_calendar_links_agent", "calendar_links", ["agent_id"])


def _exchange() -> None:
    op.create_table(
        "exchange_mappings",
        sa.Column("town", sa.String(64), sa.ForeignKey("towns.id", name="fk_exchange_mappings_town_towns"), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("document", Json(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("town", "name", name="pk_exchange_mappings"),
    )
    op.create_table(
        "exchange_runs",
        sa.Column("id", BigId, nullable=False),
        sa.Column("town", sa.String(64), sa.ForeignKey("towns.id", name="fk_exchange_runs_town_towns"), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("outside", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("mapping", Json(), nullable=False),
        sa.Column("line", sa.Integer(), server_default="0", nullable=False),
        *(sa.Column(name, sa.Integer(), server_default="0", nullable=False) for name in ("created", "updated", "unchanged", "refused")),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_runs"),
        sa.UniqueConstraint("town", "key", name="uq_exchange_runs_town_key"),
    )
    op.create_table(
        "exchange_refusals",
        sa.Column("run_id", BigId, sa.ForeignKey("exchange_runs.id", name="fk_exchange_refusals_run_id_exchange_runs"), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "line", name="pk_exchange_refusals"),
    )
    op.create_table(
        "outside_numbers",
        sa.Column("town", sa.String(64), sa.ForeignKey("towns.id", name="fk_outside_numbers_town_towns"), nullable=False),
        sa.Column("outside", sa.String(64), nullable=False),
        sa.Column("number", sa.String(128), nullable=False),
        sa.Column("request_id", BigId, sa.ForeignKey("requests.id", name="fk_outside_numbers_request_id_requests"), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("town", "outside", "number", name="pk_outside_numbers"),
    )
    op.create_index("ix_outside_numbers_request", "outside_numbers", ["request_id"])


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
