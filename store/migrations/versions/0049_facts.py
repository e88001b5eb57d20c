"""Figures: what is counted of requests, and which of them it still has to catch up with."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AXES = (
    *("channel", "nature", "theme", "subject", "sector", "department", "priority", "state", "requester", "closure", "agent", "street"),
    "rule",
)
_SINCE = ("to_record", "to_acknowledge", "to_transmission", "to_taking")
_UNTIL = ("to_closing", "to_closing_working", "waiting", "elsewhere")
TABLES = {
    "facts": (("hour", "marks"), _SINCE, ("town", "day", "request")),
    "fact_decisions": (("marks",), (), ("town", "day", "request")),
    "fact_closings": (("number", "marks"), _UNTIL, ("town", "day", "request", "number")),
    "fact_moments": (("kind", "number"), (), ("town", "kind", "day", "request", "number")),
    "fact_letters": (("number", "letter"), (), ("town", "day", "request", "number")),
    "fact_spells": (
        ("until", "since", "late", "target", "planned", "since_month", "until_month", "late_month", "number"),
        (),
        ("town", "until", "request", "number"),
    ),
}
"""Of each table the columns it has beside those of all, those that may be empty, and its key."""
ACTS = (
    *("confirmed", "corrected", "undone", "rejected", "restored", "taken", "refused", "handed_over", "moved", "planned", "unplanned"),
    *("asked", "resumed", "brought", "transferred", "taken_back", "finished", "closed", "reopened", "merged", "absorbed", "parted"),
    *("gives_back", "followed_up", "reunited"),
)
"""What a history calls that something was done that is counted. Nothing of it is written when a request comes in."""
CHANGING = ("merged_into", "complete_by", "legal_on", "taken_at", "planned_on", "closed_at", "rule")
"""Columns of a request, beside those the index of searches is told of, after whose change something else is counted."""


def upgrade() -> None:
    op.create_table(
        "fact_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("axis", sa.String(length=16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_keys")),
        sa.UniqueConstraint("town", "axis", "key", name=op.f("uq_fact_keys_town_axis_key")),
    )
    op.create_table(
        "fact_due",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("request", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_due")),
    )
    op.create_table(
        "fact_seals",
        sa.Column("request", _BIG, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_fact_seals")),
    )
    for name, (own, empty, key) in TABLES.items():
        op.create_table(
            name,
            sa.Column("town", sa.Integer(), nullable=False),
            sa.Column("day", sa.Integer(), nullable=False),
            sa.Column("request", _BIG, nullable=False),
            sa.Column("month", sa.Integer(), nullable=False),
            *(sa.Column(one, sa.Integer(), nullable=False) for one in (*_AXES, *own)),
            *(sa.Column(one, sa.Integer(), nullable=True) for one in empty),
            sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
            sqlite_with_rowid=False,
        )
        op.create_index(f"ix_{name}_request", name, ["request"], unique=name == "facts")
    acts = ", ".join(f"'{one}'" for one in ACTS)
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql(acts)
    else:
        _on_sqlite(acts)
    op.execute("INSERT INTO fact_due (request) SELECT id FROM requests ORDER BY id")


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for name, table in (("requests_facts", "requests"), ("history_facts", "history"), ("outbox_facts", "outbox")):
        op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if is_postgresql else ""))
    if is_postgresql:
        op.execute("DROP FUNCTION fact_due_of_request()")
        op.execute("DROP FUNCTION fact_due_of_other()")
    for name in (*reversed(TABLES), "fact_seals", "fact_due", "fact_keys"):
        op.drop_table(name)


# A request that comes in, or goes, is told to the index of searches anyway: `store.search` passes that on.
def _on_postgresql(acts: str) -> None:
    for name, column in (("request", "id"), ("other", "request_id")):
        op.execute(
            f"CREATE FUNCTION fact_due_of_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608 - names of ours
            f"INSERT INTO fact_due (request) VALUES (NEW.{column}); RETURN NULL; END $$"
        )
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in CHANGING)
    op.execute(
        f"CREATE TRIGGER requests_facts AFTER UPDATE OF {', '.join(CHANGING)} ON requests FOR EACH ROW WHEN ({changed}) "
        "EXECUTE FUNCTION fact_due_of_request()"
    )
    op.execute(
        f"CREATE TRIGGER history_facts AFTER INSERT ON history FOR EACH ROW WHEN (NEW.action IN ({acts})) "
        "EXECUTE FUNCTION fact_due_of_other()"
    )
    op.execute(
        "CREATE TRIGGER outbox_facts AFTER UPDATE OF sent_at ON outbox FOR EACH ROW WHEN (NEW.sent_at IS NOT NULL AND "
        "OLD.sent_at IS DISTINCT FROM NEW.sent_at AND NEW.request_id IS NOT NULL AND NEW.kind IN ('letter', 'authority', 'receipt')) "
        "EXECUTE FUNCTION fact_due_of_other()"
    )


def _on_sqlite(acts: str) -> None:
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in CHANGING)
    op.execute(
        f"CREATE TRIGGER requests_facts AFTER UPDATE OF {', '.join(CHANGING)} ON requests WHEN {changed} "  # noqa: S608 - names of ours
        "BEGIN INSERT INTO fact_due (request) VALUES (NEW.id); END"
    )
    op.execute(
        f"CREATE TRIGGER history_facts AFTER INSERT ON history WHEN NEW.action IN ({acts}) "  # noqa: S608 - names of ours
        "BEGIN INSERT INTO fact_due (request) VALUES (NEW.request_id); END"
    )
    op.execute(
        "CREATE TRIGGER outbox_facts AFTER UPDATE OF sent_at ON outbox WHEN NEW.sent_at IS NOT NULL AND "
        "OLD.sent_at IS NOT NEW.sent_at AND NEW.request_id IS NOT NULL AND NEW.kind IN ('letter', 'authority', 'receipt') "
        "BEGIN INSERT INTO fact_due (request) VALUES (NEW.request_id); END"
    )
