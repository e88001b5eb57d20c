"""Call logs as Asterisk writes them, made for the tests. Numbers are those kept for fiction."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.ids import TownId
from flows import calls
from flows.call_backs import follow
from flows.kinds import MAIL
from flows.wiring import Installation
from flows.work import work
from ingest.phone.log import LogReport
from store.call_logs import Origin
from tests.installations import BREVILLE

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 3, 12, 12, 0, tzinfo=PARIS)
NOW = datetime(2026, 3, 12, 18, 0, tzinfo=UTC)
ANNE, PAUL = "0639982231", "0639981107"
TOWN_HALL = "0261910000"


@dataclass
class Switchboard:
    """Writes rows; every call has an identifier of its own."""

    rows: list[str] = field(default_factory=list)
    count: int = 0

    def missed(self, caller: str, at: datetime, rings: int = 1) -> "Switchboard":
        """A call that rang on so many telephones, and was taken on none."""
        return self._in(caller, at, [(ring, 0, "NO ANSWER") for ring in range(rings)])

    def answered(self, caller: str, at: datetime, seconds: int = 90) -> "Switchboard":
        return self._in(caller, at, [(0, seconds, "ANSWERED")])

    def late(self, caller: str, at: datetime) -> "Switchboard":
        """A call that rang on one telephone and was taken on another."""
        return self._in(caller, at, [(0, 0, "NO ANSWER"), (1, 60, "ANSWERED")])

    def out(self, called: str, at: datetime, seconds: int = 60) -> "Switchboard":
        self.count += 1
        self._row(at, TOWN_HALL, called, "from-internal", ("PJSIP/201", "PJSIP/trunk"), seconds, "ANSWERED" if seconds else "NO ANSWER")
        return self

    def internal(self, at: datetime) -> "Switchboard":
        self.count += 1
        self._row(at, "201", "204", "from-internal", ("PJSIP/201", "PJSIP/204"), 30, "ANSWERED")
        return self

    def any(self, luck: int, other: str, at: datetime) -> "Switchboard":
        """A call of one of four sorts."""
        match luck % 4:
            case 0:
                return self.missed(other, at)
            case 1:
                return self.answered(other, at)
            case 2:
                return self.late(other, at)
            case _:
                return self.out(other, at)

    def text(self) -> str:
        return "".join(f"{row}\n" for row in self.rows)

    def _in(self, caller: str, at: datetime, legs: list[tuple[int, int, str]]) -> "Switchboard":
        self.count += 1
        for leg, seconds, said in legs:
            self._row(at, caller, TOWN_HALL, "from-trunk", ("PJSIP/trunk", f"PJSIP/20{leg}"), seconds, said)
        return self

    def _row(  # noqa: PLR0913, PLR0917 — what a row holds
        self, at: datetime, caller: str, called: str, context: str, channels: tuple[str, str], seconds: int, said: str
    ) -> None:
        local, end = at.astimezone(PARIS), at.astimezone(PARIS) + timedelta(seconds=20 + seconds)
        moments = [f"{local:%Y-%m-%d %H:%M:%S}", f"{local:%Y-%m-%d %H:%M:%S}" if seconds else "", f"{end:%Y-%m-%d %H:%M:%S}"]
        first, second = (f"{channel}-{self.count:08x}" for channel in channels)
        cells = ["", caller, called, context, f'""{caller}"" <{caller}>', first, second, "Dial", "PJSIP/201,25,tr", *moments]
        quoted = ",".join(f'"{cell}"' for cell in cells)
        self.rows.append(f'{quoted},{20 + seconds},{seconds},"{said}","DOCUMENTATION","{int(at.timestamp())}.{self.count}",""')


def take(hall: Installation, text: str | bytes, name: str = "Master.csv", now: datetime = NOW, town: TownId = BREVILLE) -> LogReport:
    """Hand a log over, read it, and let its call-backs become requests."""
    log = calls.keep_file(hall, town, Origin(source=name, actor="test"), iter([text.encode() if isinstance(text, str) else text]), now)
    report = calls.read_log(hall, log.id, lambda: now, lambda _done: None)
    settle(hall, now)
    return report


def settle(hall: Installation, now: datetime = NOW) -> None:
    """Do all that is to be done."""
    follow(hall, now)
    later = now
    while work(hall, MAIL, later := later + timedelta(minutes=1)).claimed:
        pass
    follow(hall, now)


def grown(path: Path, rows: list[str]) -> Iterator[int]:
    """Write rows to a file one by one."""
    for number, row in enumerate(rows, start=1):
        with path.open("a", encoding="utf-8") as file:
            file.write(row + "\n")
        yield number
