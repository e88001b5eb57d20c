"""Duplicates and incidents: inclusions, what is done to all requests of an incident, and the indexes that find requests of one fact."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

SAME_STREET, SAME_SUBJECT, CHASERS = "ix_requests_town_street", "ix_requests_town_subject", "ix_follow_ups_town_at"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    document = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    op.create_table(
        "inclusions",
        sa.Column("request_id", key, autoincrement=False, nullable=False),
        sa.Column("main_id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("request_id <> main_id", name=op.f("ck_inclusions_not_itself")),
        sa.ForeignKeyConstraint(["main_id"], ["requests.id"], name=op.f("fk_inclusions_main_id_requests")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_inclusions_request_id_requests")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_inclusions_town_towns")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_inclusions")),
    )
    op.create_index("ix_inclusions_main", "inclusions", ["main_id", "request_id"], unique=False)
    op.create_index("ix_inclusions_town", "inclusions", ["town", "main_id"], unique=False)
    op.create_table(
        "incident_steps",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("main_id", key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", document, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["main_id"], ["requests.id"], name=op.f("fk_incident_steps_main_id_requests")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_incident_steps_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_steps")),
        sa.UniqueConstraint("main_id", "version", name=op.f("uq_incident_steps_main_id_version")),
    )
    is_open = sa.text("done_at IS NULL")
    op.create_index(
        "ix_incident_steps_open", "incident_steps", ["town", "id"], unique=False, postgresql_where=is_open, sqlite_where=is_open
    )
    has_street = sa.text("street IS NOT NULL")
    op.create_index(
        SAME_STREET,
        "requests",
        ["town", "street", "received_at", "id"],
        unique=False,
        postgresql_where=has_street,
        sqlite_where=has_street,
    )
    op.create_index(CHASERS, "follow_ups", ["town", "at", "kind"], unique=False)
    op.create_index(SAME_SUBJECT, "requests", ["town", "subject", "received_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_index(CHASERS, "follow_ups")
    for name in (SAME_SUBJECT, SAME_STREET):
        op.drop_index(name, "requests")
    for table in ("incident_steps", "inclusions"):
        op.drop_table(table)
