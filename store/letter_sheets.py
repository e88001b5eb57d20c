"""Letters as PDF: as they left with their mails, or as they lie in a batch."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.outbox import OutboxId
from store.schema import LetterSheetRow
from store.upsert import dialect_of, insert_into

_AT_ONCE = 50


def keep(session: Session, letter: OutboxId, content: bytes, pages: int, now: datetime) -> None:
    """Keep a letter as PDF in place of the one before."""
    values = {"content": content, "pages": pages, "at": now}
    keeping = insert_into(dialect_of(session), LetterSheetRow).on_conflict_do_update(index_elements=["letter_id"], set_=values)
    session.execute(keeping, {"letter_id": letter, **values})


def find(session: Session, letter: OutboxId) -> bytes | None:
    """Return a letter as PDF, None where none is kept."""
    return session.scalar(select(LetterSheetRow.content).where(LetterSheetRow.letter_id == letter))


def each(session: Session, letters: Sequence[OutboxId]) -> Iterator[tuple[OutboxId, bytes]]:
    """Yield letters as PDF, in this order, some at a time; those of which none is kept are left out."""
    for start in range(0, len(letters), _AT_ONCE):
        some = letters[start : start + _AT_ONCE]
        asked = select(LetterSheetRow.letter_id, LetterSheetRow.content).where(LetterSheetRow.letter_id.in_(some))
        found = {letter: content for letter, content in session.execute(asked)}
        yield from ((one, found[one]) for one in some if one in found)
