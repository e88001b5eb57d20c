"""Every date the law or the reference gives, with its article or its requirement."""

import inspect
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.deadline import (
    Clock,
    Count,
    DayOff,
    Delay,
    Due,
    Holiday,
    Lack,
    Ours,
    Reception,
    Rest,
    Suspension,
    Theirs,
    Unit,
    Waited,
)
from domain.ids import DepartmentCode, SubjectCode
from domain.inbound import Channel
from domain.ruleset import Nature
from domain.town import Closure
from routing.calendar import Calendar
from routing.deadlines import clocks, last_moment, legal_due, targets
from routing.promises import promise_of
from tests.routing.promised import promise, received, subject, town

PARIS = ZoneInfo("Europe/Paris")
MAINLAND = Calendar(town())
MONTHS_2, MONTH = Delay(amount=2, unit=Unit.MONTHS), Delay(amount=1, unit=Unit.MONTHS)


def suspension(since: str, given_until: str, ended: str | None = None, lack: Lack = Lack.REQUIRED) -> Suspension:
    return Suspension(
        since=datetime.fromisoformat(since).replace(hour=10, tzinfo=PARIS),
        given_until=date.fromisoformat(given_until),
        ended_at=None if ended is None else datetime.fromisoformat(ended).replace(hour=15, tzinfo=PARIS),
        lack=lack,
    )


def legal(due: Due | None) -> date:
    assert due is not None
    assert due.clock is Clock.LEGAL
    return due.on


def completed(due: Due | None) -> date:
    assert due is not None
    return due.on


# --- Legal periods -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "period", "until"),
    [
        # DOMAIN 3, Computing: same quantième, not moved for a Sunday; else the last day of the month.
        ("2026-01-15", MONTHS_2, "2026-03-15"),
        ("2025-12-31", MONTHS_2, "2026-02-28"),
        ("2026-06-30", MONTHS_2, "2026-08-30"),
        # A leap year, a long month after a short one, a holiday, the new year.
        ("2023-12-31", MONTHS_2, "2024-02-29"),
        ("2026-02-28", MONTHS_2, "2026-04-28"),
        ("2026-03-01", MONTHS_2, "2026-05-01"),
        ("2026-11-15", MONTHS_2, "2027-01-15"),
        ("2026-01-31", MONTH, "2026-02-28"),
        ("2026-08-31", MONTH, "2026-09-30"),
        ("2026-10-25", Delay(amount=14, unit=Unit.MONTHS), "2027-12-25"),
        ("2026-04-30", Delay(amount=15, unit=Unit.DAYS), "2026-05-15"),
    ],
)
def test_a_legal_period_goes_from_quantieme_to_quantieme(since: str, period: Delay, until: str) -> None:
    assert legal_due(date.fromisoformat(since), period) == date.fromisoformat(until)


def test_a_legal_period_is_not_in_working_days() -> None:
    with pytest.raises(ValueError, match="months or days"):
        legal_due(date(2026, 1, 15), Delay(amount=2, unit=Unit.WORKING_DAYS))


def test_silence_rejects_after_two_months_and_for_a_document_after_one() -> None:
    ordinary = clocks(promise("SVR-2M"), received("2026-01-15"), MAINLAND)
    document = clocks(promise("SVR-1M"), received("2026-01-15"), MAINLAND)

    assert legal(ordinary.legal) == date(2026, 3, 15)
    assert legal(document.legal) == date(2026, 2, 15)
    assert (ordinary.legal or pytest.fail()).count is Count.MONTHS


def test_a_report_has_no_legal_period_but_an_acknowledgement_when_it_comes_electronically() -> None:
    found = clocks(promise("aucun", nature=Nature.REPORT), received("2026-04-30"), MAINLAND)

    assert found.legal is None
    assert found.receipt is not None
    assert found.acknowledgement is not None


def test_the_day_that_counts_is_the_one_of_the_town() -> None:
    noumea = Calendar(town("nouvelle-caledonie", "Pacific/Noumea"))
    late = Reception(at=datetime(2026, 1, 14, 13, 30, tzinfo=ZoneInfo("UTC")), channel=Channel.EMAIL)

    assert legal(clocks(promise(), late, noumea).legal) == date(2026, 3, 15), "00:30 on the 15th in Nouméa"
    assert legal(clocks(promise(), late, MAINLAND).legal) == date(2026, 3, 14)


