"""Files of requesters, what finds them again, and merges of files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OF_REQUEST = "ix_requests_dossier"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    document = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    op.create_table(
        "dossiers",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("requester", document, nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("merged_into", key, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["dossiers.id"], name=op.f("fk_dossiers_merged_into_dossiers")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_dossiers_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
    )
    op.create_index("ix_dossiers_town_name_key", "dossiers", ["town", "name_key", "id"], unique=False)
    is_merged = sa.text("merged_into IS NOT NULL")
    op.create_index(
        "ix_dossiers_merged_into", "dossiers", ["merged_into"], unique=False, postgresql_where=is_merged, sqlite_where=is_merged
    )
    op.create_table(
        "dossier_contacts",
        sa.Column("dossier_id", key, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_contacts_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_dossier_contacts_town_towns")),
        sa.PrimaryKeyConstraint("dossier_id", "kind", "value", name=op.f("pk_dossier_contacts")),
    )
    op.create_index("ix_dossier_contacts_value", "dossier_contacts", ["town", "kind", "value", "dossier_id"], unique=False)
    op.create_table(
        "dossier_merges",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("kept_id", key, nullable=False),
        sa.Column("gone_id", key, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("moved", document, nullable=False),
        sa.Column("before", document, nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["gone_id"], ["dossiers.id"], name=op.f("fk_dossier_merges_gone_id_dossiers")),
        sa.ForeignKeyConstraint(["kept_id"], ["dossiers.id"], name=op.f("fk_dossier_merges_kept_id_dossiers")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_dossier_merges_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_merges")),
    )
    op.create_index("ix_dossier_merges_gone_id", "dossier_merges", ["gone_id"], unique=False)
    # In words both databases know: SQLite would otherwise copy the table, which other tables point at.
    whole = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(f"ALTER TABLE requests ADD COLUMN dossier_id {whole} CONSTRAINT fk_requests_dossier_id_dossiers REFERENCES dossiers (id)")
    is_known = sa.text("dossier_id IS NOT NULL")
    op.create_index(
        OF_REQUEST, "requests", ["dossier_id", "received_at", "id"], unique=False, postgresql_where=is_known, sqlite_where=is_known
    )


def downgrade() -> None:
    op.drop_index(OF_REQUEST, "requests")
    op.execute("ALTER TABLE requests DROP COLUMN dossier_id")
    for table in ("dossier_merges", "dossier_contacts", "dossiers"):
        op.drop_table(table)
