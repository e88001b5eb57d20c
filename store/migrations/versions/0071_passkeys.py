"""Passkeys of citizens (WebAuthn), and the challenges they are asked with, each good once and for minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "citizen_passkeys",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("citizen_id", _BIG, nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("handle", sa.LargeBinary(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("used_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_citizen_passkeys_citizen_id_citizens"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizen_passkeys")),
        sa.UniqueConstraint("credential", name=op.f("uq_citizen_passkeys_credential")),
    )
    op.create_index(op.f("ix_citizen_passkeys_citizen_id"), "citizen_passkeys", ["citizen_id"])
    op.create_table(
        "citizen_challenges",
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("use", sa.String(length=16), nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("owner", "use", name=op.f("pk_citizen_challenges")),
    )
    op.create_index(op.f("ix_citizen_challenges_expires_at"), "citizen_challenges", ["expires_at"])


def downgrade() -> None:
    op.drop_table("citizen_challenges")
    op.drop_table("citizen_passkeys")
