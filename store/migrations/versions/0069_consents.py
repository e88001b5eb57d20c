"""What was agreed to in forms: kept with each submission, withdrawn once, never deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FIXED = ("id", "town", "inbound_id", "code", "version", "field", "use", "is_given", "language", "at")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "consents",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("inbound_id", _BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("use", sa.String(length=16), nullable=True),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("withdrawn_at", moment, nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.CheckConstraint("is_given OR withdrawn_at IS NULL", name=op.f("ck_consents_given_first")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_consents_town_towns")),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbounds.id"], name=op.f("fk_consents_inbound_id_inbounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint("inbound_id", "field", name=op.f("uq_consents_inbound_id_field")),
    )
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    apart = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    changed = " OR ".join(("OLD.withdrawn_at IS NOT NULL", *(f'NEW."{name}" {apart} OLD."{name}"' for name in _FIXED)))
    for name, event, condition in (("consents_no_delete", "DELETE", ""), ("consents_no_update", "UPDATE", f" WHEN ({changed})")):
        if is_postgresql:
            body = f"FOR EACH ROW{condition} EXECUTE FUNCTION refuse_change()"
        else:
            body = f"FOR EACH ROW{condition} BEGIN SELECT RAISE(ABORT, 'consents are kept'); END"
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON consents {body}")


def downgrade() -> None:
    op.drop_table("consents")
