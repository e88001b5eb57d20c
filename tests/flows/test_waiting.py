"""A request that waits for its requester goes on by itself, reminds him, and tells of letters that do not leave in time (S2, S12)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.deadline import Clock, Lack
from domain.errors import ConflictError
from domain.ids import DepartmentCode, SubjectCode
from domain.inbound import Channel
from domain.lifecycle import Act
from domain.request import Closure, Status
from flows.confirm import Correction, confirm
from flows.correspondence import held
from flows.correspondence.standing import Stage, letters_of
from flows.departed import depart
from flows.entry import Entry, Person, enter
from flows.postpone import Postponed, Putting, postpone
from flows.remind import remind
from flows.rights import facts_of
from flows.transmission import standing_opinion
from flows.undo import undo
from flows.wiring import Installation, open_installation
from letters.kinds import ModelKey
from store import clocks, outbox, reminders, requests, transmissions
from store.outbox import Held
from tests.flows import waiting_hall as small
from tests.flows.waiting_hall import ANNE, DEMAND, FIRST, HOLE, UNTIL, at, come, decide, do, letters, mail, models, record, wait_for
from tests.installations import BREVILLE


@pytest.fixture
def hall(sqlite_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = small.open_hall(tmp_path / "data", sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def on_both(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = small.open_hall(tmp_path / "data", database_url)
    yield opened
    opened.close()


def legal(hall: Installation) -> date | None:
    timing = record(hall).timing
    assert timing is not None
    return None if timing.clocks.legal is None else timing.clocks.legal.on


def resumed(hall: Installation) -> list[tuple[str, object]]:
    return [(line.actor, line.details["cause"]) for line in record(hall).history if line.action == "resumed"]


def raised(hall: Installation) -> list[tuple[str, str, str, bool]]:
    with hall.database.read() as session:
        found = reminders.of_request(session, FIRST)
    return [(one.clock.value, one.day.isoformat(), one.department, one.over_at is None) for one in found]


def sweep(hall: Installation, first: str, last: str) -> None:
    """Remind at ten in the morning and at night, day by day."""
    now = at(first)
    while now <= at(last):
        remind(hall, now)
        remind(hall, now + timedelta(hours=12))
        now += timedelta(days=1)


def test_what_came_lets_it_go_on_from_the_day_it_came_however_long_it_lay_unread(on_both: Installation) -> None:
    wait_for(on_both)
    assert legal(on_both) == date(2026, 6, 6)  # 12 May, and the 25 days he was given from 16 March on
    come(on_both, mail("Voici le plan demandé.", 2, answers=1), "2026-03-20T23:30", worked="2026-03-24T08:00")
    kept = record(on_both)
    assert kept.line.status is Status.ACCEPTED
    assert kept.line.situation.awaited_until is None
    assert resumed(on_both) == [("system", "came")]
    assert legal(on_both) == date(2026, 5, 16)  # four days
    with on_both.database.read() as session:
        (suspension,) = clocks.suspensions(session, FIRST)
    assert suspension.ended_at == at("2026-03-20T23:30")
    subject, text = small.notices(on_both)[-1]
    assert subject == "Réponse du demandeur – demande 2026/0001"
    assert "elle est reprise" in text
    assert "Voici le plan demandé." in text
    come(on_both, mail("Avez-vous bien reçu mon plan ?", 3, answers=1), "2026-03-25T10:00")
    assert resumed(on_both) == [("system", "came")]
    assert small.notices(on_both)[-1][0].startswith("Relance de l’usager")


@pytest.mark.parametrize(
    "raw",
    [
        mail("Merci beaucoup !", 2, answers=1),
        mail("Je suis absente jusqu’au 3 avril.", 2, answers=1, Auto_Submitted="auto-replied"),
        mail("Au sujet de la demande 2026/0001, voici le plan.", 2, sender="inconnu@courriel.example"),
    ],
    ids=["thanks", "machine", "stranger"],
)
def test_thanks_machines_and_strangers_bring_nothing(hall: Installation, raw: bytes) -> None:
    wait_for(hall)
    come(hall, raw, "2026-03-20T10:00")
    assert record(hall).line.status is Status.WAITING
    assert legal(hall) == date(2026, 6, 6)


def test_when_the_time_is_over_it_goes_on_and_the_department_is_told_once(on_both: Installation) -> None:
    wait_for(on_both)
    sweep(on_both, "2026-04-09T10:00", "2026-04-12T10:00")
    assert record(on_both).line.status is Status.WAITING  # over on Friday the 10th, and the town hall is closed on weekends
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda _: remind(on_both, at("2026-04-13T10:00")), range(4)))
    sweep(on_both, "2026-04-13T10:00", "2026-04-16T10:00")
    assert record(on_both).line.status is Status.ACCEPTED
    assert resumed(on_both) == [("system", "over")]
    assert legal(on_both) == date(2026, 6, 6)
    assert [one for one in raised(on_both) if one[0] == Clock.ANSWER] == [("answer", "2026-04-13", "VOI", True)]
    do(on_both, Act.PLAN, "2026-04-20T10:00", day=date(2026, 5, 4))
    assert [one[3] for one in raised(on_both) if one[0] == Clock.ANSWER] == [False]


def test_another_department_changes_nothing_of_what_the_requester_is_waited_for(on_both: Installation) -> None:
    wait_for(on_both)
    do(on_both, Act.HAND_OVER, "2026-03-18T10:00", department=DepartmentCode("ACC"), reason="à l’accueil")
    do(on_both, Act.TAKE, "2026-03-18T11:00")
    do(on_both, Act.PLAN, "2026-03-18T12:00", day=date(2026, 5, 4))
    postpone(
        on_both, Postponed(request=FIRST, putting=Putting.DUE, day=date(2026, 4, 20), reason="plus tard"), ANNE, at("2026-03-19T10:00")
    )
    with on_both.database.read() as session:
        assert [one.ended_at for one in clocks.suspensions(session, FIRST)] == [None]
    assert legal(on_both) == date(2026, 6, 6)
    come(on_both, mail("Voici le plan demandé.", 2, answers=1), "2026-03-20T10:00")
    assert legal(on_both) == date(2026, 5, 16)
    assert record(on_both).line.status is Status.PLANNED


def test_a_correction_that_gives_it_to_another_department_lets_the_requester_be_waited_for(hall: Installation) -> None:
    wait_for(hall)
    confirm(hall, FIRST, Correction(department=DepartmentCode("ACC")), ANNE, at("2026-03-18T10:00"))
    do(hall, Act.TAKE, "2026-03-18T11:00")
    with hall.database.read() as session:
        assert [one.ended_at for one in clocks.suspensions(session, FIRST)] == [None]
    come(hall, mail("Voici le plan demandé.", 2, answers=1), "2026-03-20T10:00")
    assert legal(hall) == date(2026, 5, 16)


def test_departments_that_get_a_copy_are_those_of_what_was_decided(sqlite_url: str, tmp_path: Path) -> None:
    base = small.ruleset()
    copied = {"URB-05": (DepartmentCode("ACC"),), "VOI-01": (DepartmentCode("CCAS"),)}
    subjects = tuple(replace(one, copies=copied.get(one.code, one.copies)) for one in base.subjects)
    hall = small.open_hall(tmp_path / "data", sqlite_url, replace(base, subjects=subjects))
    come(hall, mail(HOLE, 1))

    def copies() -> tuple[frozenset[str], tuple[str, ...]]:
        view = hall.towns.get(BREVILLE)
        kept = record(hall)
        return facts_of(view.ruleset, kept).copies, standing_opinion(view, kept).decision.orientation.copies

    assert copies() == (frozenset({"CCAS"}), ("CCAS",))
    decide(hall)
    assert copies() == (frozenset({"ACC"}), ("ACC",))
    undo(hall, FIRST, ANNE, at("2026-03-13T10:00"))
    assert copies() == (frozenset({"CCAS"}), ("CCAS",))
    decide(hall)
    confirm(hall, FIRST, Correction(department=DepartmentCode("CCAS")), ANNE, at("2026-03-13T11:00"))
    assert copies() == (frozenset({"ACC"}), ("ACC",))
    hall.close()


def test_a_clock_that_was_a_year_ahead_leaves_no_reminder_out(on_both: Installation) -> None:
    come(on_both, mail(DEMAND, 1))
    decide(on_both)
    remind(on_both, at("2027-03-18T10:00"))
    remind(on_both, at("2026-03-16T10:00"))
    # What the future raised is over, and nothing is late yet.
    assert [one for one in raised(on_both) if one[3] and one[1] > "2026-03-16"] == []
    with on_both.database.read() as session:
        kept = requests.get(session, FIRST).line.dates
    sweep(on_both, "2026-03-17T10:00", "2026-04-03T10:00")
    days = [one[1] for one in raised(on_both) if one[0] == Clock.COMPLETION and one[1] < "2027"]
    assert kept.complete_by is not None
    assert kept.complete_by.date().isoformat() in days
    keys = [one[:2] for one in raised(on_both)]
    assert len(keys) == len(set(keys))  # each once


def test_a_correction_of_what_is_over_tells_nobody_of_it(hall: Installation) -> None:
    wait_for(hall)
    do(hall, Act.CLOSE, "2026-03-18T10:00", closure=Closure.CARRIED_OUT, answer="C’est fait.")
    with hall.database.read() as session:
        before = [one.id for one in outbox.of_request(session, FIRST)]
    confirm(hall, FIRST, Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("ACC")), ANNE, at("2026-03-18T11:00"))
    kept = record(hall).line
    assert (kept.status, kept.subject, kept.department) == (Status.CLOSED, "VOI-01", "ACC")
    with hall.database.read() as session:
        assert [one.id for one in outbox.of_request(session, FIRST)] == before
        assert [one.transmission.department for one in transmissions.of_request(session, FIRST)] == ["VOI"]


def test_a_snooze_does_not_keep_a_request_waiting(hall: Installation) -> None:
    wait_for(hall)
    with hall.database.write() as session:
        clocks.snooze(session, FIRST, date(2026, 6, 1))
    remind(hall, at("2026-04-13T10:00"))
    assert record(hall).line.status is Status.ACCEPTED


def test_silence_accepts_nothing_before_what_texts_require_is_here(sqlite_url: str, tmp_path: Path) -> None:
    hall = small.open_hall(tmp_path / "data", sqlite_url, small.ruleset(regime="SVA-2M"))
    wait_for(hall)
    remind(hall, at("2026-04-13T10:00"))
    assert record(hall).line.status is Status.ACCEPTED
    assert legal(hall) is None
    do(hall, Act.PLAN, "2026-04-14T10:00", day=date(2026, 5, 4))
    assert legal(hall) is None
    come(hall, mail("Voici enfin le plan.", 2, answers=1), "2026-04-15T10:00")
    assert legal(hall) == date(2026, 6, 15)
    assert record(hall).line.status is Status.PLANNED
    assert record(hall).history[-1].action == "brought"
    hall.close()


def test_a_requester_is_reminded_once_with_what_is_missing_until_when_and_how(on_both: Installation) -> None:
    wait_for(on_both)
    sweep(on_both, "2026-03-17T10:00", "2026-03-25T10:00")
    assert ModelKey.PIECES_AGAIN not in models(on_both)
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda _: remind(on_both, at("2026-03-26T10:00")), range(4)))
    started_again = open_installation(on_both.settings, readers=1)
    sweep(started_again, "2026-03-26T10:00", "2026-04-10T10:00")
    started_again.close()
    (letter,) = [one for one in letters(on_both) if one.letter.payload["model"] == ModelKey.PIECES_AGAIN]
    body = str(letter.letter.payload["body"])
    for part in ("- un plan de situation", "avant le 10\u00a0avril\u00a02026", "en répondant à ce courriel", "2026/0001", "est suspendu"):
        assert part in body
    (line,) = [line for line in record(on_both).history if line.action == "nudged"]
    assert line.details == {"for": "2026-03-26", "day": "2026-04-10"}


def test_nobody_is_reminded_of_what_came(hall: Installation) -> None:
    wait_for(hall)
    come(hall, mail("Voici le plan demandé.", 2, answers=1), "2026-03-20T10:00")
    sweep(hall, "2026-03-26T10:00", "2026-04-14T10:00")
    assert ModelKey.PIECES_AGAIN not in models(hall)


def test_asked_again_he_is_reminded_again(hall: Installation) -> None:
    wait_for(hall)
    remind(hall, at("2026-03-26T10:00"))
    come(hall, mail("Voici le plan demandé.", 2, answers=1), "2026-03-27T10:00")
    do(hall, Act.ASK, "2026-03-30T10:00", pieces=("le plan signé",), day=date(2026, 5, 4), lack=Lack.USEFUL)
    remind(hall, at("2026-04-09T10:00"))
    again = [str(one.letter.payload["body"]) for one in letters(hall) if one.letter.payload["model"] == ModelKey.PIECES_AGAIN]
    assert len(again) == 2
    assert "- le plan signé" in again[1]
    assert "suspendu" not in again[1]


@pytest.mark.parametrize(
    ("nudges", "until", "days"),
    [
        ("", date(2026, 3, 25), []),  # the time is over before ten days
        ("aucune", UNTIL, []),
        ("J+5 J-3", UNTIL, ["2026-03-23", "2026-04-07"]),  # a Saturday comes later
        ("J-5", date(2026, 4, 10), ["2026-04-03"]),  # 5 April is Easter Sunday: what comes before a day comes earlier
    ],
)
def test_a_type_says_when_its_requesters_are_reminded(sqlite_url: str, tmp_path: Path, nudges: str, until: date, days: list[str]) -> None:
    hall = small.open_hall(tmp_path / "data", sqlite_url, small.ruleset(nudges=nudges))
    wait_for(hall, until)
    sweep(hall, "2026-03-16T10:00", "2026-04-10T10:00")
    assert [line.details["for"] for line in record(hall).history if line.action == "nudged"] == days
    hall.close()


def test_reception_is_told_of_receipts_and_acknowledgements_that_do_not_leave(hall: Installation) -> None:
    come(hall, mail(DEMAND, 1))
    kept = record(hall).line.dates
    assert (kept.receipt_on, kept.acknowledge_on) == (date(2026, 3, 13), date(2026, 3, 26))
    assert [(one.letter.payload["model"], one.held_why) for one in letters(hall)] == [(ModelKey.RECEIVED_SVR, Held.NO_RELAY)]
    sweep(hall, "2026-03-12T10:00", "2026-03-27T10:00")
    of_letters = [one for one in raised(hall) if one[0] in {Clock.RECEIPT, Clock.ACKNOWLEDGEMENT}]
    assert of_letters == [
        ("receipt", "2026-03-13", "ACC", False),
        ("receipt", "2026-03-16", "ACC", True),
        ("acknowledgement", "2026-03-26", "ACC", False),
        ("acknowledgement", "2026-03-27", "ACC", True),
    ]
    with hall.database.write() as session:
        (one,) = letters(hall)
        outbox.mark_sent(session, one.id, at("2026-03-27T11:00"))
        depart(session, one.letter, at("2026-03-27T11:00"))
    dates = record(hall).line.dates
    assert (dates.receipt_on, dates.acknowledge_on) == (None, None)  # an acknowledgement is a receipt as well (R. 112-11-1)
    assert not any(one[3] for one in raised(hall) if one[0] in {Clock.RECEIPT, Clock.ACKNOWLEDGEMENT})


def test_a_printed_acknowledgement_is_owed_until_somebody_says_that_it_was_sent(hall: Installation) -> None:
    person = Person(name="QUESNEL", first_name="Anne", address="3 rue des Lices 50999 Bréville")
    entry = Entry(channel=Channel.COUNTER, text=DEMAND, agent=ANNE, person=person, arrived_at=at("2026-03-12T09:14"))
    enter(hall, BREVILLE, entry, at("2026-03-12T09:14"))
    small.work_all(hall, "2026-03-12T09:14")
    decide(hall)
    assert (record(hall).line.dates.receipt_on, record(hall).line.dates.acknowledge_on) == (None, date(2026, 3, 19))
    remind(hall, at("2026-03-20T10:00"))
    assert [one[:2] for one in raised(hall) if one[0] == Clock.ACKNOWLEDGEMENT] == [("acknowledgement", "2026-03-20")]
    (letter,) = letters(hall)
    with pytest.raises(ConflictError, match="not sent by post"):
        held.returned(hall, letter.id, ANNE, at("2026-03-20T11:00"))
    held.printed(hall, letter.id, ANNE, at("2026-03-20T11:00"))
    assert record(hall).line.dates.acknowledge_on is None
    assert [one[3] for one in raised(hall) if one[0] == Clock.ACKNOWLEDGEMENT] == [False]
    for _ in range(2):
        held.returned(hall, letter.id, ANNE, at("2026-03-25T11:00"))
    with hall.database.read() as session:
        assert [(one.number, one.stage, one.by_post) for one in letters_of(session, FIRST)] == [(1, Stage.RETURNED, True)]
    assert [line.action for line in record(hall).history].count("letter_failed") == 1


def test_a_report_on_paper_and_an_abusive_message_are_owed_nothing(hall: Installation) -> None:
    person = Person(name="QUESNEL", first_name="Anne", address="3 rue des Lices 50999 Bréville")
    entry = Entry(channel=Channel.COUNTER, text=HOLE, agent=ANNE, person=person, arrived_at=at("2026-03-12T09:14"))
    enter(hall, BREVILLE, entry, at("2026-03-12T09:14"))
    small.work_all(hall, "2026-03-12T09:14")
    come(hall, mail("Bande d'abrutis, connards, je vais vous casser la gueule ! Un nid de poule devant le 22 rue de Poterie.", 2))
    for request in (1, 2):
        dates = record(hall, type(FIRST)(request)).line.dates
        assert (dates.receipt_on, dates.acknowledge_on) == (None, None)


def test_who_cannot_be_written_to_is_no_reason_to_remind_anybody(hall: Installation) -> None:
    come(hall, mail(DEMAND, 1, sender="no-reply@courriel.example"))
    sweep(hall, "2026-03-13T10:00", "2026-03-16T10:00")
    assert [one for one in raised(hall) if one[0] == Clock.RECEIPT] == []
    assert record(hall).line.dates.receipt_on is None


def test_requalified_it_is_owed_the_acknowledgement_of_what_it_is(hall: Installation) -> None:
    person = Person(name="QUESNEL", first_name="Anne", address="3 rue des Lices 50999 Bréville")
    entry = Entry(channel=Channel.COUNTER, text=HOLE, agent=ANNE, person=person, arrived_at=at("2026-03-12T09:14"))
    enter(hall, BREVILLE, entry, at("2026-03-12T09:14"))
    small.work_all(hall, "2026-03-12T09:14")
    assert record(hall).line.dates.acknowledge_on is None
    decide(hall)
    assert record(hall).line.dates.acknowledge_on == date(2026, 3, 19)
