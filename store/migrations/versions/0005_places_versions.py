"""Places have versions; a street carries its house numbers."""

import json
from itertools import groupby

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

BATCH = 500
"""Streets read and written at a time."""

towns = sa.table("towns", sa.column("id"), sa.column("places_number"), sa.column("created_at", sa.DateTime(timezone=True)))
streets = sa.table(
    "streets",
    *(sa.column(name) for name in ("id", "town", "position", "since", "until", "name", "numbers")),
)
numbers = sa.table("house_numbers", *(sa.column(name) for name in ("id", "town", "street_id", "number", "suffix", "lat", "lon")))
places = sa.table(
    "places",
    *(sa.column(name) for name in ("town", "number", "addresses", "created_by")),
    sa.column("created_at", sa.DateTime(timezone=True)),
    *(sa.column(name, Json) for name in ("document", "streets", "changes")),
)


def upgrade() -> None:
    with op.batch_alter_table("streets") as batch_op:
        batch_op.add_column(sa.Column("since", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("until", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("numbers", sa.Text(), nullable=False, server_default="[]"))
    connection = op.get_bind()
    of_town = sa.select(towns.c.places_number).where(towns.c.id == streets.c.town).scalar_subquery()
    connection.execute(sa.update(streets).values(since=of_town))
    _gather_numbers(connection)
    kept = _versions(connection)
    op.drop_table("house_numbers")
    op.drop_table("places")
    with op.batch_alter_table("streets") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_streets_town_position"), type_="unique")
        batch_op.drop_column("position")
        batch_op.alter_column("since", server_default=None)
        batch_op.alter_column("numbers", server_default=None)
        batch_op.create_index("ix_streets_town_until", ["town", "until"])
    op.create_table(
        "places",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", Json, nullable=False),
        sa.Column("streets", Json, nullable=False),
        sa.Column("addresses", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("changes", Json, nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_places_town_towns")),
        sa.PrimaryKeyConstraint("town", "number", name=op.f("pk_places")),
    )
    if kept:
        connection.execute(sa.insert(places), kept)


def _gather_numbers(connection: sa.Connection) -> None:
    columns = (numbers.c.street_id, numbers.c.number, numbers.c.suffix, numbers.c.lat, numbers.c.lon)
    rows = connection.execute(sa.select(*columns).order_by(numbers.c.street_id, numbers.c.id)).all()
    gathered = [
        {
            "street": street,
            "gathered": json.dumps(
                [(row.number, row.suffix) if None in (row.lat, row.lon) else tuple(row[1:]) for row in of_street], separators=(",", ":")
            ),
        }
        for street, of_street in groupby(rows, key=lambda row: row.street_id)
    ]
    statement = sa.update(streets).where(streets.c.id == sa.bindparam("street")).values(numbers=sa.bindparam("gathered"))
    for start in range(0, len(gathered), BATCH):
        connection.execute(statement, gathered[start : start + BATCH])


def _versions(connection: sa.Connection) -> list[dict[str, object]]:
    """Return the places of each town as its first version, numbered as the town numbers it."""
    rows = connection.execute(
        sa.select(places.c.town, places.c.document, towns.c.places_number, towns.c.created_at).join(towns, towns.c.id == places.c.town)
    ).all()
    found: list[dict[str, object]] = []
    for row in rows:
        of_town = connection.scalars(sa.select(streets.c.id).where(streets.c.town == row.town).order_by(streets.c.position)).all()
        addresses = connection.scalar(sa.select(sa.func.count()).select_from(numbers).where(numbers.c.town == row.town))
        found.append(
            {
                "town": row.town,
                "number": row.places_number,
                "document": row.document,
                "streets": list(of_town),
                "addresses": addresses,
                "created_at": row.created_at,
                "created_by": "system",
                "changes": {},
            }
        )
    return found


def downgrade() -> None:
    """Keep the version each town works with; what came before is lost."""
    connection = op.get_bind()
    kept = connection.execute(
        sa.select(places.c.town, places.c.document, places.c.streets).join(
            towns, sa.and_(towns.c.id == places.c.town, towns.c.places_number == places.c.number)
        )
    ).all()
    op.drop_table("places")
    op.create_table(
        "places",
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("document", Json, nullable=False),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_places_town_towns")),
        sa.PrimaryKeyConstraint("town", name=op.f("pk_places")),
    )
    if kept:
        connection.execute(sa.insert(places), [{"town": row.town, "document": row.document} for row in kept])
    order = [{"street": street, "rank": rank} for row in kept for rank, street in enumerate(row.streets)]
    with op.batch_alter_table("streets") as batch_op:
        batch_op.drop_index("ix_streets_town_until")
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="-1"))
    for start in range(0, len(order), BATCH):
        statement = sa.update(streets).where(streets.c.id == sa.bindparam("street")).values(position=sa.bindparam("rank"))
        connection.execute(statement, order[start : start + BATCH])
    connection.execute(sa.delete(streets).where(streets.c.position < 0))
    _create_numbers()
    _scatter_numbers(connection)
    with op.batch_alter_table("streets") as batch_op:
        batch_op.drop_column("since")
        batch_op.drop_column("until")
        batch_op.drop_column("numbers")
        batch_op.alter_column("position", server_default=None)
        batch_op.create_unique_constraint(batch_op.f("uq_streets_town_position"), ["town", "position"])


def _create_numbers() -> None:
    op.create_table(
        "house_numbers",
        sa.Column("id", BigId, nullable=False),
        sa.Column("town", sa.String(length=64), nullable=False),
        sa.Column("street_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["street_id"], ["streets.id"], name=op.f("fk_house_numbers_street_id_streets")),
        sa.ForeignKeyConstraint(["town"], ["towns.id"], name=op.f("fk_house_numbers_town_towns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_numbers")),
    )
    with op.batch_alter_table("house_numbers") as batch_op:
        batch_op.create_index(batch_op.f("ix_house_numbers_street_id"), ["street_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_house_numbers_town"), ["town"], unique=False)


def _scatter_numbers(connection: sa.Connection) -> None:
    for street in connection.execute(sa.select(streets.c.id, streets.c.town, streets.c.numbers).order_by(streets.c.id)).all():
        rows = [
            {"town": street.town, "street_id": street.id, "number": number, "suffix": suffix, "lat": lat, "lon": lon}
            for number, suffix, lat, lon in ((*row, None, None)[:4] for row in json.loads(street.numbers))
        ]
        if rows:
            connection.execute(sa.insert(numbers), rows)
