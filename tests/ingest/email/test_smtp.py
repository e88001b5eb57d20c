"""The SMTP door, spoken to as strangers do."""

import asyncio
import errno
import logging
import smtplib
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BufferedRWPair
from pathlib import Path

import pytest
import uvloop

from domain.errors import ConfigurationError, SuspendedError, UnavailableError
from domain.ids import DepartmentCode, TownId
from domain.inbound import Arrival, Mailbox
from ingest.email import smtp_loop
from ingest.email.smtp import Door, DoorCalls, DoorLimits, DoorSettings, tls_context
from ingest.email.smtp_clients import network_of
from tests.installations import wait_until
from tests.servers import free_port

NOW = datetime(2026, 3, 12, 8, 14, tzinfo=UTC)
MAYOR, ROADS, OTHER = "mairie@breville.example", "voirie@breville.example", "mairie@auville.example"
SENDER = "sylvie.lebrun@courriel.example"
BODY = "From: sylvie.lebrun@courriel.example\r\nSubject: trou\r\n\r\nUn nid de poule.\r\n"
MAX = 600_000


@dataclass
class House:
    """Keeps arrivals in memory, or fails as told."""

    kept: list[Arrival] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    fault: BaseException | None = None
    keep_seconds: float = 0.0
    unknown_yet: dict[str, Mailbox] = field(default_factory=dict)
    is_away: bool = False

    def remembered(self, address: str) -> Mailbox | None:
        return {MAYOR: _mailbox(MAYOR), ROADS: _mailbox(ROADS), OTHER: _mailbox(OTHER)}.get(address.lower())

    def find(self, address: str) -> Mailbox | None:
        if self.is_away:
            raise UnavailableError("away")
        if address.startswith("suspendue@"):
            raise SuspendedError("suspended")
        return self.unknown_yet.get(address)

    def keep(self, arrivals: Sequence[Arrival]) -> None:
        time.sleep(self.keep_seconds)
        if self.fault is not None:
            raise self.fault
        self.batches.append(len(arrivals))
        self.kept.extend(arrivals)

    def calls(self) -> DoorCalls:
        return DoorCalls(remembered=self.remembered, find=self.find, keep=self.keep, clock=lambda: NOW)


def _mailbox(address: str) -> Mailbox:
    return Mailbox(address=address, town=TownId(address.partition("@")[2].partition(".")[0]), name=address)


class Running:
    """A door with an event loop of its own in a thread."""

    def __init__(self, house: House, settings: DoorSettings) -> None:
        self.loop = uvloop.new_event_loop()  # as the roles do
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.door = Door(settings, house.calls())
        self.call(self.door.start())

    def call(self, coroutine: Coroutine[object, object, None]) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)

    def stop(self) -> None:
        self.call(self.door.stop(seconds=2))
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()


