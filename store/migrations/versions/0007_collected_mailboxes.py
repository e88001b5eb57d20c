"""Folders collected over IMAP, and which of their mails are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "collected_folders",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=True),
        sa.Column("kept_uid", sa.BigInteger(), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("fault_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("missed", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_collected_folders_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collected_folders")),
        sa.UniqueConstraint("town", "account", "folder", name=op.f("uq_collected_folders_town_account_folder")),
    )
    op.create_table(
        "collected_mails",
        sa.Column("folder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("validity", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("inbound_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.Column("disposed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["collected_folders.id"], name=op.f("fk_collected_mails_folder_id_collected_folders")),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbounds.id"], name=op.f("fk_collected_mails_inbound_id_inbounds")),
        sa.PrimaryKeyConstraint("folder_id", "validity", "uid", name=op.f("pk_collected_mails")),
    )
    is_open = sa.text("NOT disposed")
    op.create_index(
        "ix_collected_mails_waiting", "collected_mails", ["folder_id"], unique=False, postgresql_where=is_open, sqlite_where=is_open
    )
    op.create_index("ix_collected_mails_inbound_id", "collected_mails", ["inbound_id"], unique=False)


def downgrade() -> None:
    op.drop_table("collected_mails")
    op.drop_table("collected_folders")
