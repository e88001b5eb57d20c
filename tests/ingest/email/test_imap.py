import base64
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event

import pytest

from ingest.email import imap, imap_answers, imap_client
from ingest.email.imap import ImapFolder
from ingest.email.imap_account import After, Fault, ImapAccount, ImapError, Secret, Tls
from tests.certificates import Authority
from tests.imap_server import Answer, FakeServer, HangUp, Session, hanging_up, imap_server, refusing, silent

MAIL = b"Subject: essai\r\n\r\nBonjour\r\n"


@contextmanager
def folder(server: FakeServer, name: str = "INBOX", **values: object) -> Iterator[ImapFolder]:
    source = ImapFolder(server.account(**values), name)
    try:
        yield source
    finally:
        source.close()


def fault_of(account: ImapAccount, name: str = "INBOX") -> ImapError:
    with pytest.raises(ImapError) as told:
        ImapFolder(account, name).close()
    return told.value


def bodies(source: ImapFolder, *batches: list[int]) -> list[dict[int, bytes]]:
    return [{one.uid: one.raw for one in handed.mails} for handed in source.mails(batches)]


# ---- what is there


def test_mails_come_in_batches_with_the_moment_the_server_took_them_in() -> None:
    mails = {uid: MAIL + bytes([uid]) for uid in range(1, 6)}
    with imap_server(mails=mails) as server, folder(server) as source:
        assert source.uids() == [1, 2, 3, 4, 5]
        assert source.sizes([1, 5, 9]) == {1: len(MAIL) + 1, 5: len(MAIL) + 1}
        batches = [handed.mails for handed in source.mails([[1, 2], [3, 4], [5]])]
        assert [[one.uid for one in found] for found in batches] == [[1, 2], [3, 4], [5]]
        assert {one.uid: one.raw for found in batches for one in found} == mails
        assert batches[0][0].received_at == datetime(2026, 3, 3, 9, tzinfo=UTC)
        assert not server.flags  # nobody's unread mails become read


def test_last_mail_is_not_new_though_the_server_names_it() -> None:
    with imap_server(mails={7: MAIL}) as server, folder(server) as source:
        assert source.uids(7) == []
        assert server.count("SEARCH") == 1


def test_nothing_is_asked_where_the_selection_told_that_nothing_is_new() -> None:
    with imap_server(mails={7: MAIL}, next_uid=8) as server, folder(server) as source:
        assert source.uids(7) == []
        assert server.count("SEARCH") == 0
        assert source.uids(6) == [7]


@pytest.mark.parametrize(
    "lines",
    [
        ["* SEARCH 3 4", "* SEARCH 9"],
        ["* SEARCH 3 4 9 (MODSEQ 917162500)"],
        ["* SEARCH 9 3", "* 12 EXISTS", "* SEARCH 4"],
    ],
)
def test_a_list_may_come_in_several_lines_and_with_more_in_it(lines: list[str]) -> None:
    def answer(session: Session, tag: str, _words: str) -> None:
        session.say(*lines, f"{tag} OK done")

    with imap_server(answers={"SEARCH": answer}) as server, folder(server) as source:
        assert source.uids() == [3, 4, 9]


def test_hundred_thousand_mails_are_listed() -> None:
    with imap_server(mails=dict.fromkeys(range(4_294_867_295, 4_294_967_295), b"")) as server, folder(server) as source:
        assert len(source.uids()) == 100_000


def test_mails_before_a_day_are_not_asked_for() -> None:
    with imap_server() as server, folder(server, since=date(2026, 1, 2)) as source:
        source.uids()
        assert server.heard[-1].endswith("UID SEARCH UID 1:* SINCE 02-Jan-2026")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00",
        bytes(range(256)) * 3,
        b"a)\r\nA1 OK done\r\n* 3 FETCH (UID 1 BODY[] NIL)\r\n",
        b"{5}\r\n" * 9,
    ],
)
def test_any_bytes_come_as_they_are(raw: bytes) -> None:
    with imap_server(mails={1: raw, 2: MAIL}) as server, folder(server) as source:
        assert bodies(source, [1, 2]) == [{1: raw, 2: MAIL}]


