"""Back-tests that run beside the pages: one at a time in a town, their progress kept for whoever looks."""

import multiprocessing
import os
import time
from datetime import timedelta

import pytest

from domain.errors import ConflictError, NotFoundError
from domain.ids import RequestId
from flows import backtest
from flows.backtest_runs import STOPPED, BacktestRunner
from flows.confirm import Correction, confirm
from flows.rulesets import Author, new_draft
from flows.wiring import Installation
from store import backtest_runs, journal
from store.backtest_runs import LOST_AFTER
from tests.flows.confirming import ANNE, LATER, hire, take_in
from tests.installations import BREVILLE, POTHOLE

AUTHOR = Author(name=ANNE, now=LATER)


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town that has decided a pothole and has a draft of its rules."""
    hire(town_hall)
    take_in(town_hall, POTHOLE)
    confirm(town_hall, RequestId(1), Correction(), ANNE, LATER)
    new_draft(town_hall, BREVILLE, AUTHOR)
    return town_hall


def test_a_back_test_leaves_a_report_and_says_how_far_it_came(hall: Installation) -> None:
    runner = BacktestRunner(hall)
    runner.start(BREVILLE, 2, AUTHOR)
    runner.wait(seconds=60)
    with hall.database.read() as session:
        run = backtest_runs.find_latest(session, BREVILLE, 2)
        report = backtest.latest(session, BREVILLE, 2, 1)
        lines = journal.page(session, BREVILLE, after=None, limit=100)
    assert run is not None and report is not None
    assert (run.done, run.total, run.fault, run.started_by, run.revision) == (1, 1, None, ANNE, 1)
    assert run.ended_at is not None and not run.is_running(run.ended_at) and not run.is_lost(run.ended_at)
    assert report.comparison.overall.after.requests == 1
    assert [(line.actor, line.object) for line in lines if line.action == "rule_set.backtest"] == [(ANNE, "rule_set:2")]


def test_one_runs_at_a_time_until_it_says_nothing_any_more(hall: Installation) -> None:
    with hall.database.write() as session:
        backtest_runs.begin(session, BREVILLE, 2, 1, author="otto", now=LATER)
    runner = BacktestRunner(hall)
    with pytest.raises(ConflictError, match="otto"):
        runner.start(BREVILLE, 2, AUTHOR)
    later = LATER + LOST_AFTER + timedelta(seconds=1)
    with hall.database.read() as session:
        run = backtest_runs.find_latest(session, BREVILLE, 2)
    assert run is not None and run.is_running(LATER) and run.is_lost(later)
    runner.start(BREVILLE, 2, Author(name=ANNE, now=later))
    runner.wait(seconds=60)


def test_what_is_stopped_or_fails_says_so(hall: Installation) -> None:
    runner = BacktestRunner(hall)
    with pytest.raises(NotFoundError):
        runner.start(BREVILLE, 99, AUTHOR)
    runner.stop()
    runner.start(BREVILLE, 2, AUTHOR)
    runner.wait(seconds=60)
    with hall.database.read() as session:
        run = backtest_runs.find_latest(session, BREVILLE, 2)
        assert backtest.latest(session, BREVILLE, 2, 1) is None
    assert run is not None and run.fault == str(STOPPED) and run.ended_at is not None


def test_a_back_test_gives_way_to_pages_and_ends_at_once_with_the_program(hall: Installation) -> None:
    runner = BacktestRunner(hall)
    runner.start(BREVILLE, 2, AUTHOR)
    end = time.monotonic() + 60
    while not (started := multiprocessing.active_children()) and time.monotonic() < end:
        time.sleep(0.01)
    worker = started[0]
    assert worker.pid is not None
    while os.getpriority(os.PRIO_PROCESS, worker.pid) <= os.getpriority(os.PRIO_PROCESS, 0) and worker.is_alive():
        time.sleep(0.01)
    # It compiles the rules now: nobody can be asked to wait for that.
    begun = time.monotonic()
    runner.stop(seconds=10)
    assert time.monotonic() - begun < 10 and not worker.is_alive()
    with hall.database.read() as session:
        run = backtest_runs.find_latest(session, BREVILLE, 2)
    assert run is not None and run.ended_at is not None and run.fault in {None, str(STOPPED)}
