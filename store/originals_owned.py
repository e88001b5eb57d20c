"""Whose an original is: of some requests alone, or of others as well."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.ids import InboundId, RequestId
from store.schema import DraftRow, FollowUpRow, RequestRow


def is_owned(session: Session, arrival: InboundId, requests: Collection[RequestId]) -> bool:
    """Tell whether all that an arrival became, and was added to, is among some requests."""
    became = select(RequestRow.id).join(DraftRow, DraftRow.id == RequestRow.draft_id).where(DraftRow.inbound_id == arrival)
    added = select(FollowUpRow.request_id).join(DraftRow, DraftRow.id == FollowUpRow.draft_id).where(DraftRow.inbound_id == arrival)
    others = {*session.scalars(became), *session.scalars(added)} - set(requests)
    return not others
