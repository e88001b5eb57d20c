"""When somebody's account was closed, and the logo of a town, which stands on what it prints."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

YEARS = 7000
"""Years by which a closed account stays locked where nothing knows of closing: by these the way up finds it again, to the second."""
_AGENTS = sa.table(
    "agents",
    sa.column("id", sa.BigInteger()),
    sa.column("closed_at", sa.DateTime(timezone=True)),
    sa.column("locked_until", sa.DateTime(timezone=True)),
)
_ID, _CLOSED, _LOCKED = _AGENTS.c.id, _AGENTS.c.closed_at, _AGENTS.c.locked_until


def _moved(at: datetime, years: int) -> datetime:
    """Return a moment some thousand years earlier or later. PostgreSQL gives it with a zone, whose summers would not be the same then."""
    known = at if at.tzinfo is None else at.astimezone(UTC)
    return known.replace(year=known.year + years)


def upgrade() -> None:
    op.add_column("agents", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    connection = op.get_bind()
    for agent, until in connection.execute(sa.select(_ID, _LOCKED).where(_LOCKED.is_not(None))).all():
        if until.year > YEARS:
            opened = {"closed_at": _moved(until, -YEARS), "locked_until": None}
            connection.execute(sa.update(_AGENTS).where(_AGENTS.c.id == agent).values(opened))
    op.create_table(
        "town_logos",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_town_logos_town_towns")),
        sa.PrimaryKeyConstraint("town", name=op.f("pk_town_logos")),
    )


def downgrade() -> None:
    connection = op.get_bind()
    for agent, closed in connection.execute(sa.select(_ID, _CLOSED).where(_CLOSED.is_not(None))).all():
        # No password of his is known and no role is left; whoever gives him a new password unlocks him by that, as opening him does here.
        connection.execute(sa.update(_AGENTS).where(_AGENTS.c.id == agent).values(locked_until=_moved(closed, YEARS)))
    op.drop_table("town_logos")
    op.drop_column("agents", "closed_at")
