"""What an arrival has become: the requests made of each of its drafts, and those that one was added to."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from domain.ids import InboundId
from store.moment import once
from store.request_lines import AS_LINES, RequestLine, line
from store.schema import DraftRow, FollowUpRow, RequestRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """A draft of an arrival by its item, with the requests it is in; none where nothing has become of it, or not yet."""

    item: int
    requests: tuple[RequestLine, ...]


_INBOUND = DraftRow.inbound_id == bindparam("inbound")
_DRAFTS = select(DraftRow.id, DraftRow.item).where(_INBOUND).order_by(DraftRow.item)
_OF_IT = select(DraftRow.id).where(_INBOUND)
_BECAME = select(RequestRow.draft_id, RequestRow).where(RequestRow.draft_id.in_(_OF_IT)).order_by(RequestRow.part).options(*AS_LINES)
_ADDED = (
    select(FollowUpRow.draft_id, RequestRow)
    .join(RequestRow, RequestRow.id == FollowUpRow.request_id)
    .where(FollowUpRow.draft_id.in_(_OF_IT))
    .order_by(RequestRow.id)
    .options(*AS_LINES)
)


@once
def of_arrival(session: Session, inbound_id: InboundId) -> tuple[Sibling, ...]:
    """Return what the drafts of an arrival have become, in their order."""
    asked = {"inbound": inbound_id}
    found: dict[int, list[RequestLine]] = {}
    for statement in (_BECAME, _ADDED):
        for draft_id, row in session.execute(statement, asked):
            found.setdefault(draft_id, []).append(line(row))
    return tuple(Sibling(item=item, requests=tuple(found.get(draft_id, ()))) for draft_id, item in session.execute(_DRAFTS, asked))
