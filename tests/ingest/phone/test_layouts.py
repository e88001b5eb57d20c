from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from domain.call import CallBackState, CallEnd, Way
from ingest.phone.faults import Reason, Rule, Skipped
from ingest.phone.log import open_log
from ingest.phone.plan import Doubt, LayoutName
from ingest.phone.times import DayOrder, TimeBase
from tests.ingest.phone.logs import UNTOLD, imported, legs, opened, options, readings, unreadable

START = datetime(2026, 3, 12, 7, 31, 7, tzinfo=UTC)

OWN = (
    "date;heure;sens;appelant;appele;duree_s;statut;agent;nom;note\n"
    "12/03/2026;08:31:07;entrant;06 39 98 12 34;0261910500;25;manqué;;DUPONT Élodie;rappeler svp\n"
    "12/03/2026;08:45;sortant;201;0639981234;60;répondu;Accueil;;\n"
    "13/03/2026;09:00:00;interne;201;202;10;répondu;;;\n"
    "2026-03-13;09:05;entrant;Numéro masqué;0261910500;0;manqué;;;\n"
)


@pytest.mark.parametrize(
    "raw", [OWN.encode(), OWN.encode("cp1252"), b"\xef\xbb\xbf" + OWN.encode(), OWN.encode("utf-16"), OWN.replace(";", ",").encode()]
)
def test_our_own_list(raw: bytes) -> None:
    assert opened(raw).detection.layout is LayoutName.OWN
    first, back, inner, hidden = legs(raw)
    assert (first.at, first.way, first.end, first.caller_name, first.note) == (
        START,
        Way.IN,
        CallEnd.MISSED,
        "DUPONT Élodie",
        "rappeler svp",
    )
    assert (back.way, back.end, back.talk_s, back.agent) == (Way.OUT, CallEnd.ANSWERED, 60, "Accueil")
    assert (inner.way, hidden.caller) == (Way.INTERNAL, None)


def test_our_own_list_gives_a_call_back_that_was_made() -> None:
    _, call_backs, report = imported(OWN)
    assert [(one.number, one.state) for one in call_backs] == [("+33639981234", CallBackState.CALLED_BACK)]
    assert (report.outgoing, report.internal) == (1, 1)


def test_an_impossible_day_in_our_list_is_said() -> None:
    assert [(one.line, one.reason) for one in unreadable(OWN + "31/02/2026;08:31;entrant;0639981234;0261910500;5;manqué;;;\n")] == [
        (6, Reason.IMPOSSIBLE_DATE)
    ]


AVAYA = (
    "2026/03/12 08:31:07,00:00:00,9,0639981234,I,201,0261910500,,0,1000014155,0,E201,Accueil,T9161,LINE 5.1,0,0,,,,,,,,,,,,,\n"
    "2026/03/12 08:41:07,00:00:13,7,0639981235,I,201,0261910500,,0,1000014160,1,E4750,Jean,T9002,LINE 1.2,11,0,,,,,,,,,,,,,\n"
    "2026/03/12 08:41:07,00:00:21,0,0639981235,I,201,0261910500,,0,1000014160,0,E205,Anne,T9002,LINE 1.2,0,0,,,,,,,,,,,,,\n"
    "2026/03/12 08:45:07,00:00:21,0,0639981236,I,201,0261910500,,0,1000014161,0,V9502,VM Channel 2,T9002,LINE 1.2,0,0,,,,,,,,,,,,,\n"
    "2026/03/12 08:51:07,00:00:13,7,201,O,00639981234,00639981234,,0,1000014162,0,E201,Jean,T9002,LINE 1.2,11,0,,,,,,,,,,,,,\n"
    "2026/03/12 08:52:07,00:00:13,7,201,O,205,205,,1,1000014163,0,E201,Jean,E205,Anne,11,0,,,,,,,,,,,,,\n"
)
AVAYA_NAMES = (
    "Call Start,Connected Time,Ring Time,Caller,Direction,Called Number,Dialled Number,Account,Is Internal,Call ID,Continuation,"
    "Party1Device,Party1Name,Party2Device,Party2Name,Hold Time,Park Time\n"
)