def test_short_mails_may_be_quoted() -> None:
    def answer(session: Session, tag: str, _words: str) -> None:
        session.say('* 1 FETCH (BODY[] "a \\"b\\" \\\\ (c" UID 1)', '* 2 FETCH (UID 2 BODY[] "")', f"{tag} OK done")

    with imap_server(answers={"FETCH": answer}) as server, folder(server) as source:
        assert bodies(source, [1, 2]) == [{1: b'a "b" \\ (c', 2: b""}]


@pytest.mark.parametrize("told", ["01-Jan-1970 00:00:00 +0000", "31-Dec-9999 23:59:59 -1400", "01-Jan-0001 00:00:00 +1400", "never", ""])
def test_no_moment_keeps_a_mail_out(told: str) -> None:
    with imap_server(mails={1: MAIL}, date=told) as server, folder(server) as source:
        (found,) = next(iter(source.mails([[1]]))).mails
        assert found.raw == MAIL
        assert found.received_at is None or found.received_at.tzinfo is UTC


def test_what_is_told_unasked_is_no_mail() -> None:
    def answer(session: Session, tag: str, words: str) -> None:
        session.say("* 4 EXISTS", "* 1 FETCH (FLAGS (\\Seen))", "* 2 FETCH (UID 77 FLAGS (\\Seen))", "* 3 EXPUNGE", "* OK still here")
        session.fetched(50, b"another's")
        session.do_fetch(tag, words)

    with imap_server(mails={3: MAIL}, answers={"FETCH": answer}) as server, folder(server) as source:
        assert source.sizes([1, 2, 3]) == {3: len(MAIL)}
        assert bodies(source, [1, 2, 3]) == [{3: MAIL}]
        assert source.wait(Event())  # told while we were busy


def test_mails_of_the_next_batch_may_be_mixed_in() -> None:
    tags: list[str] = []

    def answer(session: Session, tag: str, _words: str) -> None:
        tags.append(tag)
        if len(tags) == 2:
            session.fetched(2, b"two")
            session.fetched(1, b"one")
            session.say(f"{tags[1]} OK second first", f"{tags[0]} OK done")

    with imap_server(answers={"FETCH": answer}) as server, folder(server) as source:
        assert bodies(source, [1], [2]) == [{1: b"one", 2: b"two"}, {}]


@pytest.mark.parametrize(
    "more",
    [
        b" FLAGS (\\Seen))\r\n",
        b' X-GM-LABELS ("{3}" NIL))\r\n',
        b" BODY[HEADER] {6}\r\na: )\r\n)\r\n",
        b" BODY[HEADER] {4}\r\na{9} X-A {0}\r\n X-B {1}\r\nb)\r\n",
    ],
)
def test_what_is_told_behind_a_mail_does_not_become_part_of_it(more: bytes) -> None:
    def answer(session: Session, tag: str, _words: str) -> None:
        session.fetched(1, b"one")
        session.send(b'* 2 FETCH (UID 2 INTERNALDATE "03-Mar-2026 10:00:00 +0100" BODY[] {3}\r\ntwo' + more)
        session.fetched(3, b"three")
        session.say(f"{tag} OK done")

    with imap_server(answers={"FETCH": answer}) as server, folder(server) as source:
        assert bodies(source, [1, 2, 3]) == [{1: b"one", 2: b"two", 3: b"three"}]


def test_mails_that_vanished_are_no_fault() -> None:
    def answer(session: Session, tag: str, _words: str) -> None:
        session.fetched(2, MAIL)
        session.say(f"{tag} NO [EXPUNGEISSUED] Some of the requested messages no longer exist")

    with imap_server(answers={"FETCH": answer}) as server, folder(server) as source:
        assert bodies(source, [1, 2]) == [{2: MAIL}]


def test_mail_held_back_is_not_there() -> None:
    def answer(session: Session, tag: str, _words: str) -> None:
        session.say("* 1 FETCH (UID 1 BODY[] NIL)", f"{tag} OK done")

    with imap_server(answers={"FETCH": answer}) as server, folder(server) as source:
        assert bodies(source, [1]) == [{}]


def test_word_in_place_of_a_mail_is_no_mail() -> None:
    def answer(session: Session, tag: str, _words: str) -> None:
        session.say("* 1 FETCH (UID 1 BODY[] ERROR)", "* 2 FETCH (BODY[] 42 UID 2)", '* 3 FETCH (UID 3 BODY[] "ERROR")')
        session.say("* 4 FETCH (UID 4 BODY[] ~{5}", b"a\0b\r\n)", "* 5 FETCH (BODY[] {3}", "abc)", f"{tag} OK done")

    with imap_server(answers={"FETCH": answer}) as server, folder(server) as source:
        # The fifth says not whose it is: its place among all is no UID.
        assert bodies(source, [1, 2, 3, 4, 5]) == [{3: b"ERROR", 4: b"a\0b\r\n"}]


