"""What leaves the desk in bulk stands in the journal: who took it out, how much it was, and which of it is not for everybody."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from domain.department import Confidentiality
from domain.ids import RequestId, TownId
from flows.wiring import Installation
from store import journal
from store.journal import LISTED
from store.request_lines import RequestLine

ACTION = "export"
_NAMED_AT_ONCE = 1_000
"""Requests that one line of the journal names."""


class Export:
    """Counts what leaves, by town."""

    def __init__(self) -> None:
        self.counts: dict[TownId, int] = {}
        self.confidential: defaultdict[TownId, dict[RequestId, None]] = defaultdict(dict)

    def add(self, lines: Iterable[RequestLine]) -> None:
        """Say that these requests leave with their content."""
        for line in lines:
            self.count(line.town)
            self.tell_of((line,))

    def tell_of(self, lines: Iterable[RequestLine]) -> None:
        """Say that something of these requests leaves with what is counted: who is not for everybody is named once."""
        for line in lines:
            if line.confidentiality > Confidentiality.NORMAL:
                self.name(line.town, (line.id,))

    def name(self, town: TownId, requests: Iterable[RequestId]) -> None:
        """Name requests of a town that are not for everybody."""
        self.confidential[town].update(dict.fromkeys(requests))

    def count(self, town: TownId, many: int = 1) -> None:
        """Say that so much else of a town leaves."""
        self.counts[town] = self.counts.get(town, 0) + many


@contextmanager
def exporting(installation: Installation, what: str, actor: str, now: datetime) -> Iterator[Export]:
    """Give what counts an export, and write it down when it is over, however it ends; an export of nothing is none."""
    export = Export()
    try:
        yield export
    finally:
        _write_down(installation, export, what, actor, now)


def _write_down(installation: Installation, export: Export, what: str, actor: str, now: datetime) -> None:
    if not export.counts:
        return
    with installation.database.write() as session:
        for town, many in sorted(export.counts.items()):
            hidden = list(export.confidential[town])
            for first in range(0, max(len(hidden), 1), _NAMED_AT_ONCE):
                facts: dict[str, object] = {"what": what, "count": many, "requests": hidden[first : first + _NAMED_AT_ONCE]}
                journal.append(session, at=now, town=town, actor=actor, action=ACTION, object=LISTED, details=facts)
