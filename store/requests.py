"""Requests: kept, numbered, listed, found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from sqlalchemy import Select, Tuple, Update, bindparam, func, literal, select, text, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.dml import ReturningInsert

from domain.decision import Basis, Decision, sole_rule
from domain.department import Confidentiality
from domain.draft import Draft, Requester
from domain.errors import CitoyenError, NotFoundError
from domain.evidence import Classification
from domain.ids import DepartmentCode, DraftId, InboundId, RequestId, TownId, TrackingCode
from domain.inbound import Channel, Inbound
from domain.lifecycle import Situation
from domain.place import Place
from domain.request import RequestNumber, Status
from domain.rights import Reach
from domain.timing import Dates, Timing
from domain.wording import say
from store import clocks, history, inbounds, quick, tracking
from store.emptied import bare, nameless
from store.history import HistoryLine
from store.mapping import dump, load, load_decision
from store.reach import WHOLE, is_readable, is_there, is_told
from store.request_lines import AS_LINES, CONCEALED, Cursor, RequestLine, concealed, line, lines_of
from store.schema import CONCEALABLE, IN_REVIEW, OPEN, CounterRow, DraftRow, FollowUpRow, InboundRow, ReceiptRow, RequestRow, table_of
from store.upsert import dialect_of, insert_into
from store.versions import leave_main

_NUMBER = re.compile(r"\s*([0-9]{4})\s*/\s*([0-9]{1,9})\s*")
_RECEIPTED = frozenset({Channel.FORM, Channel.COUNTER, Channel.PHONE})
"""Channels whose arrivals may have been given a tracking code at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """A request to keep. Subject, department, priority, confidentiality, place and rule set are those of the decision.

    ``part`` says which of the draft's parts it is, from 1; ``details`` is that part's text and ``offset`` its first character in the whole.
    ``basis`` is what the decision rests on.
    """

    town: TownId
    draft_id: DraftId
    part: int
    status: Status
    channel: Channel
    received_at: datetime
    heading: str
    details: str
    offset: int = 0
    requester: Requester
    decision: Decision
    classification: Classification
    basis: Basis
    created_at: datetime
    timing: Timing | None = None
    dates: Dates | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRecord:
    """A request with all that is known of it. ``draft`` is the whole message it is a part of; ``history`` is oldest first."""

    line: RequestLine
    part: int
    details: str
    offset: int
    requester: Requester
    place: Place
    decision: Decision
    classification: Classification
    basis: Basis
    ruleset_number: int
    created_at: datetime
    draft_id: DraftId
    draft: Draft
    inbound_id: InboundId
    inbound: Inbound
    history: tuple[HistoryLine, ...]
    timing: Timing | None = None
    erased_at: datetime | None = None
    """Since when nothing personal of it is kept; then message and arrival are empty, whosever else they are."""
    limited_at: datetime | None = None
    """Since when nobody works on it, as its requester has asked."""


def add(session: Session, new: NewRequest) -> RequestId:
    """Write a request and return its id; the one already there for this draft and part stays as it is."""
    values = _columns(new)
    given = _receipt(session, new)
    for _ in range(tracking.ATTEMPTS):
        code = given or tracking.free_code(session)
        for (added,) in quick.insert(session, _adding(dialect_of(session)), ({**values, "tracking": code},)):
            clocks.look_next(session, new.town, RequestId(added), new.dates)
            return RequestId(added)
        for (known,) in quick.rows(session, _KNOWN, of_draft=new.draft_id, of_part=new.part):
            return RequestId(known)
        given = None
    raise CitoyenError(f"No free tracking code was found in {tracking.ATTEMPTS} attempts.")


def of_draft(session: Session, draft_id: DraftId) -> tuple[RequestId, ...]:
    """Return the requests a draft became, merged ones too, in the order of its parts."""
    return tuple(map(RequestId, session.scalars(select(RequestRow.id).where(RequestRow.draft_id == draft_id).order_by(RequestRow.part))))


