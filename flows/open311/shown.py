"""What of a request is shown to whom: to everybody, and to who has its tracking code.

Everybody sees requests that people or rules have decided, on public subjects, and of their place no more than a street. A tracking code is
the requester's own: with it the house number and the exact position are told; of a request that is confidential or not decided yet, only
that it was received and where it stands. Nobody sees who asked or what was written, but for the words and photos that an agent has approved
(`domain.publication`). This is the one rule, for Open311 and for the map and the list of the portal.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.ids import RequestId, TownId, TrackingCode
from domain.place import Place, PlaceStatus, Point
from domain.publication import Photo, Publication
from domain.request import Closure, RequestNumber, Status
from flows.open311.services import Offer, shown_subjects
from flows.wiring import Installation
from store import open311, publications, references, requests, tracking
from store.open311 import After, PublicLine, Wanted

MOST_IDS = 500
_NUMBER = re.compile(r"([0-9]{4})[-/]([0-9]{1,9})")
_COARSE = 3
"""Decimals of a position in a street with house numbers: some hundred metres, so that no house can be told."""


class Stage(StrEnum):
    """Where a request stands, in the words of the public."""

    RECEIVED = "received"
    WITH_DEPARTMENT = "with_department"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A request as it is answered. ``id`` is the public number, or the tracking code it was asked by. Unknown or not public is None."""

    id: str
    stage: Stage
    requested_at: datetime
    updated_at: datetime
    code: str | None = None
    name: str | None = None
    department: str | None = None
    address: str | None = None
    postcode: str | None = None
    point: Point | None = None
    request: RequestId | None
    """Never told to anybody: what it is kept by."""
    street: str | None = None
    sector: str | None = None
    status: Status | None = None
    """Where it stands more exactly, and how it ended, where everybody may know what it is about."""
    closure: Closure | None = None
    description: str | None = None
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Requests and where the list goes on; None: here it ends."""

    requests: tuple[Shown, ...]
    next: After | None


def listed(installation: Installation, offer: Offer, wanted: Wanted) -> Page:
    """Return a page of what everybody may see."""
    with installation.database.read() as session:
        found = open311.page(session, wanted)
        approved = publications.shown(session, [line.id for line in found if line.is_published])
    last = found[-1] if len(found) == wanted.limit else None
    seen = (shown_to_all(line, offer, approved.get(line.id)) for line in found)
    return Page(
        requests=tuple(one for one in seen if one is not None),
        next=None if last is None else After(received_at=last.received_at, id=last.id),
    )


def by_ids(installation: Installation, offer: Offer, ids: Sequence[str]) -> tuple[Shown, ...]:
    """Return the requests asked for, by public number or tracking code, in that order; those nobody may see are left out."""
    wanted = tuple(dict.fromkeys(ids[:MOST_IDS]))
    with installation.database.read() as session:
        told = _Told.of(session, offer, wanted)
    return tuple(shown for one in wanted if (shown := told.shown(one)) is not None)


def by_request(installation: Installation, offer: Offer, request: RequestId) -> Shown | None:
    """Return what everybody may see of a request of the town; nothing of one that was merged, for another one is shown in its place."""
    with installation.database.read() as session:
        line = open311.lines(session, offer.town.id, (request,)).get(request)
        approved = publications.shown(session, (request,))
    return None if line is None or line.is_merged else shown_to_all(line, offer, approved.get(request))


def find_code(installation: Installation, town: TownId, text: str) -> TrackingCode | None:
    """Return a tracking code as it is written, if it was given to a request or an arrival of the town."""
    code = tracking.read_code(text)
    if code is None:
        return None
    with installation.database.read() as session:
        is_known = requests.find_by_reference(session, town, code) is not None or tracking.find_arrival(session, town, code) is not None
    return code if is_known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What is known of requests asked for by number or code, all of it read in a few statements."""

    offer: Offer
    by_number: Mapping[RequestNumber, RequestId]
    by_code: Mapping[TrackingCode, RequestId]
    arrivals: Mapping[TrackingCode, datetime]
    lines: Mapping[RequestId, PublicLine]
    approved: Mapping[RequestId, Publication]

    @staticmethod
    def of(session: Session, offer: Offer, ids: Sequence[str]) -> "_Told":
        """Return what is known of these."""
        town = offer.town.id
        codes = {code for one in ids if (code := tracking.read_code(one)) is not None}
        by_code = references.by_codes(session, town, codes)
        by_number = references.by_numbers(session, town, {number for one in ids if (number := _number(one)) is not None})
        arrivals = references.arrivals(session, town, codes - by_code.keys())
        lines = open311.lines(session, town, tuple({*by_code.values(), *by_number.values()}))
        approved = publications.shown(session, [line.id for line in lines.values() if line.is_published])
        return _Told(offer=offer, by_number=by_number, by_code=by_code, arrivals=arrivals, lines=lines, approved=approved)

    def shown(self, text: str) -> Shown | None:
        """Return the request somebody asks for, None where there is none or it is not his to see."""
        code = tracking.read_code(text)
        if code is None:
            number = _number(text)
            request = self.by_number.get(number) if number is not None else None
            return None if request is None else shown_to_all(self.lines[request], self.offer, self.approved.get(request))
        if code in self.by_code:
            request = self.by_code[code]
            return shown_to_requester(self.lines[request], self.offer, code, self.approved.get(request))
        at = self.arrivals.get(code)
        return None if at is None else Shown(id=code, stage=Stage.RECEIVED, requested_at=at, updated_at=at, request=None)


