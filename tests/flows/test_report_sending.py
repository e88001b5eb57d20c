"""Documents of figures that leave by mail: each once, after a restart and a missed night too, to who may still see them."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import ConflictError, InvalidError, NotFoundError
from domain.ids import DepartmentCode
from domain.member import Member, Post
from domain.report import Recipient, RecipientKind, ReportAsked, ReportKind, Rhythm, Schedule, last_due
from domain.rights import Role
from flows import accounts
from flows.reports import schedules
from flows.reports.sending import ask_due
from flows.send import enclosures, message
from flows.wiring import Installation
from flows.work import work
from store import agents, journal, members, outbox, report_schedules
from store.agents import NewAgent
from store.outbox import OutboxId
from tests import installations
from tests.installations import BREVILLE, NOW

ROADS = DepartmentCode("VOI")
ANNE, PAUL, ELU = (Recipient(kind=RecipientKind.AGENT, name=name) for name in ("anne", "paul", "elu"))
MAILBOX = Recipient(kind=RecipientKind.DEPARTMENT, name=ROADS)
WEEKLY = ReportAsked(kind=ReportKind.WEEKLY, department=ROADS)
MONDAY = datetime(2026, 3, 16, 6, 30, tzinfo=UTC)
"""07:30 in the town."""


def _schedule(*recipients: Recipient, asked: ReportAsked = WEEKLY, **other: object) -> Schedule:
    made = Schedule(asked=asked, rhythm=Rhythm.WEEK, day=1, hour=7, language="fr", recipients=recipients or (ANNE,))
    return replace(made, **other)  # type: ignore[arg-type]


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town with an agent of the roads, a regulator and an elected member."""
    for login, roles in (("anne", set()), ("paul", {Role.REGULATOR}), ("elu", {Role.ELECTED})):
        new = NewAgent(town=BREVILLE, login=login, name=login, roles=frozenset(roles), password_hash="x", email=f"{login}@breville.example")
        accounts.add_agent(town_hall, new, NOW)
    with town_hall.database.write() as session:
        members.add(session, Member(town=BREVILLE, department=ROADS, login="anne", post=Post.AGENT), NOW)
    return town_hall


def _letters(hall: Installation) -> list[tuple[str, str]]:
    with hall.database.read() as session:
        return [(one.letter.recipient, one.state) for one in _records(session)]


def _records(session: object) -> Iterator[outbox.LetterRecord]:
    for number in range(1, 20):
        try:
            yield outbox.get(session, OutboxId(number))  # type: ignore[arg-type]
        except NotFoundError:
            return


def _make_all(hall: Installation, now: datetime) -> None:
    assert work(hall, "later", now, limit=1).done == 1


def test_a_document_is_asked_for_once_on_its_day(hall: Installation) -> None:
    schedules.plan(hall, BREVILLE, _schedule(), "boss", NOW)
    assert ask_due(hall, NOW) == 0
    assert ask_due(hall, MONDAY - timedelta(hours=1)) == 0
    assert ask_due(hall, MONDAY) == 1
    assert ask_due(hall, MONDAY) == 0
    _make_all(hall, MONDAY)
    assert _letters(hall) == [("anne@breville.example", "waiting")]
    assert ask_due(hall, MONDAY + timedelta(days=1)) == 0
    assert ask_due(hall, MONDAY + timedelta(days=7)) == 1


def test_the_mail_says_the_main_figures_and_brings_the_pdf(hall: Installation) -> None:
    schedules.plan(hall, BREVILLE, _schedule(), "boss", NOW)
    ask_due(hall, MONDAY)
    _make_all(hall, MONDAY)
    with hall.database.read() as session:
        (record,) = _records(session)
    sent = message(hall.settings, hall.towns.get(BREVILLE).town, record, enclosures(hall, record))
    mail = email.message_from_bytes(bytes(sent), policy=email.policy.default)
    assert mail["Subject"] == "Tableau de bord hebdomadaire – Voirie, semaine 11, du 9 mars 2026 au 15 mars 2026"
    (body,) = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
    assert "- Demandes reçues\u00a0: 0" in body.get_content()
    (pdf,) = [part for part in mail.walk() if part.get_content_type() == "application/pdf"]
    assert pdf.get_filename() == "tableau-de-bord-hebdomadaire-breville-voi-2026-w11.pdf"
    assert pdf.get_content().startswith(b"%PDF")


