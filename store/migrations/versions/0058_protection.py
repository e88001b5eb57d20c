"""Data protection: how long what is kept, what was anonymised, what is held back, who read what, what people ask for by their rights."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PERSONAL = ("street", "number", "sector", "proposed_street", "proposed_number", "proposed_sector", "before")
"""Columns of what people confirmed that may be emptied; nothing else of it ever changes."""
_LASTING = (
    *("id", "town", "request_id", "rank", "at", "agent", "subject", "department", "proposed_subject", "proposed_department"),
    *("ruleset_number", "rule", "is_sole", "version"),
)
_TRIGGER = "confirmations_no_update"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    document = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    op.add_column("requests", sa.Column("erased_at", moment, nullable=True))
    op.add_column("requests", sa.Column("limited_at", moment, nullable=True))
    op.create_table(
        "retention_terms",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("document", document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_retention_terms_town_towns")),
        sa.PrimaryKeyConstraint("town", name=op.f("pk_retention_terms")),
    )
    op.create_table(
        "retention_runs",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("began_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("counts", document, nullable=False),
        sa.Column("held", document, nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_retention_runs_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_runs")),
    )
    op.create_index("ix_retention_runs_town", "retention_runs", ["town", "id"])
    op.create_table(
        "erasures",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("row", _BIG, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("run_id", _BIG, nullable=True),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_erasures_town_towns")),
        sa.ForeignKeyConstraint(["run_id"], ["retention_runs.id"], name=op.f("fk_erasures_run_id_retention_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("kind", "row", name=op.f("uq_erasures_kind_row")),
    )
    op.create_index("ix_erasures_town", "erasures", ["town", "id"])
    op.create_table(
        "doomed_originals",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("sha256", "place", name=op.f("pk_doomed_originals")),
    )
    op.create_table(
        "retention_holds",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("request_id", _BIG, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_retention_holds_ending_whole")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_retention_holds_town_towns")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_retention_holds_request_id_requests")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_holds")),
    )
    op.create_index("ix_retention_holds_request_id", "retention_holds", ["request_id"])
    op.create_table(
        "request_readings",
        sa.Column("request_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_request_readings_town_towns")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_request_readings_request_id_requests")),
        sa.PrimaryKeyConstraint("request_id", "day", "login", name=op.f("pk_request_readings")),
    )
    op.create_table(
        "rights_requests",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("person", document, nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("identity", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("extended_why", sa.Text(), nullable=True),
        sa.Column("outcome_why", sa.Text(), nullable=True),
        sa.Column("chosen", document, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_rights_requests_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_requests")),
    )
    op.create_index("ix_rights_requests_town", "rights_requests", ["town", "state", "due_on"])
    _guard(is_personal_free=True)


def downgrade() -> None:
    _guard(is_personal_free=False)
    for name in (
        *("rights_requests", "request_readings", "retention_holds", "doomed_originals"),
        *("erasures", "retention_runs", "retention_terms"),
    ):
        op.drop_table(name)
    op.drop_column("requests", "limited_at")
    op.drop_column("requests", "erased_at")


def _guard(*, is_personal_free: bool) -> None:
    """Let what people confirmed lose what is personal in it, and nothing else; or nothing at all, as before."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(f"DROP TRIGGER {_TRIGGER}" + (" ON confirmations" if is_postgresql else ""))
    condition = ""
    if is_personal_free:
        differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
        # A document has no plain comparison on PostgreSQL, and needs none: it is emptied or it stays. Of JSON, nothing is `null` as well.
        empty = [f"(NEW.{name} IS NULL" + (f" OR NEW.{name} = 'null')" if name == "before" else ")") for name in _PERSONAL]
        changed = [f"OLD.{name} {differs} NEW.{name}" for name in _LASTING]
        condition = f"WHEN ({' OR '.join((*changed, *(f'NOT {one}' for one in empty)))}) "
    body = "EXECUTE FUNCTION refuse_change()" if is_postgresql else "BEGIN SELECT RAISE(ABORT, 'confirmations is append only'); END"
    each = "FOR EACH ROW " if is_postgresql else ""
    op.execute(f"CREATE TRIGGER {_TRIGGER} BEFORE UPDATE ON confirmations {each}{condition}{body}")
