"""Reports everybody may see, at hand for the map: read once, then only what has changed. What of each is told is one rule's (Open311)."""

import math
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Lock

from sqlalchemy.orm import Session

from domain.ids import RequestId, TownId
from domain.place import Point
from domain.request import Status
from flows.open311.services import Offer, Offers, shown_subjects
from flows.open311.shown import Shown, Stage, shown_to_all
from flows.wiring import Installation
from store import open311
from store.open311 import After, PublicLine, Wanted

CLOSED_FOR = timedelta(days=30)
"""So long what is over stays on the map."""
NEAR_M = 80.0
"""So far from a place a report may be of the same thing: what a position tells to everybody is that to some hundred metres, so this is
measured to the point that is told, and a street's whole length counts."""
NEAR_FOR = timedelta(days=60)
MOST_NEAR = 5
MADE_ANEW_SECONDS = 600.0
_LATE = 500
"""Lines of histories: a transaction may end after another one whose lines have higher numbers."""
_AT_ONCE = 1000
_METRES_A_DEGREE = 111_320.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OVER = frozenset({Status.CLOSED})
_OPEN = frozenset(Status) - {Status.REVIEW, Status.REJECTED, Status.CLOSED, Status.ARCHIVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All reports of a town that are on its map, newest first; ``version`` is another one when something has changed."""

    reports: tuple[Shown, ...]
    version: str


@dataclass(slots=True)
class _Kept:
    by_id: dict[RequestId, Shown] = field(default_factory=dict)
    last: int = 0
    rules: datetime | None = None
    made_at: float = -math.inf
    count: int = 0
    sheet: Sheet = field(default_factory=lambda: Sheet(reports=(), version="0"))


class ReportBook:
    """The reports of towns. Safe to share between threads."""

    def __init__(self, installation: Installation, offers: Offers, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with none read. ``clock`` gives seconds."""
        self._installation, self.offers, self._clock = installation, offers, clock
        self._lock = Lock()
        self._towns: dict[TownId, tuple[Lock, _Kept]] = {}

    def offer(self, town: TownId) -> Offer:
        """Return what a town offers now."""
        return self.offers.get(town)

    def sheet(self, town: TownId, now: datetime) -> Sheet:
        """Return the reports of a town as they are now."""
        offer = self.offers.get(town)
        with self._lock:
            lock, kept = self._towns.setdefault(town, (Lock(), _Kept()))
        with lock:
            self._bring(offer, kept, now)
            return kept.sheet

    def _bring(self, offer: Offer, kept: _Kept, now: datetime) -> None:
        with self._installation.database.read() as session:
            last = open311.last_change(session)
            is_old = kept.rules != offer.published_at or self._clock() - kept.made_at > MADE_ANEW_SECONDS
            if is_old:
                kept.by_id = {shown.request: shown for shown in self._all(session, offer, now) if shown.request is not None}
                kept.rules, kept.made_at = offer.published_at, self._clock()
            elif last != kept.last:
                ids = open311.changed(session, offer.town.id, kept.last - _LATE)
                for one in ids:
                    kept.by_id.pop(one, None)
                found = _shown(open311.page(session, replace(_wanted(offer, now), ids=ids, limit=len(ids))), offer) if ids else ()
                kept.by_id.update({one.request: one for one in found if one.request is not None and _is_here(one, now)})
            else:
                return
            kept.last = last
        kept.count += 1
        newest = sorted(kept.by_id.values(), key=lambda one: (one.requested_at, one.request or 0), reverse=True)
        kept.sheet = Sheet(reports=tuple(newest), version=f"{last}-{kept.count}")

    def _all(self, session: Session, offer: Offer, now: datetime) -> Iterable[Shown]:
        for statuses, start in ((_OPEN, _EPOCH), (_OVER, now - 4 * CLOSED_FOR)):
            after: After | None = None
            while True:
                lines = open311.page(session, replace(_wanted(offer, now), after=after, statuses=statuses, start=start))
                yield from (one for one in _shown(lines, offer) if _is_here(one, now))
                if len(lines) < _AT_ONCE:
                    break
                after = After(received_at=lines[-1].received_at, id=lines[-1].id)


def near(sheet: Sheet, point: Point | None, street: str | None, subjects: Collection[str], now: datetime) -> tuple[Shown, ...]:
    """Return open reports that may be of the same thing as what somebody is about to report there, the nearest first, at most `MOST_NEAR`.

    ``subjects`` are those of its family.
    """
    found: list[tuple[float, Shown]] = []
    for one in sheet.reports:
        if one.stage is Stage.CLOSED or one.code not in subjects or one.requested_at < now - NEAR_FOR:
            continue
        far = math.inf if point is None or one.point is None else metres(point, one.point)
        is_street = street is not None and one.street == street
        if far <= NEAR_M or is_street:
            found.append((min(far, NEAR_M) if is_street else far, one))
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))[:MOST_NEAR]


def family(offer: Offer, subject: str | None) -> frozenset[str]:
    """Return the subjects of reports that are of one theme with a subject; none for one that is no matter of a place."""
    service = None if subject is None else offer.find(subject)
    if service is None or not service.is_listed:
        return frozenset()
    return frozenset(one.code for one in offer.services if one.group == service.group and one.is_listed)


def metres(one: Point, other: Point) -> float:
    """Return how far two points are from each other, within a town."""
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return math.hypot(one.lat - other.lat, east) * _METRES_A_DEGREE


def _is_here(one: Shown, now: datetime) -> bool:
    return one.stage is not Stage.CLOSED or one.updated_at >= now - CLOSED_FOR


def _shown(lines: Sequence[PublicLine], offer: Offer) -> list[Shown]:
    return [shown for line in lines if (shown := shown_to_all(line, offer)) is not None]


def _wanted(offer: Offer, now: datetime) -> Wanted:
    return Wanted(
        town=offer.town.id,
        subjects=shown_subjects(offer.services),
        statuses=_OPEN | _OVER,
        start=_EPOCH,
        end=now + timedelta(minutes=5),
        limit=_AT_ONCE,
        is_once=True,
    )
