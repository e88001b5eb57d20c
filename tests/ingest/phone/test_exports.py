# ruff: noqa: E501 - rows of logs are as long as they are
"""Exports of switchboards, operators and secretaries that no layout was made for: whom they ask to call back, and what they are not."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.call import CallBackState, CallEnd, Way
from flows.items import Form, form_of
from ingest.phone import numbers
from ingest.phone.faults import Reason
from ingest.phone.lines import Lines, inferred
from ingest.phone.log import open_log
from ingest.phone.plan import LayoutName
from ingest.phone.source import LastLine
from ingest.phone.words import end_of, is_call_back, taken_by
from tests.ingest.phone.logs import TOWN, asterisk_row, imported, legs, opened, options, readings, unreadable

SWITCHVOX = """<?xml version="1.0"?>
<response><result><calls total="4">
<call id="1" origination="incoming" start_time="2026-11-03 08:31:00" from_number="0639985101" to_number="201" talk_duration="0">
 <events><event type="RANG" display="Rang 201"/></events></call>
<call id="2" origination="incoming" start_time="2026-11-03 08:41:00" from_number="0639985102" to_number="201" talk_duration="61"/>
<call id="3" origination="incoming" start_time="2026-11-03 08:51:00" from_number="0639985103" to_number="201" talk_duration="0">
 <events><event type="LEFT_VOICEMAIL" display="Message (41 s)"/></events></call>
