"""What came in against what became of it, by statements that each look at all of it at once, in one picture of the database."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, except_, func, or_, select
from sqlalchemy.orm import Session

from domain.conservation import Asked, ChannelSum, Exceptions, Flaw, Parts
from domain.ids import InboundId, Sha256, TownId
from domain.inbound import Channel, Outcome
from store.call_logs import LogState
from store.columns import literally
from store.schema import (
    CallLogRow,
    CollectedFolderRow,
    CollectedMailRow,
    DraftRow,
    DropFolderRow,
    DroppedFileRow,
    FollowUpRow,
    HeapRow,
    InboundRow,
    JobRow,
    OutboxRow,
    RequestRow,
    TownRow,
    table_of,
)

MOST_NAMED = 20
"""Exceptions of a kind that are named; of more, their number is."""
_SHARE = 500
_READING, _ROUTING = ("read", "read_paper"), ("route", "read_unlocked")
"""Kinds of work on an arrival, and on a draft of one."""
_UNSENT = literally("outbox.state <> 'sent'")
_PARKED = literally("jobs.state = 'parked'")
"""Literally the conditions of the partial indexes, or SQLite would not use them."""
_KNOWN = tuple(Outcome)
_WITHOUT_REQUEST = (Outcome.MACHINE, Outcome.SPAM, Outcome.QUARANTINED, Outcome.DUPLICATE)
_FATES = ("drafts", "cards", "joined", "internal", "outgoing", "unreadable")


def sums(session: Session, asked: Asked) -> tuple[tuple[ChannelSum, ...], int]:
    """Return what came in by town and channel with what became of it, and how many have an outcome that is none."""
    of = (InboundRow.town, InboundRow.channel, InboundRow.outcome)
    found: dict[tuple[str, str], dict[str, int]] = {}
    for town, channel, outcome, count in session.execute(_asked(select(*of, func.count()), asked).group_by(*of).order_by(*of)):
        found.setdefault((town, channel), {})[outcome] = count
    made = tuple(
        ChannelSum(
            town=TownId(town),
            channel=Channel(channel),
            arrived=sum(counts.values()),
            outcomes={one: counts[one] for one in _KNOWN if one in counts},
        )
        for (town, channel), counts in found.items()
    )
    return made, sum(one.arrived - one.accounted for one in made)


def exceptions(session: Session, asked: Asked, late: datetime) -> Iterator[Exceptions]:
    """Yield all that does not add up or waits for a person, but what only a disk or a server can tell.

    What came in before ``late`` and still waits has waited for long.
    """
    arrivals = select(InboundRow.id)
    waits = _asked(arrivals, asked, Outcome.PENDING)
    forgotten = and_(~_has_job(_READING, InboundRow.id), ~_draft_has(_job(_ROUTING, DraftRow.id).exists()))
    became = _draft_has(select(RequestRow.id).where(RequestRow.draft_id == DraftRow.id).exists())
    unknown = InboundRow.outcome.not_in(_KNOWN)
    yield from _arrivals(Flaw.OUTCOME, session, _asked(arrivals, asked).where(unknown) if sums(session, asked)[1] else None)
    yield from _arrivals(Flaw.FORGOTTEN, session, waits.where(forgotten))
    yield from _arrivals(Flaw.OVERDUE, session, waits.where(InboundRow.received_at < late, ~forgotten))
    yield from _arrivals(Flaw.NO_REQUEST, session, _asked(arrivals, asked, Outcome.DRAFTED).where(~became))
    yield from _of(Flaw.NOWHERE, (f"arrival {one}" for one in _nowhere(session, asked, became)))
    yield from _arrivals(Flaw.TWICE, session, _asked(arrivals, asked, *_WITHOUT_REQUEST).where(became))
    yield from _of(Flaw.NO_ARRIVAL, _without_arrival(session, asked))
    yield from _of(Flaw.NO_FIRST, (f"arrival {one}" for one in _without_first(session, asked)))
    yield from _arrivals(Flaw.QUARANTINED, session, _asked(arrivals, asked, Outcome.QUARANTINED))
    if asked.channel is None:
        yield from _of(Flaw.LETTER, _forgotten_letters(session, asked, late))
        yield from _of(Flaw.PARKED, _parked(session, asked))
    if asked.channel in {None, Channel.EMAIL}:
        yield from _mailboxes(session, asked)
    if asked.channel in {None, Channel.SCAN, Channel.FAX, Channel.PHONE}:
        yield from _files(session, asked, late)


def call_rows(session: Session, asked: Asked) -> tuple[Parts, tuple[Exceptions, ...]]:
    """Return what became of the rows of call logs that came in the time asked for, and the logs that do not add up or failed."""
    parts: dict[str, int] = dict.fromkeys((*_FATES, "ignored"), 0)
    rows = open_rows = 0
    wrong: list[str] = []
    failed: list[str] = []
    logs = select(CallLogRow.id, CallLogRow.state, CallLogRow.counts)
    logs = _during(logs if asked.town is None else logs.where(CallLogRow.town == asked.town), CallLogRow.created_at, asked)
    for log, state, counts in session.execute(logs.order_by(CallLogRow.id).execution_options(yield_per=_SHARE)):
        own = {name: int(counts.get(name, 0)) for name in _FATES} | {"ignored": sum(counts.get("ignored", {}).values())}
        whole, told = int(counts.get("rows", 0)), sum(own.values())
        rows, parts = rows + whole, {name: parts[name] + own[name] for name in parts}
        if told > whole or (state == LogState.DONE and told != whole):
            wrong.append(f"log {log}")
        else:
            open_rows += whole - told
        if state == LogState.FAILED:
            failed.append(f"log {log}")
    found = (*_of(Flaw.CALL_ROWS, wrong), *_of(Flaw.LOG_FAILED, failed))
    return Parts(whole=rows, parts=parts, open=open_rows), found


def paper(session: Session, asked: Asked) -> tuple[Parts, tuple[Exceptions, ...]]:
    """Return what became of the pages of files that were cut into letters, and the arrivals of which a page has no place."""
    whole, letters, blanks, separators = 0, 0, 0, 0
    wrong: list[str] = []
    heaps = _asked(select(HeapRow.inbound_id, HeapRow.document).join(InboundRow, InboundRow.id == HeapRow.inbound_id), asked)
    for arrival, document in session.execute(heaps.order_by(HeapRow.inbound_id).execution_options(yield_per=_SHARE)):
        for file in document["files"]:
            own = (file["pages_out"], file["blanks_removed"], file["separator_pages"])
            whole, letters, blanks, separators = whole + file["pages_in"], letters + own[0], blanks + own[1], separators + own[2]
            if sum(own) != file["pages_in"]:
                wrong.append(f"arrival {arrival}")
    parts = {"letters": letters, "blanks": blanks, "separators": separators}
    return Parts(whole=whole, parts=parts), tuple(_of(Flaw.PAGES, dict.fromkeys(wrong)))


def originals(session: Session, asked: Asked, *, after: InboundId | None, limit: int) -> tuple[tuple[InboundId, Sha256], ...]:
    """Return arrivals with the digests of their originals in the order of their ids; ``after`` is the last one seen.

    Of arrivals that were emptied there is none any more.
    """
    page = _asked(select(InboundRow.id, InboundRow.sha256), asked).where(InboundRow.sha256 != "").order_by(InboundRow.id).limit(limit)
    rows = session.execute(page if after is None else page.where(InboundRow.id > after))
    return tuple((InboundId(one), Sha256(digest)) for one, digest in rows)


def exceptions_of(flaw: Flaw, found: Iterable[str]) -> tuple[Exceptions, ...]:
    """Return all that has one flaw as one line of the account; none where nothing has it."""
    return tuple(_of(flaw, found))


def _of(flaw: Flaw, found: Iterable[str]) -> Iterator[Exceptions]:
    count, named = 0, []
    for one in found:
        count += 1
        if count <= MOST_NAMED:
            named.append(one)
    if count:
        yield Exceptions(flaw=flaw, count=count, named=tuple(named))


def _arrivals(flaw: Flaw, session: Session, chosen: Select[int] | None) -> Iterator[Exceptions]:
    if chosen is not None:
        ids = session.execute(chosen.order_by(InboundRow.id).execution_options(yield_per=_SHARE))
        yield from _of(flaw, (f"arrival {one}" for (one,) in ids))


def _asked(found: Select[*tuple[Any, ...]], asked: Asked, *outcomes: Outcome) -> Select[*tuple[Any, ...]]:
    """Narrow a statement on arrivals. Any: the columns that were asked for."""
    if asked.town is not None:
        found = found.where(InboundRow.town == asked.town)
    elif outcomes:
        # The index is by town: so it is used for all of them, too.
        found = found.where(InboundRow.town.in_(select(TownRow.id)))
    if outcomes:
        found = found.where(InboundRow.outcome.in_(outcomes))
    if asked.channel is not None:
        found = found.where(InboundRow.channel == asked.channel)
    return _during(found, InboundRow.received_at, asked)


def _during(found: Select[*tuple[Any, ...]], moment: Any, asked: Asked) -> Select[*tuple[Any, ...]]:  # Any: as above; a column
    if asked.since is not None:
        found = found.where(moment >= asked.since)
    if asked.until is not None:
        found = found.where(moment < asked.until)
    return found


def _job(kinds: Sequence[str], subject: Any) -> Select[int]:  # Any: a column
    return select(JobRow.id).where(JobRow.kind.in_(kinds), JobRow.subject_id == subject, JobRow.state != "done")


def _has_job(kinds: Sequence[str], subject: Any) -> ColumnElement[bool]:  # Any: a column
    return _job(kinds, subject).exists()


def _draft_has(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say that a draft of an arrival has something."""
    return select(DraftRow.id).where(DraftRow.inbound_id == InboundRow.id, condition).exists()


