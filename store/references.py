"""Requests by what people call them, number or tracking code, many at once: a few statements, however many there are."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.ids import RequestId, TownId, TrackingCode
from domain.request import RequestNumber
from store.schema import DraftRow, FollowUpRow, InboundRow, ReceiptRow, RequestRow

_MAIN = func.coalesce(RequestRow.merged_into, RequestRow.id, type_=RequestRow.id.type)
"""Number and code of a request that was merged mean the one it is a part of."""
_IS_THERE = RequestRow.erased_at.is_(None)
"""Of one that was anonymised they mean nothing any more: a message that names it is one of its own."""


def by_numbers(session: Session, town: TownId, numbers: Collection[RequestNumber]) -> Mapping[RequestNumber, RequestId]:
    """Return the town's requests with these numbers; what is no number of one is left out."""
    return dict(_of_years(session, town, numbers))


def by_codes(session: Session, town: TownId, codes: Collection[TrackingCode]) -> Mapping[TrackingCode, RequestId]:
    """Return the town's requests with these tracking codes, also such as an arrival was given that was added to one."""
    if not codes:
        return {}
    own = select(RequestRow.tracking, _MAIN).where(RequestRow.town == town, RequestRow.tracking.in_(codes), _IS_THERE)
    found = {TrackingCode(code): RequestId(request) for code, request in session.execute(own)}
    others = [code for code in codes if code not in found]
    if not others:
        return found
    added = (
        select(ReceiptRow.tracking, _MAIN)
        .join(DraftRow, DraftRow.inbound_id == ReceiptRow.inbound_id)
        .join(FollowUpRow, FollowUpRow.draft_id == DraftRow.id)
        .join(RequestRow, RequestRow.id == FollowUpRow.request_id)
        .where(ReceiptRow.town == town, ReceiptRow.tracking.in_(others), _IS_THERE)
        .order_by(RequestRow.id)
    )
    for code, request in session.execute(added):
        found.setdefault(TrackingCode(code), RequestId(request))
    return found


def arrivals(session: Session, town: TownId, codes: Collection[TrackingCode]) -> Mapping[TrackingCode, datetime]:
    """Return when the arrivals came in that these codes were given for."""
    if not codes:
        return {}
    given = (
        select(ReceiptRow.tracking, InboundRow.received_at)
        .join(InboundRow, InboundRow.id == ReceiptRow.inbound_id)
        .where(ReceiptRow.town == town, ReceiptRow.tracking.in_(codes))
    )
    return {TrackingCode(code): at for code, at in session.execute(given)}


def _of_years(session: Session, town: TownId, numbers: Collection[RequestNumber]) -> Iterator[tuple[RequestNumber, RequestId]]:
    for year in {one.year for one in numbers}:
        counters = [one.counter for one in numbers if one.year == year]
        mine = select(RequestRow.counter, _MAIN).where(RequestRow.town == town, RequestRow.year == year, RequestRow.counter.in_(counters))
        mine = mine.where(_IS_THERE)
        for counter, request in session.execute(mine):
            if counter is not None:
                yield RequestNumber(year=year, counter=counter), RequestId(request)
