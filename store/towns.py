"""Towns with what they decide by: rule sets, places, mailboxes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

import psycopg
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from domain.errors import ConfigurationError, Mistake, NotFoundError
from domain.ids import DepartmentCode, TownId
from domain.inbound import Mailbox
from domain.place import HouseNumber, Places, Point, Street
from domain.ruleset import RuleSet
from domain.town import Town
from store.columns import storable
from store.mapping import dump, load
from store.schema import HouseNumberRow, MailboxRow, PlacesRow, RuleSetRow, StreetRow, TownRow
from store.upsert import dialect_of, insert_into

NumberRow = tuple[str, int, int, str, float | None, float | None]
"""Town, street, number, suffix, latitude, longitude."""


def save_town(session: Session, town: Town, ruleset: RuleSet, places: Places, mailboxes: Sequence[Mailbox], now: datetime) -> int:
    """Write a town, publish the rule set under the next number, replace places and mailboxes; return the number.

    Raises ConfigurationError if a mailbox belongs to another town.
    """
    _write_town(session, town, now)
    number = _publish(session, town.id, ruleset, now)
    _replace_places(session, town.id, places)
    _replace_mailboxes(session, town.id, mailboxes)
    return number


def towns(session: Session) -> tuple[Town, ...]:
    """Return all towns of the installation by their short names."""
    return tuple(load(Town, document) for document in session.scalars(select(TownRow.document).order_by(TownRow.id)))


def town(session: Session, town_id: TownId) -> Town:
    """Return a town. Raises NotFoundError."""
    return load(Town, _row(session, town_id).document)


def versions(session: Session) -> dict[TownId, tuple[int, int]]:
    """Return the numbers of the rule set and of the places each town works with now: equal numbers, equal content."""
    rows = session.execute(select(TownRow.id, TownRow.ruleset_number, TownRow.places_number))
    return {TownId(town_id): (ruleset_number, places_number) for town_id, ruleset_number, places_number in rows}


def ruleset(session: Session, town_id: TownId, number: int | None = None) -> RuleSet:
    """Return a version of the town's rule set, by default the published one. Raises NotFoundError."""
    wanted = _row(session, town_id).ruleset_number if number is None else number
    row = session.get(RuleSetRow, (town_id, wanted))
    if row is None:
        raise NotFoundError(f"The town {town_id} has no rule set {wanted}.")
    return load(RuleSet, row.document)


def places(session: Session, town_id: TownId) -> Places:
    """Return all the town knows of its geography. Raises NotFoundError."""
    row = session.get(PlacesRow, town_id)
    if row is None:
        raise NotFoundError(f"The town {town_id} has no places.")
    return replace(load(Places, row.document), streets=tuple(_streets(session, town_id)))


def mailboxes(session: Session) -> tuple[Mailbox, ...]:
    """Return the mailboxes of all towns by address."""
    return tuple(
        Mailbox(
            address=row.address,
            town=TownId(row.town),
            name=row.name,
            department=None if row.department is None else DepartmentCode(row.department),
        )
        for row in session.scalars(select(MailboxRow).order_by(MailboxRow.address))
    )


def _row(session: Session, town_id: TownId) -> TownRow:
    row = session.get(TownRow, town_id)
    if row is None:
        raise NotFoundError(f"This installation serves no town {town_id}.")
    return row


def _write_town(session: Session, town: Town, now: datetime) -> None:
    """Write the town's own row; from here on it is locked, so that numbers are given one after the other."""
    facts = {"name": town.name, "timezone": town.timezone, "document": dump(town)}
    statement = insert_into(dialect_of(session), TownRow).values(id=town.id, ruleset_number=0, places_number=1, created_at=now, **facts)
    session.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_={**facts, "places_number": TownRow.places_number + 1}),
    )


