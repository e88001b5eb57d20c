"""Load on every channel of an installation at once. Each sender writes down what was acknowledged, and sends the rest again, as they do.

All numbers, names and addresses are made up; each message has a sender of its own, so that a letter too many shows at once.
"""

import http.client
import json
import random
import re
import smtplib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from itsdangerous import URLSafeTimedSerializer

from flows.wiring import Installation
from tests.flows.calling import PARIS, Switchboard
from tests.ingest.paper.made import pdf_of_lines
from tests.installations import AUVILLE, BREVILLE
from web import form_page

TOWNS = (BREVILLE, AUVILLE)
FORM = "signalement"
ANSWERED = ("email", "form", "counter")
CREATED, SEE_OTHER = 201, 303
LONGEST_SECONDS = 200.0
"""For what takes a moment on a machine that has nothing else to do."""
_SECONDS = 60.0
_AFRESH_SECONDS = 0.1
"""So long a sender waits after a failure, before he sends again."""
_CALL_SECONDS = 2.0
_AHEAD = 30


class NotAcknowledgedError(Exception):
    """An answer that says: not kept. What it says stands in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Where an installation takes things in. ``key`` opens the API; ``calls`` is the log of the first town's switchboard."""

    opened: Installation
    smtp_port: int
    web_port: int
    key: str
    scans: Path
    faxes: Path
    calls: Path


@dataclass(slots=True)
class Told:
    """What senders were told. ``kept``: marks of what was acknowledged, by channel; ``refused``: answers that said no, each once."""

    kept: dict[str, set[str]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, channel: str, mark: str) -> None:
        with self._lock:
            self.kept.setdefault(channel, set()).add(mark)

    def refuse(self, answer: str) -> None:
        with self._lock:
            self.refused.add(answer)

    @property
    def count(self) -> int:
        with self._lock:
            return sum(map(len, self.kept.values()))

    def least(self) -> int:
        """Return how much was acknowledged on the channel that is last of those that answer whoever sends."""
        with self._lock:
            return min(len(self.kept.get(channel, ())) for channel in ANSWERED)


