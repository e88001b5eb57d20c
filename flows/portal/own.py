"""A citizen follows a request of his: by its code and a second thing he gave with it, or signed in; and sends something about it.

Whoever has the code alone may have found a receipt on a printer; whoever knows the e-mail address or the telephone besides wrote it, or was
told by who did. A request of which nothing of the kind is known opens by its code alone: there is nothing else to ask for, nobody's name or
address stands on it, and a code is one of 28 to the eighth power, behind a throttle. To a wrong code the same is answered as to a wrong
second field, after the same work.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.citizen import Citizen
from domain.deadline import Silence
from domain.draft import Draft, Requester
from domain.errors import ConflictError, NotFoundError
from domain.following import MOST_WORDS, PortalAct, Rating, may_rate
from domain.ids import RequestId, TownId
from domain.inbound import Arrival, Channel, Envelope
from flows import privacy_text
from flows.clocks import find_promise
from flows.correspondence.facts import parted as parted_name
from flows.correspondence.writing import as_part
from flows.portal.shown import Material, ShownRequest, joined_at, shown
from flows.receive import Received, receive
from flows.town_views import TownView
from flows.wiring import Installation
from flows.wording import say
from ingest.form.enclosed import File
from ingest.form.portal import Sending, written
from ingest.phones import e164
from ingest.plain import fold
from store import citizens, follow_ups, following, outbox, portals, ratings, requests, tracking
from store.requests import RequestRecord

_NOBODY = Requester(name="nobody", email="nobody@citoyen.example", phone="+33100000000")
"""Whom a second field is compared with where the code is none: the same work is done."""
_LEAST_NAME = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a citizen sends about a request. ``page`` tells the page he wrote it on from every other: the same from one page is one."""

    request: RequestId
    act: PortalAct
    text: str
    files: Sequence[File]
    page: str
    language: str
    citizen: Citizen | None = None


# --- who may --------------------------------------------------------------------------------------------------------------------------


def prove(installation: Installation, town: TownId, code: str, second: str) -> RequestId | None:
    """Return the request that a code opens together with a second field; None for whatever does not fit, and what is not read yet.

    ``second`` is the e-mail address, the telephone or the family name given with the request, however spelt.
    """
    view = installation.towns.get(town)
    read = tracking.read_code(code)
    with installation.database.read() as session:
        found = None if read is None else following.request_by_code(session, town, read)
        record = None if found is None else requests.get(session, found)
    known = [_NOBODY] if record is None else _persons(record)
    is_right = _is_known(view, known, second) or not any(map(_tells, known))
    return record.line.id if record is not None and record.erased_at is None and is_right else None


def _persons(record: RequestRecord) -> list[Requester]:
    draft: Draft = record.draft
    return [record.requester, draft.requester, *([draft.proxy] if draft.proxy is not None else [])]


def _tells(who: Requester) -> bool:
    return bool(who.email or who.phone or who.other_phones or who.name or who.organisation)


def _is_known(view: TownView, known: Sequence[Requester], second: str) -> bool:
    """Compare with all that is known, whatever fits first: how long that takes tells nothing."""
    said, number = fold(second.strip()), e164(second, view.reception.region)
    hits = 0
    for who in known:
        hits += bool(said) and any([_same(said, fold(one)) for one in (who.email, who.organisation) if one])
        hits += number is not None and any([_same(number, one) for one in (who.phone, *who.other_phones) if one])
        hits += any([_same(said, name) for name in _names(who.name)])
    return hits > 0


def _names(name: str | None) -> list[str]:
    """Return what of a name counts: the family name, and the whole in either order."""
    if not name:
        return []
    given, family = parted_name(name)
    words = [fold(family), fold(name), *([fold(f"{family} {given}"), fold(f"{given} {family}")] if given else [])]
    return [_bare(one) for one in words if len(_bare(one)) >= _LEAST_NAME]


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def _same(one: str, other: str) -> bool:
    is_same = secrets.compare_digest(one.encode(), other.encode())
    return is_same or (bool(_bare(one)) and secrets.compare_digest(_bare(one).encode(), other.encode()))


def may_see(installation: Installation, town: TownId, request: RequestId, followed: frozenset[RequestId], citizen: Citizen | None) -> bool:
    """Tell whether a request of this town is his who proved it in his browser, or is signed in."""
    with installation.database.read() as session:
        line = next(iter(requests.lines(session, (request,))), None)
        if line is None or line.town != town:
            return False
        return request in followed or (citizen is not None and citizens.owns(session, citizen.id, request))


# --- what he sees ---------------------------------------------------------------------------------------------------------------------


def look(installation: Installation, request: RequestId, now: datetime, *, is_opened: bool = False) -> ShownRequest:
    """Return a request as its citizen sees it; ``is_opened``: he looks at it himself, and its letters are marked as seen.

    Raises NotFoundError, also for one of which nothing personal is kept any more.
    """
    with installation.database.read() as session:
        found = _shown(installation, session, request, now)
    if is_opened and found.unread:
        with installation.database.write() as session:
            town = requests.get(session, request).line.town
            following.open_letters(session, town, request, found.unread, now)
    return found


