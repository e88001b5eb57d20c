import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from imaplib import IMAP4
from threading import Event

import pytest

from domain.errors import UnavailableError
from domain.inbound import Arrival, Outcome
from flows.aside import TOO_LARGE, UNFETCHABLE, UNKEPT
from flows.collect import Count, Pace, collect, count
from flows.receive import receive
from flows.wiring import Installation
from ingest.email.imap import ImapFolder
from ingest.email.imap_account import After, Fault, ImapAccount, ImapError, Secret, Tls
from store import collected, inbounds
from store.collected import FolderStatus
from store.inbounds import LedgerLine
from tests.imap_server import Answer, FakeServer, HangUp, Session, imap_server, refusing, uids_of
from tests.installations import BREVILLE, MAYOR, POTHOLE, arrival, ledger, mail
from tests.servers import Dovecot

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


def now() -> datetime:
    return NOW


def numbered(count: int, first: int = 1) -> dict[int, bytes]:
    return {number: mail(POTHOLE, number=number) for number in range(first, first + count)}


class Box:
    """A folder of a server, collected into an installation; a broken connection is opened again, as the collector does."""

    def __init__(self, hall: Installation, account: ImapAccount, folder: str = "INBOX") -> None:
        self.hall = hall
        self.account = account
        self.folder = folder
        self.pace = Pace()
        self.faults: list[ImapError] = []

    def once(self) -> int:
        source = ImapFolder(self.account, self.folder)
        try:
            return collect(self.hall, self.account, source, self.pace, now)
        finally:
            source.close()

    def until_done(self, tries: int = 60) -> None:
        for _ in range(tries):
            try:
                self.once()
            except ImapError as error:
                self.faults.append(error)
            else:
                return
        raise AssertionError(f"still not done: {self.faults[-1]}")

    def count(self) -> Count:
        for _ in range(60):
            source = ImapFolder(self.account, self.folder)
            try:
                return count(self.hall, self.account, source, self.pace, now)
            except ImapError as error:
                self.faults.append(error)
            finally:
                source.close()
        raise AssertionError(f"still not counted: {self.faults[-1]}")

    @property
    def status(self) -> FolderStatus:
        with self.hall.database.read() as session:
            return next(one for one in collected.statuses(session) if one.folder == self.folder and one.account == self.account.name)


def kept(hall: Installation) -> list[str]:
    return sorted(line.source_id or "" for line in ledger(hall) if line.outcome is Outcome.PENDING)


def aside(hall: Installation) -> list[LedgerLine]:
    return [line for line in ledger(hall) if line.outcome is Outcome.QUARANTINED]


def ids(*numbers: int) -> list[str]:
    return sorted(f"<{number}@courriel.example>" for number in numbers)


@contextmanager
def served(
    hall: Installation, mails: dict[int, bytes], *, answers: dict[str, Answer] | None = None, **values: object
) -> Iterator[tuple[FakeServer, Box]]:
    with imap_server(mails=mails, answers=answers or {}) as server:
        yield server, Box(hall, server.account(**values))


# ---- once, and nothing lost


def test_all_mails_are_kept_once_however_often_it_is_looked(town_hall: Installation) -> None:
    with served(town_hall, numbered(5)) as (server, box):
        assert box.once() == 5
        assert box.once() == 0
        server.mails[6] = mail(POTHOLE, number=6)
        assert box.once() == 1
    lines = ledger(town_hall)
    assert kept(town_hall) == ids(1, 2, 3, 4, 5, 6)
    assert {line.received_at for line in lines} == {datetime(2026, 3, 3, 9, tzinfo=UTC)}
    assert (box.status.mails, box.status.aside, box.status.fault, box.status.collected_at) == (6, 0, None, NOW)


def test_mail_opened_by_a_colleague_is_kept(dovecot: Dovecot, town_hall: Installation) -> None:
    with _signed_in(dovecot, "opened") as client:
        client.append("INBOX", r"(\Seen)", None, mail(POTHOLE, number=1))
        client.append("INBOX", r"(\Seen \Deleted)", None, mail(POTHOLE, number=2))
    Box(town_hall, _account(dovecot, "opened")).once()
    assert kept(town_hall) == ids(1, 2)


def test_the_same_mail_in_two_accounts_twice_in_one_and_by_smtp_is_one_arrival(town_hall: Installation) -> None:
    raw = mail(POTHOLE)
    receive(town_hall, [arrival(b"Received: from a\r\n" + raw)])
    mails = {1: b"Delivered-To: mairie@breville.example\r\n" + raw, 2: raw, 3: b"Received: by c\r\n" + raw}
    with served(town_hall, mails, after=After.MOVE, target="A") as (first, box), served(town_hall, dict(mails), user="autre") as (_, other):
        box.once()
        other.once()
        assert set(first.moved) == {1, 2, 3}
    assert kept(town_hall) == ids(1)
    assert (box.status.mails, other.status.mails) == (3, 3)