def test_much_more_than_was_announced_is_handed_on_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "_HELD_BYTES", 1000)
    mails = {uid: bytes([uid]) * 600 for uid in range(1, 6)}
    with imap_server(mails=mails) as server, folder(server) as source:
        handed = list(source.mails([[1, 2, 3], [4, 5]]))
    assert [([one.uid for one in part.mails], part.is_last) for part in handed] == [
        ([1, 2], False),
        ([3], True),
        ([4, 5], False),
        ([], True),
    ]


def test_mails_that_are_still_there_are_told_and_news_are_kept() -> None:
    def noop(session: Session, tag: str, _words: str) -> None:
        session.server.mails.pop(3, None)
        session.say("* 3 EXPUNGE", "* 9 EXISTS", f"{tag} OK done")

    mails = dict.fromkeys((1, 3, 5, 70), MAIL)
    with imap_server(mails=mails, answers={"NOOP": noop}) as server, folder(server) as source:
        assert source.listed([]) == []
        assert server.count("NOOP") == 0
        assert source.listed([1, 2, 3, 70]) == [1, 70]
        assert source.wait(Event())


@pytest.mark.parametrize(("told", "asked"), [(8, 0), (7, 1), (1, 1), (9, 1), (2**40, 1)])
def test_next_number_is_believed_only_where_nothing_can_be_missed(told: int, asked: int) -> None:
    with imap_server(mails={7: MAIL}, next_uid=told) as server, folder(server) as source:
        assert source.uids(7) == []
        assert server.count("SEARCH") == asked


@pytest.mark.parametrize("seconds", [0.2, 30.0])
def test_idling_ends_when_somebody_has_else_to_do(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(imap, "_IDLE_SECONDS", 0.6)
    monkeypatch.setattr(imap, "_LOOK_SECONDS", 0.05)
    with imap_server() as server, folder(server) as source:
        began = time.monotonic()
        assert not source.wait(Event(), seconds)
        assert (time.monotonic() - began < 0.55) is (seconds < 0.6)


def test_header_comes_alone() -> None:
    with imap_server(mails={4: MAIL}) as server, folder(server) as source:
        assert source.header(4) == b"Subject: essai\r\n\r\n"
        assert source.header(5) == b""


# ---- what goes wrong


def cut_short(session: Session, _tag: str, _words: str) -> None:
    session.send(b"* 1 FETCH (UID 1 BODY[] {1000}\r\nSubject: es")
    raise HangUp


def too_short(session: Session, tag: str, _words: str) -> None:
    session.send(b"* 1 FETCH (UID 1 BODY[] {3}\r\nBonjour, je suis Sylvie Lebrun)\r\n")
    session.say(f"{tag} OK done")


def endless(session: Session, tag: str, _words: str) -> None:
    session.say("* 1 FETCH (UID 1 BODY[] {99999999999999}", "a", f"{tag} OK done")


def said(*lines: str) -> Answer:
    def answer(session: Session, tag: str, _words: str) -> None:
        session.say(*lines, f"{tag} OK done")

    return answer


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (hanging_up, Fault.LOST),
        (cut_short, Fault.LOST),
        (endless, Fault.LOST),
        (said("* BYE going down"), Fault.LOST),
        (said("Sylvie Lebrun"), Fault.LOST),
        (said("* 1 FETCH (UID 1 Sylvie"), Fault.ANSWER),
        (said("* 1 FETCH (NIL 3 BODY[] Lebrun)"), Fault.ANSWER),
        (said("* 1 FETCH (UID Sylvie BODY[] {0}", ")"), Fault.ANSWER),
        (said("* 1 FETCH " + "(" * 5000 + "Sylvie"), Fault.ANSWER),
        (said("* x FETCH (UID 1)"), Fault.LOST),
        (refusing("NO [SERVERBUG] cannot"), Fault.ANSWER),
        (refusing("BAD what"), Fault.ANSWER),
    ],
)
def test_garbage_ends_in_a_fault_that_quotes_no_mail(answer: Answer, fault: Fault) -> None:
    with imap_server(answers={"FETCH": answer}) as server, folder(server) as source, pytest.raises(ImapError) as told:
        bodies(source, [1])
        assert told.value.fault is fault
        assert "Sylvie" not in str(told.value) and "Lebrun" not in str(told.value)
        with pytest.raises(ImapError):
            source.close()
            source.sizes([1])