def _publish(session: Session, town_id: TownId, ruleset: RuleSet, now: datetime) -> int:
    last = session.scalar(select(func.max(RuleSetRow.number)).where(RuleSetRow.town == town_id)) or 0
    numbered = replace(ruleset, town=town_id, number=last + 1)
    session.add(RuleSetRow(town=town_id, number=numbered.number, document=dump(numbered), created_at=now))
    row = session.get_one(TownRow, town_id, populate_existing=True)
    row.ruleset_number = numbered.number
    session.flush()
    return numbered.number


def _replace_places(session: Session, town_id: TownId, places: Places) -> None:
    for table in (HouseNumberRow, StreetRow, PlacesRow):
        session.execute(delete(table).where(table.town == town_id))
    session.execute(insert(PlacesRow), {"town": town_id, "document": dump(replace(places, streets=()))})
    streets = [
        {"town": town_id, "position": position, "name": street.name, "document": dump(replace(street, numbers=()))}
        for position, street in enumerate(places.streets)
    ]
    if streets:
        session.execute(insert(StreetRow), streets)
    ids = session.scalars(select(StreetRow.id).where(StreetRow.town == town_id).order_by(StreetRow.position)).all()
    _write_numbers(session, _number_rows(town_id, dict(zip(ids, places.streets, strict=True))))


def _number_rows(town_id: TownId, streets: Mapping[int, Street]) -> Iterator[NumberRow]:
    for street_id, street in streets.items():
        for number in street.numbers:
            lat, lon = (number.point.lat, number.point.lon) if number.point else (None, None)
            yield town_id, street_id, number.number, storable(number.suffix), lat, lon


def _write_numbers(session: Session, rows: Iterator[NumberRow]) -> None:
    """Write house numbers past the ORM: a large town has 200,000, and this is 3 times as fast on PostgreSQL."""
    connection = session.connection()
    columns = ("town", "street_id", "number", "suffix", "lat", "lon")
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        if batch := list(rows):
            connection.exec_driver_sql(f"INSERT INTO house_numbers ({', '.join(columns)}) VALUES ({marks})", batch)  # noqa: S608
        return
    driver = cast("psycopg.Connection[tuple[object, ...]]", connection.connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy(f"COPY house_numbers ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _streets(session: Session, town_id: TownId) -> Iterator[Street]:
    numbers: defaultdict[int, list[HouseNumber]] = defaultdict(list)
    columns = (HouseNumberRow.street_id, HouseNumberRow.number, HouseNumberRow.suffix, HouseNumberRow.lat, HouseNumberRow.lon)
    for street_id, number, suffix, lat, lon in session.execute(
        select(*columns).where(HouseNumberRow.town == town_id).order_by(HouseNumberRow.id)
    ):
        point = None if lat is None or lon is None else Point(lat=lat, lon=lon)
        numbers[street_id].append(HouseNumber(number=number, suffix=suffix, point=point))
    rows = session.execute(select(StreetRow.id, StreetRow.document).where(StreetRow.town == town_id).order_by(StreetRow.position))
    for street_id, document in rows:
        yield replace(load(Street, document), numbers=tuple(numbers[street_id]))


def _replace_mailboxes(session: Session, town_id: TownId, mailboxes: Sequence[Mailbox]) -> None:
    addresses = [mailbox.address.lower() for mailbox in mailboxes]
    taken = session.execute(
        select(MailboxRow.address, MailboxRow.town).where(MailboxRow.address.in_(addresses), MailboxRow.town != town_id)
    )
    mistakes = [
        Mistake(where=address, what=f"This mailbox belongs to the town {owner} already.", remedy="Give each address to one town only.")
        for address, owner in taken
    ]
    if mistakes:
        raise ConfigurationError(*mistakes)
    session.execute(delete(MailboxRow).where(MailboxRow.town == town_id))
    rows = {
        address: {"address": address, "town": town_id, "name": mailbox.name, "department": mailbox.department}
        for address, mailbox in zip(addresses, mailboxes, strict=True)
    }
    if rows:
        session.execute(insert(MailboxRow), list(rows.values()))
