"""Letters on paper: what stands around them, pictures of signatures, each letter as PDF, batches."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def _document() -> sa.JSON:
    return sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "stationery",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("document", _document(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_stationery_town_towns")),
        sa.PrimaryKeyConstraint("town", name=op.f("pk_stationery")),
    )
    op.create_table(
        "signature_pictures",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_signature_pictures_town_towns")),
        sa.PrimaryKeyConstraint("town", "name", name=op.f("pk_signature_pictures")),
    )
    op.create_table(
        "letter_sheets",
        sa.Column("letter_id", key, autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["outbox.id"], name=op.f("fk_letter_sheets_letter_id_outbox")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_letter_sheets")),
    )
    op.create_table(
        "print_batches",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("is_double_sided", sa.Boolean(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by", sa.Text(), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(printed_by IS NULL) = (printed_at IS NULL)", name=op.f("ck_print_batches_printing_whole")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_print_batches_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_batches")),
        sa.UniqueConstraint("town", "number", name=op.f("uq_print_batches_town_number")),
    )
    op.create_table(
        "print_batch_letters",
        sa.Column("batch_id", key, autoincrement=False, nullable=False),
        sa.Column("letter_id", key, autoincrement=False, nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("sort_key", sa.Text(), nullable=True),
        sa.Column("fault", _document(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["print_batches.id"], name=op.f("fk_print_batch_letters_batch_id_print_batches")),
        sa.ForeignKeyConstraint(["letter_id"], ["outbox.id"], name=op.f("fk_print_batch_letters_letter_id_outbox")),
        sa.PrimaryKeyConstraint("batch_id", "letter_id", name=op.f("pk_print_batch_letters")),
    )
    op.create_index("ix_print_batch_letters_letter_id", "print_batch_letters", ["letter_id"])


def downgrade() -> None:
    op.drop_index("ix_print_batch_letters_letter_id", "print_batch_letters")
    for table in ("print_batch_letters", "print_batches", "letter_sheets", "signature_pictures", "stationery"):
        op.drop_table(table)