class Load:
    """Senders on every channel, each a thread; they go on from one life of the installation to the next.

    ``pause`` is how long a sender waits, at most, between two messages; a scan takes longer to read than a mail, and ``scan_seconds``
    lie between two at least.
    """

    def __init__(self, doors: Doors, chance: random.Random, *, pause: float = 0.05, scan_seconds: float = 1.0) -> None:
        self._doors = doors
        self._pause = pause
        self._chance = chance
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._numbers = _Numbers()
        self._scan_seconds = scan_seconds
        self.told = Told()
        self.laid: dict[str, Path] = {}
        """Where what was laid into drop folders lies, by its SHA-256."""
        self.missed: list[str] = []
        """Who called and was not answered."""
        # Whoever sends a form within three seconds is taken for a machine: these pages were opened now.
        self._pages: dict[str, list[str]] = {
            town: [form_page.opened_token(doors.opened, f"{town}/{FORM}") for _ in range(500)] for town in TOWNS
        }

    @contextmanager
    def running(self) -> Iterator[None]:
        """Send while the block runs; then let each sender end the message in hand, acknowledged or not."""
        self.start()
        try:
            yield
        finally:
            self.stop()

    def start(self) -> None:
        """Let all send."""
        ways: Sequence[Callable[[], None]] = (
            *(partial(self._again_and_again, self._mail, town) for town in (BREVILLE, BREVILLE, AUVILLE)),
            partial(self._again_and_again, self._enter, BREVILLE),
            partial(self._again_and_again, self._fill_in, AUVILLE),
            partial(self._lay, self._doors.scans, "scan"),
            partial(self._lay, self._doors.faxes, "fax"),
            self._call,
        )
        self._threads = [threading.Thread(target=way, name=f"sender {number}", daemon=True) for number, way in enumerate(ways)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End all senders. Messages they could not get rid of are forgotten: nobody was told that they are kept."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(2 * _SECONDS)
            assert not thread.is_alive(), f"{thread.name} hangs"

    def wait_for(self, count: int) -> None:
        """Wait until so many more messages were acknowledged on each channel that answers, and be left in the middle of others."""
        wanted = self.told.least() + count
        waited_for(lambda: self.told.least() >= wanted, LONGEST_SECONDS)

    def collect(self) -> None:
        """Write down what was taken out of the drop folders: to those who scan, that it is gone means that it is kept."""
        for digest, path in list(self.laid.items()):
            if not path.exists():
                self.told.keep("paper", digest)

    # ---- senders

    def _again_and_again(self, send: Callable[[str, int], None], town: str) -> None:
        number = self._numbers.next()
        while not self._stopping.is_set():
            try:
                send(town, number)
            except (OSError, smtplib.SMTPException, http.client.HTTPException, NotAcknowledgedError) as error:
                self.told.refuse(_words(error))
                self._stopping.wait(_AFRESH_SECONDS)
            else:
                number = self._numbers.next()
                self._stopping.wait(self._pause * self._chance.random())

    def _mail(self, town: str, number: int) -> None:
        # Lest a machine that has much else to do is buried under mail, which waits for the channels of the web.
        while len(self.told.kept.get("email", ())) > _AHEAD + 4 * self.told.least() and not self._stopping.wait(_AFRESH_SECONDS):
            pass
        with smtplib.SMTP("127.0.0.1", self._doors.smtp_port, timeout=_SECONDS) as client:
            client.sendmail(_who(number), [f"mairie@{town}.example"], mail_of(town, number))
            self.told.keep("email", f"<{number}@courriel.example>")

    def _enter(self, town: str, number: int) -> None:
        body = {
            "channel": "counter",
            "text": f"Il y a un nid de poule devant le 22 rue de Poterie, vu le {number}.",
            "agent": "Accueil 1",
            "person": {"name": f"Personne {number}", "email": _who(number)},
            "id": f"visite-{number}",
        }
        headers = {
            "Authorization": f"Bearer {self._doors.key}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"visite-{number}",
        }
        answer = self._post(f"/api/v1/entries?town={town}", json.dumps(body), headers, CREATED)
        self.told.keep("counter", str(json.loads(answer.body)["tracking"]))

    def _fill_in(self, town: str, number: int) -> None:
        fields = {
            "jeton": self._pages[town][number % 500],
            "langue": "fr",
            "type": "chaussee",
            "lieu": "22 rue de Poterie",
            "description": f"Il y a un nid de poule, vu le {number}.",
            "reponse": "non",
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            # One address may send twelve forms in a minute.
            "X-Forwarded-For": f"203.0.113.{number % 250 + 1}",
        }
        try:
            answer = self._post(f"/f/{town}/{FORM}", urlencode(fields), headers, SEE_OTHER)
        except NotAcknowledgedError as error:
            if error.args[0].endswith(": 422"):
                self._open_anew(town, number)
            raise
        token = re.search(r"[?&]t=([^&]+)", answer.location)
        assert token is not None, answer.location
        # Signed by the server's clock, which may not be ours.
        receipt = URLSafeTimedSerializer("", salt="").loads_unsafe(token[1])[1]
        self.told.keep("form", str(receipt["tracking"]))

    def _open_anew(self, town: str, number: int) -> None:
        """Open the page once more, as it asks for when it was open too long by the server's clock, and take time to fill it in."""
        with closing(http.client.HTTPConnection("127.0.0.1", self._doors.web_port, timeout=_SECONDS)) as connection:
            connection.request("GET", f"/f/{town}/{FORM}")
            found = re.search(r'name="jeton" value="([^"]+)"', connection.getresponse().read().decode())
        assert found is not None
        self._pages[town][number % 500] = found[1]
        self._stopping.wait(form_page.TOO_FAST_S + 0.2)

    def _post(self, path: str, body: str, headers: dict[str, str], wanted: int) -> "_Answer":
        with closing(http.client.HTTPConnection("127.0.0.1", self._doors.web_port, timeout=_SECONDS)) as connection:
            connection.request("POST", path, body.encode(), headers)
            response = connection.getresponse()
            answer = _Answer(body=response.read().decode(), location=response.getheader("Location") or "")
        if response.status != wanted:
            raise NotAcknowledgedError(f"{path.partition('?')[0]}: {response.status}")
        return answer

    def _lay(self, folder: Path, name: str) -> None:
        """Lay letters into a folder as a scanner does that writes them under another name first."""
        while not self._stopping.is_set():
            number = self._numbers.next()
            content = _letter(number)
            beside = folder.parent / f"{name} {number}.part"
            beside.write_bytes(content)
            path = folder / f"{name} {number:06}.pdf"
            beside.rename(path)
            self.laid[sha256(content).hexdigest()] = path
            self._stopping.wait(self._scan_seconds * (1 + self._chance.random()))

    def _call(self) -> None:
        """Write the log of a switchboard: nobody answers, and each caller calls once."""
        log, at = Switchboard(), datetime.now(PARIS).replace(microsecond=0) - timedelta(hours=6)
        while not self._stopping.is_set():
            number = self._numbers.next()
            who = f"063998{number % 10_000:04}"
            log.missed(who, at + timedelta(seconds=5 * len(self.missed)), rings=1 + number % 2)
            with self._doors.calls.open("a", encoding="utf-8") as file:
                file.write("".join(f"{row}\n" for row in log.rows))
            log.rows.clear()
            self.missed.append(who)
            self._stopping.wait(_CALL_SECONDS * self._chance.random())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    body: str
    location: str


class _Numbers:
    """Gives each number once, to many threads."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def next(self) -> int:
        with self._lock:
            self._last += 1
            return self._last


def mail_of(town: str, number: int, words: str = "") -> bytes:
    """Return the mail of somebody who writes once."""
    message = EmailMessage()
    message["From"] = f"Personne {number} <{_who(number)}>"
    message["To"] = f"mairie@{town}.example"
    message["Subject"] = "trou"
    message["Message-ID"] = f"<{number}@courriel.example>"
    message.set_content(f"Bonjour,\n\nIl y a un nid de poule devant le 22 rue de Poterie, vu le {number}. {words}\n\nPersonne {number}\n")
    return message.as_bytes()


def waited_for(holds: Callable[[], bool], seconds: float) -> float:
    """Wait until something holds and return how long that took; fail after so many seconds."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"still not so after {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - began


def _who(number: int) -> str:
    return f"personne.{number}@courriel.example"


def _letter(number: int) -> bytes:
    lines = (
        (57.0, 60.0, f"Personne {number}"),
        (57.0, 76.0, "14 rue de Poterie"),
        (57.0, 92.0, "50999 Bréville"),
        (57.0, 250.0, "Objet : nid de poule"),
        (57.0, 330.0, f"Il y a un nid de poule devant le 22 rue de Poterie, vu le {number}."),
        (320.0, 440.0, f"Personne {number}"),
    )
    return pdf_of_lines(lines)


def _words(error: Exception) -> str:
    """Return what was answered, without what is told of one message alone."""
    match error:
        case smtplib.SMTPResponseException():
            return f"{error.smtp_code}"
        case smtplib.SMTPRecipientsRefused():
            return ",".join(str(code) for code, _ in error.recipients.values())
        case NotAcknowledgedError():
            return str(error)
        case _:
            return type(error).__name__
