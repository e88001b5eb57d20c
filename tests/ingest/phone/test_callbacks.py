from datetime import datetime, timedelta

import pytest

from domain.call import Call, CallBackState, CallEnd, Leg, Way
from domain.draft import Flag, ReadIn, Trait
from domain.inbound import Channel
from ingest.phone.callbacks import CallBackBook, Repeats
from ingest.phone.calls import CallJoiner, call_of
from ingest.phone.drafts import call_back_draft, card_draft
from ingest.phone.lines import Lines, inferred, lines_of
from ingest.phone.log import is_card
from ingest.phone.numbers import clid, given, outside
from ingest.phone.same import is_same, paired
from store.mapping import dump, load
from tests.ingest.phone.logs import PARIS, TOWN

MORNING = datetime(2026, 3, 12, 8, 0, tzinfo=PARIS)
CALLER = "+33639981234"


def call(minutes: float = 0, end: CallEnd = CallEnd.MISSED, way: Way = Way.IN, outside: str | None = CALLER, **known: object) -> Call:
    at = MORNING + timedelta(minutes=minutes)
    whole: dict[str, object] = {"key": f"{minutes}-{way}-{outside}", "line": "+33261910500", "lines": (1,), **known}
    return Call(way=way, at=at, end=end, outside=outside, **whole)  # type: ignore[arg-type]  # the test's own words


def book_of(*calls: Call) -> CallBackBook:
    book = CallBackBook(PARIS)
    for one in calls:
        book.feed(one)
    return book


def test_the_unanswered_calls_of_a_day_are_one_call_back() -> None:
    found = book_of(call(0), call(5, CallEnd.BUSY), call(9, CallEnd.VOICEMAIL)).changed()
    assert [(one.number, len(one.calls), one.state) for one in found] == [(CALLER, 3, CallBackState.DUE)]


def test_each_day_has_its_own_and_an_answer_closes_those_before_it() -> None:
    found = book_of(call(0), call(24 * 60), call(2 * 24 * 60, CallEnd.ANSWERED), call(3 * 24 * 60)).changed()
    assert [(one.day.day, one.state) for one in found] == [
        (12, CallBackState.ANSWERED_LATER),
        (13, CallBackState.ANSWERED_LATER),
        (15, CallBackState.DUE),
    ]


def test_an_answered_call_back_closes_and_one_that_rang_out_does_not() -> None:
    closed = book_of(call(0), call(30, CallEnd.ANSWERED, Way.OUT)).changed()
    still = book_of(call(0), call(30, CallEnd.MISSED, Way.OUT)).changed()
    assert closed[0].state is CallBackState.CALLED_BACK
    assert closed[0].closed_by is not None and closed[0].closed_by.way is Way.OUT
    assert still[0].state is CallBackState.DUE


def test_who_calls_again_after_an_answer_is_to_be_called_back() -> None:
    found = book_of(call(0), call(10, CallEnd.ANSWERED), call(20)).changed()
    assert [(len(one.calls), one.state) for one in found] == [(2, CallBackState.DUE)]


def test_hidden_internal_and_fax_calls_leave_no_trace() -> None:
    assert book_of(call(outside=None), call(way=Way.INTERNAL), call(end=CallEnd.FAX)).changed() == []


def test_only_what_changed_is_given_again() -> None:
    book = book_of(call(0))
    assert len(book.changed()) == 1
    assert book.changed() == []
    book.feed(call(0))
    book.feed(call(10, CallEnd.ANSWERED))
    assert [one.state for one in book.changed()] == [CallBackState.ANSWERED_LATER]


def test_who_calls_very_often_is_flagged() -> None:
    often = book_of(*(call(minute) for minute in range(10))).changed()
    seldom = book_of(*(call(minute * 20) for minute in range(10))).changed()
    strict = CallBackBook(PARIS, Repeats(calls=2, within=timedelta(minutes=1), calls_a_day=50))
    strict.feed(call(0))
    strict.feed(call(0.5))
    assert (often[0].is_repeated, seldom[0].is_repeated, strict.changed()[0].is_repeated) == (True, False, True)


def test_what_is_long_past_is_let_go_and_counted() -> None:
    book = CallBackBook(PARIS, horizon=timedelta(days=2))
    for day in range(40):
        book.feed(call(day * 24 * 60, outside=f"+3363998{day:04}"))
    assert len(book.changed()) == 40
    assert len(book._numbers) <= 3
    book.finish()
    assert book.settled.drafts == 40


def leg(caller: str | None = "0639981234", called: str = "0261910500", **known: object) -> Leg:
    whole: dict[str, object] = {"line": 1, "end": CallEnd.MISSED, **known}
    return Leg(at=MORNING, caller=caller, called=called, **whole)  # type: ignore[arg-type]  # the test's own words


@pytest.mark.parametrize(
    ("caller", "called", "way"),
    [
        ("0639981234", "0261910500", Way.IN),
        ("0639981234", "201", Way.IN),
        (None, "201", Way.IN),
        ("201", "0639981234", Way.OUT),
        ("201", "00639981234", Way.OUT),
        ("0261910500", "0639981234", Way.OUT),
        ("201", "202", Way.INTERNAL),
        ("201", "0261910500", Way.INTERNAL),
        ("201", "*97", Way.INTERNAL),
    ],
)
def test_the_way_is_told_from_both_numbers(caller: str | None, called: str, way: Way) -> None:
    assert call_of([leg(caller, called)], TOWN).way is way


