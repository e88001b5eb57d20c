"""Rights: an agent has several roles, and departments have members.

Until here there were two roles, and both might do everything in their town. Administrators keep what they could do by two roles more; for
what a department does they stand in where it has no members.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_NOW = sa.text("until IS NULL")


def upgrade() -> None:
    # Plain columns: Alembic's copy of an SQLite table would lose its triggers.
    op.add_column("agents", sa.Column("roles", sa.String(length=128), server_default="", nullable=False))
    op.execute("UPDATE agents SET roles = CASE role WHEN 'admin' THEN 'admin reception regulator' ELSE role END")
    op.drop_column("agents", "role")
    op.create_table(
        "department_members",
        sa.Column("id", KEY, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("post", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_department_members_town_towns")),
        sa.ForeignKeyConstraint(["login"], ["agents.login"], name=op.f("fk_department_members_login_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_members")),
    )
    columns = ["town", "department", "login"]
    op.create_index("uq_department_members_now", "department_members", columns, unique=True, postgresql_where=IS_NOW, sqlite_where=IS_NOW)
    op.create_index("ix_department_members_login", "department_members", ["login"], postgresql_where=IS_NOW, sqlite_where=IS_NOW)
    # The bell of who sees only what is his departments'.
    live = sa.text("over_at IS NULL")
    by = ["town", "department", "id"]
    op.create_index("ix_reminders_department_live", "reminders", by, unique=False, postgresql_where=live, sqlite_where=live)
    if op.get_bind().dialect.name == "sqlite":
        # Social requests stand in the index by all their columns now, under words that only their readers ask for.
        op.execute("INSERT INTO request_search_due (request_id) SELECT id FROM requests WHERE confidentiality = 2 ORDER BY id")


def downgrade() -> None:
    op.drop_index("ix_reminders_department_live", "reminders")
    op.drop_table("department_members")
    op.add_column("agents", sa.Column("role", sa.String(length=16), server_default="reception", nullable=False))
    op.execute("UPDATE agents SET role = 'admin' WHERE roles LIKE '%admin%'")
    op.drop_column("agents", "roles")
