"""Rule sets have a life: draft, published, retired; requests say what their decision rests on.

A later revision that lets Alembic copy ``rule_sets`` on SQLite must make its triggers anew: the copy loses them.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def new_columns() -> tuple[sa.Column[object], ...]:
    """Return them anew each time: a column belongs to one table."""
    return (
        sa.Column("state", sa.String(length=16), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("findings", JSON, nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=True),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("publish_by", sa.Text(), nullable=True),
        sa.Column("publish_reason", sa.Text(), nullable=True),
        sa.Column("publish_fault", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
    )


NEEDED: dict[str, TypeEngine[Any]] = {
    "state": sa.String(length=16),
    "revision": sa.Integer(),
    "created_by": sa.Text(),
    "changed_at": sa.DateTime(timezone=True),
    "changed_by": sa.Text(),
}
CHECKS = {
    "state_known": "state IN ('brouillon', 'publié', 'retiré')",
    "only_drafts_wait": "publish_at IS NULL OR state = 'brouillon'",
    "published_once": "(state = 'brouillon') = (published_at IS NULL)",
}
PUBLISHED = sa.text("state = 'publié'")
WAITING = sa.text("publish_at IS NOT NULL")

# Until now every version was published when it was written, and stood until the next.
GIVE_LIFE = """
    UPDATE rule_sets SET
        state = CASE WHEN number = (SELECT ruleset_number FROM towns WHERE towns.id = rule_sets.town) THEN 'publié' ELSE 'retiré' END,
        revision = 1,
        based_on = CASE WHEN number > 1 THEN number - 1 END,
        created_by = 'init',
        changed_at = created_at,
        changed_by = 'init',
        published_at = created_at,
        retired_at = (SELECT min(later.created_at) FROM rule_sets AS later
                      WHERE later.town = rule_sets.town AND later.number > rule_sets.number)
"""
# Until now a town got rule set and places together, under equal numbers. Which release decided is not known.
GIVE_BASIS = "UPDATE requests SET basis = {object}('ruleset', ruleset_number, 'places', ruleset_number, 'learned', 0, 'release', '')"

CHANGED = """
    (OLD.state <> 'brouillon' OR OLD.publish_at IS NOT NULL) AND NEW.document {differs} OLD.document
    OR OLD.state <> 'brouillon' AND NEW.state = 'brouillon'
    OR NEW.number <> OLD.number OR NEW.town <> OLD.town
"""
GONE = "OLD.state <> 'brouillon'"
WORDS = "a version of a rule set that is no open draft stays as it is"


def upgrade() -> None:
    with op.batch_alter_table("rule_sets") as table:
        for column in new_columns():
            table.add_column(column)
    op.execute(GIVE_LIFE)
    with op.batch_alter_table("rule_sets") as table:
        for name, kind in NEEDED.items():
            table.alter_column(name, existing_type=kind, nullable=False)
        for name, condition in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_rule_sets_{name}"), condition)
        table.create_index("uq_rule_sets_published", ["town"], unique=True, postgresql_where=PUBLISHED, sqlite_where=PUBLISHED)
        table.create_index("ix_rule_sets_waiting", ["publish_at"], unique=False, postgresql_where=WAITING, sqlite_where=WAITING)
    make_triggers()
    op.add_column("towns", sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    op.add_column("towns", sa.Column("ruleset_last", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE towns SET ruleset_last = (SELECT coalesce(max(number), 0) FROM rule_sets WHERE town = towns.id)")
    op.add_column("requests", sa.Column("basis", JSON, server_default="{}", nullable=False))
    op.execute(GIVE_BASIS.format(object="jsonb_build_object" if is_postgresql() else "json_object"))


def make_triggers() -> None:
    if is_postgresql():
        op.execute(f"CREATE FUNCTION keep_rule_set() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$")
        run = "EXECUTE FUNCTION keep_rule_set()"
        op.execute(
            "CREATE TRIGGER rule_sets_no_update BEFORE UPDATE ON rule_sets "
            f"FOR EACH ROW WHEN ({CHANGED.format(differs='IS DISTINCT FROM')}) {run}"
        )
        op.execute(f"CREATE TRIGGER rule_sets_no_delete BEFORE DELETE ON rule_sets FOR EACH ROW WHEN ({GONE}) {run}")
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    op.execute(f"CREATE TRIGGER rule_sets_no_update BEFORE UPDATE ON rule_sets WHEN {CHANGED.format(differs='IS NOT')} {refuse}")
    op.execute(f"CREATE TRIGGER rule_sets_no_delete BEFORE DELETE ON rule_sets WHEN {GONE} {refuse}")


def downgrade() -> None:
    op.drop_column("requests", "basis")
    for action in ("update", "delete"):
        op.execute(f"DROP TRIGGER rule_sets_no_{action}" + (" ON rule_sets" if is_postgresql() else ""))
    if is_postgresql():
        op.execute("DROP FUNCTION keep_rule_set()")
    # The older program knows no drafts: it would take their numbers for its own.
    op.execute("DELETE FROM rule_sets WHERE state = 'brouillon'")
    with op.batch_alter_table("rule_sets") as table:
        table.drop_index("ix_rule_sets_waiting")
        table.drop_index("uq_rule_sets_published")
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_rule_sets_{name}"), type_="check")
        for column in new_columns():
            table.drop_column(column.name)
    op.drop_column("towns", "ruleset_last")
    op.drop_column("towns", "revision")


def is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