def test_a_missed_night_is_made_up_for_with_the_last_document_alone(hall: Installation) -> None:
    schedules.plan(hall, BREVILLE, _schedule(), "boss", NOW)
    late = MONDAY + timedelta(days=16)
    assert ask_due(hall, late) == 1
    _make_all(hall, late)
    with hall.database.read() as session:
        (record,) = _records(session)
    assert "semaine 13" in str(record.letter.payload["subject"])
    assert ask_due(hall, late) == 0


def test_who_dies_before_it_is_kept_finds_the_work_again_and_nobody_gets_it_twice(hall: Installation) -> None:
    schedules.plan(hall, BREVILLE, _schedule(), "boss", NOW)
    ask_due(hall, MONDAY)
    reopened = installations.opened(hall.settings)
    try:
        assert ask_due(reopened, MONDAY) == 0
        _make_all(reopened, MONDAY)
    finally:
        reopened.close()
    assert len(_letters(hall)) == 1
    with hall.database.write() as session:
        session.connection().exec_driver_sql("UPDATE jobs SET state = 'ready' WHERE kind = 'report'")
    _make_all(hall, MONDAY + timedelta(minutes=1))
    assert len(_letters(hall)) == 1


def test_each_gets_what_he_may_see_and_who_may_not_gets_none(hall: Installation) -> None:
    schedules.plan(hall, BREVILLE, _schedule(ANNE, PAUL, ELU, asked=ReportAsked(kind=ReportKind.MONTHLY)), "boss", NOW)
    ask_due(hall, MONDAY)
    _make_all(hall, MONDAY)
    # An agent of one department is not told of all the others.
    assert sorted(_letters(hall)) == [("elu@breville.example", "waiting"), ("paul@breville.example", "waiting")]
    with hall.database.read() as session:
        files = {one.letter.recipient: one.letter.payload["report"] for one in _records(session)}
        (last,) = report_schedules.last_sendings(session, BREVILLE).values()
    assert files["elu@breville.example"] != files["paul@breville.example"]
    assert (last.sent, last.left_out) == (2, 1)


def test_a_leaver_and_who_has_lost_his_department_get_no_more(hall: Installation) -> None:
    schedules.plan(hall, BREVILLE, _schedule(ANNE, PAUL), "boss", NOW)
    with hall.database.write() as session:
        paul = agents.find_by_login(session, "paul")
        assert paul is not None
        agents.close(session, paul.id, "x", NOW)
        members.remove(session, BREVILLE, ROADS, "anne", NOW)
    ask_due(hall, MONDAY)
    _make_all(hall, MONDAY)
    assert _letters(hall) == []
    with hall.database.read() as session:
        (last,) = report_schedules.last_sendings(session, BREVILLE).values()
        line = next(one for one in journal.page(session, BREVILLE, after=None, limit=50) if one.action == "report.sent")
    assert (last.sent, last.left_out) == (0, 2)
    assert line.details["left_out"] == 2