# --- Incomplete files: L. 114-5 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waits", "until"),
    [
        ([suspension("2026-01-20", "2026-02-20", "2026-01-30")], "2026-03-25"),
        # Nothing came: the time given is all that suspends.
        ([suspension("2026-01-20", "2026-02-20")], "2026-04-15"),
        # It came too late: the same.
        ([suspension("2026-01-20", "2026-02-20", "2026-03-01")], "2026-04-15"),
        # On the day of reception, and on the last day, at the end of which silence would have rejected.
        ([suspension("2026-01-15", "2026-02-20", "2026-01-25")], "2026-03-25"),
        ([suspension("2026-03-15", "2026-04-20", "2026-03-25")], "2026-03-25"),
        # Too late: the rejection was born.
        ([suspension("2026-03-16", "2026-04-20", "2026-03-25")], "2026-03-15"),
        # Twice, once within the other, and answered the same day.
        ([suspension("2026-01-20", "2026-02-20", "2026-01-30"), suspension("2026-03-18", "2026-04-01", "2026-03-20")], "2026-03-27"),
        ([suspension("2026-01-20", "2026-02-20", "2026-01-30"), suspension("2026-01-25", "2026-02-20", "2026-01-28")], "2026-03-25"),
        ([suspension("2026-01-20", "2026-02-20", "2026-01-20")], "2026-03-15"),
        # L. 114-5-1: a piece that no text requires stops nothing.
        ([suspension("2026-01-20", "2026-02-20", "2026-01-30", Lack.USEFUL)], "2026-03-15"),
    ],
)
def test_the_clock_of_rejection_stands_still_while_required_pieces_are_waited_for(waits: list[Suspension], until: str) -> None:
    assert legal(clocks(promise("SVR-2M"), received("2026-01-15"), MAINLAND, waits).legal) == date.fromisoformat(until)
    assert legal(clocks(promise("SVR-2M"), received("2026-01-15"), MAINLAND, waits[::-1]).legal) == date.fromisoformat(until)


def test_what_was_waited_is_told() -> None:
    over = clocks(promise(), received("2026-01-15"), MAINLAND, [suspension("2026-01-20", "2026-02-20", "2026-01-30")]).legal
    running = clocks(promise(), received("2026-01-15"), MAINLAND, [suspension("2026-01-20", "2026-02-20")]).legal

    assert over is not None
    assert running is not None
    assert over.waited == (Waited(since=date(2026, 1, 20), until=date(2026, 1, 30), is_over=True),)
    assert running.waited == (Waited(since=date(2026, 1, 20), until=date(2026, 2, 20), is_over=False),)


def test_silence_accepts_two_months_after_the_file_is_complete() -> None:
    whole = clocks(promise("SVA-2M"), received("2026-01-15"), MAINLAND)
    complete = clocks(promise("SVA-2M"), received("2026-01-15"), MAINLAND, [suspension("2026-01-20", "2026-02-20", "2026-01-30")])
    late = clocks(promise("SVA-2M"), received("2026-01-15"), MAINLAND, [suspension("2026-01-20", "2026-02-20", "2026-03-02")])

    assert legal(whole.legal) == date(2026, 3, 15)
    assert legal(complete.legal) == date(2026, 3, 30)
    assert (complete.legal or pytest.fail()).since == date(2026, 1, 30)
    assert legal(late.legal) == date(2026, 5, 2)


def test_silence_cannot_accept_an_incomplete_file() -> None:
    waiting = [suspension("2026-01-20", "2026-02-20")]

    assert clocks(promise("SVA-2M"), received("2026-01-15"), MAINLAND, waiting).legal is None


def test_pieces_asked_for_after_silence_accepted_change_nothing() -> None:
    waiting = [suspension("2026-03-16", "2026-04-20")]

    assert legal(clocks(promise("SVA-2M"), received("2026-01-15"), MAINLAND, waiting).legal) == date(2026, 3, 15)


def test_a_suspension_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        suspension("2026-01-20", "2026-02-20", "2026-01-19")
    with pytest.raises(ValueError, match="before it begins"):
        suspension("2026-01-20", "2026-01-10")


# --- The wrong authority: L. 114-2 to L. 114-4 -------------------------------------------------------------------------------------


def test_rejection_runs_from_the_first_administration_and_acceptance_from_the_one_that_decides() -> None:
    passed_on = received("2026-01-20", first_on=date(2026, 1, 15))

    assert legal(clocks(promise("SVR-2M"), passed_on, MAINLAND).legal) == date(2026, 3, 15)
    assert legal(clocks(promise("SVA-2M"), passed_on, MAINLAND).legal) == date(2026, 3, 20)


