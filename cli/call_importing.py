"""Whole call logs taken in from the command line: kept, read, and their call-backs made arrivals."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cli import options
from domain.errors import UnreadableInputError
from domain.ids import InboundId, TownId
from flows.call_backs import follow
from flows.calls import Wish, chunks_of, keep_file, read_log
from flows.calls_reading import counts_of
from flows.wiring import Installation
from flows.wording import say
from ingest.drop.names import shown
from ingest.phone.log import LogReport
from store import call_logs
from store.call_logs import CallLog, Origin

ACTOR = "cli"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a log: its report, and the arrivals that its call-backs are."""

    log: CallLog
    report: LogReport
    arrivals: tuple[InboundId, ...]

    def as_json(self) -> dict[str, object]:
        """Return it as one JSON object."""
        listed = [{"line": one.line, "reason": one.reason.value, "value": one.value} for one in self.report.unreadable]
        return {
            "log": self.log.id,
            "town": self.log.town,
            "source": self.log.source,
            "sha256": self.log.digest,
            "layout": self.log.layout,
            **counts_of(self.report),
            "unreadable_rows": listed,
            "arrivals": len(self.arrivals),
        }


def import_file(installation: Installation, town: TownId, file: Path, wish: Wish, told: Callable[[int], None]) -> Imported:
    """Import a log. Raises UnreadableInputError for what is none, MappingError, UnavailableError."""
    if not file.is_file():
        raise UnreadableInputError(say("this is no file."))
    log = keep_file(installation, town, Origin(source=shown(file.name), actor=ACTOR), chunks_of(file), options.now())
    report = read_log(installation, log.id, options.now, told, wish)
    followed = follow(installation, options.now())
    with installation.database.read() as session:
        log = call_logs.get(session, log.id)
    return Imported(log=log, report=report, arrivals=followed.arrived)
