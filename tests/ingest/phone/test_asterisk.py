from datetime import UTC, datetime, timedelta

import pytest

from domain.call import CallBackState, CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped
from ingest.phone.lines import Lines
from ingest.phone.plan import Doubt, LayoutName
from ingest.phone.times import TimeBase
from tests.ingest.phone.logs import asterisk_row, imported, legs, opened, options, readings, unreadable

START = datetime(2026, 3, 12, 7, 31, 7, tzinfo=UTC)


def test_eighteen_columns_without_header_are_known() -> None:
    log = opened("".join(asterisk_row(uniqueid=f"{1773300667 + n}.1", start=f"2026-03-12 08:31:{n + 7:02}") for n in range(3)))
    assert log.detection.layout is LayoutName.ASTERISK
    assert log.detection.columns[:3] == ("", "caller", "called")
    assert log.plan.form.base is TimeBase.LOCAL
    assert Doubt.TIME_BASE not in log.detection.doubts
    assert log.detection.first == START


@pytest.mark.parametrize("behind", ["", ',"","1773300667.1","3"', ',"","1773300667.1","7","a","b","c","d","e"'])
def test_columns_behind_are_told_by_what_they_hold(behind: str) -> None:
    leg, *_ = legs(asterisk_row(behind=behind) + asterisk_row(uniqueid="1773300668.1", start="2026-03-12 08:31:08", behind=behind))
    assert (leg.call_id, leg.linked_id) == ("1773300667.1", "1773300667.1" if behind else None)


def test_rows_without_identifier_and_user_field_are_read() -> None:
    row = asterisk_row().replace(',"1773300667.1",""', "")
    leg = legs(row * 2)[0]
    assert (leg.at, leg.caller, leg.call_id) == (START, "0639981234", None)


def test_the_order_of_cdr_custom_with_seconds_since_1970_and_carriage_returns() -> None:
    row = (
        '"Dupont <0639981234>","0639981234","0261910500","from-trunk","SIP/op-01","SIP/201-02","Dial","SIP/201",'
        '"1773300667.123456","","1773300692.0","25","0","NO ANSWER","DOCUMENTATION","","1773300667.1","","12"\r'
    )
    first, second = legs(row + row.replace("1773300667", "1773300767"))
    assert first.at == START
    assert second.at - first.at == timedelta(seconds=100)
    assert (first.caller_name, first.way, first.end, first.ring_s) == ("Dupont", Way.IN, CallEnd.MISSED, 25)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_an_export_with_a_header_is_read_by_its_names(end: str, separator: str) -> None:
    names = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,uniqueid,did,linkedid"
    row = (
        '2026-03-12 08:31:07,"""Dupont"" <0639981234>",0639981234,600,ext-group,SIP/op-01,'
        "SIP/201-02,Dial,SIP/201,20,10,ANSWERED,3,1773300667.1,0261910500,1773300667.1"
    )
    raw = end.join((names, row, "")).replace(",", separator)
    leg = legs(raw)[0]
    assert (leg.at, leg.end, leg.talk_s, leg.ring_s, leg.agent) == (START, CallEnd.ANSWERED, 10, 10, "201")
    assert (leg.dialled, leg.linked_id, leg.caller_name) == ("0261910500", "1773300667.1", "Dupont")


def test_an_issabel_export_in_words_is_read() -> None:
    raw = (
        '"Date","Source","Ring Group","Destination","Src. Channel","Account Code","Dst. Channel","Status","Duration","UniqueID"\n'
        '"2026-03-12 08:31:07","0639981234","","201","SIP/op-0001","","SIP/201-0002","ANSWERED","25s","1773300667.1"\n'
        '"2026-03-12 08:41:07","0639981235","","201","SIP/op-0003","","","NO ANSWER","12s","1773301267.3"\n'
    )
    first, second = legs(raw)
    assert (first.end, first.talk_s, first.agent, first.caller) == (CallEnd.ANSWERED, 25, "201", "0639981234")
    assert second.end is CallEnd.MISSED


def test_times_in_utc_are_told_by_the_identifiers() -> None:
    raw = "".join(asterisk_row(start=f"2026-03-12 07:31:{n + 7:02}", uniqueid=f"{1773300667 + n}.1") for n in range(4))
    assert opened(raw).plan.form.base is TimeBase.UTC
    assert legs(raw)[0].at == START
    assert legs(raw)[0].at.utcoffset() == timedelta(hours=1)


def test_a_town_far_away_has_its_own_time() -> None:
    raw = asterisk_row(src="261234", dst="273000", start="2026-03-12 18:31:07") * 3
    calls, _, _ = imported(raw, options("Pacific/Noumea", Lines(region="NC")))
    assert calls[0].at == START
    assert calls[0].outside == "+687261234"


@pytest.mark.parametrize(
    "clid",
    [
        '""Dupont, Jean" <0639981234>"',
        '""Dupont" <0639981234>"',
        '"Dupont <0639981234>',
        '"\\"Dupont, Jean\\" <0639981234>"',
        "Dupont <0639981234>",
    ],
)
def test_broken_quotes_in_the_name_cost_only_the_name(clid: str) -> None:
    whole = "".join(asterisk_row(uniqueid=f"{1773300700 + n}.1", start=f"2026-03-12 08:31:{40 + n}") for n in range(6))
    found = legs(asterisk_row(clid=clid) + whole)
    assert len(found) == 7
    assert (found[0].caller, found[0].at, found[0].end, found[0].call_id) == ("0639981234", START, CallEnd.MISSED, "1773300667.1")
    assert "Dupont" in (found[0].caller_name or "")


