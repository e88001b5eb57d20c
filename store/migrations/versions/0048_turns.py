"""Indexes: work by town, so that towns take turns; letters by address, of those that left lately or are about to."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_READY = sa.text("state = 'ready'")
_SENT = sa.text("sent_at IS NOT NULL")
_LEAVING = sa.text("state IN ('waiting', 'leaving')")


def upgrade() -> None:
    op.create_index("ix_jobs_turns", "jobs", ["queue", "town", "not_before", "id"], postgresql_where=_READY, sqlite_where=_READY)
    op.create_index("ix_outbox_recipient_sent_at", "outbox", ["recipient", "sent_at"], postgresql_where=_SENT, sqlite_where=_SENT)
    op.create_index("ix_outbox_recipient_leaving", "outbox", ["recipient"], postgresql_where=_LEAVING, sqlite_where=_LEAVING)


def downgrade() -> None:
    op.drop_index("ix_outbox_recipient_leaving", "outbox")
    op.drop_index("ix_outbox_recipient_sent_at", "outbox")
    op.drop_index("ix_jobs_turns", "jobs")