@pytest.mark.parametrize(
    "raw", [AVAYA, AVAYA_NAMES + AVAYA, AVAYA.replace(",,,,,,,,,,,,,", ",,,,,,,,,,,,,,,,,,,"), AVAYA.replace(":07,00", ",00")]
)
def test_avaya_records(raw: str) -> None:
    assert opened(raw).detection.layout is LayoutName.AVAYA
    calls, call_backs, report = imported(raw)
    assert [(call.way, call.end) for call in calls] == [
        (Way.IN, CallEnd.MISSED),
        (Way.IN, CallEnd.ANSWERED),
        (Way.IN, CallEnd.VOICEMAIL),
        (Way.OUT, CallEnd.ANSWERED),
        (Way.INTERNAL, CallEnd.ANSWERED),
    ]
    assert [(one.number, one.state) for one in call_backs] == [
        ("+33639981234", CallBackState.CALLED_BACK),
        ("+33639981236", CallBackState.DUE),
    ]
    assert report.joined == 1


FIELDS = [
    "cdrRecordType",
    "globalCallID_callManagerId",
    "globalCallID_callId",
    "origLegCallIdentifier",
    "dateTimeOrigination",
    "callingPartyNumber",
    "origCause_value",
    "originalCalledPartyNumber",
    "finalCalledPartyNumber",
    "destCause_value",
    "dateTimeConnect",
    "dateTimeDisconnect",
    "duration",
    "origDeviceName",
    "destDeviceName",
    "globalCallId_ClusterId",
]
CISCO_HEAD = ",".join(f'"{name}"' for name in FIELDS) + "\n" + ",".join(["INTEGER", "VARCHAR(50)"] * 8) + "\n"


def cisco(  # noqa: PLR0913 - one for each column that matters
    call: int,
    second: int,
    caller: str,
    called: str,
    *,
    connected: int = 0,
    ended: int = 23,
    devices: str = "GW-1 SEP001122334455",
    cause: int = 16,
    kind: int = 1,
) -> str:
    near, far = devices.split()
    connect = second + connected if connected else 0
    cells = [kind, 1, call, 1, second, f'"{caller}"', cause, f'"{called}"', f'"{called}"', 0, connect, second + ended]
    return ",".join(map(str, [*cells, ended - connected if connected else 0, f'"{near}"', f'"{far}"', '"C"'])) + "\n"


CISCO = (
    cisco(100, 1773300667, "0639981234", "201")
    + cisco(101, 1773300767, "0639981235", "201", connected=5, cause=393216)
    + cisco(101, 1773300790, "0639981235", "202", connected=1)
    + cisco(102, 1773300867, "201", "00639981234", connected=5, devices="SEP001122334455 GW-1")
    + cisco(103, 1773300967, "0639981236", "5000", connected=5, devices="GW-1 CiscoUM1-VI1")
    + cisco(104, 1773301067, "201", "202", connected=5, devices="SEP001122334455 SEP001122334456")
    + cisco(105, 1773301167, "", "201", cause=17)
)


@pytest.mark.parametrize(
    "raw",
    [
        CISCO_HEAD + CISCO,
        CISCO_HEAD.splitlines()[0] + "\n" + CISCO,
        (CISCO_HEAD + CISCO).replace("\n", "\r\n"),
        CISCO_HEAD + CISCO + CISCO_HEAD + CISCO,
    ],
)
def test_cisco_records(raw: str) -> None:
    log = opened(raw)
    assert (log.detection.layout, log.plan.form.base) == (LayoutName.CISCO, TimeBase.EPOCH)
    calls, call_backs, _ = imported(raw)
    assert [(call.way, call.end, call.outside) for call in calls] == [
        (Way.IN, CallEnd.MISSED, "+33639981234"),
        (Way.IN, CallEnd.ANSWERED, "+33639981235"),
        (Way.OUT, CallEnd.ANSWERED, "+33639981234"),
        (Way.IN, CallEnd.VOICEMAIL, "+33639981236"),
        (Way.INTERNAL, CallEnd.ANSWERED, "202"),
        (Way.IN, CallEnd.BUSY, None),
    ]
    assert calls[0].at == START
    assert len(call_backs) == 2


def test_cisco_measurements_are_no_calls() -> None:
    raw = CISCO_HEAD + CISCO + cisco(100, 1773300667, "0639981234", "201", kind=2)
    assert [one.rule for one in readings(raw) if isinstance(one, Skipped)] == [Rule.HEADER, Rule.HEADER, Rule.NOT_A_CALL]