def _nowhere(session: Session, asked: Asked, became: ColumnElement[bool]) -> Iterator[int]:
    """Yield arrivals said to be added to a request that is not there.

    Of a message sent over and over the last ones are in no list of the request: there the outcome's own reason names it.
    """
    added = _draft_has(select(FollowUpRow.request_id).where(FollowUpRow.draft_id == DraftRow.id).exists())
    chosen = _asked(select(InboundRow.id, InboundRow.town, InboundRow.reason), asked, Outcome.ATTACHED).where(~became, ~added)
    for some in session.execute(chosen.order_by(InboundRow.id).execution_options(yield_per=_SHARE)).partitions(_SHARE):
        there = _there(session, {(town, reason) for _, town, reason in some if reason})
        yield from (one for one, town, reason in some if (town, reason) not in there)


def _there(session: Session, named: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return which requests are there, of those a reason names by number (``2026/0147``) or tracking code."""
    numbers = {(town, *map(int, year_counter)): name for town, name in named if (year_counter := _number(name))}
    columns = (RequestRow.town, RequestRow.year, RequestRow.counter, RequestRow.tracking)
    by_number = [and_(RequestRow.town == town, RequestRow.year == year, RequestRow.counter == counter) for town, year, counter in numbers]
    codes = [name for _, name in named]
    found: set[tuple[str, str]] = set()
    for town, year, counter, tracking in session.execute(select(*columns).where(or_(RequestRow.tracking.in_(codes), *by_number))):
        found |= {(town, tracking), (town, numbers.get((town, year, counter), tracking))}
    return found


def _number(name: str) -> tuple[str, str] | None:
    year, _, counter = name.partition("/")
    return (year, counter) if year.isdecimal() and counter.isdecimal() else None


def _without_arrival(session: Session, asked: Asked) -> Iterator[str]:
    """Yield the requests of drafts that are not there, or whose arrival is not. Sets are compared: no row is looked up by itself."""
    asks = select(RequestRow.draft_id)
    if asked.town is not None and session.scalar(select(func.count()).select_from(TownRow)) != 1:
        asks = asks.where(RequestRow.town == asked.town)
    gone = except_(asks, select(DraftRow.id))
    lost = except_(select(DraftRow.inbound_id), select(InboundRow.id))
    drafts = [one for (one,) in session.execute(gone)]
    arrivals = [one for (one,) in session.execute(lost)]
    for some in _shares(arrivals):
        drafts += session.scalars(select(DraftRow.id).where(DraftRow.inbound_id.in_(some)))
    for some in _shares(drafts):
        of = select(RequestRow.id).where(RequestRow.draft_id.in_(some)).order_by(RequestRow.id)
        of = of if asked.town is None else of.where(RequestRow.town == asked.town)
        yield from (f"request {one}" for one in session.scalars(of))


def _without_first(session: Session, asked: Asked) -> Iterator[int]:
    """Yield duplicates of what is not there; what was called one before its reason named the first is passed over."""
    chosen = _asked(select(InboundRow.id, InboundRow.reason), asked, Outcome.DUPLICATE).where(InboundRow.reason.is_not(None))
    for some in session.execute(chosen.order_by(InboundRow.id).execution_options(yield_per=_SHARE)).partitions(_SHARE):
        firsts = {int(reason) for _, reason in some if reason.isdecimal()}
        there = {str(one) for one in session.scalars(select(InboundRow.id).where(InboundRow.id.in_(firsts)))}
        yield from (one for one, reason in some if reason not in there)


def _forgotten_letters(session: Session, asked: Asked, late: datetime) -> Iterator[str]:
    chosen = select(OutboxRow.id).where(_UNSENT, OutboxRow.state.in_(("waiting", "leaving")), OutboxRow.created_at < late)
    chosen = chosen.where(~_has_job(("send",), OutboxRow.id))
    chosen = chosen if asked.town is None else chosen.where(OutboxRow.town == asked.town)
    yield from (f"letter {one}" for one in session.scalars(_during(chosen, OutboxRow.created_at, asked).order_by(OutboxRow.id)))


def _parked(session: Session, asked: Asked) -> Iterator[str]:
    chosen = select(JobRow.id).where(_PARKED).order_by(JobRow.id)
    yield from (f"job {one}" for one in session.scalars(chosen if asked.town is None else chosen.where(JobRow.town == asked.town)))


def _mailboxes(session: Session, asked: Asked) -> Iterator[Exceptions]:
    """Yield the mailboxes that held more at their last count than is kept, and how many mails are kept by their header only."""
    mails = table_of(CollectedMailRow).c
    counting = (
        select(mails.folder_id, mails.validity, func.count(), func.sum(case((mails.aside, 1), else_=0)))
        .select_from(table_of(CollectedMailRow))
        .group_by(mails.folder_id, mails.validity)
    )
    kept = {(folder, validity): (count, int(aside or 0)) for folder, validity, count, aside in session.execute(counting)}
    short: list[str] = []
    aside: list[str] = []
    for row in session.scalars(select(CollectedFolderRow).order_by(CollectedFolderRow.id)):
        if asked.town not in {None, row.town}:
            continue
        count, set_aside = kept.get((row.id, row.validity), (0, 0))
        name = f"{row.account} {row.folder}"
        if row.counted is not None and count < row.counted:
            short.append(name)
        aside += [name] * set_aside
    yield from _of(Flaw.MAILS, short)
    if aside:
        yield Exceptions(flaw=Flaw.MAILS_ASIDE, count=len(aside), named=tuple(dict.fromkeys(aside))[:MOST_NAMED])


def _files(session: Session, asked: Asked, late: datetime) -> Iterator[Exceptions]:
    """Yield how many files have lain in drop folders for long; the folders are named, for not everybody may know of the files."""
    found = select(DropFolderRow.path).join(DroppedFileRow, DroppedFileRow.folder_id == DropFolderRow.id)
    found = found.where(DroppedFileRow.since < late).order_by(DropFolderRow.path)
    paths = list(session.scalars(found if asked.town is None else found.where(DropFolderRow.town == asked.town)))
    if paths:
        yield Exceptions(flaw=Flaw.FILES, count=len(paths), named=tuple(dict.fromkeys(paths))[:MOST_NAMED])


def _shares(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _SHARE):
        yield ids[start : start + _SHARE]
