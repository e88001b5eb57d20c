"""Sample messages through the real SMTP port, and what became of each as it happens."""

import smtplib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from cli.account import department_words, subject_words
from cli.labels import CAUSES, OUTCOMES, REASONS
from cli.screen import complain, out
from cli.words import tr
from domain.errors import CitoyenError
from domain.ids import Sha256
from domain.inbound import Outcome
from domain.request import Status
from flows.explain import recipients
from flows.wiring import Installation
from ingest.email.key import content_key
from store.fates import Fate, fates
from store.request_lines import RequestLine

READY_SECONDS = 30.0
OUTCOME_SECONDS = 60.0
SMTP_SECONDS = 30.0
PAUSE_SECONDS = 0.005
SENDER = "citoyen-run@localhost.localdomain"
WIDTHS = (28, 44, 40)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A message the port has taken: when it said 250, None where it had arrived before."""

    path: Path
    accepted: float | None


class Feeder:
    """Feeds the messages of a folder. ``is_over`` tells that the process is going down."""

    def __init__(self, installation: Installation, folder: Path, is_over: Callable[[], bool]) -> None:
        self._installation = installation
        self._files = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".eml")
        self._is_over = is_over
        self._waiting: dict[Sha256, _Sent] = {}
        self.lost: list[str] = []
        """What did not reach an outcome, with the reason."""

    def feed(self) -> None:
        """Send every message and print what became of it."""
        print_row((tr("message"), tr("subject"), tr("place"), tr("department")), "ms", style="bold")
        try:
            with self._connect() as server:
                for path in self._files:
                    self._send(server, path)
                    self._report()
        except (OSError, smtplib.SMTPException) as error:
            self.lost.append(tr("the SMTP port does not take messages: {reason}", reason=error))
        self._wait()
        self.lost += [f"{sent.path.name}: " + tr("no outcome yet") for sent in self._waiting.values()]

    def _connect(self) -> smtplib.SMTP:
        """Return a connection to the port, once somebody listens there."""
        settings = self._installation.settings
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.smtp_host, settings.smtp_host)  # noqa: S104 - compared, not bound
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                return smtplib.SMTP(host, settings.smtp_port, timeout=SMTP_SECONDS)
            except OSError:
                if time.monotonic() > deadline or self._is_over():
                    raise
                time.sleep(PAUSE_SECONDS)

    def _send(self, server: smtplib.SMTP, path: Path) -> None:
        raw = path.read_bytes()
        key = content_key(raw)
        is_known = bool(self._fates([key]))
        try:
            server.sendmail(SENDER, self._recipients(raw), raw)
        except smtplib.SMTPResponseException as error:
            self.lost.append(f"{path.name}: {error.smtp_code} {error.smtp_error!r}")
        except smtplib.SMTPRecipientsRefused as error:
            self.lost.append(f"{path.name}: {error.recipients}")
        else:
            self._waiting[key] = _Sent(path, None if is_known else time.monotonic())

    def _recipients(self, raw: bytes) -> Sequence[str]:
        """Return the one mailbox of ours the message names first; its copies came by their own way."""
        found = [address for address in recipients(raw) if self._installation.towns.mailbox(address)]
        return found[:1] or [self._installation.towns.all()[0].town.email]

    def _wait(self) -> None:
        deadline = time.monotonic() + OUTCOME_SECONDS
        while self._waiting and time.monotonic() < deadline and not self._is_over():
            time.sleep(PAUSE_SECONDS)
            self._report()

    def _report(self) -> None:
        """Print the messages that have reached their outcome since."""
        seen = time.monotonic()
        for key, fate in self._fates(list(self._waiting)).items():
            if fate.outcome is not Outcome.PENDING:
                sent = self._waiting.pop(key)
                taken = tr("known") if sent.accepted is None else f"{(seen - sent.accepted) * 1000:.0f}"
                self._print(sent.path.name, fate, taken)

    def _fates(self, keys: Sequence[Sha256]) -> dict[Sha256, Fate]:
        if not keys:
            return {}
        with self._installation.database.read() as session:
            return fates(session, keys)

    def _print(self, name: str, fate: Fate, taken: str) -> None:
        if not fate.requests:
            print_row((name, OUTCOMES[fate.outcome], CAUSES.get(fate.reason or "", fate.reason or ""), ""), taken, style="dim")
        for number, request in enumerate(fate.requests):
            view = self._installation.towns.get(request.town)
            subject = subject_words(request.subject, view.ruleset)
            department = department_words(request.department, view.ruleset)
            shown = name if number == 0 else ""
            style = "yellow" if request.status is Status.REVIEW else "green"
            print_row((shown, subject, request.place or "—", _destination(request, department)), taken if number == 0 else "", style=style)


def _destination(request: RequestLine, department: str) -> str:
    if request.status is not Status.REVIEW:
        return f"{department}  ({request.number})"
    reasons = ", ".join(REASONS[reason] for reason in request.reasons)
    return tr("to review: {reasons} ({department})", reasons=reasons, department=department)


def print_row(cells: tuple[str, str, str, str], milliseconds: str, style: str) -> None:
    """Print a line of the table; the last cell runs as far as it needs."""
    name, *middle, last = cells
    words = Text()
    words.append(_cut(name, WIDTHS[0]))
    words.append(f"{milliseconds:>7}  ", style="dim")
    for cell, width in zip(middle, WIDTHS[1:], strict=True):
        words.append(_cut(cell, width))
    words.append(last, style=style)
    out.print(words)


def _cut(cell: str, width: int) -> str:
    return f"{cell if len(cell) < width else cell[: width - 2] + '…':<{width}}"


def feed_quietly(feeder: Feeder) -> None:
    """Feed in a thread: an error on the way is told as what it is, a loss."""
    try:
        feeder.feed()
    except CitoyenError as error:
        feeder.lost.append(str(error))
    for line in feeder.lost:
        complain(line)