SERVICE = (
    "Call 138,00000158D5F5C2A3_1,00:00:25,2026/03/12 08:31:07,,2026/03/12 08:31:32,TerminatedBySrc,"
    "0639981234,Ext.800,10000,800,0261910500,,,,,,,,Chain: 0639981234;Ext.800;\n"
    "Call 139,00000158D5F5C2A3_2,00:00:25,2026/03/12 08:41:07,2026/03/12 08:41:10,2026/03/12 08:41:32,"
    "TerminatedByDst,0639981235,Ext.101,10000,101,0261910500,,,,,,,,Chain: 0639981235;Ext.101;\n"
    "Call 140,00000158D5F5C2A3_3,00:00:25,2026/03/12 08:51:07,2026/03/12 08:51:10,2026/03/12 "
    "08:51:32,TerminatedByDst,Ext.101,Ext.102,101,102,102,,,,,,,,Chain: Ext.101;Ext.102;\n"
    "Call 141,00000158D5F5C2A3_4,00:00:25,2026/03/12 08:55:07,2026/03/12 08:55:10,2026/03/12 08:55:32,"
    "TerminatedByDst,Ext.101,0639981234,101,10000,0639981234,,,,,,,,Chain: Ext.101;0639981234;\n"
)
SERVICE_NAMES = (
    "historyid,callid,duration,time-start,time-answered,time-end,reason-terminated,"
    "from-no,to-no,from-dn,to-dn,dial-no,reason-changed,final-number,"
    "final-dn,bill-code,bill-rate,bill-cost,bill-name,chain\n"
)


@pytest.mark.parametrize(
    "raw",
    [SERVICE, SERVICE_NAMES + SERVICE, SERVICE.replace("Call 1", "1"), SERVICE.replace(",", ";").replace("Chain: 0639981234;", "Chain: ")],
)
def test_records_of_the_3cx_service(raw: str) -> None:
    assert opened(raw).detection.layout is LayoutName.THREE_CX
    calls, call_backs, _ = imported(raw)
    assert [(call.way, call.end, call.talk_s) for call in calls] == [
        (Way.IN, CallEnd.MISSED, 0),
        (Way.IN, CallEnd.ANSWERED, 22),
        (Way.INTERNAL, CallEnd.ANSWERED, 22),
        (Way.OUT, CallEnd.ANSWERED, 22),
    ]
    assert call_backs[0].state is CallBackState.CALLED_BACK


@pytest.mark.parametrize(
    "names",
    [
        "Call Time,Caller ID,Destination,Status,Ringing,Talking,Reason",
        "Heure de l'appel,Identité de l'appelant,Destination,Statut,Sonnerie,En conversation,Raison",
        "Call Time,From,To,Status,Ringing,Talking,Cost",
    ],
)
def test_a_3cx_report(names: str) -> None:
    raw = (
        "Rapport d'appels\n"
        f"{names}\n"
        "12/03/2026 08:31:07,0639981234,Accueil (101),Unanswered,00:00:20,00:00:00,\n"
        ",,Jean (102),Unanswered,00:00:10,00:00:00,\n"
        "13/03/2026 08:31:07,Dupont (0639981235),Accueil (101),Answered,00:00:05,00:01:00,\n"
        "13/03/2026 09:31:07,Accueil (101),0639981234,Answered,00:00:05,00:01:00,\n"
        "Totals,,,,00:00:40,00:02:00,\n"
    )
    calls, call_backs, report = imported(raw)
    assert [(call.way, call.end, call.outside, call.lines) for call in calls] == [
        (Way.IN, CallEnd.MISSED, "+33639981234", (3, 4)),
        (Way.IN, CallEnd.ANSWERED, "+33639981235", (5,)),
        (Way.OUT, CallEnd.ANSWERED, "+33639981234", (6,)),
    ]
    assert calls[1].name == "Dupont"
    assert call_backs[0].state is CallBackState.CALLED_BACK
    assert (report.ignored[Rule.HEADER], report.ignored[Rule.TOTAL]) == (2, 1)