def _number(text: str) -> RequestNumber | None:
    number = _NUMBER.fullmatch(text.strip())
    return None if number is None else RequestNumber(year=int(number[1]), counter=int(number[2]))


def shown_to_all(line: PublicLine, offer: Offer, approved: Publication | None = None) -> Shown | None:
    """Return what everybody may see of a request, None where that is nothing. One with a label of its own has neither place nor subject."""
    is_secret = line.confidentiality is not Confidentiality.NORMAL or line.subject not in shown_subjects(offer.services)
    # Whoever wants to be left alone (GDPR, article 18) wants nothing of it published, either.
    if line.status is Status.REVIEW or line.number is None or line.is_limited or is_secret:
        return None
    name = f"{line.number.year}-{line.number.counter:04d}"
    return _labelled(line, name) if line.public_label else _with(_whole(line, offer, name, is_own=False), approved)


def shown_to_requester(line: PublicLine, offer: Offer, code: TrackingCode, approved: Publication | None = None) -> Shown:
    """Return what somebody sees who has the tracking code."""
    is_public = line.confidentiality is Confidentiality.NORMAL and offer.find(line.subject) is not None
    is_whole = is_public and line.status is not Status.REVIEW and not line.public_label
    return _with(_whole(line, offer, code, is_own=True), approved) if is_whole else _labelled(line, code)


def _labelled(line: PublicLine, name: str) -> Shown:
    label = line.public_label if line.status is not Status.REVIEW else None
    return Shown(id=name, stage=_stage(line), requested_at=line.received_at, updated_at=line.updated_at, name=label, request=line.id)


def _whole(line: PublicLine, offer: Offer, name: str, *, is_own: bool) -> Shown:
    service = offer.find(line.subject)
    place = line.place
    is_outside = place.status is PlaceStatus.OUTSIDE
    return Shown(
        id=name,
        stage=_stage(line),
        requested_at=line.received_at,
        updated_at=line.updated_at,
        code=line.subject,
        name=service.name if service else None,
        department=offer.departments.get(line.department),
        address=place.commune if is_outside else _address(place, offer, is_own=is_own),
        postcode=None if is_outside else offer.town.postcode,
        point=_point(place, is_own=is_own),
        request=line.id,
        status=line.status,
        closure=line.closure,
        street=None if is_outside else place.street,
        sector=None if is_outside else place.sector,
    )


def _with(shown: Shown, approved: Publication | None) -> Shown:
    """Return what is shown with what an agent has approved; nothing else of a request is ever told in its requester's words."""
    return shown if approved is None or not approved.is_shown else replace(shown, description=approved.text or None, photos=approved.photos)


def _stage(line: PublicLine) -> Stage:
    match line.status:
        case Status.CLOSED | Status.ARCHIVED | Status.REJECTED:
            return Stage.CLOSED
        case Status.REVIEW:
            return Stage.RECEIVED
        case _:
            return Stage.WITH_DEPARTMENT


def _address(place: Place, offer: Offer, *, is_own: bool) -> str:
    """Return the place from the most specific to the town; what the requester wrote of it is no part of it."""
    street = f"{place.number} {place.street}" if is_own and place.number and place.street else place.street
    town = f"{offer.town.postcode} {offer.town.name}"
    return ", ".join(dict.fromkeys(part for part in (street, place.landmark, place.sector, town) if part))


def _point(place: Place, *, is_own: bool) -> Point | None:
    if place.point is None or is_own or (place.status is PlaceStatus.LANDMARK and place.number is None):
        return place.point
    return Point(lat=round(place.point.lat, _COARSE), lon=round(place.point.lon, _COARSE))
