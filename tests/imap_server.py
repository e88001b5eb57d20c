"""An IMAP server in a thread that does what a test wants of it: by default it behaves, one answer or another may be replaced."""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from domain.ids import TownId
from ingest.email.imap_account import ImapAccount, Secret, Tls

Answer = Callable[["Session", str, str], None]
"""What a command is answered with: the session to say it in, the command's tag, and what followed its name."""


class HangUp(Exception):
    """End the connection."""


@dataclass(slots=True)
class FakeServer:
    """One folder, and how the server speaks. ``answers`` replaces what a command (``FETCH``, not ``UID FETCH``) is answered with."""

    port: int = 0
    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7
    next_uid: int | None = None
    capabilities: str = "IMAP4rev1 IDLE MOVE UIDPLUS"
    greeting: str = "* OK ready"
    answers: dict[str, Answer] = field(default_factory=dict)
    date: str = "03-Mar-2026 10:00:00 +0100"
    is_writable: bool = True
    flags: dict[int, set[str]] = field(default_factory=dict)
    moved: dict[int, str] = field(default_factory=dict)
    folders: list[str] = field(default_factory=lambda: ["INBOX"])
    listing: tuple[str, ...] = ()
    namespace: str = '(("" "/")) NIL NIL'
    heard: list[str] = field(default_factory=list)
    connections: int = 0
    trust: ssl.SSLContext | None = None

    def account(self, **values: object) -> ImapAccount:
        """Return an account on it."""
        given: dict[str, object] = {
            "host": "127.0.0.1",
            "port": self.port,
            "tls": Tls.NONE,
            "user": "mairie",
            "secret": lambda: Secret(value="secret"),
            "town": TownId("breville"),
            "address": "mairie@breville.example",
            "poll_seconds": 0.05,
        }
        return ImapAccount(**(given | values))  # type: ignore[arg-type]  # what a test wants else

    def count(self, command: str) -> int:
        """Return how often a command was heard."""
        return sum(command in line for line in self.heard)


