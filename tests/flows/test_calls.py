"""Call logs that are handed over: calls kept once, call-backs that become requests and are closed, on SQLite and on PostgreSQL."""

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.call import CallBackState
from domain.errors import UnreadableInputError
from domain.inbound import Channel
from domain.request import Status
from flows import calls as flow
from flows.wiring import Installation
from ingest.phone.faults import Reason
from store import call_backs, call_logs, requests
from store.call_logs import LogState, Origin
from store.requests import RequestRecord
from store.schema import CallBackRow, CallRow, InboundRow
from tests.flows.calling import ANNE, NOON, NOW, PAUL, Switchboard, settle, take
from tests.installations import AUVILLE, BREVILLE

STRANGERS = Path(__file__).parents[1] / "ingest" / "phone" / "strangers"


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def kept_calls(hall: Installation) -> list[CallRow]:
    with hall.database.read() as session:
        return list(session.scalars(select(CallRow).order_by(CallRow.at, CallRow.id)))


def backs(hall: Installation) -> list[CallBackRow]:
    with hall.database.read() as session:
        return list(session.scalars(select(CallBackRow).order_by(CallBackRow.id)))


def arrivals(hall: Installation) -> list[InboundRow]:
    with hall.database.read() as session:
        return list(session.scalars(select(InboundRow).order_by(InboundRow.id)))


def all_requests(hall: Installation) -> list[RequestRecord]:
    with hall.database.read() as session:
        return [requests.get(session, one) for one in requests.ids(session, None)]


def test_missed_calls_of_a_day_are_one_request_to_call_back(town_hall: Installation) -> None:
    log = Switchboard().missed(ANNE, NOON, rings=3).missed(ANNE, NOON + minutes(20)).answered(PAUL, NOON + minutes(30))
    log.internal(NOON + minutes(31)).out("0639980001", NOON + minutes(32))
    report = take(town_hall, log.text())
    assert (report.rows, report.drafts, report.cards, report.joined, report.internal, report.outgoing) == (7, 1, 1, 3, 1, 1)
    [record] = all_requests(town_hall)
    assert record.inbound.channel is Channel.PHONE and record.requester.phone == "+33639982231"
    back = record.draft.call_back
    assert back is not None and len(back.calls) == 2 and back.state is CallBackState.DUE
    assert record.line.status is Status.REVIEW
    assert len(kept_calls(town_hall)) == 4, "internal calls are only counted"


def test_the_same_file_and_the_same_calls_in_another_file_change_nothing(town_hall: Installation) -> None:
    log = Switchboard().missed(ANNE, NOON, rings=2).answered(PAUL, NOON + minutes(1)).missed(PAUL, NOON + minutes(2))
    take(town_hall, log.text())
    before = [row.key for row in kept_calls(town_hall)]
    take(town_hall, log.text())
    log.missed(PAUL, NOON + minutes(60))
    take(town_hall, log.text(), name="Master.csv.1")
    assert [row.key for row in kept_calls(town_hall)][:3] == before and len(kept_calls(town_hall)) == 4
    assert len(arrivals(town_hall)) == len(all_requests(town_hall)) == 2
    with town_hall.database.read() as session:
        assert len(call_logs.page(session, None, 10)) == 2


def test_further_attempts_are_told_to_the_request(town_hall: Installation) -> None:
    log = Switchboard().missed(ANNE, NOON)
    take(town_hall, log.text())
    take(town_hall, log.missed(ANNE, NOON + minutes(90)).text())
    [row] = backs(town_hall)
    assert (row.attempts, row.told_attempts, row.is_told) == (2, 2, True)
    [record] = all_requests(town_hall)
    assert [line.details["times"] for line in record.history if line.action == "called_again"] == [2]


@pytest.mark.parametrize("is_out", [False, True])
def test_a_later_answer_closes_what_nobody_has_decided(town_hall: Installation, is_out: bool) -> None:
    log = Switchboard().missed(ANNE, NOON)
    take(town_hall, log.text())
    later = NOON + minutes(100)
    take(town_hall, (log.out(ANNE, later) if is_out else log.answered(ANNE, later)).text())
    [record] = all_requests(town_hall)
    assert record.line.status is Status.CLOSED
    told = record.history[-1]
    assert told.action == ("closed_called_back" if is_out else "closed_call_answered") and told.details["call_at"]
    settle(town_hall)
    assert all_requests(town_hall)[0].history == record.history, "it is told once"


