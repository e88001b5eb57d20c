"""Messages added to requests, links between requests, merged requests, and the threads mails belong to."""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MERGED = "ix_requests_merged_into"
FOLLOWED = "followed_up"
"""The action in a request's history that names the draft that was added; its details are JSON."""
MAILS_AT_ONCE = 1000


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    # In words both databases know: SQLite would otherwise copy the table, which other tables point at.
    whole = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(f"ALTER TABLE requests ADD COLUMN merged_into {whole} CONSTRAINT fk_requests_merged_into_requests REFERENCES requests (id)")
    is_merged = sa.text("merged_into IS NOT NULL")
    op.create_index(MERGED, "requests", ["merged_into"], unique=False, postgresql_where=is_merged, sqlite_where=is_merged)
    op.create_table(
        "follow_ups",
        sa.Column("request_id", key, nullable=False),
        sa.Column("draft_id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_follow_ups_draft_id_drafts")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_follow_ups_request_id_requests")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_follow_ups_town_towns")),
        sa.PrimaryKeyConstraint("request_id", "draft_id", name=op.f("pk_follow_ups")),
    )
    op.create_index("ix_follow_ups_draft_id", "follow_ups", ["draft_id"], unique=False)
    op.create_table(
        "request_links",
        sa.Column("request_id", key, nullable=False),
        sa.Column("followed_id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("evidence", sa.String(length=16), nullable=False),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["followed_id"], ["requests.id"], name=op.f("fk_request_links_followed_id_requests")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_request_links_request_id_requests")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_request_links_town_towns")),
        sa.PrimaryKeyConstraint("request_id", "followed_id", name=op.f("pk_request_links")),
    )
    op.create_index("ix_request_links_followed_id", "request_links", ["followed_id"], unique=False)
    op.create_table(
        "threads",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("draft_id", key, nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_threads_draft_id_drafts")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_threads_town_towns")),
        sa.PrimaryKeyConstraint("town", "key", "draft_id", name=op.f("pk_threads")),
    )
    _take_over()


def _take_over() -> None:
    """Make rows of what the histories tell: until now nothing else did."""
    draft = "(details->>'draft')::bigint" if op.get_bind().dialect.name == "postgresql" else "json_extract(details, '$.draft')"
    op.execute(
        "INSERT INTO follow_ups (request_id, draft_id, town, kind, at) "  # noqa: S608 - our own words
        f"SELECT request_id, {draft}, town, 'chaser', min(at) FROM history "
        f"WHERE action = '{FOLLOWED}' AND {draft} IN (SELECT id FROM drafts) GROUP BY request_id, {draft}, town"
    )
    mails = sa.text(
        "SELECT drafts.town, drafts.id, inbounds.source_id FROM drafts JOIN inbounds ON inbounds.id = drafts.inbound_id "
        "WHERE inbounds.channel = 'email' AND inbounds.source_id IS NOT NULL"
    )
    adding = sa.text("INSERT INTO threads (town, key, draft_id, is_own) VALUES (:town, :key, :draft, :own)")
    connection = op.get_bind()
    for page in connection.execute(mails).partitions(MAILS_AT_ONCE):
        rows = [{"town": town, "key": sha256(name.encode()).hexdigest()[:32], "draft": draft, "own": True} for town, draft, name in page]
        connection.execute(adding, rows)


def downgrade() -> None:
    for table in ("threads", "request_links", "follow_ups"):
        op.drop_table(table)
    op.drop_index(MERGED, "requests")
    op.execute("ALTER TABLE requests DROP COLUMN merged_into")
