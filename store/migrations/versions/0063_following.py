"""What citizens do on the portal to requests of theirs: acts, ratings, addresses of feeds, letters they have opened."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "portal_acts",
        sa.Column("inbound_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("request_id", _BIG, nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbounds.id"], name=op.f("fk_portal_acts_inbound_id_inbounds")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_portal_acts_town_towns")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_portal_acts_request_id_requests")),
        sa.PrimaryKeyConstraint("inbound_id", name=op.f("pk_portal_acts")),
    )
    op.create_index("ix_portal_acts_request_id", "portal_acts", ["request_id"])
    op.create_table(
        "ratings",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("request_id", _BIG, nullable=False),
        sa.Column("closed_at", moment, nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_ratings_stars")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_ratings_town_towns")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_ratings_request_id_requests")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("request_id", "closed_at", name=op.f("uq_ratings_request_id_closed_at")),
    )
    _mark_facts()
    op.create_table(
        "portal_feeds",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("request_id", _BIG, nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_portal_feeds_town_towns")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_portal_feeds_request_id_requests")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_portal_feeds")),
    )
    op.create_index("ix_portal_feeds_request_id", "portal_feeds", ["request_id"])
    op.create_table(
        "portal_openings",
        sa.Column("request_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("letter_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_portal_openings_request_id_requests")),
        sa.ForeignKeyConstraint(["letter_id"], ["outbox.id"], name=op.f("fk_portal_openings_letter_id_outbox")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_portal_openings_town_towns")),
        sa.PrimaryKeyConstraint("request_id", "letter_id", name=op.f("pk_portal_openings")),
    )


def _mark_facts() -> None:
    """Let what is counted of a request be counted anew where its rating is written or changed."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER ratings_facts AFTER INSERT OR UPDATE OF stars ON ratings FOR EACH ROW EXECUTE FUNCTION fact_due_of_other()"
        )
        return
    for name, event in (("ratings_facts_added", "INSERT"), ("ratings_facts_changed", "UPDATE OF stars")):
        op.execute(f"CREATE TRIGGER {name} AFTER {event} ON ratings BEGIN INSERT INTO fact_due (request) VALUES (NEW.request_id); END")  # noqa: S608 - names of ours


def downgrade() -> None:
    op.drop_table("portal_openings")
    op.drop_index("ix_portal_feeds_request_id", table_name="portal_feeds")
    op.drop_table("portal_feeds")
    op.drop_table("ratings")
    op.drop_index("ix_portal_acts_request_id", table_name="portal_acts")
    op.drop_table("portal_acts")
