from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from domain.errors import ConflictError, NotFoundError
from domain.ids import RuleId, TownId
from domain.ruleset import AllOf, HasWords, InSector, Not, RuleSet, SubjectIs, Thresholds
from domain.version import Version, VersionState
from store import rulesets, towns
from store.engine import Database
from tests.soon import soon
from tests.store.samples import NOW, VALOGNES, rule, ruleset

LATER = NOW + timedelta(days=1)


def _draft(database: Database, **changes: object) -> Version:
    with database.write() as session:
        wanted = replace(ruleset(), **changes)  # type: ignore[arg-type]  # the names of its fields
        return rulesets.add_draft(session, wanted, based_on=1, note="essai", author="claire", now=NOW)


def _publish(database: Database, version: Version) -> None:
    with database.write() as session:
        rulesets.publish(session, version, LATER)


def _version(database: Database, number: int) -> Version:
    with database.read() as session:
        return rulesets.version(session, VALOGNES, number)


def test_draft_is_kept_beside_the_published_version(served: Database) -> None:
    version = _draft(served, rules=())
    with served.read() as session:
        assert rulesets.get(session, VALOGNES) == replace(ruleset(), number=1)
        assert rulesets.get(session, VALOGNES, 2) == replace(ruleset(), rules=(), number=2)
        assert rulesets.versions(session, VALOGNES) == (version, rulesets.published(session, VALOGNES))
        assert towns.numbers(session)[VALOGNES].ruleset == 1
    assert (version.state, version.revision, version.based_on, version.note) == (VersionState.DRAFT, 1, 1, "essai")
    assert (version.created_by, version.changed_by, version.created_at) == ("claire", "claire", NOW)


def test_publishing_retires_the_version_before(served: Database) -> None:
    _publish(served, _draft(served, rules=()))
    assert _version(served, 2).state is VersionState.PUBLISHED
    assert (_version(served, 1).state, _version(served, 1).retired_at) == (VersionState.RETIRED, LATER)
    with served.read() as session:
        assert rulesets.get(session, VALOGNES).rules == ()
        assert rulesets.last_retired(session, VALOGNES) == _version(served, 1)
        assert towns.numbers(session)[VALOGNES].ruleset == 2


def test_version_goes_live_again(served: Database) -> None:
    _publish(served, _draft(served))
    _publish(served, _version(served, 1))
    assert (_version(served, 1).state, _version(served, 1).retired_at) == (VersionState.PUBLISHED, None)
    assert _version(served, 2).state is VersionState.RETIRED


def test_database_itself_allows_one_published_version_only(served: Database) -> None:
    _draft(served)
    with pytest.raises(IntegrityError), served.write() as session:
        session.execute(text("UPDATE rule_sets SET state = 'publié', published_at = changed_at WHERE number = 2"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rule_sets SET document = '{}' WHERE number = 1",
        "UPDATE rule_sets SET document = '{}' WHERE number = 3",
        "UPDATE rule_sets SET state = 'brouillon', published_at = NULL WHERE number = 1",
        "UPDATE rule_sets SET number = 9 WHERE number = 1",
        "DELETE FROM rule_sets WHERE number = 1",
        "DELETE FROM rule_sets WHERE number = 2",
    ],
)
def test_database_itself_keeps_what_is_no_open_draft(served: Database, statement: str) -> None:
    _publish(served, _draft(served))
    waiting = _draft(served)
    with served.write() as session:
        rulesets.schedule(session, waiting, at=LATER, author="claire", reason=None)
    with pytest.raises(DBAPIError, match="stays as it is"), served.write() as session:
        session.execute(text(statement))


def test_second_save_of_the_same_revision_is_refused(served: Database) -> None:
    version = _draft(served)
    mine, theirs = (replace(ruleset(), number=2, thresholds=Thresholds(automatic=share)) for share in (0.6, 0.7))
    with served.write() as session:
        saved = rulesets.save_draft(session, mine, seen=1, author="claire", now=LATER, findings={"errors": 0})
    assert (saved.revision, saved.changed_by, saved.changed_at) == (2, "claire", LATER)
    with pytest.raises(ConflictError), served.write() as session:
        rulesets.save_draft(session, theirs, seen=version.revision, author="lea", now=LATER, findings=None)
    with served.read() as session:
        assert rulesets.get(session, VALOGNES, 2) == mine
        assert rulesets.findings(session, VALOGNES, 2) == {"errors": 0}


def test_waiting_draft_cannot_be_saved_until_it_is_opened_again(served: Database) -> None:
    version = _draft(served)
    with served.write() as session:
        rulesets.schedule(session, version, at=LATER, author="claire", reason="rentrée")
    waiting = _version(served, 2)
    assert (waiting.publish_at, waiting.publish_by, waiting.publish_reason) == (LATER, "claire", "rentrée")
    changed = replace(ruleset(), number=2, rules=())
    with pytest.raises(ConflictError), served.write() as session:
        rulesets.save_draft(session, changed, seen=1, author="lea", now=NOW, findings=None)
    with served.write() as session:
        rulesets.unschedule(session, waiting)
        rulesets.save_draft(session, changed, seen=1, author="lea", now=NOW, findings=None)


