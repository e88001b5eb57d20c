"""What was emptied, as it is written down outside of the database: by what stays of it, and nothing personal."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.ids import TownId
from store.schema import ErasureRow, InboundRow, RequestRow

REQUEST, ARRIVAL = "request", "arrival"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """That a request or an arrival was emptied: ``mark`` knows it again where another has its number, its tracking code or when it came."""

    kind: str
    row: int
    mark: str
    town: TownId
    at: datetime
    rule: str

    @property
    def key(self) -> tuple[str, int, str]:
        """Return what it is known by."""
        return self.kind, self.row, self.mark


def newest_first(session: Session) -> Iterator[Mark]:
    """Yield all marks, the last first."""
    before: int | None = None
    while True:
        own = select(ErasureRow).where(ErasureRow.kind.in_((REQUEST, ARRIVAL))).order_by(ErasureRow.id.desc()).limit(_AT_ONCE)
        rows = session.scalars(own if before is None else own.where(ErasureRow.id < before)).all()
        if not rows:
            return
        marks = {kind: _marks(session, kind, [one.row for one in rows if one.kind == kind]) for kind in (REQUEST, ARRIVAL)}
        for one in rows:
            if one.row in marks[one.kind]:
                mark = marks[one.kind][one.row]
                yield Mark(kind=one.kind, row=one.row, mark=mark, town=TownId(one.town), at=one.at, rule=one.rule)
        before = rows[-1].id


def present(session: Session, marks: Collection[Mark]) -> tuple[Mark, ...]:
    """Return which of some marks mean something that is here and was not emptied, by the ids it has here.

    A request is known again by its town and tracking code: in a town that was brought in from elsewhere it has another id.
    """
    found: list[Mark] = []
    ordered = sorted(marks, key=lambda one: one.key)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        for kind in (REQUEST, ARRIVAL):
            own = _where_it_is(session, [one for one in some if one.kind == kind])
            here = _marks(session, kind, [one.row for one in own])
            gone = select(ErasureRow.row).where(ErasureRow.kind == kind, ErasureRow.row.in_([one.row for one in own]))
            emptied = set(session.scalars(gone))
            found += [one for one in own if here.get(one.row) == one.mark and one.row not in emptied]
    return tuple(found)


def _where_it_is(session: Session, marks: list[Mark]) -> list[Mark]:
    wanted = [one.mark for one in marks if one.kind == REQUEST]
    rows = (
        session.execute(select(RequestRow.id, RequestRow.town, RequestRow.tracking).where(RequestRow.tracking.in_(wanted)))
        if wanted
        else ()
    )
    ids = {(row.town, row.tracking): row.id for row in rows}
    return [replace(one, row=ids.get((one.town, one.mark), one.row)) if one.kind == REQUEST else one for one in marks]


def _marks(session: Session, kind: str, rows: Collection[int]) -> dict[int, str]:
    if kind == REQUEST:
        return {row.id: row.tracking for row in session.execute(select(RequestRow.id, RequestRow.tracking).where(RequestRow.id.in_(rows)))}
    came = session.execute(select(InboundRow.id, InboundRow.received_at).where(InboundRow.id.in_(rows)))
    return {row.id: row.received_at.isoformat() for row in came}
