import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from domain.call import CallEnd, Way
from ingest.phone.faults import Reason
from ingest.phone.log import open_log, rows_of
from ingest.phone.plan import LayoutName
from ingest.phone.source import LastLine
from tests.ingest.phone.logs import imported, legs, opened, options, unreadable

START = datetime(2026, 3, 12, 7, 31, 7, tzinfo=UTC)
ID = "aaaaaaaa-0000-4000-8000-00000000000"
EXAMPLE = (
    f'"Dupont","0639981234","0261910500","public","2026-03-12 08:31:07","","2026-03-12 '
    f'08:31:32","25","0","NO_ANSWER","{ID}1","","","PCMA","PCMA"\n'
    f'"Dupont","0639981234","0261910500","public","2026-03-12 08:41:07","2026-03-12 08:41:12",'
    f'"2026-03-12 08:41:32","25","20","NORMAL_CLEARING","{ID}2","{ID}3","","PCMA","PCMA"\n'
)
SQL = (
    'INSERT INTO cdr VALUES ("Dupont","0639981234","0261910500","public","2026-03-12 08:31:07","","2026-03-12 08:31:32",'
    '"25","0","NO_ANSWER","aaaaaaaa-0000-4000-8000-000000000001","", "");\n'
)
ASTERISK = (
    '"","0639981234","0261910500","public","""Dupont"" <0639981234>","sofia/external/0639981234@op.example","","bridge","user/201",'
    f'"2026-03-12 08:31:07","","2026-03-12 08:31:32","25","0","NO_ANSWER","","{ID}1",""\n'
)


@pytest.mark.parametrize("raw", [EXAMPLE, SQL, SQL.replace('"', "'"), ASTERISK, ASTERISK.replace("\n", "\r\n")])
def test_each_template_gives_the_same_leg(raw: str) -> None:
    assert opened(raw).detection.layout is LayoutName.FREESWITCH
    leg = legs(raw)[0]
    assert (leg.at, leg.end, leg.way, leg.caller, leg.called) == (START, CallEnd.MISSED, Way.IN, "0639981234", "0261910500")
    assert (leg.caller_name, leg.ring_s, leg.call_id) == ("Dupont", 25, f"{ID}1")


def test_a_header_names_the_columns() -> None:
    raw = (
        "caller_id_name,caller_id_number,destination_number,context,start_stamp,answer_stamp,end_stamp,duration,billsec,hangup_cause,uuid\n"
    )
    leg = legs(raw + EXAMPLE.replace('"', ""))[0]
    assert (leg.at, leg.end, leg.caller) == (START, CallEnd.MISSED, "0639981234")


def test_what_was_answered_without_a_second_leg_nobody_answered() -> None:
    menu = EXAMPLE.splitlines()[1].replace(f'"{ID}3"', '""').replace(f"{ID}2", f"{ID}4") + "\n"
    assert [leg.end for leg in legs(EXAMPLE + menu)] == [CallEnd.MISSED, CallEnd.ANSWERED, CallEnd.MISSED]


def test_both_legs_are_one_call() -> None:
    far = (
        f'"Dupont","0639981234","201","default","2026-03-12 08:41:08","2026-03-12 08:41:12","2026-03-12 '
        f'08:41:32","24","20","NORMAL_CLEARING","{ID}3","{ID}2","","PCMA","PCMA"\n'
    )
    calls, _, _ = imported(EXAMPLE + far)
    assert [call.lines for call in calls] == [(1,), (2, 3)]