def _shown(installation: Installation, session: Session, request: RequestId, now: datetime) -> ShownRequest:
    own = requests.get(session, request)
    if own.erased_at is not None:
        raise NotFoundError(say("There is no request {id}.", id=request))
    main = own if own.line.merged_into is None else requests.get(session, own.line.merged_into)
    view = installation.towns.get(own.line.town)
    letters = outbox.of_request(session, request)
    promise = find_promise(view.ruleset, main.line.subject)
    code = main.line.situation.authority or main.line.department
    return shown(
        Material(
            record=own if main is own else as_part(own, main),
            history=main.history,
            added=follow_ups.of(session, request) if main is own else (),
            acts=following.acts_of(session, request),
            letters=letters,
            opened=following.opened(session, [one.id for one in letters]),
            ratings=ratings.of(session, request),
            reception=view.reception,
            department=next((one.label for one in view.ruleset.departments if one.code == code), None),
            silence=Silence.NONE if promise is None else promise.silence,
            reopen_days=portals.find(session, own.line.town)[0].reopen_days,
            feed_since=following.feed_since(session, request),
            # Where that was not written down, nothing of the other's is his.
            joined_at=None if main is own else joined_at(own, main) or now,
        ),
        now,
    )


# --- what he sends --------------------------------------------------------------------------------------------------------------------


def send(installation: Installation, wanted: Wanted, now: datetime) -> Received:
    """Keep what a citizen sends about a request of his; it is durable when this returns, and is added to the request soon after.

    The same sent twice from one page is one. Raises ConflictError for what cannot be asked as the request stands, unless it is kept
    already; NotFoundError, UnavailableError.
    """
    name = _name(wanted)
    with installation.database.read() as session:
        record = requests.get(session, wanted.request)
        found = _shown(installation, session, wanted.request, now)
        known = following.find_sent(session, wanted.request, name)
    if known is not None:
        return Received(inbound_id=known, is_new=False)
    if wanted.act not in found.acts:
        raise ConflictError(say("This cannot be asked of the request as it stands now."))
    town, who = record.line.town, record.requester
    sending = Sending(
        id=name,
        act=wanted.act,
        reference=found.name,
        requester=Requester(name=who.name, organisation=who.organisation, email=who.email, phone=who.phone),
        language=wanted.language,
        text=wanted.text,
        files=wanted.files,
        privacy=privacy_text.current(installation, town, now).number,
    )
    arrival = Arrival(
        raw=written(sending),
        channel=Channel.PORTAL,
        town=town,
        mailbox=None,
        envelope=Envelope(),
        received_at=now,
        source_id=name,
    )

    def then(session: Session, received: Sequence[Received]) -> None:
        for one in received:
            following.add_act(session, town, wanted.request, one.inbound_id, wanted.act, now)
            if wanted.citizen is not None:
                citizens.link_arrival(session, wanted.citizen.id, one.inbound_id, now)

    (kept,) = receive(installation, [arrival], then)
    return kept


def _name(wanted: Wanted) -> str:
    """Return what names a sending: equal for the same words and files from one page about one request."""
    digest = hashlib.sha256(f"{wanted.request}\n{wanted.act}\n{wanted.page}\n{wanted.text}".encode())
    for one in wanted.files:
        digest.update(hashlib.sha256((one.name or "").encode()).digest() + hashlib.sha256(one.content).digest())
    return digest.hexdigest()[:32]


# --- rating, feed ---------------------------------------------------------------------------------------------------------------------


def rate(installation: Installation, request: RequestId, stars: int, words: str, now: datetime) -> None:
    """Keep how an answer is rated, durably. Raises ConflictError where it cannot be rated, or not any more; NotFoundError."""
    with installation.database.write() as session:
        main = requests.get(session, requests.hold(session, request))
        record = requests.get(session, request)
        if record.erased_at is not None:
            raise NotFoundError(say("There is no request {id}.", id=request))
        situation = main.line.situation
        before = ratings.of(session, request).get(situation.closed_at) if situation.closed_at is not None else None
        if situation.closed_at is None or not may_rate(situation, before, now):
            raise ConflictError(say("The answer cannot be rated any more."))
        rating = Rating(stars=stars, words=words.strip()[:MOST_WORDS] or None, at=now if before is None else before.at, changed_at=now)
        ratings.put(session, record.line.town, request, situation.closed_at, rating)


def make_feed(installation: Installation, request: RequestId, now: datetime) -> str:
    """Return a new secret address of a request for feed readers, and end the one before. Raises NotFoundError."""
    secret = secrets.token_urlsafe(24)
    with installation.database.write() as session:
        requests.hold(session, request)
        record = requests.get(session, request)
        following.add_feed(session, record.line.town, request, digest_of(secret), now)
    return secret


def end_feed(installation: Installation, request: RequestId, now: datetime) -> None:
    """End the secret address of a request."""
    with installation.database.write() as session:
        following.end_feeds(session, request, now)


def fed(installation: Installation, town: TownId, secret: str, now: datetime) -> ShownRequest | None:
    """Return the request a secret address is of; None where there is none, it was ended, or nothing personal of it is kept."""
    with installation.database.read() as session:
        request = following.find_feed(session, town, digest_of(secret))
        try:
            return None if request is None else _shown(installation, session, request, now)
        except NotFoundError:
            return None


def digest_of(secret: str) -> str:
    """Return by what a secret is known."""
    return hashlib.sha256(secret.encode()).hexdigest()