<call id="4" origination="outgoing" start_time="2026-11-03 09:51:00" from_number="201" to_number="0639985101" talk_duration="20"/>
</calls></result></response>
"""
ELEMENTS = """<Log><Call><Direction>Incoming</Direction><StartTime>2026-11-03 08:31:00</StartTime><CallerNumber>0639985101</CallerNumber>
<CalledNumber>0261910500</CalledNumber><TalkTime>0</TalkTime><Result>No answer</Result></Call>
<Call><Direction>Incoming</Direction><StartTime>?</StartTime><CallerNumber>0639985102</CallerNumber>
<CalledNumber>0261910500</CalledNumber><TalkTime>0</TalkTime><Result>No answer</Result></Call>
</Log>
"""
AIRCALL = """{"meta":{"count":2},"calls":[
{"id":11,"direction":"inbound","missed_call_reason":"no_available_agent","started_at":1794043865,"answered_at":null,"ended_at":1794043890,
"duration":25,"raw_digits":"+33 6 39 98 55 01","number":{"id":1,"digits":"+33 2 61 91 05 00"},"tags":[]},
{"id":13,"direction":"inbound","missed_call_reason":null,"started_at":1794045865,"answered_at":1794045870,"ended_at":1794045890,
"duration":25,"raw_digits":"+33 6 39 98 55 03","user":{"name":"Sophie"},"number":{"id":1,"digits":"+33 2 61 91 05 00"},"tags":[]}]}"""
OVH = """date;sens;appelant;appele;nature;duree;cout;fin
2026-10-16T08:31:05+02:00;entrant;0033639985401;0033261910500;mobile;0;0,00;no_answer
2026-10-16T08:41:05+02:00;entrant;0033639985402;0033261910500;mobile;64;0,00;normal
2026-10-16T08:51:05+02:00;entrant;0033639985403;0033261910500;mobile;27;0,00;voicemail
"""
PANASONIC = """  Date     Time    Ext CO        Dial Number        Ring Duration  Acc code  CD
--------------------------------------------------------------------------------
17/11/26 08:31AM  1200 01 <I>0639985601             0'25 00:00'00
17/11/26 01:07PM  1200 01 <D>0261910500<I>M BLIN0639985602 0'05 00:01'05
17/11/26 01:09PM  1201 02 0639985603                     00:00'45
17/11/26 01:10PM  1201    EXT1203                        00:00'30
17/11/26 02:30PM  1200    LOG IN
17/11/26 02:31PM  1200 01 <I>06399856
"""
FRITZBOX = """sep=;
Typ;Datum;Name;Rufnummer;Nebenstelle;Eigene Rufnummer;Dauer
2;18.11.26 08:31;;0639985701;;0261910500;0:00
1;18.11.26 08:41;;0639985702;Empfang;0261910500;0:03
3;18.11.26 08:51;;0639985703;Empfang;0261910500;0:02
"""
MENUS = """Call Time,Call ID,From,To,Direction,Status,Ringing,Talking
2026-11-23T08:41:00,2,0639986102,Menu accueil (900),Inbound,Answered,00:00:12,00:03:00
2026-11-23T08:41:12,2,0639986102,Poste 1 (101),Inbound,Answered,00:00:06,00:03:00
2026-11-23T09:10:00,3,0639986103,Voicemail of Accueil (800),Inbound,Answered,00:00:20,00:00:41
2026-11-23T10:12:00,5,0639986104,Standard automatique (900),Inbound,Answered,00:00:00,00:00:22
"""
SECRETARY = """Date;Heure;N° de tél;Qui;Combien de temps;Ce qui s'est passé
20/10/26;8h35;06.39.98.59.01;Mme A;;pas pu décrocher
20/10/26;8 h 50;06 39 98 59 02;M. B;3 min;eu au tél
20/10/26;9h;06/39/98/59/03;?;;a laissé un message
20/10/26;9h40;0639985904;Mlle D;;raté
20/10/26;10h15;0639985904;Mlle D;2 min;je l'ai rappelée
20/10/26;10h30;poste 14;Didier;1 min;ok
20/10/26;10h45;caché;;;ça a raccroché
20/10/26;11h05;0639985905;M. E;;rappelé, personne
;;;;;
Total : 8 appels;;;;;
"""
DESTROYED = """date;heure;sens;appelant;appele;duree_s;statut
2026-11-21;08:31:00;entrant;6,39986E+08;0261910500;0;manqué
2026-11-21;08:41:00;entrant;6,39986001E+08;0261910500;0;manqué
2026-11-21;08:51:00;entrant;#####;0261910500;0;manqué
2026-11-21;09:01:00;entrant;0639986002.0;0261910500;0;manqué
2026-11-21;09:11:00;entrant;Cabinet Roy;0261910500;0;manqué
"""
LEGS_A_B = """"+33639986801","+33639986801","+33261910500","public","2026-11-01 09:00:00","","2026-11-01 09:00:30","30","0","NO_ANSWER","e76571d5-d1c0-\
5836-924f-9450e39136b8","d897075a-92b5-59a6-9bbf-6fb2ed1f3e69","","PCMA","PCMA"
"+33639986801","+33639986801","301","default","2026-11-01 09:00:01","","2026-11-01 09:00:29","28","0","ORIGINATOR_CANCEL","d897075a-92b5-\
59a6-9bbf-6fb2ed1f3e69","e76571d5-d1c0-5836-924f-9450e39136b8","","PCMA","PCMA"
"+33639986802","+33639986802","+33261910500","public","2026-11-01 09:40:00","","2026-11-01 09:41:46","106","0","ORIGINATOR_CANCEL","3df23943-\
de66-576b-b98a-c50736f167a8","","","PCMA","PCMA"
"Accueil","301","0639986802","default","2026-11-01 10:20:00","2026-11-01 10:20:06","2026-11-01 10:20:39","39","33","NORMAL_CLEARING","5d6b493f-\
c1a4-5f5f-9155-f89917b8003b","","","PCMA","PCMA"
"""
EXPORTS = {
    "switchvox": (SWITCHVOX, ["+33639985103"], []),
    "elements": (ELEMENTS, ["+33639985101"], [3]),
    "aircall": (AIRCALL, ["+33639985501"], []),
    "ovh": (OVH, ["+33639985401", "+33639985403"], []),
    "panasonic": (PANASONIC, ["+33639985601"], [8]),
    "fritzbox": (FRITZBOX, ["+33639985701"], []),
    "menus": (MENUS, ["+33639986103", "+33639986104"], []),
    "secretary": (SECRETARY, ["+33639985901", "+33639985903", "+33639985905"], []),
    "destroyed": (DESTROYED, ["+33639986001", "+33639986002"], [2, 4]),
    "legs": (LEGS_A_B, ["+33639986801"], []),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_whom_an_export_asks_to_call_back(name: str) -> None:
    raw, wanted, faulty = EXPORTS[name]
    _, backs, report = imported(raw)
    last = {(one.number, one.day): one for one in backs}
    assert sorted(one.number for one in last.values() if one.state is CallBackState.DUE and one.calls) == wanted
    assert [one.line for one in report.unreadable] == faulty
    assert report.cards == (0 if name in ("elements", "destroyed", "legs") else 1)


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_known_for_a_log_whatever_its_name(name: str) -> None:
    assert form_of(EXPORTS[name][0].encode(), ".dat", None)[0] is Form.CALLS


def test_what_a_spreadsheet_destroyed_is_told() -> None:
    assert [one.reason for one in unreadable(DESTROYED)] == [Reason.NUMBER, Reason.NUMBER]
    assert numbers.given("6,39986001E+08") == "639986001"
    assert numbers.is_broken("6,39986E+08")
    assert not numbers.is_broken("+33639986001")


def test_an_export_cut_off_awaits_its_end_or_says_so() -> None:
    cut = SWITCHVOX[: SWITCHVOX.index('<call id="4"') + 30]
    assert len(readings(cut, options(last=LastLine.AWAITED))) == 3
    assert [one.reason for one in unreadable(cut)] == [Reason.CUT_OFF]


def test_rows_of_panasonic() -> None:
    found = legs(PANASONIC)
    assert opened(PANASONIC).plan.layout is LayoutName.PANASONIC
    assert [one.way for one in found] == [Way.IN, Way.IN, Way.OUT, Way.INTERNAL]
    assert (found[1].caller_name, found[1].dialled, found[1].talk_s, f"{found[1].at:%H:%M}") == ("M BLIN", "0261910500", 65, "13:07")


def test_a_line_of_the_block_that_a_log_shows_is_the_reception_s() -> None:
    log = "".join(
        asterisk_row(f"063998120{place}", "0261910599", f"2026-03-12 08:3{place}:07", "ANSWERED", f"177330066{place}.1", seconds=(30, 20))
        for place in range(4)
    )
    _, _, report = imported(log)
    assert report.cards == 4
    assert "+33261910599" not in inferred(Lines(own=frozenset({"+33199000000"})), legs(log)).own
    assert inferred(Lines(own=TOWN.own, reception=TOWN.own), legs(log)).own == TOWN.own


@pytest.mark.parametrize(
    ("written", "end"),
    [
        ("pas pu décrocher", CallEnd.MISSED),
        ("rappelé, pas de réponse", CallEnd.MISSED),
        ("à rappeler", CallEnd.MISSED),
        ("ça sonne dans le vide", CallEnd.MISSED),
        ("a laissé un message", CallEnd.VOICEMAIL),
        ("je l'ai rappelée", CallEnd.ANSWERED),
        ("passé à l'état civil", CallEnd.ANSWERED),
        ("occupé", CallEnd.BUSY),
    ],
)
def test_how_a_call_ended_in_a_secretary_s_words(written: str, end: CallEnd) -> None:
    assert end_of(written) is end


def test_who_called_back_and_who_tried() -> None:
    assert is_call_back("je l'ai rappelée")
    assert not is_call_back("rappelé, personne")
    assert not is_call_back("à rappeler")
    assert taken_by("IVR Accueil<6100>") is CallEnd.MISSED
    assert taken_by("Accueil (800)") is None


OTHERS = {
    "visitors": "Date;Heure;Nom;Tél;Objet;Suite\n20/10/2026;8h35;A;0639981201;CNI;traité\n20/10/2026;9h35;B;0639981202;CNI;reçu\n",
    "works": "Date;Heure;Durée;Contact;Nature;État\n20/10/2026;08:35;2h;0639981234;trou;terminé\n21/10/2026;08:35;1h;0639981235;trou;traité\n",
    "mails": "De;À;Date;Objet\na@b.example;m@x.example;20/10/2026 08:35;x\nc@d.example;m@x.example;21/10/2026 09:35;y\n",
    "rss": "<rss><channel><item><title>x</title><pubDate>2026-10-01 10:00</pubDate><link>0261910500</link></item></channel></rss>",
    "open311": "<r>"
    + "<request><id>1</id><status>open</status><phone>0639981234</phone><datetime>2026-10-02 10:00</datetime></request>" * 2
    + "</r>",
    "mail xml": '<m><mail from="a@b.example" to="c@d.example" date="2026-10-20 08:35" subject="x"/></m>',
    "note": '{"date":"2026-10-20","heure":"8h35","appelant":"Mme A","telephone":"0639981234","objet":"lampe","suite":"à rappeler","duree":"3 min"}',
    "letter": "Le 12/10/2026 à 8h35 j'ai appelé le 02 61 91 05 00, sans réponse ; rappelé à 9h, personne.\nMerci de rappeler le 06 39 98 12 34.\n",
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_log_is_taken_for_none(name: str) -> None:
    assert form_of(OTHERS[name].encode(), ".txt", None)[0] is not Form.CALLS


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(EXPORTS)), st.lists(st.tuples(st.integers(0, 5000), st.sampled_from(' ;,"<>\n\r\tE+#09é&{]')), max_size=12))
def test_every_row_has_one_outcome_and_every_call_back_a_number(name: str, blots: list[tuple[int, str]]) -> None:
    raw = EXPORTS[name][0]
    for place, letter in blots:
        raw = raw[: place % len(raw)] + letter + raw[place % len(raw) + 1 :]
    if open_log(BytesIO(raw.encode()), options()) is not None:
        _, backs, _ = imported(raw)  # which asserts that outcomes are as many as rows
        assert all(one.number.startswith("+") for one in backs)
