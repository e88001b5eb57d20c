"""Absences and deputies, transmissions."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDS = sa.text("taken_back_at IS NULL")
UNREAD = sa.text("due_at IS NOT NULL AND opened_at IS NULL AND over_at IS NULL")


def upgrade() -> None:
    # A plain column: Alembic's copy of an SQLite table would lose its triggers.
    op.add_column("agents", sa.Column("email", sa.Text(), nullable=True))
    op.create_table(
        "absences",
        sa.Column("id", KEY, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("deputy", sa.Text(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_absences_days_in_order")),
        sa.ForeignKeyConstraint(["login"], ["agents.login"], name=op.f("fk_absences_login_agents")),
        sa.ForeignKeyConstraint(["deputy"], ["agents.login"], name=op.f("fk_absences_deputy_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index("ix_absences_last_day", "absences", ["last_day"], postgresql_where=STANDS, sqlite_where=STANDS)
    op.create_table(
        "transmissions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by", sa.Text(), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_transmissions_town_towns")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_transmissions_request_id_requests")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transmissions")),
    )
    op.create_index(op.f("ix_transmissions_request_id"), "transmissions", ["request_id"])
    op.create_index("ix_transmissions_unread", "transmissions", ["due_at", "id"], postgresql_where=UNREAD, sqlite_where=UNREAD)
    op.create_table(
        "department_looks",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("ruleset", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_department_looks_town_towns")),
        sa.PrimaryKeyConstraint("town", name=op.f("pk_department_looks")),
    )


def downgrade() -> None:
    op.drop_table("department_looks")
    op.drop_table("transmissions")
    op.drop_table("absences")
    op.drop_column("agents", "email")
