"""What a database that was put back is asked, and what is changed in it before anything starts on it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import func, insert, select, text, union
from sqlalchemy.orm import Session

from domain.ids import Sha256, TownId
from store import packs
from store.schema import AddedFileRow, CallLogRow, CounterRow, ErasureRow, InboundRow, OriginalRow, OutboxRow, TownRow
from store.upsert import dialect_of, insert_into

_LONGEST_PLACE = 64
"""Bytes of the words that say where in a pack an original lies (`store.packs`): longer rows are originals themselves."""


def outcomes(session: Session) -> dict[str, int]:
    """Return how many arrivals have which outcome."""
    counted = select(InboundRow.outcome, func.count()).group_by(InboundRow.outcome)
    return {outcome: count for outcome, count in session.execute(counted)}


def missing(session: Session, kept: Mapping[str, int], places: Callable[[Sha256], tuple[str, ...]]) -> Iterator[Sha256]:
    """Yield the originals of arrivals, added files and call logs that are nowhere.

    ``kept`` are the files there are, by their place; ``places`` tells at which of them one may be.
    """
    gone = select(ErasureRow.row).where(ErasureRow.kind == "log")
    logs = select(CallLogRow.digest).where(CallLogRow.digest.is_not(None), CallLogRow.id.not_in(gone))
    arrived = select(InboundRow.sha256).where(InboundRow.sha256 != "")
    wanted = union(arrived, select(AddedFileRow.sha256), logs).subquery()
    in_files = select(wanted.c[0]).where(wanted.c[0].not_in(select(OriginalRow.sha256)))
    for digest in session.scalars(in_files.execution_options(yield_per=1000)):
        if not any(one in kept for one in places(Sha256(digest))):
            yield Sha256(digest)
    short = select(OriginalRow.sha256, OriginalRow.raw).where(func.length(OriginalRow.raw) <= _LONGEST_PLACE)
    for digest, raw in session.execute(short.execution_options(yield_per=1000)):
        place = packs.place(raw)
        is_packed = place is None or kept.get(f"packs/{place.pack}", 0) >= place.start + place.size
        if not is_packed and not any(one in kept for one in places(Sha256(digest))):
            yield Sha256(digest)


def skip_numbers(session: Session, count: int, years: Iterable[int]) -> None:
    """Leave out the next numbers of every town in these years: they may have been given and told, and nothing here knows of it."""
    skipping = insert_into(dialect_of(session), CounterRow)
    skipping = skipping.on_conflict_do_update(index_elements=["town", "year"], set_={"last": CounterRow.last + count})
    towns = tuple(map(TownId, session.scalars(select(TownRow.id))))
    values = [{"town": town, "year": year, "last": count} for town in towns for year in years]
    if values:
        session.execute(skipping, values)


def skip_letters(session: Session, count: int, now: datetime) -> None:
    """Leave out the next numbers of letters: those of letters that have left since, whose answers and returns name them."""
    if dialect_of(session) == "postgresql":
        sequence = "pg_get_serial_sequence('outbox', 'id')"
        session.execute(text(f"SELECT setval({sequence}, nextval({sequence}) + :count)"), {"count": count})
        return
    town = session.scalar(select(func.min(TownRow.id)))
    last = session.scalar(select(func.max(OutboxRow.id))) or 0
    if town is not None:
        # SQLite counts on from the highest number there is: one that is taken and says nothing.
        taken = {"town": town, "kind": "skipped", "recipient": "", "payload": {}, "state": "withdrawn", "created_at": now}
        session.execute(insert(OutboxRow).values(id=last + count, **taken))