def remake(session: Session, request_id: RequestId, new: NewRequest) -> None:
    """Write over a request what was made of its message anew; id, code and arrival stay. One that was merged is its own again."""
    leave_main(session, request_id)
    made = {name: value for name, value in _columns(new).items() if name not in _LASTING}
    changed = {**made, "merged_into": None, "version": RequestRow.version + 1}
    session.execute(update(RequestRow).where(RequestRow.id == request_id).values(changed).execution_options(synchronize_session=False))
    clocks.look_next(session, new.town, request_id, new.dates)


def number(session: Session, request_id: RequestId, year: int) -> RequestNumber:
    """Open a request in review under the next number of its town and year; one that has its number keeps it. Raises NotFoundError.

    Numbers have no gap: the counter stays locked until the transaction ends and goes back if it fails.
    """
    found = quick.rows(session, _NUMBERED, request_id=request_id)
    if not found:
        raise NotFoundError(say("There is no request {id}.", id=request_id))
    ((town, named_in, counter),) = found
    if named_in is not None and counter is not None:
        # One that came back to review goes out again as what it was called.
        session.execute(_OPENING, {"request_id": request_id})
        return RequestNumber(year=named_in, counter=counter)
    return _give(session, _NUMBERING, town, request_id, year)


def open_up(session: Session, request_id: RequestId) -> int:
    """Open a request in review and return its version then; one that is not in review stays as it is. Raises NotFoundError."""
    opened = session.scalar(_OPENING, {"request_id": request_id})
    return version(session, request_id) if opened is None else opened


def give_number(session: Session, town: TownId, request_id: RequestId, year: int) -> RequestNumber:
    """Give a request that has none the next number of its town and year; who gives another one waits until the transaction ends."""
    return _give(session, _NAMING, town, request_id, year)


def _give(session: Session, naming: Update, town: str, request_id: RequestId, year: int) -> RequestNumber:
    ((counter,),) = quick.insert(session, _counting(dialect_of(session)), ({"town": town, "year": year, "last": 1},))
    quick.change(session, naming, request_id=request_id, new_year=year, new_counter=counter)
    return RequestNumber(year=year, counter=counter)


def review_page(
    session: Session,
    town: TownId | None,
    *,
    after: Cursor | None,
    limit: int,
    reach: Reach = WHOLE,
    most: Confidentiality = Confidentiality.SOCIAL,
) -> tuple[RequestLine, ...]:
    """Return requests in review of a town, or of all, that are there for somebody.

    Danger comes first, then those whose legal clock is near, then the oldest. What is not his to read, or more confidential than ``most``,
    comes behind them as it came in, and its line is `concealed`: neither its place nor where a page ends tells how much it presses.
    """
    told = replace(reach, most=min(reach.most, most))
    page: list[RequestLine] = []
    if after is None or after.priority < CONCEALED:
        keys = (RequestRow.priority, RequestRow.pressing_on, RequestRow.received_at, RequestRow.id)
        first = _of(_LINES.where(RequestRow.status == Status.REVIEW, *is_told(told)), town).order_by(*keys).limit(limit)
        if after is not None:
            first = first.where(tuple_(*keys) > _values(keys, (after.priority, after.pressing_on, after.received_at, after.id)))
        page += lines_of(session, session.scalars(first))
    if len(page) < limit and (reach.is_all or told != reach) and is_told(told):
        page += _concealed_page(session, town, after, limit - len(page), (reach, told))
    return tuple(page)


def _concealed_page(
    session: Session, town: TownId | None, after: Cursor | None, limit: int, reaches: tuple[Reach, Reach]
) -> Iterator[RequestLine]:
    """Yield what is there for somebody in review (the first reach) and not told him (the second): as it came in."""
    reach, told = reaches
    keys = (RequestRow.received_at, RequestRow.id)
    chosen = _of(_LINES.where(_IS_CONCEALABLE, *is_there(reach), ~is_readable(told)), town).order_by(*keys).limit(limit)
    if after is not None and after.priority >= CONCEALED:
        chosen = chosen.where(tuple_(*keys) > _values(keys, (after.received_at, after.id)))
    return (concealed(line(row)) for row in session.scalars(chosen))


