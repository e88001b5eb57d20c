"""File accounting of Cisco gateways (CME, CUBE): legs without names of columns, the moment of writing beside the router's own clock."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from domain.call import CallBackState, CallEnd, Way
from ingest.phone.faults import Reason
from ingest.phone.log import open_log
from ingest.phone.plan import LayoutName
from tests.ingest.phone.logs import imported, legs, opened, options, unreadable

BEGAN = datetime(2026, 3, 12, 7, 0, tzinfo=UTC)


def leg(  # noqa: PLR0913 — a leg as a gateway writes it
    caller: str,
    called: str,
    *,
    minute: int = 0,
    talk_s: int = 0,
    origin: str = "answer",
    conference: int = 1,
    cause: tuple[str, str] = ("10", "normal call clearing (16)"),
    zone: tuple[str, int] = ("CET", 60),
    mark: str = "",
    width: int = 31,
) -> str:
    """Return a row: it rings for 20 s from a minute after seven UTC on."""
    began = BEGAN + timedelta(minutes=minute)
    taken = began + timedelta(seconds=20)
    ended = taken + timedelta(seconds=talk_s)

    def wall(moment: datetime) -> str:
        return f"{mark}{moment + timedelta(minutes=zone[1]):%H:%M:%S.123 {zone[0]} %a %b %d %Y}"

    peer = caller if origin == "answer" else called
    cells = [
        *(
            str(int(ended.timestamp())),
            str(10 + minute),
            "1",
            "1" if len(peer) < 6 else "2",
            f"A1B2C3D4 1E5F11F1 800{conference}9C4E 11223344",
        ),
        *(peer, "", wall(began), wall(began), wall(taken) if talk_s else wall(ended), wall(ended), *cause, origin, "0", "speech"),
        *("100", "2000", "100", "2000", "", caller, called),
    ]
    return ",".join([*cells, *[""] * (width - len(cells))]) + "\n"


@pytest.mark.parametrize("width", [31, 130])
@pytest.mark.parametrize("zone", [("CET", 60), ("UTC", 0), ("EST", -300)])
@pytest.mark.parametrize("mark", ["", "*", "."])
def test_a_missed_call_is_missed_at_its_moment_whatever_the_routers_clock(width: int, zone: tuple[str, int], mark: str) -> None:
    raw = leg("0639981001", "0261910500", width=width, zone=zone, mark=mark)
    raw += leg("0639981002", "0261910500", minute=5, talk_s=60, conference=2, width=width, zone=zone, mark=mark)
    assert opened(raw).plan.layout is LayoutName.CISCO_GATEWAY
    missed, answered = imported(raw)[0]
    assert (missed.end, missed.outside, missed.way, missed.at) == (CallEnd.MISSED, "+33639981001", Way.IN, BEGAN)
    assert (answered.end, answered.outside, answered.talk_s, answered.ring_s) == (CallEnd.ANSWERED, "+33639981002", 60, 20)


def test_the_legs_of_a_call_are_one_and_who_took_it_is_told() -> None:
    raw = leg("0639981001", "201", origin="originate") + leg("0639981001", "202", origin="originate", talk_s=42)
    raw += leg("0639981001", "0261910500", talk_s=42)
    (call,) = imported(raw)[0]
    assert (call.lines, call.end, call.agent, call.line) == ((1, 2, 3), CallEnd.ANSWERED, "202", "+33261910500")


def test_who_is_called_back_is_told() -> None:
    raw = leg("0639981001", "0261910500") + leg("201", "0639981001", minute=9, talk_s=30, conference=2)
    calls, (back,), _ = imported(raw)
    assert [call.way for call in calls] == [Way.IN, Way.OUT]
    assert (back.number, back.state) == ("+33639981001", CallBackState.CALLED_BACK)


@pytest.mark.parametrize(
    ("cause", "end"),
    [
        (("11", "user busy (17)"), CallEnd.BUSY),
        (("11", ""), CallEnd.BUSY),
        (("0x13", ""), CallEnd.MISSED),
        (("1", "unassigned number (1)"), CallEnd.FAILED),
    ],
)
def test_why_nobody_talked_is_told_by_the_cause(cause: tuple[str, str], end: CallEnd) -> None:
    assert [one.end for one in legs(leg("0639981001", "0261910500", cause=cause) * 2)] == [end, end]


def test_a_withheld_number_is_none_and_a_row_with_impossible_times_is_unreadable() -> None:
    rows = [leg("", "0261910500", minute=n, conference=n) for n in range(1, 9)]
    assert {one.caller for one in legs("".join(rows))} == {None}
    rows[3] = rows[3].replace("Mar 12 2026", "Feb 30 2026")
    rows[5] = rows[5].replace("2026", "2025")
    assert [(one.line, one.reason) for one in unreadable("".join(rows))] == [(4, Reason.DATE), (6, Reason.DATE)]


def test_rows_that_only_look_like_it_are_refused_and_not_guessed() -> None:
    raw = "".join(leg("0639981001", "0261910500", minute=n, talk_s=n, conference=n) for n in range(1, 9)).replace(",answer,", ",,")
    assert open_log(BytesIO(raw.encode()), options()) is None
