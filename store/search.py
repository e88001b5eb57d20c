"""The index that finds requests by words, and on SQLite by all that lists are filtered by.

Triggers of the database write down which requests it has to catch up with (``request_search_due``), in the transaction that keeps or
changes them; `waiting` and `keep` catch up, row by row. What it tells of a request may be old for a moment: whoever asks looks at the
request, too (`store.work_list`).

Both databases hold the same words, folded by the caller. PostgreSQL has them as a ``tsvector`` with a GIN index and reads everything else
from ordinary indexes. SQLite has one FTS5 index for words and facets, whose row numbers are the order of the list: it leaps through as many
conditions as there are at once, newest first, and stops where the page is full.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.draft import Requester
from domain.ids import RequestId, TownId, TrackingCode
from domain.place import Place
from domain.request import RequestNumber
from store.mapping import load
from store.schema import RequestRow
from store.upsert import dialect_of

BEHIND = 1_000
"""So many requests may wait for the index before lists do without it."""
MOST_WORDS = 400
"""Different words of one request that are kept; a letter of two pages has some 300."""
SHORTEST_BEGINNING = 3
"""Of so many letters on, the beginning of a word finds it."""
_LOCK = 0x0C171
"""Number of the PostgreSQL advisory lock under which one process at a time catches up; any number will do if nobody else uses it."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = 2**42
"""The year 2109: what lies behind stands at the top."""
_ID_BITS = 20
_PLANES = (0xF0000, 0x100000)


