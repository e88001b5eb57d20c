"""When reminders of a request are looked at next, in a narrow table: as a column of `requests`, each look wrote into all its indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

TABLE, INDEX, BEFORE = "next_looks", "ix_next_looks_town_at", "ix_requests_remind"
OF_REQUEST = "fk_next_looks_request_id_requests"


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    of_request = sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=OF_REQUEST, ondelete="CASCADE")
    op.create_table(
        TABLE,
        sa.Column("request_id", key, autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_next_looks_town_towns")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_next_looks")),
        # PostgreSQL would lock each request to check this of its row; afterwards, it checks all at once.
        *(() if is_postgresql else (of_request,)),
    )
    op.execute("INSERT INTO next_looks (request_id, town, at) SELECT id, town, remind_at FROM requests WHERE remind_at IS NOT NULL")
    if is_postgresql:
        op.create_foreign_key(OF_REQUEST, TABLE, "requests", ["request_id"], ["id"], ondelete="CASCADE")
    op.create_index(INDEX, TABLE, ["town", "at", "request_id"], unique=False)
    if is_postgresql:
        op.execute(f"ANALYZE {TABLE}")
    op.drop_index(BEFORE, "requests")
    op.execute("ALTER TABLE requests DROP COLUMN remind_at")


def downgrade() -> None:
    op.add_column("requests", sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE requests SET remind_at = (SELECT at FROM next_looks WHERE next_looks.request_id = requests.id) "
        "WHERE id IN (SELECT request_id FROM next_looks)"
    )
    is_watched = sa.text("remind_at IS NOT NULL")
    op.create_index(BEFORE, "requests", ["town", "remind_at", "id"], unique=False, postgresql_where=is_watched, sqlite_where=is_watched)
    op.drop_table(TABLE)