def open_page(session: Session, town: TownId | None, *, after: Cursor | None, limit: int) -> tuple[RequestLine, ...]:
    """Return open requests of a town, or of all, in whatever state: the newest first."""
    keys = (RequestRow.received_at, RequestRow.id)
    page = _of(_LINES.where(_IS_OPEN), town).order_by(*(key.desc() for key in keys)).limit(limit)
    # Of itself SQLite may look for each state that is open, and sort.
    page = page.with_hint(RequestRow, f"INDEXED BY ix_requests_{'' if town is None else 'town_'}open", "sqlite")
    if after is not None:
        page = page.where(tuple_(*keys) < _values(keys, (after.received_at, after.id)))
    return lines_of(session, session.scalars(page))


def due_page(session: Session, town: TownId | None, *, after: Cursor | None, limit: int) -> tuple[RequestLine, ...]:
    """Return requests of which something is due, in review or open: what is due first comes first."""
    keys = (RequestRow.due_at, RequestRow.id)
    page = _of(_LINES.where(RequestRow.due_at.is_not(None)), town).order_by(*keys).limit(limit)
    if after is not None and after.due_at is not None:
        page = page.where(tuple_(*keys) > _values(keys, (after.due_at, after.id)))
    return lines_of(session, session.scalars(page))


def lines(session: Session, ids: Sequence[RequestId]) -> tuple[RequestLine, ...]:
    """Return requests as lists show them, in the order they are named; one that is not there is left out."""
    found = {one.id: one for one in lines_of(session, session.scalars(_LINES_OF, {"ids": list(ids)}))} if ids else {}
    return tuple(found[one] for one in ids if one in found)


def get(session: Session, request_id: RequestId, told: history.Reader = history.lines) -> RequestRecord:
    """Return a request with its message and its history, or what ``told`` reads of that. Raises NotFoundError."""
    found = session.execute(_WHOLE, {"request_id": request_id}).one_or_none()
    if found is None:
        raise NotFoundError(say("There is no request {id}.", id=request_id))
    row, draft, inbound = found
    return RequestRecord(
        line=lines_of(session, (row,))[0],
        part=row.part,
        details=row.details,
        offset=row.offset,
        requester=load(Requester, row.requester),
        place=load(Place, row.place),
        decision=load_decision(row.decision),
        classification=load(Classification, row.trace),
        basis=load(Basis, row.basis),
        ruleset_number=row.ruleset_number,
        created_at=row.created_at,
        draft_id=DraftId(draft.id),
        draft=load(Draft, draft.document) if row.erased_at is None else bare(load(Draft, draft.document)),
        inbound_id=InboundId(inbound.id),
        inbound=inbounds.loaded(inbound) if row.erased_at is None else nameless(inbounds.loaded(inbound)),
        history=told(session, request_id),
        timing=None if row.timing is None else load(Timing, row.timing),
        erased_at=row.erased_at,
        limited_at=row.limited_at,
    )


def hold(session: Session, request_id: RequestId) -> RequestId:
    """Make all others who would change a request wait until this transaction ends; return it, or the one it is a part of by then.

    Raises NotFoundError.
    """
    while True:
        held = select(RequestRow.merged_into).where(RequestRow.id == request_id).with_for_update(key_share=True)
        found = session.execute(held).one_or_none()
        if found is None:
            raise NotFoundError(say("There is no request {id}.", id=request_id))
        if found.merged_into is None:
            return request_id
        request_id = RequestId(found.merged_into)


