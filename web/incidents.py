"""What the desk shows of requests of one fact: what may be the same, what is included, and what can be done to all of them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.ids import RequestId
from domain.incident import FOLLOWED, Gathered
from domain.sameness import SameKind
from flows import sameness
from flows.sameness import Likely
from flows.sameness_words import KINDS, LEVELS, ground_words
from store import incidents, requests
from store.request_lines import RequestLine
from store.requests import RequestRecord
from web.access import Eyes
from web.desk import Desk
from web.labels import Labels
from web.translations import Language, said

MOST_INCLUDED = 20
"""Requests of an incident shown on the page of its main one; how many there are is told beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLikely:
    """A request that may be of the same fact, in words; ``kind`` is what bringing the two together would make of them."""

    line: RequestLine
    subject: str
    kind: SameKind
    says: str
    level: str
    score: float
    reasons: tuple[str, ...]
    main: RequestId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """A request of the same incident; ``is_hidden``: only that it is there is shown."""

    line: RequestLine
    subject: str
    is_hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """What the page of a request shows of its fact. ``main`` is the request it is included in; ``can_follow``: others wait to follow it."""

    likely: tuple[ShownLikely, ...]
    main: ShownPart | None
    included: tuple[ShownPart, ...]
    gathered: Gathered
    can_follow: bool
    is_under_way: bool


def fact_view(desk: Desk, session: Session, record: RequestRecord, eyes: Eyes, language: Language) -> FactView:
    """Return what is shown of a request's fact."""
    own = record.line
    view = desk.installation.towns.get(own.town)
    labels = desk.book.labels(session, own.town, record.ruleset_number)
    above = incidents.find_main(session, own.id)
    main = None if above is None else requests.get(session, above).line
    gathered = incidents.gathered(session, [own.id])[own.id]
    parts = [one.line for one in incidents.included(session, own.id, limit=MOST_INCLUDED)]
    was_done = any(line.action in FOLLOWED for line in record.history)
    return FactView(
        likely=tuple(_likely(one, labels, language) for one in sameness.find(session, view, record, eyes.shows)),
        main=None if main is None or not eyes.knows(main) else _part(main, labels, eyes),
        included=tuple(_part(line, labels, eyes) for line in parts if eyes.knows(line)),
        gathered=gathered,
        can_follow=was_done and own.status.is_over and gathered.still_open > 0,
        is_under_way=incidents.is_under_way(session, own.id),
    )


def _likely(one: Likely, labels: Labels, language: Language) -> ShownLikely:
    alike = one.sameness
    return ShownLikely(
        line=one.line,
        subject=labels.subject(one.line.subject),
        kind=alike.kind,
        says=said(KINDS[alike.kind], language),
        level=said(LEVELS[alike.level], language),
        score=alike.score,
        reasons=tuple(said(ground_words(ground), language) for ground in alike.grounds),
        main=one.main,
    )


def _part(line: RequestLine, labels: Labels, eyes: Eyes) -> ShownPart:
    return ShownPart(line=line, subject=labels.subject(line.subject), is_hidden=not eyes.shows(line))
