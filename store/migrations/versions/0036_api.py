"""How far what follows in an incident may reach, for a key opens less than its agent; and the journal found by what, and by who."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

BY_OBJECT, BY_ACTOR = "ix_journal_object", "ix_journal_actor"


def upgrade() -> None:
    op.add_column("incident_steps", sa.Column("most", sa.Integer(), server_default="2", nullable=False))
    op.create_index(BY_OBJECT, "journal", ["town", "object", "id"], unique=False)
    op.create_index(BY_ACTOR, "journal", ["town", "actor", "id"], unique=False)


def downgrade() -> None:
    op.drop_index(BY_ACTOR, "journal")
    op.drop_index(BY_OBJECT, "journal")
    op.drop_column("incident_steps", "most")
