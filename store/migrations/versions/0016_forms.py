"""Forms of the town, in versions; the secrets of their webhooks; what was handed in.

A later revision that lets Alembic copy ``form_versions`` on SQLite must make its triggers anew: the copy loses them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PUBLISHED = sa.text("state = 'publié'")
DRAFT = sa.text("state = 'brouillon'")
KNOWN = sa.text("person IS NOT NULL")
CHANGED = """
    OLD.state <> 'brouillon' AND NEW.document {differs} OLD.document
    OR OLD.state <> 'brouillon' AND NEW.state = 'brouillon'
    OR NEW.number <> OLD.number OR NEW.code <> OLD.code OR NEW.town <> OLD.town
"""
GONE = "OLD.state <> 'brouillon'"
WORDS = "a version of a form that is no draft stays as it is"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "form_versions",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", document, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('brouillon', 'publié', 'retiré')", name=op.f("ck_form_versions_state_known")),
        sa.CheckConstraint("(state = 'brouillon') = (published_at IS NULL)", name=op.f("ck_form_versions_published_once")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_form_versions_town_towns")),
        sa.PrimaryKeyConstraint("town", "code", "number", name=op.f("pk_form_versions")),
    )
    for name, condition in (("published", PUBLISHED), ("draft", DRAFT)):
        op.create_index(
            f"uq_form_versions_{name}", "form_versions", ["town", "code"], unique=True, postgresql_where=condition, sqlite_where=condition
        )
    make_triggers()
    op.create_table(
        "form_secrets",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_form_secrets_town_towns")),
        sa.PrimaryKeyConstraint("town", "code", name=op.f("pk_form_secrets")),
    )
    op.create_table(
        "form_submissions",
        sa.Column("inbound_id", key, autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbounds.id"], name=op.f("fk_form_submissions_inbound_id_inbounds")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_form_submissions_town_towns")),
        sa.PrimaryKeyConstraint("inbound_id", name=op.f("pk_form_submissions")),
    )
    op.create_index("ix_form_submissions_digest", "form_submissions", ["digest", "at"], unique=False)
    op.create_index(
        "ix_form_submissions_person", "form_submissions", ["person", "at"], unique=False, postgresql_where=KNOWN, sqlite_where=KNOWN
    )


def make_triggers() -> None:
    if is_postgresql():
        op.execute(f"CREATE FUNCTION keep_form_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$")
        run = "EXECUTE FUNCTION keep_form_version()"
        op.execute(
            "CREATE TRIGGER form_versions_no_update BEFORE UPDATE ON form_versions "
            f"FOR EACH ROW WHEN ({CHANGED.format(differs='IS DISTINCT FROM')}) {run}"
        )
        op.execute(f"CREATE TRIGGER form_versions_no_delete BEFORE DELETE ON form_versions FOR EACH ROW WHEN ({GONE}) {run}")
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    op.execute(f"CREATE TRIGGER form_versions_no_update BEFORE UPDATE ON form_versions WHEN {CHANGED.format(differs='IS NOT')} {refuse}")
    op.execute(f"CREATE TRIGGER form_versions_no_delete BEFORE DELETE ON form_versions WHEN {GONE} {refuse}")


def is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def downgrade() -> None:
    op.drop_table("form_submissions")
    op.drop_table("form_secrets")
    op.drop_table("form_versions")
    if is_postgresql():
        op.execute("DROP FUNCTION keep_form_version()")
