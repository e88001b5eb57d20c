"""A call log read from end to end, and nothing kept: whom to call back, and the calls of the reception."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from domain.call import CallBack, CallBackState
from domain.draft import Draft
from flows.call_faults import not_a_log
from flows.calls_options import opened, options_for
from flows.settings import Settings
from flows.town_views import TownView
from ingest.phone.drafts import call_back_draft, card_draft
from ingest.phone.faults import Unreadable
from ingest.phone.log import LogImport, LogReport, Taken, rows_of
from ingest.phone.mapping import ColumnMapping
from ingest.phone.packed import fault_of, unpacked
from ingest.phone.source import Place, Seen

TOLD_EVERY = 10_000
"""Rows between two words on how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the logs of a town are read: with its own lines, and by its mappings where a log is not known better. ``now`` is the moment."""

    view: TownView
    settings: Settings
    mappings: Iterable[ColumnMapping]
    now: datetime


def drafts_of_log(path: Path, how: Reading, told: Callable[[int], None]) -> Iterator[Draft | LogReport]:
    """Yield the call cards of a log as they are read, at its end the call-backs due, and last what became of each row.

    ``told`` is given how many bytes are read. Raises UnreadableInputError for a file that is no call log.
    """
    options = options_for(how.view, how.settings, how.now)
    with path.open("rb") as file:
        stream = unpacked(file)
        log = opened(stream, options, how.mappings)
        if log is None:
            raise not_a_log(file)
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
