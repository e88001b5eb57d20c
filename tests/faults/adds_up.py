"""What must be so after any fault: the account of a town hall adds up, to the last message, number, letter and byte."""

import contextlib
import io
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from unittest.mock import patch

import pytest
from sqlalchemy import Select, func, select, text

from cli.main import main
from domain.ids import Sha256, TrackingCode
from domain.inbound import Channel, Outcome
from flows.kinds import JobKind
from flows.wiring import Installation
from store import jobs, tracking
from store.jobs import JobLine
from store.schema import CallBackRow, DraftRow, HistoryRow, InboundRow, JobRow, OutboxRow, RequestRow
from tests.faults.load import TOWNS, Told
from tests.faults.relay import Relay

Line = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is not as in peace. ``parked``: arrivals whose job is given up, by their source; ``again``: so many letters may have been
    handed to the relay twice, each by a process that was killed between its yes and the commit, and under the same Message-ID.
    """

    again: int = 0
    parked: Collection[str] = ()
    outcomes: Mapping[str, str] = field(default_factory=dict)
    """What becomes of an arrival by its source, where it is no request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What added up: arrivals by channel, and letters."""

    arrivals: Mapping[str, int]
    letters: int
    again: int

    def __str__(self) -> str:
        return f"{sum(self.arrivals.values())} arrivals {dict(self.arrivals)}, {self.letters} letters, {self.again} of them again"


def is_settled(opened: Installation) -> bool:
    """Tell whether nothing is left to be done but what is parked, and every letter that can leave has left."""
    with opened.database.read() as session:
        waits = any(state != "parked" for _, state in jobs.counts(session))
        pending = select(func.count()).select_from(InboundRow).where(InboundRow.outcome == Outcome.PENDING)
        called = select(func.count()).select_from(CallBackRow).where(CallBackRow.inbound_id.is_(None))
        return not waits and not session.scalar(called) and session.scalar(pending) == session.scalar(_PARKED_READS)


_PARKED_READS = select(func.count()).select_from(JobRow).where(JobRow.state == "parked", JobRow.queue != "later")


def check(opened: Installation, told: Told, relay: Relay, environment: Mapping[str, str], expected: Expected = Expected()) -> Account:
    """Check everything; return what there was. ``environment`` is that of the installation's process."""
    lines = _ledger(environment)
    _check_arrivals(opened, lines, told, expected)
    _check_numbers(opened, lines)
    again = _check_letters(opened, relay, expected)
    _check_work(opened, expected)
    _check_stores(opened, environment)
    channels = Counter(str(line["channel"]) for line in lines)
    return Account(arrivals=channels, letters=len(relay.taken), again=again)


def command(environment: Mapping[str, str], *arguments: str) -> tuple[int, str]:
    """Run ``citoyen`` on an installation as somebody beside its process does; return exit status and what it printed."""
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    arguments = ("citoyen", *arguments)
    with patch.dict(os.environ, environment), patch.object(sys, "argv", [*arguments]), contextlib.redirect_stdout(printed):
        status = _exit_status()
    printed.seek(0)
    return status, printed.read()


def _exit_status() -> int:
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code if isinstance(ended.value.code, int) else 0


def _ledger(environment: Mapping[str, str]) -> list[Line]:
    status, printed = command(environment, "ledger", "--json")
    assert status == 0, printed
    return [json.loads(line) for line in printed.splitlines()]


# --- (1) every acknowledged message has one arrival, and that one outcome --------------------------------------------------------------


def _check_arrivals(opened: Installation, lines: list[Line], told: Told, expected: Expected) -> None:
    by_source = Counter(line["source_id"] for line in lines if line["channel"] == Channel.EMAIL)
    assert set(by_source.values()) <= {1}, "one mail came in twice"
    lost = told.kept.get("email", set()) - by_source.keys()
    assert not lost, f"mails that were acknowledged are lost: {sorted(lost)}"
    digests = Counter(line["sha256"] for line in lines)
    lost = told.kept.get("paper", set()) - digests.keys()
    assert not lost, f"files that were taken out of a folder are lost: {sorted(lost)}"
    doubled = [digest for digest in told.kept.get("paper", set()) if digests[digest] != 1]
    assert not doubled, f"one file came in twice: {doubled}"
    given = _given_out(opened, told)
    assert len(set(given.values())) == len(given), "two receipts mean one arrival"
    assert set(given.values()) <= {line["id"] for line in lines}
    known = {**expected.outcomes, **dict.fromkeys(expected.parked, Outcome.PENDING.value)}
    for line in lines:
        wanted = known.get(str(line["source_id"]), Outcome.DRAFTED.value)
        assert line["outcome"] == wanted, f"{line} is not {wanted}"
        if wanted == Outcome.DRAFTED:
            assert len(_requests(line)) == 1, f"not one request: {line}"
    with opened.database.read() as session:
        rows = session.scalar(select(func.count()).select_from(InboundRow))
    assert rows == len(lines), "the ledger leaves something out"


