"""Cisco's call history in syslog, Ericsson-LG, and forms of Mitel, NEC, Panasonic, Alcatel and Asterisk that other settings give."""

from datetime import UTC, datetime

from domain.call import CallEnd, Way
from ingest.phone.log import LogOptions
from ingest.phone.plan import LayoutName
from ingest.phone.times import DayOrder
from tests.ingest.phone.logs import PARIS, TOWN, imported, legs, opened, unreadable

HOW = LogOptions(zone=PARIS, lines=TOWN, now=datetime(2026, 12, 31, tzinfo=UTC))


def history(connection: str, peer: str, origin: int, connected: str, cause: str = "normal call clearing (16)", kind: str = "speech") -> str:
    return (
        f"Mar 16 08:27:00 10.0.0.1 88: %VOIPAAA-5-VOIP_CALL_HISTORY: CallLegType 2, ConnectionId 1000 2000 3000 {connection}, "
        f"SetupTime 08:25:36.468 UTC Mon Mar 16 2026, PeerAddress {peer}, PeerSubAddress , DisconnectCause 10, "
        f"DisconnectText {cause}, ConnectTime {connected} UTC Mon Mar 16 2026, DisconnectTime 08:26:52.676 UTC Mon Mar 16 2026, "
        f"CallOrigin {origin}, InfoType {kind}\n"
    )


def test_calls_of_a_cisco_gateway_among_other_messages() -> None:
    raw = "".join((
        history("4001", "201", 1, "08:25:50.676"), history("4001", "0639981234", 2, "08:25:50.676"),
        "<189>Mar 16 08:27:00 10.0.0.1 89: %LINK-3-UPDOWN: Interface Serial0, changed state to up\n",
        history("4002", "201", 2, "08:26:52.676", "user busy (17)"), history("4002", "00639981235", 1, "08:26:52.676", "user busy (17)"),
        history("4003", "anonymous", 2, "08:26:52.676", "no answer from user (19)"),
        history("4004", "0639981236", 2, "08:25:40.676", kind="fax"), history("4005", "201", 2, "08:26:52.676")[:150] + "\n",
    ))  # fmt: skip
    assert opened(raw, HOW).plan.layout is LayoutName.CISCO_SYSLOG
    calls, _, report = imported(raw, HOW)
    assert [(call.way, call.outside, call.end, call.talk_s) for call in calls] == [
        (Way.IN, "+33639981234", CallEnd.ANSWERED, 62),
        (Way.OUT, "+33639981235", CallEnd.BUSY, 0),
        (Way.IN, None, CallEnd.MISSED, 0),
        (Way.IN, "+33639981236", CallEnd.FAX, 72),
    ]
    assert calls[0].at.isoformat() == "2026-03-16T09:25:36+01:00", "the router's clock is UTC"
    assert [one.line for one in report.unreadable] == [8]


LG = """NO   STA   CO  TIME     START          DIALED                     RING
0001 202   002 00:00:00 06/22/26 10:31 O0639981234
0002 202   003 00:00:46 06/22/26 11:25 I0639981235                0:17
0003 204   003 00:00:00 06/22/26 11:30 R                          0:20
0004 VM02  004 00:00:20 06/22/26 11:31 I0639981236                0:20
0005 20
"""


def test_calls_of_ericsson_lg() -> None:
    plan = opened(LG, HOW).plan
    assert (plan.layout, plan.form.order) == (LayoutName.ERICSSON_LG, DayOrder.MONTH_FIRST)
    calls, _, report = imported(LG, HOW)
    assert [(call.way, call.outside, call.end, call.ring_s) for call in calls] == [
        (Way.OUT, "+33639981234", CallEnd.MISSED, 0),
        (Way.IN, "+33639981235", CallEnd.ANSWERED, 17),
        (Way.IN, None, CallEnd.MISSED, 20),
        (Way.IN, "+33639981236", CallEnd.VOICEMAIL, 20),
    ]
    assert calls[1].at.isoformat() == "2026-06-22T11:25:00+02:00"
    assert [one.line for one in report.unreadable] == [6]
    european = LG.replace("06/22/26", "22/06/26")
    assert [leg.at for leg in legs(european, HOW)] == [leg.at for leg in legs(LG, HOW)]


def test_mitel_with_its_fields_at_other_places() -> None:
    raw = """ 11/05 09:31:03  00:03:48 T001    025  0000                      A201                0639981234
 11/05 10:45:01  00:04:57 205          00639981235               AT003
 11/05 13:12:40  00:00:00 T007    ***  0012                       202                0639981236
 11/05 16:01:33  00:00:00 201          00639981237               BT003
 11/06 13:12:39  00:03:53 T005    006  0000                      A200    T 202       0639981238
 11/05 1 :4 :  00:0
"""
    calls, _, report = imported(raw, HOW)
    assert [(call.way, call.outside, call.end) for call in calls] == [
        (Way.IN, "+33639981234", CallEnd.ANSWERED),
        (Way.OUT, "+33639981235", CallEnd.ANSWERED),
        (Way.IN, "+33639981236", CallEnd.MISSED),
        (Way.OUT, "+33639981237", CallEnd.BUSY),
        (Way.IN, "+33639981238", CallEnd.ANSWERED),
    ]
    assert calls[4].agent == "202"
    assert [one.line for one in report.unreadable] == [6]