def test_size_too_small_quotes_no_mail() -> None:
    with imap_server(answers={"FETCH": too_short}) as server, folder(server) as source, pytest.raises(ImapError) as told:
        bodies(source, [1])
        assert "Sylvie" not in str(told.value)


def test_server_that_says_nothing_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_client, "READ_SECONDS", 0.3)
    with imap_server(answers={"SEARCH": silent}) as server:
        source = ImapFolder(server.account(), "INBOX")
        with pytest.raises(ImapError) as told:
            source.uids()
        assert told.value.fault is Fault.LOST
        source.close()


@pytest.mark.parametrize("command", ["SEARCH", "FETCH", "IDLE"])
def test_abort_ends_whatever_is_waited_for_at_once(command: str) -> None:
    with imap_server(answers={command: silent}) as server:
        source = ImapFolder(server.account(), "INBOX")
        doing: dict[str, Callable[[], object]] = {
            "SEARCH": source.uids,
            "FETCH": lambda: bodies(source, [1]),
            "IDLE": lambda: source.wait(Event()),
        }
        ended: list[float] = []

        def wait() -> None:
            with pytest.raises(ImapError):
                doing[command]()
            ended.append(time.monotonic())

        thread = threading.Thread(target=wait)
        thread.start()
        while server.count(command) == 0:
            time.sleep(0.01)
        began = time.monotonic()
        source.abort()
        thread.join(5)
        assert ended and ended[0] - began < 1
        source.close()
        assert time.monotonic() - began < 2


# ---- waiting


def test_news_in_idle_end_it() -> None:
    def answer(session: Session, tag: str, _words: str) -> None:
        session.say("+ idling", "* OK still here", "* 1 FETCH (FLAGS (\\Seen))", "* 2 EXPUNGE")
        time.sleep(0.1)
        session.send(b"* 5 EX")  # half a line is no end of the connection
        time.sleep(0.2)
        session.send(b"ISTS\r\n")
        assert session.hear() == "DONE"
        session.say(f"{tag} OK done")

    with imap_server(answers={"IDLE": answer}) as server, folder(server) as source:
        began = time.monotonic()
        assert source.wait(Event())
        assert time.monotonic() - began < 1
        source.uids()
        assert server.heard[-1].endswith("UID SEARCH UID 1:*")


def test_mail_told_of_before_idling_begins_is_news() -> None:
    def answer(session: Session, tag: str, _words: str) -> None:
        session.say("* 5 EXISTS", "+ idling")
        session.hear()
        session.say(f"{tag} OK done")

    with imap_server(answers={"IDLE": answer}) as server, folder(server) as source:
        assert source.wait(Event())
        assert source.uids() == []


@pytest.mark.parametrize("words", ["NO not now", "BAD what", "OK and over"])
def test_server_that_refuses_to_tell_is_asked(words: str) -> None:
    with imap_server(answers={"IDLE": refusing(words)}) as server, folder(server) as source:
        assert not source.wait(Event())
        assert not source.wait(Event())
        assert (server.count("IDLE"), server.count("NOOP")) == (1, 1)


@pytest.mark.parametrize("lines", [["* BYE autologout"], []])
def test_connection_that_ends_in_idle_is_lost(lines: list[str]) -> None:
    def answer(session: Session, _tag: str, _words: str) -> None:
        session.say("+ idling", *lines)
        raise HangUp

    with imap_server(answers={"IDLE": answer}) as server, folder(server) as source, pytest.raises(ImapError) as told:
        source.wait(Event())
        assert told.value.fault is Fault.LOST


def test_idle_that_nobody_answers_any_more_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(session: Session, _tag: str, _words: str) -> None:
        session.say("+ idling")
        session.hear()
        session.hear()

    monkeypatch.setattr(imap, "_IDLE_SECONDS", 0.1)
    monkeypatch.setattr(imap, "_LOOK_SECONDS", 0.1)
    monkeypatch.setattr(imap, "READ_SECONDS", 0.3)
    with imap_server(answers={"IDLE": answer}) as server, folder(server) as source, pytest.raises(ImapError) as told:
        source.wait(Event())
        assert told.value.fault is Fault.LOST