def test_another_attempt_after_an_answer_opens_it_again(town_hall: Installation) -> None:
    log = Switchboard().missed(ANNE, NOON)
    take(town_hall, log.text())
    take(town_hall, log.answered(ANNE, NOON + minutes(100)).text())
    take(town_hall, log.missed(ANNE, NOON + minutes(200)).text())
    [record] = all_requests(town_hall)
    assert record.line.status is Status.REVIEW and record.history[-1].action == "called_after_all"


def test_what_is_answered_at_once_never_becomes_an_arrival(town_hall: Installation) -> None:
    take(town_hall, Switchboard().missed(ANNE, NOON).answered(ANNE, NOON + minutes(2)).late(PAUL, NOON + minutes(5)).text())
    assert not arrivals(town_hall)
    assert [row.state for row in backs(town_hall)] == ["answered_later"]


def test_a_call_that_was_answered_after_all_withdraws_its_call_back(town_hall: Installation) -> None:
    whole = Switchboard().late(ANNE, NOON).answered(PAUL, NOON + minutes(3)).answered(PAUL, NOON + minutes(9)).internal(NOON + minutes(10))
    part = [row for row in whole.rows if not ("PJSIP/201-" in row and "ANSWERED" in row and "NO ANSWER" not in row)]
    take(town_hall, "".join(f"{row}\n" for row in whole.rows[:1] + part[1:]))
    assert len(all_requests(town_hall)) == 1
    take(town_hall, whole.text(), name="Master.csv.1")
    [record] = all_requests(town_hall)
    assert record.line.status is Status.CLOSED
    assert [(row.state, row.attempts) for row in backs(town_hall)] == [("answered_later", 0)]


def test_two_exports_of_one_call_are_one(town_hall: Installation) -> None:
    take(town_hall, Switchboard().missed(ANNE, NOON).answered(PAUL, NOON + minutes(5), 80).text())
    other = (
        "Date et heure;Appelant;Appelé;Sens;Statut;Durée;Nom\n"
        f"{NOON + timedelta(seconds=7):%d/%m/%Y %H:%M:%S};06 39 98 22 31;02 61 91 00 00;Entrant;Manqué;0;QUESNEL Anne\n"
        f"{NOON + minutes(5):%d/%m/%Y %H:%M:%S};06 39 98 11 07;02 61 91 00 00;Entrant;Répondu;81;\n"
        f"{NOON + minutes(15):%d/%m/%Y %H:%M:%S};06 39 98 11 07;02 61 91 00 00;Entrant;Répondu;12;\n"
    )
    take(town_hall, other, name="opérateur.csv")
    rows = kept_calls(town_hall)
    assert [row.talk_s for row in rows] == [0, 80, 12]
    assert rows[0].name == "QUESNEL Anne", "what the other export knows beside is kept"
    assert len(all_requests(town_hall)) == 1


def test_old_calls_are_kept_and_nobody_is_asked_to_return_them(town_hall: Installation) -> None:
    old = NOON - timedelta(days=90)
    take(town_hall, Switchboard().missed(ANNE, old).answered(PAUL, old + minutes(1)).missed(PAUL, NOON).answered(ANNE, NOON).text())
    assert [(row.number, row.is_past) for row in backs(town_hall)] == [("+33639982231", True), ("+33639981107", False)]
    assert len(all_requests(town_hall)) == 1
    assert [row.card for row in kept_calls(town_hall)] == [None, "past", None, "open"]


def test_a_request_that_was_decided_is_told_and_not_closed(town_hall: Installation) -> None:
    log = Switchboard().missed(ANNE, NOON)
    take(town_hall, log.text())
    [record] = all_requests(town_hall)
    with town_hall.database.write() as session:
        requests.number(session, record.line.id, 2026)
    take(town_hall, log.answered(ANNE, NOON + minutes(50)).text())
    [record] = all_requests(town_hall)
    assert record.line.status is Status.OPEN and record.history[-1].action == "call_answered"


def test_a_file_that_is_no_log_is_said_and_may_come_again(town_hall: Installation) -> None:
    with pytest.raises(UnreadableInputError):
        take(town_hall, "Bonjour,\nvoici le journal demandé.\n")
    with town_hall.database.read() as session:
        [log] = call_logs.page(session, BREVILLE, 10)
    assert (log.state, log.fault) == (LogState.FAILED, flow.NOT_A_LOG)


def test_an_old_workbook_is_refused_with_what_to_do(town_hall: Installation) -> None:
    with pytest.raises(UnreadableInputError, match=r"Save it as \.xlsx or \.csv"):
        take(town_hall, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), name="releve.xls")
    with town_hall.database.read() as session:
        [log] = call_logs.page(session, BREVILLE, 10)
    assert (log.state, log.fault) == (LogState.FAILED, "old_workbook")