def _given_out(opened: Installation, told: Told) -> dict[str, int]:
    """Return which arrival each receipt means that was given out."""
    found: dict[str, int] = {}
    with opened.database.read() as session:
        for mark in told.kept.get("form", set()) | told.kept.get("counter", set()):
            arrival = next(filter(None, (tracking.find_arrival(session, town, TrackingCode(mark)) for town in TOWNS)), None)
            assert arrival is not None, f"the receipt {mark} was given out and means nothing"
            found[mark] = arrival
    return found


def _requests(line: Line) -> list[str]:
    named = line["requests"]
    assert isinstance(named, list)
    return named


# --- (2) numbers, without gap and without duplicate -------------------------------------------------------------------------------------


def _check_numbers(opened: Installation, lines: list[Line]) -> None:
    counters: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    with opened.database.read() as session:
        numbered = select(RequestRow.town, RequestRow.year, RequestRow.counter).where(RequestRow.counter.is_not(None))
        for town, year, counter in session.execute(numbered.order_by(RequestRow.counter)):
            counters[town, year or 0].append(counter or 0)
        created = select(func.count()).select_from(HistoryRow).where(HistoryRow.action == "created").group_by(HistoryRow.request_id)
        begun = Counter(session.scalars(created))
        every = session.scalar(select(func.count()).select_from(RequestRow))
    for key, found in counters.items():
        assert found == list(range(1, len(found) + 1)), f"numbers of {key} with a gap, or twice: {found}"
    assert begun == ({1: every} if every else {}), "a request was begun twice, or nobody knows when"
    assert every == sum(len(_requests(line)) for line in lines), "requests that no arrival is answerable for"


# --- (3) no letter twice ----------------------------------------------------------------------------------------------------------------


def _check_letters(opened: Installation, relay: Relay, expected: Expected) -> int:
    """Return how many letters the relay was handed again; mailboxes show one, for its Message-ID is the same."""
    with opened.database.read() as session:
        written = session.execute(select(OutboxRow.request_id, OutboxRow.kind, OutboxRow.recipient, OutboxRow.state)).all()
    unsent = [tuple(row) for row in written if row.state != "sent"]
    assert not unsent, f"letters that did not leave: {unsent[:10]}"
    twice = [key for key, times in Counter((row.request_id, row.kind, row.recipient) for row in written).items() if times > 1]
    assert not twice, f"written twice: {twice[:10]}"
    letters = {one.token: one for one in relay.taken}
    assert Counter(one.recipient for one in letters.values()) == Counter(row.recipient for row in written)
    assert len({(one.token, one.recipient, one.subject) for one in relay.taken}) == len(letters), "one Message-ID, two letters"
    requesters = Counter(one.recipient for one in letters.values() if one.recipient.endswith("@courriel.example"))
    assert set(requesters.values()) <= {1}, "somebody got two letters for one message"
    again = len(relay.taken) - len(letters)
    assert again <= expected.again, f"{again} letters were handed over again"
    return again


# --- (4) no work left or parked without a word -------------------------------------------------------------------------------------------


def _check_work(opened: Installation, expected: Expected) -> None:
    with opened.database.read() as session:
        waiting = jobs.waiting_page(session, after=None, limit=10)
        parked = jobs.parked(session, after=None, limit=100)
        sources = {session.scalar(_source_of(one)) for one in parked}
    assert waiting == (), waiting
    assert sources == set(expected.parked), parked
    assert all(one.last_error for one in parked)


def _source_of(job: JobLine) -> Select[str | None]:
    of_draft = select(DraftRow.inbound_id).where(DraftRow.id == job.subject_id).scalar_subquery()
    return select(InboundRow.source_id).where(InboundRow.id == (of_draft if job.kind == JobKind.ROUTE else job.subject_id))


# --- (5) originals, database and journal are whole ---------------------------------------------------------------------------------------


def _check_stores(opened: Installation, environment: Mapping[str, str]) -> None:
    with opened.database.read() as session:
        kept = session.execute(select(InboundRow.sha256, InboundRow.size)).all()
        if session.get_bind().dialect.name == "sqlite":
            assert session.scalars(text("PRAGMA integrity_check")).all() == ["ok"]
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    for digest, size in kept:
        # Reading compares the content with its name.
        assert len(opened.blobs.read(Sha256(digest))) == size
    status, printed = command(environment, "journal", "verify")
    assert status == 0, printed