def test_idle_ends_when_the_process_does() -> None:
    with imap_server() as server, folder(server) as source:
        stopping = Event()
        threading.Timer(0.1, stopping.set).start()
        began = time.monotonic()
        assert not source.wait(stopping)
        assert time.monotonic() - began < 2
        assert source.uids() == []  # the connection is as it was


@pytest.mark.parametrize("greets", [True, False])
@pytest.mark.parametrize("welcomes", [True, False])
def test_what_a_server_told_already_is_not_asked(greets: bool, welcomes: bool) -> None:
    def login(session: Session, tag: str, _words: str) -> None:
        session.say(f"{tag} OK {'[CAPABILITY IMAP4rev1 MOVE] ' * welcomes}in")

    greeting = f"* OK {'[CAPABILITY IMAP4rev1 AUTH=PLAIN] ' * greets}ready"
    with imap_server(greeting=greeting, answers={"LOGIN": login}, mails={1: MAIL}) as server:
        with folder(server, after=After.MOVE, target="Lus") as source:
            source.dispose([1])
        assert server.count("CAPABILITY") == 2 - greets - welcomes
        assert set(server.moved) == {1}


def test_no_mail_gets_into_the_library_s_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with imap_server(mails={1: MAIL}) as server, folder(server) as source:
        assert bodies(source, [1]) == [{1: MAIL}]
    assert "Bonjour" not in caplog.text


def test_polling_costs_one_round_trip() -> None:
    with imap_server(capabilities="IMAP4rev1") as server, folder(server) as source:
        source.uids()
        before = len(server.heard)
        assert [source.wait(Event()) for _ in range(3)] == [False] * 3
        assert [line.split()[1] for line in server.heard[before:]] == ["NOOP"] * 3
        server.answers["NOOP"] = said("* 1 EXISTS")
        assert source.wait(Event())


# ---- what becomes of mails


@pytest.mark.parametrize(
    ("capabilities", "after", "gone", "flags"),
    [
        ("IMAP4rev1 MOVE UIDPLUS", After.MOVE, {1, 2}, {}),
        ("IMAP4rev1 UIDPLUS", After.MOVE, {1, 2}, {1: {"\\Deleted"}, 2: {"\\Deleted"}}),
        ("IMAP4rev1", After.MOVE, set(), {1: {"\\Deleted"}, 2: {"\\Deleted"}}),
        ("IMAP4rev1 UIDPLUS", After.DELETE, {1, 2}, {1: {"\\Deleted"}, 2: {"\\Deleted"}}),
        ("IMAP4rev1", After.SEEN, set(), {1: {"\\Seen"}, 2: {"\\Seen"}}),
        ("IMAP4rev1", After.FLAG, set(), {1: {"\\Flagged"}, 2: {"\\Flagged"}}),
        ("IMAP4rev1 MOVE", After.LEAVE, set(), {}),
    ],
)
def test_only_what_is_named_is_touched(capabilities: str, after: After, gone: set[int], flags: dict[int, set[str]]) -> None:
    mails = dict.fromkeys((1, 2, 3), MAIL)
    with imap_server(mails=mails, capabilities=capabilities) as server, folder(server, after=after, target="Reçus & gardés") as source:
        source.dispose([1, 2, 99])
        assert set(mails) == {1, 2, 3} - gone
        assert {uid: found for uid, found in server.flags.items() if uid != 99} == flags
        assert set(server.moved.values()) == ({'"Re&AOc-us &- gard&AOk-s"'} if after is After.MOVE else set())
        assert server.count("EXPUNGE") == (0 if "UIDPLUS" not in capabilities or "MOVE U" in capabilities else 1)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("NO [OVERQUOTA] Quota exceeded", Fault.QUOTA),
        ("NO Mailbox quota is exceeded", Fault.QUOTA),
        ("NO [NOPERM] no", Fault.ANSWER),
        ("BAD what", Fault.ANSWER),
    ],
)
def test_refused_move_says_why(words: str, fault: Fault) -> None:
    with (
        imap_server(mails={1: MAIL}, answers={"MOVE": refusing(words)}) as server,
        folder(server, after=After.MOVE, target="A") as source,
        pytest.raises(ImapError) as told,
    ):
        source.dispose([1])
        assert told.value.fault is fault
        assert source.sizes([1]) == {1: len(MAIL)}  # the connection goes on


