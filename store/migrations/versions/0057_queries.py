"""Saved queries, and letters to everyone a query finds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_SHARED = sa.text("shared <> ''")
_OPEN = sa.text("done_at IS NULL")


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    document = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    op.create_table(
        "saved_queries",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("agent_id", key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("criteria", document, nullable=False),
        sa.Column("shared", sa.String(length=128), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_saved_queries_town_towns")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_saved_queries_agent_id_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_queries")),
        sa.UniqueConstraint("town", "agent_id", "name", name=op.f("uq_saved_queries_town_agent_id_name")),
    )
    op.create_index("ix_saved_queries_shared", "saved_queries", ["town"], postgresql_where=_SHARED, sqlite_where=_SHARED)
    op.create_table(
        "mailings",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("query_id", key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("criteria", document, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_mailings_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
        sa.UniqueConstraint("town", "once", name=op.f("uq_mailings_town_once")),
    )
    op.create_index("ix_mailings_open", "mailings", ["id"], postgresql_where=_OPEN, sqlite_where=_OPEN)
    op.create_index("ix_mailings_query_id", "mailings", ["query_id", "id"])
    op.create_table(
        "mailing_items",
        sa.Column("mailing_id", key, nullable=False),
        sa.Column("request_id", key, nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("letters", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailings.id"], name=op.f("fk_mailing_items_mailing_id_mailings")),
        sa.PrimaryKeyConstraint("mailing_id", "request_id", name=op.f("pk_mailing_items")),
    )


def downgrade() -> None:
    op.drop_table("mailing_items")
    op.drop_table("mailings")
    op.drop_table("saved_queries")
