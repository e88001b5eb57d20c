"""A day in the life of a request: a mail, a fax and a call about one street lamp, and whatever is killed, everybody is told once.

Three lives of the same day: one in peace, one that dies at each kind of commit of each step, before it and after it, and one that dies at
moments nobody chose. What they leave is the same.
"""

import email
import email.policy
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pypdfium2
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from domain.inbound import Channel, Outcome
from domain.request import Status
from flows import accounts
from flows.journal import verify
from flows.wiring import Installation
from letters.kinds import ModelKey
from store import follow_ups, history, jobs, outbox, requests, towns
from store.agents import NewAgent
from store.outbox import OutboxId
from store.schema import OutboxRow, RequestRow
from tests.ingest.paper.made import fax, pdf_of_lines
from tests.installations import BREVILLE, NOW, ROADS, ledger, mailboxes, places, ruleset, town
from tests.servers import free_port
from tests.workers import day_process
from tests.workers.day_process import ANNE, LIT, Day, lighting, live, opened, request_by

ROOT = Path(__file__).parents[2]
MARC = "14 rue de Poterie, 50999 Bréville"
"""Who faxes gives no e-mail address: he gets a letter to print."""
SYLVIE, ZOE = "sylvie.lebrun@courriel.example", "zoe.martel@courriel.example"
LETTER = (
    (57, 60, "Marc Hamon"),
    (57, 76, "14 rue de Poterie"),
    (57, 92, "50999 Bréville"),
    (57, 108, "06 39 98 12 04"),
    (320, 140, "Monsieur le Maire"),
    (320, 156, "Mairie de Bréville"),
    (320, 200, "Bréville, le 10 mars 2026"),
    (57, 250, "Objet : lampadaire éteint"),
    (57, 300, "Monsieur le Maire,"),
    (57, 330, "Le lampadaire devant le 22 rue de Poterie est éteint. On n'y voit plus rien."),
    (57, 390, "Je vous prie d'agréer, Monsieur le Maire, mes salutations distinguées."),
    (320, 440, "Marc Hamon"),
)
"""What is faxed."""