def test_missing_target_is_made() -> None:
    made: list[str] = []

    def move(session: Session, tag: str, words: str) -> None:
        if made:
            session.do_move(tag, words)
        else:
            session.say(f"{tag} NO [TRYCREATE] Mailbox doesn't exist")

    def create(session: Session, tag: str, words: str) -> None:
        made.append(words)
        session.say(f"{tag} {'OK done' if len(made) == 1 else 'NO [ALREADYEXISTS] there'}")

    with (
        imap_server(mails={1: MAIL}, answers={"MOVE": move, "CREATE": create}) as server,
        folder(server, after=After.MOVE, target='A "b"') as source,
    ):
        source.dispose([1])
        assert made == ['"A \\"b\\""']
        assert server.moved == {1: '"A \\"b\\""'}


def test_target_that_cannot_be_made_is_told() -> None:
    answers = {"MOVE": refusing("NO [TRYCREATE] no"), "CREATE": refusing("NO [NOPERM] Permission denied")}
    with (
        imap_server(mails={1: MAIL}, answers=answers) as server,
        folder(server, after=After.MOVE, target="A") as source,
        pytest.raises(ImapError) as told,
    ):
        source.dispose([1])
        assert told.value.fault is Fault.NO_TARGET
        assert "Permission denied" in told.value.detail


# ---- selecting


def test_mailbox_that_may_only_be_read_is_read() -> None:
    with imap_server(mails={1: MAIL}, is_writable=False) as server, folder(server, after=After.MOVE, target="A") as source:
        assert source.state.is_read_only
        assert bodies(source, [1]) == [{1: MAIL}]


def test_folder_is_only_examined_where_nothing_is_changed() -> None:
    with imap_server() as server, folder(server) as source:
        assert server.count("EXAMINE") == 1 and server.count("SELECT") == 0
        assert not source.state.is_read_only


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (refusing("NO [NONEXISTENT] no"), Fault.NO_FOLDER),
        (said("* 1 EXISTS"), Fault.ANSWER),
        (said("* OK [UIDVALIDITY x] so"), Fault.ANSWER),
        (hanging_up, Fault.LOST),
    ],
)
def test_folder_that_cannot_be_opened(answer: Answer, fault: Fault) -> None:
    with imap_server(answers={"EXAMINE": answer}) as server:
        assert fault_of(server.account()).fault is fault


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("Été", '"&AMk-t&AOk-"'),
        ('a "b" \\c', '"a \\"b\\" \\\\c"'),
        ("A/B/C d", '"A/B/C d"'),
        ("x & y", '"x &- y"'),
        ("日本", '"&ZeVnLA-"'),
    ],
)
def test_names_of_folders_are_written_as_imap_wants(name: str, wire: str) -> None:
    with imap_server() as server, folder(server, name):
        assert next(line for line in server.heard if "EXAMINE" in line).endswith(f"EXAMINE {wire}")


# ---- connecting and signing in


def test_nobody_there() -> None:
    with imap_server() as server:
        account = server.account()
    assert fault_of(account).fault is Fault.REFUSED


@pytest.mark.parametrize("host", ["nulle-part.invalid", "a..b", "é" * 70 + ".example", ""])
def test_no_such_host(host: str) -> None:
    fault = fault_of(FakeServer(port=1).account(host=host)).fault
    assert fault in {Fault.NO_HOST, Fault.REFUSED if not host else Fault.NO_HOST}


@pytest.mark.parametrize(
    ("greeting", "fault"),
    [
        ("220 smtp ready", Fault.NOT_IMAP),
        ("HTTP/1.1 400 Bad", Fault.NOT_IMAP),
        ("* BYE too many connections", Fault.LOST),
    ],
)
def test_greeting_that_is_none(greeting: str, fault: Fault) -> None:
    with imap_server(greeting=greeting) as server:
        assert fault_of(server.account()).fault is fault


HARD = "p'é\"\\ {3}\r\n mot\tde passe "


