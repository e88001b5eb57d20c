"""Small originals in the database; those that are files stay files."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "originals",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_originals")),
    )


def downgrade() -> None:
    # Refused rather than losing them: no row may point to an original that is gone.
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM originals")):
        raise RuntimeError("The table originals holds mail that is kept nowhere else. Restore a backup of before instead.")
    op.drop_table("originals")