def test_a_called_fax_number_is_a_fax() -> None:
    assert call_of([leg(called="0261910509", end=CallEnd.ANSWERED)], TOWN).end is CallEnd.FAX


def test_cards_are_of_the_reception_only() -> None:
    lines = lines_of("FR", ["0261910500", "0261910501"], reception=["0261910500"])
    first, second = (call_of([leg(called=called, end=CallEnd.ANSWERED)], lines) for called in ("0261910500", "0261910501"))
    assert (is_card(first, lines), is_card(second, lines)) == (True, False)
    assert is_card(call_of([leg(called="600", end=CallEnd.ANSWERED)], TOWN), TOWN)


def test_two_calls_of_one_minute_are_two_and_the_same_row_again_is_not() -> None:
    joiner = CallJoiner(TOWN)
    for one in (leg(ring_s=5), leg(ring_s=9, line=2), leg(ring_s=9, line=3)):
        joiner.feed(one)
    assert [found.lines for found in joiner.finish()] == [(1,), (2, 3)]


def test_the_same_call_in_two_exports_is_found_once() -> None:
    known = [call(0, key="a"), call(1, key="b"), call(200, key="c")]
    fresh = [call(0.2, key="x"), call(1.1, key="y"), call(100, key="z")]
    assert paired(fresh, known) == {"x": "a", "y": "b"}
    assert not is_same(call(0, key="a"), call(0, CallEnd.ANSWERED, key="b"))
    assert not is_same(call(0, key="a"), call(0, key="b", outside="+33639981235"))


def test_the_towns_number_is_told_from_incoming_rows() -> None:
    found = inferred(Lines(), [leg(f"063998123{n}", way=Way.IN) for n in range(6)])
    assert found.own == {"+33261910500"}


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("0639981234", "FR", "+33639981234"),
        ("+33 (0)6 39 98 12 34", "FR", "+33639981234"),
        ("0033639981234", "FR", "+33639981234"),
        ("33639981234", "FR", "+33639981234"),
        ("639981234", "FR", "+33639981234"),
        ("00639981234", "FR", "+33639981234"),
        ("000442079460177", "FR", "+442079460177"),
        ("00442079460177", "FR", "+442079460177"),
        ("0692123456", "FR", "+262692123456"),
        ("0262123456", "RE", "+262262123456"),
        ("0639981234", "RE", "+33639981234"),
        ("0590123456", "GP", "+590590123456"),
        ("261234", "NC", "+687261234"),
        ("687261234", "NC", "+687261234"),
        ("00687261234", "FR", "+687261234"),
        ("0033639981234", "NC", "+33639981234"),
        ("40123456", "PF", "+68940123456"),
        ("201", "FR", None),
        ("17", "FR", None),
        ("*97", "FR", None),
        ("s", "FR", None),
        ("1234", "NC", None),
    ],
)
def test_numbers_in_e164(written: str, region: str, number: str | None) -> None:
    assert outside(written, region) == number


@pytest.mark.parametrize(
    "text",
    [
        "Anonymous",
        "anonyme",
        "UNKNOWN",
        "Numéro masqué",
        "Privé",
        "Restricted",
        "Unavailable",
        "",
        "-",
        "0000000000",
        "<unknown>",
        "sip:anonymous@anonymous.invalid",
    ],
)
def test_withheld_numbers(text: str) -> None:
    assert given(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"Dupont" <0639981234>', ("Dupont", "0639981234")),
        ('""Dupont, Jean" <0639981234>"', ("Dupont, Jean", "0639981234")),
        ('"0639981234" <0639981234>', (None, "0639981234")),
        ("Accueil (201)", ("Accueil", "201")),
        ('"" <>', (None, None)),
        ("0639981234", (None, "0639981234")),
    ],
)
def test_names_and_numbers_in_one(text: str, found: tuple[str | None, str | None]) -> None:
    assert clid(text) == found


def test_a_call_back_as_a_draft() -> None:
    spoken = call(3, CallEnd.VOICEMAIL, transcript="Bonjour, rappelez-moi.", name="Élodie DUPONT")
    call_back = book_of(call(0), spoken).changed()[0]
    draft = call_back_draft(call_back)
    assert (draft.channel, draft.source_id, draft.text) == (Channel.PHONE, f"callback:{CALLER}:2026-03-12", "Bonjour, rappelez-moi.")
    assert (draft.requester.phone, draft.requester.name, draft.flags) == (CALLER, "DUPONT Élodie", frozenset())
    assert {(one.trait, one.read_in) for one in draft.provenance} == {(Trait.NAME, ReadIn.CALL_LOG), (Trait.PHONE, ReadIn.CALL_LOG)}
    assert load(type(draft), dump(draft)) == draft


def test_a_number_alone_is_an_incomplete_identity_and_many_calls_are_abuse() -> None:
    call_back = book_of(*(call(minute) for minute in range(12))).changed()[0]
    assert call_back_draft(call_back).flags == {Flag.INCOMPLETE_IDENTITY, Flag.ABUSIVE}


def test_a_call_card_as_a_draft() -> None:
    answered = call(0, CallEnd.ANSWERED, note="veut un rendez-vous", key="k")
    draft = card_draft(answered)
    assert (draft.source_id, draft.text, draft.call) == ("call:k", "veut un rendez-vous", answered)
    assert load(type(draft), dump(draft)) == draft