def test_what_another_administration_decides_keeps_our_day_for_rejection_and_has_its_own_for_acceptance() -> None:
    given = replace(received("2026-01-15"), competence=Theirs(received_on=date(2026, 1, 19)))
    not_yet = replace(received("2026-01-15"), competence=Theirs())

    assert legal(clocks(promise("SVR-2M"), given, MAINLAND).legal) == date(2026, 3, 15)
    assert legal(clocks(promise("SVA-2M"), given, MAINLAND).legal) == date(2026, 3, 19)
    assert clocks(promise("SVA-2M"), not_yet, MAINLAND).legal is None


def test_of_what_another_administration_decides_we_send_the_receipt_and_hand_it_over() -> None:
    found = clocks(promise(), replace(received("2026-04-02"), competence=Theirs()), MAINLAND)

    assert found.receipt is not None
    assert found.acknowledgement is None
    assert (found.completion or pytest.fail()).clock is Clock.HANDING_OVER
    assert completed(found.completion) == date(2026, 4, 7)


# --- Acknowledgements: L. 112-3, L. 112-11, R. 112-5, R. 112-11-2 ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calendar", "day", "receipt", "full"),
    [
        # DOMAIN 3, Computing; trap 4: ten days are ten working days.
        (MAINLAND, "2026-04-30", "2026-05-04", "2026-05-19"),
        (MAINLAND, "2026-04-03", "2026-04-07", "2026-04-20"),
        (MAINLAND, "2026-04-02", "2026-04-03", "2026-04-17"),
        (Calendar(town("alsace-moselle")), "2026-04-02", "2026-04-07", "2026-04-20"),
        (Calendar(replace(town("alsace-moselle"), good_friday=False)), "2026-04-02", "2026-04-03", "2026-04-17"),
        (MAINLAND, "2026-09-23", "2026-09-24", "2026-10-07"),
        (Calendar(town("nouvelle-caledonie", "Pacific/Noumea")), "2026-09-23", "2026-09-25", "2026-10-08"),
        # A Saturday, a Sunday and a holiday are days of reception like others.
        (MAINLAND, "2026-05-02", "2026-05-04", "2026-05-19"),
        (MAINLAND, "2026-05-14", "2026-05-15", "2026-05-29"),
    ],
)
def test_an_electronic_send_is_registered_in_one_working_day_and_acknowledged_in_ten(
    calendar: Calendar, day: str, receipt: str, full: str
) -> None:
    zone = str(calendar.zone)
    for channel in (Channel.EMAIL, Channel.FORM):
        found = clocks(promise("aucun", nature=Nature.QUESTION), received(day, channel, zone), calendar)
        assert found.receipt is not None
        assert found.acknowledgement is not None
        assert (found.receipt.clock, found.receipt.on) == (Clock.RECEIPT, date.fromisoformat(receipt))
        assert (found.acknowledgement.clock, found.acknowledgement.on) == (Clock.ELECTRONIC_ACKNOWLEDGEMENT, date.fromisoformat(full))


def test_days_off_on_the_way_are_told_with_their_names() -> None:
    found = clocks(promise(), received("2026-04-30"), MAINLAND).acknowledgement

    assert found is not None
    assert [off for off in found.skipped if off.rest is Rest.HOLIDAY] == [
        DayOff(day=date(2026, 5, 1), rest=Rest.HOLIDAY, holiday=Holiday.LABOUR_DAY),
        DayOff(day=date(2026, 5, 8), rest=Rest.HOLIDAY, holiday=Holiday.VICTORY),
        DayOff(day=date(2026, 5, 14), rest=Rest.HOLIDAY, holiday=Holiday.ASCENSION),
    ]
    assert [off.day.day for off in found.skipped if off.rest is Rest.WEEKEND] == [2, 3, 9, 10, 16, 17]


def test_a_closure_of_the_town_is_no_working_day_either() -> None:
    bridge = replace(town(), closures=(Closure(first_day=date(2026, 5, 15), last_day=date(2026, 5, 15)),))

    assert completed(clocks(promise(), received("2026-04-30"), Calendar(bridge)).acknowledgement) == date(2026, 5, 20)
    assert legal(clocks(promise(), received("2026-03-15"), Calendar(bridge)).legal) == date(2026, 5, 15)


