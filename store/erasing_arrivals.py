"""Messages emptied of all that is personal, once no request needs them; and originals that are to be destroyed where they lie."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, func, or_, select, update
from sqlalchemy.orm import Session

from domain.draft import Draft
from domain.ids import Sha256, TownId
from domain.inbound import Outcome
from store import packs
from store.call_logs import LogState
from store.emptied import bare
from store.mapping import dump, load
from store.schema import (
    AddedFileRow,
    AnsweredWriteRow,
    CallBackRow,
    CallFaultRow,
    CallLogRow,
    CallRow,
    CitizenArrivalRow,
    DoomedOriginalRow,
    DraftRow,
    DroppedFileRow,
    ErasureRow,
    FollowUpRow,
    FormSubmissionRow,
    HeapRow,
    InboundRow,
    JobRow,
    OriginalRow,
    PageRow,
    QuarantineRow,
    RecentMessageRow,
    RequestRow,
    ThreadRow,
    table_of,
)
from store.upsert import dialect_of, insert_into

_DIGEST = re.compile(r'"([0-9a-f]{64})"')
_REFERENCE = re.compile(r"\d+(/\d+)?|[A-Z0-9-]{4,16}|[a-z_]{1,32}")
"""What a reason says in our own words: an arrival, a request, why."""
_BESIDE = timedelta(days=1)
_GONE_LOGS = select(ErasureRow.row).where(ErasureRow.kind == "log")
"""A log keeps its digest, by which the same file is known when it is handed over again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """An original that is to be destroyed; ``place`` are the words of its place in a pack, empty where it is a file of its own."""

    digest: Sha256
    place: str
    at: datetime


def empty_messages(session: Session, messages: Collection[int], now: datetime) -> None:
    """Empty the messages that no request needs any more, and their arrivals where that is so of the whole."""
    lone = _unneeded(session, messages)
    _empty_drafts(session, lone)
    arrivals = set(session.scalars(select(DraftRow.inbound_id).where(DraftRow.id.in_(lone))))
    others = session.execute(select(DraftRow.inbound_id, DraftRow.id).where(DraftRow.inbound_id.in_(arrivals))).all()
    needed = {one.id for one in others} - _unneeded(session, {one.id for one in others})
    empty_arrivals(session, arrivals - {one.inbound_id for one in others if one.id in needed}, now)


def empty_arrivals(session: Session, arrivals: Collection[int], now: datetime) -> frozenset[int]:
    """Empty arrivals that no request needs, with those that are the same thing come again; return all of them. They stay in the ledger."""
    own = frozenset(arrivals)
    again = select(InboundRow.id).where(InboundRow.outcome == Outcome.DUPLICATE, InboundRow.reason.in_([str(one) for one in own]))
    own |= frozenset(session.scalars(again)) if own else frozenset()
    digests = set(session.scalars(select(InboundRow.sha256).where(InboundRow.id.in_(own)))) - {""}
    digests |= set(_named_in_heaps(session, own))
    rows = session.execute(select(InboundRow.id, InboundRow.reason).where(InboundRow.id.in_(own))).all()
    wordy = [row.id for row in rows if row.reason is not None and not _REFERENCE.fullmatch(row.reason)]
    came = table_of(InboundRow)
    session.execute(update(came).where(came.c.id.in_(own)).values(source_id=None, sha256="", envelope={}))
    session.execute(update(came).where(came.c.id.in_(wordy)).values(reason=None))
    _empty_drafts(session, set(session.scalars(select(DraftRow.id).where(DraftRow.inbound_id.in_(own)))))
    _empty_calls_of(session, own)
    _forget_rows(session, own)
    doom(session, digests, now)
    return own


def empty_calls(session: Session, which: ColumnElement[bool]) -> int:
    """Take numbers, names and notes out of calls; return of how many."""
    calls = table_of(CallRow)
    nothing = dict.fromkeys(("outside", "name", "note", "audio", "transcript"))
    told = session.scalars(select(calls.c.id).where(which, or_(*(calls.c[name].is_not(None) for name in nothing)))).all()
    session.execute(update(calls).where(calls.c.id.in_(told)).values(nothing))
    return len(told)


