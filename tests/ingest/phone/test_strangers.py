"""Exports as somebody writes them from a switchboard's documentation, and the ways in which they come broken."""

import contextlib
import json
from datetime import UTC, datetime, timedelta

import pytest

from domain.call import CallEnd, Way
from ingest.phone.plan import LayoutName
from tests.ingest.phone.logs import PARIS, asterisk_row, imported, legs, opened, readings
from tests.soon import soon

UUID = "a1b2c3d4-0000-4000-8000-00000000000"


def test_a_freeswitch_record_without_applications_was_answered_by_somebody() -> None:
    variables = {"uuid": f"{UUID}1", "caller_id_number": "0639981002", "destination_number": "0261910500", "start_epoch": "1773302400"}
    variables |= {"answer_epoch": "1773302410", "billsec": "60", "duration": "70", "hangup_cause": "NORMAL_CLEARING"}
    [leg] = legs(json.dumps({"variables": variables}))
    assert (leg.end, leg.talk_s, leg.ring_s) == (CallEnd.ANSWERED, 60, 10)
    menu = {"variables": variables, "app_log": {"applications": [{"app_name": "answer"}, {"app_name": "ivr"}]}}
    assert legs(json.dumps(menu))[0].end is CallEnd.MISSED, "a menu took it, and nobody"


def test_what_freeswitch_put_through_to_the_mailbox_is_a_voice_message() -> None:
    rows = "".join(
        f'"x","06399810{n:02}","{to}","public","2026-03-12 09:{n:02}:00","2026-03-12 09:{n:02}:01","2026-03-12 09:{n:02}:31","31","30",'
        f'"NORMAL_CLEARING","{UUID}{n}","{other}","","PCMA","PCMA"\n'
        for n, (to, other) in enumerate((("0261910500", f"{UUID}8"), ("voicemail", ""), ("0261910500", "")))
    )
    assert [leg.end for leg in legs(rows)] == [CallEnd.ANSWERED, CallEnd.VOICEMAIL, CallEnd.MISSED]


def test_the_report_of_freepbx_in_french() -> None:
    raw = (
        "Date d'appel,Enregistrement,Système,ID Appelant,ID appelant sortant,DID,App,Destination,Disposition,Durée\n"
        '"2026-03-12 09:00:00",,1773302400.10,"""MARTIN ANNE"" <0639981001>",,0261910500,Dial,200,"NO ANSWER",00:20\n'
        '"2026-03-12 09:10:00",,1773303000.12,"""0639981002"" <0639981002>",,0261910500,Dial,200,ANSWERED,01:05\n'
        '"2026-03-12 09:20:00",,1773303600.14,"""0639981003"" <0639981003>",,0261910500,Voicemail,vmu200,ANSWERED,00:30\n'
    )
    calls, call_backs, _ = imported(raw)
    assert [(call.outside, call.end, call.name) for call in calls] == [
        ("+33639981001", CallEnd.MISSED, "MARTIN ANNE"),
        ("+33639981002", CallEnd.ANSWERED, None),
        ("+33639981003", CallEnd.VOICEMAIL, None),
    ]
    assert [one.number for one in call_backs] == ["+33639981001", "+33639981003"]


def test_records_of_3cx_with_other_words_for_the_end() -> None:
    raw = (
        "Call 1,00000A1,00:02:10,2026/03/12 08:05:00,2026/03/12 08:05:10,2026/03/12 08:07:10,src_participant_terminated,0639981002,200,"
        "10000,200,0261910500,,200,200,,,,,Chain: 0639981002;200;\n"
        "Call 2,00000A2,,2026/03/12 08:00:00,,2026/03/12 08:00:20,no_answer,0639981001,200,10000,200,0261910500,,200,200,,,,,Chain: x;\n"
    )
    assert opened(raw).plan.layout is LayoutName.THREE_CX
    assert [(leg.end, leg.talk_s, leg.dialled) for leg in legs(raw)] == [
        (CallEnd.ANSWERED, 120, "0261910500"),
        (CallEnd.MISSED, 0, "0261910500"),
    ]


def test_a_quote_that_nobody_closed_leaves_no_number_in_the_name() -> None:
    row = asterisk_row(clid='"never closed <0639981006>,"SIP/trunk-1"')
    [leg] = legs(asterisk_row() + row)[1:]
    assert leg.caller_name in (None, "never closed")


def test_the_hour_that_comes_twice_is_told_in_a_log_that_begins_with_its_newest_row() -> None:
    moments = [datetime(2026, 10, 25, 0, 30, tzinfo=UTC) + timedelta(minutes=12 * n) for n in range(12)]
    rows = [
        asterisk_row(src=f"06399830{n:02}", start=f"{at.astimezone(PARIS):%Y-%m-%d %H:%M:%S}", uniqueid="") for n, at in enumerate(moments)
    ]
    assert [leg.at for leg in legs("".join(rows))] == moments
    assert [leg.at for leg in legs("".join(reversed(rows)))] == moments[::-1]


def test_a_log_all_of_whose_quotes_are_broken_is_read_and_not_for_hours() -> None:
    rows = "".join(
        asterisk_row(src=f"0639{n:06}", start=f"2026-03-12 08:{n % 60:02}:07", uniqueid=f"17733{n:05}.1").rstrip("\n") + '"\n'
        for n in range(4_000)
    )
    with soon(6):
        found = readings(rows)
        assert len(found) == len(legs(rows)) == 4_000
    # Rows whose quotes are whole are read as they should be again.
    whole = asterisk_row(clid='"""A, B"" <0639981234>"')
    assert legs(rows + whole)[-1].caller_name == "A, B"


def test_an_empty_number_beside_the_extension_is_a_withheld_one() -> None:
    raw = "Date;Sens;Correspondant;Poste;Durée\n" + "".join(
        f"12/03/2026 08:3{n}:07;{way};{other};101;00:00:{talk:02}\n"
        for n, (way, other, talk) in enumerate((("Entrant", "0639981234", 30), ("Entrant", "", 0), ("Sortant", "0639981235", 9)))
    )
    assert [(leg.way, leg.caller, leg.called) for leg in legs(raw)] == [
        (Way.IN, "0639981234", "101"),
        (Way.IN, None, "101"),
        (Way.OUT, "101", "0639981235"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "A101 <-- N01 12/03/26 08:31 00:02:40" + " " * 50_000 + "x",
        "A" * 50_000 + " <--",
        "12.03.26 08:33:54 " + " " * 50_000 + "x",
        "ED5.2" + " " * 99_999,
    ],
    ids=["statement", "user", "record", "ticket"],
)
def test_no_line_takes_long(line: str) -> None:
    with soon(5), contextlib.suppress(AssertionError):  # it is no log at all
        readings(f"{line}\n" * 5)
