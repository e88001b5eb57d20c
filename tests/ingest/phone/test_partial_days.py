"""Logs of Mitel and NEC: they write no year, or the day above a page only; which day it is, is told from the rows around."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable
from ingest.phone.log import LogOptions, open_log, rows_of
from ingest.phone.partial_days import PartialDays
from ingest.phone.plan import Doubt, LayoutName
from ingest.phone.source import LastLine
from ingest.phone.times import DayOrder
from tests.ingest.phone.logs import imported, legs, opened, options, readings

READ_AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def extended(begins: str, calling: str, digits: str, called: str, outside: str = "|") -> str:
    """Return a record with extended digit length and, behind its 102 characters, the caller's number and the one he dialled.

    ``calling`` is a party and how long it rang, ``called`` how the call ended and with whom.
    """
    (party, _, wait), (status, _, other), (caller, _, dialled) = calling.partition("|"), called.partition("|"), outside.partition("|")
    record = f"{begins} {party:<7} {wait:>4} {digits:<26}{status:<1} {other:<7}{'':<23}000"
    return f"{record}   {caller:<20} {dialled:<10}".rstrip() + "\n"


MITEL = "".join((
    extended(" 12/31 23:58:10  0000:00:00", "T3|****", "0500", "|", "0639981234|0261910500"),
    extended("%01/02 08:13:16  0000:16:38", "7411|0003", "7406", "I|7406"),
    extended("-01/02 08:31:36  0000:06:10", "T3|0012", "0500", "A|7406", "+33639981235|0261910500"),
    extended(" 01/02 08:40:00  0000:00:41", "T3|0017", "4207 2301", "|2301"),
    extended(" 01/02 08:55:16  0000:00:10", "7406|", "0 0639981234", "A|T3"),
    extended(" 01/02 09:01:00  0000:00:00", "T4|****", "0500", "B|7406", "|0261910500"),
))  # fmt: skip
STANDARD = """ 02/13 01:07P 00:00:19 ATT1     6204                        6204
 02/13 01:20P 00:02:40 T101 *007 0500                      A 6204
 02/31 01:21P 00:02:40 T101  007 0500                      A 6204
 02-13 11:25  00:00:30 1411 -DATA DTRX SET UNPLUGGED        1412
