"""What agents decided, what was learned from it, and back-tests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

APPEND_ONLY = "confirmations_no_update"
"""A confirmation may be deleted: with its whole request, when the time for keeping it is over."""


def upgrade() -> None:
    op.create_table(
        "confirmations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("proposed_subject", sa.Text(), nullable=False),
        sa.Column("proposed_department", sa.Text(), nullable=False),
        sa.Column("proposed_street", sa.Text(), nullable=True),
        sa.Column("proposed_number", sa.Text(), nullable=True),
        sa.Column("proposed_sector", sa.Text(), nullable=True),
        sa.Column("ruleset_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_confirmations_request_id_requests")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_confirmations_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmations")),
        sa.UniqueConstraint("request_id", "rank", name=op.f("uq_confirmations_request_id_rank")),
    )
    op.create_index("ix_confirmations_town_request_id", "confirmations", ["town", "request_id"], unique=False)
    op.create_table(
        "learned_steps",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmations", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_learned_steps_town_towns")),
        sa.PrimaryKeyConstraint("town", "step", name=op.f("pk_learned_steps")),
    )
    is_open = sa.text("closed_at IS NULL")
    op.create_index("ix_learned_steps_open", "learned_steps", ["town"], unique=True, postgresql_where=is_open, sqlite_where=is_open)
    op.create_table(
        "learned_counts",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_learned_counts_town_towns")),
        sa.PrimaryKeyConstraint("town", "step", "subject", "word", name=op.f("pk_learned_counts")),
    )
    op.create_table(
        "backtests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_backtests_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backtests")),
    )
    op.create_index("ix_backtests_town_number_revision", "backtests", ["town", "number", "revision"], unique=False)
    body = (
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        if op.get_bind().dialect.name == "postgresql"
        else "BEGIN SELECT RAISE(ABORT, 'confirmations is append only'); END"
    )
    op.execute(f"CREATE TRIGGER {APPEND_ONLY} BEFORE UPDATE ON confirmations {body}")


def downgrade() -> None:
    op.execute(f"DROP TRIGGER {APPEND_ONLY}" + (" ON confirmations" if op.get_bind().dialect.name == "postgresql" else ""))
    for table in ("backtests", "learned_counts", "learned_steps", "confirmations"):
        op.drop_table(table)
