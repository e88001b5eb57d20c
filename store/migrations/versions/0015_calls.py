"""Calls, the logs they were read from, and who is to be called back; the telephone of a request's requester."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_PHONES = {
    "postgresql": "UPDATE requests SET phone = requester ->> 'phone' WHERE requester ->> 'phone' IS NOT NULL",
    "sqlite": "UPDATE requests SET phone = json_extract(requester, '$.phone') WHERE json_extract(requester, '$.phone') IS NOT NULL",
}


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    _add_logs(key)
    _add_calls(key)
    _add_call_backs(key)
    op.create_table(
        "call_sources",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("fault_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_call_sources_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_sources")),
        sa.UniqueConstraint("town", "path", name=op.f("uq_call_sources_town_path")),
    )
    op.create_table(
        "call_mappings",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("document", document, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_call_mappings_town_towns")),
        sa.PrimaryKeyConstraint("town", "name", name=op.f("pk_call_mappings")),
    )
    op.add_column("requests", sa.Column("phone", sa.Text(), nullable=True))
    op.execute(_PHONES[op.get_bind().dialect.name])
    whole = sa.text("phone IS NOT NULL")
    op.create_index("ix_requests_phone", "requests", ["town", "phone"], unique=False, postgresql_where=whole, sqlite_where=whole)


def _add_logs(key: sa.BigInteger) -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "call_logs",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("device", sa.BigInteger(), nullable=True),
        sa.Column("inode", sa.BigInteger(), nullable=True),
        sa.Column("head", sa.String(length=64), nullable=True),
        sa.Column("head_bytes", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("layout", sa.String(length=32), nullable=False),
        sa.Column("manner", document, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("resume", sa.BigInteger(), nullable=False),
        sa.Column("resume_line", sa.BigInteger(), nullable=False),
        sa.Column("counts", document, nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_call_logs_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_logs")),
        sa.UniqueConstraint("town", "digest", name=op.f("uq_call_logs_town_digest")),
    )
    op.create_index("ix_call_logs_town_source", "call_logs", ["town", "source", "id"], unique=False)
    op.create_table(
        "call_faults",
        sa.Column("log_id", key, nullable=False),
        sa.Column("line", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["log_id"], ["call_logs.id"], name=op.f("fk_call_faults_log_id_call_logs")),
        sa.PrimaryKeyConstraint("log_id", "line", name=op.f("pk_call_faults")),
    )


def _add_calls(key: sa.BigInteger) -> None:
    op.create_table(
        "calls",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.String(length=16), nullable=False),
        sa.Column("outside", sa.Text(), nullable=True),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("talk_s", sa.BigInteger(), nullable=False),
        sa.Column("ring_s", sa.BigInteger(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audio", sa.Text(), nullable=True),
        sa.Column("transcript", sa.Text(), nullable=True),
        sa.Column("log_id", key, nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("last_line", sa.BigInteger(), nullable=False),
        sa.Column("card", sa.String(length=16), nullable=True),
        sa.Column("card_by", sa.Text(), nullable=True),
        sa.Column("card_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tracking", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["log_id"], ["call_logs.id"], name=op.f("fk_calls_log_id_call_logs")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_calls_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("town", "key", name=op.f("uq_calls_town_key")),
    )
    op.create_index("ix_calls_town_outside_at", "calls", ["town", "outside", "at"], unique=False)
    op.create_index("ix_calls_town_at", "calls", ["town", "at"], unique=False)
    card = sa.text("card IS NOT NULL")
    op.create_index("ix_calls_card", "calls", ["town", "card", "at", "id"], unique=False, postgresql_where=card, sqlite_where=card)


def _add_call_backs(key: sa.BigInteger) -> None:
    op.create_table(
        "call_backs",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_repeated", sa.Boolean(), nullable=False),
        sa.Column("is_past", sa.Boolean(), nullable=False),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("inbound_id", key, nullable=True),
        sa.Column("told_state", sa.String(length=16), server_default="due", nullable=False),
        sa.Column("told_attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_told", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbounds.id"], name=op.f("fk_call_backs_inbound_id_inbounds")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_call_backs_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_backs")),
        sa.UniqueConstraint("town", "number", "day", name=op.f("uq_call_backs_town_number_day")),
    )
    op.create_index("ix_call_backs_inbound_id", "call_backs", ["inbound_id"], unique=False)
    for name, columns, of in (
        ("ix_call_backs_waiting", ["id"], "inbound_id IS NULL AND state = 'due' AND NOT is_past"),
        ("ix_call_backs_untold", ["id"], "NOT is_told"),
        ("ix_call_backs_town_due", ["town", "last_at", "id"], "state = 'due' AND NOT is_past"),
    ):
        condition = sa.text(of)
        op.create_index(name, "call_backs", columns, unique=False, postgresql_where=condition, sqlite_where=condition)


def downgrade() -> None:
    op.drop_index("ix_requests_phone", "requests")
    op.drop_column("requests", "phone")
    for table in ("call_mappings", "call_sources", "call_backs", "calls", "call_faults", "call_logs"):
        op.drop_table(table)
