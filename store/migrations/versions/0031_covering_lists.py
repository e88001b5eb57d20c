"""Indexes of the lists on PostgreSQL: each holds all that lists are filtered by, so that none reads rows to leave them out.

Of streets and subjects there were two, the lists' and the one that finds requests of one fact: one is enough. SQLite filters its lists in
the index of words and keeps what it has. On both, the public list's index is found by its first column: as a condition of the index, it
was none of the question for PostgreSQL, which read the index from its end.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

FACETS = ("department", "status", "subject", "sector", "street", "channel", "priority", "taken_by", "confidentiality")
OF_LISTS = ("department", "sector", "channel", "priority", "taken_by")
SHARED = (("street", " WHERE street IS NOT NULL"), ("subject", ""))
"""With an index in the schema that both databases have."""
PUBLIC = "ix_requests_public"
PUBLIC_COLUMNS = ["confidentiality", "town", "received_at", "id", "status", "subject", "merged_into"]
PUBLIC_BEFORE = sa.text("confidentiality = 0 AND merged_into IS NULL AND status <> 'review'")
PUBLIC_AFTER = sa.text("merged_into IS NULL AND status <> 'review'")


def upgrade() -> None:
    op.drop_index(PUBLIC, "requests")
    op.create_index(PUBLIC, "requests", PUBLIC_COLUMNS, postgresql_where=PUBLIC_AFTER, sqlite_where=PUBLIC_AFTER)
    if op.get_bind().dialect.name != "postgresql":
        return
    for name in (*OF_LISTS, *(name for name, _ in SHARED)):
        op.execute(f"DROP INDEX ix_requests_by_{name}")
    for name in OF_LISTS:
        op.execute(f"CREATE INDEX ix_requests_by_{name} ON requests {_covering(name)}")
    for name, chosen in SHARED:
        op.execute(f"DROP INDEX ix_requests_town_{name}")
        op.execute(f"CREATE INDEX ix_requests_town_{name} ON requests {_covering(name)}{chosen}")


def downgrade() -> None:
    op.drop_index(PUBLIC, "requests")
    op.create_index(PUBLIC, "requests", PUBLIC_COLUMNS, postgresql_where=PUBLIC_BEFORE, sqlite_where=PUBLIC_BEFORE)
    if op.get_bind().dialect.name != "postgresql":
        return
    for name, chosen in SHARED:
        op.execute(f"DROP INDEX ix_requests_town_{name}")
        op.execute(f"CREATE INDEX ix_requests_town_{name} ON requests (town, {name}, received_at, id){chosen}")
    for name in OF_LISTS:
        op.execute(f"DROP INDEX ix_requests_by_{name}")
    for name in (*OF_LISTS, *(name for name, _ in SHARED)):
        op.execute(f"CREATE INDEX ix_requests_by_{name} ON requests (town, {name}, received_at, id)")


def _covering(name: str) -> str:
    return f"(town, {name}, received_at, id) INCLUDE ({', '.join(one for one in FACETS if one != name)})"
