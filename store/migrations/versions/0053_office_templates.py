"""Templates of Word and LibreOffice; models kept before bold and italic were known go on to mean what they meant."""

import re
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_TAGS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_SIGNS = re.compile(r"[*\\]|#(?= )|->(?= )")
_WRITTEN_WITH_THEM = re.compile(r"\\([*\\#]|->)")


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "office_templates",
        sa.Column("id", key, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=True),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind IS NULL) = (content IS NULL)", name=op.f("ck_office_templates_whole")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_office_templates_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_templates")),
        sa.UniqueConstraint("town", "name", "number", name=op.f("uq_office_templates_town_name_number")),
    )
    _rewrite(lambda words: _SIGNS.sub(lambda found: f"\\{found[0]}", words))


def downgrade() -> None:
    _rewrite(lambda words: _WRITTEN_WITH_THEM.sub(lambda found: found[1], words))
    op.drop_table("office_templates")


def _rewrite(words: Callable[[str], str]) -> None:
    """Rewrite what stands between the fields of every model that is kept."""
    models = sa.table("letter_models", sa.column("id", sa.BigInteger()), sa.column("text", sa.Text()))
    connection = op.get_bind()
    for number, text in connection.execute(sa.select(models.c.id, models.c.text).where(models.c.text.is_not(None))).all():
        made = "".join(part if _TAGS.fullmatch(part) else words(part) for part in _TAGS.split(text))
        if made != text:
            connection.execute(sa.update(models).where(models.c.id == number).values(text=made))
