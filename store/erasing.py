"""Requests emptied of all that is personal (anonymisation): what stays is number, dates, subject, department, state, channel and sector.

A message, and its original, is emptied with the last of the requests that it became or was added to: until then it is others' as well.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from domain.decision import Decision, ForReview, Routed
from domain.draft import Requester
from domain.evidence import Classification
from domain.ids import RequestId, SectorName, SubjectCode, TownId
from domain.place import NO_PLACE, Place
from store import citizens, erasing_arrivals, followers
from store.mapping import dump, load_decision
from store.schema import (
    AddedFileRow,
    AddressFaultRow,
    CallRow,
    CitizenRequestRow,
    ClaimRow,
    ConfirmationRow,
    DossierContactRow,
    DossierMergeRow,
    DossierNameRow,
    DossierRow,
    FollowUpRow,
    HistoryRow,
    IncidentStepRow,
    JobRow,
    LetterSheetRow,
    MailingItemRow,
    NextLookRow,
    NoteRow,
    OutboxRow,
    PortalActRow,
    PortalFeedRow,
    PortalOpeningRow,
    PrintBatchLetterRow,
    PublicationRow,
    PublishedPhotoRow,
    PutOffRow,
    RatingRow,
    RequestRow,
    RingRow,
    TaskRow,
    TypingRow,
    WebhookDeliveryRow,
    table_of,
)

GONE_WITH_IT = (
    NoteRow,
    TaskRow,
    AddedFileRow,
    TypingRow,
    ClaimRow,
    PutOffRow,
    RingRow,
    NextLookRow,
    PublicationRow,
    PublishedPhotoRow,
    CitizenRequestRow,
    PortalActRow,
    PortalFeedRow,
    PortalOpeningRow,
)
"""Tables whose rows about a request go with what is personal in it."""
_CODE = re.compile(r"[A-Z][A-Z0-9-]{0,23}")
_WORD = re.compile(r"[a-z_]{1,32}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SAFE: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(("department", "subject", "for_department", "theme"), _CODE),
    **dict.fromkeys(("closure", "cause", "kind", "status", "why", "held", "sort", "addition"), _WORD),
    **dict.fromkeys(("day", "until", "on"), _DAY),
    "number": re.compile(r"\d{4}/\d{1,9}"),
}
"""Words of a history that are codes of ours; all others may be somebody's."""
_NUMBERS = frozenset({"rank", "version", "confidence", "times", "ruleset", "part"})


def whole(session: Session, requests: Collection[RequestId]) -> tuple[RequestId, ...]:
    """Return requests with those that are a part of them by now, in the order of their ids; what was emptied before is left out."""
    own = or_(RequestRow.id.in_(requests), RequestRow.merged_into.in_(requests))
    found = select(RequestRow.id).where(own, RequestRow.erased_at.is_(None)).order_by(RequestRow.id)
    return tuple(map(RequestId, session.scalars(found.with_for_update()))) if requests else ()


def empty(session: Session, requests: Sequence[RequestId], headings: Mapping[SubjectCode, str], now: datetime) -> None:
    """Take all that is personal out of requests; ``headings`` say what is read in place of theirs."""
    rows = session.execute(select(*_READ).where(RequestRow.id.in_(requests))).all()
    messages = {row.draft_id for row in rows}
    messages |= set(session.scalars(select(FollowUpRow.draft_id).where(FollowUpRow.request_id.in_(requests))))
    letters = list(session.scalars(select(OutboxRow.id).where(OutboxRow.request_id.in_(requests))))
    addresses = set(session.scalars(select(OutboxRow.recipient).where(OutboxRow.id.in_(letters))))
    addresses |= {str(one).lower() for row in rows if (one := row.requester.get("email"))}
    files = set(session.scalars(select(AddedFileRow.sha256).where(AddedFileRow.request_id.in_(requests))))
    for row in rows:
        values = _emptied(row, headings.get(SubjectCode(row.subject), "—"), now)
        session.execute(update(_REQUESTS).where(_REQUESTS.c.id == row.id).values(values))
    _forget_rows(session, requests, [row.tracking for row in rows])
    _forget_letters(session, letters)
    _rewrite_histories(session, requests)
    _forget_persons(session, {row.dossier_id for row in rows if row.dossier_id is not None})
    erasing_arrivals.empty_messages(session, messages, now)
    erasing_arrivals.doom(session, files, now)
    _forget_addresses(session, {TownId(row.town) for row in rows}, {one.lower() for one in addresses})


_REQUESTS = table_of(RequestRow)
_READ = (
    *(RequestRow.id, RequestRow.town, RequestRow.draft_id, RequestRow.dossier_id, RequestRow.subject, RequestRow.tracking),
    *(RequestRow.requester, RequestRow.place, RequestRow.decision, RequestRow.sector),
)


def _emptied(row: Any, heading: str, now: datetime) -> dict[str, object]:  # Any: the columns of `_READ`
    return {
        "heading": heading,
        "details": "",
        "offset": 0,
        "requester": dump(Requester()),
        "phone": None,
        "dossier_id": None,
        "place": dump(_area(row.sector)),
        "street": None,
        "decision": dump(_without_place(load_decision(row.decision), row.sector)),
        "trace": dump(Classification(subjects=(), places=(), findings=())),
        "erased_at": now,
        "limited_at": None,
        "version": _REQUESTS.c.version + 1,
    }


