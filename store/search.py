"""The index that finds requests by words, and on SQLite by all that lists are filtered by.

Triggers of the database write down which requests it has to catch up with (``request_search_due``), in the transaction that keeps or
changes them; `waiting` and `keep` catch up, row by row. What it tells of a request may be old for a moment: whoever asks looks at the
request, too (`store.work_list`).

Both databases hold the same words, folded by the caller. PostgreSQL has them as a ``tsvector`` with a GIN index and reads everything else
from ordinary indexes. SQLite has one FTS5 index for words and facets, whose row numbers are the order of the list: it leaps through as many
conditions as there are at once, newest first, and stops where the page is full.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.draft import Requester
from domain.ids import RequestId, TownId
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
_INDEXED_BEGINNING = 4
"""The longest beginning the table was made to have an index for."""
_MOST_TERMS = 200
_LAST = "\U0010ffff"


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


def social(value: str) -> str:
    """Return under what a social request stands in the index in place of a value: only who may read those asks for it."""
    return f"{value}\nsocial"


@lru_cache(maxsize=50_000)
def token(town: TownId, facet: Facet, value: str) -> str:
    """Return what stands for one value of a facet in the index: two characters that no text has, and no index of beginnings takes.

    Two values may share one; whoever asks looks at the request, too.
    """
    digest = blake2b("\n".join((town, facet, value)).encode("utf-8", "surrogatepass"), digest_size=4).digest()
    halves = (int.from_bytes(digest[:2]), int.from_bytes(digest[2:]))
    # The last two of each plane are no characters.
    return "".join(chr(plane + min(half, 0xFFFD)) for plane, half in zip(_PLANES, halves, strict=True))


def late(session: Session) -> tuple[RequestId, ...] | None:
    """Return the requests that wait for the index; None where they are so many that lists do without it."""
    found = session.scalars(_LATE).all()
    return None if len(found) > BEHIND else tuple(RequestId(one) for one in dict.fromkeys(found))


def is_waiting(session: Session) -> bool:
    """Return whether any request waits for the index."""
    return session.execute(_FIRST).first() is not None


def waiting(session: Session, limit: int) -> Waiting:
    """Return requests the index has to catch up with, the first notes first; none while another process is at it."""
    if dialect_of(session) == "postgresql" and not session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": _LOCK}):
        return Waiting(notes=(), requests=(), gone=())
    return _waiting(session, session.execute(_NOTES, {"limit": limit}).all())


def waiting_of(session: Session, requests: Sequence[RequestId]) -> Waiting:
    """Return some requests the index has to catch up with, within this transaction; no other process catches up until it ends."""
    if dialect_of(session) == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    return _waiting(session, session.execute(_NOTES_OF, {"requests": list(requests)}).all())


def forget_words(session: Session, requests: Sequence[RequestId]) -> tuple[str, ...]:
    """Return the words that SQLite knows some requests by, which are to be forgotten.

    From here to `forget_terms` nothing of what is taken out of the index stays in the file, not even where it is not read any more.
    """
    if dialect_of(session) != "sqlite":
        return ()
    session.execute(text("INSERT INTO request_search_index (request_search_index, rank) VALUES ('secure-delete', 1)"))
    rows = session.execute(_WORDS, {"requests": list(requests)})
    return tuple({word for row in rows for word in row.words.split(" ") if len(word) > _INDEXED_BEGINNING})


def condense(session: Session) -> None:
    """Write the index of SQLite anew: what was taken out of it before stands in its older parts until then."""
    session.execute(text("INSERT INTO request_search_index (request_search_index) VALUES ('optimize')"))


def forget_terms(session: Session, words: Iterable[str]) -> None:
    """Forget those words that no request is found by any more, on SQLite; from now on requests are unindexed as quickly as before."""
    if dialect_of(session) != "sqlite":
        return
    for word in words:
        is_used = session.scalar(_USED, {"word": f'"{word}"'})
        if is_used is None:
            session.execute(_UNKNOWING, {"term": word})
    session.execute(text("INSERT INTO request_search_index (request_search_index, rank) VALUES ('secure-delete', 0)"))


def _waiting(session: Session, notes: Sequence[Any]) -> Waiting:  # Any: rows of notes
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
    """Write the words of requests, and that they wait no more: from now on they wait for the facts (`store.facts_kept`)."""
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
        session.execute(_PASSING_ON, {"notes": list(done.notes)})
        session.execute(_NOTED, {"notes": list(done.notes)})


def mark_all(session: Session) -> None:
    """Make the whole index anew: every request waits for it."""
    if dialect_of(session) == "sqlite":
        session.execute(text("INSERT INTO request_search_index (request_search_index) VALUES ('delete-all')"))
        session.execute(text("DELETE FROM request_search_terms"))
    session.execute(text("DELETE FROM request_search"))
    session.execute(text("DELETE FROM request_search_due"))
    session.execute(text("INSERT INTO request_search_due (request_id) SELECT id FROM requests ORDER BY id"))


def match(session: Session, words: Iterable[Word], facets: Iterable[Sequence[str]]) -> str:
    """Return the question to the index of SQLite: every word, and of each group of tokens at least one."""
    groups = [_any(tokens) for tokens in facets]
    for word in words:
        ways = dict.fromkeys(f'"{form}"' for form in word.forms)
        if word.beginning is not None:
            ways |= dict.fromkeys(_beginning(session, word.beginning))
        groups.append(_any(tuple(ways)))
    return " AND ".join(groups)


def having(session: Session, ids: Sequence[RequestId], words: Sequence[Word]) -> frozenset[RequestId]:
    """Return those of some requests that have the words, on SQLite: quicker than its index where it is not read in its order."""
    rows = session.execute(_WORDS, {"requests": list(ids)}) if ids else ()
    return frozenset(RequestId(row.request_id) for row in rows if _has(frozenset(row.words.split(" ")), words))


def queries(words: Iterable[Word]) -> tuple[str, ...]:
    """Return the questions to the index of PostgreSQL, a ``tsquery`` for each word.

    Asked together they leap from one word's requests to the next ones of the other; within one ``tsquery`` all of the rarer are looked at.
    """
    return tuple(map(_query, words))


def query(words: Iterable[Word]) -> str:
    """Return the question to the words of one request on PostgreSQL, as ``tsquery``."""
    return " & ".join(queries(words))


def few(session: Session, words: Sequence[Word], most: int) -> tuple[RequestId, ...] | None:
    """Return the requests that PostgreSQL's index finds, None where there are more than so many."""
    found = _by_indexes(session, f"{_found(words)} LIMIT :most", words, {"most": most + 1})
    return None if len(found) > most else found


