"""Questions to the figures that are kept under a name: shared by role, some by a public link."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_SHARED = sa.text("shared <> ''")


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "saved_questions",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("agent_id", key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("shared", sa.String(length=128), server_default="", nullable=False),
        sa.Column("token", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_saved_questions_town_towns")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_saved_questions_agent_id_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_questions")),
        sa.UniqueConstraint("token", name=op.f("uq_saved_questions_token")),
        sa.UniqueConstraint("town", "agent_id", "name", name=op.f("uq_saved_questions_town_agent_id_name")),
    )
    op.create_index("ix_saved_questions_shared", "saved_questions", ["town"], postgresql_where=_SHARED, sqlite_where=_SHARED)


def downgrade() -> None:
    op.drop_table("saved_questions")
