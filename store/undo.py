"""A request put back to where it stood before a confirmation."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.confirmation import Before
from domain.ids import RequestId
from store.mapping import dump
from store.schema import RequestRow


def restore(session: Session, request: RequestId, before: Before) -> None:
    """Write how a request stood before a confirmation; its number stays its own. Whoever calls counts its dates anew."""
    situation = before.situation
    values = {
        "status": situation.status,
        "taken_at": situation.taken_at,
        "taken_by": situation.taken_by,
        "planned_on": situation.planned_on,
        "awaited_until": situation.awaited_until,
        "authority": situation.authority,
        "closure": situation.closure,
        "closed_at": situation.closed_at,
        "subject": before.subject,
        "department": before.department,
        "priority": before.priority,
        "confidentiality": before.confidentiality,
        "place": dump(before.place),
        "street": before.place.street,
        "sector": before.place.sector,
        "timing": None if before.timing is None else dump(before.timing),
        "version": RequestRow.version + 1,
    }
    session.execute(update(RequestRow).where(RequestRow.id == request).values(values).execution_options(synchronize_session=False))
