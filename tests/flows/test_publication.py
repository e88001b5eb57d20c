"""Publishing now, at a date, back again; and live work that takes it without a pause."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain.errors import ConfigurationError, ConflictError, NotFoundError
from domain.ids import DepartmentCode, RequestId, RuleId
from domain.ruleset import Effect, Example, HasWords, Level, Precision, Rule, RuleSet, Thresholds
from domain.version import Version, VersionState
from flows import backtest, publication
from flows.confirm import Correction, confirm
from flows.publication import Publication, Sight, cancel, publish_at, publish_due, rollback
from flows.ruleset_errors import ReasonNeededError, UnfitRuleSetError
from flows.rulesets import Author, new_draft, save_draft
from flows.town_views import TownView, view_with
from flows.wiring import Installation
from store import journal, rulesets, towns
from store.journal import JournalLine
from tests.flows.confirming import ANNE, hire, take_in
from tests.installations import BREVILLE, NOW, mailboxes, places, ruleset, town
from tests.soon import soon

CLAIRE = Author(name="claire", now=NOW)
TOMORROW = NOW + timedelta(days=1)


def quiet(_done: int, _all: int) -> None:
    """Say nothing of how far a back-test is."""


def publish(town_hall: Installation, number: int, reason: str | None = None) -> Publication:
    return publication.publish(town_hall, BREVILLE, number, CLAIRE, reason=reason, progress=quiet)


def at(town_hall: Installation, number: int, moment: datetime, reason: str | None = None) -> Version:
    return publish_at(town_hall, BREVILLE, number, moment, CLAIRE, reason=reason, progress=quiet)


def draft(town_hall: Installation, ruleset: RuleSet | None = None, automatic: float = 0.9) -> int:
    number = new_draft(town_hall, BREVILLE, CLAIRE).number
    with town_hall.database.read() as session:
        present = rulesets.get(session, BREVILLE, number)
    wanted = replace(ruleset or present, number=number, thresholds=Thresholds(automatic=automatic))
    save_draft(town_hall, wanted, CLAIRE, seen=1)
    return number


def live(town_hall: Installation) -> int:
    town_hall.towns.refresh()
    return town_hall.towns.get(BREVILLE).basis.ruleset


def version(town_hall: Installation, number: int) -> Version:
    with town_hall.database.read() as session:
        return rulesets.version(session, BREVILLE, number)


def last_line(town_hall: Installation) -> JournalLine:
    with town_hall.database.read() as session:
        return journal.page(session, BREVILLE, after=None, limit=1)[0]


@contextmanager
def wrong_meanwhile(town_hall: Installation, number: int) -> Iterator[None]:
    """Spoil a waiting draft as a change of the program or of the places would: nobody can edit it."""
    with town_hall.database.read() as session:
        kept = rulesets.version(session, BREVILLE, number)
    with town_hall.database.write() as session:
        rulesets.unschedule(session, kept)
        broken = replace(rulesets.get(session, BREVILLE, number), rules=(unknown_department(),))
        saved = rulesets.save_draft(session, broken, seen=kept.revision, author="claire", now=NOW, findings=None)
        assert kept.publish_at is not None
        rulesets.schedule(session, saved, at=kept.publish_at, author="claire", reason=kept.publish_reason)
    yield


def unknown_department() -> Rule:
    return Rule(
        id=RuleId("R9"),
        name="Un service qui n'est plus",
        level=Level.SUBJECT,
        precision=Precision.NONE,
        priority=1,
        condition=HasWords(words=("lavoir",)),
        effect=Effect(department=DepartmentCode("PARTI")),
    )


def test_published_draft_goes_live_and_the_old_version_retires(town_hall: Installation) -> None:
    assert live(town_hall) == 1
    done = publish(town_hall, draft(town_hall))
    assert (done.version.number, done.before, done.waiting, done.passes_over) == (2, 1, (), None)
    assert live(town_hall) == 2
    assert version(town_hall, 1).state is VersionState.RETIRED
    line = last_line(town_hall)
    assert (line.actor, line.action, line.object, line.at) == ("claire", "rule_set.publish", "rule_set:2", NOW)
    assert (line.details["from"], line.details["to"], line.details["reason"]) == (1, 2, None)


def test_live_work_goes_on_while_a_version_is_compiled(town_hall: Installation) -> None:
    town_hall.towns.get(BREVILLE)
    publish(town_hall, draft(town_hall))
    with ThreadPoolExecutor(8) as threads:
        seen = {view.basis.ruleset for view in threads.map(lambda _: town_hall.towns.get(BREVILLE), range(200))}
    assert seen <= {1, 2}
    assert live(town_hall) == 2


def test_published_and_retired_versions_are_not_published_again(town_hall: Installation) -> None:
    publish(town_hall, draft(town_hall))
    with pytest.raises(ConflictError, match="published already"):
        publish(town_hall, 2)
    with pytest.raises(ConflictError, match="rules rollback 1"):
        publish(town_hall, 1)
    with pytest.raises(NotFoundError):
        publish(town_hall, 7)


def test_rule_set_with_a_mistake_is_refused_outright(town_hall: Installation) -> None:
    number = draft(town_hall)
    with town_hall.database.write() as session:
        wrong = replace(rulesets.get(session, BREVILLE, number), rules=(unknown_department(),))
        rulesets.save_draft(session, wrong, seen=2, author="claire", now=NOW, findings=None)
    with pytest.raises(ConfigurationError, match="PARTI"):
        publish(town_hall, number, reason="tant pis")
    assert live(town_hall) == 1


def test_of_two_drafts_published_at_once_the_second_is_told(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = draft(town_hall), draft(town_hall, automatic=0.7)
    fit = publication._fit

    def slow(*_arguments: object, **_named: object) -> dict[str, object]:
        monkeypatch.setattr(publication, "_fit", fit)
        publish(town_hall, first)
        return {}

    monkeypatch.setattr(publication, "_fit", slow)
    with pytest.raises(ConflictError, match=r"Rule set 2 was published meanwhile.*rules diff 1 2"):
        publish(town_hall, second)
    assert live(town_hall) == first
    assert version(town_hall, second).state is VersionState.DRAFT


@pytest.mark.parametrize("moment", [None, TOMORROW])
def test_draft_that_is_saved_while_it_is_checked_is_not_published(
    town_hall: Installation, monkeypatch: pytest.MonkeyPatch, moment: datetime | None
) -> None:
    number = draft(town_hall)

    def slow(*_arguments: object, **_named: object) -> dict[str, object]:
        with town_hall.database.read() as session:
            present = rulesets.get(session, BREVILLE, number)
        save_draft(town_hall, replace(present, thresholds=Thresholds(tie=0.3)), Author(name="lea", now=NOW), seen=2)
        return {}

    monkeypatch.setattr(publication, "_fit", slow)
    with pytest.raises(ConflictError, match=f"changed meanwhile by lea.*rules check {number}"):
        publish(town_hall, number) if moment is None else at(town_hall, number, moment)
    assert live(town_hall) == 1
    assert version(town_hall, number).publish_at is None


def test_whoever_passes_over_anothers_changes_is_told(town_hall: Installation) -> None:
    first, second = draft(town_hall), draft(town_hall, automatic=0.7)
    publish(town_hall, first)
    assert publish(town_hall, second).passes_over == first


def test_kill_while_publishing_leaves_the_old_version(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    number = draft(town_hall)

    def killed(*_arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(publication, "write_down", killed)
    with pytest.raises(RuntimeError):
        publish(town_hall, number)
    assert live(town_hall) == 1
    assert version(town_hall, number).state is VersionState.DRAFT


def test_draft_waits_for_its_day_frozen_and_is_published_though_the_process_was_off(town_hall: Installation) -> None:
    number = draft(town_hall)
    assert at(town_hall, number, TOMORROW).publish_at == TOMORROW
    with town_hall.database.read() as session:
        present = rulesets.get(session, BREVILLE, number)
    with pytest.raises(ConflictError, match=f"rules cancel {number}"):
        save_draft(town_hall, replace(present, thresholds=Thresholds()), CLAIRE, seen=2)
    assert publish_due(town_hall, TOMORROW - timedelta(seconds=1)) == ()
    assert live(town_hall) == 1
    late = TOMORROW + timedelta(days=3)
    assert [done.number for done in publish_due(town_hall, late)] == [number]
    assert publish_due(town_hall, late) == ()
    assert live(town_hall) == number
    assert (last_line(town_hall).actor, last_line(town_hall).action, last_line(town_hall).at) == ("claire", "rule_set.publish", late)
    assert version(town_hall, number).published_at == late


def test_several_sweeps_at_once_publish_once(town_hall: Installation) -> None:
    at(town_hall, draft(town_hall), TOMORROW)
    with ThreadPoolExecutor(4) as threads:
        done = [version for found in threads.map(lambda _: publish_due(town_hall, TOMORROW), range(4)) for version in found]
    assert len(done) == 1
    with town_hall.database.read() as session:
        lines = journal.page(session, BREVILLE, after=None, limit=50)
    assert [line.action for line in lines].count("rule_set.publish") == 1


def test_cancelled_publication_opens_the_draft_again(town_hall: Installation) -> None:
    number = draft(town_hall)
    at(town_hall, number, TOMORROW)
    assert cancel(town_hall, BREVILLE, number, CLAIRE).publish_at is None
    assert publish_due(town_hall, TOMORROW) == ()
    with pytest.raises(ConflictError, match="does not wait"):
        cancel(town_hall, BREVILLE, number, CLAIRE)


def test_day_in_the_past_is_refused(town_hall: Installation) -> None:
    with pytest.raises(ConfigurationError, match="past"):
        at(town_hall, draft(town_hall), NOW)


def test_draft_that_became_wrong_is_not_published_and_says_so(town_hall: Installation, caplog: pytest.LogCaptureFixture) -> None:
    number = draft(town_hall)
    at(town_hall, number, TOMORROW)
    with wrong_meanwhile(town_hall, number):
        assert publish_due(town_hall, TOMORROW) == ()
    assert live(town_hall) == 1
    late = version(town_hall, number)
    assert (late.state, late.publish_at) == (VersionState.DRAFT, None)
    assert "PARTI" in (late.publish_fault or "")
    assert last_line(town_hall).action == "rule_set.not_published"
    assert f"rule set {number} was due and is not published" in caplog.text


def test_waiting_drafts_are_told_to_whoever_publishes(town_hall: Installation) -> None:
    waiting = draft(town_hall)
    at(town_hall, waiting, TOMORROW)
    assert [other.number for other in publish(town_hall, draft(town_hall, automatic=0.7)).waiting] == [waiting]


def test_rollback_goes_to_the_version_before_at_once(town_hall: Installation) -> None:
    publish(town_hall, draft(town_hall))
    done = rollback(town_hall, BREVILLE, CLAIRE, reason="trop de vérifications")
    assert (done.version.number, done.before) == (1, 2)
    assert live(town_hall) == 1
    assert last_line(town_hall).details == {"from": 2, "to": 1, "reason": "trop de vérifications"}


def test_rollback_goes_to_any_version_that_was_published(town_hall: Installation) -> None:
    publish(town_hall, draft(town_hall))
    publish(town_hall, draft(town_hall, automatic=0.7))
    assert rollback(town_hall, BREVILLE, CLAIRE, number=1).version.number == 1
    number = draft(town_hall)
    with pytest.raises(ConflictError, match="is a draft"):
        rollback(town_hall, BREVILLE, CLAIRE, number=number)
    with pytest.raises(ConflictError, match="published already"):
        rollback(town_hall, BREVILLE, CLAIRE, number=1)


def test_of_two_who_go_back_at_once_the_second_is_told(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(town_hall, draft(town_hall))

    def slow(session: Session, ruleset: RuleSet) -> TownView:
        monkeypatch.setattr(publication, "view_with", view_with)
        rollback(town_hall, BREVILLE, CLAIRE)
        return view_with(session, ruleset)

    monkeypatch.setattr(publication, "view_with", slow)
    with pytest.raises(ConflictError, match="Rule set 1 was published meanwhile"):
        rollback(town_hall, BREVILLE, CLAIRE)
    assert live(town_hall) == 1
    with town_hall.database.read() as session:
        lines = journal.page(session, BREVILLE, after=None, limit=50)
    assert [line.action for line in lines].count("rule_set.rollback") == 1


def test_there_may_be_nothing_to_go_back_to(town_hall: Installation) -> None:
    with pytest.raises(NotFoundError, match="ever published"):
        rollback(town_hall, BREVILLE, CLAIRE)


def test_retired_versions_stay_readable(town_hall: Installation) -> None:
    publish(town_hall, draft(town_hall))
    with town_hall.database.read() as session:
        assert rulesets.get(session, BREVILLE, 1) == replace(ruleset(BREVILLE), number=1)


def with_content(town_hall: Installation, **changes: object) -> int:
    number = draft(town_hall)
    with town_hall.database.read() as session:
        present = rulesets.get(session, BREVILLE, number)
    save_draft(town_hall, replace(present, **changes), CLAIRE, seen=2)  # type: ignore[arg-type]  # the names of its fields
    return number


def closing(town_hall: Installation, day: date) -> int:
    """Begin a draft whose rule names a department that closes on a day."""
    with town_hall.database.read() as session:
        present = rulesets.get(session, BREVILLE)
    departments = tuple(replace(one, closed_on=day) if one.code == "CCAS" else one for one in present.departments)
    rule = replace(unknown_department(), effect=Effect(department=DepartmentCode("CCAS")))
    return with_content(town_hall, departments=departments, rules=(*present.rules, rule))


def test_errors_of_the_linter_are_refused_whatever_the_reason(town_hall: Installation) -> None:
    number = closing(town_hall, NOW.date())
    with pytest.raises(UnfitRuleSetError, match="not published: 1 errors") as told:
        publish(town_hall, number, reason="tant pis")
    assert [line.rule for line in told.value.findings.errors] == ["R9"]
    assert live(town_hall) == 1


def test_draft_is_checked_again_on_its_day(town_hall: Installation) -> None:
    number = closing(town_hall, (NOW + timedelta(days=1)).date())
    at(town_hall, number, TOMORROW, reason="fermeture du CCAS")
    assert publish_due(town_hall, TOMORROW) == ()
    assert "1 errors" in (version(town_hall, number).publish_fault or "")


def test_broken_examples_need_a_reason_that_the_journal_keeps(town_hall: Installation) -> None:
    pothole = Example(id="trou", text="Un nid de poule devant le 22 rue de Poterie.", department=DepartmentCode("CCAS"))
    number = with_content(town_hall, examples=(pothole,))
    with pytest.raises(ReasonNeededError) as told:
        publish(town_hall, number)
    assert told.value.doubts == ("Not decided as they say: examples trou.",)
    assert live(town_hall) == 1
    publish(town_hall, number, reason="exemple à revoir")
    assert live(town_hall) == number
    details = last_line(town_hall).details
    assert (details["reason"], details["broken"], details["doubts"]) == ("exemple à revoir", ["trou"], list(told.value.doubts))


def test_lower_agreement_with_agents_needs_a_reason(town_hall: Installation) -> None:
    hire(town_hall)
    take_in(town_hall, "Un nid de poule devant le 22 rue de Poterie.")
    confirm(town_hall, RequestId(1), Correction(), ANNE, NOW + timedelta(minutes=6))
    with town_hall.database.read() as session:
        subjects = rulesets.get(session, BREVILLE).subjects
    social = tuple(replace(subject, department=DepartmentCode("CCAS")) for subject in subjects)
    number = with_content(town_hall, subjects=social)
    steps: list[tuple[int, int]] = []
    with pytest.raises(ReasonNeededError) as told:
        publication.publish(town_hall, BREVILLE, number, CLAIRE, reason=None, progress=lambda done, total: steps.append((done, total)))
    assert told.value.doubts == ("Agents agree with it on 0 of 1 requests, with rule set 1 on 1.",)
    assert steps == [(0, 1), (1, 1)]
    # The back-test of this revision is kept: a second look at the same does not wait for it again.
    with pytest.raises(ReasonNeededError):
        publication.publish(town_hall, BREVILLE, number, CLAIRE, reason=None, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(0, 1), (1, 1)]
    publish(town_hall, number, reason="le CCAS s'en charge")
    assert live(town_hall) == number


def test_where_nobody_waits_for_it_nothing_is_replayed(town_hall: Installation) -> None:
    hire(town_hall)
    take_in(town_hall, "Un nid de poule devant le 22 rue de Poterie.")
    number = draft(town_hall)
    confirm(town_hall, RequestId(1), Correction(), ANNE, NOW + timedelta(minutes=6))

    def publish_here() -> None:
        publication.publish(town_hall, BREVILLE, number, CLAIRE, reason="x", progress=None)

    with pytest.raises(ConflictError, match="back-test first"):
        publish_here()
    with town_hall.database.read() as session:
        assert backtest.latest(session, BREVILLE, number, version(town_hall, number).revision) is None
    assert live(town_hall) == 1
    backtest.backtest(town_hall, BREVILLE, number, since=None, progress=quiet)
    publish_here()
    assert live(town_hall) == number


@pytest.mark.parametrize("when", [None, TOMORROW], ids=["now", "at a date"])
def test_a_draft_that_was_saved_since_it_was_looked_at_is_not_published(town_hall: Installation, when: datetime | None) -> None:
    number = draft(town_hall)
    seen = Sight(revision=1)
    with pytest.raises(ConflictError, match="since you looked at it"):
        if when is None:
            publication.publish(town_hall, BREVILLE, number, CLAIRE, reason="x", progress=quiet, sight=seen)
        else:
            publish_at(town_hall, BREVILLE, number, when, CLAIRE, reason="x", progress=quiet, sight=seen)
    assert live(town_hall) == 1 and version(town_hall, number).publish_at is None


def test_published_rules_hold_when_the_examples_break_on_the_day(town_hall: Installation) -> None:
    pothole = Example(id="trou", text="Un nid de poule devant le 22 rue de Poterie.", number="22")
    number = with_content(town_hall, examples=(pothole,))
    at(town_hall, number, TOMORROW)
    with town_hall.database.write() as session:
        empty = replace(places(), streets=())
        towns.save_town(session, town(), ruleset(BREVILLE), empty, mailboxes(BREVILLE), NOW)
    assert publish_due(town_hall, TOMORROW) == ()
    assert version(town_hall, number).publish_fault == "Not decided as they say: examples trou."


def test_ten_thousand_rules_are_published_and_swapped_in_a_moment(town_hall: Installation) -> None:
    one = replace(ruleset(BREVILLE).rules[0], priority=1)
    many = tuple(replace(one, id=RuleId(f"R{n}"), condition=HasWords(words=(f"mot{n}",))) for n in range(10_000))
    number = new_draft(town_hall, BREVILLE, CLAIRE).number
    with town_hall.database.write() as session:
        present = rulesets.get(session, BREVILLE, number)
        saved = rulesets.save_draft(session, replace(present, rules=many), seen=1, author="claire", now=NOW, findings=None)
        rulesets.publish(session, saved, NOW)
    with soon(10):
        assert live(town_hall) == number
        # Several times what it takes, so that only another order of growth fails.
