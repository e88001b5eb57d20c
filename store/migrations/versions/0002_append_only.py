"""The journal and the history are append only.

A later revision that lets Alembic copy one of these tables on SQLite must make its triggers anew: the copy loses them.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FORBIDDEN = (("journal", "UPDATE"), ("journal", "DELETE"), ("history", "UPDATE"))
"""History may be deleted: with its whole request, when the time for keeping it is over."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append only', TG_TABLE_NAME; END $$"
        )
    for table, action in FORBIDDEN:
        name = f"{table}_no_{action.lower()}"
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        else:
            op.execute(f"CREATE TRIGGER {name} BEFORE {action} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append only'); END")


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, action in FORBIDDEN:
        op.execute(f"DROP TRIGGER {table}_no_{action.lower()}" + (f" ON {table}" if is_postgresql else ""))
    if is_postgresql:
        op.execute("DROP FUNCTION refuse_change()")
