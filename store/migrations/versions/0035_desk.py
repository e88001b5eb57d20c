"""The work on requests at the desk: notes, tasks, added files, what rings whose bell, saved filters."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_OPEN, _UNREAD, _SHARED = (sa.text(words) for words in ("ended_at IS NULL", "read_at IS NULL", "department IS NOT NULL"))


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = sa.DateTime(timezone=True)

    def of_request(table: str) -> tuple[sa.schema.SchemaItem, ...]:
        return (
            sa.Column("id", key, nullable=False),
            sa.Column("town", sa.String(length=64), nullable=False),
            sa.Column("request_id", key, nullable=False),
            sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f(f"fk_{table}_town_towns")),
            sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f(f"fk_{table}_request_id_requests")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )

    op.create_table(
        "notes",
        *of_request("notes"),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("edited_at", moment, nullable=True),
    )
    op.create_index("ix_notes_request", "notes", ["request_id", "id"], unique=False)
    op.create_table(
        "tasks",
        *of_request("tasks"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("department", sa.String(length=64), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ending", sa.String(length=16), nullable=True),
    )
    op.create_index("ix_tasks_request", "tasks", ["request_id", "id"], unique=False)
    op.create_index("ix_tasks_agent_open", "tasks", ["agent", "id"], unique=False, postgresql_where=_OPEN, sqlite_where=_OPEN)
    op.create_index(
        "ix_tasks_department_open", "tasks", ["town", "department", "id"], unique=False, postgresql_where=_OPEN, sqlite_where=_OPEN
    )
    op.create_table(
        "rings",
        *of_request("rings"),
        sa.Column("agent_id", key, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("item", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("read_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_rings_agent_id_agents")),
        sa.UniqueConstraint("agent_id", "kind", "item", name=op.f("uq_rings_agent_id_kind_item")),
    )
    op.create_index("ix_rings_agent", "rings", ["agent_id", "id"], unique=False)
    op.create_index("ix_rings_agent_unread", "rings", ["agent_id", "id"], unique=False, postgresql_where=_UNREAD, sqlite_where=_UNREAD)
    op.create_table(
        "added_files",
        *of_request("added_files"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("is_shareable", sa.Boolean(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("withdrawn_at", moment, nullable=True),
    )
    op.create_index("ix_added_files_request", "added_files", ["request_id", "id"], unique=False)
    op.create_table(
        "saved_filters",
        sa.Column("id", key, nullable=False),
        sa.Column("agent_id", key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("town", sa.String(length=64), nullable=True),
        sa.Column("department", sa.String(length=64), nullable=True),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_saved_filters_agent_id_agents")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_saved_filters_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("agent_id", "name", name=op.f("uq_saved_filters_agent_id_name")),
    )
    op.create_index(
        "ix_saved_filters_department",
        "saved_filters",
        ["town", "department"],
        unique=False,
        postgresql_where=_SHARED,
        sqlite_where=_SHARED,
    )


def downgrade() -> None:
    op.drop_table("saved_filters")
    op.drop_table("added_files")
    op.drop_table("rings")
    op.drop_table("tasks")
    op.drop_table("notes")