def test_addresses_it_was_delivered_to_are_the_towns_own_only(town_hall: Installation) -> None:
    headers = {"Delivered-To": "<CCAS@breville.example>", "X-Original-To": "mairie@auville.example"}
    with served(town_hall, {1: mail(POTHOLE, headers=headers), 2: mail(POTHOLE, number=2)}) as (_, box):
        box.once()
    with town_hall.database.read() as session:
        found = [inbounds.get(session, line.id).inbound for line in ledger(town_hall)]
    assert [one.envelope.recipients for one in found] == [("ccas@breville.example",), (MAYOR,)]


@pytest.mark.parametrize(
    ("told", "expected"), [("01-Jan-1970 00:00:00 +0000", NOW), ("01-Jan-2031 00:00:00 +0000", NOW), ("nonsense", NOW)]
)
def test_moment_nobody_can_believe_is_now(town_hall: Installation, told: str, expected: datetime) -> None:
    with served(town_hall, {1: mail(POTHOLE)}) as (server, box):
        server.date = told
        box.once()
    assert [line.received_at for line in ledger(town_hall)] == [expected]


ODD = [
    b"",
    b"\x00",
    b"\x00" * 5000,
    bytes(range(256)) * 20,
    b"Message-ID: <a\x00b@c>\r\nDelivered-To: \x00\xff\r\n\r\n\x00",
    b"Message-ID: <\xed\xa0\x80@c>\r\nDelivered-To: =?utf-7?q?+2AA-?=\r\n\r\n",
    b"Message-ID: <" + b"a" * 100_000 + b">\r\nDelivered-To: " + b"x" * 100_000 + b"\r\n\r\n",
    b"Delivered-To: a\r\n" * 20_000,
    b"\r\n" * 50_000,
    b":" * 100_000,
]


def test_no_mail_keeps_others_out(town_hall: Installation) -> None:
    mails = {10 * number: raw for number, raw in enumerate(ODD, 1)} | numbered(9)
    with served(town_hall, mails, after=After.MOVE, target="A") as (server, box):
        box.once()
        assert box.faults == []
        assert server.mails == {}
    assert {line.source_id for line in ledger(town_hall)} >= set(ids(*range(1, 10)))
    assert len(ledger(town_hall)) == 9 + len(ODD)
    assert aside(town_hall) == []


