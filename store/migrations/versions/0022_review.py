"""Claims in the review queue, requests put off, confirmations taken back, how much each rule does alone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_requests_town_rule", "requests", ["town", "rule", "id"], "rule IS NOT NULL"),
    ("ix_confirmations_town_rule", "confirmations", ["town", "rule", "id"], "rule IS NOT NULL"),
    ("ix_outbox_confirmation", "outbox", ["confirmation_id"], "confirmation_id IS NOT NULL"),
)
COLUMNS = (
    ("outbox", "confirmation_id"),
    ("confirmations", "version"),
    ("confirmations", "before"),
    ("confirmations", "is_sole"),
    ("confirmations", "rule"),
    ("requests", "rule"),
)
APPEND_ONLY = "confirmations_no_update"


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    document = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "claims",
        sa.Column("request_id", key, autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("until", moment, nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_claims_request_id_requests")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_claims_town_towns")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_claims")),
    )
    op.create_index("ix_claims_town_agent", "claims", ["town", "agent"], unique=False)
    op.create_table(
        "put_off",
        sa.Column("request_id", key, autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("until", moment, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_put_off_request_id_requests")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_put_off_town_towns")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_put_off")),
    )
    op.create_index("ix_put_off_town_until", "put_off", ["town", "until"], unique=False)
    op.create_table(
        "retractions",
        sa.Column("confirmation_id", key, autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["confirmation_id"], ["confirmations.id"], name=op.f("fk_retractions_confirmation_id_confirmations")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_retractions_town_towns")),
        sa.PrimaryKeyConstraint("confirmation_id", name=op.f("pk_retractions")),
    )
    op.create_table(
        "autonomy",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("confirmation_id", key, nullable=True),
        sa.Column("raised_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["confirmation_id"], ["confirmations.id"], name=op.f("fk_autonomy_confirmation_id_confirmations")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_autonomy_town_towns")),
        sa.PrimaryKeyConstraint("town", "rule", name=op.f("pk_autonomy")),
    )
    op.create_table(
        "autonomy_terms",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("confirmations", sa.Integer(), nullable=False),
        sa.Column("precision", sa.Double(), nullable=False),
        sa.Column("corrections", sa.Integer(), nullable=False),
        sa.Column("of_requests", sa.Integer(), nullable=False),
        sa.CheckConstraint("confirmations >= 1 AND precision > 0 AND precision <= 1", name=op.f("ck_autonomy_terms_earned_whole")),
        sa.CheckConstraint("corrections >= 1 AND of_requests >= corrections", name=op.f("ck_autonomy_terms_burst_whole")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_autonomy_terms_town_towns")),
        sa.PrimaryKeyConstraint("town", name=op.f("pk_autonomy_terms")),
    )
    op.add_column("requests", sa.Column("rule", sa.Text(), nullable=True))
    _fill_requests(is_postgresql=is_postgresql)
    op.add_column("confirmations", sa.Column("rule", sa.Text(), nullable=True))
    op.add_column("confirmations", sa.Column("is_sole", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("confirmations", sa.Column("before", document, nullable=True))
    op.add_column("confirmations", sa.Column("version", sa.Integer(), nullable=True))
    _add_reference(is_postgresql=is_postgresql)
    _fill_confirmations(is_postgresql=is_postgresql)
    for name, table, columns, condition in INDEXES:
        chosen = sa.text(condition)
        op.create_index(name, table, columns, unique=False, postgresql_where=chosen, sqlite_where=chosen)


def downgrade() -> None:
    # What was taken back counted for nothing: a program of before would count it.
    for name, table, _, _ in INDEXES:
        op.drop_index(name, table)
    op.drop_table("autonomy")
    op.execute("UPDATE outbox SET confirmation_id = NULL")
    op.execute("UPDATE outbox SET state = 'kept' WHERE state = 'withdrawn'")
    op.execute("UPDATE outbox SET state = 'waiting' WHERE state = 'leaving'")
    op.execute("CREATE TEMPORARY TABLE taken_back AS SELECT confirmation_id FROM retractions")
    op.drop_table("retractions")
    op.execute("DELETE FROM confirmations WHERE id IN (SELECT confirmation_id FROM taken_back)")
    op.execute("DROP TABLE taken_back")
    for table in ("autonomy_terms", "put_off", "claims"):
        op.drop_table(table)
    for table, name in COLUMNS:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")


def _add_reference(*, is_postgresql: bool) -> None:
    """Add the confirmation a letter tells of; SQLite adds a column with its reference in one, without copying the table."""
    kind = "BIGINT" if is_postgresql else "INTEGER"
    constraint = "CONSTRAINT fk_outbox_confirmation_id_confirmations REFERENCES confirmations (id)"
    op.execute(f"ALTER TABLE outbox ADD COLUMN confirmation_id {kind} {constraint}")


def _fill_requests(*, is_postgresql: bool) -> None:
    """Say of what no person had to look at which rule decided it alone."""
    if is_postgresql:
        # Written over, each row would go into each index once more: the table is written anew, and each index once.
        op.execute(
            "ALTER TABLE requests ALTER COLUMN rule TYPE text "
            "USING CASE WHEN NOT jsonb_exists(decision, 'reasons') THEN decision #>> '{orientation,rule}' END"
        )
    else:
        op.execute(
            "UPDATE requests SET rule = json_extract(decision, '$.orientation.rule') WHERE json_extract(decision, '$.reasons') IS NULL"
        )


def _fill_confirmations(*, is_postgresql: bool) -> None:
    """Say of what people confirmed which rule proposed it, and whether that rule decided it alone."""
    rule = "decision #>> '{orientation,rule}'" if is_postgresql else "json_extract(decision, '$.orientation.rule')"
    body = "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    if not is_postgresql:
        body = "BEGIN SELECT RAISE(ABORT, 'confirmations is append only'); END"
    op.execute(f"DROP TRIGGER {APPEND_ONLY}" + (" ON confirmations" if is_postgresql else ""))
    own = "FROM requests WHERE requests.id = confirmations.request_id"
    op.execute(f"UPDATE confirmations SET rule = (SELECT {rule} {own}), is_sole = (SELECT requests.rule IS NOT NULL {own})")  # noqa: S608 — of this file's own words
    op.execute(f"CREATE TRIGGER {APPEND_ONLY} BEFORE UPDATE ON confirmations {body}")
