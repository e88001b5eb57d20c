"""What files of requesters are called, from each of their words on: found by any word, not by the first one only."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

MOST_WORDS, LONGEST = 16, 200
"""As `store.dossiers` writes them."""
INDEX = "ix_dossier_names_key"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "dossier_names",
        sa.Column("dossier_id", key, nullable=False),
        # In the order of its bytes, whatever the order of the town's language is: so all that begins so stands together.
        sa.Column("key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_names_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_dossier_names_town_towns")),
        sa.PrimaryKeyConstraint("dossier_id", "key", name=op.f("pk_dossier_names")),
    )
    position = "strpos" if op.get_bind().dialect.name == "postgresql" else "instr"
    op.execute(
        "INSERT INTO dossier_names (dossier_id, key, town) "  # noqa: S608 - numbers and names of ours
        "WITH RECURSIVE named (id, town, rest, number) AS ("
        "SELECT id, town, name_key, 1 FROM dossiers WHERE name_key <> '' UNION ALL "
        f"SELECT id, town, substr(rest, {position}(rest, ' ') + 1), number + 1 FROM named "
        f"WHERE {position}(rest, ' ') > 0 AND number < {MOST_WORDS}) "
        f"SELECT DISTINCT id, substr(rest, 1, {LONGEST}), town FROM named"
    )
    op.create_index(INDEX, "dossier_names", ["town", "key", "dossier_id"], unique=False)


def downgrade() -> None:
    op.drop_index(INDEX, "dossier_names")
    op.drop_table("dossier_names")
