"""Search: what finds a request by words and by everything lists are filtered by, and what of it is still to be brought up to date."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

WATCHED = (
    "status",
    "department",
    "subject",
    "channel",
    "priority",
    "confidentiality",
    "heading",
    "details",
    "requester",
    "place",
    "street",
    "sector",
    "taken_by",
    "counter",
)
"""Columns after whose change a request is found by something else."""
IS_DUE = "due_at IS NOT NULL"
FACETS = ("department", "status", "subject", "sector", "street", "channel", "priority", "taken_by", "confidentiality", "received_at")
INDEXES = (
    ("ix_requests_town_received_at", ["town", "received_at", "id"], None),
    ("ix_requests_received_at", ["received_at", "id"], None),
    ("ix_requests_due_facets", ["town", "due_at", "id", *FACETS], IS_DUE),
)
ORDERED = ("department", "subject", "sector", "street", "channel", "priority", "taken_by")
"""On PostgreSQL each of these has an index in the order of the list; SQLite finds them in the index of words."""


def upgrade() -> None:
    op.drop_index("ix_requests_town_due", "requests")
    for name, columns, condition in INDEXES:
        chosen = None if condition is None else sa.text(condition)
        op.create_index(name, "requests", columns, unique=False, postgresql_where=chosen, sqlite_where=chosen)
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql()
    else:
        _on_sqlite()
    op.execute("INSERT INTO request_search_due (request_id) SELECT id FROM requests ORDER BY id")


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for name in ("added", "changed", "gone"):
        op.execute(f"DROP TRIGGER requests_search_{name}" + (" ON requests" if is_postgresql else ""))
    if is_postgresql:
        op.execute("DROP FUNCTION request_search_mark()")
        for name in ORDERED:
            op.execute(f"DROP INDEX ix_requests_by_{name}")
    else:
        op.execute("DROP TABLE request_search_index")
        op.execute("DROP TABLE request_search_terms")
    op.execute("DROP TABLE request_search_due")
    op.execute("DROP TABLE request_search")
    for name, _, _ in INDEXES:
        op.drop_index(name, "requests")
    chosen = sa.text(IS_DUE)
    op.create_index("ix_requests_town_due", "requests", ["town", "due_at", "id"], postgresql_where=chosen, sqlite_where=chosen)


def _on_postgresql() -> None:
    op.create_table(
        "request_search",
        sa.Column("request_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_request_search")),
    )
    op.create_index("ix_request_search_words", "request_search", ["words"], postgresql_using="gin")
    op.create_index("ix_request_search_town", "request_search", ["town", "received_at", "request_id"])
    op.execute("CREATE TABLE request_search_due (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, request_id BIGINT NOT NULL)")
    op.execute(
        "CREATE FUNCTION request_search_mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'DELETE' THEN INSERT INTO request_search_due (request_id) VALUES (OLD.id); "
        "ELSE INSERT INTO request_search_due (request_id) VALUES (NEW.id); END IF; RETURN NULL; END $$"
    )
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in WATCHED)
    body = "FOR EACH ROW EXECUTE FUNCTION request_search_mark()"
    op.execute(f"CREATE TRIGGER requests_search_added AFTER INSERT ON requests {body}")
    op.execute(
        f"CREATE TRIGGER requests_search_changed AFTER UPDATE OF {', '.join(WATCHED)} ON requests FOR EACH ROW WHEN ({changed}) "
        "EXECUTE FUNCTION request_search_mark()"
    )
    op.execute(f"CREATE TRIGGER requests_search_gone AFTER DELETE ON requests {body}")
    for name in ORDERED:
        op.execute(f"CREATE INDEX ix_requests_by_{name} ON requests (town, {name}, received_at, id)")


def _on_sqlite() -> None:
    op.execute(
        "CREATE TABLE request_search (place INTEGER PRIMARY KEY, request_id INTEGER NOT NULL UNIQUE, facets TEXT NOT NULL, "
        "words TEXT NOT NULL)"
    )
    # A row's number is its place in the list, newest first; beginnings of three and four letters have an index of their own.
    op.execute(
        "CREATE VIRTUAL TABLE request_search_index USING fts5(facets, words, content='request_search', content_rowid='place', "
        "detail=none, columnsize=0, prefix='3 4', tokenize='ascii')"
    )
    # Longer beginnings are looked up here, and become the words there are.
    op.execute("CREATE TABLE request_search_terms (term TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID")
    op.execute("CREATE TABLE request_search_due (id INTEGER PRIMARY KEY, request_id INTEGER NOT NULL)")
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in WATCHED)
    op.execute(
        "CREATE TRIGGER requests_search_added AFTER INSERT ON requests "
        "BEGIN INSERT INTO request_search_due (request_id) VALUES (NEW.id); END"
    )
    op.execute(
        f"CREATE TRIGGER requests_search_changed AFTER UPDATE OF {', '.join(WATCHED)} ON requests WHEN {changed} "  # noqa: S608 - names of ours
        "BEGIN INSERT INTO request_search_due (request_id) VALUES (NEW.id); END"
    )
    op.execute(
        "CREATE TRIGGER requests_search_gone AFTER DELETE ON requests "
        "BEGIN INSERT INTO request_search_due (request_id) VALUES (OLD.id); END"
    )