"""
NEC = """                                                            12/30/2025 PAGE 001
CLASS TIME    LINE    DURATION  STATION     DIALLED No./CLI    ACCOUNT
IVIN  17:50 001        00:10:10 2001       0639981234
ITRS  18:01 001        00:01:00 2017       0639981234
PTRS  18:02 002        00:01:00 2017       0639981299
PIN   09:52 0261910500 00:00:20 2017       0639981235
PIN   10:53 002                            0639981236           NO ANSWER
POT   10:52 002        00:00:10 2001       0639981236           08754
ICM   10:55            00:00:10 2001       2017
ALB   10:56 1
TOTAL NO. OF OUTGOING PSTN CALLS: 1
"""
NEC_DATED = """CLASS TIME  DATE  LINE DURATION  STATION     DIALLED No./CLI    ACCOUNT
POT   10:52 13/12 002  00:00:10 2001       0639981234           08754
PIN   10:53 14/12 002                      0639981235           NO ANSWER
NEXT  Cabinet Roy
PIN   10:53 01/01 002                      0639981235           NO ANSWER
"""


def read_at(last: LastLine = LastLine.READ) -> LogOptions:
    return replace(options(last=last), now=READ_AT)


def days(found: Iterable[Leg]) -> list[str]:
    return [f"{leg.at:%Y-%m-%d %H:%M}" for leg in found]


def test_rows_of_mitel_with_extended_digit_length() -> None:
    log = opened(MITEL, read_at())
    assert (log.plan.layout, Doubt.NO_YEAR in log.detection.doubts) == (LayoutName.MITEL, True)
    missed, within, taken, nameless, out, busy = legs(MITEL, read_at())
    assert days((missed, within)) == ["2025-12-31 23:58", "2026-01-02 08:13"]
    assert (missed.way, missed.end, missed.caller, missed.dialled, missed.talk_s) == (Way.IN, CallEnd.MISSED, "0639981234", "0261910500", 0)
    assert (within.way, within.caller, within.called) == (Way.INTERNAL, "7411", "7406")
    assert (taken.end, taken.caller, taken.agent, taken.talk_s, taken.ring_s) == (CallEnd.ANSWERED, "+33639981235", "7406", 370, 12)
    assert (nameless.caller, nameless.called, nameless.dialled) == (None, "2301", "4207")
    assert (out.way, out.caller, out.called) == (Way.OUT, "7406", "00639981234")
    assert (busy.end, busy.caller, busy.dialled) == (CallEnd.BUSY, None, "0261910500")
    _, call_backs, report = imported(MITEL, read_at())
    assert {one.number for one in call_backs} == {"+33639981234"} and report.outcomes == report.rows == 6


def test_rows_of_mitel_as_older_ones_write_them() -> None:
    found = readings(STANDARD, read_at())
    attendant, taken = (one for one in found if isinstance(one, Leg))
    assert (days((attendant,)), attendant.way, attendant.caller) == (["2026-02-13 13:07"], Way.INTERNAL, "ATT1")
    assert (taken.way, taken.ring_s, taken.talk_s, taken.called) == (Way.IN, 7, 160, "6204")
    assert [one.reason for one in found if isinstance(one, Unreadable)] == [Reason.IMPOSSIBLE_DATE]
    assert [one.rule for one in found if isinstance(one, Skipped)] == [Rule.NOT_A_CALL]


def test_rows_of_nec_under_the_day_of_their_page() -> None:
    log = opened(NEC, read_at())
    assert (log.plan.layout, log.detection.doubts[0]) == (LayoutName.NEC, Doubt.PAGE_DAY)
    found = readings(NEC, read_at())
    first, passed, taken, missed, out, within = [one for one in found if isinstance(one, Leg)]
    assert days((first, taken, missed)) == ["2025-12-30 17:50", "2025-12-31 09:52", "2025-12-31 10:53"], "a night lies between"
    assert (first.way, first.caller, first.called, first.talk_s) == (Way.IN, "0639981234", "2001", 610)
    assert (passed.way, passed.called) == (Way.IN, "2017")
    assert (taken.dialled, missed.end, missed.caller, missed.called) == ("0261910500", CallEnd.MISSED, "0639981236", None)
    assert (out.way, out.caller, out.called, within.way) == (Way.OUT, "2001", "0639981236", Way.INTERNAL)
    rules = [one.rule for one in found if isinstance(one, Skipped)]
    assert rules == [Rule.HEADER, Rule.HEADER, Rule.NOT_A_CALL, Rule.NOT_A_CALL, Rule.TOTAL], "nobody knows which way 002 went"


def test_rows_of_nec_with_a_day_of_their_own_in_the_order_of_europe() -> None:
    log = opened(NEC_DATED, read_at())
    assert (log.plan.layout, log.plan.form.order, log.plan.doubts[0]) == (LayoutName.NEC, DayOrder.DAY_FIRST, Doubt.NO_YEAR)
    assert days(legs(NEC_DATED, read_at())) == ["2025-12-13 10:52", "2025-12-14 10:53", "2026-01-01 10:53"]


@pytest.mark.parametrize("log", [NEC, MITEL])
def test_a_log_that_is_read_on_in_the_middle_of_a_page_knows_its_day(log: str) -> None:
    how, stream = read_at(), BytesIO(log.encode())
    known = open_log(stream, how)
    assert known is not None
    whole = list(rows_of(stream, known, how))
    for row in whole[3:]:
        # After new year's day nothing but the rows above tell the year of a row in December.
        later = replace(how, now=datetime(2027, 12, 1, tzinfo=UTC)) if log is NEC else how
        rest = [one.reading for one in rows_of(stream, known, later, row.ends)]
        assert rest == [one.reading for one in whole if one.begins.byte >= row.ends.byte]


def test_without_a_moment_of_reading_a_day_without_year_is_no_day() -> None:
    assert {one.reason for one in readings(MITEL) if isinstance(one, Unreadable)} == {Reason.NO_DATE}


def test_a_leap_day_is_of_the_last_leap_year() -> None:
    known = PartialDays(DayOrder.MONTH_FIRST, READ_AT)
    assert str(known.of("02", "29")) == "2024-02-29"
    assert str(known.of("03", "01")) == "2024-03-01"
    assert known.of("13", "01") is Reason.IMPOSSIBLE_DATE
