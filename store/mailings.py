"""Letters to everyone a query found: what was ordered, and what became of each request."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.ids import RequestId, TownId
from domain.mailing import Mailing, MailingId, MailingItem, Outcome
from domain.query import Group, QueryId
from domain.query_wire import from_json, to_json
from domain.wording import say
from store.schema import MailingItemRow, MailingRow, RequestRow, table_of
from store.upsert import dialect_of, insert_into


def add(  # noqa: PLR0913 - a row
    session: Session, *, town: TownId, query: QueryId, name: str, criteria: Group, text: str, agent: str, once: str, now: datetime
) -> MailingId | None:
    """Write a mailing; None where one was ordered by the same form before."""
    values = {"town": town, "query_id": query, "name": name, "criteria": to_json(criteria), "text": text, "agent": agent, "once": once}
    new = insert_into(dialect_of(session), MailingRow).values({**values, "at": now})
    added = session.scalar(new.on_conflict_do_nothing(index_elements=["town", "once"]).returning(table_of(MailingRow).c.id))
    return None if added is None else MailingId(added)


def find_once(session: Session, town: TownId, once: str) -> MailingId | None:
    """Return the mailing that a form ordered."""
    found = session.scalar(select(MailingRow.id).where(MailingRow.town == town, MailingRow.once == once))
    return None if found is None else MailingId(found)


def add_items(session: Session, mailing: MailingId, items: Sequence[MailingItem]) -> None:
    """Write the requests of a mailing."""
    values = [
        {"mailing_id": mailing, "request_id": one.request, "outcome": one.outcome, "person": one.person, "letters": one.letters}
        for one in items
    ]
    if values:
        session.execute(insert(table_of(MailingItemRow)), values)


def get(session: Session, mailing: int) -> Mailing:
    """Return a mailing. Raises NotFoundError."""
    row = session.get(MailingRow, mailing, populate_existing=True)
    if row is None:
        raise NotFoundError(say("There is no mailing {id}.", id=mailing))
    return _mailing(row)


def of_query(session: Session, query: QueryId, limit: int = 20) -> tuple[Mailing, ...]:
    """Return the mailings of a query, the latest first."""
    rows = session.scalars(select(MailingRow).where(MailingRow.query_id == query).order_by(MailingRow.id.desc()).limit(limit))
    return tuple(map(_mailing, rows))


def waiting(session: Session, mailing: MailingId, limit: int) -> tuple[MailingItem, ...]:
    """Return the next items that wait, by their requests."""
    chosen = select(MailingItemRow).where(MailingItemRow.mailing_id == mailing, MailingItemRow.outcome.is_(None))
    return tuple(map(_item, session.scalars(chosen.order_by(MailingItemRow.request_id).limit(limit))))


def items(session: Session, mailing: MailingId) -> tuple[MailingItem, ...]:
    """Return all items of a mailing, by their requests."""
    return tuple(
        map(_item, session.scalars(select(MailingItemRow).where(MailingItemRow.mailing_id == mailing).order_by(MailingItemRow.request_id)))
    )


def counts(session: Session, mailing: MailingId) -> Mapping[Outcome | None, int]:
    """Return how many requests of a mailing had which outcome; None: they wait."""
    rows = session.execute(
        select(MailingItemRow.outcome, func.count()).where(MailingItemRow.mailing_id == mailing).group_by(MailingItemRow.outcome)
    )
    return Counter({None if outcome is None else Outcome(outcome): many for outcome, many in rows})


def is_waiting(session: Session, mailing: MailingId, request: RequestId) -> bool:
    """Tell whether nothing became of a request of a mailing yet. The request is held."""
    chosen = select(MailingItemRow.request_id).where(
        MailingItemRow.mailing_id == mailing, MailingItemRow.request_id == request, MailingItemRow.outcome.is_(None)
    )
    return session.scalar(chosen) is not None


def is_told(session: Session, mailing: MailingId, person: str) -> bool:
    """Tell whether a mailing has written to a person."""
    own = (MailingItemRow.mailing_id == mailing, MailingItemRow.person == person)
    written = MailingItemRow.outcome.in_([one.value for one in Outcome if one.is_written])
    return session.scalar(select(MailingItemRow.request_id).where(*own, written).limit(1)) is not None


def note(session: Session, mailing: MailingId, request: RequestId, outcome: Outcome, letters: int) -> None:
    """Write what became of a request."""
    own = update(MailingItemRow).where(MailingItemRow.mailing_id == mailing, MailingItemRow.request_id == request)
    session.execute(own.values(outcome=outcome.value, letters=letters).execution_options(synchronize_session=False))


def finish(session: Session, mailing: MailingId, now: datetime) -> None:
    """Write that a mailing is done."""
    own = update(MailingRow).where(MailingRow.id == mailing, MailingRow.done_at.is_(None))
    session.execute(own.values(done_at=now).execution_options(synchronize_session=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Main:
    """The request that another one is a part of, or itself, and the file of its own requester."""

    main: RequestId
    dossier: int | None


def mains(session: Session, ids: Sequence[RequestId]) -> Mapping[RequestId, Main]:
    """Return of some requests the one each is a part of, and whose file it is in; those that are gone are left out."""
    found: dict[RequestId, Main] = {}
    for start in range(0, len(ids), _SHARE):
        own = select(RequestRow.id, RequestRow.merged_into, RequestRow.dossier_id).where(RequestRow.id.in_(ids[start : start + _SHARE]))
        rows = session.execute(own)
        found |= {RequestId(row.id): Main(main=RequestId(row.merged_into or row.id), dossier=row.dossier_id) for row in rows}
    return found


_SHARE = 500
"""Ids in one question."""


def _mailing(row: MailingRow) -> Mailing:
    return Mailing(
        id=MailingId(row.id),
        town=TownId(row.town),
        query=QueryId(row.query_id),
        name=row.name,
        criteria=from_json(row.criteria),
        text=row.text,
        agent=row.agent,
        at=row.at,
        done_at=row.done_at,
    )


def _item(row: MailingItemRow) -> MailingItem:
    outcome = None if row.outcome is None else Outcome(row.outcome)
    return MailingItem(request=RequestId(row.request_id), outcome=outcome, person=row.person, letters=row.letters)
