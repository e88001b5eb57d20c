"""The same text as PDF that goes along with a mail. It never holds the mail, which leaves without where it cannot be made; that is told."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from domain.errors import ConflictError, NotFoundError, UnavailableError
from flows.printing.letters import lay
from flows.printing.pdf import Printed, UnprintableError
from flows.send import NO_COPY, Copy, Piece
from flows.wiring import Installation
from letters.kinds import ModelKey
from store import journal, letter_sheets, stationery
from store.outbox import LetterRecord

ACTOR = "system"
_WITHOUT = frozenset({ModelKey.REGISTERED, ModelKey.DISCREET})
"""The receipt that leaves at once says when a message came, and nobody files it; of what is confidential nothing may lie about."""


def copy_of(installation: Installation, record: LetterRecord) -> Copy:
    """Return the PDF that goes along with a mail, where its town wants one."""
    payload = record.letter.payload
    if record.letter.request is None or "occasion" not in payload or not _has_words(payload):
        return NO_COPY
    try:
        with installation.database.read() as session:
            if not stationery.find(session, record.letter.town)[0].attaches_pdf:
                return NO_COPY
            laid = lay(session, installation.towns.get(record.letter.town), record)
        printed = laid.drawn()
    except UnprintableError as error:
        return Copy(keep=partial(_tell, record, error.why.value))
    except (UnavailableError, ConflictError, NotFoundError) as error:
        return Copy(keep=partial(_tell, record, type(error).__name__))
    piece = Piece(name=f"courrier-{record.id}.pdf", media_type="application/pdf", content=printed.content, is_copy=True)
    return Copy(pieces=(piece,), keep=partial(_keep, record, printed))


def _has_words(payload: Mapping[str, object]) -> bool:
    return "body" in payload and "office" not in payload and payload.get("model") not in _WITHOUT


def _keep(record: LetterRecord, printed: Printed, session: Session, now: datetime) -> None:
    letter_sheets.keep(session, record.id, printed.content, printed.pages, now)


def _tell(record: LetterRecord, why: str, session: Session, now: datetime) -> None:
    """Write into the journal why a mail left without its PDF."""
    facts, name = {"letter": record.id, "why": why}, f"letter:{record.id}"
    journal.append(session, at=now, town=record.letter.town, actor=ACTOR, action="letter.without_pdf", object=name, details=facts)
