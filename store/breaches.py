"""The register of breaches: each is a row, and what is known of it a version that never changes; the last one counts."""

from datetime import datetime

from sqlalchemy import Select, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.breach import Breach, BreachFacts
from domain.errors import ConflictError, NotFoundError
from domain.ids import TownId
from domain.wording import say
from store.mapping import dump, load
from store.schema import BreachRow, BreachVersionRow


def add(session: Session, town: TownId, facts: BreachFacts, author: str, now: datetime) -> Breach:
    """Write one down with its first version."""
    number = session.execute(insert(BreachRow).values(town=town).returning(BreachRow.id)).scalar_one()
    first = Breach(id=number, town=town, facts=facts, version=1, author=author, at=now)
    _write(session, first)
    return first


def append(session: Session, changed: Breach) -> None:
    """Write its next version. Raises ConflictError where somebody else has written it meanwhile."""
    try:
        with session.begin_nested():
            _write(session, changed)
    except IntegrityError as error:
        raise ConflictError(say("Somebody else has changed it meanwhile. Look at it, then try again.")) from error


def get(session: Session, number: int) -> Breach:
    """Return one as it was last written. Raises NotFoundError."""
    row = session.scalar(_LAST.where(BreachVersionRow.breach_id == number))
    if row is None:
        raise NotFoundError(say("There is no breach {number}.", number=number))
    return _loaded(row)


def of_town(session: Session, town: TownId) -> tuple[Breach, ...]:
    """Return those of a town, as each was last written, the latest known first."""
    found = map(_loaded, session.scalars(_LAST.where(BreachVersionRow.town == town)))
    return tuple(sorted(found, key=lambda one: (one.facts.known_at, one.id), reverse=True))


def versions(session: Session, number: int) -> tuple[Breach, ...]:
    """Return all that was ever written of one, the first version first."""
    own = select(BreachVersionRow).where(BreachVersionRow.breach_id == number).order_by(BreachVersionRow.version)
    return tuple(map(_loaded, session.scalars(own)))


def _last() -> Select[BreachVersionRow]:
    last = select(BreachVersionRow.breach_id, func.max(BreachVersionRow.version).label("version")).group_by(BreachVersionRow.breach_id)
    newest = last.subquery()
    is_it = (BreachVersionRow.breach_id == newest.c.breach_id) & (BreachVersionRow.version == newest.c.version)
    return select(BreachVersionRow).join(newest, is_it)


_LAST = _last()


def _write(session: Session, one: Breach) -> None:
    values = {
        "breach_id": one.id,
        "version": one.version,
        "town": one.town,
        "document": dump(one.facts),
        "author": one.author,
        "at": one.at,
    }
    session.execute(insert(BreachVersionRow).values(values))


def _loaded(row: BreachVersionRow) -> Breach:
    facts = load(BreachFacts, row.document)
    return Breach(id=row.breach_id, town=TownId(row.town), facts=facts, version=row.version, author=row.author, at=row.at)
