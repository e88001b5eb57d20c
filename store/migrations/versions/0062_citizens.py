"""Personal accounts of citizens at the portal: accounts, browsers, links by mail, second factors, requests that are theirs."""

import sqlalchemy as sa
from alembic import op

from store.columns import BigId, Json, UtcDateTime

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "citizens",
        sa.Column("id", BigId, nullable=False),
        sa.Column("town", sa.String(64), sa.ForeignKey("towns.id", name="fk_citizens_town_towns"), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("profile", Json(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("warned_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_citizens"),
        sa.UniqueConstraint("town", "email", name="uq_citizens_town_email"),
    )
    op.create_index("ix_citizens_seen_at", "citizens", ["seen_at"])
    _of_citizen(
        "citizen_addresses",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=False),
        key=("citizen_id", "email"),
    )
    _of_citizen(
        "citizen_sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("browser", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.String(64), server_default="", nullable=False),
        sa.Column("provider_token", sa.Text(), nullable=True),
        key=("token_hash",),
    )
    op.create_index("ix_citizen_sessions_citizen_id", "citizen_sessions", ["citizen_id"])
    op.create_index("ix_citizen_sessions_expires_at", "citizen_sessions", ["expires_at"])
    _of_citizen(
        "citizen_links",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("town", sa.String(64), sa.ForeignKey("towns.id", name="fk_citizen_links_town_towns"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        key=("token_hash",),
        is_there=False,
    )
    op.create_index("ix_citizen_links_citizen_id", "citizen_links", ["citizen_id"])
    op.create_index("ix_citizen_links_created_at", "citizen_links", ["created_at"])
    op.create_index("ix_citizen_links_sent", "citizen_links", ["town", "email", "created_at"])
    _of_citizen(
        "citizen_factors",
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("last_step", BigId, nullable=True),
        key=("citizen_id",),
    )
    _of_citizen(
        "citizen_recovery_codes",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        key=("code_hash",),
    )
    op.create_index("ix_citizen_recovery_codes_citizen_id", "citizen_recovery_codes", ["citizen_id"])
    _of_citizen(
        "citizen_identities",
        sa.Column("town", sa.String(64), sa.ForeignKey("towns.id", name="fk_citizen_identities_town_towns"), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("bound_at", UtcDateTime(), nullable=False),
        key=("town", "issuer", "subject"),
    )
    op.create_index("ix_citizen_identities_citizen_id", "citizen_identities", ["citizen_id"])
    inbound = sa.ForeignKey("inbounds.id", name="fk_citizen_arrivals_inbound_id_inbounds")
    _of_citizen(
        "citizen_arrivals",
        sa.Column("inbound_id", BigId, inbound, autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        key=("inbound_id",),
    )
    op.create_index("ix_citizen_arrivals_citizen", "citizen_arrivals", ["citizen_id", "inbound_id"])
    request = sa.ForeignKey("requests.id", name="fk_citizen_requests_request_id_requests")
    _of_citizen(
        "citizen_requests",
        sa.Column("request_id", BigId, request, autoincrement=False, nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("how IN ('signed_in', 'email', 'phone', 'tracking')", name="ck_citizen_requests_how_known"),
        key=("citizen_id", "request_id"),
    )
    op.create_index("ix_citizen_requests_request", "citizen_requests", ["request_id"])
    _of_citizen(
        "citizen_codes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        key=("id",),
    )
    op.create_index("ix_citizen_codes_citizen", "citizen_codes", ["citizen_id", "created_at"])
    op.create_index("ix_citizen_codes_sent", "citizen_codes", ["contact", "created_at"])
    _of_citizen(
        "citizen_forms",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        key=("citizen_id", "code"),
    )
    op.create_index("ix_citizen_forms_saved_at", "citizen_forms", ["saved_at"])


def downgrade() -> None:
    for name in (
        *("citizen_forms", "citizen_codes", "citizen_requests", "citizen_arrivals", "citizen_identities"),
        *("citizen_recovery_codes", "citizen_factors", "citizen_links", "citizen_sessions", "citizen_addresses", "citizens"),
    ):
        op.drop_table(name)


def _of_citizen(name: str, *columns: sa.Column[object] | sa.CheckConstraint, key: tuple[str, ...], is_there: bool = True) -> None:
    """Make a table of what a citizen has; it goes with his account. ``is_there``: each row is of somebody who has one."""
    whose = sa.ForeignKey("citizens.id", name=f"fk_{name}_citizen_id_citizens", ondelete="CASCADE")
    op.create_table(
        name,
        sa.Column("citizen_id", BigId, whose, autoincrement=False, nullable=not is_there),
        *columns,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
    )