def test_mail_that_we_cannot_deal_with_is_set_aside_whole_and_told(
    town_hall: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(installation: Installation, arrivals: list[object], then: object) -> object:
        if any(b"<3@" in one.raw for one in arrivals):  # type: ignore[attr-defined]
            raise ZeroDivisionError(POTHOLE)
        return receive(installation, arrivals, then)  # type: ignore[arg-type]

    monkeypatch.setattr("flows.collect.receive", failing)
    with served(town_hall, numbered(9), after=After.MOVE, target="A") as (server, box):
        box.once()
        assert set(server.moved) == {1, 2, 4, 5, 6, 7, 8, 9}
        assert kept(town_hall) == ids(1, 2, 4, 5, 6, 7, 8, 9)
        (line,) = aside(town_hall)
        assert (line.reason, box.status.aside, box.status.fault) == (UNKEPT, 1, None)
        assert "ZeroDivisionError" in caplog.text and "UID 3" in caplog.text and "Sylvie" not in caplog.text
        monkeypatch.setattr("flows.collect.receive", receive)
        assert box.count() == Count(mails=1, missed=0, aside=0)
        assert 3 in server.moved
    assert kept(town_hall) == ids(*range(1, 10))
    assert aside(town_hall) == []


# ---- one bad mail


def poisoned(bad: set[int], harm: Callable[[Session, str], None], what: str = "BODY.PEEK[]") -> Answer:
    """Answer as it should be, but do harm where a command that asks for certain mails names a bad one."""

    def answer(session: Session, tag: str, words: str) -> None:
        if what in words:
            for uid in uids_of(words):
                if uid in bad:
                    harm(session, tag)
                    return
                if uid in session.server.mails:
                    session.tell(uid, words)
            session.say(f"{tag} OK done")
        else:
            session.do_fetch(tag, words)

    return answer


def closing(_session: Session, _tag: str) -> None:
    raise HangUp


def says(words: str) -> Callable[[Session, str], None]:
    return lambda session, tag: session.say(f"{tag} {words}")


def garbage(session: Session, tag: str) -> None:
    session.say("* 1 FETCH (UID 3 BODY[] {4}", "Bonjour Sylvie", f"{tag} OK done")


def nonsense(session: Session, tag: str) -> None:
    session.say("* 1 FETCH (NIL NIL NIL", f"{tag} OK done")


HARMS = [closing, says("NO [SERVERBUG] cannot"), says("BAD what"), garbage, nonsense]


@pytest.mark.parametrize(
    ("harm", "what"), [*((harm, "BODY.PEEK[]") for harm in HARMS), (closing, "RFC822.SIZE"), (says("NO no"), "RFC822.SIZE")]
)
def test_one_bad_mail_is_set_aside_and_the_rest_go_on(town_hall: Installation, harm: Callable[[Session, str], None], what: str) -> None:
    mails = numbered(20)
    with served(town_hall, mails, answers={"FETCH": poisoned({17}, harm, what)}, after=After.MOVE, target="A") as (server, box):
        box.until_done(30)
        assert set(server.mails) == {17}
        (line,) = aside(town_hall)
        assert (line.reason, line.source_id) == (UNFETCHABLE, "<17@courriel.example>")
        assert box.status.fault is None
        server.mails[21] = mail(POTHOLE, number=21)
        assert box.once() == 1  # it does not slow down what follows
        assert box.count() == Count(mails=1, missed=0, aside=1)
        server.answers.clear()
        assert box.count() == Count(mails=1, missed=0, aside=0)
    assert kept(town_hall) == ids(*range(1, 22))
    assert aside(town_hall) == []


def test_every_second_mail_is_bad_and_so_are_their_headers(town_hall: Installation) -> None:
    bad = set(range(1, 8, 2))

    def answer(session: Session, tag: str, words: str) -> None:
        poisoned(bad, closing, "BODY.PEEK")(session, tag, words)

    with served(town_hall, numbered(8), answers={"FETCH": answer}) as (_, box):
        box.until_done(100)
    assert kept(town_hall) == ids(*range(2, 9, 2))
    assert len(aside(town_hall)) == 4


def test_mail_that_is_held_back_is_set_aside_and_a_vanished_one_is_not(town_hall: Installation) -> None:
    def answer(session: Session, tag: str, words: str) -> None:
        if "BODY.PEEK[]" in words:
            session.server.mails.pop(4, None)
            for uid in uids_of(words):
                if uid in session.server.mails and uid != 2:
                    session.tell(uid, words)
            session.say(f"{tag} OK done")
        else:
            session.do_fetch(tag, words)

    with served(town_hall, numbered(6), answers={"FETCH": answer}) as (_, box):
        box.once()
        assert box.once() == 0
    assert kept(town_hall) == ids(1, 3, 5, 6)
    assert [line.source_id for line in aside(town_hall)] == ids(2)


def test_server_that_hands_over_nothing_is_at_fault_and_not_each_mail(town_hall: Installation) -> None:
    def answer(session: Session, tag: str, words: str) -> None:
        session.say(f"{tag} OK done") if "BODY.PEEK[]" in words else session.do_fetch(tag, words)

    with served(town_hall, numbered(600), answers={"FETCH": answer}) as (server, box):
        for _ in range(5):
            with pytest.raises(ImapError) as told:
                box.once()
            assert told.value.fault is Fault.ANSWER
        assert ledger(town_hall) == ()
        server.answers.clear()
        box.once()
    assert len(kept(town_hall)) == 600


def handing_over(said: Callable[[int, bytes], str | bytes]) -> Answer:
    """Answer as it should be, but tell bodies as the test wants."""

    def answer(session: Session, tag: str, words: str) -> None:
        if "BODY.PEEK[]" not in words:
            session.do_fetch(tag, words)
            return
        session.say(*(said(uid, session.server.mails[uid]) for uid in uids_of(words) if uid in session.server.mails), f"{tag} OK done")

    return answer


def as_literal(uid: int, raw: bytes, mark: str = "") -> bytes:
    return f"* {uid} FETCH (UID {uid} BODY[] {mark}{{{len(raw)}}}".encode() + b"\r\n" + raw + b")"


NO_TEXT: dict[str, Callable[[int, bytes], str | bytes]] = {
    "empty literal": lambda uid, _: as_literal(uid, b""),
    "empty string": lambda uid, _: f'* {uid} FETCH (UID {uid} BODY[] "")',
    "atom": lambda uid, _: f"* {uid} FETCH (UID {uid} BODY[] ERROR)",
    "nothing": lambda uid, _: f"* {uid} FETCH (UID {uid} BODY[] NIL)",
}


@pytest.mark.parametrize("after", [After.MOVE, After.DELETE])
@pytest.mark.parametrize("what", NO_TEXT)
def test_mails_handed_over_without_their_text_are_set_aside_and_stay_there(town_hall: Installation, what: str, after: After) -> None:
    answers = {"FETCH": handing_over(lambda uid, raw: NO_TEXT[what](uid, raw) if uid in {2, 4} else as_literal(uid, raw))}
    values = {"target": "A"} if after is After.MOVE else {}
    with served(town_hall, numbered(5), answers=answers, after=after, **values) as (server, box):
        box.until_done()
        assert server.mails.keys() == {2, 4}
        assert sorted(line.source_id or "" for line in aside(town_hall)) == ids(2, 4)
        assert kept(town_hall) == ids(1, 3, 5)
        server.answers.clear()
        assert box.count() == Count(mails=2, missed=0, aside=0)
        assert server.mails == {}
    assert kept(town_hall) == ids(1, 2, 3, 4, 5)


def test_mails_handed_over_as_binary_literals_are_kept(town_hall: Installation) -> None:
    answers = {"FETCH": handing_over(lambda uid, raw: as_literal(uid, raw, "~"))}
    with served(town_hall, numbered(3), answers=answers, after=After.MOVE, target="A") as (server, box):
        box.once()
        assert server.mails == {}
    assert kept(town_hall) == ids(1, 2, 3)


def test_mail_that_is_cut_short_is_kept_and_not_deleted(town_hall: Installation, caplog: pytest.LogCaptureFixture) -> None:
    answers = {"FETCH": handing_over(lambda uid, raw: as_literal(uid, raw[: len(raw) // 3] if uid == 2 else raw))}
    with served(town_hall, numbered(3), answers=answers, after=After.DELETE) as (server, box):
        box.once()
        box.once()
        assert server.mails.keys() == {2}
        assert (box.status.waiting, box.status.mails) == (0, 3)
    assert "UID 2: handed over cut short" in caplog.text and "UID 1" not in caplog.text
    assert len(ledger(town_hall)) == 3


@pytest.mark.parametrize("good", [0, 3])
def test_several_mails_held_back_end_set_aside_and_are_counted(town_hall: Installation, good: int) -> None:
    answers = {"FETCH": handing_over(lambda uid, raw: NO_TEXT["nothing"](uid, raw) if uid <= 2 else as_literal(uid, raw))}
    with served(town_hall, numbered(2 + good), answers=answers) as (_, box):
        box.until_done(12)
        assert box.count() == Count(mails=2 + good, missed=0, aside=2)
        assert (len(aside(town_hall)), len(kept(town_hall))) == (2, good)
        assert box.status.fault is None


def test_server_that_holds_back_all_is_not_hurried(town_hall: Installation) -> None:
    answers = {"FETCH": handing_over(NO_TEXT["nothing"])}
    with served(town_hall, numbered(40), answers=answers) as (_, box):
        hurried = []
        for _ in range(60):
            with pytest.raises(ImapError):
                box.once()
            hurried.append(box.pace.takes_hurry())
        assert hurried[0] and not any(hurried[-10:])


@pytest.mark.parametrize("is_held_back", [False, True])
def test_server_that_tells_no_sizes_lets_no_mail_pass(town_hall: Installation, is_held_back: bool) -> None:
    def answer(session: Session, tag: str, words: str) -> None:
        is_text = "BODY.PEEK[]" in words
        if "RFC822.SIZE" in words or (is_text and is_held_back and 2 in uids_of(words)):
            session.say(f"{tag} OK done")
        else:
            session.do_fetch(tag, words)

    with served(town_hall, numbered(3), answers={"FETCH": answer}, after=After.DELETE) as (server, box):
        box.until_done(20)
        assert box.count() == Count(mails=3, missed=0, aside=int(is_held_back))
        assert len(server.mails) == 3  # nobody knows whether they came whole
    assert kept(town_hall) == (ids(1, 3) if is_held_back else ids(1, 2, 3))


def test_mails_that_vanish_before_their_sizes_are_told_are_passed(town_hall: Installation) -> None:
    def answer(session: Session, tag: str, words: str) -> None:
        session.server.mails.pop(2, None)
        session.do_fetch(tag, words)

    with served(town_hall, numbered(3), answers={"FETCH": answer}) as (_, box):
        assert box.once() == 3
        assert box.once() == 0
        assert box.count() == Count(mails=2, missed=0, aside=0)
    assert (kept(town_hall), aside(town_hall)) == (ids(1, 3), [])


def test_sizes_that_lie_hold_no_more_than_a_batch(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(session: Session, tag: str, words: str) -> None:
        if "RFC822.SIZE" in words:
            session.say(*(f"* {uid} FETCH (UID {uid} RFC822.SIZE 10)" for uid in uids_of(words)), f"{tag} OK done")
        else:
            session.do_fetch(tag, words)

    held: list[int] = []

    def keeping(installation: Installation, arrivals: list[Arrival], then: Callable[..., None]) -> object:
        held.append(sum(len(one.raw) for one in arrivals))
        return receive(installation, arrivals, then)

    monkeypatch.setattr("flows.collect.receive", keeping)
    mails = {uid: raw + b"y" * 2_000_000 for uid, raw in numbered(40).items()}
    with served(town_hall, mails, answers={"FETCH": answer}) as (_, box):
        box.once()
        assert (box.once(), box.status.fault) == (0, None)
    assert sum(held) > 80_000_000 and max(held) < 20_000_000
    assert kept(town_hall) == ids(*range(1, 41))


@pytest.mark.parametrize("is_said", [True, False])
def test_too_large_a_mail_is_told_by_its_header(town_hall: Installation, is_said: bool) -> None:
    mails = numbered(3)
    mails[2] += b"x" * 3_000_000
    answers: dict[str, Answer] = {}
    if not is_said:
        # Exchange, for one, estimates sizes.
        def answer(session: Session, tag: str, words: str) -> None:
            if "RFC822.SIZE" in words:
                for uid in uids_of(words):
                    session.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE 100)")
                session.say(f"{tag} OK done")
            else:
                session.do_fetch(tag, words)

        answers["FETCH"] = answer
    with served(town_hall, mails, answers=answers, max_bytes=10_000, after=After.DELETE) as (server, box):
        box.until_done()
        assert set(server.mails) == {2}
        server.validity += 1
        box.until_done()
    (line,) = aside(town_hall)
    assert (line.reason, line.source_id) == (TOO_LARGE if is_said else UNFETCHABLE, "<2@courriel.example>")
    assert kept(town_hall) == ids(1, 3)


# ---- the folder is another one, or is not as told


def test_after_a_change_of_validity_everything_is_looked_at_anew_and_nothing_is_twice(town_hall: Installation) -> None:
    with served(town_hall, numbered(5), after=After.MOVE, target="A") as (server, box):
        server.answers["MOVE"] = refusing("NO not now")
        box.once()
        assert box.status.waiting == 5
        server.validity, server.mails = 8, {uid + 100: raw for uid, raw in numbered(6).items()}
        del server.answers["MOVE"]
        box.pace = Pace()
        box.once()
        assert set(server.moved) == {101, 102, 103, 104, 105, 106}
        assert (box.status.waiting, box.status.fault) == (0, None)
    assert kept(town_hall) == ids(*range(1, 7))


def test_validity_changes_in_the_middle_of_a_batch(town_hall: Installation) -> None:
    def answer(session: Session, tag: str, words: str) -> None:
        if "BODY.PEEK[]" in words and session.server.validity == 7:
            session.tell(1, words)
            session.server.validity = 8
            session.server.mails = {1: mail(POTHOLE, number=50), 2: mail(POTHOLE, number=1)}
            raise HangUp
        session.do_fetch(tag, words)

    with served(town_hall, numbered(30), answers={"FETCH": answer}) as (_, box):
        box.until_done()
    assert kept(town_hall) == ids(1, 50)


def test_mail_that_gets_a_lower_uid_later_is_found_by_the_count(town_hall: Installation) -> None:
    mails = numbered(3, first=10)
    with served(town_hall, mails) as (server, box):
        box.once()
        server.mails[4] = mail(POTHOLE, number=4)
        assert box.once() == 0
        assert box.count() == Count(mails=4, missed=1, aside=0)
        assert (box.status.counted, box.status.missed, box.status.counted_at) == (4, 1, NOW)
        assert box.count() == Count(mails=4, missed=0, aside=0)
    assert kept(town_hall) == ids(4, 10, 11, 12)


def test_numbers_as_large_as_they_get_are_kept(town_hall: Installation) -> None:
    with served(town_hall, {4_294_967_295: mail(POTHOLE)}) as (server, box):
        server.validity = 4_294_967_295
        box.once()
        assert box.once() == 0
    assert kept(town_hall) == ids(1)


@pytest.mark.parametrize("validity", [2**32, 2**63, 2**64])
def test_number_that_cannot_be_is_a_fault(town_hall: Installation, validity: int) -> None:
    with served(town_hall, numbered(1)) as (server, box):
        server.validity = validity
        with pytest.raises(ImapError) as told:
            box.once()
        assert told.value.fault is Fault.ANSWER
        server.validity = 7
        server.answers["SEARCH"] = lambda session, tag, _: session.say(f"* SEARCH 1 {validity}", f"{tag} OK done")
        with pytest.raises(ImapError) as told:
            box.once()
        assert told.value.fault is Fault.ANSWER
    assert ledger(town_hall) == ()


@pytest.mark.parametrize(("told", "before"), [(1, 0), (1, 2), (2, 2)])
def test_next_number_that_cannot_be_is_not_believed(town_hall: Installation, told: int, before: int) -> None:
    with served(town_hall, numbered(before)) as (server, box):
        box.once()
        server.mails |= numbered(3)
        server.next_uid = told
        box.once()
    assert kept(town_hall) == ids(1, 2, 3)


def test_mail_that_comes_between_look_and_count_is_kept(town_hall: Installation) -> None:
    with served(town_hall, numbered(2)) as (server, box):
        box.once()
        server.mails[3] = mail(POTHOLE, number=3)
        assert box.count() == Count(mails=3, missed=0, aside=0)
    assert kept(town_hall) == ids(1, 2, 3)


def test_emptied_folder_is_no_fault(town_hall: Installation) -> None:
    with served(town_hall, numbered(3)) as (server, box):
        box.once()
        server.mails.clear()
        assert box.once() == 0
        assert box.count() == Count(mails=0, missed=0, aside=0)


# ---- moving


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("NO [OVERQUOTA] full", Fault.QUOTA),
        ("NO [NOPERM] no", Fault.ANSWER),
        ("BAD what", Fault.ANSWER),
        ("NO [TRYCREATE] no", Fault.NO_TARGET),
    ],
)
def test_mails_that_cannot_be_moved_are_kept_and_moved_later(town_hall: Installation, words: str, fault: Fault) -> None:
    answers = {"MOVE": refusing(words), "CREATE": refusing("NO [NOPERM] no")}
    with served(town_hall, numbered(3), answers=answers, after=After.MOVE, target="A") as (server, box):
        box.once()
        assert (box.status.waiting, box.status.fault, box.status.collected_at) == (3, fault, NOW)
        server.mails[4] = mail(POTHOLE, number=4)
        box.once()
        assert (box.status.waiting, kept(town_hall)) == (4, ids(1, 2, 3, 4))
        server.answers.clear()
        box.count()  # gives each another chance
        assert (box.status.waiting, box.status.fault) == (0, None)
        assert set(server.moved) == {1, 2, 3, 4}


@pytest.mark.parametrize("is_closing", [True, False])
def test_mail_that_cannot_be_moved_keeps_no_other(town_hall: Installation, is_closing: bool) -> None:
    def answer(session: Session, tag: str, words: str) -> None:
        if 7 not in uids_of(words):
            session.do_move(tag, words)
        elif is_closing:
            raise HangUp
        else:
            session.say(f"{tag} NO [NOPERM] that one not")

    with served(town_hall, numbered(30), answers={"MOVE": answer}, after=After.MOVE, target="A") as (server, box):
        box.until_done(40)
        server.mails[31] = mail(POTHOLE, number=31)
        box.until_done(40)
        box.until_done(40)
        assert set(server.mails) == {7}
        assert (box.status.waiting, box.status.fault) == (1, Fault.ANSWER)
    assert kept(town_hall) == ids(*range(1, 32))


def test_mails_that_vanish_before_they_are_moved_are_no_fault(town_hall: Installation) -> None:
    def answer(session: Session, tag: str, words: str) -> None:
        session.server.mails.pop(2)
        session.do_move(tag, words)

    with served(town_hall, numbered(3), answers={"MOVE": answer}, after=After.MOVE, target="A") as (_, box):
        box.once()
        assert (box.status.waiting, box.status.fault) == (0, None)


def test_vanished_mail_told_in_words_keeps_no_other_from_being_moved(town_hall: Installation) -> None:
    def move(session: Session, tag: str, words: str) -> None:
        if 2 in uids_of(words):
            session.say(f"{tag} NO No such message")
        else:
            session.do_move(tag, words)

    answers = {"MOVE": move, "CREATE": refusing("NO Mailbox exists.")}
    with served(town_hall, numbered(5), answers=answers, after=After.MOVE, target="A") as (server, box):
        server.folders.append("A")
        box.until_done()
        box.until_done()
        assert server.moved.keys() == {1, 3, 4, 5}
        assert box.status.fault == Fault.ANSWER


def test_target_that_another_folder_made_meanwhile_is_used(town_hall: Installation) -> None:
    def create(session: Session, tag: str, words: str) -> None:
        session.server.folders.append(words.strip('"'))
        session.say(f"{tag} NO Mailbox already exists")

    def move(session: Session, tag: str, words: str) -> None:
        if "A" in session.server.folders:
            session.do_move(tag, words)
        else:
            session.say(f"{tag} NO [TRYCREATE] no such folder")

    with served(town_hall, numbered(3), answers={"MOVE": move, "CREATE": create}, after=After.MOVE, target="A") as (server, box):
        box.once()
        assert (len(server.moved), box.status.fault) == (3, None)


@pytest.mark.parametrize(
    ("lines", "end", "is_read_only"),
    [
        ([r"* OK [PERMANENTFLAGS (\Seen \Deleted \*)] so"], "OK done", False),
        ([], "OK done", False),
        ([], "OK [read-write] done", False),
        (["* OK [PERMANENTFLAGS ()] so"], "OK done", True),
        ([], "OK [READ-ONLY] done", True),
    ],
)
def test_what_a_selection_says_of_rights(town_hall: Installation, lines: list[str], end: str, is_read_only: bool) -> None:
    def select(session: Session, tag: str, _words: str) -> None:
        session.say("* 3 EXISTS", "* OK [UIDVALIDITY 7] so", *lines, f"{tag} {end}")

    with served(town_hall, numbered(3), answers={"SELECT": select}, after=After.MOVE, target="A") as (server, box):
        box.once()
        assert (len(server.moved), box.status.fault) == ((0, Fault.READ_ONLY) if is_read_only else (3, None))


def test_mailbox_that_may_only_be_read_is_collected_and_told(town_hall: Installation) -> None:
    with served(town_hall, numbered(3), after=After.MOVE, target="A") as (server, box):
        server.is_writable = False
        box.once()
        assert box.once() == 0
        assert (box.status.fault, box.status.waiting, kept(town_hall)) == (Fault.READ_ONLY, 3, ids(1, 2, 3))
        server.is_writable = True
        box.once()
        assert (box.status.fault, box.status.waiting) == (None, 0)


def test_since_when_something_is_wrong_stays_as_it_was(town_hall: Installation) -> None:
    with served(town_hall, numbered(1), answers={"MOVE": refusing("NO [OVERQUOTA] full")}, after=After.MOVE, target="A") as (_, box):
        box.once()
        source = ImapFolder(box.account, "INBOX")
        collect(town_hall, box.account, source, Pace(), lambda: NOW.replace(hour=20))
        source.close()
        assert box.status.fault_since == NOW
        assert box.status.collected_at == NOW.replace(hour=20)


# ---- what breaks


def test_connection_that_breaks_at_any_command_costs_nothing(town_hall: Installation) -> None:
    chance = random.Random(20260312)  # noqa: S311
    with served(town_hall, numbered(60), after=After.MOVE, target="A") as (server, box):

        def sometimes(name: str) -> Answer:
            def answer(session: Session, tag: str, words: str) -> None:
                if chance.random() < 0.3:
                    raise HangUp
                getattr(session, f"do_{name}")(tag, words)
                if chance.random() < 0.1:
                    raise HangUp

            return answer

        for name in ("select", "search", "fetch", "move", "login", "capability"):
            server.answers[name.upper()] = sometimes(name)
        box.until_done(400)
        assert server.mails == {}
    assert kept(town_hall) == ids(*range(1, 61))


@pytest.mark.parametrize("at", [1, 3, 5])
def test_database_that_is_away_in_a_batch_costs_nothing(town_hall: Installation, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    honest, opened = town_hall.database.write, 0

    def failing() -> object:
        nonlocal opened
        opened += 1
        if opened == at:
            raise UnavailableError("away")
        return honest()

    with served(town_hall, numbered(600), after=After.MOVE, target="A") as (server, box):
        with monkeypatch.context() as patch:
            patch.setattr(type(town_hall.database), "write", lambda _self: failing())
            with pytest.raises(UnavailableError):
                box.once()
        assert set(server.moved) <= {int(one.split("@")[0][1:]) for one in kept(town_hall)}
        box.once()
        assert len(server.moved) == 600
    assert kept(town_hall) == ids(*range(1, 601))


def test_full_disk_in_a_batch_costs_nothing(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: object, _contents: object) -> object:
        raise UnavailableError("The disk is full.")

    with served(town_hall, numbered(5), after=After.DELETE) as (server, box):
        with monkeypatch.context() as patch:
            patch.setattr(type(town_hall.blobs), "put_many", full)
            with pytest.raises(UnavailableError):
                box.once()
        assert (len(server.mails), kept(town_hall)) == (5, [])
        box.once()
    assert kept(town_hall) == ids(1, 2, 3, 4, 5)


def test_slow_server_is_waited_for(town_hall: Installation) -> None:
    def answer(session: Session, tag: str, words: str) -> None:
        time.sleep(0.1)
        session.do_fetch(tag, words)

    with served(town_hall, numbered(3), answers={"FETCH": answer}) as (_, box):
        box.once()
    assert kept(town_hall) == ids(1, 2, 3)


def test_nothing_of_a_mail_is_logged(town_hall: Installation, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with served(town_hall, numbered(30), answers={"FETCH": poisoned({7}, garbage)}) as (_, box):
        box.until_done()
    assert not any("Sylvie" in str(fault) for fault in box.faults)
    assert "Sylvie" not in caplog.text


# ---- a real server


def test_mail_that_a_colleague_takes_away_from_a_real_server_is_passed(dovecot: Dovecot, town_hall: Installation) -> None:
    account = _account(dovecot, f"fort{abs(hash(town_hall.settings.database_address))}")
    with _signed_in(dovecot, account.user) as client:
        for number in (1, 2, 3):
            client.append("INBOX", "", None, mail(POTHOLE, number=number))
        source = ImapFolder(account, "INBOX")
        assert source.uids() == [1, 2, 3]
        client.select("INBOX")
        client.store("2", "+FLAGS", r"(\Deleted)")
        client.expunge()
        assert source.listed([1, 2, 3]) == [1, 3]
        client.store("2", "+FLAGS", r"(\Deleted)")
        client.expunge()
        collect(town_hall, account, source, Pace(), now)
        source.close()
    assert (kept(town_hall), aside(town_hall)) == (ids(1), [])


def _account(dovecot: Dovecot, user: str, **values: object) -> ImapAccount:
    given: dict[str, object] = {
        "host": dovecot.host,
        "port": dovecot.port,
        "tls": Tls.NONE,
        "user": user,
        "secret": lambda: Secret(value=dovecot.password),
        "town": BREVILLE,
        "address": MAYOR,
    }
    return ImapAccount(**(given | values))  # type: ignore[arg-type]


@contextmanager
def _signed_in(dovecot: Dovecot, user: str) -> Iterator[IMAP4]:
    with IMAP4(dovecot.host, dovecot.port, timeout=20) as client:
        client.login(user, dovecot.password)
        yield client


@pytest.mark.parametrize(
    ("name", "wire"),
    [("Été 2026", '"&AMk-t&AOk- 2026"'), ('a "b" & c', '"a \\"b\\" &- c"'), ("Mairie/Contact/Été", '"Mairie/Contact/&AMk-t&AOk-"')],
)
def test_folders_of_any_name_are_collected_and_moved_to(dovecot: Dovecot, town_hall: Installation, name: str, wire: str) -> None:
    user = f"noms{abs(hash((name, town_hall.settings.database_address)))}"
    with _signed_in(dovecot, user) as client:
        client.create(wire)
        client.append(wire, "", None, mail(POTHOLE, number=1))
        box = Box(town_hall, _account(dovecot, user, after=After.MOVE, target=f"{name}/Reçus « gardés »"), name)
        box.once()
        assert client.select(wire) == ("OK", [b"0"])
        told = client.list()[1]
        assert b"Re&AOc-us" in b" ".join(line for line in told if isinstance(line, bytes))
    assert kept(town_hall) == ids(1)
    assert (box.status.fault, box.status.waiting) == (None, 0)


@pytest.mark.parametrize("after", [After.SEEN, After.FLAG, After.DELETE, After.LEAVE])
def test_mails_are_marked_or_deleted(dovecot: Dovecot, town_hall: Installation, after: After) -> None:
    user = f"{after}{abs(hash(town_hall.settings.database_address))}"
    with _signed_in(dovecot, user) as client:
        for number in (1, 2):
            client.append("INBOX", "", None, mail(POTHOLE, number=number))
        Box(town_hall, _account(dovecot, user, after=after)).once()
        client.select("INBOX", readonly=True)
        found = {name: client.search(None, name)[1] for name in ("ALL", "SEEN", "FLAGGED")}
    assert found == {
        "ALL": [b"" if after is After.DELETE else b"1 2"],
        "SEEN": [b"1 2" if after is After.SEEN else b""],
        "FLAGGED": [b"1 2" if after is After.FLAG else b""],
    }
    assert kept(town_hall) == ids(1, 2)


def test_quiet_folder_costs_one_round_trip(dovecot: Dovecot, town_hall: Installation) -> None:
    account = _account(dovecot, f"quiet{abs(hash(town_hall.settings.database_address))}", poll_seconds=0.01)
    source = ImapFolder(account, "INBOX")
    source._can -= {"IDLE"}
    collect(town_hall, account, source, Pace(), now)
    sent: list[bytes] = []
    honest = source._client._imap.send

    def send(words: bytes) -> None:
        sent.append(words)
        honest(words)

    source._client._imap.send = send
    assert not source.wait(Event())
    assert len(sent) == 1
    source.close()


def test_mails_come_in_the_same_by_smtp_and_by_imap(dovecot: Dovecot, town_hall: Installation) -> None:
    user = f"beide{abs(hash(town_hall.settings.database_address))}"
    raw = [mail(POTHOLE, number=number).replace(b"\n", b"\r\n") for number in range(1, 21)]
    with _signed_in(dovecot, user) as client:
        for one in raw:
            client.append("INBOX", "", None, one)
    receive(town_hall, [arrival(b"Received: from x\r\n" + one) for one in raw])
    Box(town_hall, _account(dovecot, user)).once()
    assert Counter(kept(town_hall)) == Counter(ids(*range(1, 21)))
