"""The register of breaches, and what citizens are told of their data: versions that never change; submissions say which they came with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_APPEND_ONLY = ("breach_versions", "privacy_texts")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    document = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    op.create_table(
        "breaches",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_breaches_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
    )
    op.create_index("ix_breaches_town", "breaches", ["town", "id"])
    op.create_table(
        "breach_versions",
        sa.Column("breach_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("document", document, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_versions_breach_id_breaches")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_breach_versions_town_towns")),
        sa.PrimaryKeyConstraint("breach_id", "version", name=op.f("pk_breach_versions")),
    )
    op.create_table(
        "privacy_texts",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", document, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_privacy_texts_town_towns")),
        sa.PrimaryKeyConstraint("town", "number", name=op.f("pk_privacy_texts")),
    )
    op.add_column("form_submissions", sa.Column("privacy", sa.Integer(), nullable=True))
    for table in _APPEND_ONLY:
        for action in ("UPDATE", "DELETE"):
            _refuse(table, action)


def downgrade() -> None:
    op.drop_column("form_submissions", "privacy")
    for table in (*_APPEND_ONLY, "breaches"):
        op.drop_table(table)


def _refuse(table: str, action: str) -> None:
    """Make the database itself refuse to change or delete what was written."""
    name = f"{table}_no_{action.lower()}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"CREATE TRIGGER {name} BEFORE {action} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append only'); END")
