"""What agents have approved of reports for everybody (publications and their photos), and who follows a report (followers)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "publications",
        sa.Column("request_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_publications_request_id_requests")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_publications_town_towns")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_publications")),
    )
    op.create_table(
        "published_photos",
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("request_id", _BIG, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("boxes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_published_photos_request_id_requests")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_published_photos")),
    )
    op.create_index("ix_published_photos_request_id", "published_photos", ["request_id", "rank"])
    op.create_table(
        "followers",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("request_id", _BIG, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("told", sa.String(length=16), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("confirmed_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_followers_request_id_requests")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_followers_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followers")),
        sa.UniqueConstraint("request_id", "address", name=op.f("uq_followers_request_id_address")),
    )
    op.create_index("ix_followers_address_created_at", "followers", ["address", "created_at"])


def downgrade() -> None:
    op.drop_table("followers")
    op.drop_table("published_photos")
    op.drop_table("publications")
