from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from domain.errors import ConfigurationError, NotFoundError
from domain.ids import TownId
from domain.place import Places
from domain.ruleset import Thresholds
from store import towns
from store.engine import Database
from store.towns import Numbers, save_town
from tests.store.samples import NOW, VALOGNES, mailbox, places, ruleset, town


def _save(database: Database) -> int:
    with database.write() as session:
        return save_town(session, town(), ruleset(), places(), (mailbox("Voirie@Valognes.example"),), NOW)


def test_town_comes_back_with_its_rules_places_and_mailboxes(database: Database) -> None:
    assert _save(database) == 1
    with database.read() as session:
        assert towns.town(session, VALOGNES) == town()
        assert towns.towns(session) == (town(),)
        assert towns.ruleset(session, VALOGNES) == replace(ruleset(), number=1)
        assert towns.places(session, VALOGNES) == places()
        assert towns.mailboxes(session) == (mailbox(),)
        assert towns.numbers(session) == {VALOGNES: Numbers(ruleset=1, places=1, learned=0, revision=1)}


def test_saving_again_publishes_the_next_rule_set_and_keeps_the_old(database: Database) -> None:
    _save(database)
    with database.write() as session:
        stricter = replace(ruleset(), rules=())
        assert save_town(session, replace(town(), name="Valognes-Ville"), stricter, replace(places(), streets=()), (), NOW) == 2
    with database.read() as session:
        assert towns.ruleset(session, VALOGNES) == replace(stricter, number=2)
        assert towns.ruleset(session, VALOGNES, 1) == replace(ruleset(), number=1)
        assert towns.town(session, VALOGNES).name == "Valognes-Ville"
        assert towns.places(session, VALOGNES).streets == ()
        assert towns.mailboxes(session) == ()
        assert towns.numbers(session) == {VALOGNES: Numbers(ruleset=2, places=2, learned=0, revision=2)}


def test_saving_at_once_gives_each_its_own_number(database: Database) -> None:
    def save(place: int) -> int:
        with database.write() as session:
            other = replace(ruleset(), thresholds=Thresholds(place=place / 10))
            return save_town(session, town(), other, places(), (), NOW)

    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(save, range(8)))
    assert sorted(numbers) == list(range(1, 9))


def test_saving_what_is_there_makes_no_new_version_but_is_seen(database: Database) -> None:
    assert [_save(database), _save(database)] == [1, 1]
    with database.read() as session:
        assert towns.numbers(session) == {VALOGNES: Numbers(ruleset=1, places=1, learned=0, revision=2)}


def test_mailbox_of_another_town_is_refused(database: Database) -> None:
    _save(database)
    other = TownId("reims")
    with pytest.raises(ConfigurationError, match=r"voirie@valognes\.example: This mailbox belongs"), database.write() as session:
        empty = Places(town_name="Reims", postcode="51100")
        save_town(session, replace(town(), id=other), ruleset(other), empty, (mailbox(town_id=other),), NOW)
    with database.read() as session:
        assert set(towns.numbers(session)) == {VALOGNES}


def test_unknown_town_is_not_found(database: Database) -> None:
    with database.read() as session:
        for find in (towns.town, towns.ruleset, towns.places):
            with pytest.raises(NotFoundError):
                find(session, VALOGNES)


def test_unknown_rule_set_is_not_found(served: Database) -> None:
    with served.read() as session, pytest.raises(NotFoundError, match="no rule set 7"):
        towns.ruleset(session, VALOGNES, 7)
