"""Batches of letters to print."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Exists, Integer, Select, exists, func, insert, select, type_coerce, update
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.ids import TownId
from domain.stationery import Batch, BatchId, BatchState
from domain.wording import say
from store.columns import literally
from store.limited import limited
from store.outbox import Held, OutboxId
from store.schema import OutboxRow, PrintBatchLetterRow, PrintBatchRow

_UNSENT = literally("state <> 'sent'")
"""Literally the condition of an index of the outbox, or SQLite would not use it."""
_OPEN = (BatchState.PREPARING, BatchState.PREPARED)


@dataclass(frozen=True, slots=True, kw_only=True)
class InBatch:
    """A letter in a batch. ``fault`` says why it is not printed: ``template`` and ``values``; ``sort_key`` is None while it is not made."""

    letter: OutboxId
    recipient: str
    pages: int | None
    sort_key: str | None
    fault: dict[str, object] | None


def waiting(session: Session, town: TownId, chosen: Collection[OutboxId] | None = None) -> tuple[OutboxId, ...]:
    """Return the letters of a town that are to be printed and lie in no open batch, of those chosen or of all, oldest first."""
    wanted = (
        select(OutboxRow.id)
        .where(OutboxRow.town == town, OutboxRow.state == "kept", _UNSENT, OutboxRow.held_why == Held.PRINT, ~_is_in_open_batch())
        .where(~limited(OutboxRow.request_id))
        .order_by(OutboxRow.id)
    )
    found = session.scalars(wanted)
    return tuple(OutboxId(one) for one in found if chosen is None or one in chosen)


def _is_in_open_batch() -> Exists:
    own = (PrintBatchLetterRow.letter_id == OutboxRow.id, PrintBatchLetterRow.fault.is_(None))
    return exists().where(*own, PrintBatchRow.id == PrintBatchLetterRow.batch_id, PrintBatchRow.state.in_(_OPEN))


def begin(session: Session, town: TownId, letters: Sequence[OutboxId], author: str, now: datetime, *, is_double_sided: bool) -> BatchId:
    """Write a batch of letters that are still to be made. IntegrityError where another of its town begins at once."""
    last = session.scalar(select(func.max(PrintBatchRow.number)).where(PrintBatchRow.town == town)) or 0
    row = PrintBatchRow(
        town=town, number=last + 1, state=BatchState.PREPARING, is_double_sided=is_double_sided, author=author, created_at=now
    )
    session.add(row)
    session.flush()
    if letters:
        session.execute(insert(PrintBatchLetterRow), [{"batch_id": row.id, "letter_id": one} for one in letters])
    return BatchId(row.id)


def get(session: Session, batch: BatchId) -> Batch:
    """Return a batch. Raises NotFoundError."""
    found = _batches(session, _counted().where(PrintBatchRow.id == batch))
    if not found:
        raise NotFoundError(say("There is no batch {id}.", id=batch))
    return found[0]


def find_numbered(session: Session, town: TownId, number: int) -> BatchId | None:
    """Return the batch of a town with a number."""
    found = session.scalar(select(PrintBatchRow.id).where(PrintBatchRow.town == town, PrintBatchRow.number == number))
    return None if found is None else BatchId(found)


def of_town(session: Session, town: TownId, *, limit: int = 50) -> tuple[Batch, ...]:
    """Return the batches of a town, the latest first."""
    return _batches(session, _counted().where(PrintBatchRow.town == town).order_by(PrintBatchRow.id.desc()).limit(limit))


def hold(session: Session, batch: BatchId) -> None:
    """Keep others from changing how a batch stands until this transaction ends. Raises NotFoundError."""
    if session.scalar(select(PrintBatchRow.id).where(PrintBatchRow.id == batch).with_for_update()) is None:
        raise NotFoundError(say("There is no batch {id}.", id=batch))


def set_state(session: Session, batch: BatchId, state: BatchState, by: str | None = None, at: datetime | None = None) -> None:
    """Write how a batch stands, and who printed it."""
    values = {"state": state, "printed_by": by, "printed_at": at}
    session.execute(update(PrintBatchRow).where(PrintBatchRow.id == batch).values(values).execution_options(synchronize_session=False))


def unmade(session: Session, batch: BatchId, limit: int) -> tuple[OutboxId, ...]:
    """Return letters of a batch that are still to be made."""
    own = (PrintBatchLetterRow.batch_id == batch, PrintBatchLetterRow.pages.is_(None), PrintBatchLetterRow.fault.is_(None))
    found = session.scalars(select(PrintBatchLetterRow.letter_id).where(*own).order_by(PrintBatchLetterRow.letter_id).limit(limit))
    return tuple(OutboxId(one) for one in found)


def set_made(session: Session, batch: BatchId, letter: OutboxId, pages: int, sort_key: str) -> None:
    """Write that a letter of a batch was made."""
    _set(session, batch, letter, {"pages": pages, "sort_key": sort_key})


def set_fault(session: Session, batch: BatchId, letter: OutboxId, fault: dict[str, object]) -> None:
    """Write why a letter of a batch is not printed."""
    _set(session, batch, letter, {"pages": None, "fault": dict(fault)})


def unsent(session: Session, batch: BatchId, limit: int) -> tuple[OutboxId, ...]:
    """Return letters of a batch that nobody has said to be sent yet."""
    own = (PrintBatchLetterRow.batch_id == batch, PrintBatchLetterRow.fault.is_(None))
    is_here = (OutboxRow.state == "kept", OutboxRow.held_why == Held.PRINT)
    found = select(PrintBatchLetterRow.letter_id).join(OutboxRow, OutboxRow.id == PrintBatchLetterRow.letter_id).where(*own, *is_here)
    return tuple(OutboxId(one) for one in session.scalars(found.order_by(PrintBatchLetterRow.letter_id).limit(limit)))


def letters(session: Session, batch: BatchId) -> tuple[InBatch, ...]:
    """Return the letters of a batch in their order; those that are not printed come last."""
    row = PrintBatchLetterRow
    wanted = select(row.letter_id, OutboxRow.recipient, row.pages, row.sort_key, row.fault).join(OutboxRow, OutboxRow.id == row.letter_id)
    found = [
        InBatch(letter=OutboxId(letter), recipient=recipient, pages=pages, sort_key=key, fault=fault)
        for letter, recipient, pages, key, fault in session.execute(wanted.where(row.batch_id == batch))
    ]
    return tuple(sorted(found, key=lambda one: (one.fault is not None, one.sort_key or "", one.letter)))


def _set(session: Session, batch: BatchId, letter: OutboxId, values: dict[str, object]) -> None:
    own = (PrintBatchLetterRow.batch_id == batch, PrintBatchLetterRow.letter_id == letter)
    session.execute(update(PrintBatchLetterRow).where(*own).values(values).execution_options(synchronize_session=False))


def _counted() -> Select[PrintBatchRow, int, int, int, int]:
    row = PrintBatchLetterRow
    return (
        select(
            PrintBatchRow,
            func.count(row.letter_id),
            func.count(row.pages),
            func.count(row.fault),
            type_coerce(func.coalesce(func.sum(row.pages), 0), Integer),
        )
        .outerjoin(row, row.batch_id == PrintBatchRow.id)
        .group_by(PrintBatchRow.id)
    )


def _batches(session: Session, asked: Select[PrintBatchRow, int, int, int, int]) -> tuple[Batch, ...]:
    return tuple(
        Batch(
            id=BatchId(row.id),
            town=TownId(row.town),
            number=row.number,
            state=BatchState(row.state),
            is_double_sided=row.is_double_sided,
            author=row.author,
            created_at=row.created_at,
            printed_by=row.printed_by,
            printed_at=row.printed_at,
            letters=total,
            made=made,
            faulty=faulty,
            pages=int(pages),
        )
        for row, total, made, faulty, pages in session.execute(asked.execution_options(populate_existing=True))
    )
