import random
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.call import CallEnd, Leg
from ingest.phone.faults import Reason
from ingest.phone.log import LogImport, LogOptions, open_log, rows_of
from ingest.phone.plan import Doubt
from ingest.phone.source import LONGEST_LINE, Encoding, LastLine, Place, Seen
from tests.ingest.phone.logs import PARIS, TOWN, asterisk_row, imported, legs, opened, options, readings, unreadable

MORNING = datetime(2026, 3, 12, 8, 0, tzinfo=PARIS)


def rows(count: int, first: datetime = MORNING) -> list[str]:
    made = []
    for number in range(count):
        at = first + timedelta(seconds=97 * number)
        second = int(at.timestamp())
        made.append(asterisk_row(src=f"063998{number % 7:04}", start=f"{at:%Y-%m-%d %H:%M:%S}", uniqueid=f"{second}.{number}"))
    return made


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_encoding_and_line_end_gives_the_same_rows_and_ends_at_the_last_byte(encoding: str, end: str) -> None:
    raw = "".join(rows(9)).replace('"""0639980003""', '"""Élodie""').replace("\n", end).encode(encoding)
    how = options()
    stream = BytesIO(raw)
    log = open_log(stream, how)
    assert log is not None
    found = list(rows_of(stream, log, how))
    assert [row.reading.line for row in found] == list(range(1, 10))
    assert all(isinstance(row.reading, Leg) for row in found)
    assert found[-1].ends == Place(byte=len(raw), line=10)


@pytest.mark.parametrize("cut", [1, 17, 60, 150])
def test_a_last_line_without_end_is_awaited_and_read_when_it_has_come(cut: int) -> None:
    raw = "".join(rows(5)).encode()
    how = options(last=LastLine.AWAITED)
    log = opened(raw, how)
    before = list(rows_of(BytesIO(raw[:-cut]), log, how))
    assert len(before) == 4
    after = list(rows_of(BytesIO(raw), log, how, before[-1].ends))
    assert [row.reading.line for row in after] == [5]
    assert after[-1].ends.byte == len(raw)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(min_value=1, max_value=400), min_size=1, max_size=12), st.booleans())
def test_a_growing_log_read_in_pieces_gives_each_row_once(steps: list[int], has_returns: bool) -> None:
    raw = "".join(rows(12)).encode()
    if has_returns:
        raw = raw.replace(b"\n", b"\r\n")
    how = options(last=LastLine.AWAITED)
    log = opened(raw, how)
    place, seen, size = Place(), [], 0
    for step in (*steps, len(raw)):
        size = min(len(raw), size + step)
        for row in rows_of(BytesIO(raw[:size]), log, how, place):
            seen.append(row.reading.line)
            place = row.ends
    assert seen == list(range(1, 13))


def test_a_note_of_several_lines_is_one_row() -> None:
    raw = (
        "date;heure;sens;appelant;appele;duree_s;statut;agent;nom;note\n"
        '12/03/2026;08:31;entrant;0639981234;0261910500;5;manqué;;;"rappeler\nce soir"\n'
        "12/03/2026;08:35;entrant;0639981235;0261910500;5;manqué;;;\n"
    )
    assert [(leg.line, leg.note) for leg in legs(raw)] == [(2, "rappeler\nce soir"), (4, None)]


def test_a_quote_nobody_closed_costs_no_other_row() -> None:
    made = rows(40)
    made[10] = made[10].replace('"""0639980003"" <0639980003>"', '"Dupont <0639980003>')
    raw = "".join(made)
    assert [leg.line for leg in legs(raw)] == list(range(1, 41))


def test_nul_bytes_are_passed_over() -> None:
    made = rows(10)
    raw = "".join(made[:5]).encode() + b"\0" * 3000 + "".join(made[5:]).encode()
    assert len(legs(raw)) == 10


def test_a_line_without_end_is_said_and_not_kept_in_memory() -> None:
    raw = "".join(rows(5)).encode() + b"x" * (3 * LONGEST_LINE) + b"\n" + "".join(rows(5)).encode()
    assert [(one.line, one.reason) for one in unreadable(raw)] == [(6, Reason.LONG)]
    assert len(legs(raw)) == 10