def test_rows_that_cannot_be_read_are_listed_and_counted(town_hall: Installation) -> None:
    log = Switchboard().missed(ANNE, NOON)
    for number in range(1500):
        log.internal(NOON + timedelta(seconds=number)).rows.append("Ceci n’est pas un appel")
    log.answered(PAUL, NOON + minutes(5))
    report = take(town_hall, log.text())
    assert report.unreadable_count == 1500 and report.outcomes == report.rows == 3002
    with town_hall.database.read() as session:
        [kept] = call_logs.page(session, BREVILLE, 10)
        faults = call_logs.faults(session, kept.id)
    assert len(faults) == call_logs.MOST_FAULTS and (faults[0].line, faults[0].reason) == (3, "cells")
    assert flow.kept_report(kept).unreadable_count == 1500


def test_a_reading_that_was_cut_short_begins_anew_and_doubles_nothing(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.calls_reading.BATCH", 50)
    monkeypatch.setattr("flows.calls_reading.TOLD_EVERY", 50)
    log = Switchboard()
    for number in range(300):
        at = NOON - timedelta(days=6) + minutes(25 * number)
        log.missed(f"06399810{number % 40:02}", at, rings=2) if number % 3 else log.answered(f"06399810{number % 40:02}", at)
    kept = flow.keep_file(town_hall, BREVILLE, Origin(source="a.csv", actor="test"), iter([log.text().encode()]), NOW)

    def stop_at(byte: int) -> Iterator[None]:
        def told(done: int) -> None:
            if done > byte:
                raise InterruptedError

        with pytest.raises(InterruptedError):
            flow.read_log(town_hall, kept.id, lambda: NOW, told)
        yield

    for byte in (20_000, 60_000):
        next(stop_at(byte))
    report = flow.read_log(town_hall, kept.id, lambda: NOW, lambda _done: None)
    settle(town_hall)
    assert report.rows == 500 == report.outcomes and len(kept_calls(town_hall)) == 300
    with town_hall.database.read() as session:
        due = call_backs.count_due(session, BREVILLE)
    assert due == report.drafts == len(all_requests(town_hall)) > 0


def test_what_a_batch_knows_from_the_store_is_what_a_whole_log_knows(town_hall: Installation) -> None:
    """The same calls in one log and in many come to the same call-backs."""
    log = Switchboard()
    for number in range(400):
        at, who = NOON - timedelta(days=9) + minutes(31 * number), f"06399811{number * 7 % 37:02}"
        log.any(number * 5, who, at)
    take(town_hall, log.text())
    whole = [(row.number, row.day, row.state, row.attempts, row.closed_by) for row in backs(town_hall)]
    lines = [f"{row}\n" for row in log.rows]
    for start in range(0, len(lines), 90):
        take(town_hall, "".join(lines[start : start + 90]), name=f"part{start}.csv", town=AUVILLE)
    parts = [row for row in backs(town_hall) if row.town == AUVILLE]
    assert sorted(whole) == sorted((row.number, row.day, row.state, row.attempts, row.closed_by) for row in parts)


def test_a_workbook_that_an_operator_hands_out_is_taken_in_like_any_log(town_hall: Installation) -> None:
    report = take(town_hall, (STRANGERS / "workbook.xlsx").read_bytes(), name="releve.xlsx")
    assert (report.cards, report.outgoing, report.unreadable_count) == (1, 1, 0) and report.outcomes == report.rows
    assert [(call.outside, call.end) for call in kept_calls(town_hall)] == [
        ("+33639981001", "missed"),
        ("+33639981002", "answered"),
        ("+33639981001", "answered"),
    ]
    assert [(one.number, one.state) for one in backs(town_hall)] == [("+33639981001", "called_back")]


def test_a_packed_log_is_read_and_a_damaged_one_says_where_it_ends(town_hall: Installation) -> None:
    text = "".join(f"{row}\n" for row in Switchboard().missed(ANNE, NOON).answered(PAUL, NOON).rows)
    report = take(town_hall, gzip.compress(text.encode()), name="Master.csv.1.gz")
    assert (report.rows, report.drafts, report.cards, report.unreadable_count) == (2, 1, 1, 0)
    many = Switchboard()
    for number in range(400):
        many.missed(f"063998{number:04}", NOON + timedelta(seconds=number))
    whole = gzip.compress("".join(f"{row}\n" for row in many.rows).encode())
    report = take(town_hall, whole[: len(whole) // 2], name="Master.csv.2.gz")
    assert 20 < report.drafts < 400 and report.outcomes == report.rows
    assert report.unreadable[-1].reason is Reason.PACKED and report.unreadable[-1].line >= report.rows - 1