def empty_call_backs(session: Session, which: ColumnElement[bool]) -> None:
    """Take the numbers out of call-backs; each keeps something of its own in its place, for a number is told once a day."""
    backs = table_of(CallBackRow)
    session.execute(update(backs).where(which).values(number="#" + cast(backs.c.id, String)))


def old_logs(session: Session, town: TownId, before: datetime) -> dict[int, str]:
    """Return the files of call logs whose last call is older and that are kept still, by the rows of the logs."""
    own = (CallLogRow.town == town, CallLogRow.last_at < before, CallLogRow.digest.is_not(None), CallLogRow.id.not_in(_GONE_LOGS))
    return {row.id: row.digest for row in session.execute(select(CallLogRow.id, CallLogRow.digest).where(*own)) if row.digest}


def logs_of(session: Session, requests: Collection[int]) -> dict[int, str]:
    """Return the files of call logs, read to their end, in which calls of some requests are, by the rows of the logs."""
    calls, backs = table_of(CallRow), table_of(CallBackRow)
    own = select(RequestRow.tracking, DraftRow.inbound_id).join(DraftRow, DraftRow.id == RequestRow.draft_id)
    rows = session.execute(own.where(RequestRow.id.in_(requests))).all()
    which: list[ColumnElement[bool]] = [calls.c.tracking.in_([row.tracking for row in rows])]
    for row in session.execute(select(backs).where(backs.c.inbound_id.in_([row.inbound_id for row in rows]))).all():
        which.append(_calls_of(row))
    logs = select(calls.c.log_id).where(or_(*which))
    whole = (CallLogRow.id.in_(logs), CallLogRow.digest.is_not(None), CallLogRow.id.not_in(_GONE_LOGS), CallLogRow.state == LogState.DONE)
    return {row.id: row.digest for row in session.execute(select(CallLogRow.id, CallLogRow.digest).where(*whole)) if row.digest}


def forget_faults(session: Session, logs: Collection[int]) -> None:
    """Forget the rows of call logs that could not be read."""
    session.execute(delete(table_of(CallFaultRow)).where(table_of(CallFaultRow).c.log_id.in_(logs)))


def forget_answers(session: Session, codes: Iterable[str]) -> None:
    """Forget what programs were answered that wrote about requests with these tracking codes; it is kept for days only."""
    answers = table_of(AnsweredWriteRow)
    for code in codes:
        session.execute(delete(answers).where(cast(answers.c.answer, String).contains(code, autoescape=True)))


def doom(session: Session, digests: Collection[str], now: datetime) -> None:
    """Write down which originals are to be destroyed: those that nothing else names. What the database keeps itself goes at once."""
    for digest in sorted(set(digests) - named(session, digests)):
        raw = session.scalar(select(OriginalRow.raw).where(OriginalRow.sha256 == digest))
        place = b"" if raw is None or packs.place(raw) is None else raw
        session.execute(delete(table_of(OriginalRow)).where(OriginalRow.sha256 == digest))
        if raw is None or place:
            doom_place(session, Sha256(digest), place, now)


def doom_place(session: Session, digest: Sha256, place: bytes, now: datetime) -> None:
    """Write down that what lies at a place in a pack is to be destroyed."""
    adding = insert_into(dialect_of(session), DoomedOriginalRow).values(sha256=digest, place=place.decode(), at=now)
    session.execute(adding.on_conflict_do_nothing())


def named(session: Session, digests: Collection[str]) -> set[str]:
    """Return which originals something needs: an arrival, a file that was added, a call log, a heap of paper."""
    found: set[str] = set()
    logs = select(CallLogRow.digest).where(CallLogRow.digest.in_(digests), CallLogRow.id.not_in(_GONE_LOGS))
    for wanted in (*(select(one).where(one.in_(digests)) for one in (InboundRow.sha256, AddedFileRow.sha256)), logs):
        found |= {one for one in session.scalars(wanted) if one}
    for digest in set(digests) - found:
        within = cast(table_of(HeapRow).c.document, String).contains(digest)
        if session.scalar(select(func.count()).select_from(table_of(HeapRow)).where(within)):
            found.add(digest)
    return found


