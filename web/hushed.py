"""Histories as somebody may read them: no line names a request that is not his to read."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from domain.ids import RequestId, TownId
from store import requests
from store.history import HistoryLine
from store.requests import RequestRecord
from web.access import Eyes

_NAMES = {"reference": "request", "follows": "followed", "cut_from": None}
"""Details that name other requests as people call them, several between commas, each with the one that holds the id of the first."""


def hushed(session: Session, record: RequestRecord, eyes: Eyes) -> RequestRecord:
    """Return a request without the names of others that are not the reader's to read."""
    known: dict[str, bool] = {}
    return replace(record, history=tuple(_hushed(session, record.line.town, one, eyes, known) for one in record.history))


def _hushed(session: Session, town: TownId, line: HistoryLine, eyes: Eyes, known: dict[str, bool]) -> HistoryLine:
    told = [(key, id_key) for key, id_key in _NAMES.items() if key in line.details]
    hidden = [(key, id_key) for key, id_key in told if not all(_is_shown(session, town, name, eyes, known) for name in _named(line, key))]
    if not hidden:
        return line
    gone = {name for pair in hidden for name in pair}
    return replace(line, details={key: value for key, value in line.details.items() if key not in gone})


def _named(line: HistoryLine, key: str) -> Iterator[str]:
    details: Mapping[str, object] = line.details
    yield from (name for name in str(details[key]).split(", ") if name)


def _is_shown(session: Session, town: TownId, name: str, eyes: Eyes, known: dict[str, bool]) -> bool:
    if name not in known:
        found = requests.find_by_reference(session, town, name)
        known[name] = found is None or all(map(eyes.shows, requests.lines(session, [RequestId(found)])))
    return known[name]
