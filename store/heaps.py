"""How heaps of paper were cut into letters: one report for each file of an arrival."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from domain.ids import InboundId, TownId
from domain.paper import BatchReport
from store.mapping import dump, load
from store.schema import HeapRow


def put(session: Session, inbound_id: InboundId, town: TownId, reports: Sequence[BatchReport], now: datetime) -> None:
    """Write the reports of an arrival's files, over what was there."""
    session.merge(HeapRow(inbound_id=inbound_id, town=town, document={"files": [dump(one) for one in reports]}, created_at=now))
    session.flush()


def find(session: Session, inbound_id: InboundId) -> tuple[BatchReport, ...]:
    """Return the reports of an arrival's files; none where it is no paper."""
    row = session.get(HeapRow, inbound_id)
    return () if row is None else tuple(load(BatchReport, one) for one in row.document["files"])
