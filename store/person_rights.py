"""What people ask for by their rights, and the requests in which somebody may be meant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, insert, or_, select, update
from sqlalchemy.orm import Session

from domain.errors import ConflictError, NotFoundError
from domain.ids import RequestId, TownId
from domain.person_rights import IdentityProof, Mention, MentionKind, Person, Right, RightsRequest, RightsState, read_mark
from domain.wording import say
from store.mapping import dump, load
from store.schema import DossierContactRow, DossierNameRow, RequestRow, RightsRequestRow, table_of

MOST_CANDIDATES = 500


def add(session: Session, new: RightsRequest, author: str, now: datetime) -> int:
    """Write one down and return its id."""
    values = {**_values(new), "town": new.town, "version": 1, "author": author, "at": now}
    return session.execute(insert(RightsRequestRow).values(values).returning(RightsRequestRow.id)).scalar_one()


def get(session: Session, number: int) -> RightsRequest:
    """Return one. Raises NotFoundError."""
    row = session.get(RightsRequestRow, number, populate_existing=True)
    if row is None:
        raise NotFoundError(say("There is no rights request {number}.", number=number))
    return _loaded(row)


def find(session: Session, number: int) -> RightsRequest | None:
    """Return one, None where there is none."""
    row = session.get(RightsRequestRow, number, populate_existing=True)
    return None if row is None else _loaded(row)


def of_town(session: Session, town: TownId, limit: int) -> tuple[RightsRequest, ...]:
    """Return those of a town, open ones first, each by its last day."""
    is_open = RightsRequestRow.state == RightsState.OPEN
    own = select(RightsRequestRow).where(RightsRequestRow.town == town)
    rows = session.scalars(own.order_by(is_open.desc(), RightsRequestRow.due_on, RightsRequestRow.id).limit(limit))
    return tuple(map(_loaded, rows))


def put(session: Session, changed: RightsRequest, by: str, now: datetime) -> RightsRequest:
    """Write one anew. Raises ConflictError where somebody else has changed it meanwhile."""
    is_over = changed.state is not RightsState.OPEN
    values = {**_values(changed), "version": changed.version + 1}
    values |= {"ended_at": now, "ended_by": by} if is_over else {"ended_at": None, "ended_by": None}
    own = update(table_of(RightsRequestRow)).where(RightsRequestRow.id == changed.id, RightsRequestRow.version == changed.version)
    if session.execute(own.values(values).returning(RightsRequestRow.id)).first() is None:
        raise ConflictError("Somebody else has changed it meanwhile. Look at it, then try again.")
    return replace(changed, version=changed.version + 1)


def forget(session: Session, town: TownId, before: datetime) -> None:
    """Forget of whom, and in which words, those were that ended before a moment; that they were asked for and when stays."""
    own = table_of(RightsRequestRow)
    ended = update(own).where(own.c.town == town, own.c.ended_at < before)
    session.execute(ended.values(person={}, extended_why=None, outcome_why=None))


def candidates(session: Session, town: TownId, person: Person, names: Sequence[str]) -> tuple[RequestId, ...]:
    """Return requests in which a person may be meant: by address, telephone or name, in his file or in the request itself.

    ``names`` are folded words that a requester's name has all of, each name by itself a string with blanks between. Newest first.
    """
    values = {*(one.lower() for one in person.emails), *person.phones}
    by_contact = select(DossierContactRow.dossier_id).where(DossierContactRow.town == town, DossierContactRow.value.in_(values))
    document = cast(RequestRow.requester, String)
    own: list[ColumnElement[bool]] = [RequestRow.dossier_id.in_(by_contact), RequestRow.phone.in_(person.phones)]
    own += [func.lower(document).contains(one.lower(), autoescape=True) for one in (*person.emails, *person.phones, *person.names)]
    for name in names:
        by_name = select(DossierNameRow.dossier_id).where(DossierNameRow.town == town)
        for word in name.split():
            by_name = by_name.where(DossierNameRow.key.contains(word, autoescape=True))
        own.append(RequestRow.dossier_id.in_(by_name))
    found = select(RequestRow.id).where(RequestRow.town == town, RequestRow.erased_at.is_(None), or_(*own))
    newest = found.order_by(RequestRow.received_at.desc(), RequestRow.id.desc()).limit(MOST_CANDIDATES)
    return tuple(map(RequestId, session.scalars(newest)))


def _values(one: RightsRequest) -> dict[str, object]:
    return {
        "kind": one.right,
        "person": dump(one.person),
        "received_on": one.received_on,
        "due_on": one.due_on,
        "identity": one.identity,
        "state": one.state,
        "extended_why": one.extended_why,
        "outcome_why": one.outcome_why,
        "chosen": list(one.chosen),
        "mentions": [_named(found) for mark in one.mentions if (found := read_mark(mark)) is not None],
    }


def _loaded(row: RightsRequestRow) -> RightsRequest:
    return RightsRequest(
        id=row.id,
        town=TownId(row.town),
        right=Right(row.kind),
        person=load(Person, row.person),
        received_on=row.received_on,
        due_on=row.due_on,
        identity=IdentityProof(row.identity),
        state=RightsState(row.state),
        extended_why=row.extended_why,
        outcome_why=row.outcome_why,
        chosen=tuple(map(RequestId, row.chosen)),
        version=row.version,
        mentions=tuple(_mention(one).mark for one in row.mentions),
    )


def _named(one: Mention) -> dict[str, object]:
    """Return a mention as it is kept: an id under the name of what it is of, so that it goes along when ids change."""
    return {one.kind.value: one.id, "version": one.version} if one.kind is MentionKind.EXAMPLE else {one.kind.value: int(one.id)}


def _mention(kept: dict[str, Any]) -> Mention:
    kind = next(one for one in MentionKind if one.value in kept)
    return Mention(kind=kind, id=str(kept[kind.value]), version=kept.get("version", 0))
