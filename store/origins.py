"""Which arrival something goes back to: by its number one message is followed through logs and traces."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.ids import DraftId, InboundId
from store.outbox import OutboxId
from store.schema import DraftRow, OutboxRow, RequestRow


def of_draft(session: Session, draft: DraftId) -> InboundId | None:
    """Return the arrival of a draft; None where there is no such draft."""
    found = session.scalar(select(DraftRow.inbound_id).where(DraftRow.id == draft))
    return None if found is None else InboundId(found)


def of_letter(session: Session, letter: OutboxId) -> InboundId | None:
    """Return the arrival of the request a letter is about; None where it is about none."""
    about = select(DraftRow.inbound_id).join(RequestRow, RequestRow.draft_id == DraftRow.id)
    found = session.scalar(about.join(OutboxRow, OutboxRow.request_id == RequestRow.id).where(OutboxRow.id == letter))
    return None if found is None else InboundId(found)
