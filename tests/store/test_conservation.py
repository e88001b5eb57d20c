"""What came in against what became of it: each breach is found, and nothing else is (S31)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from domain.conservation import SEEN, Asked, Flaw
from domain.ids import InboundId
from domain.inbound import Channel, Outcome
from store import call_logs, collected, conservation, folders, heaps, inbounds, jobs, outbox, quarantine, requests
from store.call_logs import LogState, Origin, Progress
from store.collected import Collected, FolderKey
from store.engine import Database
from store.folders import DroppedFile, FileState
from store.outbox import Letter
from store.schema import HeapRow, InboundRow
from tests.store.samples import NOW, VALOGNES, inbound, keep_draft, new_request

LATE = NOW - timedelta(hours=1)
OLD = NOW - timedelta(days=1)
ALL = Asked()


def _found(session: Session, asked: Asked = ALL) -> dict[Flaw, tuple[int, tuple[str, ...]]]:
    rows, of_rows = conservation.call_rows(session, asked)
    pages, of_pages = conservation.paper(session, asked)
    assert rows.whole >= 0 and pages.whole >= 0
    every = (*conservation.exceptions(session, asked, LATE), *of_rows, *of_pages)
    return {one.flaw: (one.count, one.named) for one in every}


def _request(session: Session, content: bytes = b"Bonjour", outcome: Outcome = Outcome.DRAFTED) -> InboundId:
    inbound_id, draft_id = keep_draft(session, content)
    requests.add(session, new_request(draft_id))
    inbounds.set_outcome(session, inbound_id, outcome, None)
    return inbound_id


def test_a_sound_ledger_has_no_exception_and_its_sums_are_those_of_its_lines(served: Database) -> None:
    with served.write() as session:
        _request(session)
        _, spam = keep_draft(session, b"Gagnez")
        inbounds.set_outcome(session, InboundId(2), Outcome.SPAM, "spam")
        waiting, _ = inbounds.add(session, inbound(b"Encore"))
        jobs.add(session, town=VALOGNES, queue="mail", kind="read", subject_id=waiting, now=NOW)
    with served.read() as session:
        (line,), unknown = conservation.sums(session, ALL)
        assert (line.channel, line.arrived, line.accounted, unknown) == (Channel.EMAIL, 3, 3, 0)
        assert line.outcomes == {Outcome.PENDING: 1, Outcome.DRAFTED: 1, Outcome.SPAM: 1}
        assert conservation.sums(session, Asked(channel=Channel.FAX)) == ((), 0)
        assert conservation.sums(session, Asked(until=NOW)) == ((), 0)
        assert _found(session) == {}
    assert spam


def _unknown(session: Session) -> None:
    _request(session)
    session.execute(text("UPDATE inbounds SET outcome = 'gone'"))


def _forgotten(session: Session) -> None:
    waiting, _ = inbounds.add(session, inbound())
    jobs.add(session, town=VALOGNES, queue="mail", kind="read", subject_id=waiting, now=NOW)
    session.execute(text("UPDATE jobs SET state = 'done'"))


def _forgotten_draft(session: Session) -> None:
    keep_draft(session)


def _overdue(session: Session) -> None:
    waiting, draft = keep_draft(session, b"Vieux")
    session.get_one(InboundRow, waiting).received_at = OLD
    jobs.add(session, town=VALOGNES, queue="mail", kind="route", subject_id=draft, now=NOW)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _no_request(session: Session) -> None:
    inbound_id, _ = keep_draft(session)
    inbounds.set_outcome(session, inbound_id, Outcome.DRAFTED, None)


def _nowhere(session: Session) -> None:
    inbound_id, _ = keep_draft(session)
    inbounds.set_outcome(session, inbound_id, Outcome.ATTACHED, "2026/0147")


def _twice(session: Session) -> None:
    _request(session, outcome=Outcome.MACHINE)


def _no_first(session: Session) -> None:
    inbound_id, _ = inbounds.add(session, inbound())
    inbounds.set_outcome(session, inbound_id, Outcome.DUPLICATE, "99")


def _quarantined(session: Session) -> None:
    inbound_id, _ = inbounds.add(session, inbound())
    quarantine.put(session, inbound_id, "malformed", "1", NOW)


def _parked(session: Session) -> None:
    jobs.add(session, town=VALOGNES, queue="later", kind="send", subject_id=7, now=NOW)
    (job,) = jobs.claim(session, "later", now=NOW, lease=timedelta(minutes=1))
    jobs.fail(session, job, "gone", NOW, max_attempts=0)


def _letter(session: Session) -> None:
    outbox.add(session, Letter(town=VALOGNES, request=None, kind="letter", recipient="a@b.example", payload={}), OLD)


def _log(rows: int, state: LogState) -> Callable[[Session], None]:
    def write(session: Session) -> None:
        log = call_logs.add(session, VALOGNES, Origin(source="a.csv", actor="boss"), NOW, digest=inbound().sha256)
        call_logs.begin(session, log.id, "flat", {}, state, NOW)
        call_logs.advance(session, log.id, Progress(), {"rows": rows, "drafts": 1, "cards": 2, "ignored": {"short": 1}}, NOW)

    return write


def _pages(session: Session) -> None:
    report = {"pages_in": 9, "pages_out": 6, "pieces": 2, "blanks_removed": 1, "separator_pages": 1, "sheets_read": 0, "patches_read": 0}
    inbound_id = _request(session)
    heaps.put(session, inbound_id, VALOGNES, (), NOW)
    session.get_one(HeapRow, inbound_id).document = {"files": [report]}


def _mailbox(counted: int, *, aside: bool) -> Callable[[Session], None]:
    def write(session: Session) -> None:
        place = collected.folder(session, FolderKey(town=VALOGNES, account="mairie", folder="INBOX"), 1)
        collected.add(session, place, [Collected(uid=1, inbound_id=_request(session), aside=aside)], 1, leave=True)
        collected.set_counted(session, place, counted, 0, NOW)

    return write


def _file(session: Session) -> None:
    folder = folders.folder(session, VALOGNES, "/depot")
    lying = DroppedFile(key="k", name="a.pdf", state=FileState.TOO_LARGE, size=9, changed_ns=1, since=OLD)
    folders.put_files(session, folder.id, [lying, replace(lying, key="l", since=NOW)])


BREACHES = {
    "outcome": (_unknown, {Flaw.OUTCOME: (1, ("arrival 1",))}),
    "forgotten": (_forgotten, {Flaw.FORGOTTEN: (1, ("arrival 1",))}),
    "forgotten draft": (_forgotten_draft, {Flaw.FORGOTTEN: (1, ("arrival 1",))}),
    "overdue": (_overdue, {Flaw.OVERDUE: (1, ("arrival 1",))}),
    "no request": (_no_request, {Flaw.NO_REQUEST: (1, ("arrival 1",))}),
    "nowhere": (_nowhere, {Flaw.NOWHERE: (1, ("arrival 1",))}),
    "twice": (_twice, {Flaw.TWICE: (1, ("arrival 1",))}),
    "no first": (_no_first, {Flaw.NO_FIRST: (1, ("arrival 1",))}),
    "quarantined": (_quarantined, {Flaw.QUARANTINED: (1, ("arrival 1",))}),
    "parked": (_parked, {Flaw.PARKED: (1, ("job 1",))}),
    "letter": (_letter, {Flaw.LETTER: (1, ("letter 1",))}),
    "rows short": (_log(5, LogState.DONE), {Flaw.CALL_ROWS: (1, ("log 1",))}),
    "rows twice": (_log(3, LogState.GROWING), {Flaw.CALL_ROWS: (1, ("log 1",))}),
    "rows open": (_log(5, LogState.GROWING), {}),
    "rows whole": (_log(4, LogState.DONE), {}),
    "log failed": (_log(4, LogState.FAILED), {Flaw.LOG_FAILED: (1, ("log 1",))}),
    "pages": (_pages, {Flaw.PAGES: (1, ("arrival 1",))}),
    "mails short": (_mailbox(2, aside=False), {Flaw.MAILS: (1, ("mairie INBOX",))}),
    "mails whole": (_mailbox(1, aside=False), {}),
    "mails aside": (_mailbox(1, aside=True), {Flaw.MAILS_ASIDE: (1, ("mairie INBOX",))}),
    "file": (_file, {Flaw.FILES: (1, ("/depot",))}),
}


@pytest.mark.parametrize("name", BREACHES)
def test_each_breach_is_found_and_named_and_no_other(served: Database, name: str) -> None:
    write, expected = BREACHES[name]
    with served.write() as session:
        write(session)
    with served.read() as session:
        assert _found(session) == expected
        assert _found(session, Asked(town=VALOGNES)) == expected
        assert set(_found(session, Asked(town=VALOGNES, since=NOW + timedelta(days=1)))) <= SEEN | {Flaw.MAILS}


def test_an_arrival_added_to_a_request_is_there_by_its_list_or_by_the_reason_that_names_it(served: Database) -> None:
    with served.write() as session:
        _request(session, b"premier")
        tracking = session.execute(text("SELECT tracking FROM requests")).scalar_one()
        again, _ = keep_draft(session, b"encore")
        inbounds.set_outcome(session, again, Outcome.ATTACHED, tracking)
    with served.read() as session:
        assert _found(session) == {}
    with served.write() as session:
        session.execute(text("UPDATE requests SET year = 2026, counter = 147, tracking = 'AAAA-AAAA', status = 'open'"))
        inbounds.set_outcome(session, again, Outcome.ATTACHED, "2026/0147")
    with served.read() as session:
        assert _found(session) == {}


def test_many_exceptions_are_counted_and_the_first_ones_named(served: Database) -> None:
    with served.write() as session:
        for number in range(25):
            keep_draft(session, b"%d" % number)
    with served.read() as session:
        count, named = _found(session)[Flaw.FORGOTTEN]
    assert (count, len(named), named[0]) == (25, conservation.MOST_NAMED, "arrival 1")


def test_a_request_of_a_message_that_is_gone_is_found(served: Database) -> None:
    with served.write() as session:
        _request(session)
    _without_keys(served, "UPDATE requests SET draft_id = 99", "UPDATE inbounds SET outcome = 'spam'")
    with served.read() as session:
        assert _found(session) == {Flaw.NO_ARRIVAL: (1, ("request 1",))}
    _without_keys(served, "UPDATE requests SET draft_id = 1", "DELETE FROM inbounds")
    with served.read() as session:
        assert _found(session) == {Flaw.NO_ARRIVAL: (1, ("request 1",))}


def _without_keys(database: Database, *statements: str) -> None:
    """Break what no program can: rows that others need."""
    with database.write() as session:
        is_sqlite = _is_sqlite(session)
        url = str(session.get_bind().engine.url.render_as_string(hide_password=False))
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("PRAGMA foreign_keys=OFF" if is_sqlite else "SET session_replication_role = replica"))
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()
