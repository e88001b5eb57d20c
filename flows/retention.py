"""How long a town keeps what: what would go, what goes, and what is held back, by command, on screen, and at night by itself."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.ids import RequestId, SubjectCode, TownId
from domain.retention import HeldWhy, Kept, PlanLine, Terms, months_before
from domain.ruleset import Nature
from flows import erasure_log
from flows.erase import Why, destroy_originals, erase, erase_arrivals
from flows.wiring import Installation
from store import erasing_arrivals, journal, person_rights, retention, towns
from store.retention import Run

NIGHT = "system"
"""Who runs by itself."""
_AT_ONCE = 100
Told = Callable[[int], None]
"""Hears how much was emptied since it was told last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """Requests that are kept equally long: those of some subjects, or of all."""

    kept: Kept
    months: int
    subjects: tuple[SubjectCode, ...] | None
    before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """What a run came to: how much of each kind it emptied, itself and before it was interrupted, and whether all is done."""

    counts: Mapping[str, int]
    held: Mapping[str, int]
    is_all: bool


def plan(installation: Installation, town: TownId, now: datetime) -> tuple[PlanLine, ...]:
    """Return what a run would empty now, and what it would leave though its time is over, by subject and year; nothing is changed."""
    found: Counter[tuple[Kept, SubjectCode | None, int, HeldWhy | None]] = Counter()
    with installation.database.read() as session:
        terms, _ = retention.terms(session, town)
        today = _today(session, town, now)
        for share in _shares(installation, session, town, terms, now):
            for one in retention.due(session, town, share.kept, share.before, subjects=share.subjects):
                found[share.kept, one.subject, one.year, one.held] += 1
        junk = retention.junk(town, now - timedelta(days=terms.junk_days)).subquery()
        found[Kept.ARRIVALS, None, today.year, None] = session.scalar(select(func.count()).select_from(junk)) or 0
        found[Kept.CALLS, None, today.year, None] = retention.count_calls(session, town, _before(session, town, now, terms.calls_months))
        old = _before(session, town, now, terms.readings_months)
        found[Kept.READINGS, None, today.year, None] = retention.count_readings(session, town, old)
    order = {kept: place for place, kept in enumerate(Kept)}
    lines = sorted(found.items(), key=lambda one: (order[one[0][0]], one[0][1] or "", one[0][2], one[0][3] or ""))
    return tuple(
        PlanLine(kept=kept, subject=subject, year=year, count=count, held=held) for (kept, subject, year, held), count in lines if count
    )


def run(
    installation: Installation, town: TownId, actor: str, now: datetime, *, most: int | None = None, told: Told = lambda _count: None
) -> Emptied:
    """Empty what is due in a town, each request in a transaction of its own; at most so many of them. One that was killed is gone on with.

    Raises NotFoundError for a town that is not there, UnavailableError.
    """
    # What somebody was killed before he could destroy it.
    destroy_originals(installation)
    with installation.database.write() as session:
        towns.town(session, town)
        terms, _ = retention.terms(session, town)
        going_on = retention.unended(session, town)
        number = going_on.id if going_on is not None else _begin(session, town, actor, now)
    left = _empty_requests(installation, town, (terms, Why(actor=actor, rule="", run=number)), now, most, told)
    if left:
        _empty_rest(installation, town, terms, Why(actor=actor, rule="", run=number), now)
    destroy_originals(installation)
    if left:
        installation.database.scrub()
    with installation.database.read() as session:
        counts = retention.count_erasures(session, number)
        held = _held(installation, session, town, terms, now) if left else {}
    with installation.database.write() as session:
        retention.note(session, number, counts, held, now if left else None)
        erasure_log.write_down(installation.settings, session)
        if left:
            facts: dict[str, object] = {"run": number, **counts}
            journal.append(session, at=now, town=town, actor=actor, action="retention.ended", object=f"town {town}", details=facts)
    return Emptied(counts=counts, held=held, is_all=left)


def run_nights(installation: Installation, now: datetime) -> int:
    """Go on with the run of each town that wants one at night, where it is night there: a batch of each. Return how many towns had one."""
    with installation.database.read() as session:
        served = [(one.id, ZoneInfo(one.timezone)) for one in towns.towns(session)]
        wanted = [town for town, zone in served if _is_wanted(session, town, now.astimezone(zone))]
    for town in wanted:
        with installation.database.read() as session:
            terms, _ = retention.terms(session, town)
        run(installation, town, NIGHT, now, most=terms.batch)
    return len(wanted)


def rule_of(kept: Kept, terms: Terms, months: int = 0) -> str:
    """Return by which rule something goes, as the log keeps it: what is kept, and for how long."""
    match kept:
        case Kept.REQUESTS:
            return f"{kept} {months} m"
        case Kept.REJECTED:
            return f"{kept} {terms.rejected_months} m"
        case Kept.ARRIVALS:
            return f"{kept} {terms.junk_days} d"
        case Kept.CALLS:
            return f"{kept} {terms.calls_months} m"
        case Kept.READINGS:
            return f"{kept} {terms.readings_months} m"


def natures(installation: Installation, town: TownId) -> dict[SubjectCode, Nature]:
    """Return the natures of a town's subjects."""
    return {one.code: one.nature for one in installation.towns.get(town).ruleset.subjects}


