"""Drafts of rule sets: two administrators, and live work that sees nothing of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import ConflictError, NotFoundError
from domain.ids import DepartmentCode
from domain.ruleset import RuleSet, Thresholds
from domain.version import VersionState
from flows.opinion import opinions
from flows.ruleset_errors import StaleDraftError
from flows.rulesets import Author, add_draft, discard, new_draft, save_draft
from flows.wiring import Installation
from store import journal, rulesets
from tests.installations import BREVILLE, NOW, draft_of, ruleset

CLAIRE = Author(name="claire", now=NOW)
LEA = Author(name="lea", now=NOW + timedelta(minutes=5))


def content(town_hall: Installation, number: int) -> RuleSet:
    with town_hall.database.read() as session:
        return rulesets.get(session, BREVILLE, number)


def stricter(ruleset: RuleSet, automatic: float = 0.9) -> RuleSet:
    return replace(ruleset, thresholds=Thresholds(automatic=automatic))


def test_draft_begins_as_a_copy_of_what_is_published(town_hall: Installation) -> None:
    version = new_draft(town_hall, BREVILLE, CLAIRE, note="rentrée")
    assert (version.number, version.state, version.based_on, version.note) == (2, VersionState.DRAFT, 1, "rentrée")
    assert content(town_hall, 2) == replace(content(town_hall, 1), number=2)


def test_draft_may_begin_from_any_version(town_hall: Installation) -> None:
    new_draft(town_hall, BREVILLE, CLAIRE)
    save_draft(town_hall, stricter(content(town_hall, 2)), CLAIRE, seen=1)
    assert new_draft(town_hall, BREVILLE, CLAIRE, based_on=2).based_on == 2
    assert content(town_hall, 3).thresholds.automatic == 0.9
    with pytest.raises(NotFoundError, match="no rule set 8"):
        new_draft(town_hall, BREVILLE, CLAIRE, based_on=8)


def test_draft_never_affects_live_work(town_hall: Installation) -> None:
    before = opinions(town_hall.towns.get(BREVILLE), draft_of("Il y a un nid de poule devant le 22 rue de Poterie."), NOW)
    new_draft(town_hall, BREVILLE, CLAIRE)
    other = tuple(replace(subject, department=DepartmentCode("ACC")) for subject in content(town_hall, 2).subjects)
    save_draft(town_hall, replace(content(town_hall, 2), subjects=other, rules=()), CLAIRE, seen=1)
    town_hall.towns.refresh()
    after = opinions(town_hall.towns.get(BREVILLE), draft_of("Il y a un nid de poule devant le 22 rue de Poterie."), NOW)
    assert after == before
    assert town_hall.towns.get(BREVILLE).basis.ruleset == 1


def test_second_of_two_administrators_is_told_and_nothing_is_overwritten(town_hall: Installation) -> None:
    new_draft(town_hall, BREVILLE, CLAIRE)
    first, second = stricter(content(town_hall, 2), 0.33), stricter(content(town_hall, 2), 0.66)
    saved = save_draft(town_hall, first, CLAIRE, seen=1)
    assert (saved.version.revision, saved.version.changed_by) == (2, "claire")
    with pytest.raises(StaleDraftError, match=r"revision 2, saved by claire on 2026-03-12 08:14:00 UTC.*nothing was overwritten") as told:
        save_draft(town_hall, second, LEA, seen=1)
    assert told.value.version == saved.version
    assert "0.33" in told.value.difference
    assert "0.66" in told.value.difference
    assert content(town_hall, 2) == first


def test_saving_what_is_there_already_counts_no_revision(town_hall: Installation) -> None:
    new_draft(town_hall, BREVILLE, CLAIRE)
    assert save_draft(town_hall, content(town_hall, 2), LEA, seen=1).version.revision == 1


def test_published_version_is_not_saved_over(town_hall: Installation) -> None:
    with pytest.raises(ConflictError, match="rules new --from 1"):
        save_draft(town_hall, stricter(content(town_hall, 1)), CLAIRE, seen=1)


def test_rule_set_from_outside_becomes_a_draft(town_hall: Installation) -> None:
    saved = add_draft(town_hall, stricter(ruleset(BREVILLE)), LEA, note="repris de la préfecture")
    assert (saved.version.number, saved.version.based_on, saved.version.created_by) == (2, 1, "lea")
    assert content(town_hall, 2).thresholds.automatic == 0.9


def test_discarded_draft_is_gone_and_its_number_too(town_hall: Installation) -> None:
    new_draft(town_hall, BREVILLE, CLAIRE)
    discard(town_hall, BREVILLE, 2, CLAIRE)
    with pytest.raises(NotFoundError):
        content(town_hall, 2)
    assert new_draft(town_hall, BREVILLE, CLAIRE).number == 3
    with pytest.raises(ConflictError, match="published already"):
        discard(town_hall, BREVILLE, 1, CLAIRE)


def test_a_draft_that_was_saved_since_it_was_looked_at_is_not_thrown_away(town_hall: Installation) -> None:
    new_draft(town_hall, BREVILLE, CLAIRE)
    save_draft(town_hall, stricter(content(town_hall, 2)), LEA, seen=1)
    with pytest.raises(ConflictError, match="saved by lea since you looked"):
        discard(town_hall, BREVILLE, 2, CLAIRE, seen=1)
    assert content(town_hall, 2).number == 2
    discard(town_hall, BREVILLE, 2, CLAIRE, seen=2)


def test_journal_has_who_did_what_to_which_version(town_hall: Installation) -> None:
    new_draft(town_hall, BREVILLE, CLAIRE, note="essai")
    save_draft(town_hall, stricter(content(town_hall, 2)), LEA, seen=1)
    discard(town_hall, BREVILLE, 2, CLAIRE)
    with town_hall.database.read() as session:
        lines = journal.page(session, BREVILLE, after=None, limit=3)
    assert [(line.actor, line.action, line.object) for line in reversed(lines)] == [
        ("claire", "rule_set.draft", "rule_set:2"),
        ("lea", "rule_set.save", "rule_set:2"),
        ("claire", "rule_set.discard", "rule_set:2"),
    ]
    assert lines[2].details == {"based_on": 1, "note": "essai"}
    assert lines[1].details["revision"] == 2
