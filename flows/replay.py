"""Decide stored requests anew, on what their decision rested on: the proof that a decision can be explained at any time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from sqlalchemy.orm import Session

from domain.decision import Basis, ForReview, Reason
from domain.errors import NotFoundError
from domain.ids import RequestId, TownId
from flows.belonging import as_kept
from flows.opinion import Opinion, arrived_at, opinion_on_part, opinions
from flows.town_views import RELEASE, TownView, kept_view, mailbox_of
from flows.wiring import Installation
from flows.wording import say
from store import follow_ups, requests
from store.columns import storable_document
from store.confirmations import part_of
from store.mapping import dump
from store.requests import RequestRecord

Progress = Callable[[int, int], None]
"""Is told how many requests of how many are done."""

_VIEWS = 4
"""Versions kept compiled at a time: requests come in the order they were kept, and versions follow one another."""
_SHOWN = 20
"""Differences told of one request: where the place is another, dozens follow from it."""
_PAGE = 200


class Verdict(StrEnum):
    """What becomes of a decision that is made again (constat)."""

    IDENTICAL = "identical"
    DIFFERS = "differs"
    OTHER_RELEASE = "other_release"
    """It differs, and another release of the program made it."""
    LOST = "lost"
    """What it rests on is not kept: it was decided before versions were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A request decided anew. ``reference`` is its number, else its tracking code; ``differences`` say where and what: then, and now."""

    request: RequestId
    town: TownId
    reference: str
    basis: Basis
    verdict: Verdict
    differences: tuple[str, ...] = ()


def replay(
    installation: Installation, town: TownId | None, *, since: datetime | None = None, progress: Progress = lambda _done, _all: None
) -> Iterator[Replay]:
    """Yield the requests of a town, or of all, received from ``since`` on, each decided anew on its own basis."""
    with installation.database.read() as session:
        ids = requests.ids(session, town, since)
    bench = _Bench()
    for start in range(0, len(ids), _PAGE):
        progress(start, len(ids))
        with installation.database.read() as session:
            found = [bench.decided_anew(session, request) for request in ids[start : start + _PAGE]]
        yield from found
    progress(len(ids), len(ids))


def replay_one(installation: Installation, request: RequestId) -> Replay:
    """Return one request decided anew. Raises NotFoundError."""
    with installation.database.read() as session:
        try:
            return _Bench().decided_anew(session, request)
        except NotFoundError as error:
            raise NotFoundError(say("There is no request {id}.", id=request)) from error


class _Bench:
    """Views of the versions that decided."""

    def __init__(self) -> None:
        self._session: Session | None = None
        self._view = lru_cache(maxsize=_VIEWS)(self._compiled)

    def decided_anew(self, session: Session, request: RequestId) -> Replay:
        self._session = session
        record = requests.get(session, request)
        verdict, differences = self._compared(session, record)
        line = record.line
        return Replay(
            request=request,
            town=line.town,
            reference=str(line.number or line.tracking),
            basis=record.basis,
            verdict=verdict,
            differences=differences,
        )

    def _compared(self, session: Session, record: RequestRecord) -> tuple[Verdict, tuple[str, ...]]:
        try:
            view = self._view(record.line.town, record.basis)
        except NotFoundError as error:
            return Verdict.LOST, (str(error),)
        opinion = _opinion(session, view, record)
        differences = ("parts",) if opinion is None else tuple(_differences(_kept(record), _made(opinion), ""))[:_SHOWN]
        if not differences:
            return Verdict.IDENTICAL, ()
        return (Verdict.DIFFERS if record.basis.release == RELEASE else Verdict.OTHER_RELEASE), differences

    def _compiled(self, town: TownId, basis: Basis) -> TownView:
        if self._session is None:
            raise AssertionError("views are compiled while a request is decided")
        return kept_view(self._session, town, ruleset=basis.ruleset, places=basis.places, learned=basis.learned)


def _opinion(session: Session, view: TownView, record: RequestRecord) -> Opinion | None:
    """Return what is thought of the request's part of its message today; None where the message is cut otherwise."""
    draft, inbound = record.draft, record.inbound
    found = opinions(view, draft, arrived_at(draft, inbound), mailbox_of(view, inbound, draft))
    own = next((one for one in found if (one.draft.offset, one.draft.text) == (record.offset, record.details)), None)
    if own is None and isinstance(record.decision, ForReview) and Reason.RECUT in record.decision.reasons:
        # People cut the message where the rules do not.
        part = part_of(draft, record.line.heading, record.details, record.offset)
        own = opinion_on_part(view, part, arrived_at(draft, inbound), mailbox_of(view, inbound, draft), parts=2)
    return None if own is None else as_kept(own, record.decision, was_added=follow_ups.was_added(session, record.draft_id))


def _kept(record: RequestRecord) -> dict[str, object]:
    return {"decision": dump(record.decision), "trace": dump(record.classification)}


def _made(opinion: Opinion) -> dict[str, object]:
    return {"decision": storable_document(dump(opinion.decision)), "trace": storable_document(dump(opinion.classification))}


def _differences(then: object, now: object, where: str) -> Iterator[str]:
    """Yield where two documents differ, as ``decision.orientation.department: VOI → ECL``."""
    match then, now:
        case Mapping(), Mapping():
            for key in dict.fromkeys((*then, *now)):
                yield from _differences(then.get(key), now.get(key), f"{where}.{key}" if where else str(key))
        case list() | tuple(), list() | tuple() if len(then) == len(now):
            for position, (one, other) in enumerate(zip(then, now, strict=True)):
                yield from _differences(one, other, f"{where}[{position}]")
        case list() | tuple(), list() | tuple():
            yield f"{where}: {len(then)} → {len(now)}"
        case _ if then != now:
            yield f"{where}: {then} → {now}"
        case _:
            return
