"""Requests that may be of one fact with another: proposed to people, with what says so; nothing is ever brought together by likeness alone.

They are looked for whenever somebody opens a request, and nowhere kept. What is proposed depends on both requests as they stand: on the
corrected subject and place of the one, on whether the other was closed, merged or included meanwhile; whatever was kept would be wrong by
the first such change of any of them, and would have to be written again for all that were near. Looking takes a few milliseconds, however
many requests there are (bench/sameness.py). So a draft is compared as it was classified, and anew once it was corrected.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy.orm import Session

from domain.dossier import DossierId, Identity
from domain.errors import ConflictError
from domain.ids import RequestId, SubjectCode
from domain.request import Addition, Status, Tie
from domain.rights import Permission, Standing, Visibility, visibility
from domain.ruleset import RuleSet, Subject
from domain.sameness import Matter, SameKind, Sameness
from flows.acting import Purpose, called, find_acting
from flows.dossiers import proposals
from flows.incidents import Including, include
from flows.merge import Joining, join
from flows.rights import line_facts
from flows.town_views import TownView
from flows.wiring import Installation
from flows.wording import say
from rules.sameness import sameness
from store import dossiers, follow_ups, incidents, likely_same, requests
from store.likely_same import Near, Wanted
from store.request_lines import RequestLine
from store.requests import RequestRecord

MOST_SHOWN = 5
"""More nobody looks through; the likeliest come first."""
_MOST_DOSSIERS = 10
"""Files of one requester, and of those who may be the same, whose requests are looked at."""

Sees = Callable[[RequestLine], bool]
"""Tells whether somebody may read a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A request that may be of the same fact as the one looked at. ``main`` is the one it is included in, ``is_later``: it came after."""

    line: RequestLine
    sameness: Sameness
    is_later: bool
    main: RequestId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What an agent says of two requests of one fact: ``request`` is the one he looked at, in this version; ``other`` was proposed."""

    request: RequestId
    other: RequestId
    kind: SameKind
    version: int | None = None


def sight(ruleset: RuleSet, standing: Standing) -> Sees:
    """Return what an agent may read. ``ruleset`` is the town's present one."""
    return lambda line: visibility(standing, line_facts(ruleset, line)) is Visibility.WHOLE


def find(session: Session, view: TownView, record: RequestRecord, sees: Sees, limit: int = MOST_SHOWN) -> tuple[Likely, ...]:
    """Return the requests of a request's town that may be of the same fact, the likeliest first; none that somebody may not read.

    Those that are a part of it or of one incident with it are told elsewhere.
    """
    if record.line.merged_into is not None:
        return ()
    dossier = dossiers.of_request(session, record.line.id)
    wanted = Wanted(
        town=record.line.town,
        request=record.line.id,
        draft_id=record.draft_id,
        received_at=record.line.received_at,
        subject=record.line.subject,
        streets=tuple(dict.fromkeys(name for name in (record.place.street, record.place.landmark) if name)),
        dossiers=_dossiers(session, dossier),
    )
    subjects = {one.code: one for one in view.ruleset.subjects}
    own = matter_of(subjects, as_near(record, dossier))
    main = incidents.find_main(session, record.line.id) or record.line.id
    found = [
        (near, alike)
        for near in likely_same.near(session, wanted)
        if main not in {near.request, near.main} and (alike := _compare(own, matter_of(subjects, near))) is not None
    ]
    found.sort(key=lambda pair: (-pair[1].score, pair[0].request))
    return tuple(_shown(session, found, record, sees, limit))


def bring_together(installation: Installation, asked: Together, agent: str, now: datetime) -> RequestRecord:
    """Do what an agent says of two requests, and return the one that is the main one then.

    The one that came later becomes a part of the other, is included in it or linked to it; one that is decided leads one that is not. Doing
    it again changes nothing. Raises NotFoundError, ConflictError and ForbiddenError as `flows.merge.join` and `flows.incidents.include`.
    """
    with installation.database.read() as session:
        part, main = _order(session, asked)
    version = asked.version if part == asked.request else None
    match asked.kind:
        case SameKind.DUPLICATE:
            return join(installation, Joining(request=part, main=main, version=version), agent, now)
        case SameKind.CHASER:
            return join(installation, Joining(request=part, main=main, addition=Addition.ASKED_AGAIN, version=version), agent, now)
        case SameKind.INCIDENT:
            return include(installation, Including(request=part, main=main, version=version), agent, now)
        case SameKind.RECURRENCE:
            return _link(installation, part, main, agent, now)
        case _:
            assert_never(asked.kind)


