"""Who somebody is at an identity provider, browsers on their way there, and what a session that came from there signs out with."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identities",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_identities_agent_id_agents")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identities")),
    )
    op.create_index(op.f("ix_identities_agent_id"), "identities", ["agent_id"])
    op.create_table(
        "provider_visits",
        sa.Column("visit_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("visit_hash", name=op.f("pk_provider_visits")),
    )
    op.create_index(op.f("ix_provider_visits_created_at"), "provider_visits", ["created_at"])
    op.add_column("sessions", sa.Column("provider_token", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("sessions", "provider_token")
    for table in ("provider_visits", "identities"):
        op.drop_table(table)