def test_nec_with_seconds_in_its_times_joins_what_was_passed_on() -> None:
    raw = """                                                            04/28/2026 PAGE 001
CLASS  TIME     LINE DURATION STATION    DIALLED No./CLI            RING  ACCOUNT
IVIN  09:10:09  007 00:05:08 201        0639981234                 0:14
ITRS  09:15:31  007 00:01:00 202        0639981234
IVIN  09:58:43  008 00:00:00 PIL 600    0639981235                 0:04  NO ANSWER
BRD   10:06:44  006 00:00:00 200        0639981236
IVIN  10:59:31  002 00:00:53 VM-205     0639981237                 0:19
ICM   11:38:17      00:00:00 204        206
"""
    calls, _, _ = imported(raw, HOW)
    assert [(call.way, call.outside, call.end, call.lines) for call in calls if call.way is not Way.INTERNAL] == [
        (Way.IN, "+33639981234", CallEnd.ANSWERED, (3, 4)),
        (Way.IN, "+33639981235", CallEnd.MISSED, (5,)),
        (Way.OUT, "+33639981236", CallEnd.FAILED, (6,)),
        (Way.IN, "+33639981237", CallEnd.VOICEMAIL, (7,)),
    ]
    assert calls[0].at.isoformat() == "2026-04-28T09:10:09+02:00"


def test_panasonic_joins_a_call_that_was_put_through() -> None:
    raw = """14/01/26 02:55PM   200 02 <I>0639981234             0'08 00:05'53            TR
14/01/26 02:56PM   204 02 <I>0639981234             0'05 00:01'00
14/01/26 04:56PM   204 02 <I>0639981234             0'05 00:01'00
"""
    calls, _, _ = imported(raw, HOW)
    assert [call.lines for call in calls] == [(1, 2), (3,)]


def test_an_omnipcx_office_that_prints_the_ringing_before_the_number() -> None:
    raw = """MAIRIE            RELEVE            PAGE 001
A201   A201   <--  N01   20/04/26 09:36  00:06:00 00:25                               0   0,00
MVOC   A204   <--  N03   20/04/26 10:19  00:00:16 00:24  0639981234                   0   0,00
A205   ****   -->  N04   20/04/26 11:00  00:00:00        0639981235                   0   0,00
A2#1   A20
TOTAL  3 COMMUNICATIONS
"""
    calls, _, _ = imported(raw, HOW)
    assert [(call.way, call.outside, call.end, call.ring_s) for call in calls] == [
        (Way.IN, None, CallEnd.ANSWERED, 25),
        (Way.IN, "+33639981234", CallEnd.VOICEMAIL, 24),
        (Way.OUT, "+33639981235", CallEnd.MISSED, 0),
    ]
    assert [one.line for one in unreadable(raw, HOW)] == [5]


def test_a_queue_of_which_a_member_did_not_answer_was_answered_by_another() -> None:
    raw = """Date;Source;Destination;Call Type;Application;Duration;Billed;Status;Linked ID
2026-03-12 08:00:00;0639981234;600;Incoming;Queue;00:00:08;00:00:00;No Answer;1773298800.1
2026-03-12 08:00:00;0639981234;600;Incoming;Queue;00:04:18;00:04:10;Answered;1773298800.1
2026-03-12 09:00:00;0639981235;600;Incoming;Queue;00:04:18;00:04:10;Answered;1773302400.5
2026-03-12 10:00:00;0639981236;201;Incoming;Dial;00:00:18;00:00:10;Answered;1773306000.9
"""
    calls, _, _ = imported(raw, HOW)
    assert [(call.end, call.talk_s) for call in calls] == [(CallEnd.ANSWERED, 250), (CallEnd.MISSED, 0), (CallEnd.ANSWERED, 10)]


def test_what_talked_all_the_while_a_leg_was_answered_is_what_answered_it() -> None:
    raw = (
        '"Dupont","0639981234","0261910500","public","2026-03-12 09:00:00","2026-03-12 09:00:19","2026-03-12 09:01:19",79,60,'
        '"NORMAL_CLEARING","00000f83-52a1-11f1-9c0d-00155d000004","00000f83-52a1-11f1-9c0d-00155d0000bb","","PCMA","PCMA"\n'
        '"Dupont","0639981234","*99201","default","2026-03-12 09:00:19","2026-03-12 09:00:19","2026-03-12 09:01:19",60,60,'
        '"NORMAL_CLEARING","00000f83-52a1-11f1-9c0d-00155d0000dd","00000f83-52a1-11f1-9c0d-00155d000004","","PCMA","PCMA"\n'
    )
    calls, _, _ = imported(raw, HOW)
    assert [(call.end, call.lines) for call in calls] == [(CallEnd.VOICEMAIL, (1, 2))]
