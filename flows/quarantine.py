"""What to do about what is in quarantine: try it again, make a request of it by hand, put it away; after an upgrade all is tried once.

One transaction each: whoever dies in between leaves it in quarantine. Nothing is ever removed from the ledger.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.draft import Draft, Kind
from domain.errors import InvalidError, Mistake, NotFoundError, UnreadableInputError
from domain.ids import InboundId, TownId
from domain.inbound import Inbound, Outcome
from flows.aside import TOO_LARGE, UNFETCHABLE
from flows.kinds import MAIL, JobKind, reading_queue
from flows.town_views import RELEASE
from flows.undelivered import WANTED
from flows.wiring import Installation
from flows.wording import say
from ingest.paper.letters import remark_of
from store import drafts, inbounds, jobs, journal, quarantine
from store.quarantine import Chosen, Kept

HEADLESS = frozenset({TOO_LARGE, UNFETCHABLE})
"""Of these only the header is here: their mailbox is asked again whenever its mails are counted."""
MOST_WORDS = 500
_AT_ONCE = 200
_ACTOR = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """How many are tried again, and how many are not, for only their header is here."""

    tried: int = 0
    headless: int = 0


def retry(installation: Installation, ids: Sequence[InboundId], actor: str, now: datetime, *, town: TownId | None = None) -> Retried:
    """Have arrivals read again that are in quarantine, dismissed or not; what is there no more is passed over.

    ``town`` is the only town whose arrivals the actor may touch, None for all.
    """
    rung: set[str] = set()
    with installation.database.write() as session:
        held = [one for one in quarantine.hold(session, ids) if town in {None, one.inbound.town}]
        again = [one for one in held if one.reason not in HEADLESS]
        rung |= _read_again(session, again, now)
        _write_down(session, again, actor, "quarantine.retried", now)
    installation.bell.ring(*sorted(rung))
    return Retried(tried=len(again), headless=len(held) - len(again))


def retry_all(installation: Installation, chosen: Chosen, actor: str, now: datetime) -> Retried:
    """Have all read again that is in quarantine as chosen, a share in each transaction."""
    whole = Retried()
    for some in _shares(installation, chosen):
        one = retry(installation, some, actor, now, town=chosen.town)
        whole = Retried(tried=whole.tried + one.tried, headless=whole.headless + one.headless)
    return whole


def replay(installation: Installation, now: datetime) -> int:
    """Have read again what another release set aside, once; return how many. For the sweep, and for who cannot wait for it."""
    count = 0
    while True:
        with installation.database.read() as session:
            ids = quarantine.of_other_releases(session, RELEASE, HEADLESS, _AT_ONCE)
        if not ids:
            return count
        with installation.database.write() as session:
            again = [one for one in quarantine.hold(session, ids) if not one.is_dismissed and one.release != RELEASE]
            rung = _read_again(session, again, now)
            _write_down(session, again, _ACTOR, "quarantine.replayed", now)
        installation.bell.ring(*sorted(rung))
        count += len(again)


def dismiss(
    installation: Installation, ids: Sequence[InboundId], why: str, actor: str, now: datetime, *, town: TownId | None = None
) -> int:
    """Say that nothing is to be made of arrivals, and why; return how many. They stay in the ledger, and can be tried again.

    Raises InvalidError without a reason, or with one that is too long.
    """
    said = why.strip()
    if not said or len(said) > MOST_WORDS:
        what = say("It is not said why.") if not said else say("The reason has {count} characters.", count=len(said))
        raise InvalidError(Mistake(where="why", what=what, remedy=say("Say it in at most {most} characters.", most=MOST_WORDS)))
    with installation.database.write() as session:
        held = [one for one in quarantine.hold(session, ids) if town in {None, one.inbound.town} and not one.is_dismissed]
        for one in held:
            quarantine.dismiss(session, one.id, actor, said, now)
        _write_down(session, held, actor, "quarantine.dismissed", now)
    return len(held)


def make_request(installation: Installation, inbound_id: InboundId, actor: str, now: datetime, *, town: TownId | None = None) -> None:
    """Make of an arrival in quarantine a request for people, with its original beside; what can be read of it is in it.

    Raises NotFoundError where it is not in quarantine, or another town's.
    """
    with installation.database.read() as session:
        kept = quarantine.get(session, inbound_id)
    if town not in {None, kept.inbound.town}:
        raise NotFoundError(say("There is no arrival {id} in quarantine.", id=inbound_id))
    draft = _draft(installation, kept.inbound, kept.reason)
    with installation.database.write() as session:
        held = quarantine.hold(session, (inbound_id,))
        if not held:
            raise NotFoundError(say("There is no arrival {id} in quarantine.", id=inbound_id))
        (draft_id,) = drafts.add(session, inbound_id, kept.inbound.town, (draft,), now)
        inbounds.set_outcome(session, inbound_id, Outcome.PENDING, WANTED)
        jobs.add(session, town=kept.inbound.town, queue=MAIL, kind=JobKind.ROUTE, subject_id=draft_id, now=now)
        jobs.repeat(session, JobKind.ROUTE, draft_id, now)
        _write_down(session, held, actor, "quarantine.wanted", now)
    installation.bell.ring(MAIL)


def _draft(installation: Installation, inbound: Inbound, reason: str) -> Draft:
    """Return a draft for people; of what cannot be read at all only that it came and what is wrong with it."""
    bare = Draft(channel=inbound.channel, kind=Kind.REQUEST, source_id=inbound.source_id, item=1, remarks=(remark_of(reason),))
    reception = replace(installation.towns.get(inbound.town).reception, is_person=True)
    try:
        found = installation.reader.read(installation.blobs.path(inbound.sha256), inbound.channel, reception)
    except UnreadableInputError:
        return bare
    if not found:
        return bare
    remarks = tuple(dict.fromkeys((*found[0].remarks, *bare.remarks)))
    return replace(found[0], kind=Kind.REQUEST, item=1, remarks=remarks)


def _read_again(session: Session, again: Sequence[Kept], now: datetime) -> set[str]:
    """Let arrivals be read as if they had just come; return the queues that have work then."""
    rung: set[str] = set()
    for one in again:
        inbound, queue = one.inbound, reading_queue(one.inbound.channel)
        inbounds.set_outcome(session, one.id, Outcome.PENDING, None)
        quarantine.set_release(session, one.id, RELEASE)
        # A mail of a mailbox that could not be kept at first was never asked to be read.
        jobs.add(session, town=inbound.town, queue=queue, kind=JobKind.READ, subject_id=one.id, now=now)
        jobs.repeat(session, JobKind.READ, one.id, now)
        rung.add(queue)
    return rung


def _write_down(session: Session, held: Sequence[Kept], actor: str, action: str, now: datetime) -> None:
    by_town: defaultdict[TownId, list[int]] = defaultdict(list)
    for one in held:
        by_town[one.inbound.town].append(one.id)
    for town, ids in sorted(by_town.items()):
        details: Mapping[str, object] = {"count": len(ids), "arrivals": ids}
        of = f"arrival {ids[0]}" if len(ids) == 1 else "quarantine"
        journal.append(session, at=now, town=town, actor=actor, action=action, object=of, details=details)


def _shares(installation: Installation, chosen: Chosen) -> Iterator[Sequence[InboundId]]:
    before: InboundId | None = None
    while True:
        with installation.database.read() as session:
            some = [one.id for one in quarantine.page(session, chosen, before=before, limit=_AT_ONCE)]
        if not some:
            return
        yield some
        before = some[-1]