def between(session: Session, town: TownId, words: Sequence[Word], start: datetime, until: datetime) -> tuple[RequestId, ...]:
    """Return the requests of a town that PostgreSQL's index finds, received later than one moment and until another, in no order."""
    statement = f"{_found(words)} AND town = :town AND received_at > :start AND received_at <= :until"
    return _by_indexes(session, statement, words, {"town": town, "start": start, "until": until})


def _found(words: Sequence[Word]) -> str:
    has_all = " AND ".join(f"words @@ CAST(:word{number} AS tsquery)" for number in range(len(words)))
    return f"SELECT request_id FROM request_search WHERE {has_all}"  # noqa: S608 - numbers of ours


def _query(word: Word) -> str:
    # What begins so is found by its beginning: PostgreSQL gathers all such words, and would gather the word itself once more.
    ways = [f"'{form}'" for form in word.forms if word.beginning is None or not form.startswith(word.beginning)]
    if word.beginning is not None:
        ways.append(f"'{word.beginning}':*")
    return f"({' | '.join(ways)})"


def _by_indexes(session: Session, statement: str, words: Sequence[Word], values: Mapping[str, object]) -> tuple[RequestId, ...]:
    asked = {f"word{number}": one for number, one in enumerate(queries(words))}
    # Read through, the table would give the first ones of frequent words sooner; of others, it takes a second to tell that there are none.
    session.execute(text("SET LOCAL enable_seqscan = off"))
    found = tuple(map(RequestId, session.scalars(text(statement), {**asked, **values})))
    session.execute(text("RESET enable_seqscan"))
    return found


def _has(own: frozenset[str], words: Sequence[Word]) -> bool:
    return all(
        any(form in own for form in word.forms) or (word.beginning is not None and any(one.startswith(word.beginning) for one in own))
        for word in words
    )


def _beginning(session: Session, beginning: str) -> list[str]:
    """Return the ways to ask for words that begin so.

    FTS5 leaps through the words it is given, and through beginnings it has an index for; for others it first gathers all there is.
    """
    if len(beginning) <= _INDEXED_BEGINNING:
        return [f'"{beginning}" *']
    terms = session.scalars(_TERMS, {"first": beginning, "last": beginning + _LAST, "limit": _MOST_TERMS + 1}).all()
    return [f'"{term}"' for term in terms] if len(terms) <= _MOST_TERMS else [f'"{beginning}" *']