@pytest.mark.parametrize(
    "raw",
    [
        "Date;Heure;Type d'appel;Numéro;Durée\n12/03/2026;08:31;Appel manqué;0639981234;"
        "00:00:00\n12/03/2026;08:41;Appel reçu;0639981235;00:01:00\n"
        "13/03/2026;08:41;Appel émis;0639981234;00:01:00\n",
        "Date/Heure,Sens,Appelant,Appelé,Durée (s),Statut\n12/03/2026 08:31,Entrant,33639981234,33261910500,0,Non répondu\n"
        "12/03/2026 08:41,Entrant,33639981235,33261910500,60,Répondu\n13/03/2026 08:41,Sortant,33261910500,33639981234,60,Répondu\n",
        "Début de l'appel;Direction;Correspondant;Résultat;Durée de communication\n2026-03-12 08:31:00;E;0639981234;Abandonné;0\n"
        "2026-03-12 08:41:00;E;0639981235;Décroché;1 min\n2026-03-13 08:41:00;S;0639981234;Abouti;60 s\n",
        "Date de l'appel;Heure de l'appel;N° appelant;N° appelé;Durée;Type\n12/03/2026;08:31:07;0639981234;0261910500;0;Entrant\n"
        "12/03/2026;08:41:07;0639981235;0261910500;60;Entrant\n13/03/2026;08:41:07;0261910500;0639981234;60;Sortant\n",
        '"Type","Phone Number","Name","Date","Time","Action","Action Result","Duration"\n'
        '"Inbound","+33639981234","","Thu 03/12/2026","8:31 AM","Phone Call","Missed","0:00:10"\n'
        '"Inbound","+33639981235","","Thu 03/12/2026","8:41 AM","Phone Call","Accepted","0:00:10"\n'
        '"Outbound","+33639981234","","Fri 03/13/2026","8:41 AM","Phone Call","Call connected","0:00:10"\n',
        "Date ; Heure ; Sens ; Numéro ; Statut\n12/03/2026 ; 08:31 ; Entrant ; 06 39 98 12 34 ; Non décroché \n"
        "12/03/2026 ; 08:41 ; Entrant ; 06 39 98 12 35 ; Décroché \n13/03/2026 ; 08:41 ; Sortant ; 06 39 98 12 34 ; Décroché \n",
        "sep=;\nDate;Heure;Sens;Appelant;Statut\n12/03/2026;08:31;Entrant;0639981234;Manqué\n12/03/2026;08:41;Entrant;0639981235;Répondu\n"
        "13/03/2026;08:41;Sortant;0639981234;Répondu\n",
        "Time,Call From,Call To,Call Duration(s),Ring Duration(s),Talk Duration(s),Status,Communication Type,DID\n"
        "2026/03/12 08:31:00,0639981234,Accueil<1000>,20,20,0,NO ANSWER,Inbound,0261910500\n"
        "2026/03/12 08:41:00,0639981235,Accueil<1000>,20,20,60,ANSWERED,Inbound,0261910500\n"
        "2026/03/13 08:41:00,Accueil<1000>,0639981234,20,20,60,ANSWERED,Outbound,\n",
    ],
)
def test_logs_of_operators_and_others_are_read_by_the_names_of_their_columns(raw: str) -> None:
    assert opened(raw).detection.layout is LayoutName.HEADED
    calls, call_backs, _ = imported(raw)
    assert [(call.way, call.end, call.outside) for call in calls] == [
        (Way.IN, CallEnd.MISSED, "+33639981234"),
        (Way.IN, CallEnd.ANSWERED, "+33639981235"),
        (Way.OUT, CallEnd.ANSWERED, "+33639981234"),
    ]
    assert call_backs[0].state is CallBackState.CALLED_BACK


def test_a_log_without_names_is_guessed_and_said_to_be() -> None:
    raw = "".join(
        f"{day}/03/2026 08:31:07;06399812{day};0261910500;00:0{day % 2}:00;{('manqué', 'répondu')[day % 2]}\n" for day in range(12, 20)
    )
    log = opened(raw)
    assert (log.detection.layout, log.plan.form.order) == (LayoutName.GUESSED, DayOrder.DAY_FIRST)
    assert {Doubt.GUESSED, Doubt.NO_WAY} <= set(log.detection.doubts)
    assert [leg.end for leg in legs(raw)[:2]] == [CallEnd.MISSED, CallEnd.ANSWERED]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("{day}/03/2026 08:31:07;06399812{day};0261910500;40\n", id="forty seconds may be of ringing"),
        pytest.param(
            "{day}/03/2026 08:31:07;06399812{day};0261910500;40;répondu\n", id="all answered: it may be a word for something else"
        ),
        pytest.param("{day}/03/2026 08:31:07;06399811{day};0261910500;06399812{day};10;manqué\n", id="who called whom of three"),
    ],
)
def test_a_log_without_names_that_tells_not_enough_is_not_guessed(row: str) -> None:
    raw = "".join(row.format(day=day) for day in range(12, 20))
    assert open_log(BytesIO(raw.encode()), options()) is None


