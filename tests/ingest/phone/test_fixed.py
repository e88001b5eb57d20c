"""Logs as printers of switchboards write them: Alcatel-Lucent, Unify, and any other whose columns begin at fixed places."""

from io import BytesIO

import pytest

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable
from ingest.phone.fixed import cut, cuts_of
from ingest.phone.layouts.alcatel import _CUTS, _WIDTHS
from ingest.phone.log import OpenedLog, open_mapped, rows_of
from ingest.phone.mapping import ColumnMapping, MappingFault, MappingReason, document_of, mapping_in, mapping_of
from ingest.phone.plan import LayoutName
from ingest.phone.source import LastLine
from tests.ingest.phone.logs import imported, legs, opened, options, readings

OXO = """Mairie de Valognes                                        12/03/26
USER TYP LIN DATE     TIME  DURATION TAXES SER FAC      DIALED NUMBER              M RING
A101 <-- N01 12/03/26 08:31 00:02:40     0 ST           0639981234                   00:07
A101 --> N01 12/03/26 08:40 00:01:05     6 ST           0033261910500              M
G9   <-- N02 12/03/26 09:02 00:00:00     0 ST           0639981235                   00:25
A104 <-- N02 12/03/26 09:05 00:00:00     0 ST                                        00:12
A101 CS+ N01 12/03/26 09:10 00:00:00     0
                                                                                     00005
"""


def test_statements_of_an_omnipcx_office() -> None:
    log = opened(OXO)
    assert (log.plan.layout, log.detection.confidence) == (LayoutName.ALCATEL_OXO, 97)
    found = readings(OXO)
    assert len(found) == OXO.count("\n")
    first, out, missed, hidden = [one for one in found if isinstance(one, Leg)]
    assert (first.way, first.end, first.caller, first.called, first.talk_s, first.ring_s) == (
        Way.IN,
        CallEnd.ANSWERED,
        "0639981234",
        "101",
        160,
        7,
    )
    assert first.at.isoformat() == "2026-03-12T08:31:00+01:00" and first.agent == "101"
    assert (out.way, out.caller, out.called) == (Way.OUT, "101", "0033261910500")
    assert (missed.end, missed.caller, missed.called, missed.ring_s) == (CallEnd.MISSED, "0639981235", "G9", 25)
    assert (hidden.end, hidden.caller) == (CallEnd.MISSED, None)
    assert [one.rule for one in found if isinstance(one, Skipped)] == [Rule.HEADER, Rule.HEADER, Rule.NOT_A_CALL, Rule.HEADER]
    _, call_backs, report = imported(OXO)
    assert [one.number for one in call_backs] == ["+33639981235"] and report.outcomes == report.rows


def test_days_of_statements_are_never_taken_for_months() -> None:
    rows = "".join(f"A101 <-- N01 0{day}/03/26 08:31 00:00:00     0 ST           063998123{day}\n" for day in range(1, 9))
    assert {(leg.at.day, leg.at.month) for leg in legs(rows)} == {(day, 3) for day in range(1, 9)}


def test_a_torn_statement_is_told() -> None:
    torn = OXO + "A101 <-- N01 12/03/26 10:0"
    assert [(one.line, one.reason) for one in readings(torn) if isinstance(one, Unreadable)] == [(9, Reason.CUT_OFF)]


def ticket(**told: str) -> str:
    """One ticket of an OmniPCX Enterprise, 48 fields of fixed widths."""
    places = {"version": 0, "called": 1, "charged": 2, "name": 3, "calling": 8, "type": 9, "end": 11, "duration": 14, "reference": 27}
    places |= {"dialled": 35, "waited": 36, "talk": 37, "start": 39}
    fields = ["" for _ in _WIDTHS]
    for key, value in {"version": "ED5.2", **told}.items():
        fields[places[key]] = value
    return "".join(one.ljust(width) for one, width in zip(fields, _WIDTHS, strict=True))


TICKETS = (
    {"calling": "0639981234", "called": "31101", "charged": "31101", "name": "ACCUEIL", "type": "4", "start": "20260312 08:31:07"},
    {"calling": "0639981235", "called": "31101", "charged": "31101", "type": "4", "start": "20260312 08:35:00"},
    {"calling": "31102", "called": "0639981235", "charged": "31102", "type": "0", "start": "20260312 09:00:00"},
    {"calling": "31102", "called": "31101", "charged": "31102", "type": "3", "start": "20260312 09:30:00"},
)
TIMES = (("0000000190", "00010", "0000000180"), ("0000000020", "00020", "0000000000"), ("0000000070", "00010", "0000000060"))


@pytest.mark.parametrize("separator", ["", "\t", ";"])
def test_tickets_of_an_omnipcx_enterprise(separator: str) -> None:
    rows = []
    for told, (duration, waited, talk) in zip(TICKETS, (*TIMES, TIMES[2]), strict=True):
        line = ticket(**told, duration=duration, waited=waited, talk=talk)
        rows.append(separator.join(one.strip() for one in cut(line, _CUTS)) if separator else line)
    log = "\n".join(rows) + "\n"
    assert opened(log).plan.layout is LayoutName.ALCATEL_OXE
    answered, missed, out, within = legs(log)
    assert (answered.way, answered.end, answered.caller, answered.talk_s, answered.ring_s) == (
        Way.IN,
        CallEnd.ANSWERED,
        "0639981234",
        180,
        10,
    )
    assert answered.at.isoformat() == "2026-03-12T08:31:07+01:00" and answered.agent == "ACCUEIL"
    assert (missed.way, missed.end, missed.ring_s) == (Way.IN, CallEnd.MISSED, 20)
    assert (out.way, out.caller, out.called) == (Way.OUT, "31102", "0639981235")
    assert within.way is Way.INTERNAL