def stand(session: Session, request_id: RequestId, situation: Situation) -> None:
    """Write where a request stands from now on."""
    values = {
        "status": situation.status,
        "taken_at": situation.taken_at,
        "taken_by": situation.taken_by,
        "planned_on": situation.planned_on,
        "awaited_until": situation.awaited_until,
        "authority": situation.authority,
        "closure": situation.closure,
        "closed_at": situation.closed_at,
        "version": RequestRow.version + 1,
    }
    session.execute(update(RequestRow).where(RequestRow.id == request_id).values(values).execution_options(synchronize_session=False))


def put_requester(session: Session, request_id: RequestId, requester: Requester) -> None:
    """Write who asks, as an agent has set it right."""
    values = {"requester": dump(requester), "phone": requester.phone, "version": RequestRow.version + 1}
    session.execute(update(RequestRow).where(RequestRow.id == request_id).values(values).execution_options(synchronize_session=False))


def version(session: Session, request_id: RequestId) -> int:
    """Return the version of a request. Raises NotFoundError."""
    found = session.scalar(select(RequestRow.version).where(RequestRow.id == request_id))
    if found is None:
        raise NotFoundError(say("There is no request {id}.", id=request_id))
    return found


def ids(session: Session, town: TownId | None, since: datetime | None = None) -> tuple[RequestId, ...]:
    """Return the requests of a town, or of all, that were received from a moment on, in the order they were kept."""
    statement = select(RequestRow.id).order_by(RequestRow.id)
    if town is not None:
        statement = statement.where(RequestRow.town == town)
    if since is not None:
        statement = statement.where(RequestRow.received_at >= since)
    return tuple(map(RequestId, session.scalars(statement)))


def counts(session: Session, town: TownId | None) -> dict[Status, int]:
    """Return how many requests of a town, or of all, are in each state; every state is there."""
    statement = select(RequestRow.status, func.count()).group_by(RequestRow.status)
    if town is not None:
        statement = statement.where(RequestRow.town == town)
    found = {Status(status): count for status, count in session.execute(statement)}
    return {status: found.get(status, 0) for status in Status}


def count_waiting(session: Session, town: TownId, department: DepartmentCode, confidentiality: Confidentiality, most: int) -> int:
    """Return how many requests of a department and a level wait in review, at most so many."""
    waits = (RequestRow.town == town, RequestRow.department == department, RequestRow.confidentiality == confidentiality)
    some = select(RequestRow.id).where(_IS_IN_REVIEW, *waits).limit(most).subquery()
    return session.scalars(select(func.count()).select_from(some)).one()


def find_by_reference(session: Session, town: TownId, reference: str) -> RequestId | None:
    """Return the town's request with this number (``2026/147``, ``2026/0147``) or tracking code, however it was typed.

    Number and code of one that was merged mean the request it is a part of.
    """
    statement = select(func.coalesce(RequestRow.merged_into, RequestRow.id)).where(RequestRow.town == town)
    code = tracking.read_code(reference)
    if written := _NUMBER.fullmatch(reference):
        statement = statement.where(RequestRow.year == int(written[1]), RequestRow.counter == int(written[2]))
    elif code is not None:
        statement = statement.where(RequestRow.tracking == code)
    else:
        return None
    request_id = session.scalar(statement)
    if request_id is None and code is not None:
        request_id = _receipted(session, town, code)
    return None if request_id is None else RequestId(request_id)


def _receipt(session: Session, new: NewRequest) -> TrackingCode | None:
    """Return the code that was given for the arrival, for the first request that comes of it."""
    if new.channel not in _RECEIPTED or new.part != 1:
        return None
    code = session.scalar(
        select(ReceiptRow.tracking)
        .join(DraftRow, DraftRow.inbound_id == ReceiptRow.inbound_id)
        .where(DraftRow.id == new.draft_id, DraftRow.item == 1)
    )
    return None if code is None else TrackingCode(code)


