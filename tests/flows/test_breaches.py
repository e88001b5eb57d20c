"""The register of breaches: every version kept, nothing lost where two write, none closed half said (S44)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.breach import BreachFacts, BreachNature, BreachRisk
from domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from domain.rights import Role
from flows import accounts
from flows.breach_register import as_csv, page_of
from flows.breaches import amend, record
from flows.wiring import Installation
from store import breaches, journal
from store.agents import NewAgent
from tests.flows.waiting_hall import ANNE, at, open_hall
from tests.installations import BREVILLE

DPO, NOW = "delphine", at("2026-04-10T10:00")
FACTS = BreachFacts(
    what="Liste d’adresses envoyée à une association\npar erreur",
    began_at=NOW - timedelta(hours=30),
    known_at=NOW - timedelta(hours=20),
    natures=(BreachNature.CONFIDENTIALITY, BreachNature.INTEGRITY),
    persons_count=140,
    data="=adresses",
)


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = open_hall(tmp_path / "data", database_url)
    new = NewAgent(town=BREVILLE, login=DPO, name=DPO, roles=frozenset({Role.DPO}), password_hash="x")
    accounts.add_agent(opened, new, NOW)
    yield opened
    opened.close()


def test_every_version_is_kept_and_the_journal_has_no_words_of_it(hall: Installation) -> None:
    first = record(hall, BREVILLE, FACTS, DPO, NOW)
    told = replace(FACTS, risk=BreachRisk.LIKELY, authority_at=NOW)
    second = amend(hall, first.id, told, 1, DPO, NOW + timedelta(hours=1))
    assert amend(hall, first.id, told, 2, DPO, NOW + timedelta(hours=2)).version == second.version == 2
    with hall.database.read() as session:
        kept = breaches.versions(session, first.id)
        lines = [one for one in journal.page(session, BREVILLE, after=None, limit=9) if one.object == f"breach:{first.id}"]
    assert [one.facts for one in kept] == [FACTS, told]
    assert [one.action for one in lines] == ["breach.amended", "breach.recorded"]
    assert lines[0].details["changed"] == ["risk", "authority_at"]
    assert "association" not in str([one.details for one in lines])


@pytest.mark.parametrize("statement", ["UPDATE breach_versions SET author = 'x'", "DELETE FROM breach_versions"])
def test_database_itself_refuses_to_change_what_was_written(hall: Installation, statement: str) -> None:
    record(hall, BREVILLE, FACTS, DPO, NOW)
    with pytest.raises(DBAPIError, match="append only"), hall.database.write() as session:
        session.execute(text(statement))


def test_two_who_write_lose_nothing(hall: Installation) -> None:
    first = record(hall, BREVILLE, FACTS, DPO, NOW)
    amend(hall, first.id, replace(FACTS, measures="Rappel du message"), 1, DPO, NOW)
    with pytest.raises(ConflictError):
        amend(hall, first.id, replace(FACTS, measures="Rien"), 1, DPO, NOW)
    with pytest.raises(ConflictError), hall.database.write() as session:
        breaches.append(session, replace(first, version=2))
    with hall.database.read() as session:
        assert breaches.get(session, first.id).facts.measures == "Rappel du message"


def test_none_is_closed_half_said(hall: Installation) -> None:
    first = record(hall, BREVILLE, FACTS, DPO, NOW)
    with pytest.raises(InvalidError) as caught:
        amend(hall, first.id, replace(FACTS, is_closed=True), 1, DPO, NOW)
    assert {one.where for one in caught.value.mistakes} == {"consequences", "measures", "risk", "authority_why"}
    whole = replace(FACTS, consequences="Démarchage", measures="Rappel", risk=BreachRisk.UNLIKELY, authority_why="Risque peu probable")
    assert amend(hall, first.id, replace(whole, is_closed=True), 1, DPO, NOW).facts.is_closed
    assert not amend(hall, first.id, whole, 2, DPO, NOW).facts.is_closed
    with hall.database.read() as session:
        actions = [one.action for one in journal.page(session, BREVILLE, after=None, limit=9) if one.action.startswith("breach.")]
    assert actions == ["breach.reopened", "breach.closed", "breach.recorded"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"what": "  "}, "what"),
        ({"what": "x" * 4001}, "what"),
        ({"natures": ()}, "natures"),
        ({"persons_count": -1}, "persons_count"),
        ({"known_at": NOW + timedelta(minutes=1)}, "known_at"),
        ({"began_at": NOW}, "known_at"),
        ({"authority_at": NOW - timedelta(hours=21)}, "authority_at"),
        ({"persons_at": NOW + timedelta(days=1)}, "persons_at"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(hall: Installation, changes: dict[str, object], where: str) -> None:
    with pytest.raises(InvalidError) as caught:
        record(hall, BREVILLE, replace(FACTS, **changes), DPO, NOW)  # type: ignore[arg-type]  # of a table
    assert {one.where for one in caught.value.mistakes} == {where}


def test_only_the_officer_writes(hall: Installation) -> None:
    with pytest.raises(ForbiddenError):
        record(hall, BREVILLE, FACTS, ANNE, NOW)
    first = record(hall, BREVILLE, FACTS, DPO, NOW)
    with pytest.raises(ForbiddenError):
        amend(hall, first.id, FACTS, 1, ANNE, NOW)
    with pytest.raises(NotFoundError):
        amend(hall, 999, FACTS, 1, DPO, NOW)


def test_register_is_taken_out_in_both_languages_and_no_cell_is_a_formula(hall: Installation) -> None:
    record(hall, BREVILLE, FACTS, DPO, NOW)
    table = as_csv(hall, BREVILLE, "fr", NOW + timedelta(hours=60)).decode("utf-8-sig")
    assert "Délai de 72 heures dépassé" in table and ";'=adresses;" in table and ";140;" in table
    assert "72 hours are over" in as_csv(hall, BREVILLE, "en", NOW + timedelta(hours=60)).decode("utf-8-sig")
    with hall.database.read() as session:
        every = breaches.of_town(session, BREVILLE)
    page = page_of(hall.towns.get(BREVILLE).town, [replace(every[0], facts=replace(FACTS, what="<b>x"))], "fr", NOW)
    assert "&lt;b&gt;x" in page and "À notifier à la CNIL avant le" in page