def test_two_encodings_in_one_log_are_both_read() -> None:
    named = asterisk_row(clid='"""Élodie"" <0639981234>"')
    raw = named.encode("cp1252") + named.encode() + "".join(rows(3)).encode()
    assert [leg.caller_name for leg in legs(raw)[:2]] == ["Élodie", "Élodie"]
    assert opened(raw).detection.encoding is Encoding.CP1252


def test_a_clock_that_goes_back_and_one_that_runs_ahead_are_counted() -> None:
    raw = "".join([*rows(10), *rows(3, MORNING - timedelta(days=2)), *rows(2, MORNING + timedelta(days=900))])
    stream, how = BytesIO(raw.encode()), options()
    log = open_log(stream, how)
    assert log is not None
    reading = LogImport(log.lines, options_at(MORNING + timedelta(days=1)))
    for row in rows_of(stream, log, how):
        reading.feed(row.reading)
    reading.finish()
    assert (reading.report.doubts[Doubt.CLOCK_BACK], reading.report.doubts[Doubt.FUTURE]) == (1, 2)


@pytest.mark.parametrize(
    ("rows_of_day", "is_said"),
    [
        (["09:00:00", "10:50:00", "11:05:00", "10:10:00", "10:20:00"], True),
        (["09:00:00", "09:40:00", "09:55:00", "09:50:00", "10:05:00"], False),
        (["17:00:00", "15:50:00", "12:05:00", "10:10:00", "08:20:00"], False),
    ],
    ids=["set back by an hour", "rows as calls end", "newest first"],
)
def test_a_clock_set_back_by_an_hour_is_said_and_no_other_order_of_rows(rows_of_day: list[str], is_said: bool) -> None:
    raw = "".join(asterisk_row(start=f"2026-03-12 {at}").replace(',"1773300667.1",""', "") for at in rows_of_day)
    stream, how = BytesIO(raw.encode()), options()
    log = open_log(stream, how)
    assert log is not None
    reading = LogImport(log.lines, how)
    for row in rows_of(stream, log, how):
        reading.feed(row.reading)
    reading.finish()
    assert bool(reading.report.doubts[Doubt.CLOCK_BACK]) is is_said


def options_at(now: datetime) -> LogOptions:
    return LogOptions(zone=PARIS, lines=TOWN, now=now)


CELLS = st.sampled_from(
    [
        "ANSWERED",
        "NO ANSWER",
        "BUSY",
        "",
        "0639981234",
        "201",
        "anonymous",
        "2026-03-12 08:31:07",
        "2026-02-31 08:00:00",
        '"',
        "é",
        ",",
        "\n",
        "1773300667.1",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(st.lists(CELLS, max_size=22).map(",".join), st.sampled_from(rows(30)).map(str.rstrip)), max_size=25),
    st.sampled_from(["\n", "\r\n", ""]),
)
def test_every_row_has_exactly_one_outcome(lines: list[str], end: str) -> None:
    junk = "\n".join(lines) + end
    # A log is known by most of its rows.
    raw = ("".join(rows(max(25, junk.count("\n")))) + junk).encode("utf-8", "replace")
    calls, call_backs, report = imported(raw)
    assert report.outcomes == report.rows >= 25
    assert report.unreadable_count == len(report.unreadable)
    assert len({call.key for call in calls}) == len(calls)
    assert {key.key for one in call_backs for key in one.calls} <= {call.key for call in calls}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=3000))
def test_no_bytes_break_anything(junk: bytes) -> None:
    raw = "".join(rows(20)).encode() + junk
    _, _, report = imported(raw)
    assert report.rows >= 20


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_call_and_no_call_back(chance: random.Random) -> None:
    made = [*rows(20), *(row.replace("NO ANSWER", "ANSWERED").replace("25,0", "25,20") for row in rows(6, MORNING + timedelta(minutes=20)))]
    shuffled = list(made)
    chance.shuffle(shuffled)
    first, second = imported("".join(made)), imported("".join(shuffled))
    assert {call.key for call in first[0]} == {call.key for call in second[0]}
    assert [(one.number, len(one.calls), one.state, one.closed_by and one.closed_by.key) for one in first[1]] == [
        (one.number, len(one.calls), one.state, one.closed_by and one.closed_by.key) for one in second[1]
    ]


