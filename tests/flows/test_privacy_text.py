"""What citizens are told of their data: made of the settings, in both languages, each text kept by its number (S44)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.errors import NotFoundError
from domain.ids import SubjectCode
from domain.portal import Bilingual, Portal
from domain.privacy import PrivacyText
from domain.retention import Terms
from domain.ruleset import Nature
from flows.privacy_text import current, made
from flows.wiring import Installation
from store import portals, privacy_texts, retention
from tests.flows.waiting_hall import at, open_hall
from tests.installations import BREVILLE

NOW = at("2026-04-10T10:00")


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = open_hall(tmp_path / "data", database_url)
    yield opened
    opened.close()


def of(hall: Installation, terms: Terms | None = None, portal: Portal | None = None) -> PrivacyText:
    view = hall.towns.get(BREVILLE)
    return made(view.town, view.ruleset, terms or Terms(), portal or Portal())


def lines(told: PrivacyText, language: str = "fr") -> str:
    return "\n".join(line for part in told.said_in(language).parts for line in (part.title, *part.lines))


def test_it_says_who_why_by_which_basis_to_whom_how_long_and_which_rights(hall: Installation) -> None:
    subject = hall.towns.get(BREVILLE).ruleset.subjects[0]
    terms = Terms(subjects={subject.code: 99}, controller="Commune de Bréville", officer="Mme Po", rights_contact="dpo@breville.example")
    told = of(hall, terms)
    french, english = lines(told), lines(told, "en")
    for words in ("Commune de Bréville", "Mme Po", "dpo@breville.example", "point e)", "www.cnil.fr", "Mon compte"):
        assert words in french, words
    assert f"({subject.code})\u00a0: 99 mois" in french.replace(" : ", "\u00a0: ")
    assert "article 6(1)(e)" in english and "99 months" in english and "(à compléter)" not in french
    assert [part.title for part in told.fr.parts] != [part.title for part in told.en.parts]


def test_legal_basis_is_that_of_the_natures_the_town_has(hall: Installation) -> None:
    view = hall.towns.get(BREVILLE)
    reports = tuple(replace(one, nature=Nature.REPORT) for one in view.ruleset.subjects)
    only = lines(made(view.town, replace(view.ruleset, subjects=reports), Terms(), Portal(accounts=False)))
    assert "Traiter vos signalements" in only and "L. 211-2" not in only and "compte en ligne" not in only
    asked = tuple(replace(one, nature=Nature.REQUEST) for one in view.ruleset.subjects)
    assert "L. 211-2" in lines(made(view.town, replace(view.ruleset, subjects=asked), Terms(), Portal()))


def test_the_same_text_keeps_its_number_and_another_gets_the_next(hall: Installation) -> None:
    first = current(hall, BREVILLE, NOW)
    assert (first.number, first.at) == (1, NOW) and current(hall, BREVILLE, NOW + timedelta(days=1)) == first
    with hall.database.write() as session:
        portals.keep(session, BREVILLE, Portal(privacy=Bilingual(fr="Nous ne vendons rien.")), "admin", NOW, seen=0)
    second = current(hall, BREVILLE, NOW + timedelta(days=2))
    with hall.database.write() as session:
        retention.put_terms(session, BREVILLE, Terms(junk_days=60), 0, "admin", NOW)
    third = current(hall, BREVILLE, NOW + timedelta(days=3))
    assert (second.number, third.number) == (2, 3) and second.text.fr.added == "Nous ne vendons rien."
    with hall.database.read() as session:
        assert privacy_texts.get(session, BREVILLE, 1) == first and privacy_texts.get(session, BREVILLE, 3) == third
        assert [number for number, _ in privacy_texts.numbers(session, BREVILLE)] == [3, 2, 1]
        with pytest.raises(NotFoundError):
            privacy_texts.get(session, BREVILLE, 4)


def test_what_many_look_at_first_is_one_text(hall: Installation) -> None:
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: current(hall, BREVILLE, NOW), range(8)))
    assert {one.number for one in found} == {1}
    with hall.database.read() as session:
        assert len(privacy_texts.numbers(session, BREVILLE)) == 1


@pytest.mark.parametrize("statement", ["UPDATE privacy_texts SET sha256 = 'x'", "DELETE FROM privacy_texts"])
def test_database_itself_refuses_to_change_what_was_told(hall: Installation, statement: str) -> None:
    current(hall, BREVILLE, NOW)
    with pytest.raises(DBAPIError, match="append only"), hall.database.write() as session:
        session.execute(text(statement))


def test_a_subject_nobody_has_is_told_of_nobody(hall: Installation) -> None:
    assert "XXX" not in lines(of(hall, Terms(subjects={SubjectCode("XXX-01"): 12})))
