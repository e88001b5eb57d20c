"""A call log read from end to end, and nothing kept: whom to call back, and the calls of the reception."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.call import CallBack, CallBackState
from domain.draft import Draft
from domain.errors import UnreadableInputError
from flows.town_views import TownView
from flows.wording import say
from ingest.phone.drafts import call_back_draft, card_draft
from ingest.phone.faults import Unreadable
from ingest.phone.lines import Lines
from ingest.phone.log import LogImport, LogOptions, LogReport, Taken, open_log, rows_of
from ingest.phone.numbers import outside
from ingest.phone.packed import fault_of, unpacked
from ingest.phone.source import Place, Seen

TOLD_EVERY = 10_000
"""Rows between two words on how far it is."""


def lines_of(view: TownView) -> Lines:
    """Return the lines of a town hall as its own facts name them: its number, its departments', its fax."""
    region = view.reception.region
    phones = (view.town.phone, *(department.phone for department in view.ruleset.departments if not department.code.startswith("X-")))
    own = frozenset(number for phone in phones if phone and (number := outside(phone, region)))
    fax = frozenset(number for number in (outside(view.town.fax, region) if view.town.fax else None,) if number)
    return Lines(region=region, own=own - fax, fax=fax)


def drafts_of_log(path: Path, view: TownView, now: datetime, told: Callable[[int], None]) -> Iterator[Draft | LogReport]:
    """Yield the call cards of a log as they are read, at its end the call-backs due, and last what became of each row.

    ``told`` is given how many bytes are read. Raises UnreadableInputError for a file that is no call log.
    """
    options = LogOptions(zone=ZoneInfo(view.town.timezone), lines=lines_of(view), now=now)
    with path.open("rb") as file:
        stream = unpacked(file)
        log = open_log(stream, options)
        if log is None:
            raise UnreadableInputError(say("this is no call log that can be read. Describe its columns: citoyen calls check FILE"))
        importing = LogImport(log.lines, options)
        seen, ends, item, open_backs = Seen(), Place(), 0, dict[tuple[str, date], CallBack]()
        for number, row in enumerate(rows_of(stream, log, options, seen=seen), start=1):
            importing.feed(row.reading, row.begins)
            ends = row.ends
            if number % TOLD_EVERY == 0:
                told(row.ends.byte)
                for draft in _cards(importing, importing.take_closed(), open_backs):
                    item += 1
                    yield replace(draft, item=item)
        if (fault := fault_of(stream)) is not None:
            importing.feed(Unreadable(line=ends.line, reason=fault))
        importing.note(seen)
        rest = _cards(importing, importing.finish(), open_backs)
        due = [one for one in open_backs.values() if one.state is CallBackState.DUE and one.calls]
        for draft in (*rest, *map(call_back_draft, sorted(due, key=lambda one: one.calls[0].at))):
            item += 1
            yield replace(draft, item=item)
    yield importing.report


def _cards(importing: LogImport, taken: Taken, call_backs: dict[tuple[str, date], CallBack]) -> list[Draft]:
    """Return the call cards of what was read, and keep how each call-back stands by now."""
    call_backs.update({(one.number, one.day): one for one in taken.call_backs})
    return [card_draft(call) for call in taken.calls if importing.is_card(call)]