class Relay:
    """Takes every letter; a mailbox that gets one a second time shows one, by its Message-ID."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []
        """Recipient, subject and Message-ID of each, as often as it came."""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.taken.append((envelope.rcpt_tos[0], str(mail["Subject"]), str(mail["Message-ID"])))
        return "250 OK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a day leaves: all that does not say when."""

    status: Status
    counter: int | None
    contacts: tuple[str | None, ...]
    actions: tuple[tuple[str, ...], ...]
    """Of each request, by channel."""
    letters: Counter[tuple[str, str, str]]
    """Recipient, kind and model of all that was written."""
    outcomes: tuple[tuple[Channel, Outcome], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """A day that is over."""

    day: Day
    left: Left
    relay: Relay
    deaths: int

    @property
    def is_each_once(self) -> bool:
        """Whether the relay was handed each letter once, and not again under the same Message-ID."""
        return len({token for _, _, token in self.relay.taken}) == len(self.relay.taken)


@contextmanager
def sink() -> Iterator[tuple[Relay, str]]:
    """Run a relay, and yield its address."""
    handler = Relay()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield handler, f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def begin(day: Day) -> None:
    """Lay a town hall out in the morning, with a fax that has come in the night."""
    for folder in (day.home, day.faxes, day.answered, day.deaths):
        folder.mkdir(parents=True)
    page = pypdfium2.PdfDocument(pdf_of_lines(LETTER))[0].render(scale=200 / 72, grayscale=True).to_pil()
    (day.faxes / "fax 0001.tif").write_bytes(fax([page], dpi=(200, 200)))
    hall = opened(day)
    with hall.database.write() as session:
        towns.save_town(session, town(), lighting(ruleset(BREVILLE)), places(), mailboxes(BREVILLE), NOW)
    everything = accounts.FIRST_ROLES
    accounts.add_agent(hall, NewAgent(town=BREVILLE, login=ANNE, name="Anne Marie", roles=everything, password_hash="x"), NOW)
    hall.close()


def until_over(day: Day, *, seed: int | None = None) -> int:
    """Live a day to its end, and return how often it took a death; with a ``seed``, one after a moment of its choice."""
    chance = random.Random(seed)  # noqa: S311 — moments to kill at
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([day_process.__name__])
    for generation in count():
        process = context.Process(target=live, args=(day, generation))
        process.start()
        # Ever later, however slow the machine is: a job at which eight processes have died is parked.
        process.join(None if seed is None else chance.uniform(0.15, 0.3) * 2**generation)
        process.kill()
        process.join()
        if process.exitcode == 0:
            return generation
        assert process.exitcode == -signal.SIGKILL
    raise AssertionError


def left(hall: Installation) -> Left:
    with hall.database.read() as session:
        main = requests.get(session, request_by(hall, Channel.EMAIL))
        own = [request_by(hall, channel) for channel in (Channel.EMAIL, Channel.FAX, Channel.PHONE)]
        actions = tuple(tuple(line.action for line in history.lines(session, one)) for one in own)
        written = [outbox.get(session, OutboxId(one)).letter for one in session.scalars(select(OutboxRow.id).order_by(OutboxRow.id))]
        contacts = tuple(one.name for one in follow_ups.requesters(session, main.line.id))
    letters = Counter((one.recipient, one.kind, str(one.payload.get("model"))) for one in written)
    outcomes = tuple((line.channel, line.outcome) for line in ledger(hall))
    number = main.line.number
    return Left(
        status=main.line.status,
        counter=None if number is None else number.counter,
        contacts=contacts,
        actions=actions,
        letters=letters,
        outcomes=outcomes,
    )


def check(day: Day, relay: Relay) -> Left:
    """See to it that nothing was lost and nothing doubled; return what is left of the day."""
    hall = opened(day)
    try:
        found = left(hall)
        with hall.database.read() as session:
            assert jobs.parked(session, after=None, limit=10) == ()
            assert jobs.counts(session) == {}
            counters = session.scalars(select(RequestRow.counter).where(RequestRow.counter.is_not(None)).order_by(RequestRow.counter)).all()
            sent = Counter(session.scalars(select(OutboxRow.recipient).where(OutboxRow.state == "sent")))
        assert all(one.findings == () for one in verify(hall.database, None))
    finally:
        hall.close()
    assert list(counters) == list(range(1, len(counters) + 1))
    assert set(found.letters.values()) == {1}, found.letters
    # Whatever the relay was handed twice is one letter in the mailbox.
    assert Counter({token: recipient for recipient, _, token in relay.taken}.values()) == sent
    return found


def lived(home: Path, url: str, *, moments: tuple[str, ...] = (), seed: int | None = None) -> Lived:
    """Live a day from the morning to its end."""
    with sink() as (relay, address):
        day = Day(home=home, url=url, relay=address, began=datetime.now(UTC), moments=moments)
        begin(day)
        deaths = until_over(day, seed=seed)
        return Lived(day=day, left=check(day, relay), relay=relay, deaths=deaths)


@pytest.fixture(scope="module")
def peace(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The day as nothing disturbs it."""
    folder = tmp_path_factory.mktemp("peace")
    return lived(folder / "day", f"sqlite:///{shutil.copy(sqlite_template, folder / 'citoyen.db')}")


def test_a_mail_a_fax_and_a_call_are_one_request_of_three_people_who_are_told_once(peace: Lived) -> None:
    found = peace.left
    assert (peace.deaths, found.status, found.counter) == (0, Status.CLOSED, 1)
    assert found.contacts == ("LEBRUN Sylvie", "HAMON Marc", "MARTEL Zoé")
    assert found.outcomes == tuple((channel, Outcome.DRAFTED) for channel in (Channel.EMAIL, Channel.FAX, Channel.PHONE, Channel.EMAIL))
    life = ("created", "confirmed", "numbered", "absorbed", "absorbed", "taken", "planned", "closed")
    assert tuple(action for action in found.actions[0] if action in life) == life
    told = {model: {recipient for recipient, _, one in found.letters if one == model} for model in (ModelKey.PLANNED, ModelKey.CLOSED)}
    assert told == {ModelKey.PLANNED: {SYLVIE, ZOE}, ModelKey.CLOSED: {SYLVIE, ZOE, MARC}}
    assert {recipient for recipient, kind, _ in found.letters if kind == "notice"} == {LIT, ROADS}
    assert peace.is_each_once


@pytest.mark.timeout(420)
def test_a_day_whose_processes_die_before_each_commit_is_the_same(peace: Lived, sqlite_url: str, tmp_path: Path) -> None:
    found = lived(tmp_path / "day", sqlite_url, moments=("before",))
    assert found.left == peace.left
    assert found.deaths == len(list(found.day.deaths.iterdir())) > len(day_process.STEPS)
    # Some died with the relay's yes in their hands.
    assert not found.is_each_once
    environment = {**os.environ, "CITOYEN_DATABASE_URL": sqlite_url, "CITOYEN_DATA": str(found.day.home / "data"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "from cli.main import main; main()", "journal", "verify"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@pytest.mark.timeout(420)
def test_a_day_whose_processes_die_at_any_moment_is_the_same(peace: Lived, sqlite_url: str, tmp_path: Path) -> None:
    found = lived(tmp_path / "day", sqlite_url, seed=1)
    assert found.left == peace.left
    assert found.deaths > 0


@pytest.mark.timeout(420)
def test_on_postgresql_a_day_whose_processes_die_after_each_commit_is_the_same(peace: Lived, postgresql_url: str, tmp_path: Path) -> None:
    found = lived(tmp_path / "day", postgresql_url, moments=("after",))
    assert found.left == peace.left
    assert found.deaths == len(list(found.day.deaths.iterdir())) > len(day_process.STEPS)
    # Between two steps nobody has anything in his hands: each letter leaves once.
    assert found.is_each_once