def _any(ways: Sequence[str]) -> str:
    return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"


def _searchable(row: Mapping[str, Any]) -> Searchable:
    is_social = row["confidentiality"] == Confidentiality.SOCIAL
    facets = tuple((facet, str(row[facet])) for facet in Facet if row[facet] is not None)
    return Searchable(
        request=RequestId(row["id"]),
        town=TownId(row["town"]),
        received_at=row["received_at"],
        facets=tuple((facet, value if facet in _OPENLY else social(value)) for facet, value in facets) if is_social else facets,
        texts=() if is_social else tuple(_texts(row)),
    )


_OPENLY = frozenset({Facet.TOWN, Facet.STATUS})
"""A list for everybody tells of social requests how they stand, and nothing else."""


def _texts(row: Mapping[str, Any]) -> Iterable[str]:
    requester, place = load(Requester, row["requester"]), load(Place, row["place"])
    if row["year"] is not None and row["counter"] is not None:
        yield str(RequestNumber(year=row["year"], counter=row["counter"]))
    yield row["tracking"]
    yield row["heading"]
    for part in (requester.name, requester.organisation, place.number, place.street, place.landmark, place.text):
        if part:
            yield part
    yield row["details"]


def _keep_sqlite(session: Session, own: Sequence[RequestId], entries: Sequence[Entry]) -> None:
    if not own:
        return
    session.execute(_UNINDEX, {"requests": own})
    session.execute(_GONE, {"requests": own})
    values = [
        {
            "place": place_of(one.searchable.received_at, one.searchable.request),
            "request": one.searchable.request,
            "facets": " ".join(token(one.searchable.town, facet, value) for facet, value in one.searchable.facets),
            "words": " ".join(one.words),
        }
        for one in entries
    ]
    if values:
        session.execute(_PLACING, values)
        for request in set(own) - set(session.scalars(_PLACED, {"requests": own})) - {*_gone(own, entries)}:
            _place_beside(session, next(one for one in values if one["request"] == request))
        session.execute(_INDEX, {"requests": own})
        terms = {word for one in entries for word in one.words if len(word) > _INDEXED_BEGINNING}
        if terms:
            session.execute(_KNOWING, [{"term": term} for term in terms])


def _gone(own: Sequence[RequestId], entries: Sequence[Entry]) -> set[RequestId]:
    return set(own) - {one.searchable.request for one in entries}


def _place_beside(session: Session, values: Mapping[str, Any]) -> None:
    """Place a request where another one stands: one of the same millisecond whose id ends the same."""
    place = values["place"] + 1
    while session.scalar(_TAKEN, {"place": place}) is not None:
        place += 1
    session.execute(_PLACING, {**values, "place": place})


_LATE = text(f"SELECT request_id FROM request_search_due LIMIT {BEHIND + 1}")  # noqa: S608 - a number of ours
_FIRST = text("SELECT 1 FROM request_search_due LIMIT 1")
_NOTES = text("SELECT id, request_id FROM request_search_due ORDER BY id LIMIT :limit")
_NOTES_OF = text("SELECT id, request_id FROM request_search_due WHERE request_id IN :requests ORDER BY id").bindparams(
    bindparam("requests", expanding=True)
)
_USED = text("SELECT rowid FROM request_search_index WHERE request_search_index MATCH :word LIMIT 1")
_UNKNOWING = text("DELETE FROM request_search_terms WHERE term = :term")
_PASSING_ON = text(
    "INSERT INTO fact_due (request) SELECT DISTINCT request_id FROM request_search_due WHERE id IN :notes ORDER BY request_id"
).bindparams(bindparam("notes", expanding=True))
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
    "ON CONFLICT (place) DO NOTHING"
)
_WORDS = text("SELECT request_id, words FROM request_search WHERE request_id IN :requests").bindparams(
    bindparam("requests", expanding=True)
)
_PLACED = text("SELECT request_id FROM request_search WHERE request_id IN :requests").bindparams(bindparam("requests", expanding=True))
_TAKEN = text("SELECT 1 FROM request_search WHERE place = :place")
_KNOWING = text("INSERT INTO request_search_terms (term) VALUES (:term) ON CONFLICT DO NOTHING")
_TERMS = text("SELECT term FROM request_search_terms WHERE term >= :first AND term < :last LIMIT :limit")
_INDEX = text(
    "INSERT INTO request_search_index (rowid, facets, words) "
    "SELECT place, facets, words FROM request_search WHERE request_id IN :requests ORDER BY place"
).bindparams(bindparam("requests", expanding=True))