@pytest.mark.parametrize(
    ("capabilities", "user", "password", "sent"),
    [
        ("IMAP4rev1", "mairie", 'a"b\\c', 'LOGIN "mairie" "a\\"b\\\\c"'),
        ("IMAP4rev1", "mairie", HARD, f'LOGIN "mairie" {{{len(HARD.encode())}}}\r\n{HARD}'),
        ("IMAP4rev1", "maire adjoint\r\nX LOGOUT", "a b", 'LOGIN "maire adjoint X LOGOUT" {3}\r\na b'),
        ("IMAP4rev1 AUTH=PLAIN", "élu", HARD, base64.b64encode(f"\0élu\0{HARD}".encode()).decode()),
        ("IMAP4rev1 AUTH=PLAIN LOGINDISABLED", "mairie", "secret", base64.b64encode(b"\0mairie\0secret").decode()),
    ],
)
def test_any_password_gets_through(capabilities: str, user: str, password: str, sent: str) -> None:
    with imap_server(capabilities=capabilities) as server, folder(server, user=user, secret=lambda: Secret(value=password)):
        assert any(line.endswith(sent) for line in server.heard)


@pytest.mark.parametrize(("capability", "way"), [("AUTH=OAUTHBEARER", "OAUTHBEARER"), ("AUTH=XOAUTH2", "XOAUTH2"), ("", "XOAUTH2")])
def test_token_gets_through(capability: str, way: str) -> None:
    secret = Secret(value="jeton", is_token=True)
    with imap_server(capabilities=f"IMAP4rev1 {capability} LOGINDISABLED") as server, folder(server, secret=lambda: secret):
        at = next(number for number, line in enumerate(server.heard) if f"AUTHENTICATE {way}" in line)
        assert b"auth=Bearer jeton\1" in base64.b64decode(server.heard[at + 1])


def echoing(session: Session, tag: str, words: str) -> None:
    session.say(f"{tag} NO [AUTHENTICATIONFAILED] no, not with {words}")


@pytest.mark.parametrize(
    "answer",
    [
        echoing,
        refusing("BAD secretissime"),
        refusing("NO secretissime"),
        said("* BYE secretissime"),
        hanging_up,
    ],
)
@pytest.mark.parametrize("is_token", [True, False])
def test_no_secret_is_told(answer: Answer, is_token: bool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = Secret(value="secretissime", is_token=is_token)
    with imap_server(answers={"LOGIN": answer, "AUTHENTICATE": answer}) as server:
        error = fault_of(server.account(secret=lambda: secret))
    told: BaseException | None = error
    while told is not None:
        assert "secretissime" not in str(told)
        told = told.__cause__
    assert "secretissime" not in repr(secret) + str(secret)
    # What the server itself writes in its answer is the library's to log, and only where somebody asks for every line of it.
    ours = [one for one in caplog.records if not one.name.startswith("imapclient")]
    assert not [one for one in ours if "secretissime" in f"{one.msg} {one.args}"]
    assert not [one for one in caplog.records if str(one.msg).startswith(">") and "secretissime" in f"{one.msg} {one.args}"]


def test_wrong_password_is_told_in_the_servers_words() -> None:
    with imap_server(answers={"LOGIN": refusing("NO [AUTHENTICATIONFAILED] Wrong.")}) as server:
        error = fault_of(server.account())
    assert (error.fault, error.detail) == (Fault.LOGIN, "[AUTHENTICATIONFAILED] Wrong.")


def test_password_that_is_not_taken() -> None:
    with imap_server(capabilities="IMAP4rev1 LOGINDISABLED") as server:
        assert fault_of(server.account()).fault is Fault.LOGIN_DISABLED
        assert server.count("secret") == 0


# ---- encryption


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def test_own_authority_is_believed(authority: Authority) -> None:
    with (
        imap_server(mails={1: MAIL}, trust=authority.server()) as server,
        folder(server, host="localhost", tls=Tls.IMPLICIT, certificates=authority.file) as source,
    ):
        assert bodies(source, [1]) == [{1: MAIL}]


def test_news_come_over_encrypted_connections_too(authority: Authority) -> None:
    def answer(session: Session, tag: str, _words: str) -> None:
        session.say("+ idling")
        time.sleep(1.2)  # longer than one look
        session.send(b"* 5 EX")
        time.sleep(0.2)
        session.send(b"ISTS\r\n")
        session.hear()
        session.say(f"{tag} OK done")

    with (
        imap_server(answers={"IDLE": answer}, trust=authority.server()) as server,
        folder(server, host="localhost", tls=Tls.IMPLICIT, certificates=authority.file) as source,
    ):
        assert source.wait(Event())
        server.answers["IDLE"] = hanging_up
        source.uids()
        with pytest.raises(ImapError):
            source.wait(Event())


@pytest.mark.parametrize("command", ["FETCH", "IDLE"])
def test_abort_ends_encrypted_connections_too(authority: Authority, command: str) -> None:
    with imap_server(answers={command: silent}, trust=authority.server()) as server:
        source = ImapFolder(server.account(host="localhost", tls=Tls.IMPLICIT, certificates=authority.file), "INBOX")
        threading.Timer(0.3, source.abort).start()
        began = time.monotonic()
        with pytest.raises(ImapError):
            bodies(source, [1]) if command == "FETCH" else source.wait(Event())
        source.close()
        assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("name", "days", "is_ours", "words"),
    [
        ("localhost", 10, False, "unable to get local issuer|self.signed"),
        ("localhost", -1, True, "expired"),
        ("ailleurs.example", 10, True, "Hostname mismatch"),
    ],
)
@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
def test_certificate_that_proves_nothing(authority: Authority, name: str, days: int, is_ours: bool, words: str, tls: Tls) -> None:
    trust = authority.server(name, days=days)

    def start(session: Session, tag: str, _words: str) -> None:
        session.say(f"{tag} OK begin")
        session.encrypt(trust)

    values = {"trust": trust} if tls is Tls.IMPLICIT else {"answers": {"STARTTLS": start}}
    with imap_server(capabilities="IMAP4rev1 STARTTLS", **values) as server:
        error = fault_of(server.account(host="localhost", tls=tls, certificates=authority.file if is_ours else None))
    assert error.fault is Fault.CERTIFICATE
    assert re.search(words, error.detail)
    assert server.count("secret") == 0


