"""Requests that agents decided, decided anew by a draft."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from domain.backtest import BacktestReport
from domain.errors import ConflictError, NotFoundError, UnavailableError
from domain.ids import DepartmentCode, RequestId, RuleId, SubjectCode
from domain.ruleset import Effect, HasWords, Level, Precision, Rule, RuleSet
from flows import backtest as flow
from flows.backtest import backtest, latest
from flows.confirm import Correction, confirm
from flows.wiring import Installation
from store import confirmations, rulesets
from tests.flows.confirming import ANNE, LATER, hire, take_in
from tests.installations import AUVILLE, BREVILLE, NOW, POTHOLE

GRABULON = "Bonjour, il y a un grabulon près de chez moi. Paul Roger"
"""Says a word that only this town has: no turn of phrase of general French will ever know it."""
PAVEMENT = Correction(subject=SubjectCode("VOI-02"))


def _quiet(_done: int, _total: int) -> None: ...


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town that has decided two potholes as proposed and something unknown otherwise."""
    hire(town_hall)
    take_in(town_hall, POTHOLE, GRABULON, POTHOLE)
    for number, correction in ((1, Correction()), (2, PAVEMENT), (3, Correction())):
        confirm(town_hall, RequestId(number), correction, ANNE, LATER)
    return town_hall


def _draft(hall: Installation, ruleset: RuleSet) -> int:
    with hall.database.write() as session:
        return rulesets.add_draft(session, ruleset, based_on=1, note=None, author=ANNE, now=LATER).number


def _published(hall: Installation) -> RuleSet:
    with hall.database.read() as session:
        return rulesets.get(session, BREVILLE)


def _knowing_grabulons(ruleset: RuleSet) -> RuleSet:
    richer = tuple(replace(one, vocabulary=(*one.vocabulary, "grabulon")) if one.code == "VOI-02" else one for one in ruleset.subjects)
    return replace(ruleset, subjects=richer)


def _sending_holes_away(ruleset: RuleSet) -> RuleSet:
    rule = Rule(
        id=RuleId("R1"),
        name="R1",
        level=Level.SAFETY,
        precision=Precision.NONE,
        priority=1,
        condition=HasWords(words=("nid de poule",)),
        effect=Effect(department=DepartmentCode("ACC")),
    )
    return replace(ruleset, rules=(rule, *ruleset.rules))


def _run(hall: Installation, number: int) -> BacktestReport:
    return backtest(hall, BREVILLE, number, since=None, progress=_quiet)


def test_a_draft_that_knows_more_agrees_more_often(hall: Installation) -> None:
    report = _run(hall, _draft(hall, _knowing_grabulons(_published(hall))))
    overall = report.comparison.overall
    assert (overall.before.requests, overall.before.right, overall.after.right) == (3, 2, 3)
    assert not report.lowers_agreement
    (change,) = report.comparison.changes
    assert (change.reference, change.before.subject, change.after.subject, change.subject) == ("2026/0003", "AUT-00", "VOI-02", "VOI-02")
    assert report.comparison.by_subject[SubjectCode("VOI-02")].after.right == 1
    assert report.comparison.by_department[DepartmentCode("VOI")].before.right == 2


def test_a_draft_that_sends_to_the_wrong_department_lowers_agreement(hall: Installation) -> None:
    report = _run(hall, _draft(hall, _sending_holes_away(_published(hall))))
    assert report.lowers_agreement
    assert report.comparison.overall.after.alone_wrong == 2
    assert [change.reference for change in report.comparison.changes] == ["2026/0001", "2026/0002"]


def test_processes_of_their_own_find_the_same(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    number = _draft(hall, _knowing_grabulons(_published(hall)))
    here = _run(hall, number)
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(flow, "_ALONE", 0)
    monkeypatch.setattr(flow, "CHUNK", 2)
    apart = backtest(hall, BREVILLE, number, since=None, progress=lambda done, total: told.append((done, total)))
    assert apart.comparison == here.comparison
    assert (told[0], told[-1]) == ((0, 3), (3, 3))


def test_the_latest_confirmation_of_a_request_counts(hall: Installation) -> None:
    confirm(hall, RequestId(1), PAVEMENT, ANNE, LATER)
    report = _run(hall, _draft(hall, _published(hall)))
    assert (report.comparison.overall.before.requests, report.comparison.overall.before.right) == (3, 1)


def test_only_requests_since_a_day_are_replayed(hall: Installation) -> None:
    number = _draft(hall, _published(hall))
    report = backtest(hall, BREVILLE, number, since=NOW + timedelta(days=1), progress=_quiet)
    assert report.comparison.overall.before.requests == 0
    assert not report.lowers_agreement


def test_a_back_test_is_kept_for_its_revision_only(hall: Installation) -> None:
    number = _draft(hall, _published(hall))
    report = _run(hall, number)
    with hall.database.read() as session:
        assert latest(session, BREVILLE, number, 1) == report
        assert latest(session, BREVILLE, number, 2) is None
        assert latest(session, AUVILLE, number, 1) is None


def test_another_town_sees_nothing_of_it(hall: Installation) -> None:
    with hall.database.read() as session:
        assert confirmations.confirmed_ids(session, AUVILLE) == ()
        assert list(confirmations.confirmed(session, AUVILLE, RequestId(1), RequestId(9))) == []


def test_a_draft_saved_meanwhile_is_noticed(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = replace(_published(hall), number=_draft(hall, _published(hall)))

    def save(_done: int, _total: int) -> None:
        with hall.database.write() as session:
            rulesets.save_draft(session, draft, seen=1, author=ANNE, now=LATER, findings=None)

    with pytest.raises(ConflictError):
        backtest(hall, BREVILLE, draft.number, since=None, progress=save)


def test_a_draft_that_is_not_there_is_said_so(hall: Installation) -> None:
    with pytest.raises(NotFoundError):
        _run(hall, 99)


def test_a_process_that_is_stopped_is_said_so(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    number = _draft(hall, _published(hall))
    monkeypatch.setattr(flow, "_ALONE", 0)

    def stop_first() -> None:
        while not (started := multiprocessing.active_children()):
            time.sleep(0.01)
        started[0].kill()

    stopping = Thread(target=stop_first)
    stopping.start()
    with pytest.raises(UnavailableError, match="Start it again"):
        _run(hall, number)
    stopping.join()


_PARENT = """
import multiprocessing, os, time
from concurrent.futures import ProcessPoolExecutor
from flows import backtest

pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=backtest._attend)
with backtest._interrupts_blocked():
    answer = pool.submit(os.getpid)
print(multiprocessing.active_children()[0].pid, flush=True)
print(answer.result(), flush=True)
pool.submit(time.sleep, 60)
time.sleep(60)
"""
"""Starts a process as a back-test does, tells its number, then what it answers, and waits."""


@pytest.fixture
def parent() -> Iterator[subprocess.Popen[str]]:
    command = (sys.executable, "-c", _PARENT)
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_processes_end_when_the_one_that_started_them_is_killed(parent: subprocess.Popen[str]) -> None:
    worker = Path("/proc", _line(parent))
    assert _line(parent) == worker.name
    parent.kill()
    end = time.monotonic() + 20
    while worker.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not worker.exists()


def test_processes_hear_no_interrupt_while_they_start(parent: subprocess.Popen[str]) -> None:
    worker = _line(parent)
    for _ in range(30):
        os.kill(int(worker), signal.SIGINT)
        time.sleep(0.02)
    assert _line(parent) == worker
