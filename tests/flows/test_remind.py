"""Deadlines kept with requests, and the reminders of them: once each, in opening hours, through whatever happens (S2, S12, S31)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from domain.deadline import Clock
from domain.errors import ConflictError, InvalidError
from domain.ids import AgentId, DepartmentCode, RequestId, SubjectCode, TownId
from domain.lifecycle import Act, Step
from domain.reminder import Level
from domain.request import Closure, Status
from domain.rights import Role
from domain.timing import NOT_PRESSING
from flows import accounts, reminder_words
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.escalation import Ladder
from flows.merge import merge
from flows.postpone import Postponed, Putting, postpone
from flows.receive import receive
from flows.remind import remind
from flows.wiring import Installation, open_installation
from flows.work import work
from store import jobs, outbox, reminders, requests, standings
from store.agents import NewAgent
from store.reminders import Candidate, KeptReminder
from store.requests import RequestRecord
from store.schema import NextLookRow, ReminderRow
from tests.installations import AUVILLE, BREVILLE, NOW, arrival, mail
from tests.store import samples

VALOGNES = TownId("valognes")
ANNE = "anne"
FIRST = RequestId(1)
PARIS = ZoneInfo("Europe/Paris")
HOLE = "Bonjour, un nid de poule dangereux pour les vélos rue de Poterie devant le 22. Sylvie Lebrun"
DAY = datetime(2026, 3, 12, 9, 14, tzinfo=PARIS)


def at(text_: str) -> datetime:
    return datetime.fromisoformat(text_).replace(tzinfo=PARIS).astimezone(UTC)


@pytest.fixture
def hall(demo_hall: Installation) -> Installation:
    """The demo town with an agent and one open request, 2026/0001, received on Thursday 12 March 2026 at 9:14."""
    accounts.add_agent(
        demo_hall, NewAgent(town=VALOGNES, login=ANNE, name=ANNE, roles=frozenset({Role.RECEPTION, Role.REGULATOR}), password_hash="x"), NOW
    )
    come(demo_hall, HOLE, 1)
    confirm(demo_hall, FIRST, Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI")), ANNE, NOW)
    return demo_hall


def come(hall: Installation, words: str, number: int, subject: str = "trou") -> None:
    receive(hall, [arrival(mail(words, number=number, subject=subject), town_id=VALOGNES, mailbox="mairie@valognes.example")])
    for second in range(1, 62, 30):
        for queue in jobs.QUEUES:
            work(hall, queue, NOW + timedelta(seconds=second))


def do(hall: Installation, one: Act, now: str, **said: object) -> RequestRecord:
    return act(hall, Asked(request=FIRST, step=Step(act=one, **said)), ANNE, at(now))  # type: ignore[arg-type]


def record(hall: Installation) -> RequestRecord:
    with hall.database.read() as session:
        return requests.get(session, FIRST)


def said(kept: RequestRecord, action: str) -> dict[str, dict[str, str | None]]:
    """Return which deadlines moved with the last action of a kind."""
    found = next(line.details["deadlines"] for line in reversed(kept.history) if line.action == action)
    assert isinstance(found, dict)
    return found


def raised(hall: Installation) -> tuple[KeptReminder, ...]:
    with hall.database.read() as session:
        return reminders.of_request(session, FIRST)


def next_look(hall: Installation, request: RequestId = FIRST) -> datetime | None:
    with hall.database.read() as session:
        return session.scalar(select(NextLookRow.at).where(NextLookRow.request_id == request))


def raised_of_all(hall: Installation) -> list[tuple[RequestId, str]]:
    with hall.database.read() as session:
        rows = session.execute(select(ReminderRow.request_id, ReminderRow.day).order_by(ReminderRow.request_id, ReminderRow.id))
        return [(RequestId(request), day.isoformat()) for request, day in rows]


def told(hall: Installation) -> list[tuple[str, str, str]]:
    return [(one.clock.value, one.day.isoformat(), one.level.value) for one in raised(hall)]


def mails(hall: Installation, kind: str = reminder_words.DIGEST) -> list[tuple[str, str, str]]:
    """Return the mails of reminders: whom, on which day, what they say."""
    with hall.database.read() as session:
        rows = session.execute(text("SELECT id FROM outbox WHERE kind = :kind ORDER BY id"), {"kind": kind}).scalars().all()
        letters = [outbox.get(session, one) for one in rows]
    return [(one.letter.recipient, one.created_at.astimezone(PARIS).date().isoformat(), str(one.letter.payload["body"])) for one in letters]


def sweep(hall: Installation, first: str, last: str, every: timedelta | None = None) -> None:
    """Remind as the beat does, some times by day and by night, or ever so often."""
    now, until = at(first), at(last)
    while now < until:
        if every is not None or now.astimezone(PARIS).hour in {3, 7, 10, 12, 16, 20}:
            remind(hall, now)
        now += every or timedelta(hours=1)


def days_of(hall: Installation) -> tuple[str | None, str | None, str | None]:
    dates = record(hall).line.dates
    moments = (dates.take_by, dates.complete_by)
    return (*(None if one is None else one.astimezone(PARIS).date().isoformat() for one in moments), str(dates.legal_on))  # type: ignore[return-value]


def test_a_request_is_kept_with_its_deadlines(hall: Installation) -> None:
    # VOI-01: a signalement, 5 working days from Thursday 12 March; taken in charge within 2.
    assert days_of(hall) == ("2026-03-16", "2026-03-19", "None")
    kept = record(hall)
    assert kept.timing is not None
    assert kept.timing.clocks.receipt is not None
    assert kept.line.dates.due_at == at("2026-03-16T23:59:59")
    assert kept.line.dates.pressing_on == NOT_PRESSING


LADDER = [
    ("completion", "2026-03-13", "agent"),  # J-5 is a Saturday
    ("taking", "2026-03-16", "agent"),
    ("taking", "2026-03-17", "head"),
    ("completion", "2026-03-18", "agent"),
    ("completion", "2026-03-19", "agent"),
    ("completion", "2026-03-20", "head"),
    ("completion", "2026-03-27", "director"),
    ("completion", "2026-04-03", "elected"),  # the clock was set forward on 29 March
    ("completion", "2026-04-13", "elected"),  # 6 April is Easter Monday
]


def test_a_month_of_one_request_nobody_touches(hall: Installation) -> None:
    sweep(hall, "2026-03-12T10:00", "2026-04-15T10:00")
    assert told(hall) == LADDER
    opened = [one.at.astimezone(PARIS) for one in raised(hall)]
    assert all(one.date() == kept.day for one, kept in zip(opened, raised(hall), strict=True))
    assert {(one.hour, one.minute) for one in opened} == {(10, 0)}
    # Each in one mail: of a day to one address one mail, however many are told in it.
    assert [(to, day) for to, day, _ in mails(hall) if to == "st@services.valognes.example"] == [
        ("st@services.valognes.example", day) for _, day, _ in LADDER
    ]
    above = [(to, day) for to, day, _ in mails(hall) if to != "st@services.valognes.example"]
    assert [day for _, day in above] == ["2026-03-27", "2026-04-03", "2026-04-03", "2026-04-13", "2026-04-13"]


def test_a_mail_says_which_request_by_when_and_how_late(hall: Installation) -> None:
    sweep(hall, "2026-03-20T08:00", "2026-03-20T12:00")
    ((to, _, body),) = mails(hall)
    assert to == "st@services.valognes.example"
    assert "Demande 2026/0001" in body
    assert "date limite dépassée, jeudi 19\u00a0mars 2026 (1\u00a0jour ouvré de retard)" in body
    assert "/requests/1" in body


def test_a_mail_that_comes_days_after_its_reminder_says_how_late_it_is_by_then(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    with killed(monkeypatch):
        remind(hall, at("2026-03-20T09:00"))
    assert [one.late_days for one in raised(hall) if one.clock is Clock.COMPLETION] == [1]
    remind(hall, at("2026-03-25T09:00"))
    ((_, day, body),) = mails(hall)
    assert (day, told(hall)[-1]) == ("2026-03-25", ("completion", "2026-03-20", "head"))
    assert "date limite dépassée, jeudi 19\u00a0mars 2026 (4\u00a0jours ouvrés de retard)" in body


def test_what_was_to_come_when_it_was_raised_is_late_where_it_is_told_after_its_day(
    hall: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with killed(monkeypatch):
        remind(hall, at("2026-03-13T09:00"))
    do(hall, Act.TAKE, "2026-03-13T10:00")
    with hall.database.write() as session:
        session.execute(text("DELETE FROM next_looks"))
    remind(hall, at("2026-03-23T09:00"))
    ((_, _, body),) = mails(hall)
    assert "En retard (1)" in body and "À venir" not in body and "(2\u00a0jours ouvrés de retard)" in body


def test_sweeps_at_once_and_again_and_with_the_clock_set_back_tell_once(hall: Installation) -> None:
    for now in ("2026-03-13T09:00", "2026-03-13T09:00", "2026-03-16T10:00", "2026-03-13T09:00", "2026-03-12T11:00", "2026-03-16T10:00"):
        remind(hall, at(now))
    assert told(hall) == LADDER[:2]
    assert len(mails(hall)) == 2


def test_a_clock_that_was_a_year_ahead_for_a_while_silences_no_mail_afterwards(hall: Installation) -> None:
    remind(hall, at("2027-03-16T10:00"))
    ahead = len(mails(hall))
    come(hall, HOLE, 2)
    confirm(hall, RequestId(2), Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI")), ANNE, NOW)
    for now in ("2026-03-16T10:00", "2026-03-16T15:00", "2026-03-17T10:00"):
        remind(hall, at(now))
    assert [day for to, day, body in mails(hall)[ahead:] if "2026/0002" in body and to == "st@services.valognes.example"] == [
        "2026-03-16",
        "2026-03-17",
    ]


def test_what_reminds_of_a_request_that_is_handed_over_reminds_the_department_that_has_it_now(hall: Installation) -> None:
    remind(hall, at("2026-03-16T10:00"))
    assert {one.department for one in raised(hall)} == {"VOI"}
    do(hall, Act.HAND_OVER, "2026-03-16T11:00", department=DepartmentCode("PM"), reason="C’est une voiture.")
    assert {one.department for one in raised(hall) if one.over_at is None} == {"PM"}


def test_several_that_remind_at_the_same_moment_tell_once(hall: Installation) -> None:
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda _: remind(hall, at("2026-03-16T10:00")), range(8)))
    assert sum(one.raised for one in done) == 2  # J-5 was missed, and taking in charge is due
    assert sum(one.mails for one in done) == 1
    assert (len(raised(hall)), len(mails(hall))) == (2, 1)


def test_nothing_goes_at_night_on_a_weekend_or_on_a_holiday(hall: Installation) -> None:
    for now in ("2026-03-13T07:00", "2026-03-13T12:30", "2026-03-13T18:00", "2026-03-14T10:00", "2026-03-15T10:00", "2026-04-06T10:00"):
        remind(hall, at(now))
    assert raised(hall) == ()
    assert mails(hall) == []


def test_a_machine_that_was_off_tells_the_last_that_was_missed_and_goes_on(hall: Installation) -> None:
    sweep(hall, "2026-03-12T10:00", "2026-03-16T12:00")
    started_again = open_installation(hall.settings, readers=1)
    try:
        sweep(started_again, "2026-03-23T10:00", "2026-03-30T10:00")
    finally:
        started_again.close()
    assert told(hall) == [*LADDER[:2], ("taking", "2026-03-17", "head"), ("completion", "2026-03-20", "head"), LADDER[6]]


@contextmanager
def killed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Die after the rows are written and before any mail is."""
    with monkeypatch.context() as patched:
        patched.setattr(Ladder, "shares", lambda _ladder: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            yield


def test_killed_between_the_row_and_the_mail_tells_it_afterwards_once(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    with killed(monkeypatch):
        remind(hall, at("2026-03-13T09:00"))
    assert (told(hall), mails(hall)) == (LADDER[:1], [])
    remind(hall, at("2026-03-13T09:01"))
    remind(hall, at("2026-03-13T11:00"))
    assert [(to, day) for to, day, _ in mails(hall)] == [("st@services.valognes.example", "2026-03-13")]


def test_killed_between_two_batches_raises_the_rest_afterwards_and_nothing_twice(
    hall: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (2, 3):
        come(hall, HOLE, number)
        confirm(hall, RequestId(number), Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI")), ANNE, NOW)
    monkeypatch.setattr("flows.remind._AT_ONCE", 1)
    whole, batches = reminders.due, [FIRST]

    def due(session: Session, town: TownId, now: datetime, limit: int) -> tuple[Candidate, ...]:
        if not batches:
            raise SystemExit
        batches.pop()
        return whole(session, town, now, limit)

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(reminders, "due", due)
        remind(hall, at("2026-03-13T09:00"))
    assert raised_of_all(hall) == [(FIRST, "2026-03-13")]
    remind(hall, at("2026-03-13T09:01"))
    remind(hall, at("2026-03-13T09:02"))
    assert raised_of_all(hall) == [(RequestId(number), "2026-03-13") for number in (1, 2, 3)]
    assert {next_look(hall, RequestId(number)) for number in (1, 2, 3)} == {at("2026-03-16T08:30")}


def test_what_somebody_is_changing_meanwhile_is_looked_at_afterwards(hall: Installation) -> None:
    if not hall.settings.database_address.startswith("postgresql"):
        pytest.skip("SQLite lets one write at a time")
    with hall.database.write() as session:
        requests.hold(session, FIRST)
        with ThreadPoolExecutor(1) as threads:
            assert threads.submit(remind, hall, at("2026-03-13T09:00")).result(timeout=20).raised == 0
    assert next_look(hall) == at("2026-03-13T08:30")
    assert remind(hall, at("2026-03-13T09:01")).raised == 1


def test_what_changes_is_told_no_more(hall: Installation) -> None:
    sweep(hall, "2026-03-12T10:00", "2026-03-16T12:00")
    do(hall, Act.TAKE, "2026-03-16T14:00")
    assert [(one.clock, one.over_at) for one in raised(hall) if one.clock is Clock.TAKING] == [(Clock.TAKING, at("2026-03-16T14:00"))]
    sweep(hall, "2026-03-16T16:00", "2026-03-18T12:00")
    assert told(hall) == [*LADDER[:2], LADDER[3]]
    do(hall, Act.CLOSE, "2026-03-18T15:00", closure=Closure.CARRIED_OUT, answer="Rebouché.")
    sweep(hall, "2026-03-18T16:00", "2026-04-20T12:00")
    assert told(hall) == [*LADDER[:2], LADDER[3]]
    assert all(one.over_at is not None for one in raised(hall))
    dates = record(hall).line.dates
    assert (dates.due_at, next_look(hall)) == (None, None)
    assert dates.complete_by is not None


def test_a_mail_of_the_day_forgets_what_was_settled_before_it(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    with killed(monkeypatch):
        remind(hall, at("2026-03-16T09:00"))
    do(hall, Act.TAKE, "2026-03-16T09:05")
    do(hall, Act.CLOSE, "2026-03-16T09:06", closure=Closure.CARRIED_OUT, answer="Rebouché.")
    remind(hall, at("2026-03-16T10:00"))
    assert mails(hall) == []


def test_waiting_for_the_requester_stops_the_clock_and_is_told_when_it_is_over(hall: Installation) -> None:
    do(hall, Act.TAKE, "2026-03-12T10:00")
    asked = do(hall, Act.ASK, "2026-03-13T10:00", pieces=("une photo",), day=date(2026, 3, 25))
    assert asked.history[-1].details["deadlines"] == {"completion": {"before": "2026-03-19", "after": "2026-03-31"}}
    sweep(hall, "2026-03-13T10:00", "2026-03-27T12:00")
    assert [one for one in told(hall) if one[1] > "2026-03-13"] == [("answer", "2026-03-26", "head")]
    back = record(hall)
    assert days_of(hall)[1] == "2026-03-31"
    assert (back.line.status, back.history[-1].action) == (Status.ACCEPTED, "resumed")


def test_an_early_answer_brings_the_day_back(hall: Installation) -> None:
    do(hall, Act.TAKE, "2026-03-12T10:00")
    do(hall, Act.ASK, "2026-03-13T10:00", pieces=("une photo",), day=date(2026, 3, 25))
    do(hall, Act.RESUME, "2026-03-17T10:00")
    assert days_of(hall)[1] == "2026-03-23"


def test_another_subject_has_other_targets_and_the_legal_clock_starts_where_it_started(hall: Installation) -> None:
    later = at("2026-03-18T10:00")
    confirm(hall, FIRST, Correction(subject=SubjectCode("AG-05")), ANNE, later)
    kept = record(hall)
    assert kept.line.dates.legal_on == date(2026, 5, 12)
    moved = said(kept, "corrected")
    assert moved["legal"] == {"before": None, "after": "2026-05-12"}
    assert moved["completion"] == {"before": "2026-03-19", "after": "2026-03-26"}
    confirm(hall, FIRST, Correction(department=DepartmentCode("VOI")), ANNE, later)
    assert record(hall).line.dates.legal_on == date(2026, 5, 12)


def test_a_reopened_request_has_new_targets_and_the_old_legal_clock(hall: Installation) -> None:
    confirm(hall, FIRST, Correction(subject=SubjectCode("AG-05")), ANNE, at("2026-03-12T10:00"))
    before = days_of(hall)
    do(hall, Act.CLOSE, "2026-03-20T10:00", closure=Closure.ANSWERED, answer="Vu.")
    opened = do(hall, Act.REOPEN, "2026-04-02T10:00", reason="Il insiste.")
    assert set(said(opened, "reopened")) == {"taking", "completion"}
    after = days_of(hall)
    assert after[2] == before[2] == "2026-05-12"
    assert after[0] == "2026-04-07"  # two working days from Thursday 2 April: Easter Monday is off
    assert str(after[1]) > str(before[1])


def test_an_implicit_decision_is_announced_and_comes_first_in_review(hall: Installation) -> None:
    confirm(hall, FIRST, Correction(subject=SubjectCode("AG-05")), ANNE, at("2026-03-12T10:00"))
    do(hall, Act.REFUSE, "2026-03-12T11:00", reason="Pas pour nous.")
    postpone(hall, Postponed(request=FIRST, putting=Putting.SNOOZE, day=date(2026, 6, 1), reason="…"), ANNE, at("2026-03-12T12:00"))
    assert record(hall).line.dates.pressing_on == NOT_PRESSING
    sweep(hall, "2026-04-20T10:00", "2026-05-12T10:00")
    assert told(hall) == [("legal", "2026-04-27", "director"), ("legal", "2026-05-07", "director")]
    assert record(hall).line.dates.pressing_on == date(2026, 5, 12)
    assert [to for to, _, body in mails(hall) if "si la commune ne répond pas" in body]


def test_an_agent_sets_another_day_with_a_reason(hall: Installation) -> None:
    wanted = Postponed(request=FIRST, putting=Putting.DUE, day=date(2026, 4, 30), reason="Enrobé en avril.")
    kept = postpone(hall, wanted, ANNE, at("2026-03-13T10:00"))
    assert kept.history[-1].details == {
        "day": "2026-04-30",
        "deadlines": {"completion": {"before": "2026-03-19", "after": "2026-04-30"}},
        "reason": "Enrobé en avril.",
    }
    assert days_of(hall) == ("2026-03-16", "2026-04-30", "None")
    assert postpone(hall, wanted, ANNE, at("2026-03-13T11:00")) == kept
    do(hall, Act.TAKE, "2026-03-13T12:00")
    do(hall, Act.ASK, "2026-03-16T10:00", pieces=("une photo",), day=date(2026, 3, 25))
    assert days_of(hall)[1] == "2026-04-30"
    for day, reason, where in ((date(2026, 3, 1), "x", "day"), (date(2026, 4, 2), " ", "reason")):
        with pytest.raises(InvalidError) as refused:
            postpone(hall, Postponed(request=FIRST, putting=Putting.DUE, day=day, reason=reason), ANNE, at("2026-03-13T10:00"))
        assert [one.where for one in refused.value.mistakes] == [where]
    do(hall, Act.CLOSE, "2026-03-20T10:00", closure=Closure.CARRIED_OUT, answer="Fait.")
    with pytest.raises(ConflictError, match="is over"):
        postpone(hall, Postponed(request=FIRST, putting=Putting.DUE, day=date(2026, 5, 4), reason="x"), ANNE, at("2026-03-21T10:00"))


def test_a_snooze_is_silent_until_its_day_and_stands_in_the_history(hall: Installation) -> None:
    remind(hall, at("2026-03-13T09:00"))
    wanted = Postponed(request=FIRST, putting=Putting.SNOOZE, day=date(2026, 3, 24), reason="Gel.")
    kept = postpone(hall, wanted, ANNE, at("2026-03-13T10:00"))
    assert (kept.history[-1].action, kept.history[-1].details) == ("snoozed", {"day": "2026-03-24", "reason": "Gel."})
    assert [one.over_at for one in raised(hall)] == [at("2026-03-13T10:00")]
    sweep(hall, "2026-03-13T10:00", "2026-03-28T10:00")
    assert told(hall) == [LADDER[0], ("completion", "2026-03-24", "head"), LADDER[6]]
    with pytest.raises(InvalidError, match="from tomorrow"):
        postpone(hall, Postponed(request=FIRST, putting=Putting.SNOOZE, day=date(2026, 3, 30), reason="x"), ANNE, at("2026-03-30T10:00"))


def test_what_another_authority_has_reminds_nobody_until_it_is_back(hall: Installation) -> None:
    do(hall, Act.TRANSFER, "2026-03-12T10:00", department=DepartmentCode("X-DEP"))
    sweep(hall, "2026-03-12T10:00", "2026-03-24T10:00")
    assert told(hall) == []
    do(hall, Act.TAKE_BACK, "2026-03-24T10:00")
    sweep(hall, "2026-03-24T10:00", "2026-03-28T10:00")
    assert told(hall) == [LADDER[5], LADDER[6]]


def test_a_danger_is_told_as_soon_as_its_hours_are_over(hall: Installation) -> None:
    come(hall, "La chaussée s’est effondrée, un trou béant rue de Poterie, il y a danger.", 2, "effondrement")
    second = RequestId(2)
    confirm(hall, second, Correction(subject=SubjectCode("VOI-03"), department=DepartmentCode("VOI")), ANNE, NOW)
    sweep(hall, "2026-03-12T09:20", "2026-03-12T17:20", timedelta(minutes=10))
    # Four hours day and night where the duty desk was rung; told within ten minutes, or when the lunch break is over.
    urgent = mails(hall, reminder_words.REMINDER)
    assert [to for to, _, _ in urgent] == ["st@services.valognes.example"]
    assert "Demande 2026/0002" in urgent[0][2]
    with hall.database.read() as session:
        (kept,) = {one.clock: one for one in reminders.of_request(session, second)}.values()
    assert (kept.clock, kept.level) == (Clock.COMPLETION, Level.AGENT)


def test_of_a_confidential_request_mails_say_its_number_alone(hall: Installation) -> None:
    with hall.database.write() as session:
        session.execute(text("UPDATE requests SET confidentiality = 2"))
    remind(hall, at("2026-03-13T09:00"))
    ((_, _, body),) = mails(hall)
    assert "Demande 2026/0001 (confidentielle)" in body
    assert "Poterie" not in body
    assert "Nid" not in body


def test_of_a_confidential_request_without_a_number_mails_have_no_code_either(hall: Installation) -> None:
    with hall.database.write() as session:
        session.execute(text("UPDATE requests SET confidentiality = 2, year = NULL, counter = NULL"))
    remind(hall, at("2026-03-13T09:00"))
    ((_, _, body),) = mails(hall)
    assert "Demande à vérifier (confidentielle)" in body
    assert record(hall).line.tracking not in body


def test_requests_of_before_are_counted_once(hall: Installation) -> None:
    with hall.database.write() as session:
        session.execute(text("UPDATE requests SET timing = NULL, take_by = NULL, complete_by = NULL, due_at = NULL"))
        session.execute(text("DELETE FROM next_looks"))
    remind(hall, at("2026-03-20T09:00"))
    assert days_of(hall) == ("2026-03-16", "2026-03-19", "None")
    remind(hall, at("2026-03-20T10:00"))
    assert ("completion", "2026-03-20", "head") in told(hall)


def test_the_bell_rings_until_it_is_read(hall: Installation) -> None:
    remind(hall, at("2026-03-13T09:00"))
    anne = AgentId(1)
    with hall.database.read() as session:
        (line,) = reminders.bell(session, VALOGNES, anne, before=None, limit=9)
        assert (line.is_read, line.request.id, reminders.count_unread(session, VALOGNES, anne)) == (False, FIRST, 1)
        assert reminders.bell(session, TownId("breville"), anne, before=None, limit=9) == ()
    with hall.database.write() as session:
        reminders.mark_read(session, VALOGNES, anne, up_to=line.reminder.id)
        reminders.mark_read(session, VALOGNES, anne, up_to=line.reminder.id)
    with hall.database.read() as session:
        assert reminders.count_unread(session, VALOGNES, anne) == 0
        assert reminders.bell(session, VALOGNES, anne, before=None, limit=9)[0].is_read
    remind(hall, at("2026-03-18T09:00"))
    with hall.database.read() as session:
        assert reminders.count_unread(session, None, anne) == 2


def test_a_merged_request_reminds_nobody(hall: Installation) -> None:
    come(hall, "Bonjour, un trottoir abîmé rue de Poterie. Paul", 3)
    remind(hall, at("2026-03-13T09:00"))
    with hall.database.read() as session:
        other = next(line.id for line in requests.due_page(session, VALOGNES, after=None, limit=9) if line.id != FIRST)
    merge(hall, FIRST, other, ANNE, at("2026-03-13T10:00"))
    assert [one.over_at for one in raised(hall)] == [at("2026-03-13T10:00")]
    with hall.database.read() as session:
        assert [line.id for line in requests.due_page(session, VALOGNES, after=None, limit=9)] == [other]
    assert record(hall).line.status is Status.CLOSED


def test_all_towns_are_looked_at_by_as_many_statements_as_one(town_hall: Installation) -> None:
    """9.5: a sweep of a thousand towns asks the database once, not three times each."""

    def said() -> int:
        with town_hall.database.read() as session:
            connection = session.connection()
            statements: list[str] = []
            event.listen(connection, "before_cursor_execute", lambda _c, _u, statement, *_: statements.append(statement))
            found = standings.standings(session, NOW)
        assert {BREVILLE, AUVILLE} <= set(found)
        return len(statements)

    before = said()
    with town_hall.database.write() as session:
        for number in range(5):
            samples.keep_town(session, TownId(f"more-{number}"))
    assert said() == before == 1


def test_a_mail_counts_requests_and_not_what_is_to_be_said_of_them(hall: Installation) -> None:
    remind(hall, at("2026-03-18T09:00"))
    assert {clock for clock, _, _ in told(hall)} == {"taking", "completion"}
    with hall.database.read() as session:
        ids = session.execute(text("SELECT id FROM outbox WHERE kind = :kind"), {"kind": reminder_words.DIGEST}).scalars().all()
        subjects = [str(outbox.get(session, one).letter.payload["subject"]) for one in ids]
    bodies = [body for _, _, body in mails(hall)]
    [both] = [number for number, body in enumerate(bodies) if body.count("Demande 2026/0001") == 2]
    assert subjects[both].replace("\u00a0", " ") == "Échéances du mercredi 18 mars 2026 : 1 demande"


def test_a_body_outside_the_town_is_told_that_a_requester_asks_again_without_a_link_it_cannot_open(hall: Installation) -> None:
    come(hall, "Bonjour, le lampadaire devant le 12 rue des Religieuses est éteint. Sylvie Lebrun", 2)
    confirm(hall, RequestId(2), Correction(subject=SubjectCode("ECL-01"), department=DepartmentCode("X-SDE")), ANNE, NOW)
    come(hall, "Bonjour, je vous relance pour la demande 2026/0002 : le lampadaire est toujours éteint. Sylvie Lebrun", 3)
    [(recipient, _, body)] = mails(hall, "follow_up")
    assert recipient == "eclairage@sde-manche.example"
    assert "toujours éteint" in body
    assert "/requests/" not in body


def test_nobody_is_reminded_of_what_a_body_outside_the_town_has(hall: Installation) -> None:
    confirm_to(hall, "X-SDE")
    sweep(hall, "2026-03-13T08:00", "2026-04-10T12:00")
    with hall.database.read() as session:
        kept = reminders.of_request(session, RequestId(2))
        line = requests.get(session, RequestId(2)).line
    assert not kept
    assert (line.dates.take_by, line.dates.due_at) == (None, None)


def test_what_comes_back_into_the_town_is_to_be_taken_in_charge_again(hall: Installation) -> None:
    confirm_to(hall, "X-SDE")
    step = Step(act=Act.HAND_OVER, department=DepartmentCode("ECL"), reason="C’est à nous.")
    act(hall, Asked(request=RequestId(2), step=step), ANNE, NOW)
    with hall.database.read() as session:
        assert requests.get(session, RequestId(2)).line.dates.take_by is not None


def confirm_to(hall: Installation, department: str) -> None:
    come(hall, "Bonjour, le lampadaire devant le 12 rue des Religieuses est éteint. Sylvie Lebrun", 2)
    confirm(hall, RequestId(2), Correction(subject=SubjectCode("ECL-01"), department=DepartmentCode(department)), ANNE, NOW)