@pytest.mark.parametrize("channel", [Channel.SCAN, Channel.FAX, Channel.COUNTER])
def test_a_demande_on_paper_is_acknowledged_in_the_towns_own_time(channel: Channel) -> None:
    found = clocks(promise(), received("2026-04-30", channel), MAINLAND)

    assert found.receipt is None
    assert found.acknowledgement is not None
    assert (found.acknowledgement.clock, found.acknowledgement.on) == (Clock.ACKNOWLEDGEMENT, date(2026, 5, 11))


@pytest.mark.parametrize(
    ("regime", "nature", "channel"),
    [
        ("SVR-2M", Nature.REQUEST, Channel.PHONE),
        ("sans-AR-papier", Nature.REQUEST, Channel.SCAN),
        ("transfert", Nature.COMPLAINT, Channel.SCAN),
        ("aucun", Nature.REPORT, Channel.SCAN),
    ],
)
def test_nothing_on_paper_is_owed_to_callers_reports_and_what_r_112_4_excepts(regime: str, nature: Nature, channel: Channel) -> None:
    found = clocks(promise(regime, nature=nature), received("2026-04-30", channel), MAINLAND)

    assert (found.receipt, found.acknowledgement) == (None, None)


def test_what_is_only_handed_over_is_registered_and_no_more() -> None:
    found = clocks(promise("transfert", "T 1 jo", nature=Nature.COMPLAINT), received("2026-04-30"), MAINLAND)

    assert found.receipt is not None
    assert (found.acknowledgement, found.legal) == (None, None)


def test_waiting_for_the_requester_stops_no_acknowledgement() -> None:
    waits = [suspension("2026-05-04", "2026-06-04")]

    assert completed(clocks(promise(), received("2026-04-30"), MAINLAND, waits).acknowledgement) == date(2026, 5, 19)


# --- Targets -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "day", "until"),
    [
        ("10 jo", "2026-04-30", "2026-05-19"),
        ("1 jo", "2026-04-03", "2026-04-07"),
        ("2 jo", "2026-12-24", "2026-12-29"),
        ("30 j", "2026-04-30", "2026-05-30"),
        ("T 1 jo", "2026-04-03", "2026-04-07"),
    ],
)
def test_targets_in_days_are_dates(target: str, day: str, until: str) -> None:
    found = clocks(promise("aucun", target), received(day), MAINLAND).completion

    assert found is not None
    assert (found.on, found.at) == (date.fromisoformat(until), None)
    assert last_moment(found, MAINLAND) == datetime.fromisoformat(f"{until}T23:59:59").replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("on_call", "target", "at", "until"),
    [
        # DOMAIN 3: hours run day and night for what is on call, else while the town hall is open.
        (True, "4 h", "2026-03-13T17:00", "2026-03-13T21:00"),
        (False, "4 h", "2026-03-13T17:00", "2026-03-16T12:00"),
        (False, "4 h", "2026-03-14T08:00", "2026-03-16T14:00"),
        (False, "48 h", "2026-05-07T08:30", "2026-05-19T11:30"),
        # The clock is put forward, and back: 24 hours pass all the same.
        (True, "24 h", "2026-03-28T20:00", "2026-03-29T21:00"),
        (True, "24 h", "2026-10-24T20:00", "2026-10-25T19:00"),
    ],
)
def test_targets_in_hours_are_moments(on_call: bool, target: str, at: str, until: str) -> None:
    found = clocks(promise("aucun", target, on_call=on_call), received(at), MAINLAND).completion

    assert found is not None
    assert found.at == datetime.fromisoformat(until).replace(tzinfo=PARIS)
    assert last_moment(found, MAINLAND) == found.at
    assert found.count is (Count.HOURS if on_call else Count.OPENING_HOURS)


def test_hours_run_day_and_night_where_no_opening_hours_are_known() -> None:
    always = Calendar(town(hours=()))

    found = clocks(promise("aucun", "4 h"), received("2026-03-13T17:00"), always).completion

    assert found is not None
    assert (found.count, found.at) == (Count.HOURS, datetime(2026, 3, 13, 21, tzinfo=PARIS))


def test_taking_in_charge_is_due_in_two_working_days_and_never_after_the_completion() -> None:
    usual = clocks(promise("aucun", "5 jo"), received("2026-04-30"), MAINLAND)
    quick = clocks(promise("aucun", "4 h", on_call=True), received("2026-04-30"), MAINLAND)
    handed = clocks(promise("transfert", "T 1 jo"), received("2026-04-30"), MAINLAND)

    assert (usual.taking or pytest.fail()).on == date(2026, 5, 5)
    assert (quick.taking or pytest.fail()).at == datetime(2026, 4, 30, 14, tzinfo=PARIS)
    assert (quick.taking or pytest.fail()).clock is Clock.TAKING
    assert (handed.taking or pytest.fail()).on == date(2026, 5, 4)