def _order(session: Session, asked: Together) -> tuple[RequestId, RequestId]:
    """Return which of two requests becomes a part of which."""
    found = [requests.get(session, one).line for one in (asked.request, asked.other)]
    main, part = sorted(found, key=lambda line: (line.status is Status.REVIEW, line.received_at, line.id))
    if asked.kind is SameKind.RECURRENCE:
        main, part = sorted(found, key=lambda line: (line.received_at, line.id))
    elif incidents.find_main(session, main.id) is None and incidents.included_ids(session, part.id):
        # What already leads others goes on leading.
        main, part = (part, main) if part.status is not Status.REVIEW and asked.kind is SameKind.INCIDENT else (main, part)
    return part.id, main.id


def _link(installation: Installation, later: RequestId, earlier: RequestId, agent: str, now: datetime) -> RequestRecord:
    """Say that the fact of a request came back in a later one, and return that one."""
    with installation.database.write() as session:
        held = {one: requests.hold(session, one) for one in sorted((later, earlier))}
        record, other = requests.get(session, held[later]), requests.get(session, held[earlier])
        purpose = Purpose(towns=installation.towns, to=(Permission.REVIEW, Permission.REQUALIFY, Permission.TREAT))
        acting = find_acting(session, record, agent, now, purpose)
        find_acting(session, other, agent, now, purpose)
        if record.line.town != other.line.town:
            raise ConflictError(say("The two requests are of two towns."))
        if record.line.id == other.line.id:
            raise ConflictError(say("Request {reference} cannot be a part of itself.", reference=called(record)))
        if any(link.other.id == other.line.id and link.is_proven for link in follow_ups.links(session, record.line.id)):
            return record
        follow_ups.link(session, record.line.town, record.line.id, other.line.id, Tie.PEOPLE, is_proven=True)
        follow_ups.prove(session, record.line.id, other.line.id, Tie.PEOPLE)
        facts = {"follows": called(other), "followed": other.line.id, "proven": True}
        acting.write_down(session, record, "linked", facts)
        return requests.get(session, record.line.id)


def as_near(record: RequestRecord, dossier: DossierId | None) -> Near:
    """Return a request as one that is found, as it stands by now."""
    return Near(
        request=record.line.id,
        main=None,
        subject=record.line.subject,
        requester=record.requester,
        dossier=dossier,
        place=record.place,
        text=f"{record.line.heading}\n{record.details}",
        received_at=record.line.received_at,
        closed_at=record.line.situation.closed_at,
    )


def matter_of(subjects: Mapping[SubjectCode, Subject], near: Near) -> Matter:
    """Return what a request is about; ``subjects`` tell where its subject stands in the tree."""
    subject = subjects.get(near.subject)
    return Matter(
        identity=Identity.of(near.requester),
        dossier=near.dossier,
        subject=near.subject,
        theme="" if subject is None else subject.theme,
        is_personal=subject is not None and not subject.wants_place,
        place=near.place,
        text=near.text,
        received_at=near.received_at,
        closed_at=near.closed_at,
    )


def _compare(own: Matter, other: Matter) -> Sameness | None:
    """Compare two requests, the one that came first as the one known."""
    return sameness(other, own) if other.received_at > own.received_at else sameness(own, other)


def _dossiers(session: Session, own: DossierId | None) -> tuple[DossierId, ...]:
    """Return the file of a requester, and those that may be his as well."""
    if own is None:
        return ()
    alike = proposals(session, dossiers.get(session, own))
    return (own, *(one.dossier.id for one in alike[:_MOST_DOSSIERS]))


def _shown(session: Session, found: Sequence[tuple[Near, Sameness]], record: RequestRecord, sees: Sees, limit: int) -> Iterator[Likely]:
    """Yield the first of those found that somebody may read."""
    left = limit
    for start in range(0, len(found), limit):
        if not left:
            return
        some = found[start : start + limit]
        lines = {line.id: line for line in requests.lines(session, [near.request for near, _ in some])}
        for near, alike in some:
            line = lines[near.request]
            if left and sees(line):
                left -= 1
                yield Likely(line=line, sameness=alike, is_later=line.received_at > record.line.received_at, main=near.main)
