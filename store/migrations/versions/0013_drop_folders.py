"""Drop folders: how each goes, and which of its files are to be seen in it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "drop_folders",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("file_system", sa.Text(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("fault_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_drop_folders_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drop_folders")),
        sa.UniqueConstraint("town", "path", name=op.f("uq_drop_folders_town_path")),
    )
    op.create_table(
        "dropped_files",
        sa.Column("folder_id", key, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("changed_ns", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("inbound_id", key, nullable=True),
        sa.ForeignKeyConstraint(["folder_id"], ["drop_folders.id"], name=op.f("fk_dropped_files_folder_id_drop_folders")),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbounds.id"], name=op.f("fk_dropped_files_inbound_id_inbounds")),
        sa.PrimaryKeyConstraint("folder_id", "key", name=op.f("pk_dropped_files")),
    )
    op.create_index("ix_dropped_files_inbound_id", "dropped_files", ["inbound_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_dropped_files_inbound_id", "dropped_files")
    op.drop_table("dropped_files")
    op.drop_table("drop_folders")