@contextmanager
def running(house: House, *, limits: DoorLimits | None = None, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    opened = Running(house, DoorSettings(host="127.0.0.1", port=0, max_bytes=MAX, tls=tls, limits=limits or DoorLimits()))
    try:
        yield opened.door.port
    finally:
        opened.stop()


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def client(house: House) -> Iterator[smtplib.SMTP]:
    with running(house) as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as connected:
        connected.ehlo()
        yield connected


def _code(answer: tuple[int, bytes]) -> str:
    return f"{answer[0]} {answer[1].split(b' ')[0].decode()}"


def _begin(client: smtplib.SMTP, *recipients: str) -> None:
    assert client.mail(SENDER)[0] == 250
    for recipient in recipients or (MAYOR,):
        assert client.rcpt(recipient)[0] == 250


def test_a_mail_is_kept_exactly_as_it_came(client: smtplib.SMTP, house: House) -> None:
    assert client.sendmail(SENDER, [MAYOR], BODY) == {}
    (arrival,) = house.kept
    assert arrival.raw == BODY.encode()
    assert (arrival.town, arrival.mailbox, arrival.received_at) == ("breville", MAYOR, NOW)
    assert (arrival.envelope.sender, arrival.envelope.recipients, arrival.envelope.client) == (SENDER, (MAYOR,), "127.0.0.1")


def test_it_announces_what_it_can(client: smtplib.SMTP) -> None:
    assert client.esmtp_features["size"] == str(MAX)
    assert {"8bitmime", "smtputf8"} <= set(client.esmtp_features)
    assert "starttls" not in client.esmtp_features
    assert "auth" not in client.esmtp_features


def test_an_unknown_recipient_is_refused_and_the_known_ones_are_not(client: smtplib.SMTP, house: House) -> None:
    assert client.mail(SENDER)[0] == 250
    assert _code(client.rcpt("nobody@breville.example")) == "550 5.1.1"
    assert _code(client.rcpt("someone@elsewhere.example")) == "550 5.1.1"
    assert _code(client.rcpt(MAYOR)) == "250 2.1.5"
    assert client.data(BODY)[0] == 250
    assert house.kept[0].envelope.recipients == (MAYOR,)


def test_every_answer_is_told_and_how_long_a_message_took() -> None:
    answers: list[str] = []
    took: list[tuple[str, float]] = []

    class Told(House):
        def calls(self) -> DoorCalls:
            return replace(super().calls(), answered=answers.append, took=lambda answer, seconds: took.append((answer, seconds)))

    with running(Told()) as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.ehlo()
        assert client.mail(SENDER)[0] == 250
        assert client.rcpt("nobody@breville.example")[0] == 550
        assert client.rcpt(MAYOR)[0] == 250
        assert client.data(BODY)[0] == 250

    assert [answer[:3] for answer in answers[:7]] == ["220", "250", "250", "550", "250", "354", "250"]
    ((answer, seconds),) = took
    assert answer.startswith("250 2.0.0")
    assert 0 <= seconds < 10


def test_case_does_not_matter_in_addresses_and_a_mailbox_added_a_moment_ago_is_found(client: smtplib.SMTP, house: House) -> None:
    new = "nouveau@breville.example"
    house.unknown_yet[new] = _mailbox(new)
    _begin(client, "Mairie@Breville.EXAMPLE", new)


def test_a_recipient_that_cannot_be_looked_up_is_put_off(client: smtplib.SMTP, house: House) -> None:
    house.is_away = True
    assert client.mail(SENDER)[0] == 250
    assert _code(client.rcpt("nobody@breville.example")) == "451 4.3.0"


def test_a_mail_to_two_towns_is_one_arrival_for_each_with_its_own_recipients_only(client: smtplib.SMTP, house: House) -> None:
    client.sendmail(SENDER, [MAYOR, OTHER, ROADS], BODY)
    by_town = {arrival.town: arrival.envelope.recipients for arrival in house.kept}
    assert by_town == {"breville": (MAYOR, ROADS), "auville": (OTHER,)}
    assert house.batches == [2]


def test_a_mailbox_that_speaks_for_a_department_is_the_one_recorded(client: smtplib.SMTP, house: House) -> None:
    social = "ccas@breville.example"
    house.unknown_yet[social] = replace(_mailbox(social), department=DepartmentCode("CCAS"))
    client.sendmail(SENDER, [MAYOR, social, ROADS], BODY)
    (arrival,) = house.kept
    assert (arrival.mailbox, arrival.envelope.recipients) == (social, (MAYOR, social, ROADS))


def test_a_bounce_has_no_sender(client: smtplib.SMTP, house: House) -> None:
    client.sendmail("", [MAYOR], BODY)
    assert house.kept[0].envelope.sender is None


def test_a_declared_size_is_refused_before_the_data(client: smtplib.SMTP) -> None:
    assert _code(client.mail(SENDER, [f"SIZE={MAX + 1}"])) == "552 5.3.4"
    assert client.mail(SENDER, [f"SIZE={MAX}"])[0] == 250


def test_what_grows_too_large_is_refused_after_the_data_and_the_session_goes_on(client: smtplib.SMTP, house: House) -> None:
    _begin(client)
    assert _code(client.data("x" * 998 + "\r\n" + ("y" * 76 + "\r\n") * (MAX // 78))) == "552 5.3.4"
    assert house.kept == []
    assert client.sendmail(SENDER, [MAYOR], BODY) == {}
    assert len(house.kept) == 1


def test_a_message_of_just_the_largest_size_is_taken(client: smtplib.SMTP, house: House) -> None:
    largest = "x" * (MAX - 2) + "\r\n"
    _begin(client)
    assert client.data(largest)[0] == 250
    assert len(house.kept[0].raw) == MAX
    _begin(client)
    assert _code(client.data("x" + largest)) == "552 5.3.4"


def test_one_endless_line_is_cut_off(house: House) -> None:
    with running(house) as port, socket.create_connection(("127.0.0.1", port)) as raw:
        stream = raw.makefile("rwb")
        _talk(stream, b"EHLO x", b"MAIL FROM:<a@b.example>", f"RCPT TO:<{MAYOR}>".encode(), b"DATA")
        with pytest.raises(OSError):  # reset or broken pipe, as the kernel pleases
            for _ in range(200):
                raw.sendall(b"x" * 65536)
                time.sleep(0.001)
    assert house.kept == []


@pytest.mark.parametrize(
    "body",
    [
        ".\r\n",
        "..\r\n...\r\n. \r\n",
        "\r\n\r\n\r\n",
        "a\r\n.b\r\n",
        "no line end\r\n",
        "\n.\n\r.\r\n\n.\r\n",
        ("é" * 300 + "\r\n.\r\n") * 300,
        "x" * 65533 + "\r\n.\r\ny\r\n",
        "x" * 65534 + "\r\n..\r\ny\r\n",
    ],
)
def test_dots_and_line_ends_come_through_as_they_were(client: smtplib.SMTP, house: House, body: str) -> None:
    raw = body.encode()
    _begin(client)
    stuffed = (b"." if raw.startswith(b".") else b"") + raw.replace(b"\r\n.", b"\r\n..")
    client.putcmd("data")
    assert client.getreply()[0] == 354
    client.send(stuffed + b".\r\n")
    assert client.getreply()[0] == 250
    assert house.kept[0].raw == raw


def test_an_empty_message_is_taken(client: smtplib.SMTP, house: House) -> None:
    _begin(client)
    client.putcmd("data")
    client.getreply()
    client.send(b".\r\n")
    assert client.getreply()[0] == 250
    assert house.kept[0].raw == b""


@pytest.mark.parametrize("cut", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r\n", b"\r.\r"])
def test_only_a_whole_line_end_ends_a_message_so_none_is_smuggled(client: smtplib.SMTP, house: House, cut: bytes) -> None:
    smuggled = b"one" + cut + b"MAIL FROM:<evil@evil.example>\r\nRCPT TO:<" + MAYOR.encode() + b">\r\nDATA\r\nSubject: smuggled\r\n"
    _begin(client)
    client.putcmd("data")
    client.getreply()
    client.send(smuggled + b"\r\n.\r\n")
    assert client.getreply()[0] == 250
    assert client.noop()[0] == 250
    assert [arrival.envelope.sender for arrival in house.kept] == [SENDER]


def test_a_message_in_single_bytes_is_whole_and_what_follows_it_is_a_command(house: House) -> None:
    with running(house) as port, socket.create_connection(("127.0.0.1", port)) as raw:
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream = raw.makefile("rwb")
        _talk(stream, b"EHLO x", b"MAIL FROM:<a@b.example>", f"RCPT TO:<{MAYOR}>".encode(), b"DATA")
        for byte in b"Subject: a\r\n\r\n..b\r\n.\r\nNOOP\r\n":
            raw.sendall(bytes((byte,)))
        assert stream.readline().startswith(b"250 2.0.0")
        assert stream.readline().startswith(b"250")
    assert house.kept[0].raw == b"Subject: a\r\n\r\n.b\r\n"


LARGE_BODY = b"Subject: a\r\n\r\n" + b"".join(b"%d .%s\r\n" % (number, b"y" * (number % 90)) for number in range(8000)) + b".z\r\n"
"""So large that it goes past the stream that reads commands."""


def large_conversation() -> bytes:
    """Return commands and messages as somebody sends them who waits for no answer."""
    one = f"MAIL FROM:<a@b.example>\r\nRCPT TO:<{MAYOR}>\r\nDATA\r\n".encode()
    end = b".\r\n"
    large = LARGE_BODY.replace(b"\r\n.", b"\r\n..")
    return one + large + end + one + b"Subject: b\r\n\r\nb\r\n" + end + one + large + end + b"NOOP\r\nQUIT\r\n"


def assert_all_is_kept(answers: bytes, house: House) -> None:
    assert [line[:3] for line in answers.splitlines()] == [b"250", b"250", b"354", b"250"] * 3 + [b"250", b"221"]
    assert [arrival.raw for arrival in house.kept] == [LARGE_BODY, b"Subject: b\r\n\r\nb\r\n", LARGE_BODY]


@pytest.mark.parametrize("piece", [999, 50_001, 10**7])
def test_large_messages_and_the_commands_around_them_are_taken_in_order(house: House, piece: int) -> None:
    with running(house) as port, socket.create_connection(("127.0.0.1", port), timeout=30) as raw:
        stream = raw.makefile("rwb")
        _talk(stream, b"EHLO x")
        words = large_conversation()
        for start in range(0, len(words), piece):
            raw.sendall(words[start : start + piece])
        assert_all_is_kept(stream.read(), house)


def test_large_messages_are_taken_encrypted_too(house: House, certificate: tuple[Path, Path]) -> None:
    trusting = ssl.create_default_context(cafile=certificate[0])
    with running(house, tls=tls_context(*certificate)) as port, smtplib.SMTP("127.0.0.1", port, "x", timeout=30) as client:
        client._host = "localhost"  # type: ignore[attr-defined]  # what the certificate is for
        client.starttls(context=trusting)
        client.ehlo()
        assert client.sock is not None
        client.sock.sendall(large_conversation())
        answers = b""
        while not answers.endswith(b"Bye\r\n"):
            answers += client.sock.recv(10_000)
        client.close()
    assert_all_is_kept(answers, house)


@pytest.mark.parametrize("is_shut", [True, False])
def test_a_large_message_that_does_not_end_is_not_kept(house: House, is_shut: bool) -> None:
    with running(house, limits=DoorLimits(connections_per_client=1)) as port:
        for _ in range(2):
            with _raw(port) as raw:
                stream = raw.makefile("rwb")
                _talk(stream, b"EHLO x", b"MAIL FROM:<a@b.example>", f"RCPT TO:<{MAYOR}>".encode(), b"DATA")
                raw.sendall(b"y" * 300_000)
                if is_shut:
                    raw.shutdown(socket.SHUT_WR)
                    assert raw.recv(100) == b""
                stream.close()
            time.sleep(0.2)
        assert _greeting(port).startswith(b"220")
    assert house.kept == []


def test_who_is_alone_is_kept_by_the_loop_itself_and_never_where_others_would_wait(house: House) -> None:
    threads: list[str] = []
    plain_keep = house.keep

    def keep(arrivals: Sequence[Arrival]) -> None:
        threads.append(threading.current_thread().name.rstrip("0123456789-_"))
        plain_keep(arrivals)

    house.keep = keep  # type: ignore[method-assign]  # this house tells who did it
    opened = Running(house, DoorSettings(host="127.0.0.1", port=0, max_bytes=MAX, alone_seconds=0.2))

    def send(client: smtplib.SMTP) -> str:
        client.sendmail(SENDER, [MAYOR], BODY)
        return threads[-1]

    try:
        with smtplib.SMTP("127.0.0.1", opened.door.port, timeout=10) as first:
            alone = send(first)
            with smtplib.SMTP("127.0.0.1", opened.door.port, timeout=10):
                beside = send(first)
            wait_until(lambda: len(opened.door._sessions) == 1)
            house.keep_seconds = 0.3
            slow = send(first)
            house.keep_seconds = 0.0
            after_slow, then = send(first), send(first)
            house.fault = UnavailableError("away")
            with pytest.raises(smtplib.SMTPDataError):
                send(first)
    finally:
        opened.stop()
    assert beside == after_slow == "group-commit"
    assert alone == slow == then == threads[-1] != beside
    assert len(house.kept) == 5


def test_commands_sent_with_the_message_are_answered_in_order(house: House) -> None:
    with running(house) as port, socket.create_connection(("127.0.0.1", port)) as raw:
        stream = raw.makefile("rwb")
        _talk(stream, b"EHLO x")
        one = f"MAIL FROM:<a@b.example>\r\nRCPT TO:<{MAYOR}>\r\nDATA\r\nSubject: a\r\n\r\nb\r\n.\r\n".encode()
        raw.sendall(one + one + b"QUIT\r\n")
        answers = [line[:3] for line in stream.read().splitlines()]
    assert answers == [b"250", b"250", b"354", b"250", b"250", b"250", b"354", b"250", b"221"]
    assert len(house.kept) == 2


def test_eight_bit_and_utf8_addresses_are_taken(client: smtplib.SMTP, house: House) -> None:
    accented = "hélène@courriel.example"
    client.sendmail(accented, [MAYOR], "Subject: été\r\n\r\nà côté\r\n".encode(), mail_options=["SMTPUTF8", "BODY=8BITMIME"])
    assert house.kept[0].envelope.sender == accented
    assert house.kept[0].raw == "Subject: été\r\n\r\nà côté\r\n".encode()


def test_bytes_that_are_no_characters_do_no_harm(house: House) -> None:
    with running(house) as port, socket.create_connection(("127.0.0.1", port)) as raw:
        stream = raw.makefile("rwb")
        _talk(stream, b"EHLO x", b"MAIL FROM:<a\xff@b.example>", f"RCPT TO:<{MAYOR}>".encode(), b"DATA")
        raw.sendall(b"x\r\n.\r\n")
        assert stream.readline().startswith(b"250")
    assert house.kept[0].envelope.sender is not None
    house.kept[0].envelope.sender.encode()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (UnavailableError("the database is away"), "451 4.3.0"),
        (UnavailableError.__new__(UnavailableError), "451 4.3.0"),
        (ValueError("a fault of ours"), "451 4.3.0"),
    ],
)
def test_what_cannot_be_kept_is_put_off(client: smtplib.SMTP, house: House, fault: BaseException, code: str) -> None:
    house.fault = fault
    _begin(client)
    assert _code(client.data(BODY)) == code
    house.fault = None
    assert client.sendmail(SENDER, [MAYOR], BODY) == {}
    assert len(house.kept) == 1


def test_a_full_disk_is_told_as_one(client: smtplib.SMTP, house: House) -> None:
    full = UnavailableError("full")
    full.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    house.fault = full
    _begin(client)
    assert _code(client.data(BODY)) == "452 4.3.1"


def test_who_comes_while_a_commit_runs_shares_the_next(house: House) -> None:
    house.keep_seconds = 0.2
    with running(house) as port, ThreadPoolExecutor(20) as threads:

        def send(_number: int) -> None:
            with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
                client.sendmail(SENDER, [MAYOR], BODY)

        list(threads.map(send, range(20)))
    assert sum(house.batches) == 20
    assert len(house.batches) <= 6


def test_one_that_cannot_be_kept_does_not_touch_who_shares_its_commit(house: House) -> None:
    def keep(arrivals: Sequence[Arrival]) -> None:
        time.sleep(0.1)
        if any(b"poison" in arrival.raw for arrival in arrivals):
            raise ValueError
        house.kept.extend(arrivals)

    house.keep = keep  # type: ignore[method-assign]  # this house keeps otherwise
    with running(house) as port, ThreadPoolExecutor(10) as threads:

        def send(number: int) -> int:
            with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
                client.ehlo()
                _begin(client)
                return client.data("poison\r\n" if number == 5 else BODY)[0]

        codes = list(threads.map(send, range(10)))
    assert codes == [451 if number == 5 else 250 for number in range(10)]
    assert len(house.kept) == 9


def test_too_many_recipients_are_put_off(house: House) -> None:
    with running(house, limits=DoorLimits(recipients=2)) as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        _begin(client, MAYOR, ROADS)
        assert _code(client.rcpt(OTHER)) == "452 4.5.3"
        assert client.data(BODY)[0] == 250


def test_who_guesses_addresses_is_shown_the_door(house: House) -> None:
    with running(house, limits=DoorLimits(unknown_recipients=3)) as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        client.mail(SENDER)
        codes = [client.rcpt(f"guess{number}@breville.example")[0] for number in range(4)]
        assert codes == [550, 550, 550, 421]


def test_too_many_connections_are_put_off_and_ended_ones_make_room(house: House) -> None:
    with running(house, limits=DoorLimits(connections_per_client=2)) as port:
        with smtplib.SMTP("127.0.0.1", port), smtplib.SMTP("127.0.0.1", port), pytest.raises(smtplib.SMTPConnectError) as caught:
            smtplib.SMTP("127.0.0.1", port)
        assert caught.value.smtp_code == 421
        time.sleep(0.2)
        with smtplib.SMTP("127.0.0.1", port) as client:
            assert client.noop()[0] == 250


def test_who_says_nothing_is_cut_off(house: House) -> None:
    with running(house, limits=DoorLimits(idle_seconds=0.3)) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
        assert raw.makefile("rb").read().startswith(b"220")


def test_too_much_mail_at_once_is_put_off(house: House) -> None:
    with running(house, limits=DoorLimits(memory_bytes=100_000)) as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        _begin(client)
        assert _code(client.data("y" * 150_000 + "\r\n")) == "452 4.3.1"
        assert client.sendmail(SENDER, [MAYOR], BODY) == {}


def test_commands_that_tell_on_others_tell_nothing(client: smtplib.SMTP) -> None:
    assert client.verify(MAYOR)[0] == client.verify("nobody@breville.example")[0] == 252
    assert client.expn(MAYOR)[0] == 502


@pytest.mark.parametrize(
    "command", ["MAIL FROM:<not an address>", "MAIL FROM:", "MAIL TO:<a@b.example>", "RCPT TO:<a@b.example>", "DATA", "AUTH PLAIN x"]
)
def test_wrong_commands_are_refused_and_the_session_goes_on(client: smtplib.SMTP, command: str) -> None:
    code, _ = client.docmd(command)
    assert 500 <= code < 560
    assert client.noop()[0] == 250


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    files = folder / "cert.pem", folder / "key.pem"
    options = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost")
    extension = ("-addext", "subjectAltName=DNS:localhost")
    subprocess.run(
        ["openssl", "req", "-x509", *options, *extension, "-out", files[0], "-keyout", files[1]], check=True, capture_output=True
    )
    return files


def test_starttls_encrypts_and_mail_is_taken_under_it(house: House, certificate: tuple[Path, Path]) -> None:
    trusting = ssl.create_default_context(cafile=certificate[0])
    with running(house, tls=tls_context(*certificate)) as port, smtplib.SMTP("localhost", port, timeout=10) as client:
        client.ehlo()
        assert "starttls" in client.esmtp_features
        client.starttls(context=trusting)
        client.ehlo()
        assert not {"starttls", "auth"} & {name for name, value in client.esmtp_features.items() if name == "starttls" or value.strip()}
        large = BODY + ("y" * 76 + "\r\n") * 2000
        assert client.sendmail(SENDER, [MAYOR], large) == {}
    assert house.kept[0].raw == large.encode()


def test_starttls_within_tls_is_refused_and_the_session_goes_on(house: House, certificate: tuple[Path, Path]) -> None:
    trusting = ssl.create_default_context(cafile=certificate[0])
    with running(house, tls=tls_context(*certificate)) as port, smtplib.SMTP("localhost", port, timeout=10) as client:
        client.starttls(context=trusting)
        assert client.docmd("STARTTLS")[0] == 503
        assert client.sendmail(SENDER, [MAYOR], BODY) == {}
    assert len(house.kept) == 1


def test_what_was_said_before_starttls_is_forgotten(house: House, certificate: tuple[Path, Path]) -> None:
    trusting = ssl.create_default_context(cafile=certificate[0])
    with running(house, tls=tls_context(*certificate)) as port, smtplib.SMTP("localhost", port, timeout=10) as client:
        client.ehlo()
        client.mail(SENDER)
        client.starttls(context=trusting)
        client.ehlo()
        assert client.rcpt(MAYOR)[0] == 503


def test_a_key_that_does_not_fit_is_told(certificate: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="CITOYEN_SMTP_CERTIFICATE"):
        tls_context(certificate[0], tmp_path / "missing.pem")
    with pytest.raises(ConfigurationError, match="CITOYEN_SMTP_CERTIFICATE"):
        tls_context(certificate[1], certificate[0])


def test_a_taken_port_is_told(house: House) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        settings = DoorSettings(host="127.0.0.1", port=taken.getsockname()[1], max_bytes=MAX)
        with pytest.raises(ConfigurationError, match="CITOYEN_SMTP_PORT"):
            Running(house, settings)


def test_a_stop_lets_a_message_end_and_tells_the_others(house: House) -> None:
    house.keep_seconds = 0.5
    opened = Running(house, DoorSettings(host="127.0.0.1", port=0, max_bytes=MAX))
    idle = smtplib.SMTP("127.0.0.1", opened.door.port, timeout=10)
    sender = smtplib.SMTP("127.0.0.1", opened.door.port, timeout=10)
    sender.ehlo()
    _begin(sender)
    sender.putcmd("data")
    sender.getreply()
    sender.send(BODY + ".\r\n")
    time.sleep(0.1)
    stopping = threading.Thread(target=opened.stop)
    stopping.start()
    assert sender.getreply()[0] == 250
    assert idle.getreply()[0] == 421
    stopping.join(10)
    assert len(house.kept) == 1
    idle.close()
    sender.close()


def test_a_session_names_nobody_in_the_log(client: smtplib.SMTP, house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    house.fault = UnavailableError("away")
    _begin(client)
    client.data(BODY)
    assert "lebrun" not in caplog.text
    assert "mairie" not in caplog.text


def test_a_fault_of_ours_is_logged_by_its_place_and_not_by_what_it_quotes(
    client: smtplib.SMTP, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    house.fault = ValueError("DETAIL: Failing row contains (lebrun, mairie)")
    _begin(client)
    client.data(BODY)
    assert "ValueError" in caplog.text
    assert "in keep" in caplog.text
    assert "lebrun" not in caplog.text


def test_a_command_that_fails_is_logged_by_its_place_and_not_by_what_it_quotes(
    client: smtplib.SMTP, house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_session: object, address: str) -> str:
        raise ValueError(address)

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("ingest.email.smtp_session.Session._mailbox", broken)
    client.ehlo()
    client.mail(SENDER)
    assert client.rcpt("personne@breville.example")[0] == 451
    assert "in broken" in caplog.text
    assert "personne" not in caplog.text


def _talk(stream: BufferedRWPair, *commands: bytes) -> None:
    stream.readline()
    for command in commands:
        stream.write(command + b"\r\n")
        stream.flush()
        while stream.readline()[3:4] == b"-":
            pass


def _raw(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def test_a_mail_after_the_old_greeting_is_taken_and_its_options_are_not(house: House) -> None:
    with running(house) as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.helo()
        assert client.docmd(f"MAIL FROM:<{SENDER}> SIZE=100")[0] == 501
        assert client.docmd(f"MAIL FROM:<{SENDER}>")[0] == 250
        assert client.rcpt(MAYOR)[0] == 250
        assert client.data(BODY)[0] == 250
    assert house.kept[0].envelope.sender == SENDER


def test_pipelining_is_announced_and_chunking_is_not(client: smtplib.SMTP) -> None:
    assert "pipelining" in client.esmtp_features
    assert "chunking" not in client.esmtp_features
    assert client.docmd("BDAT 5 LAST")[0] == 500


def test_a_second_sender_within_a_message_is_refused_and_reset_begins_anew(client: smtplib.SMTP, house: House) -> None:
    _begin(client)
    assert client.docmd("MAIL FROM:<other@courriel.example>")[0] == 503
    assert client.rset()[0] == 250
    assert client.rcpt(MAYOR)[0] == 503
    client.sendmail("other@courriel.example", [ROADS], BODY)
    assert (house.kept[0].envelope.sender, house.kept[0].envelope.recipients) == ("other@courriel.example", (ROADS,))


@pytest.mark.parametrize("length", [2_000, 300_000, 1_500_000])
def test_a_command_line_far_too_long_is_refused_and_the_session_goes_on(house: House, length: int) -> None:
    with running(house) as port, _raw(port) as raw:
        stream = raw.makefile("rwb")
        _talk(stream, b"EHLO x")
        raw.sendall(b"MAIL FROM:<" + b"x" * length + b"@b.example>\r\nNOOP\r\n")
        assert stream.readline().startswith(b"500")
        assert stream.readline().startswith(b"250")


def test_who_speaks_another_language_is_shown_the_door(house: House) -> None:
    with running(house) as port, _raw(port) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: y\r\nAccept: z\r\nA: b\r\nC: d\r\nE: f\r\n\r\n")
        answers = [line[:3] for line in raw.makefile("rb").read().splitlines()]
    assert answers == [b"220", *[b"500"] * 5, b"421"]


def test_who_is_gone_before_he_was_greeted_makes_room(house: House) -> None:
    with running(house, limits=DoorLimits(connections_per_client=2)) as port:
        for _ in range(10):
            socket.create_connection(("127.0.0.1", port)).close()
            time.sleep(0.05)
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            assert client.ehlo()[0] == 250


def test_who_only_shuts_his_side_makes_room(house: House) -> None:
    with running(house, limits=DoorLimits(connections_per_client=1)) as port, _raw(port) as raw:
        assert raw.recv(100).startswith(b"220")
        raw.shutdown(socket.SHUT_WR)
        assert raw.recv(100) == b""
        time.sleep(0.2)
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            assert client.noop()[0] == 250


def test_a_sender_that_vanishes_in_a_message_gives_its_memory_back(house: House) -> None:
    opened = Running(house, DoorSettings(host="127.0.0.1", port=0, max_bytes=MAX, limits=DoorLimits(memory_bytes=100_000)))
    try:
        for _ in range(3):
            with _raw(opened.door.port) as raw:
                stream = raw.makefile("rwb")
                _talk(stream, b"EHLO x", b"MAIL FROM:<a@b.example>", f"RCPT TO:<{MAYOR}>".encode(), b"DATA")
                raw.sendall(b"y" * 90_000)
                stream.close()
            time.sleep(0.2)
        with smtplib.SMTP("127.0.0.1", opened.door.port, timeout=10) as client:
            assert client.sendmail(SENDER, [MAYOR], "y" * 90_000 + "\r\n") == {}
    finally:
        opened.stop()
    assert len(house.kept) == 1


def test_commands_sent_in_clear_behind_starttls_are_not_obeyed_under_it(house: House, certificate: tuple[Path, Path]) -> None:
    trusting = ssl.create_default_context(cafile=certificate[0])
    with running(house, tls=tls_context(*certificate)) as port, _raw(port) as raw:
        stream = raw.makefile("rwb", buffering=0)
        assert raw.recv(1000).startswith(b"220")
        raw.sendall(b"EHLO x\r\n")
        assert b"STARTTLS" in raw.recv(1000)
        raw.sendall(f"STARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@evil.example>\r\nRCPT TO:<{MAYOR}>\r\nDATA\r\n".encode())
        assert raw.recv(1000) == b"220 Ready to start TLS\r\n"
        stream.close()
        with trusting.wrap_socket(raw, server_hostname="localhost") as safe:
            safe.sendall(b"NOOP\r\nRCPT TO:<x@y.example>\r\n")
            answers = b""
            while answers.count(b"\n") < 2:
                answers += safe.recv(1000)
    assert [line[:3] for line in answers.splitlines()] == [b"250", b"503"]


def test_a_small_mail_does_not_wait_for_the_disk_of_a_large_one(house: House) -> None:
    going, go = threading.Event(), threading.Event()

    def keep(arrivals: Sequence[Arrival]) -> None:
        if len(arrivals[0].raw) > 2**18:
            going.set()
            go.wait(10)
        house.kept.extend(arrivals)

    house.keep = keep  # type: ignore[method-assign]  # this house keeps otherwise
    with running(house) as port, ThreadPoolExecutor(1) as threads:

        def send(body: str) -> None:
            with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
                client.sendmail(SENDER, [MAYOR], body)

        large = threads.submit(send, ("y" * 76 + "\r\n") * 5000)
        assert going.wait(10)
        send(BODY)
        assert [arrival.raw for arrival in house.kept] == [BODY.encode()]
        go.set()
        large.result(10)
    assert len(house.kept) == 2


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_loop, "_ENDING_SECONDS", 0.3)


def _deaf(port: int) -> socket.socket:
    """Return a connection of somebody who sends and reads nothing, at the point where the door can send no more."""
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    deaf.connect(("127.0.0.1", port))
    deaf.settimeout(0.3)
    with suppress(TimeoutError, ConnectionError):
        while True:
            deaf.send(b"HELP\r\n" * 2000)
    return deaf


def _greeting(port: int) -> bytes:
    with _raw(port) as other:
        return other.recv(100)


@pytest.mark.usefixtures("impatient")
def test_who_sends_and_reads_no_answer_makes_room(house: House) -> None:
    limits = DoorLimits(connections=1, connections_per_client=1, idle_seconds=0.5)
    with running(house, limits=limits) as port, _deaf(port):
        wait_until(lambda: _greeting(port).startswith(b"220"), seconds=15)


@pytest.mark.usefixtures("impatient")
def test_who_takes_his_leave_and_reads_no_answer_makes_room(house: House) -> None:
    with running(house, limits=DoorLimits(connections_per_client=1)) as port, socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        deaf.connect(("127.0.0.1", port))
        deaf.sendall(b"HELP\r\n" * 400 + b"QUIT\r\n")
        wait_until(lambda: _greeting(port).startswith(b"220"), seconds=15)


def test_who_reads_to_the_end_is_not_broken_off(house: House) -> None:
    with running(house) as port, _raw(port) as raw:
        raw.sendall(b"NOOP\r\n" * 5000 + b"QUIT\r\n")
        time.sleep(0.3)
        answers = raw.makefile("rb").read().splitlines()
    assert (len(answers), answers[-1][:3]) == (5002, b"221")


def test_a_commit_that_takes_longer_than_a_client_may_be_silent_is_answered(house: House) -> None:
    house.keep_seconds = 1.5
    with running(house, limits=DoorLimits(idle_seconds=0.3)) as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        assert client.sendmail(SENDER, [MAYOR], BODY) == {}
        time.sleep(1.0)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.noop()
            client.noop()
    assert len(house.kept) == 1


def test_one_client_leaves_room_for_others(house: House) -> None:
    limits = DoorLimits(memory_bytes=3 * MAX, memory_bytes_per_client=MAX)
    with running(house, limits=limits) as port, _raw(port) as greedy:
        stream = greedy.makefile("rwb")
        _talk(stream, b"EHLO x", b"MAIL FROM:<a@b.example>", f"RCPT TO:<{MAYOR}>".encode(), b"DATA")
        greedy.sendall(b"y" * (MAX - 10))
        time.sleep(0.3)
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as same:
            same.ehlo()
            _begin(same)
            assert _code(same.data(BODY)) == "452 4.3.1"
        with smtplib.SMTP("127.0.0.1", port, timeout=10, source_address=("127.0.0.2", 0)) as other:
            assert other.sendmail(SENDER, [MAYOR], BODY) == {}


def test_a_message_that_drips_is_not_waited_for(house: House) -> None:
    limits = DoorLimits(slow_seconds=0.4, slow_bytes=1000)
    with running(house, limits=limits) as port, _raw(port) as raw:
        stream = raw.makefile("rwb")
        _talk(stream, b"EHLO x", b"MAIL FROM:<a@b.example>", f"RCPT TO:<{MAYOR}>".encode(), b"DATA")
        with pytest.raises(OSError):  # reset or broken pipe, as the kernel pleases
            for _ in range(40):
                raw.sendall(b"y")
                time.sleep(0.05)
    assert house.kept == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("local", "local"),
        ("no:address", "no:address"),
    ],
)
def test_a_client_is_known_by_what_it_cannot_choose(address: str, expected: str) -> None:
    assert network_of(address) == expected


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("MAIL FROM:<a@b.example.>", 250),
        ("MAIL FROM:<a@b.example.> SIZE=100 BODY=8BITMIME", 250),
        ("MAIL FROM:<a\x00b@c.example>", 501),
        ("MAIL FROM:<a@b.example>\x00", 501),
        ("MAIL FROM:<a@c.exa\x01mple>", 553),
        ('MAIL FROM:<"a\x7fb"@c.example>', 553),
        ("MAIL FROM:<a@b.example..>", 553),
    ],
)
def test_senders_as_they_are_written(client: smtplib.SMTP, command: str, code: int) -> None:
    assert client.docmd(command)[0] == code
    assert client.noop()[0] == 250


def test_a_dot_behind_the_domain_says_nothing(client: smtplib.SMTP, house: House) -> None:
    _begin(client, f"{MAYOR}.")
    assert client.data(BODY)[0] == 250
    assert house.kept[0].envelope.recipients == (MAYOR,)


def test_two_hundred_megabytes_are_refused_and_held_by_nobody() -> None:
    house = House()
    opened = Running(house, DoorSettings(host="127.0.0.1", port=0, max_bytes=50 * 2**20))
    try:
        with smtplib.SMTP("127.0.0.1", opened.door.port, timeout=60) as client:
            client.ehlo()
            assert client.mail(SENDER, ["SIZE=209715200"])[0] == 552
            _begin(client)
            client.putcmd("data")
            client.getreply()
            most = 0
            for _ in range(200):
                client.send(b"y" * (2**20 - 2) + b"\r\n")
                most = max(most, opened.door.memory._held)
            client.send(b".\r\n")
            assert _code(client.getreply()) == "552 5.3.4"
            assert client.sendmail(SENDER, [MAYOR], BODY) == {}
        assert most <= 51 * 2**20
    finally:
        opened.stop()
    assert len(house.kept) == 1


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "452 4.3.1"), (errno.EIO, "451 4.3.0")])
def test_a_disk_that_fails_in_a_commit_is_told_to_all_who_wait_for_it(house: House, number: int, code: str) -> None:
    broken = UnavailableError("the disk")
    broken.__cause__ = OSError(number, "the disk")
    house.keep_seconds, house.fault = 0.3, broken
    with running(house) as port, ThreadPoolExecutor(10) as threads:

        def send(_number: int) -> tuple[str, int]:
            with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
                client.ehlo()
                _begin(client)
                first = _code(client.data(BODY))
                time.sleep(1.0)
                house.fault = None
                _begin(client)
                return first, client.data(BODY)[0]

        assert list(threads.map(send, range(10))) == [(code, 250)] * 10
    assert len(house.kept) == 10


def test_a_mailbox_of_a_suspended_town_is_refused_for_now_and_the_others_are_not(client: smtplib.SMTP, house: House) -> None:
    client.mail(SENDER)
    code, words = client.rcpt("suspendue@breville.example")
    assert code == 450 and words.startswith(b"4.2.1")
    assert client.rcpt(MAYOR)[0] == 250
    assert client.data(BODY)[0] == 250 and len(house.kept) == 1
