"""What an arrival has become: the requests made of each of its drafts, and those that one was added to."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.ids import InboundId
from store.request_lines import RequestLine, line
from store.schema import DraftRow, FollowUpRow, RequestRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """A draft of an arrival by its item, with the requests it is in; none where nothing has become of it, or not yet."""

    item: int
    requests: tuple[RequestLine, ...]


def of_arrival(session: Session, inbound_id: InboundId) -> tuple[Sibling, ...]:
    """Return what the drafts of an arrival have become, in their order."""
    drafts = select(DraftRow.id, DraftRow.item).where(DraftRow.inbound_id == inbound_id).order_by(DraftRow.item)
    of_it = select(DraftRow.id).where(DraftRow.inbound_id == inbound_id)
    became = select(RequestRow.draft_id, RequestRow).where(RequestRow.draft_id.in_(of_it)).order_by(RequestRow.part)
    added = (
        select(FollowUpRow.draft_id, RequestRow)
        .join(RequestRow, RequestRow.id == FollowUpRow.request_id)
        .where(FollowUpRow.draft_id.in_(of_it))
        .order_by(RequestRow.id)
    )
    found: dict[int, list[RequestLine]] = {}
    for statement in (became, added):
        for draft_id, row in session.execute(statement):
            found.setdefault(draft_id, []).append(line(row))
    return tuple(Sibling(item=item, requests=tuple(found.get(draft_id, ()))) for draft_id, item in session.execute(drafts))
