"""A day of a town hall, as a process that takes up what is left of it and dies where it is told to (see test_day).

Everybody who asks something of Citoyen asks again until he is answered: the mail server, the fax machine's folder, the agents. Who was
answered is kept in files of the test's own, as people remember it.
"""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, event, select, text
from sqlalchemy.orm import Session

from domain.ids import DepartmentCode, RequestId, RuleId, SubjectCode
from domain.inbound import Channel
from domain.lifecycle import Act, Step
from domain.request import Closure
from domain.ruleset import Effect, RuleSet, SubjectIs
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.entry import Entry, Person, enter
from flows.folders import drop_folders
from flows.merge import merge
from flows.receive import receive
from flows.take import Taker
from flows.town_views import TownViews
from flows.wiring import Installation, open_installation
from flows.work import work
from rules.classify import Classifier
from store import jobs
from store.engine import Database
from store.schema import DraftRow, InboundRow, RequestRow
from tests.installations import BREVILLE, POTHOLE, arrival, mail, places, ruleset, settings

ANNE = "anne"
LIGHTING = DepartmentCode("ECL")
LAMP = SubjectCode("ECL-01")
LIT = "eclairage@breville.example"
ANSWER = "La lampe du lampadaire a été remplacée ce matin."
BY_MAIL = "Bonjour,\n\nLe lampadaire devant le 22 rue de Poterie est éteint depuis lundi.\n\nCordialement,\nSylvie Lebrun\n"
BY_CALL = "Le lampadaire devant le 22 rue de Poterie ne marche plus, il fait noir le soir."
A_LIFE = timedelta(minutes=5)
"""Each life begins so much later than the one before: no lease of a dead one holds any more."""
_CHANGES = re.compile(r"(?:INSERT INTO|DELETE FROM|(?<!FOR )(?<!KEY )UPDATE) +\"?(?!SET\b)(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Where a day is lived. Its processes die once at each kind of commit in each step: at ``moments`` before it, after it, or at none."""

    home: Path
    url: str
    relay: str
    began: datetime
    """By the real clock: a heap of paper prolongs its lease by that."""
    moments: tuple[str, ...] = ()

    @property
    def faxes(self) -> Path:
        """The folder the fax machine writes into."""
        return self.home / "fax"

    @property
    def answered(self) -> Path:
        """What people remember: a file for each that was answered."""
        return self.home / "answered"

    @property
    def deaths(self) -> Path:
        """A file for each death at a commit."""
        return self.home / "deaths"


def lighting(town_ruleset: RuleSet) -> RuleSet:
    """Return a rule set with the street lamps, which people look at before their department does."""
    pattern, roads, (own, *_) = town_ruleset.subjects[0], town_ruleset.departments[0], town_ruleset.rules
    words = ("lampadaire éteint", "lampadaire")
    subject = replace(pattern, code=LAMP, label="Lampadaire en panne", theme="Éclairage", department=LIGHTING, vocabulary=words)
    people = replace(own, id=RuleId("R1"), name="Les lampadaires", condition=SubjectIs(subjects=(LAMP,)), effect=Effect(review=True))
    return replace(
        town_ruleset,
        subjects=(*town_ruleset.subjects, subject),
        departments=(*town_ruleset.departments, replace(roads, code=LIGHTING, label="Éclairage public", email=LIT)),
        rules=(*town_ruleset.rules, people),
    )


def opened(day: Day) -> Installation:
    """Open the installation of a day."""
    folder = {"path": day.faxes, "town": BREVILLE, "channel": "fax"}
    # However busy the machine is, the fax is read.
    values = {"database_url": day.url, "relay_url": day.relay, "folders": [folder], "paper_page_seconds": 300}
    return open_installation(settings(day.home / "data", **values), readers=1)


def live(day: Day, generation: int) -> None:
    """Do all that is left of a day, or die."""
    installation = opened(day)
    mortal = Mortal(installation, day)
    life = Life(day, replace(installation, database=mortal, towns=TownViews(mortal)), day.began + generation * A_LIFE)
    mortal.step = "morning"
    life.work()
    for name, do in STEPS.items():
        if (day.answered / name).exists():
            continue
        mortal.step = name
        do(life)
        (day.answered / name).touch()
        mortal.step = f"after {name}"
        life.work()
    installation.close()


class Life:
    """One process with its clock."""

    def __init__(self, day: Day, installation: Installation, began: datetime) -> None:
        self.day = day
        self.installation = installation
        self._began = began
        self._started = time.monotonic()

    @property
    def now(self) -> datetime:
        """The time of the day."""
        return self._began + timedelta(seconds=time.monotonic() - self._started)

    def work(self) -> None:
        """Do all that is to be done."""
        while any([work(self.installation, queue, self.now).claimed for queue in jobs.QUEUES]):
            pass


class Mortal(Database):
    """The database of a process that dies at commits, once at each kind of them in each step of the day."""

    def __init__(self, installation: Installation, day: Day) -> None:
        super().__init__(day.url)
        self.step = ""
        self._day = day

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a transaction as any other, that may be its last."""
        touched: set[str] = set()
        with super().write() as session:
            connection, untouched = session.connection(), _mark(session)

            def look(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
                touched.update(_CHANGES.findall(statement))

            event.listen(connection, "before_cursor_execute", look)
            yield session
            session.flush()
            event.remove(connection, "before_cursor_execute", look)
            has_written = _mark(session) != untouched
            if has_written:
                self._may_die("before", touched)
        if has_written:
            self._may_die("after", touched)

    def _may_die(self, moment: str, touched: set[str]) -> None:
        death = self._day.deaths / f"{self.step}: {moment} {', '.join(sorted(touched))}"[:200]
        if moment in self._day.moments and not death.exists():
            death.touch()
            os.kill(os.getpid(), signal.SIGKILL)


_MARKS = {"sqlite": "SELECT total_changes()", "postgresql": "SELECT CAST(pg_current_xact_id_if_assigned() AS text)"}


def _mark(session: Session) -> object:
    """Return what is another thing as soon as a transaction has changed anything."""
    return session.scalar(text(_MARKS[session.get_bind().dialect.name]))


def request_by(installation: Installation, channel: Channel) -> RequestId:
    """Return the first request that came in by a channel."""
    first = (
        select(RequestRow.id)
        .join(DraftRow, DraftRow.id == RequestRow.draft_id)
        .join(InboundRow, InboundRow.id == DraftRow.inbound_id)
        .where(InboundRow.channel == channel)
        .order_by(RequestRow.id)
        .limit(1)
    )
    with installation.database.read() as session:
        return RequestId(session.scalars(first).one())


def _mail(life: Life) -> None:
    receive(life.installation, [replace(arrival(mail(BY_MAIL, subject="lampadaire")), received_at=life.day.began)])


def _fax(life: Life) -> None:
    """The machine's file lies there until it is kept."""
    with life.installation.database.read() as session:
        (folder,) = drop_folders(life.installation.settings, session)
    seconds = count(step=folder.still_seconds + 1)
    taker = Taker(life.installation, folder, lambda: life.now, ticks=lambda: next(seconds))
    while any(folder.path.iterdir()):
        taker.look(lambda: None)


def _call(life: Life) -> None:
    person = Person(name="Martel", first_name="Zoé", email="zoe.martel@courriel.example", phone="06 39 98 17 22")
    entry = Entry(channel=Channel.PHONE, text=BY_CALL, agent=ANNE, person=person, arrived_at=life.day.began, source_id="appel-17")
    enter(life.installation, BREVILLE, entry, life.now)


def _transmit(life: Life) -> None:
    confirm(life.installation, request_by(life.installation, Channel.EMAIL), Correction(subject=LAMP), ANNE, life.now)


def _merging(channel: Channel) -> Callable[[Life], None]:
    def do(life: Life) -> None:
        merge(life.installation, request_by(life.installation, channel), request_by(life.installation, Channel.EMAIL), ANNE, life.now)

    return do


def _acting(step: Callable[[Day], Step]) -> Callable[[Life], None]:
    def do(life: Life) -> None:
        act(life.installation, Asked(request=request_by(life.installation, Channel.EMAIL), step=step(life.day)), ANNE, life.now)

    return do


def _another(life: Life) -> None:
    receive(life.installation, [replace(arrival(mail(POTHOLE, number=2)), received_at=life.day.began)])


STEPS: Mapping[str, Callable[[Life], None]] = {
    "mail": _mail,
    "fax": _fax,
    "call": _call,
    "transmitted": _transmit,
    "the fax is a part of it": _merging(Channel.FAX),
    "the call is a part of it": _merging(Channel.PHONE),
    "taken in charge": _acting(lambda _day: Step(act=Act.TAKE)),
    "planned": _acting(lambda day: Step(act=Act.PLAN, day=(day.began + timedelta(days=7)).date())),
    "closed": _acting(lambda _day: Step(act=Act.CLOSE, closure=Closure.CARRIED_OUT, answer=ANSWER)),
    "another mail": _another,
}
"""The day, in order."""

# What all rule sets have in common is made with the first: here, before lives are forked off.
Classifier(lighting(ruleset(BREVILLE)), places())