def test_two_exports_in_one_file_give_each_call_once() -> None:
    raw = "".join(rows(200))
    calls, call_backs, report = imported(raw + raw)
    assert len(calls) == 200
    assert sum(len(one.calls) for one in call_backs) == 200
    assert report.joined >= 200


def test_a_stopped_reader_goes_on_before_the_first_call_that_may_grow() -> None:
    group = "".join(asterisk_row(peer=f"PJSIP/20{n}-0000000{n}") for n in range(1, 4))
    raw = ("".join(rows(3, MORNING - timedelta(days=1))) + group).encode()
    how = options(last=LastLine.AWAITED)
    log = opened(raw, how)
    reading = LogImport(log.lines, how)
    cut = raw.index(b"PJSIP/202-")
    last = Place()
    for row in rows_of(BytesIO(raw[:cut]), log, how):
        reading.feed(row.reading, row.begins)
        last = row.ends
    taken = reading.take()
    again = LogImport(log.lines, how)
    for row in rows_of(BytesIO(raw), log, how, reading.resume(last)):
        again.feed(row.reading, row.begins)
    grown = again.finish()
    assert taken.calls[-1].key == grown.calls[-1].key
    assert (taken.calls[-1].lines, grown.calls[-1].lines) == ((4,), (4, 5, 6))


def test_a_call_is_told_again_when_it_has_grown() -> None:
    how = options()
    log = opened("".join(rows(5)))
    reading = LogImport(log.lines, how)
    missed, taken_up = asterisk_row(), asterisk_row(disposition="ANSWERED", seconds=(30, 20), peer="PJSIP/202-00000009")
    for one in readings(missed * 2)[:1]:
        reading.feed(one)
    first = reading.take()
    assert [len(one.calls) for one in first.call_backs] == [1]
    for one in readings(taken_up * 2)[:1]:
        reading.feed(one)
    second = reading.take()
    assert [call.end for call in second.calls] == [CallEnd.ANSWERED]
    assert [(one.calls, one.closed_by is not None) for one in second.call_backs] == [((), True)]
    assert reading.take() == type(second)(calls=(), call_backs=())
    assert second.calls[0].at == datetime(2026, 3, 12, 7, 31, 7, tzinfo=UTC)


def test_odd_bytes_are_in_the_report() -> None:
    named = asterisk_row(clid='"""Élodie"" <0639981234>"')
    raw = named.encode("cp1252") + named.encode() + b"\0\0" + "".join(rows(3)).encode()
    stream, how, seen = BytesIO(raw), options(), Seen()
    log = open_log(stream, how)
    assert log is not None
    reading = LogImport(log.lines, how)
    for row in rows_of(stream, log, how, seen=seen):
        reading.feed(row.reading)
    reading.note(seen)
    assert (reading.report.doubts[Doubt.NUL_BYTES], reading.report.doubts[Doubt.MIXED_ENCODING]) == (1, 1)


def test_an_extension_that_calls_two_numbers_in_a_minute_makes_two_calls() -> None:
    raw = "date;heure;sens;appelant;appele;duree_s;statut\n" + "".join(
        f"12/03/2026;08:45;sortant;201;063998123{n};60;répondu\n" for n in range(3)
    )
    assert len(imported(raw)[0]) == 3


def test_long_calls_before_the_repeated_hour_do_not_confuse_it() -> None:
    raw = (
        "start,answer,end,src,dst\n"
        "2026-10-25 02:05:00,2026-10-25 02:05:10,2026-10-25 02:50:00,0639981234,0261910500\n"
        "2026-10-25 02:10:00,2026-10-25 02:10:10,2026-10-25 02:11:00,0639981235,0261910500\n"
    )
    first, second = legs(raw)
    assert (second.at - first.at, first.talk_s) == (timedelta(minutes=5), 2690)
