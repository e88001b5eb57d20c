from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from alembic import command
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.ids import TownId
from domain.place import HouseNumber, Landmark, Parity, Places, Point, RoadOwner, Street, Stretch
from domain.places_change import NO_CHANGE, PlacesChange, Renaming, Renumbering
from store import places as stored
from store import towns
from store.engine import Database
from store.migration import configuration
from store.schema import StreetRow
from tests.store.samples import NOW, VALOGNES, mailbox, places, ruleset, street, town

SCHOOL = Landmark(
    name="École",
    category="école",
    aliases=(),
    number=None,
    street=None,
    sector=None,
    owner=RoadOwner.TOWN,
    operator=None,
    point=None,
    radius_m=None,
)


def _save(database: Database, content: Places, source: str | None = None) -> int:
    with database.write() as session:
        return stored.save(session, VALOGNES, content, author="admin", now=NOW, source=source)


def _rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(StreetRow)) or 0


def test_places_come_back_exactly_as_saved_homonyms_and_order_included(served: Database) -> None:
    number = _save(served, places())
    with served.read() as session:
        assert stored.get(session, VALOGNES) == places()
        assert stored.get(session, VALOGNES, number) == places()
        assert towns.numbers(session)[VALOGNES].places == number


def test_saving_the_same_places_makes_no_version(served: Database) -> None:
    number = _save(served, places())
    assert _save(served, places()) == number
    with served.read() as session:
        assert len(stored.versions(session, VALOGNES)) == number


def test_only_streets_that_changed_are_written_and_older_versions_stay_as_they_were(served: Database) -> None:
    first = _save(served, places())
    longer = replace(places().streets[1], aliases=("rue de la Chapelle",))
    changed = replace(places(), streets=(places().streets[0], longer, places().streets[2]))
    second = _save(served, changed)
    with served.read() as session:
        assert _rows(session) == 4
        assert stored.get(session, VALOGNES, first) == places()
        assert stored.get(session, VALOGNES, second) == changed
        assert stored.changes(session, VALOGNES, second) == PlacesChange(altered=("Rue de l'Église",))


def test_another_order_is_another_version_without_writing_a_street(served: Database) -> None:
    first = _save(served, places())
    turned = replace(places(), streets=places().streets[::-1])
    second = _save(served, turned)
    with served.read() as session:
        assert _rows(session) == 3
        assert (stored.get(session, VALOGNES, first), stored.get(session, VALOGNES, second)) == (places(), turned)
        assert stored.changes(session, VALOGNES, second) == NO_CHANGE


def test_street_that_left_and_comes_back_is_in_its_versions_only(served: Database) -> None:
    numbers = [_save(served, content) for content in (places(), replace(places(), streets=()), places())]
    with served.read() as session:
        assert [len(stored.get(session, VALOGNES, number).streets) for number in numbers] == [3, 0, 3]
        assert stored.get(session, VALOGNES) == places()


def test_change_beside_the_streets_is_a_version_too(served: Database) -> None:
    _save(served, places())
    number = _save(served, replace(places(), landmarks=(SCHOOL,)))
    with served.read() as session:
        assert stored.changes(session, VALOGNES, number).beside == ("landmarks",)
        assert stored.get(session, VALOGNES).landmarks == (SCHOOL,)


def test_versions_say_when_by_whom_from_what_and_how_much(served: Database) -> None:
    _save(served, places(), source="bal.csv")
    with served.read() as session:
        *_, last = stored.versions(session, VALOGNES)
    expected = stored.PlacesVersion(number=2, created_at=NOW, created_by="admin", source="bal.csv", streets=3, addresses=3, is_current=True)
    assert last == expected