def test_what_is_due_comes_in_the_order_of_its_days(served: Database) -> None:
    for days in (3, 1, 9):
        with served.write() as session:
            version = rulesets.add_draft(session, ruleset(), based_on=1, note=None, author="claire", now=NOW)
            rulesets.schedule(session, version, at=NOW + timedelta(days=days), author="claire", reason=None)
    with served.read() as session:
        assert [version.number for version in rulesets.due(session, NOW + timedelta(days=5))] == [3, 2]
        assert [version.number for version in rulesets.waiting(session, VALOGNES)] == [3, 2, 4]
        assert rulesets.due(session, NOW) == ()


def test_what_passed_in_vain_is_told_until_the_next_save(served: Database) -> None:
    version = _draft(served)
    with served.write() as session:
        rulesets.schedule(session, version, at=LATER, author="claire", reason=None)
    with served.write() as session:
        rulesets.unschedule(session, _version(served, 2), "2 erreurs")
        assert [late.publish_fault for late in rulesets.in_vain(session)] == ["2 erreurs"]
        changed = replace(ruleset(), number=2, rules=())
        rulesets.save_draft(session, changed, seen=1, author="claire", now=NOW, findings=None)
        assert rulesets.in_vain(session) == ()


def test_number_of_a_discarded_draft_is_not_given_again(served: Database) -> None:
    version = _draft(served)
    with served.write() as session:
        rulesets.discard(session, version)
    assert _draft(served).number == 3


def test_version_that_changed_since_it_was_seen_is_not_published(served: Database) -> None:
    version = _draft(served)
    with served.write() as session:
        rulesets.save_draft(session, replace(ruleset(), number=2, rules=()), seen=1, author="lea", now=NOW, findings=None)
    with pytest.raises(ConflictError, match="changed meanwhile"):
        _publish(served, version)
    assert _version(served, 1).state is VersionState.PUBLISHED


def test_version_that_went_live_meanwhile_is_not_published_again(served: Database) -> None:
    _publish(served, _draft(served))
    seen = _version(served, 1)
    _publish(served, seen)
    with pytest.raises(ConflictError, match="changed meanwhile"):
        _publish(served, seen)
    assert [_version(served, number).state for number in (1, 2)] == [VersionState.PUBLISHED, VersionState.RETIRED]


def test_kill_in_the_middle_leaves_the_old_version(served: Database) -> None:
    version = _draft(served)
    with pytest.raises(RuntimeError), served.write() as session:
        rulesets.publish(session, version, LATER)
        raise RuntimeError
    with served.read() as session:
        assert rulesets.published(session, VALOGNES).number == 1
        assert towns.numbers(session)[VALOGNES].ruleset == 1


def test_of_many_publications_at_once_one_stands(served: Database) -> None:
    drafts = [_draft(served, thresholds=Thresholds(place=place / 10)) for place in range(6)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda version: _publish(served, version), drafts))
    with served.read() as session:
        states = [version.state for version in rulesets.versions(session, VALOGNES)]
        assert rulesets.published(session, VALOGNES).number == towns.numbers(session)[VALOGNES].ruleset
    assert (states.count(VersionState.PUBLISHED), states.count(VersionState.RETIRED)) == (1, 6)


def test_what_is_not_there_is_not_found(served: Database) -> None:
    with served.read() as session:
        for town, number in ((VALOGNES, 7), (TownId("reims"), None)):
            with pytest.raises(NotFoundError):
                rulesets.get(session, town, number)
        with pytest.raises(NotFoundError, match="no rule set 7"):
            rulesets.version(session, VALOGNES, 7)
    with served.write() as session, pytest.raises(NotFoundError):
        rulesets.lock(session, TownId("reims"))


def _large() -> RuleSet:
    def condition(number: int) -> AllOf:
        parts = (
            SubjectIs(subjects=("VOI-*",)),
            HasWords(words=(f"mot{number}", "effondr*")),
            Not(negated=InSector(sectors=("Centre-ville",))),
        )
        return AllOf(all_of=parts)

    return replace(ruleset(), rules=tuple(replace(rule(), id=RuleId(f"R{n}"), condition=condition(n)) for n in range(10_000)))


def test_ten_thousand_rules_are_saved_and_loaded_in_a_moment(served: Database) -> None:
    large = _large()
    # Ten times what it takes, so that only another order of growth fails.
    with soon(5), served.write() as session:
        version = rulesets.add_draft(session, large, based_on=1, note=None, author="claire", now=NOW)
    with soon(5), served.read() as session:
        assert rulesets.get(session, VALOGNES, version.number) == replace(large, number=version.number)