@pytest.mark.parametrize(
    ("app", "peer", "seconds", "end"),
    [
        ("Dial", "PJSIP/201-00000002", (30, 20), CallEnd.ANSWERED),
        ("VoiceMail", "", (41, 41), CallEnd.VOICEMAIL),
        ("ReceiveFAX", "", (41, 41), CallEnd.FAX),
        ("Queue", "", (60, 60), CallEnd.MISSED),
        ("Queue", "PJSIP/201-00000002", (60, 60), CallEnd.ANSWERED),
        ("Playback", "", (9, 9), CallEnd.MISSED),
        ("BackGround", "", (9, 9), CallEnd.MISSED),
    ],
)
def test_what_a_machine_answered_nobody_did(app: str, peer: str, seconds: tuple[int, int], end: CallEnd) -> None:
    assert legs(asterisk_row(app=app, peer=peer, disposition="ANSWERED", seconds=seconds) * 2)[0].end is end


def test_an_impossible_date_is_said_with_its_line() -> None:
    raw = "".join(asterisk_row(uniqueid=f"{1773300667 + n}.1") for n in range(4))
    found = unreadable(raw + asterisk_row(start="2026-02-31 08:31:07"))
    assert [(one.line, one.reason, one.value) for one in found] == [(5, Reason.IMPOSSIBLE_DATE, "2026-02-31 08:31:07")]


def test_a_header_in_the_middle_and_blank_lines_are_left_out() -> None:
    raw = (
        asterisk_row() * 3
        + "\n"
        + "accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,disposition\n"
    )
    assert [one.rule for one in readings(raw) if isinstance(one, Skipped)] == [Rule.BLANK, Rule.HEADER]


def test_a_row_cut_off_at_the_end_is_said_to_be() -> None:
    raw = asterisk_row() * 3
    found = unreadable(raw[:-120])
    assert [(one.line, one.reason) for one in found] == [(3, Reason.CUT_OFF)]


def test_a_ring_group_is_one_call() -> None:
    raw = "".join(asterisk_row(peer=f"PJSIP/20{n}-0000000{n}") for n in range(1, 4)) + asterisk_row(
        uniqueid="1773300767.9", start="2026-03-12 08:32:47"
    )
    calls, call_backs, report = imported(raw)
    assert [call.lines for call in calls] == [(1, 2, 3), (4,)]
    assert len(call_backs[0].calls) == 2
    assert (report.drafts, report.joined) == (1, 3)


def test_a_transferred_call_is_one_and_answered() -> None:
    raw = (
        asterisk_row(disposition="ANSWERED", seconds=(30, 20), behind=',"","1773300667.1","1"')
        + asterisk_row(
            src="0639981234",
            dst="205",
            context="from-internal",
            channel="PJSIP/201-00000002",
            peer="PJSIP/205-00000004",
            uniqueid="1773300690.4",
            start="2026-03-12 08:31:30",
            disposition="ANSWERED",
            seconds=(60, 55),
            behind=',"","1773300667.1","2"',
        )
        + asterisk_row(uniqueid="1773300790.5", start="2026-03-12 08:33:10", behind=',"","1773300790.5","3"')
    )
    calls, _, report = imported(raw)
    assert [(call.way, call.end, call.lines, call.outside, call.line) for call in calls] == [
        (Way.IN, CallEnd.ANSWERED, (1, 2), "+33639981234", "+33261910500"),
        (Way.IN, CallEnd.MISSED, (3,), "+33639981234", "+33261910500"),
    ]
    assert report.cards == 1


def test_voicemail_after_no_answer_is_one_call() -> None:
    raw = asterisk_row() + asterisk_row(app="VoiceMail", peer="", disposition="ANSWERED", seconds=(30, 30), start="2026-03-12 08:31:32")
    calls, call_backs, _ = imported(raw)
    assert [(call.end, call.lines) for call in calls] == [(CallEnd.VOICEMAIL, (1, 2))]
    assert call_backs[0].state is CallBackState.DUE


def test_the_halves_of_a_local_channel_join_their_legs() -> None:
    raw = asterisk_row(peer="Local/600@from-queue-00000abc;1") + asterisk_row(
        channel="Local/600@from-queue-00000abc;2", dst="201", context="from-queue", uniqueid="1773300668.7", start="2026-03-12 08:31:08"
    )
    calls, _, _ = imported(raw)
    assert [call.lines for call in calls] == [(1, 2)]


@pytest.mark.parametrize("src", ["anonymous", "Anonymous", "unknown", "", "Restricted", "<unknown>", "0000000000"])
def test_a_withheld_number_is_none(src: str) -> None:
    leg = legs(asterisk_row(src=src, clid='"""Anonymous"" <anonymous>"') * 2)[0]
    assert isinstance(leg, Leg)
    assert leg.caller is None


def test_hidden_callers_give_no_call_back() -> None:
    _, call_backs, report = imported(asterisk_row(src="anonymous") + asterisk_row(uniqueid="1773300767.9", start="2026-03-12 08:32:47"))
    assert [one.number for one in call_backs] == ["+33639981234"]
    assert report.ignored[Rule.HIDDEN] == 1
