"""An erasure finds its person in what colleagues have saved and in examples of rules; the officer says what goes (S44)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import ConflictError, ForbiddenError
from domain.ids import AgentId, DepartmentCode
from domain.person_rights import Mention, MentionKind, Person, Right, RightsRequest, read_mark
from domain.rights import Role
from domain.ruleset import Example
from flows import accounts, mentions, person_rights
from flows.person_rights import NewRight
from flows.wiring import Installation
from store import agents, journal, saved_filters, saved_questions, towns
from store import mentions as stored_mentions
from store import person_rights as stored
from store.agents import NewAgent
from tests.flows.waiting_hall import ANNE, at, open_hall, ruleset
from tests.installations import AUVILLE, BREVILLE, mailboxes, places
from tests.installations import town as breville

DPO, NOW = "delphine", at("2026-04-10T10:00")
LISE = Person(names=("MARTIN Lise",), emails=("lise.martin@courriel.example",), phones=("+33639981204",))


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = open_hall(tmp_path / "data", database_url)
    accounts.add_agent(opened, NewAgent(town=BREVILLE, login=DPO, name=DPO, roles=frozenset({Role.DPO}), password_hash="x"), NOW)
    yield opened
    opened.close()


def saved(hall: Installation) -> None:
    """Let Anne save a filter and a question with the name, and one without."""
    with hall.database.write() as session:
        anne = agents.find_by_login(session, ANNE)
        assert anne is not None
        saved_filters.save(session, AgentId(anne.id), "Dossiers de Mme Martin", "q=lise+martin", NOW)
        saved_filters.save(session, AgentId(anne.id), "Trous", "q=nid+de+poule", NOW)
        saved_questions.save(session, BREVILLE, AgentId(anne.id), "Appels du 06 39 98 12 04", "show=received", NOW)


def teach(hall: Installation, text: str) -> int:
    with hall.database.write() as session:
        rules = ruleset()
        taught = replace(rules, examples=(*rules.examples, Example(id="EX-7", text=text)))
        number = towns.save_town(session, replace(breville(), writes_to_requesters=True), taught, places(), mailboxes(BREVILLE), NOW)
    hall.towns.refresh()
    return number


def asked(hall: Installation, right: Right = Right.ERASURE) -> RightsRequest:
    number = person_rights.take_down(hall, BREVILLE, NewRight(right=right, person=LISE, received_on=NOW.date()), DPO, NOW)
    with hall.database.read() as session:
        return stored.get(session, number)


def found(hall: Installation) -> list[tuple[MentionKind, str]]:
    with hall.database.read() as session:
        return [(one.kind, one.name) for one in mentions.found(session, BREVILLE, LISE)]


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("Lise MARTIN", True),
        ("lisé martin, rue Carnot", True),
        ("q=lise%20martin", True),
        ("Martin Paul", False),
        ("Lisette Martin", False),
        ("LISE.MARTIN@courriel.example", True),
        ("q=lise.martin%40courriel.example", True),
        ("tél. 06.39.98.12.04", True),
        ("00 33 6 39 98 12 04", True),
        ("06 39 98 12 05", False),
        ("", False),
    ],
)
def test_a_person_is_known_however_he_is_spelt_and_others_are_not(text: str, is_named: bool) -> None:
    assert mentions.is_named(LISE, text) is is_named
    assert not mentions.is_named(Person(), text)
    assert not mentions.is_named(Person(names=("-", "  ", "?"), emails=("", " "), phones=("", "0")), text)


def test_what_is_shared_in_another_town_is_neither_shown_nor_removed(hall: Installation) -> None:
    new = NewAgent(town=None, login="claude", name="claude", roles=frozenset({Role.ADMIN}), password_hash="x")
    accounts.add_agent(hall, new, NOW)
    with hall.database.write() as session:
        towns.save_town(session, replace(breville(), id=AUVILLE), ruleset(), places(), mailboxes(AUVILLE), NOW)
        claude = agents.find_by_login(session, "claude")
        assert claude is not None
        shared = saved_filters.save(session, AgentId(claude.id), "Mme Martin, Auville", "q=lise+martin", NOW)
        saved_filters.save(session, AgentId(claude.id), "Mme Martin", "q=lise+martin", NOW)
        saved_filters.share(session, shared, AUVILLE, DepartmentCode("VOI"))
    assert found(hall) == [(MentionKind.FILTER, "Mme Martin")]
    with hall.database.write() as session:
        assert not stored_mentions.remove(session, BREVILLE, Mention(kind=MentionKind.FILTER, id=str(shared)))
        assert stored_mentions.remove(session, AUVILLE, Mention(kind=MentionKind.FILTER, id=str(shared)))


def test_what_colleagues_saved_and_examples_of_all_versions_are_found(hall: Installation) -> None:
    first = teach(hall, "Bonjour, ici Lise Martin : un nid de poule.")
    teach(hall, "Bonjour : un nid de poule.")
    saved(hall)
    assert sorted(found(hall)) == [
        (MentionKind.EXAMPLE, "EX-7"),
        (MentionKind.FILTER, "Dossiers de Mme Martin"),
        (MentionKind.QUESTION, "Appels du 06 39 98 12 04"),
    ]
    with hall.database.read() as session:
        example = next(one for one in mentions.found(session, BREVILLE, LISE) if one.kind is MentionKind.EXAMPLE)
    assert example.version == first


def test_the_officer_says_what_goes_and_the_journal_has_no_word_of_it(hall: Installation) -> None:
    teach(hall, "Bonjour, ici Lise Martin.")
    saved(hall)
    one = asked(hall)
    with hall.database.read() as session:
        marks = [mention.mark for mention in mentions.found(session, BREVILLE, LISE)]
    mentions.remove(hall, one.id, [*marks, "filter:0:2", "filter:0:999", "x"], one.version, DPO, NOW)
    # The example stays, for its version never changes; so does the filter that does not name her.
    assert found(hall) == [(MentionKind.EXAMPLE, "EX-7")]
    with hall.database.read() as session:
        anne = agents.find_by_login(session, ANNE)
        assert anne is not None and [kept.name for kept in saved_filters.of_agent(session, AgentId(anne.id))] == ["Trous"]
        (line, *_) = journal.page(session, BREVILLE, after=None, limit=1)
    assert line.action == "rights.mentions_removed" and "artin" not in str(line.details)
    with pytest.raises(ConflictError):
        mentions.remove(hall, one.id, marks, one.version, DPO, NOW)


def test_only_for_an_erasure_and_by_the_officer(hall: Installation) -> None:
    saved(hall)
    access, erasure = asked(hall, Right.ACCESS), asked(hall)
    with pytest.raises(ConflictError):
        mentions.remove(hall, access.id, ["filter:0:1"], access.version, DPO, NOW)
    with pytest.raises(ForbiddenError):
        mentions.remove(hall, erasure.id, ["filter:0:1"], erasure.version, ANNE, NOW)
    assert len(found(hall)) == 2


def test_a_mark_is_read_back_and_anything_else_is_none() -> None:
    one = Mention(kind=MentionKind.EXAMPLE, id="EX:7", version=12)
    assert read_mark(one.mark) == one
    assert [read_mark(text) for text in ("", "query", "query:0:", "query:x:1", "letter:0:1")] == [None] * 5