def document(number: int, app: str = "bridge", **variables: str) -> dict[str, object]:
    return {
        "core-uuid": "c",
        "channel_data": {"state": "CS_REPORTING", "direction": "inbound"},
        "variables": {
            "direction": "inbound",
            "uuid": f"{ID}{number}",
            "start_stamp": "2026-03-12%2008%3A31%3A07",
            "start_epoch": str(1773300667 + (number - 1) * 60),
            "billsec": "0",
            "duration": "25",
            "hangup_cause": "NO_ANSWER",
            "sip_to_user": "0261910500",
            **variables,
        },
        "app_log": {"applications": [{"app_name": app, "app_data": "x"}]},
        "callflow": [
            {
                "caller_profile": {
                    "caller_id_name": "%C3%89lodie%20Dupont",
                    "caller_id_number": "%2B33639981234",
                    "destination_number": "201",
                    "context": "public",
                }
            }
        ],
    }


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("between", ["\n", "", ",\n"])
def test_json_documents_one_after_another_are_read(indent: int | None, between: str) -> None:
    raw = between.join(json.dumps(document(number), indent=indent) for number in (1, 2, 3))
    found = legs(raw)
    assert [leg.at for leg in found] == [START + timedelta(minutes=n) for n in range(3)]
    assert (found[0].caller, found[0].called, found[0].dialled) == ("+33639981234", "201", "0261910500")
    assert (found[0].caller_name, found[0].way, found[0].end) == ("Élodie Dupont", Way.IN, CallEnd.MISSED)


def test_an_array_of_json_documents_is_read() -> None:
    assert len(legs(json.dumps([document(1), document(2)]))) == 2


def test_a_voice_message_in_json() -> None:
    leg = legs(json.dumps(document(1, "voicemail", billsec="20", voicemail_file_path="/vm/msg1.wav")))[0]
    assert (leg.end, leg.talk_s, leg.audio) == (CallEnd.VOICEMAIL, 20, "/vm/msg1.wav")


def test_a_broken_document_costs_no_other() -> None:
    raw = "\n".join((json.dumps(document(1)), '{"variables": {"uuid": broken}', json.dumps(document(2)), json.dumps(document(3))[:80]))
    assert len(legs(raw)) == 2
    assert [(one.line, one.reason) for one in unreadable(raw)] == [(2, Reason.JSON), (4, Reason.CUT_OFF)]


def test_a_document_that_has_not_come_whole_is_awaited() -> None:
    whole, cut = json.dumps(document(1)) + "\n", json.dumps(document(2))
    how = options(last=LastLine.AWAITED)
    stream = BytesIO((whole + cut[:90]).encode())
    log = open_log(stream, how)
    assert log is not None
    rows = list(rows_of(stream, log, how))
    assert [row.ends.byte for row in rows] == [len(whole) - 1]
    rest = list(rows_of(BytesIO((whole + cut).encode()), log, how, rows[-1].ends))
    assert len(rest) == 1


XML = (
    '<?xml version="1.0"?>\n<cdr core-uuid="c"><variables><uuid>{number}</uuid><start_epoch>{epoch}</start_epoch><billsec>0</billsec>'
    "<duration>25</duration><hangup_cause>NO_ANSWER</hangup_cause><sip_to_user>0261910500</sip_to_user></variables>"
    '<app_log><application app_name="bridge" app_data="x"></application></app_log><callflow dialplan="XML"><caller_profile>'
    "<caller_id_name>Dupont</caller_id_name><caller_id_number>%2B33639981234</caller_id_number><destination_number>201</destination_number>"
    "<context>public</context></caller_profile></callflow></cdr>\n"
)


def test_xml_documents_are_read() -> None:
    found = legs(XML.format(number=1, epoch=1773300667) + XML.format(number=2, epoch=1773300767))
    assert [leg.at - START for leg in found] == [timedelta(0), timedelta(seconds=100)]
    assert (found[0].caller, found[0].way, found[0].end, found[0].caller_name) == ("+33639981234", Way.IN, CallEnd.MISSED, "Dupont")


def test_xml_with_entities_is_not_opened() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + XML.format(number=1, epoch=1773300667)
    assert [one.reason for one in unreadable(bomb + XML.format(number=2, epoch=1773300767))] == [Reason.ENTITIES]


def test_xml_without_variables_is_said() -> None:
    raw = "<cdr><nothing/></cdr>\n" + XML.format(number=2, epoch=1773300767)
    assert [one.reason for one in unreadable(raw)] == [Reason.XML]