@pytest.mark.parametrize(
    ("target", "waits", "until"),
    [
        ("5 jo", [suspension("2026-05-05", "2026-06-01", "2026-05-12")], "2026-05-18"),
        ("5 jo", [suspension("2026-05-05", "2026-05-12", None, Lack.USEFUL)], "2026-05-18"),
        # Asked on the last day, answered on a Saturday: the rest of the day is left on Monday.
        ("5 jo", [suspension("2026-05-11", "2026-06-01", "2026-05-16")], "2026-05-18"),
        # And asked again on that Monday.
        (
            "5 jo",
            [suspension("2026-05-11", "2026-06-01", "2026-05-16"), suspension("2026-05-18", "2026-06-01", "2026-05-20")],
            "2026-05-20",
        ),
        ("30 j", [suspension("2026-05-05", "2026-06-01", "2026-05-12")], "2026-06-06"),
    ],
)
def test_days_for_which_the_requester_is_waited_for_do_not_count(target: str, waits: list[Suspension], until: str) -> None:
    assert completed(clocks(promise("aucun", target), received("2026-04-30"), MAINLAND, waits).completion) == date.fromisoformat(until)
    stubborn = promise("aucun", target, waits=False)
    assert clocks(stubborn, received("2026-04-30"), MAINLAND, waits) == clocks(stubborn, received("2026-04-30"), MAINLAND)


def test_hours_for_which_the_requester_is_waited_for_do_not_count() -> None:
    asked, answered = datetime(2026, 3, 13, 17, 30, tzinfo=PARIS), datetime(2026, 3, 16, 13, 45, tzinfo=PARIS)
    waits = [Suspension(since=asked, given_until=date(2026, 4, 1), ended_at=answered, lack=Lack.USEFUL)]

    opening = clocks(promise("aucun", "4 h"), received("2026-03-13T16:30"), MAINLAND, waits).completion
    always = clocks(promise("aucun", "4 h", on_call=True), received("2026-03-13T16:30"), MAINLAND, waits).completion

    assert (opening or pytest.fail()).at == datetime(2026, 3, 16, 16, 45, tzinfo=PARIS)
    assert (always or pytest.fail()).at == datetime(2026, 3, 16, 16, 45, tzinfo=PARIS)


def test_a_request_that_is_opened_again_has_new_targets() -> None:
    taking, completion = targets(promise("SVR-2M", "10 jo"), datetime(2026, 4, 30, 10, tzinfo=PARIS), MAINLAND)

    assert taking.on == date(2026, 5, 5)
    assert completed(completion) == date(2026, 5, 19)


# --- Nothing that happens within the town moves the legal clock ----------------------------------------------------------------------


def test_what_a_deadline_rests_on_is_the_type_the_reception_and_what_was_waited() -> None:
    assert list(inspect.signature(clocks).parameters) == ["promise", "reception", "calendar", "suspensions"]


def test_another_department_or_subject_never_moves_the_day_the_legal_period_began() -> None:
    first = subject(regime="SVR-2M", target="10 jo", department=DepartmentCode("AG"))
    moved = replace(first, code=SubjectCode("URB-05"), theme="Urbanisme", department=DepartmentCode("URB"), target="30 j", priority=1)
    shorter = replace(moved, regime="SVR-1M")
    came = received("2026-01-15")

    before, after, document = (clocks(promise_of(one), came, MAINLAND) for one in (first, moved, shorter))

    assert before.legal == after.legal
    assert before.acknowledgement == after.acknowledgement
    assert before.completion != after.completion
    assert (document.legal or pytest.fail()).since == date(2026, 1, 15)
    assert legal(document.legal) == date(2026, 2, 15)


def test_a_day_in_between_is_no_day_longer() -> None:
    # The same request answered for at any later time: nothing asks what time it is.
    came = received("2026-01-15")
    assert clocks(promise(), came, MAINLAND) == clocks(promise(), replace(came, at=came.at + timedelta(hours=1)), MAINLAND)


def test_a_day_we_had_it_first_counts_though_another_administration_had_it_later() -> None:
    assert legal(clocks(promise(), received("2026-01-15", first_on=date(2026, 1, 20)), MAINLAND).legal) == date(2026, 3, 15)
    assert received("2026-01-15").competence == Ours()
