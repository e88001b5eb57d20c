"""Mappings, files that were taken in, refused lines, and the numbers other software gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from domain.exchange import ExchangeKind, ExchangeRun, ExchangeRunId, LineOutcome
from domain.ids import RequestId, TownId
from store.schema import ExchangeMappingRow, ExchangeRefusalRow, ExchangeRunRow, OutsideNumberRow
from store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMapping:
    """A mapping under its name."""

    name: str
    document: Mapping[str, object]
    author: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A request another software has a number for; ``digest`` of what it said of it last."""

    request: RequestId
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """A file to take in; ``key`` tells it from all others of its town."""

    town: TownId
    key: str
    kind: ExchangeKind
    outside: str
    file: str
    sha256: str
    mapping: Mapping[str, object]
    author: str


def put_mapping(session: Session, town: TownId, kept: KeptMapping) -> None:
    """Keep a mapping, over the one that had its name."""
    values = {"town": town, "name": kept.name, "document": dict(kept.document), "author": kept.author, "at": kept.at}
    adding = insert_into(dialect_of(session), ExchangeMappingRow).values(values)
    session.execute(
        adding.on_conflict_do_update(
            index_elements=["town", "name"],
            set_={"document": adding.excluded.document, "author": adding.excluded.author, "at": adding.excluded.at},
        )
    )


def mappings(session: Session, town: TownId) -> tuple[KeptMapping, ...]:
    """Return the mappings of a town by name."""
    rows = session.scalars(select(ExchangeMappingRow).where(ExchangeMappingRow.town == town).order_by(ExchangeMappingRow.name))
    return tuple(KeptMapping(name=row.name, document=row.document, author=row.author, at=row.at) for row in rows)


def drop_mapping(session: Session, town: TownId, name: str) -> bool:
    """Forget a mapping; False where there is none of that name."""
    gone = delete(ExchangeMappingRow).where(ExchangeMappingRow.town == town, ExchangeMappingRow.name == name)
    return session.scalar(gone.returning(ExchangeMappingRow.name)) is not None


def begin(session: Session, new: NewRun, now: datetime) -> ExchangeRun:
    """Return the run of a file: a new one, or the one that there is, as far as it came."""
    values = {
        "town": new.town,
        "key": new.key,
        "kind": new.kind.value,
        "outside": new.outside,
        "file": new.file,
        "sha256": new.sha256,
        "mapping": dict(new.mapping),
        "author": new.author,
        "started_at": now,
    }
    adding = insert_into(dialect_of(session), ExchangeRunRow).values(values)
    session.execute(adding.on_conflict_do_nothing(index_elements=["town", "key"]))
    row = session.scalars(select(ExchangeRunRow).where(ExchangeRunRow.town == new.town, ExchangeRunRow.key == new.key)).one()
    return _run(row)


def hold(session: Session, run: ExchangeRunId) -> ExchangeRun:
    """Return a run as it stands; whoever else takes the same file in waits until this transaction ends."""
    held = select(ExchangeRunRow).where(ExchangeRunRow.id == run).with_for_update()
    return _run(session.scalars(held.execution_options(populate_existing=True)).one())


def runs(session: Session, town: TownId, limit: int) -> tuple[ExchangeRun, ...]:
    """Return the last runs of a town, the newest first."""
    rows = session.scalars(select(ExchangeRunRow).where(ExchangeRunRow.town == town).order_by(ExchangeRunRow.id.desc()).limit(limit))
    return tuple(map(_run, rows))


def get_run(session: Session, town: TownId, run: ExchangeRunId) -> ExchangeRun | None:
    """Return a run of a town; None where there is none."""
    row = session.scalar(select(ExchangeRunRow).where(ExchangeRunRow.town == town, ExchangeRunRow.id == run))
    return None if row is None else _run(row)


def move(session: Session, run: ExchangeRun, line: int, outcomes: Sequence[LineOutcome], refused: Mapping[int, str]) -> None:
    """Write how far a run came, what became of its last lines, and why some were refused."""
    counted = {one.value: getattr(ExchangeRunRow, one.value) + outcomes.count(one) for one in LineOutcome}
    moved = update(ExchangeRunRow).where(ExchangeRunRow.id == run.id).values({"line": line, **counted})
    session.execute(moved.execution_options(synchronize_session=False))
    if refused:
        session.execute(insert(ExchangeRefusalRow), [{"run_id": run.id, "line": number, "why": why} for number, why in refused.items()])


def end(session: Session, run: ExchangeRunId, now: datetime) -> ExchangeRun:
    """Write that a run is done and return it."""
    session.execute(update(ExchangeRunRow).where(ExchangeRunRow.id == run).values(done_at=now).execution_options(synchronize_session=False))
    return hold(session, run)


def refusals(session: Session, run: ExchangeRunId, *, after: int, limit: int) -> tuple[tuple[int, str], ...]:
    """Return refused lines of a run with why, in order, behind a line."""
    of_it = (ExchangeRefusalRow.run_id == run, ExchangeRefusalRow.line > after)
    rows = session.execute(
        select(ExchangeRefusalRow.line, ExchangeRefusalRow.why).where(*of_it).order_by(ExchangeRefusalRow.line).limit(limit)
    )
    return tuple((line, why) for line, why in rows)


def known(session: Session, town: TownId, outside: str, numbers: Sequence[str]) -> dict[str, Known]:
    """Return the requests another software has these numbers for."""
    of_it = (OutsideNumberRow.town == town, OutsideNumberRow.outside == outside, OutsideNumberRow.number.in_(numbers))
    rows = session.execute(select(OutsideNumberRow.number, OutsideNumberRow.request_id, OutsideNumberRow.digest).where(*of_it))
    return {number: Known(request=RequestId(request), digest=digest) for number, request, digest in rows}


def put_number(  # noqa: PLR0913 — a row has these, each named by the caller
    session: Session, *, town: TownId, outside: str, number: str, request: RequestId, digest: str, now: datetime
) -> None:
    """Write the number another software has for a request, or what it said of it last."""
    values = {"town": town, "outside": outside, "number": number, "request_id": request, "digest": digest, "at": now}
    adding = insert_into(dialect_of(session), OutsideNumberRow).values(values)
    changed = {"digest": adding.excluded.digest, "at": adding.excluded.at}
    session.execute(adding.on_conflict_do_update(index_elements=["town", "outside", "number"], set_=changed))


def numbers_of(session: Session, requests: Sequence[RequestId]) -> dict[RequestId, tuple[str, ...]]:
    """Return the numbers other software has for requests, each behind the name of the software."""
    found: dict[RequestId, tuple[str, ...]] = {}
    asked = (
        select(OutsideNumberRow)
        .where(OutsideNumberRow.request_id.in_(requests))
        .order_by(OutsideNumberRow.outside, OutsideNumberRow.number)
    )
    for row in session.scalars(asked):
        request = RequestId(row.request_id)
        found[request] = (*found.get(request, ()), f"{row.outside} {row.number}")
    return found


def _run(row: ExchangeRunRow) -> ExchangeRun:
    return ExchangeRun(
        id=ExchangeRunId(row.id),
        town=TownId(row.town),
        kind=ExchangeKind(row.kind),
        outside=row.outside,
        file=row.file,
        line=row.line,
        counts={one: getattr(row, one.value) for one in LineOutcome},
        author=row.author,
        started_at=row.started_at,
        done_at=row.done_at,
    )
