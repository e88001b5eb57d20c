"""Two indexes of arrivals less: what they found, others find too, and each is a page more to write for every mail."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("inbounds", schema=None) as batch_op:
        batch_op.drop_index("ix_inbounds_content_key")
        batch_op.drop_index("ix_inbounds_outcome")
        batch_op.drop_constraint("uq_inbounds_town_channel_content_key", type_="unique")
        batch_op.create_unique_constraint(op.f("uq_inbounds_content_key_town_channel"), ["content_key", "town", "channel"])


def downgrade() -> None:
    with op.batch_alter_table("inbounds", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_inbounds_content_key_town_channel"), type_="unique")
        batch_op.create_unique_constraint("uq_inbounds_town_channel_content_key", ["town", "channel", "content_key"])
        batch_op.create_index("ix_inbounds_outcome", ["outcome"], unique=False)
        batch_op.create_index("ix_inbounds_content_key", ["content_key"], unique=False)
