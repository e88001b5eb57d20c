"""Call logs made for the tests, and what is read from them. Numbers are those kept for fiction."""

from io import BytesIO
from zoneinfo import ZoneInfo

from domain.call import Call, CallBack, Leg
from ingest.phone.faults import Unreadable
from ingest.phone.lines import Lines, lines_of
from ingest.phone.log import LogImport, LogOptions, LogReport, OpenedLog, open_log, rows_of
from ingest.phone.plan import Reading
from ingest.phone.source import LastLine

PARIS = ZoneInfo("Europe/Paris")
TOWN = lines_of("FR", ["+33261910500"], ["+33261910509"])
UNTOLD = Lines()


def options(zone: str = "Europe/Paris", lines: Lines = TOWN, last: LastLine = LastLine.READ) -> LogOptions:
    return LogOptions(zone=ZoneInfo(zone), lines=lines, last=last)


def opened(raw: bytes | str, how: LogOptions | None = None) -> OpenedLog:
    log = open_log(BytesIO(_bytes(raw)), how or options())
    assert log is not None
    return log


def readings(raw: bytes | str, how: LogOptions | None = None) -> list[Reading]:
    how = how or options()
    stream = BytesIO(_bytes(raw))
    log = open_log(stream, how)
    assert log is not None
    return [row.reading for row in rows_of(stream, log, how)]


def legs(raw: bytes | str, how: LogOptions | None = None) -> list[Leg]:
    return [one for one in readings(raw, how) if isinstance(one, Leg)]


def unreadable(raw: bytes | str, how: LogOptions | None = None) -> list[Unreadable]:
    return [one for one in readings(raw, how) if isinstance(one, Unreadable)]


def imported(raw: bytes | str, how: LogOptions | None = None) -> tuple[list[Call], list[CallBack], LogReport]:
    how = how or options()
    stream = BytesIO(_bytes(raw))
    log = open_log(stream, how)
    assert log is not None
    reading = LogImport(log.lines, how)
    for row in rows_of(stream, log, how):
        reading.feed(row.reading, row.begins)
    taken = reading.finish()
    assert reading.report.outcomes == reading.report.rows
    return list(taken.calls), list(taken.call_backs), reading.report


def _bytes(raw: bytes | str) -> bytes:
    return raw.encode() if isinstance(raw, str) else raw


def asterisk_row(  # noqa: PLR0913 - one for each column that matters
    src: str = "0639981234",
    dst: str = "0261910500",
    start: str = "2026-03-12 08:31:07",
    disposition: str = "NO ANSWER",
    uniqueid: str = "1773300667.1",
    *,
    context: str = "from-trunk",
    channel: str = "PJSIP/trunk-op-00000001",
    peer: str = "PJSIP/201-00000002",
    app: str = "Dial",
    clid: str | None = None,
    seconds: tuple[int, int] = (25, 0),
    behind: str = "",
) -> str:
    shown = clid if clid is not None else f'"""{src}"" <{src}>"'
    return (
        f'"","{src}","{dst}","{context}",{shown},"{channel}","{peer}","{app}","PJSIP/201&PJSIP/202,25,tr","{start}","","{start}",'
        f'{seconds[0]},{seconds[1]},"{disposition}","DOCUMENTATION","{uniqueid}",""{behind}\n'
    )