def test_the_mailbox_of_a_department_gets_its_own_dashboard(hall: Installation) -> None:
    schedules.plan(hall, BREVILLE, _schedule(MAILBOX), "boss", NOW)
    ask_due(hall, MONDAY)
    _make_all(hall, MONDAY)
    assert [address for address, _ in _letters(hall)] == ["voirie@breville.example"]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (_schedule(day=8), "day"),
        (_schedule(rhythm=Rhythm.MONTH, day=29), "day"),
        (_schedule(hour=24), "hour"),
        (_schedule(recipients=()), "recipients"),
        (_schedule(Recipient(kind=RecipientKind.AGENT, name="nobody")), "recipients"),
        (_schedule(MAILBOX, asked=ReportAsked(kind=ReportKind.MONTHLY)), "recipients"),
        (_schedule(MAILBOX, asked=ReportAsked(kind=ReportKind.WEEKLY, department=DepartmentCode("CCAS"))), "recipients"),
        (_schedule(asked=ReportAsked(kind=ReportKind.WEEKLY)), "department"),
    ],
)
def test_what_cannot_be_sent_is_said_and_not_kept(hall: Installation, wrong: Schedule, where: str) -> None:
    with pytest.raises(InvalidError) as found:
        schedules.plan(hall, BREVILLE, wrong, "boss", NOW)
    assert where in {one.where for one in found.value.mistakes}
    assert schedules.planned(hall, BREVILLE) == ()


def test_a_schedule_is_changed_and_ended_by_who_saw_it_last_and_the_journal_tells(hall: Installation) -> None:
    added = schedules.plan(hall, BREVILLE, _schedule(), "boss", NOW)
    schedules.change(hall, BREVILLE, added, _schedule(PAUL, hour=9), seen=1, by="boss", now=NOW)
    (kept,) = schedules.planned(hall, BREVILLE)
    assert (kept.version, kept.schedule.hour, kept.schedule.recipients) == (2, 9, (PAUL,))
    for seen in (1, 3):
        with pytest.raises(ConflictError):
            schedules.change(hall, BREVILLE, added, _schedule(), seen=seen, by="luc", now=NOW)
        with pytest.raises(ConflictError):
            schedules.end(hall, BREVILLE, added, seen=seen, by="luc", now=NOW)
    schedules.end(hall, BREVILLE, added, seen=2, by="boss", now=NOW)
    assert schedules.planned(hall, BREVILLE) == ()
    assert ask_due(hall, MONDAY + timedelta(days=7)) == 0
    with hall.database.read() as session:
        actions = [one.action for one in journal.page(session, BREVILLE, after=None, limit=50) if one.action.startswith("report.")]
    assert sorted(actions) == ["report.changed", "report.ended", "report.planned"]


def test_one_that_was_ended_while_it_was_due_is_not_sent(hall: Installation) -> None:
    added = schedules.plan(hall, BREVILLE, _schedule(), "boss", NOW)
    ask_due(hall, MONDAY)
    schedules.end(hall, BREVILLE, added, seen=1, by="boss", now=MONDAY)
    _make_all(hall, MONDAY)
    assert _letters(hall) == []


@pytest.mark.parametrize(
    ("rhythm", "day", "at", "due"),
    [
        (Rhythm.WEEK, 1, (2026, 3, 16, 6, 59), (2026, 3, 9)),
        (Rhythm.WEEK, 1, (2026, 3, 16, 7, 0), (2026, 3, 16)),
        (Rhythm.WEEK, 7, (2026, 3, 16, 7, 0), (2026, 3, 15)),
        (Rhythm.MONTH, 28, (2026, 3, 16, 7, 0), (2026, 2, 28)),
        (Rhythm.MONTH, 16, (2026, 3, 16, 6, 0), (2026, 2, 16)),
        (Rhythm.MONTH, 1, (2026, 1, 1, 6, 0), (2025, 12, 1)),
    ],
)
def test_the_last_day_it_was_due(rhythm: Rhythm, day: int, at: tuple[int, ...], due: tuple[int, ...]) -> None:
    local = datetime(*at, tzinfo=UTC)  # type: ignore[misc, arg-type]
    found = last_due(_schedule(rhythm=rhythm, day=day), local)
    assert found == datetime(*due, 7, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_files_are_forgotten_after_some_weeks(hall: Installation, tmp_path: Path) -> None:
    schedules.plan(hall, BREVILLE, _schedule(), "boss", NOW)
    ask_due(hall, MONDAY)
    _make_all(hall, MONDAY)
    with hall.database.read() as session:
        (record,) = _records(session)
    assert len(enclosures(hall, record)) == 1
    ask_due(hall, MONDAY + timedelta(days=70))
    assert enclosures(hall, record) == ()
