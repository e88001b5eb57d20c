"""Gives requests out to other software, as CSV or JSON lines: all of them, those received since a day, or what changed since a marker.

A marker is the number of the last line of all histories that was looked at. What changed within the last minutes is told again with
the next one, for a transaction may commit behind a later one: whoever pulls knows a request by its number, and loses none.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.department import Confidentiality
from domain.ids import RequestId, TownId
from figures.formula_guard import guarded
from flows.exports import exporting
from flows.wiring import Installation
from store import exchange, requests
from store.changes import changed_since, newest_marker
from store.request_lines import RequestLine

COLUMNS = (
    "id",
    "number",
    "outside",
    "received_at",
    "channel",
    "status",
    "closure",
    "closed_at",
    "subject",
    "department",
    "priority",
    "due_at",
    "heading",
    "requester",
    "place",
    "sector",
    "is_confidential",
    "merged_into",
)
_SHARE = 500
_UNSETTLED = timedelta(minutes=2)
CONCEALED = frozenset({"subject", "department", "priority", "due_at", "heading", "requester", "place", "sector", "closure", "outside"})
"""What is not told of a confidential request: as to a key of the API that may not read it."""


class GivenAs(StrEnum):
    """How a file is written."""

    CSV = "csv"
    JSON = "jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which requests of a town leave: received since a moment, or changed since a marker; None: whatever. ``by`` takes them out."""

    town: TownId
    by: str
    since: datetime | None = None
    after: int | None = None
    given_as: GivenAs = GivenAs.CSV


def marker_now(installation: Installation, now: datetime) -> int:
    """Return the marker from which the next pull goes on; to be asked for before the requests are."""
    with installation.database.read() as session:
        return newest_marker(session, now - _UNSETTLED)


def given(installation: Installation, wanted: Wanted, now: datetime) -> Iterator[str]:
    """Yield the file, piece by piece; that it left stands in the journal when it is over."""
    zone = ZoneInfo(installation.towns.get(wanted.town).town.timezone)
    if wanted.given_as is GivenAs.CSV:
        yield "\ufeff" + _csv([list(COLUMNS)])
    with exporting(installation, f"exchange {wanted.given_as.value}", wanted.by, now) as export:
        last: int | None = 0
        while last is not None:
            with installation.database.read() as session:
                ids = changed_since(session, wanted.town, since=wanted.since, after=wanted.after, behind=RequestId(last), limit=_SHARE)
                lines = requests.lines(session, ids)
                outside = exchange.numbers_of(session, ids)
            for line in lines:
                export.count(line.town)
            told = [_told(line, outside.get(line.id, ()), zone) for line in lines]
            if told:
                yield _written(told, wanted.given_as)
            last = ids[-1] if len(ids) == _SHARE else None


def _written(told: list[dict[str, object]], given_as: GivenAs) -> str:
    if given_as is GivenAs.JSON:
        return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in told)
    return _csv([["" if one[name] is None else guarded(str(one[name])) for name in COLUMNS] for one in told])


def _csv(rows: list[list[str]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def _told(line: RequestLine, outside: tuple[str, ...], zone: ZoneInfo) -> dict[str, object]:
    situation = line.situation
    found: dict[str, object] = {
        "id": line.id,
        "number": None if line.number is None else str(line.number),
        "outside": ", ".join(outside) or None,
        "received_at": line.received_at.astimezone(zone).isoformat(timespec="seconds"),
        "channel": line.channel.value,
        "status": line.status.value,
        "closure": None if situation.closure is None else situation.closure.value,
        "closed_at": None if situation.closed_at is None else situation.closed_at.astimezone(zone).isoformat(timespec="seconds"),
        "subject": line.subject,
        "department": line.department,
        "priority": line.priority,
        "due_at": None if line.dates.due_at is None else line.dates.due_at.astimezone(zone).isoformat(timespec="seconds"),
        "heading": line.heading,
        "requester": line.requester,
        "place": line.place,
        "sector": line.sector,
        "is_confidential": line.confidentiality > Confidentiality.NORMAL,
        "merged_into": line.merged_into,
    }
    return {name: None if found["is_confidential"] and name in CONCEALED else value for name, value in found.items()}