def _area(sector: str | None) -> Place:
    return replace(NO_PLACE, sector=None if sector is None else SectorName(sector))


def _without_place(decision: Decision, sector: str | None) -> Decision:
    orientation = replace(decision.orientation, place=_area(sector))
    match decision:
        case Routed():
            return replace(decision, orientation=orientation)
        case ForReview():
            return replace(decision, orientation=orientation)


def _forget_rows(session: Session, requests: Sequence[RequestId], codes: Sequence[str]) -> None:
    followers.forget_of(session, requests)
    citizens.forget_requests(session, requests)
    for table in GONE_WITH_IT:
        own = table_of(table)
        session.execute(delete(own).where(own.c.request_id.in_(requests)))
    answered = table_of(WebhookDeliveryRow)
    session.execute(update(answered).where(answered.c.request_id.in_(requests)).values(said=""))
    rated = table_of(RatingRow)
    # How many stars were given is counted; the words are somebody's.
    session.execute(update(rated).where(rated.c.request_id.in_(requests)).values(words=None))
    steps = table_of(IncidentStepRow)
    session.execute(delete(steps).where(steps.c.main_id.in_(requests)))
    confirmed = table_of(ConfirmationRow)
    nothing = dict.fromkeys(("street", "number", "sector", "proposed_street", "proposed_number", "proposed_sector", "before"))
    session.execute(update(confirmed).where(confirmed.c.request_id.in_(requests)).values(nothing))
    persons = table_of(MailingItemRow)
    session.execute(update(persons).where(persons.c.request_id.in_(requests)).values(person=None))
    erasing_arrivals.forget_answers(session, codes)
    calls = table_of(CallRow)
    erasing_arrivals.empty_calls(session, calls.c.tracking.in_(codes))


def _forget_letters(session: Session, letters: Sequence[int]) -> None:
    """Empty letters; their rows stay, for SQLite would give the number of the last one to another, which its answers then meant."""
    for table in (LetterSheetRow, PrintBatchLetterRow):
        own = table_of(table)
        session.execute(delete(own).where(own.c.letter_id.in_(letters)))
    sent = table_of(OutboxRow)
    nothing: dict[str, object] = {"recipient": "", "payload": {}, "token": None, "event": None}
    session.execute(update(sent).where(sent.c.id.in_(letters)).values(nothing))
    session.execute(update(sent).where(sent.c.id.in_(letters), sent.c.state != "sent").values(state="withdrawn", held_why=None))
    jobs = table_of(JobRow)
    session.execute(delete(jobs).where(jobs.c.kind == "send", jobs.c.subject_id.in_(letters)))


def _rewrite_histories(session: Session, requests: Sequence[RequestId]) -> None:
    """Write histories anew without words: they are never changed, but may go."""
    lines = table_of(HistoryRow)
    rows = session.execute(select(lines).where(lines.c.request_id.in_(requests)).order_by(lines.c.id)).mappings().all()
    session.execute(delete(lines).where(lines.c.request_id.in_(requests)))
    if rows:
        session.execute(insert(lines), [{**row, "details": _safe(row["details"])} for row in rows])


def _safe(details: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in details.items() if _is_safe(name, value)}


def _is_safe(name: str, value: object) -> bool:
    match value:
        case bool() | None:
            return True
        case int() | float():
            return name in _NUMBERS
        case str():
            return name in _SAFE and _SAFE[name].fullmatch(value) is not None
        case list():
            return name == "copies" and all(isinstance(one, str) and _CODE.fullmatch(one) for one in value)
        case _:
            return False


def _forget_persons(session: Session, files: Collection[int]) -> None:
    """Remove requesters' files of whom no request has anything personal any more."""
    family = set(files)
    family |= set(session.scalars(select(DossierRow.id).where(DossierRow.merged_into.in_(files))))
    still = set(session.scalars(select(RequestRow.dossier_id).where(RequestRow.dossier_id.in_(family)).distinct()))
    # A file that others are a part of is needed as long as one of those is.
    still |= set(session.scalars(select(DossierRow.merged_into).where(DossierRow.id.in_(still))))
    gone = family - still
    for table, columns in (
        (DossierMergeRow, ("kept_id", "gone_id")),
        (DossierContactRow, ("dossier_id",)),
        (DossierNameRow, ("dossier_id",)),
    ):
        own = table_of(table)
        session.execute(delete(own).where(or_(*(own.c[name].in_(gone) for name in columns))))
    persons = table_of(DossierRow)
    session.execute(update(persons).where(persons.c.merged_into.in_(gone)).values(merged_into=None))
    session.execute(delete(persons).where(persons.c.id.in_(gone)))


def _forget_addresses(session: Session, towns: Collection[TownId], addresses: Collection[str]) -> None:
    """Forget that addresses do not take letters, where nobody writes to them any more."""
    known = set(session.scalars(select(DossierContactRow.value).where(DossierContactRow.value.in_(addresses))))
    known |= set(session.scalars(select(OutboxRow.recipient).where(OutboxRow.recipient.in_(addresses))))
    faults = table_of(AddressFaultRow)
    session.execute(delete(faults).where(faults.c.town.in_(towns), faults.c.address.in_(set(addresses) - known)))
