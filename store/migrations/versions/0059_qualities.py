"""What an agent is at the town hall (qualité): letters say it beside the name of who has a request in hand (L. 111-2)."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agents", sa.Column("quality", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("agents", "quality")