def test_without_a_word_on_it_the_towns_number_is_told_from_the_rows() -> None:
    raw = "".join(
        f"{day}/03/2026 08:31:07;06399812{day};0261910500;{day % 2}0\n{day}/03/2026 09:31:07;0261910500;06399812{day};10\n"
        for day in range(12, 20)
    )
    calls, _, _ = imported(raw, options(lines=UNTOLD))
    assert [call.way for call in calls[:2]] == [Way.IN, Way.OUT]
    assert {call.line for call in calls} == {"+33261910500"}


def test_the_prefix_for_an_outside_line_is_told_from_the_rows() -> None:
    raw = "".join(
        AVAYA.splitlines(keepends=True)[4].replace("1000014162", f"10000141{n}").replace("08:51", f"08:{n}") for n in range(30, 40)
    )
    raw = raw.replace("00639981234", "000442079460177")
    calls, _, _ = imported(raw, options(lines=UNTOLD))
    assert {call.outside for call in calls} == {"+442079460177"}


@pytest.mark.parametrize(
    "raw", ["", "hello world\nthis is no log\n", "nom;prenom\nDupont;Jean\n", "<html></html>", "{}", "a,b,c\n1,2,3\n4,5,6\n", "\0" * 5000]
)
def test_what_is_no_call_log_is_not_taken_for_one(raw: str) -> None:
    with pytest.raises(AssertionError):
        opened(raw)


def test_day_and_month_are_told_by_what_no_month_can_be() -> None:
    row = "{};0639981234;0261910500;10;manqué\n"
    first = opened("".join(row.format(f"{day}/03/2026 08:31") for day in range(10, 16)))
    second = opened("".join(row.format(f"03/{day}/2026 08:31") for day in range(10, 16)))
    unsure = opened("".join(row.format(f"0{day}/03/2026 08:31") for day in range(1, 6)))
    assert (first.plan.form.order, second.plan.form.order) == (DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST)
    assert (unsure.plan.form.order, unsure.plan.form.is_sure) == (DayOrder.DAY_FIRST, False)
    assert Doubt.DAY_MONTH in unsure.detection.doubts


def test_the_hour_that_comes_twice_is_told_by_the_order() -> None:
    walls = ["01:50", "02:10", "02:50", "02:05", "02:40", "03:05"]
    raw = "date;heure;sens;appelant;appele;duree_s;statut\n" + "".join(
        f"25/10/2026;{wall};entrant;0639981234;0261910500;5;manqué\n" for wall in walls
    )
    moments = [leg.at for leg in legs(raw)]
    assert [one - moments[0] for one in moments] == [timedelta(minutes=n) for n in (0, 20, 60, 75, 110, 135)]


@pytest.mark.parametrize(
    "raw",
    [
        "Date;Nom;Prénom;Téléphone;Message\n12/03/2026 08:31;DUPONT;Jean;0639981234;"
        "trou rue Gambetta\n13/03/2026 08:31;DURAND;Anne;0639981235;lampe\n",
        "Date;Type;Nom;Numéro de téléphone;Statut\n12/03/2026;Voirie;DUPONT;0639981234;Traité\n13/03/2026;Eau;DURAND;0639981235;Traité\n",
        "DUPONT;Jean;12/03/1976;0639981234\nDURAND;Anne;13/03/1976;0639981235\n",
        '{"canal": "telephone", "type": "message_vocal", "date": "2026-03-12T08:31:07+01:00",'
        ' "numero_appelant": "0639981234", "duree_s": 38}',
        '{"date": "2026-03-12", "nom": "DUPONT", "telephone": "0639981234", "texte": "trou", "type": "Voirie"}',
        "Bonjour,\nle 12/03/2026 à 08:31 un trou, rue Gambetta.\nTél. 06 39 98 12 34\n",
    ],
)
def test_other_lists_with_dates_and_numbers_are_no_call_logs(raw: str) -> None:
    with pytest.raises(AssertionError):
        opened(raw)
