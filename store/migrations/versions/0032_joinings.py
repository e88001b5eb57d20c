"""Which requests became a part of another, or were included in one, by an agent: what that moved, so that it can be taken back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

OF_LETTERS = "ix_outbox_joining"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    document = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    op.create_table(
        "joinings",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("request_id", key, nullable=False),
        sa.Column("main_id", key, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved", document, nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["main_id"], ["requests.id"], name=op.f("fk_joinings_main_id_requests")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_joinings_request_id_requests")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_joinings_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joinings")),
    )
    op.create_index(op.f("ix_joinings_request_id"), "joinings", ["request_id"], unique=False)
    whole = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(f"ALTER TABLE outbox ADD COLUMN joining_id {whole} CONSTRAINT fk_outbox_joining_id_joinings REFERENCES joinings (id)")
    is_told = sa.text("joining_id IS NOT NULL")
    op.create_index(OF_LETTERS, "outbox", ["joining_id"], unique=False, postgresql_where=is_told, sqlite_where=is_told)


def downgrade() -> None:
    op.drop_index(OF_LETTERS, "outbox")
    op.execute("ALTER TABLE outbox DROP COLUMN joining_id")
    op.drop_table("joinings")
