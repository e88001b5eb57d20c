"""What a query finds as CSV, as spreadsheets open it; that it left, and with which confidential requests, stands in the journal."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.errors import ForbiddenError
from domain.figures import Axis
from domain.ids import DepartmentCode, TownId
from domain.member import Post
from domain.query import SavedQuery
from domain.rights import Permission, Standing, may_in_town
from figures.axis_words import ENUMERATED
from figures.formula_guard import guarded
from figures.words import Said
from flows.exports import exporting
from flows.queries import Asker, meant_by
from flows.rights import lacking
from flows.wiring import Installation
from store import queries, requests
from store.request_lines import RequestLine

MOST = 50_000
"""Lines of one file; spreadsheets take more, and nobody reads as many."""
_SHARE = 500
_HEAD = (
    Said("Numéro", "Number"),
    Said("Code de suivi", "Tracking code"),
    Said("Reçue le", "Received on"),
    Said("Canal", "Channel"),
    Said("Type", "Subject"),
    Said("Service", "Department"),
    Said("État", "Status"),
    Said("Priorité", "Priority"),
    Said("Échéance", "Due"),
    Said("Pris en charge par", "Taken in charge by"),
    Said("Objet", "Heading"),
    Said("Demandeur", "Requester"),
    Said("Lieu", "Place"),
    Said("Secteur", "Sector"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryFile:
    """A file and its name; ``lines`` requests are in it."""

    name: str
    content: bytes
    lines: int


def may_export(standing: Standing, town: TownId) -> bool:
    """Tell whether somebody may take requests out: those of the town, or of the departments he is head of."""
    return may_in_town(standing, Permission.EXPORT, town) or bool(_headed(standing, town))


def written(installation: Installation, asker: Asker, saved: SavedQuery, language: str, now: datetime) -> QueryFile:
    """Return what a query finds for who asks, of what he may take out. Raises ForbiddenError."""
    standing = asker.standing
    if standing is not None and not may_export(standing, saved.town):
        raise lacking(Permission.EXPORT)
    if standing is not None and not asker.sees(saved):
        raise ForbiddenError(saved.name)
    own = None if standing is None or may_in_town(standing, Permission.EXPORT, saved.town) else _headed(standing, saved.town)
    view = installation.towns.get(saved.town)
    labels: dict[str, str] = {
        **{one.code: one.label for one in view.ruleset.subjects},
        **{one.code: one.label for one in view.ruleset.departments},
    }
    zone, file = ZoneInfo(view.town.timezone), io.StringIO(newline="")
    out = csv.writer(file, delimiter=";", lineterminator="\r\n")
    out.writerow([one.told(language) for one in _HEAD])
    many = 0
    with exporting(installation, f"query {saved.id}", asker.login or "operator", now) as export, installation.database.read() as session:
        found = meant_by(session, installation, saved.town, saved.criteria, asker, now)
        ids = queries.page(session, found, asker.reach, limit=MOST)
        for start in range(0, len(ids), _SHARE):
            lines = [one for one in requests.lines(session, ids[start : start + _SHARE]) if own is None or one.department in own]
            export.add(lines)
            many += len(lines)
            out.writerows([guarded(cell) for cell in _cells(line, labels, zone, language)] for line in lines)
    content = b"\xef\xbb\xbf" + file.getvalue().encode("utf-8", "replace")
    return QueryFile(name=f"{saved.name} {now.astimezone(zone):%Y-%m-%d}.csv", content=content, lines=many)


def _headed(standing: Standing, town: TownId) -> frozenset[DepartmentCode]:
    return frozenset(one.department for one in standing.members if one.town == town and one.post is Post.HEAD)


def _cells(line: RequestLine, labels: dict[str, str], zone: ZoneInfo, language: str) -> tuple[str, ...]:
    due = line.dates.due_at
    return (
        "" if line.number is None else str(line.number),
        str(line.tracking),
        f"{line.received_at.astimezone(zone):%Y-%m-%d %H:%M}",
        _word(Axis.CHANNEL, line.channel.value, language),
        labels.get(line.subject, line.subject),
        labels.get(line.department, line.department),
        _word(Axis.STATE, line.status.value, language),
        str(line.priority),
        "" if due is None else f"{due.astimezone(zone):%Y-%m-%d}",
        line.situation.taken_by or "",
        line.heading,
        line.requester or "",
        line.place or "",
        line.sector or "",
    )


def _word(axis: Axis, key: str, language: str) -> str:
    found = ENUMERATED.get(axis, {}).get(key)
    return key if found is None else found.told(language)