class Facet(StrEnum):
    """What lists are filtered by (critère)."""

    TOWN = "town"
    STATUS = "status"
    DEPARTMENT = "department"
    SUBJECT = "subject"
    SECTOR = "sector"
    STREET = "street"
    CHANNEL = "channel"
    PRIORITY = "priority"
    TAKEN_BY = "taken_by"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word somebody looks for: any of ``forms``, folded; or, unless None, any word that begins with ``beginning``."""

    forms: tuple[str, ...]
    beginning: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """A request the index has to catch up with. ``texts`` is what it is found by; nothing of a social one."""

    request: RequestId
    town: TownId
    received_at: datetime
    facets: tuple[tuple[Facet, str], ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What is waiting: notes of the triggers by their ids, the requests they mean, and the requests that are gone since."""

    notes: tuple[int, ...]
    requests: tuple[Searchable, ...]
    gone: tuple[RequestId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A request with the folded words it is found by."""

    searchable: Searchable
    words: tuple[str, ...]


def place_of(received_at: datetime, request: int) -> int:
    """Return where a request stands in the order of reception, as one number; two of one millisecond stand by their ids."""
    milliseconds = min((received_at - _EPOCH) // timedelta(milliseconds=1), _LATEST_MS)
    return (milliseconds << _ID_BITS) | (request & ((1 << _ID_BITS) - 1))


@lru_cache(maxsize=50_000)
def token(town: TownId, facet: Facet, value: str) -> str:
    """Return what stands for one value of a facet in the index: two characters that no text has, and no index of beginnings takes.

    Two values may share one; whoever asks looks at the request, too.
    """
    digest = blake2b("\n".join((town, facet, value)).encode(), digest_size=4).digest()
    halves = (int.from_bytes(digest[:2]), int.from_bytes(digest[2:]))
    # The last two of each plane are no characters.
    return "".join(chr(plane + min(half, 0xFFFD)) for plane, half in zip(_PLANES, halves, strict=True))


def is_behind(session: Session) -> bool:
    """Return whether so many requests wait that lists do without the index."""
    return session.execute(_FAR).first() is not None


def waiting(session: Session, limit: int) -> Waiting:
    """Return requests the index has to catch up with, the first notes first; none while another process is at it."""
    if dialect_of(session) == "postgresql" and not session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": _LOCK}):
        return Waiting(notes=(), requests=(), gone=())
    notes = session.execute(_NOTES, {"limit": limit}).all()
    wanted = {note.request_id for note in notes}
    columns = (
        *(RequestRow.id, RequestRow.town, RequestRow.received_at, RequestRow.status, RequestRow.department, RequestRow.subject),
        *(RequestRow.sector, RequestRow.street, RequestRow.channel, RequestRow.priority, RequestRow.taken_by, RequestRow.confidentiality),
        *(RequestRow.heading, RequestRow.details, RequestRow.requester, RequestRow.place, RequestRow.year, RequestRow.counter),
        RequestRow.tracking,
    )
    rows = session.execute(select(*columns).where(RequestRow.id.in_(wanted))).all() if wanted else []
    found = tuple(_searchable(row._asdict()) for row in rows)
    known = {one.request for one in found}
    gone = tuple(sorted(RequestId(one) for one in wanted if one not in known))
    return Waiting(notes=tuple(note.id for note in notes), requests=found, gone=gone)


def keep(session: Session, done: Waiting, entries: Sequence[Entry]) -> None:
    """Write the words of requests, and that they wait no more."""
    own = [one.searchable.request for one in entries] + list(done.gone)
    if dialect_of(session) == "sqlite":
        _keep_sqlite(session, own, entries)
    elif own:
        session.execute(_GONE, {"requests": own})
        values = [
            {
                "request": one.searchable.request,
                "town": one.searchable.town,
                "received_at": one.searchable.received_at,
                "words": list(one.words),
            }
            for one in entries
        ]
        if values:
            session.execute(_ADDING, values)
    if done.notes:
        session.execute(_NOTED, {"notes": list(done.notes)})


def mark_all(session: Session) -> None:
    """Make the whole index anew: every request waits for it."""
    if dialect_of(session) == "sqlite":
        session.execute(text("INSERT INTO request_search_index (request_search_index) VALUES ('delete-all')"))
    session.execute(text("DELETE FROM request_search"))
    session.execute(text("DELETE FROM request_search_due"))
    session.execute(text("INSERT INTO request_search_due (request_id) SELECT id FROM requests ORDER BY id"))


def match(words: Iterable[Word], facets: Iterable[Sequence[str]]) -> str:
    """Return the question to the index of SQLite: every word, and of each group of tokens at least one."""
    groups = [_any(tokens) for tokens in facets]
    for word in words:
        ways = [f'"{form}"' for form in word.forms]
        if word.beginning is not None:
            ways.append(f'"{word.beginning}" *')
        groups.append(_any(ways))
    return " AND ".join(groups)


def query(words: Iterable[Word]) -> str:
    """Return the question to the index of PostgreSQL, as ``tsquery``."""
    groups = []
    for word in words:
        ways = [f"'{form}'" for form in word.forms]
        if word.beginning is not None:
            ways.append(f"'{word.beginning}':*")
        groups.append(f"({' | '.join(ways)})")
    return " & ".join(groups)


def _any(ways: Sequence[str]) -> str:
    return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"


def _searchable(row: dict[str, object]) -> Searchable:
    is_social = row["confidentiality"] == Confidentiality.SOCIAL
    facets = tuple((facet, str(row[facet])) for facet in Facet if row[facet] is not None)
    return Searchable(
        request=RequestId(int(str(row["id"]))),
        town=TownId(str(row["town"])),
        received_at=_moment(row["received_at"]),
        # A list of social requests may tell how they stand and nothing else.
        facets=tuple(one for one in facets if one[0] in {Facet.TOWN, Facet.STATUS}) if is_social else facets,
        texts=() if is_social else tuple(_texts(row)),
    )


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError("received_at is a moment")
    return value


def _texts(row: dict[str, object]) -> Iterable[str]:
    requester, place = load(Requester, row["requester"]), load(Place, row["place"])
    if row["year"] is not None and row["counter"] is not None:
        yield str(RequestNumber(year=int(str(row["year"])), counter=int(str(row["counter"]))))
    yield TrackingCode(str(row["tracking"]))
    yield str(row["heading"])
    for part in (requester.name, requester.organisation, place.number, place.street, place.landmark, place.text):
        if part:
            yield part
    yield str(row["details"])


def _keep_sqlite(session: Session, own: Sequence[RequestId], entries: Sequence[Entry]) -> None:
    if not own:
        return
    session.execute(_UNINDEX, {"requests": own})
    session.execute(_GONE, {"requests": own})
    for one in entries:
        asked = one.searchable
        values: dict[str, object] = {
            "request": asked.request,
            "facets": " ".join(token(asked.town, facet, value) for facet, value in asked.facets),
            "words": " ".join(one.words),
        }
        place = place_of(asked.received_at, asked.request)
        while session.execute(_PLACING, {**values, "place": place}).first() is None:
            place += 1  # Somebody stands there: a request of the same millisecond whose id ends the same.
        session.execute(_INDEX, {**values, "place": place})


_FAR = text(f"SELECT 1 FROM request_search_due LIMIT 1 OFFSET {BEHIND}")  # noqa: S608 - a number of ours
_NOTES = text("SELECT id, request_id FROM request_search_due ORDER BY id LIMIT :limit")
_NOTED = text("DELETE FROM request_search_due WHERE id IN :notes").bindparams(bindparam("notes", expanding=True))
_GONE = text("DELETE FROM request_search WHERE request_id IN :requests").bindparams(bindparam("requests", expanding=True))
_ADDING = text(
    "INSERT INTO request_search (request_id, town, received_at, words) "
    "VALUES (:request, :town, :received_at, array_to_tsvector(CAST(:words AS text[])))"
)
_UNINDEX = text(
    "INSERT INTO request_search_index (request_search_index, rowid, facets, words) "
    "SELECT 'delete', place, facets, words FROM request_search WHERE request_id IN :requests"
).bindparams(bindparam("requests", expanding=True))
_PLACING = text(
    "INSERT INTO request_search (place, request_id, facets, words) VALUES (:place, :request, :facets, :words) "
    "ON CONFLICT (place) DO NOTHING RETURNING place"
)
_INDEX = text("INSERT INTO request_search_index (rowid, facets, words) VALUES (:place, :facets, :words)")