def test_starttls_encrypts_before_anything_is_told(authority: Authority) -> None:
    trust = authority.server()

    def start(session: Session, tag: str, _words: str) -> None:
        session.say(f"{tag} OK begin", "* CAPABILITY IMAP4rev1 INJECTED")
        session.encrypt(trust)

    with (
        imap_server(capabilities="IMAP4rev1 STARTTLS", answers={"STARTTLS": start}) as server,
        folder(server, host="localhost", tls=Tls.STARTTLS, certificates=authority.file),
    ):
        commands = [line.split()[1] for line in server.heard]
        assert commands.index("STARTTLS") < commands.index("LOGIN")


def test_server_without_starttls_gets_no_password(authority: Authority) -> None:
    with imap_server() as server:
        assert fault_of(server.account(host="localhost", tls=Tls.STARTTLS, certificates=authority.file)).fault is Fault.NO_STARTTLS
        assert server.count("secret") == 0


def test_plain_server_where_encryption_is_wanted(authority: Authority) -> None:
    with imap_server() as server:
        assert fault_of(server.account(tls=Tls.IMPLICIT, certificates=authority.file)).fault is Fault.TLS


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_file_of_authorities_that_is_none(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    error = fault_of(FakeServer(port=1).account(tls=Tls.IMPLICIT, certificates=file))
    assert error.fault is Fault.AUTHORITIES
    assert str(file) in error.detail


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (b" 3-Mar-2026 10:00:00 +0100", datetime(2026, 3, 3, 9, tzinfo=UTC)),
        (b"03-Mar-2026 10:00:00 -0530", datetime(2026, 3, 3, 15, 30, tzinfo=UTC)),
        (b"31-Feb-2026 10:00:00 +0000", None),
        (b"01-Foo-2026 10:00:00 +0000", None),
        (b"01-Jan-0001 00:00:00 +1400", None),
    ],
)
def test_plain_answers_are_read_the_short_way_as_the_library_reads_them(moment: bytes, expected: datetime | None) -> None:
    told = [(b'1 (UID 7 INTERNALDATE "' + moment + b'" BODY[] {3}', b"abc"), b")", (b"2 (UID 9 BODY[] {2}", b"xy"), b")"]
    (plain,) = imap_answers.fetched(told[:2], {7})
    assert (plain.uid, plain.raw, plain.received_at) == (7, b"abc", expected)
    assert [one.uid for one in imap_answers.fetched(told[2:], {9})] == [9]