def doomed(session: Session, limit: int) -> tuple[Doomed, ...]:
    """Return originals that are still to be destroyed."""
    rows = session.scalars(select(DoomedOriginalRow).order_by(DoomedOriginalRow.sha256).limit(limit))
    return tuple(Doomed(digest=Sha256(row.sha256), place=row.place, at=row.at) for row in rows)


def is_needed(session: Session, one: Doomed) -> bool:
    """Tell whether something came in meanwhile that needs a doomed original."""
    return not one.place and bool(named(session, (one.digest,)))


def spare(session: Session, one: Doomed) -> None:
    """Say that an original is to be destroyed no more: it is, or it is needed again."""
    rows = table_of(DoomedOriginalRow)
    session.execute(delete(rows).where(rows.c.sha256 == one.digest, rows.c.place == one.place))


def _unneeded(session: Session, messages: Collection[int]) -> set[int]:
    became = select(RequestRow.draft_id).where(RequestRow.draft_id.in_(messages), RequestRow.erased_at.is_(None))
    added = select(FollowUpRow.draft_id).join(RequestRow, RequestRow.id == FollowUpRow.request_id)
    added = added.where(FollowUpRow.draft_id.in_(messages), RequestRow.erased_at.is_(None))
    return set(messages) - set(session.scalars(became)) - set(session.scalars(added))


def _empty_drafts(session: Session, drafts: Collection[int]) -> None:
    own = table_of(DraftRow)
    for row in session.execute(select(own.c.id, own.c.document).where(own.c.id.in_(drafts))).all():
        session.execute(update(own).where(own.c.id == row.id).values(document=dump(bare(load(Draft, row.document)))))
    for table in (ThreadRow, RecentMessageRow):
        session.execute(delete(table_of(table)).where(table_of(table).c.draft_id.in_(drafts)))
    _forget_errors(session, ("route", "read_unlocked"), drafts)


def _forget_rows(session: Session, arrivals: Collection[int]) -> None:
    for table in (PageRow, FormSubmissionRow, CitizenArrivalRow):
        session.execute(delete(table_of(table)).where(table_of(table).c.inbound_id.in_(arrivals)))
    heaps, files, aside = table_of(HeapRow), table_of(DroppedFileRow), table_of(QuarantineRow)
    session.execute(update(heaps).where(heaps.c.inbound_id.in_(arrivals)).values(document={"files": []}))
    session.execute(update(files).where(files.c.inbound_id.in_(arrivals)).values(name="", sha256=None))
    session.execute(update(aside).where(aside.c.inbound_id.in_(arrivals)).values(dismissal=None))
    _forget_errors(session, ("read", "read_paper"), arrivals)


def _forget_errors(session: Session, kinds: Collection[str], rows: Collection[int]) -> None:
    jobs = table_of(JobRow)
    session.execute(update(jobs).where(jobs.c.kind.in_(kinds), jobs.c.subject_id.in_(rows)).values(last_error=None))


def _empty_calls_of(session: Session, arrivals: Collection[int]) -> None:
    backs = table_of(CallBackRow)
    for row in session.execute(select(backs).where(backs.c.inbound_id.in_(arrivals))).all():
        empty_calls(session, _calls_of(row))
    empty_call_backs(session, backs.c.inbound_id.in_(arrivals))


def _calls_of(row: Any) -> ColumnElement[bool]:  # Any: a row of call-backs
    """Return what is true of the calls of a call-back."""
    calls = table_of(CallRow)
    own = (calls.c.town == row.town, calls.c.outside == row.number)
    return _all(*own, calls.c.at >= row.first_at - _BESIDE, calls.c.at <= row.last_at + _BESIDE)


def _all(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    first, *others = conditions
    for one in others:
        first = first & one
    return first


def _named_in_heaps(session: Session, arrivals: Collection[int]) -> Iterator[str]:
    documents = select(cast(table_of(HeapRow).c.document, String)).where(table_of(HeapRow).c.inbound_id.in_(arrivals))
    for document in session.scalars(documents):
        yield from _DIGEST.findall(document)