def test_renamed_street_is_said_renamed(served: Database) -> None:
    at = tuple(HouseNumber(number=number, suffix="", point=Point(lat=49.5, lon=-1.4 + number / 1000)) for number in range(1, 9))
    old = replace(places(), streets=(street("Rue du Stade", *at),))
    _save(served, old)
    number = _save(served, replace(places(), streets=(street("Rue Simone-Veil", *at[:7]),)))
    with served.read() as session:
        expected = PlacesChange(
            renamed=(Renaming(old="Rue du Stade", new="Rue Simone-Veil"),),
            numbers_removed=1,
            renumbered=(Renumbering(street="Rue Simone-Veil", removed=("8",)),),
        )
        assert stored.changes(session, VALOGNES, number) == expected


def test_what_no_database_takes_is_kept_from_making_a_version_each_time(served: Database) -> None:
    odd = replace(places(), streets=(street("Rue\x00 \ud800", HouseNumber(number=1, suffix="\x00", point=None)),))
    assert _save(served, odd) == _save(served, odd)


def test_unknown_town_and_unknown_version_are_not_found(served: Database) -> None:
    with served.write() as session, pytest.raises(NotFoundError, match="no places 9"):
        stored.get(session, VALOGNES, 9)
    with served.write() as session, pytest.raises(NotFoundError, match="serves no town"):
        stored.save(session, TownId("brix"), places(), author="admin", now=NOW)
    with served.read() as session, pytest.raises(NotFoundError, match="brix"):
        stored.get(session, TownId("brix"))


def test_nothing_is_kept_of_a_save_that_fails_afterwards(served: Database) -> None:
    _save(served, places())
    with pytest.raises(RuntimeError), served.write() as session:
        stored.save(session, VALOGNES, replace(places(), streets=()), author="admin", now=NOW)
        raise RuntimeError
    with served.read() as session:
        assert stored.get(session, VALOGNES) == places()


def test_saves_at_once_follow_one_another(served: Database) -> None:
    contents = [replace(places(), postcode=f"5070{number}") for number in range(6)]
    with ThreadPoolExecutor(3) as threads:
        numbers = list(threads.map(_save, [served] * 6, contents))
    assert sorted(numbers) == list(range(2, 8))
    with served.read() as session:
        for number, content in zip(numbers, contents, strict=True):
            assert stored.get(session, VALOGNES, number) == content


def _city(streets: int, each: int) -> Places:
    stretch = Stretch(sector=None, low=None, high=None, parity=Parity.ALL, owner=RoadOwner.TOWN)
    return Places(
        town_name="Grandville",
        postcode="50000",
        streets=tuple(
            Street(
                name=f"Rue {number}",
                kind="rue",
                aliases=(),
                stretches=(stretch,),
                numbers=tuple(
                    HouseNumber(number=house, suffix="", point=Point(lat=49 + number / 1e4, lon=1 + house / 1e4))
                    for house in range(1, each + 1)
                ),
            )
            for number in range(streets)
        ),
    )


def test_large_town_comes_back_whole(served: Database) -> None:
    city = _city(2_000, 10)
    _save(served, city)
    with served.read() as session:
        assert stored.get(session, VALOGNES) == city


def test_places_of_an_older_database_are_its_first_version_and_go_back(database: Database, database_url: str) -> None:
    with database.write() as session:
        towns.save_town(session, town(), ruleset(), places(), (mailbox(),), NOW)
        stored.save(session, VALOGNES, replace(places(), streets=places().streets[1:]), author="admin", now=NOW)
        stored.save(session, VALOGNES, places(), author="admin", now=NOW)
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        command.downgrade(configuration(connection), "0004")
        assert connection.scalar(text("SELECT count(*) FROM house_numbers")) == 3
        assert connection.scalar(text("SELECT count(*) FROM streets")) == 3
    engine.dispose()
    database.migrate()
    with database.write() as session:
        assert stored.get(session, VALOGNES) == places()
        assert [version.number for version in stored.versions(session, VALOGNES)] == [3]
        assert stored.changes(session, VALOGNES, 3) == NO_CHANGE
        assert stored.save(session, VALOGNES, places(), author="admin", now=NOW) == 3
