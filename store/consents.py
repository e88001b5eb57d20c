"""What people agreed to in forms: written with what they sent, withdrawn once, never deleted."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from domain.consent import Consent, ConsentId
from domain.form import ConsentUse, FormCode, FormDefinition, Words
from domain.ids import CitizenId, InboundId, RequestId, TownId
from store.mapping import load
from store.schema import CitizenArrivalRow, ConsentRow, DraftRow, FormVersionRow, RequestRow, table_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A box to agree as it was answered in a submission."""

    field: str
    use: ConsentUse | None
    is_given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConsents:
    """What was answered to the boxes of one submission, by the version of a form."""

    inbound_id: InboundId
    town: TownId
    code: FormCode
    version: int
    language: str
    at: datetime
    asked: tuple[Asked, ...]


def add(session: Session, new: Sequence[NewConsents]) -> None:
    """Write down what was agreed to."""
    rows = [
        {
            "town": one.town,
            "inbound_id": one.inbound_id,
            "code": one.code,
            "version": one.version,
            "field": box.field,
            "use": box.use,
            "is_given": box.is_given,
            "language": one.language,
            "at": one.at,
        }
        for one in new
        for box in one.asked
    ]
    if rows:
        session.execute(insert(table_of(ConsentRow)), rows)


def of_requests(session: Session, requests: Collection[RequestId]) -> Mapping[RequestId, tuple[Consent, ...]]:
    """Return what was agreed to in the messages that some requests were made of, each in the order of its form."""
    own = select(RequestRow.id.label("request"), ConsentRow).join(DraftRow, DraftRow.id == RequestRow.draft_id)
    own = own.join(ConsentRow, ConsentRow.inbound_id == DraftRow.inbound_id).where(RequestRow.id.in_(requests))
    found: dict[RequestId, tuple[Consent, ...]] = {}
    rows = session.execute(own.order_by(RequestRow.id, ConsentRow.id)).all()
    told = _words(session, [row.ConsentRow for row in rows])
    for row in rows:
        request = RequestId(row.request)
        found[request] = (*found.get(request, ()), _consent(row.ConsentRow, told))
    return found


def of_request(session: Session, request: RequestId) -> tuple[Consent, ...]:
    """Return what was agreed to in the message a request was made of."""
    return of_requests(session, (request,)).get(request, ())


def of_citizen(session: Session, citizen: CitizenId) -> tuple[Consent, ...]:
    """Return what somebody agreed to in forms he sent signed in, the latest first."""
    sent = select(CitizenArrivalRow.inbound_id).where(CitizenArrivalRow.citizen_id == citizen)
    rows = session.scalars(select(ConsentRow).where(ConsentRow.inbound_id.in_(sent)).order_by(ConsentRow.id.desc())).all()
    told = _words(session, rows)
    return tuple(_consent(row, told) for row in rows)


def has_any(session: Session, requests: Collection[RequestId]) -> bool:
    """Return whether anything was asked to be agreed to with some requests."""
    own = select(ConsentRow.id).join(DraftRow, DraftRow.inbound_id == ConsentRow.inbound_id)
    own = own.join(RequestRow, RequestRow.draft_id == DraftRow.id).where(RequestRow.id.in_(requests))
    return session.scalar(own.limit(1)) is not None


def requests_of(session: Session, inbound: InboundId) -> tuple[RequestId, ...]:
    """Return all requests that a message was made into: what is agreed to in it is agreed to for each."""
    own = select(RequestRow.id).join(DraftRow, RequestRow.draft_id == DraftRow.id).where(DraftRow.inbound_id == inbound)
    return tuple(map(RequestId, session.scalars(own.order_by(RequestRow.id))))


def is_refused(session: Session, request: RequestId, use: ConsentUse) -> bool:
    """Return whether a request's form asked for consent to a use, and there is none now: not given, or withdrawn."""
    rows = session.execute(_of_use(), {"request": request, "use": use.value}).all()
    return bool(rows) and not all(row.is_given and row.withdrawn_at is None for row in rows)


@cache
def _of_use() -> Select[bool, datetime | None]:
    asked = select(ConsentRow.is_given, ConsentRow.withdrawn_at).join(DraftRow, DraftRow.inbound_id == ConsentRow.inbound_id)
    asked = asked.join(RequestRow, RequestRow.draft_id == DraftRow.id)
    return asked.where(RequestRow.id == bindparam("request"), ConsentRow.use == bindparam("use"))


def withdraw(session: Session, consent: ConsentId, by: str | None, now: datetime) -> bool:
    """Write down that it is agreed to no longer; return False where it was not agreed to any more. ``by`` None: the citizen himself."""
    own = table_of(ConsentRow)
    standing = (own.c.id == consent, own.c.is_given, own.c.withdrawn_at.is_(None))
    return session.execute(update(own).where(*standing).values(withdrawn_at=now, withdrawn_by=by).returning(own.c.id)).first() is not None


def _words(session: Session, rows: Sequence[ConsentRow]) -> Mapping[tuple[str, str, int, str], Words]:
    """Return the wording of each box, by town, form, version and field; versions that were shown never change."""
    return dict(_worded(session, {(row.town, row.code, row.version) for row in rows}))


def _worded(session: Session, versions: Collection[tuple[str, str, int]]) -> Iterator[tuple[tuple[str, str, int, str], Words]]:
    for key in versions:
        row = session.get(FormVersionRow, key)
        if row is not None:
            for one in load(FormDefinition, row.document).fields:
                yield (*key, one.name), one.label


def _consent(row: ConsentRow, words: Mapping[tuple[str, str, int, str], Words]) -> Consent:
    return Consent(
        id=ConsentId(row.id),
        town=TownId(row.town),
        inbound_id=InboundId(row.inbound_id),
        form=FormCode(row.code),
        version=row.version,
        field=row.field,
        words=words.get((row.town, row.code, row.version, row.field), Words(fr=row.field)),
        use=None if row.use is None else ConsentUse(row.use),
        is_given=row.is_given,
        language=row.language,
        at=row.at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
    )
