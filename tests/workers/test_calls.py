"""A log written line by line while who reads it is killed at any moment: each call once, each call-back one arrival."""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain.call import CallBackState, Way
from flows.calls_options import options_for
from flows.wiring import Installation
from ingest.phone.log import LogImport, open_log, rows_of
from store.schema import CallBackRow, CallLogRow, CallRow, InboundRow, JobRow
from tests import installations, servers
from tests.flows.calling import PARIS, Switchboard
from tests.installations import BREVILLE
from tests.workers import calls_process

KILLS = 12
CALLS = 700
_BEGUN = 20
"""Rows that stand in the log before it is looked at first: enough to know what it is."""
CONTEXT = multiprocessing.get_context("forkserver")


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = installations.installation(installations.settings(tmp_path / "data", database_url=database_url))
    try:
        yield opened
    finally:
        opened.close()


def environment(opened: Installation, log: Path) -> dict[str, str]:
    file = opened.settings.data / "citoyen.toml"
    file.write_text(f'[[call_logs]]\npath = "{log}"\ntown = "{BREVILLE}"\npoll_seconds = 0.1\n')
    return {
        "CITOYEN_DATA": str(opened.settings.data),
        "CITOYEN_DATABASE_URL": opened.settings.database_url.get_secret_value(),
        "CITOYEN_SMTP_PORT": str(servers.free_port()),
        "CITOYEN_CONFIG": str(file),
    }


@contextmanager
def watching(values: Mapping[str, str]) -> Iterator[None]:
    """Run a watcher, and kill it at the end of the block."""
    CONTEXT.set_forkserver_preload(["tests.workers.calls_process"])
    running = CONTEXT.Process(target=calls_process.watch, args=(dict(values),), daemon=True)
    running.start()
    try:
        yield
    finally:
        running.kill()
        running.join()


def written() -> Switchboard:
    """Two days of calls, some with several legs, as a busy town hall has them."""
    chance = random.Random(7)  # noqa: S311 — invented calls
    log, at = Switchboard(), datetime.now(PARIS).replace(microsecond=0) - timedelta(days=2)
    for _ in range(CALLS):
        at += timedelta(seconds=chance.randrange(20, 480))
        who = f"06399830{chance.randrange(90):02}"
        log.any(chance.randrange(5), who, at)
    return log


def kept(opened: Installation) -> int:
    with opened.database.read() as session:
        return session.scalar(select(func.count()).select_from(CallRow)) or 0


@pytest.mark.timeout(600)
def test_a_log_written_line_by_line_while_its_reader_is_killed_gives_each_call_once(hall: Installation, tmp_path: Path) -> None:
    log, path, chance = written(), tmp_path / "Master.csv", random.Random(11)  # noqa: S311 — moments to kill at
    lines = [f"{row}\n" for row in log.rows]
    values = environment(hall, path)
    path.write_text("".join(lines[:_BEGUN]))
    # What was rotated away before anybody looked at the log is nobody's: the first look comes first, however slow the machine is.
    with watching(values):
        wait_for(lambda: progress(hall) != (0, 0), 90)
    writing = CONTEXT.Process(target=calls_process.write, args=(path, lines[_BEGUN:], (180, 280, 380, 381, 500, 600), 0.04), daemon=True)
    writing.start()
    kills = 0
    while kills < KILLS or writing.is_alive():
        before = progress(hall)
        with watching(values):
            deadline = time.monotonic() + 20
            while progress(hall) == before and writing.is_alive() and time.monotonic() < deadline:
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 0.5))
        kills += 1
    assert writing.exitcode == 0
    with watching(values):
        go_on_while_it_grows(hall)
    check(hall, "".join(lines))


def wait_for(holds: Callable[[], bool], seconds: float) -> None:
    """Wait until something holds, at most so long: what does not hold by then the test says itself."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not holds():
        time.sleep(0.1)


def go_on_while_it_grows(hall: Installation) -> None:
    """Wait until all is kept, for as long as ever more is: a process alone may take a minute to start on a machine that has much to do."""
    seen, deadline = progress(hall), time.monotonic() + 90
    while time.monotonic() < deadline and not (kept(hall) >= CALLS and is_settled(hall)):
        time.sleep(0.1)
        if (now := progress(hall)) != seen:
            seen, deadline = now, time.monotonic() + 90


def progress(opened: Installation) -> tuple[int, int]:
    with opened.database.read() as session:
        read = session.scalar(select(func.sum(CallLogRow.ends))) or 0
        return read, session.scalar(select(func.count()).select_from(InboundRow)) or 0


def is_settled(hall: Installation) -> bool:
    with hall.database.read() as session:
        due = CallBackRow.state == CallBackState.DUE
        return session.scalar(select(func.count()).select_from(CallBackRow).where(due, CallBackRow.inbound_id.is_(None))) == 0


def check(hall: Installation, text: str) -> None:
    """Compare what was kept with what the whole log says, read at once."""
    options = options_for(hall.towns.get(BREVILLE), hall.settings)
    stream = BytesIO(text.encode())
    opened = open_log(stream, options)
    assert opened is not None
    importing = LogImport(opened.lines, options)
    for row in rows_of(stream, opened, options):
        importing.feed(row.reading, row.begins)
    taken = importing.finish()
    wanted: Counter[tuple[str, str | None, datetime, str]] = Counter(
        (call.way, call.outside, call.at, call.end) for call in taken.calls if call.way is not Way.INTERNAL
    )
    due = Counter((one.number, one.day, len(one.calls)) for one in taken.call_backs if one.state is CallBackState.DUE)
    with hall.database.read() as session:
        rows = session.scalars(select(CallRow)).all()
        backs = session.scalars(select(CallBackRow).where(CallBackRow.state == CallBackState.DUE)).all()
        arrivals = session.scalar(select(func.count()).select_from(InboundRow))
        reading = session.scalar(select(func.count()).select_from(JobRow))
        asked = session.scalar(select(func.count()).select_from(CallBackRow).where(CallBackRow.inbound_id.is_not(None)))
    found: Counter[tuple[str, str | None, datetime, str]] = Counter((row.way, row.outside, row.at, row.end) for row in rows)
    assert (list(wanted - found), list(found - wanted)) == ([], []), "calls lost, and calls too many"
    asked_for = Counter((row.number, row.day, row.attempts) for row in backs)
    assert (list(due - asked_for), list(asked_for - due)) == ([], []), "call-backs lost, and call-backs too many"
    assert arrivals == asked == reading, "each call-back that was ever due is one arrival, with one job"
    assert all(row.inbound_id is not None for row in backs)