class Session:
    """One connection."""

    def __init__(self, server: FakeServer, connection: socket.socket) -> None:
        self.server = server
        self._connection = connection
        self._file = connection.makefile("rb")

    def say(self, *lines: str | bytes) -> None:
        """Send lines."""
        self.send(b"".join((line if isinstance(line, bytes) else line.encode()) + b"\r\n" for line in lines))

    def send(self, words: bytes) -> None:
        """Send bytes as they are."""
        self._connection.sendall(words)

    def hear(self) -> str:
        """Return the next line, with literals in it."""
        line = self._file.readline()
        while (literal := re.search(rb"\{(\d+)\}\r\n$", line)) is not None:
            self.say("+ go on")
            line += self._file.read(int(literal[1])) + self._file.readline()
        if not line:
            raise HangUp
        return line.decode("utf-8", "replace").removesuffix("\r\n")

    def fetched(self, uid: int, body: bytes, *, date: str | None = None) -> None:
        """Say what a mail is."""
        number = sorted(self.server.mails).index(uid) + 1 if uid in self.server.mails else 999
        words = f'* {number} FETCH (UID {uid} INTERNALDATE "{date or self.server.date}" BODY[] {{{len(body)}}}'
        self.say(words.encode() + b"\r\n" + body + b")")

    def encrypt(self, trust: ssl.SSLContext) -> None:
        """Go on encrypted."""
        self._connection = trust.wrap_socket(self._connection, server_side=True)
        self._file = self._connection.makefile("rb")

    def run(self) -> None:
        """Talk until one of both has enough."""
        self.say(self.server.greeting)
        while True:
            line = self.hear()
            self.server.heard.append(line)
            tag, _, rest = line.partition(" ")
            name, _, words = rest.removeprefix("UID ").partition(" ")
            answer = self.server.answers.get(name.upper())
            if answer is not None:
                answer(self, tag, words)
            else:
                getattr(self, f"do_{name.lower()}", self.do_anything)(tag, words)

    def hang_up(self) -> None:
        """End the connection from another thread."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the connection; a file that was made of it would hold it open."""
        self.hang_up()
        self._file.close()
        self._connection.close()

    def do_anything(self, tag: str, _words: str) -> None:
        self.say(f"{tag} BAD what")

    def do_capability(self, tag: str, _words: str) -> None:
        self.say(f"* CAPABILITY {self.server.capabilities}", f"{tag} OK done")

    def do_login(self, tag: str, _words: str) -> None:
        self.say(f"{tag} OK in")

    def do_authenticate(self, tag: str, _words: str) -> None:
        self.say("+ ")
        self.server.heard.append(self.hear())
        self.say(f"{tag} OK in")

    def do_select(self, tag: str, _words: str) -> None:
        server = self.server
        self.say(f"* {len(server.mails)} EXISTS", "* 0 RECENT", f"* OK [UIDVALIDITY {server.validity}] so")
        if server.next_uid is not None:
            self.say(f"* OK [UIDNEXT {server.next_uid}] so")
        self.say(f"{tag} OK [READ-{'WRITE' if server.is_writable else 'ONLY'}] selected")

    def do_examine(self, tag: str, words: str) -> None:
        self.do_select(tag, words)

    def do_search(self, tag: str, words: str) -> None:
        first = int(re.findall(r"UID (\d+):", words)[0])
        last = max(self.server.mails, default=0)
        found = sorted({uid for uid in self.server.mails if uid >= first} | ({last} if last else set()))
        self.say(f"* SEARCH {' '.join(map(str, found))}".rstrip(), f"{tag} OK done")

    def do_fetch(self, tag: str, words: str) -> None:
        for uid in uids_of(words):
            if uid in self.server.mails:
                self.tell(uid, words)
        self.say(f"{tag} OK done")

    def tell(self, uid: int, words: str) -> None:
        """Say of a mail what is asked for."""
        raw = self.server.mails[uid]
        if "RFC822.SIZE" in words:
            self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)})")
        elif "HEADER" in words:
            header = re.split(rb"(?<=\n)\r?\n", raw, maxsplit=1)[0] + b"\r\n"
            self.say(f"* {uid} FETCH (UID {uid} BODY[HEADER]<0> {{{len(header)}}}".encode() + b"\r\n" + header + b")")
        else:
            self.fetched(uid, raw)

    def do_move(self, tag: str, words: str) -> None:
        for uid in uids_of(words):
            if self.server.mails.pop(uid, None) is not None:
                self.server.moved[uid] = words.partition(" ")[2]
                self.say("* 1 EXPUNGE")
        self.say(f"{tag} OK done")

    def do_copy(self, tag: str, words: str) -> None:
        self.server.moved |= dict.fromkeys(uids_of(words), words.partition(" ")[2])
        self.say(f"{tag} OK done")

    def do_store(self, tag: str, words: str) -> None:
        for uid in uids_of(words):
            self.server.flags.setdefault(uid, set()).update(re.findall(r"\\\w+", words))
        self.say(f"{tag} OK done")

    def do_expunge(self, tag: str, words: str) -> None:
        for uid in uids_of(words):
            self.server.mails.pop(uid, None)
        self.say(f"{tag} OK done")

    def do_create(self, tag: str, words: str) -> None:
        self.server.folders.append(words.strip('"'))
        self.say(f"{tag} OK done")

    def do_list(self, tag: str, _words: str) -> None:
        told = self.server.listing or [f'() "/" "{name}"' for name in self.server.folders]
        self.say(*(f"* LIST {one}" for one in told), f"{tag} OK done")

    def do_namespace(self, tag: str, _words: str) -> None:
        self.say(f"* NAMESPACE {self.server.namespace}", f"{tag} OK done")

    def do_noop(self, tag: str, _words: str) -> None:
        self.say(f"{tag} OK done")

    def do_idle(self, tag: str, _words: str) -> None:
        self.say("+ idling")
        self.hear()
        self.say(f"{tag} OK done")

    def do_logout(self, tag: str, _words: str) -> None:
        self.say("* BYE bye", f"{tag} OK done")
        raise HangUp


def uids_of(words: str) -> list[int]:
    """Return the UIDs a command names."""
    found: list[int] = []
    for part in words.partition(" ")[0].split(","):
        first, _, last = part.partition(":")
        found += range(int(first), int(last or first) + 1)
    return found


def refusing(words: str) -> Answer:
    """Answer with a no, or whatever the words begin with."""

    def answer(session: Session, tag: str, _words: str) -> None:
        session.say(f"{tag} {words}")

    return answer


def silent(session: Session, _tag: str, _words: str) -> None:
    """Say nothing until the client goes."""
    session.hear()


def hanging_up(_session: Session, _tag: str, _words: str) -> None:
    """End the connection."""
    raise HangUp


@contextmanager
def imap_server(**values: object) -> Iterator[FakeServer]:
    """Run a server."""
    server = FakeServer(**values)  # type: ignore[arg-type]
    listener = socket.create_server(("127.0.0.1", 0))
    server.port = listener.getsockname()[1]
    open_ones: list[Session] = []

    def serve(connection: socket.socket) -> None:
        with suppress(HangUp, OSError), connection:
            if server.trust is not None:
                connection = server.trust.wrap_socket(connection, server_side=True)
            session = Session(server, connection)
            open_ones.append(session)
            try:
                session.run()
            finally:
                session.close()

    def listen() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                server.connections += 1
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield server
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for session in open_ones:
            session.hang_up()