PIPED = """Datum|Uhrzeit|Lt|Tln|Ruf|Dauer|Rufnummer|Betrag|I|
12.03.26|08:33:54|201|101|00:07|00:02:40|0639981234||1|
12.03.26|09:02:25|202|101|00:25||0639981235||1|
12.03.26|09:10:05|202|102||00:01:05|0639981235||2|
12.03.26|09:20:12|202|104|00:12|||  |1|
"""
PLACED = (
    "12.03.2608:33:54201   10100:0700:02:400639981234               " + " " * 11 + " 1\n"
    "12.03.2609:02:25202   10100:25        0639981235               " + " " * 11 + " 1\n"
    "12.03.2609:10:05202   102     00:01:050639981235               " + " " * 11 + " 2\n"
    "12.03.2609:20:12202   10400:12" + " " * (8 + 25 + 11) + " 1\n"
)
SPACED = """Date Time Ln Ext WCOS Ring Duration Number I Callfees Acc. Code
12.03.26 08:33:54 01 101 00:07 00:02:40 0639981234 1
12.03.26 09:02:25 02 101 00:25 00:00:00 0639981235 1
12.03.26 09:10:05 02 102 00:01:05 0639981235 2
12.03.26 09:20:12 02 104 00:12 00:00:00 1
"""


@pytest.mark.parametrize("log", [PIPED, PLACED, SPACED], ids=["piped", "placed", "spaced"])
def test_records_of_hipath_and_openscape(log: str) -> None:
    assert opened(log).plan.layout is LayoutName.UNIFY
    answered, missed, out, hidden = legs(log)
    assert answered.at.isoformat() == "2026-03-12T08:31:07+01:00", "they are dated at the end of the call"
    assert (answered.end, answered.talk_s, answered.ring_s, answered.caller, answered.called) == (
        CallEnd.ANSWERED,
        160,
        7,
        "0639981234",
        "101",
    )
    assert (missed.way, missed.end, missed.ring_s, missed.caller) == (Way.IN, CallEnd.MISSED, 25, "0639981235")
    assert (out.way, out.caller, out.called, out.talk_s) == (Way.OUT, "102", "0639981235", 65)
    assert (hidden.way, hidden.end, hidden.caller) == (Way.IN, CallEnd.MISSED, None)


# --- any other, by a mapping of places ------------------------------------------------------------------------------------------------

LINES = """12/03/2026 08:31 E 0639981234   101 00:02:40 DUPONT, "Jean"
12/03/2026 09:02 E 0639981235   101 00:00:00
13/03/2026 09:10 S 0639981235   102 00:01:05 Étienne
14/03/2026 09:20 E              104 00:00:00
"""
PLACES = [1, 18, 20, 33, 37, 46]
MAPPED: dict[str, object] = {
    "positions": PLACES,
    "columns": {"start": 1, "way": 2, "other": 3, "extension": 4, "duration": 5, "name": 6},
}


def test_columns_at_fixed_places_are_read_by_a_mapping() -> None:
    mapping = mapping_in(MAPPED)
    assert isinstance(mapping, ColumnMapping)
    raw = LINES.encode("cp1252").replace(b"\n", b"\r\n")
    stream = BytesIO(raw)
    log = open_mapped(stream, options(), mapping)
    assert isinstance(log, OpenedLog)
    rows = list(rows_of(stream, log, options()))
    found = [row.reading for row in rows if isinstance(row.reading, Leg)]
    assert [(leg.way, leg.end, leg.caller, leg.called) for leg in found] == [
        (Way.IN, CallEnd.ANSWERED, "0639981234", "101"),
        (Way.IN, CallEnd.MISSED, "0639981235", "101"),
        (Way.OUT, CallEnd.ANSWERED, "102", "0639981235"),
        (Way.IN, CallEnd.MISSED, None, "104"),
    ]
    assert rows[-1].ends.byte == len(raw) and rows[-1].ends.line == len(found) + 1
    # The same from any row on, and a line without its end is awaited.
    stream = BytesIO(raw[:-2])
    again = list(rows_of(stream, log, options(last=LastLine.AWAITED), start=rows[0].ends))
    assert [row.reading for row in again] == [row.reading for row in rows[1:3]]
    assert mapping_in(document_of(mapping)) == mapping and mapping_of(log.plan).cuts == mapping.cuts


def test_places_are_found_where_blanks_stand_below_each_other() -> None:
    assert cuts_of(LINES.splitlines()[:3])[:2] == (0, 11)
    assert cuts_of(["a;b", "c;d", "e;f"]) == () == cuts_of(["one two"])
    assert cut("abcdef", (1, 3)) == ["bc", "def"] and cut("a", (1, 3)) == ["", ""]


@pytest.mark.parametrize("places", [[3, 2], [0, 4], ["a"], 7, [1, 1], [1, 99_999], [True], list(range(1, 200)), "1,5"])
def test_places_that_are_none_are_refused(places: object) -> None:
    assert MappingFault(reason=MappingReason.POSITIONS, field="positions", value=str(places)[:80]) in (
        *(found if isinstance(found := mapping_in({**MAPPED, "positions": places}), tuple) else ()),
    )
