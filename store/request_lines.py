"""Requests as lists show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from domain.decision import ForReview, Reason
from domain.department import Confidentiality
from domain.draft import Flag, Requester
from domain.ids import DepartmentCode, RequestId, SubjectCode, TownId, TrackingCode
from domain.inbound import Channel
from domain.lifecycle import Situation
from domain.place import Place
from domain.request import Closure, RequestNumber, Status
from domain.ruleset import LOWEST_PRIORITY
from domain.timing import NOT_PRESSING, Dates
from store.mapping import load, load_decision
from store.schema import HistoryRow, RequestRow

CONCEALED = LOWEST_PRIORITY + 1
"""Stands where a priority is not the reader's to know: behind all there are, and the same for all."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST = 2**63 - 1
"""What a column of ids holds."""
_CAME_BACK: Mapping[str, Reason] = {
    "refused": Reason.GIVEN_BACK,
    "returned_unread": Reason.UNREAD,
    "returned_closed": Reason.DEPARTMENT_CLOSED,
}
"""What of a history brings a request that had left review back into it."""


AS_LINES = tuple(defer(column, raiseload=True) for column in (RequestRow.trace, RequestRow.details, RequestRow.timing))
"""What rows are asked with that are shown as lines: the evidence alone is some 8 kB a row and would be decoded for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Place in a list: the last line seen. Goes into an address as text and comes back by `parse`."""

    priority: int
    received_at: datetime
    id: RequestId
    pressing_on: date = NOT_PRESSING
    due_at: datetime | None = None

    @property
    def by_time(self) -> "Cursor":
        """The same place in a list of the newest first, which tells nothing else of the request."""
        return Cursor(priority=0, received_at=self.received_at, id=self.id)

    def __str__(self) -> str:
        """Return the place as text that is safe in an address."""
        due = "" if self.due_at is None else str(_microseconds(self.due_at))
        return f"{self.priority}.{self.pressing_on.toordinal()}.{_microseconds(self.received_at)}.{due}.{self.id}"

    @staticmethod
    def parse(text: str) -> "Cursor":
        """Return the place such a text means. Raises ValueError."""
        priority, pressing, received, due, request_id = text.split(".")
        try:
            received_at = _EPOCH + timedelta(microseconds=int(received))
            due_at = _EPOCH + timedelta(microseconds=int(due)) if due else None
            pressing_on = date.fromordinal(int(pressing))
        except OverflowError as error:
            raise ValueError(text) from error
        numbers = int(priority), int(request_id)
        if not all(abs(one) <= _LARGEST for one in numbers):
            raise ValueError(text)
        return Cursor(priority=numbers[0], received_at=received_at, id=RequestId(numbers[1]), pressing_on=pressing_on, due_at=due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """A request as a table shows it. ``requester`` is the name, else the e-mail address, else the phone number, if known.

    ``place`` is the official street or landmark with its number, else the sender's words. ``confidence`` is 0 to 1.
    """

    id: RequestId
    town: TownId
    number: RequestNumber | None
    tracking: TrackingCode
    situation: Situation
    version: int
    received_at: datetime
    channel: Channel
    subject: SubjectCode
    department: DepartmentCode
    priority: int
    confidentiality: Confidentiality
    heading: str
    requester: str | None
    place: str | None
    sector: str | None
    flags: tuple[Flag, ...]
    confidence: float
    reasons: tuple[Reason, ...]
    merged_into: RequestId | None
    dates: Dates = field(default_factory=Dates)

    @property
    def status(self) -> Status:
        """Its state."""
        return self.situation.status

    @property
    def cursor(self) -> Cursor:
        """Where a page that ends with this line goes on."""
        return Cursor(
            priority=self.priority,
            received_at=self.received_at,
            id=self.id,
            pressing_on=self.dates.pressing_on,
            due_at=self.dates.due_at,
        )


def concealed(one: RequestLine) -> RequestLine:
    """Return a line as it is known to somebody who may not read it: it presses with nothing, and is in order by when it came alone.

    What such a line is about is still in it; who shows it asks what is the reader's.
    """
    situation = one.situation
    came = None if situation.closed_at is None else one.received_at
    return replace(one, priority=CONCEALED, dates=Dates(), situation=replace(situation, closed_at=came))


def line(row: RequestRow) -> RequestLine:
    """Return a row as a line."""
    decision = load_decision(row.decision)
    requester = load(Requester, row.requester)
    return RequestLine(
        id=RequestId(row.id),
        town=TownId(row.town),
        number=None if row.year is None or row.counter is None else RequestNumber(year=row.year, counter=row.counter),
        tracking=TrackingCode(row.tracking),
        situation=Situation(
            status=Status(row.status),
            taken_at=row.taken_at,
            taken_by=row.taken_by,
            planned_on=row.planned_on,
            awaited_until=row.awaited_until,
            authority=None if row.authority is None else DepartmentCode(row.authority),
            closure=None if row.closure is None else Closure(row.closure),
            closed_at=row.closed_at,
        ),
        version=row.version,
        received_at=row.received_at,
        channel=Channel(row.channel),
        subject=SubjectCode(row.subject),
        department=DepartmentCode(row.department),
        priority=row.priority,
        confidentiality=Confidentiality(row.confidentiality),
        heading=row.heading,
        requester=requester.name or requester.email or requester.phone,
        place=place_text(load(Place, row.place)),
        sector=row.sector,
        flags=decision.orientation.flags,
        confidence=decision.orientation.confidence,
        reasons=decision.reasons if isinstance(decision, ForReview) else (),
        merged_into=None if row.merged_into is None else RequestId(row.merged_into),
        dates=Dates(
            take_by=row.take_by,
            complete_by=row.complete_by,
            legal_on=row.legal_on,
            due_at=row.due_at,
            pressing_on=row.pressing_on,
            snoozed_until=row.snoozed_until,
            asked_on=row.asked_on,
            receipt_on=row.receipt_on,
            acknowledge_on=row.acknowledge_on,
        ),
    )


def lines_of(session: Session, rows: Iterable[RequestRow]) -> tuple[RequestLine, ...]:
    """Return rows as lines. What waits in review once more says first why it came back: its decision tells what was thought before."""
    found = tuple(map(line, rows))
    # What was never sent out has no number, and was given back by nobody.
    again = [one.id for one in found if one.status is Status.REVIEW and one.number is not None]
    if not again:
        return found
    of_them = select(HistoryRow.request_id, HistoryRow.action).where(HistoryRow.request_id.in_(again), HistoryRow.action.in_(_CAME_BACK))
    back = {request: _CAME_BACK[action] for request, action in session.execute(of_them.order_by(HistoryRow.id))}
    return tuple(replace(one, reasons=tuple(dict.fromkeys((back[one.id], *one.reasons)))) if one.id in back else one for one in found)


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def place_text(place: Place) -> str | None:
    """Return a place as lists show it: the official street or landmark with its number, else the sender's words."""
    official = place.street or place.landmark
    if official is None:
        return place.text or place.commune
    return f"{place.number} {official}" if place.number else official