def _receipted(session: Session, town: TownId, code: TrackingCode) -> int | None:
    """Return the request that an arrival was added to, by the code that was given for the arrival."""
    inbound_id = tracking.find_arrival(session, town, code)
    if inbound_id is None:
        return None
    return session.scalar(
        select(func.coalesce(RequestRow.merged_into, RequestRow.id))
        .join(FollowUpRow, FollowUpRow.request_id == RequestRow.id)
        .join(DraftRow, DraftRow.id == FollowUpRow.draft_id)
        .where(DraftRow.inbound_id == inbound_id)
        .order_by(RequestRow.id)
        .limit(1)
    )


@cache
def _adding(dialect: str) -> ReturningInsert[int]:
    # No conflict is named: a code given twice must not break the transaction either.
    return insert_into(dialect, RequestRow).on_conflict_do_nothing().returning(RequestRow.id)


@cache
def _counting(dialect: str) -> ReturningInsert[int]:
    counted = insert_into(dialect, CounterRow).on_conflict_do_update(index_elements=["town", "year"], set_={"last": CounterRow.last + 1})
    return counted.returning(CounterRow.last)


_IS_OPEN = text(f"requests.{OPEN}")
_IS_IN_REVIEW = text(f"requests.{IN_REVIEW}")
_IS_CONCEALABLE = text(CONCEALABLE)
_LINES = select(RequestRow).options(*AS_LINES)
_LINES_OF = _LINES.where(RequestRow.id.in_(bindparam("ids", expanding=True)))
_WHOLE = (
    select(RequestRow, DraftRow, InboundRow)
    .join(DraftRow, DraftRow.id == RequestRow.draft_id)
    .join(InboundRow, InboundRow.id == DraftRow.inbound_id)
    .where(RequestRow.id == bindparam("request_id"))
    .execution_options(populate_existing=True)
)
_REQUEST = table_of(RequestRow).c
_KNOWN = select(_REQUEST.id).where(_REQUEST.draft_id == bindparam("of_draft"), _REQUEST.part == bindparam("of_part"))
_NUMBERED = select(_REQUEST.town, _REQUEST.year, _REQUEST.counter).where(_REQUEST.id == bindparam("request_id")).with_for_update()
_NAMING = (
    update(table_of(RequestRow))
    .where(_REQUEST.id == bindparam("request_id"))
    .values(year=bindparam("new_year"), counter=bindparam("new_counter"))
)
_NUMBERING = _NAMING.values(status=Status.OPEN, version=_REQUEST.version + 1)
_OPENING = (
    update(table_of(RequestRow))
    .where(_REQUEST.id == bindparam("request_id"), _REQUEST.status == Status.REVIEW)
    .values(status=Status.OPEN, version=_REQUEST.version + 1)
    .returning(_REQUEST.version)
)

_LASTING = frozenset({"town", "draft_id", "part", "received_at", "created_at"})
"""What stays of a request for good."""


def _columns(new: NewRequest) -> dict[str, object]:
    orientation = new.decision.orientation
    return {
        "town": new.town,
        "draft_id": new.draft_id,
        "part": new.part,
        "status": new.status,
        "channel": new.channel,
        "received_at": new.received_at,
        "subject": orientation.subject,
        "department": orientation.department,
        "priority": orientation.priority,
        "confidentiality": orientation.confidentiality,
        "heading": new.heading,
        "details": new.details,
        "offset": new.offset,
        "requester": dump(new.requester),
        "phone": new.requester.phone,
        "place": dump(orientation.place),
        "street": orientation.place.street,
        "sector": orientation.place.sector,
        "decision": dump(new.decision),
        "trace": dump(new.classification),
        "ruleset_number": orientation.ruleset,
        "rule": sole_rule(new.decision),
        "basis": dump(new.basis),
        "created_at": new.created_at,
        **clocks.columns(new.timing, new.dates),
    }


def _of(statement: Select[RequestRow], town: TownId | None) -> Select[RequestRow]:
    return statement if town is None else statement.where(RequestRow.town == town)


def _values(keys: Sequence[InstrumentedAttribute[object]], values: Sequence[object]) -> Tuple:
    return tuple_(*(literal(value, key.type) for key, value in zip(keys, values, strict=True)))
