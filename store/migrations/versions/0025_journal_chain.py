"""A hash chain for each town's lines of the journal, and one for the installation's.

Lines that are there already stay as they are; the first line of their chain says how many they were and what they hash to.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from store.chain import BEGINNING, SEAL, Entry, entry_hash, seal_of
from store.columns import Json, UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HEADS = sa.table("journal_heads", sa.column("chain"), sa.column("number"), sa.column("hash"))
JOURNAL = sa.table(
    "journal",
    sa.column("id"),
    sa.column("at", UtcDateTime()),
    sa.column("town"),
    sa.column("actor"),
    sa.column("action"),
    sa.column("object"),
    sa.column("details", Json()),
    sa.column("number"),
    sa.column("hash"),
)


def upgrade() -> None:
    # Plain columns: Alembic's copy of an SQLite table would lose its triggers.
    op.add_column("journal", sa.Column("number", KEY, nullable=True))
    op.add_column("journal", sa.Column("hash", sa.String(length=64), nullable=True))
    op.create_table(
        "journal_heads",
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("number", KEY, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_journal_heads")),
    )
    connection = op.get_bind()
    # Here the moment is the installation's, as in every line: nobody else can say when it was sealed.
    now = datetime.now(UTC)
    for town in list(connection.scalars(sa.select(JOURNAL.c.town).distinct())):
        lines, digest = _hashed(_older(connection, town))
        entry = Entry(at=now, town=town, actor="system", action=SEAL, object="journal", details=seal_of(lines, digest))
        head = entry_hash(BEGINNING, 1, entry)
        values = {"at": now, "town": town, "actor": entry.actor, "action": entry.action, "object": entry.object}
        connection.execute(JOURNAL.insert(), {**values, "details": dict(entry.details), "number": 1, "hash": head})
        connection.execute(HEADS.insert(), {"chain": town or "", "number": 1, "hash": head})


def downgrade() -> None:
    op.drop_table("journal_heads")
    op.drop_column("journal", "hash")
    op.drop_column("journal", "number")


def _older(connection: sa.Connection, town: str | None) -> Iterator[Entry]:
    columns = JOURNAL.c
    wanted = sa.select(columns.at, columns.town, columns.actor, columns.action, columns.object, columns.details).order_by(columns.id)
    for row in connection.execute(wanted.where(columns.town.is_not_distinct_from(town)), execution_options={"yield_per": 1000}):
        yield Entry(at=row.at, town=row.town, actor=row.actor, action=row.action, object=row.object, details=row.details)


def _hashed(entries: Iterable[Entry]) -> tuple[int, str]:
    lines, digest = 0, BEGINNING
    for lines, entry in enumerate(entries, start=1):
        digest = entry_hash(digest, lines, entry)
    return lines, digest