def log(session: Session, town: TownId, limit: int) -> tuple[Run, ...]:
    """Return the runs of a town, the last first."""
    return retention.runs(session, town, limit)


def _is_wanted(session: Session, town: TownId, local: datetime) -> bool:
    """Tell whether a town's run is to begin or go on: once a night, until it is at its end."""
    terms, _ = retention.terms(session, town)
    if not terms.is_nightly or not terms.is_night(local.hour):
        return False
    last = next(iter(retention.runs(session, town, 1)), None)
    if last is None or last.ended_at is None:
        return True
    hours = (local.hour - terms.first_hour) % 24
    began = (local - timedelta(hours=hours)).replace(minute=0, second=0, microsecond=0)
    return last.began_at < began.astimezone(UTC)


def _begin(session: Session, town: TownId, actor: str, now: datetime) -> int:
    number = retention.begin(session, town, actor, now)
    journal.append(session, at=now, town=town, actor=actor, action="retention.begun", object=f"town {town}", details={"run": number})
    return number


def _empty_requests(installation: Installation, town: TownId, by: tuple[Terms, Why], now: datetime, most: int | None, told: Told) -> bool:
    """Empty the requests that are due, and tell whether there are no more of them."""
    terms, why = by
    room = most
    with installation.database.read() as session:
        shares = tuple(_shares(installation, session, town, terms, now))
    for share in shares:
        named = replace(why, rule=rule_of(share.kept, terms, share.months))
        after = 0
        while True:
            with installation.database.read() as session:
                some = retention.next_due(session, town, share.kept, share.before, share.subjects, after, _AT_ONCE)
            for request in some[:room]:
                _empty_one(installation, town, share, request, named, now)
                told(1)
            if room is not None:
                room -= min(room, len(some))
                if not room:
                    return False
            if not some:
                break
            after = some[-1]
            destroy_originals(installation)
    return True


def _empty_one(installation: Installation, town: TownId, share: _Share, request: RequestId, why: Why, now: datetime) -> None:
    with installation.database.destroy() as session:
        # It may have been opened again, or held back, since it was listed.
        if retention.is_due(session, town, share.kept, share.before, request):
            erase(installation, session, town, (request,), why, now)


def _empty_rest(installation: Installation, town: TownId, terms: Terms, why: Why, now: datetime) -> None:
    """Empty arrivals that became nothing, old calls and old readings."""
    before = now - timedelta(days=terms.junk_days)
    named = replace(why, rule=rule_of(Kept.ARRIVALS, terms))
    while True:
        with installation.database.destroy() as session:
            some = session.scalars(retention.junk(town, before, _AT_ONCE)).all()
            if not some:
                break
            erase_arrivals(session, town, some, named, now)
    with installation.database.destroy() as session:
        old = _before(session, town, now, terms.calls_months)
        calls = erasing_arrivals.empty_calls(session, retention.old_calls(town, old))
        erasing_arrivals.empty_call_backs(session, retention.old_call_backs(town, old))
        logs = erasing_arrivals.old_logs(session, town, old)
        erasing_arrivals.forget_faults(session, logs)
        retention.add_erasures(session, town, "log", list(logs), why.actor, rule_of(Kept.CALLS, terms), why.run, now)
        # What is said to be emptied is needed no more.
        erasing_arrivals.doom(session, set(logs.values()), datetime.now(UTC))
        readings = retention.old_readings(session, town, _before(session, town, now, terms.readings_months))
        person_rights.forget(session, town, _before(session, town, now, terms.months))
        if calls or logs or readings:
            facts: dict[str, object] = {"run": why.run, "calls": calls, "logs": len(logs), "readings": readings}
            journal.append(session, at=now, town=town, actor=why.actor, action="retention.forgot", object=f"town {town}", details=facts)


def _shares(installation: Installation, session: Session, town: TownId, terms: Terms, now: datetime) -> Iterator[_Share]:
    """Yield requests by how long they are kept."""
    known = natures(installation, town)
    by_months: dict[int, list[SubjectCode]] = {}
    for subject in retention.subjects_of(session, town):
        by_months.setdefault(terms.months_of(subject, known.get(subject)), []).append(subject)
    for months, subjects in sorted(by_months.items()):
        yield _Share(kept=Kept.REQUESTS, months=months, subjects=tuple(subjects), before=_before(session, town, now, months))
    before = _before(session, town, now, terms.rejected_months)
    yield _Share(kept=Kept.REJECTED, months=terms.rejected_months, subjects=None, before=before)


def _held(installation: Installation, session: Session, town: TownId, terms: Terms, now: datetime) -> dict[str, int]:
    found: Counter[str] = Counter()
    for share in _shares(installation, session, town, terms, now):
        found.update(one.held for one in retention.due(session, town, share.kept, share.before, subjects=share.subjects) if one.held)
    return dict(found)


def _today(session: Session, town: TownId, now: datetime) -> date:
    return now.astimezone(ZoneInfo(towns.town(session, town).timezone)).date()


def _before(session: Session, town: TownId, now: datetime, months: int) -> datetime:
    """Return the first moment, by the town's clock, of the day so many months ago."""
    zone = ZoneInfo(towns.town(session, town).timezone)
    day = months_before(now.astimezone(zone).date(), months)
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
