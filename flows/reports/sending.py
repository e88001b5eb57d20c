"""Send the documents that are due: each once, also after a night without power, to those who may still see the figures.

The sweep writes down that a document is due, with the work on it, in one transaction; who comes second finds it there. Whoever dies
before it is made finds the work again; the letters, the file and that it is done are kept together.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from domain.errors import ForbiddenError, InvalidError
from domain.ids import DepartmentCode
from domain.report import KeptSchedule, Recipient, RecipientKind, last_due
from figures.document_kinds import last_period, told_period
from figures.words import Said
from flows.deputies import mailbox_of
from flows.figures import Reader, reader_of
from flows.kinds import LATER, JobKind
from flows.post import ACTOR, post
from flows.reports.making import Made, checked, make
from flows.rights import standing_of
from flows.steps import Change
from flows.town_views import TownView
from flows.wiring import Installation
from routing.calendar import calendar_of
from store import agents, jobs, journal, report_schedules
from store.jobs import Job
from store.outbox import Letter
from store.report_schedules import ReportFile, Sending

REPORT = "report"
"""Kind of the letter that brings a document of figures to an agent."""
_KEPT = timedelta(days=60)
"""So long the file of a letter is kept: no letter waits for a relay that long."""
_SUBJECT = Said("{title}, {period}", "{title}, {period}")
_BODY = Said(
    "Bonjour,\n\nVous trouverez ci-joint\u00a0: {title}, {period}.\n\n{figures}\n\nTous les chiffres\u00a0:"
    " {url}/figures\n\n{town} – Citoyen",
    "Hello,\n\nPlease find attached: {title}, {period}.\n\n{figures}\n\nAll figures: {url}/figures\n\n{town} – Citoyen",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """What is to be kept of a sending: each document with the addresses it goes to, and how many get nothing."""

    sending: Sending
    schedule: KeptSchedule
    period: str
    documents: tuple[tuple[Made, tuple[str, ...]], ...]
    left_out: int


@dataclass(slots=True)
class _Addressed:
    """Who gets a document, by what he may be told of figures."""

    found: dict[Reader, list[str]] = field(default_factory=dict)
    left_out: int = 0

    def add(self, reader: Reader, address: str) -> None:
        known = self.found.setdefault(reader, [])
        if address not in known:
            known.append(address)


def ask_due(installation: Installation, now: datetime) -> int:
    """Ask for the documents that are due and were not asked for; return how many. Of several missed days the last is made up for.

    Raises UnavailableError.
    """
    with installation.database.read() as session:
        schedules = report_schedules.of_town(session, None)
        asked = report_schedules.last_asked(session) if schedules else {}
    due = [(one, day) for one in schedules if (day := _due_on(installation, one, now)) is not None and asked.get(one.id) != day]
    if not due:
        return 0
    with installation.database.write() as session:
        count = sum(_ask(session, one, day, now) for one, day in due)
        report_schedules.forget_files(session, now - _KEPT)
    if count:
        installation.bell.ring(LATER)
    return count


def _due_on(installation: Installation, one: KeptSchedule, now: datetime) -> date | None:
    due = last_due(one.schedule, calendar_of(installation.towns.town(one.town)).local(now))
    return due.date() if due >= one.since else None


def _ask(session: Session, one: KeptSchedule, day: date, now: datetime) -> bool:
    sending_id = report_schedules.ask(session, one.id, day, now)
    if sending_id is not None:
        jobs.add(session, town=one.town, queue=LATER, kind=JobKind.REPORT, subject_id=sending_id, now=now)
    return sending_id is not None


def send_report(installation: Installation, job: Job) -> Change:
    """Make a document that was due, for each as he may see it, and return the change that posts it. Raises UnprintableError."""
    with installation.database.read() as session:
        sending = report_schedules.sending(session, job.subject_id)
        kept = report_schedules.get(session, sending.schedule)
    if kept is None or sending.done_at is not None:
        return _nothing
    view = installation.towns.get(kept.town)
    # Its period is that of the day it was due, were it made a week late; the lists of a dashboard are of now.
    period, now = last_period(kept.schedule.asked.kind, sending.due_on), datetime.now(UTC)
    with installation.database.read() as session:
        addressed = _addressed(session, installation, view, kept)
    language = kept.schedule.language
    documents = tuple(
        (make(installation, reader, kept.town, kept.schedule.asked, period, language=language, now=now), tuple(addresses))
        for reader, addresses in addressed.found.items()
    )
    words = told_period(kept.schedule.asked.kind, period, language)
    prepared = _Prepared(sending=sending, schedule=kept, period=words, documents=documents, left_out=addressed.left_out)
    return partial(_keep, installation, view, prepared)


def _nothing(_session: Session, _now: datetime) -> tuple[str, ...]:
    return ()


def _addressed(session: Session, installation: Installation, view: TownView, kept: KeptSchedule) -> _Addressed:
    """Return who gets a document today: who left, has no address, or may not see these figures any more, gets none."""
    found = _Addressed()
    for one in kept.schedule.recipients:
        reached = _reached(session, installation, view, kept, one)
        if reached is None:
            found.left_out += 1
        else:
            found.add(*reached)
    return found


def _reached(session: Session, installation: Installation, view: TownView, kept: KeptSchedule, one: Recipient) -> tuple[Reader, str] | None:
    try:
        reader, address = _department(view, one) if one.kind is RecipientKind.DEPARTMENT else _agent(session, installation, view, one)
        checked(view, reader, kept.schedule.asked)
    except (ForbiddenError, InvalidError):
        return None
    return None if address is None else (reader, address)


def _department(view: TownView, one: Recipient) -> tuple[Reader, str | None]:
    """Return what the mailbox of a department may be told: of its own, as its members are."""
    own = frozenset({DepartmentCode(one.name)})
    return Reader(departments=own, headed=frozenset(), own=own), mailbox_of(view.ruleset, DepartmentCode(one.name))


def _agent(session: Session, installation: Installation, view: TownView, one: Recipient) -> tuple[Reader, str | None]:
    agent = agents.find_by_login(session, one.name)
    if agent is None or agent.closed_at is not None or agent.town not in {None, view.town.id}:
        raise ForbiddenError(one.name)
    return reader_of(standing_of(session, installation.towns, agent), view.town.id), agent.email


def _keep(installation: Installation, view: TownView, prepared: _Prepared, session: Session, now: datetime) -> tuple[str, ...]:
    """Post the documents, and write that they are sent; whoever comes second finds it done."""
    kept, sending = prepared.schedule, report_schedules.sending(session, prepared.sending.id)
    if sending.done_at is not None:
        return ()
    letters = []
    for made, addresses in prepared.documents:
        file = ReportFile(name=made.name, media_type="application/pdf", content=made.content)
        file_id = report_schedules.add_file(session, kept.town, file, now)
        letters += [_letter(installation, view, prepared, made, file_id, address) for address in addresses]
    rung = post(installation.settings, session, letters, now)
    report_schedules.done(session, sending.id, now, sent=len(letters), left_out=prepared.left_out)
    facts: dict[str, object] = {
        "schedule": kept.id,
        "kind": kept.schedule.asked.kind.value,
        "due": sending.due_on.isoformat(),
        "sent": len(letters),
        "left_out": prepared.left_out,
    }
    journal.append(session, at=now, town=kept.town, actor=ACTOR, action="report.sent", object=f"report {kept.id}", details=facts)
    return rung


def _letter(installation: Installation, view: TownView, prepared: _Prepared, made: Made, file_id: int, address: str) -> Letter:
    language = prepared.schedule.schedule.language
    body = _BODY.filled(
        language,
        title=made.title,
        period=prepared.period,
        figures="\n".join(f"- {line}" for line in made.summary),
        url=installation.settings.public_url,
        town=view.town.name,
    )
    payload: dict[str, object] = {
        "subject": _SUBJECT.filled(language, title=made.title, period=prepared.period),
        "body": body,
        "report": file_id,
    }
    event = f"report:{prepared.sending.id}"
    return Letter(town=prepared.schedule.town, request=None, kind=REPORT, recipient=address, payload=payload, event=event)
