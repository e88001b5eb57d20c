"""Route a draft: requests to departments or to people, or what else becomes of it."""

import time
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from domain.draft import Kind
from domain.ids import DraftId
from domain.inbound import Channel, Outcome
from domain.request import Addition
from flows import bursts, follow_up, trail, undelivered
from flows.autonomy import on_probation
from flows.belonging import Belonging, belonging
from flows.keeping import Keeping
from flows.opinion import Opinion, arrived_at, is_danger, opinions
from flows.receipt import Acknowledging
from flows.reunion import reunite
from flows.settings import Settings
from flows.steps import Change
from flows.town_views import TownView, mailbox_of
from flows.undelivered import OWN_LETTER, WANTED
from flows.wiring import Installation
from store import drafts, follow_ups, inbounds, siblings, threads
from store.drafts import DraftRecord
from store.inbounds import InboundRecord
from store.jobs import Job

_MACHINE = frozenset({Kind.AUTO_REPLY, Kind.BOUNCE, Kind.NEWSLETTER})
"""Messages no person wrote: nobody asks anything with them."""
_BECAME = frozenset({Outcome.DRAFTED, Outcome.ATTACHED})


def route(installation: Installation, job: Job) -> Change:
    """Form an opinion on a draft and return the change that keeps it."""
    with installation.database.read() as session:
        record = drafts.get(session, DraftId(job.subject_id))
        arrival = inbounds.get(session, record.inbound_id)
    trail.note_arrival(arrival.id, arrival.inbound)
    kind, settings = record.draft.kind, installation.settings
    if undelivered.is_own(settings, record.draft) and arrival.reason != WANTED:
        return partial(_set_aside, settings, record, arrival, Outcome.MACHINE, OWN_LETTER)
    if kind in _MACHINE:
        return partial(_set_aside, settings, record, arrival, Outcome.MACHINE, kind.value)
    view = installation.towns.get(record.town)
    began = time.perf_counter()
    with installation.tracer.span("opinion", {"citoyen.draft": record.id}):
        found = _opinions(view, record, arrival)
    installation.meters.stage("opinion", time.perf_counter() - began)
    if kind is Kind.SPAM and not any(map(is_danger, found)):
        return partial(_set_aside, settings, record, arrival, Outcome.SPAM, kind.value)
    return _Routing(installation, view, record, arrival, found).keep


def _opinions(view: TownView, record: DraftRecord, arrival: InboundRecord) -> tuple[Opinion, ...]:
    draft, inbound = record.draft, arrival.inbound
    return opinions(view, draft, arrived_at(draft, inbound), mailbox_of(view, inbound, draft))


def _set_aside(  # noqa: PLR0913, PLR0917 — bound before; a change itself takes session and time
    settings: Settings, record: DraftRecord, arrival: InboundRecord, outcome: Outcome, reason: str, session: Session, now: datetime
) -> tuple[str, ...]:
    """Keep a machine mail in sight and mark the letter of ours it speaks of; nothing is ever written to who sent it."""
    if not _is_request(session, record):
        inbounds.set_outcome(session, arrival.id, outcome, reason)
    if reason != OWN_LETTER:
        undelivered.take_note(settings, session, record, arrival, now)
    return ()


def _is_request(session: Session, record: DraftRecord) -> bool:
    """Tell whether another letter of the same arrival is a request by now: then that is what became of the arrival."""
    became = inbounds.get(session, record.inbound_id).outcome
    if record.draft.item > 1 and became is Outcome.PENDING:
        return any(one.requests for one in siblings.of_arrival(session, record.inbound_id))
    return became in _BECAME


class _Routing:
    """One message of a person, on its way to where it belongs.

    What it follows is looked for only when it is kept, with the requests held: one may be decided, closed or merged at the same moment.
    """

    def __init__(
        self, installation: Installation, view: TownView, record: DraftRecord, arrival: InboundRecord, found: tuple[Opinion, ...]
    ) -> None:
        self._installation = installation
        self._view = view
        self._record = record
        self._arrival = arrival
        self._found = found

    def keep(self, session: Session, now: datetime) -> tuple[str, ...]:
        """Write what becomes of the message, and return the queues that have work then; nothing where that was done before."""
        record, draft = self._record, self._record.draft
        referred = follow_up.message_ids(draft)
        own = (draft.source_id,) if draft.source_id else ()
        # Two messages of one sender neither: the second may complete the first.
        sender = (f"sender {draft.requester.email.casefold()}",) if draft.requester.email else ()
        threads.hold(session, record.town, (*own, *referred, *sender))
        if follow_ups.requests_of(session, record.id):
            return ()
        arrival = inbounds.hold(session, record.inbound_id)
        # What is sent on the portal is about one request, and each is answered for.
        is_told_apart = draft.channel is Channel.PORTAL
        burst = None if is_told_apart else bursts.find(session, record, arrival, self._found)
        if burst is not None:
            bursts.join(session, record, arrival, self._found, burst, now)
            return ()
        threads.keep(session, record.town, record.id, draft.source_id, referred)
        key = self._installation.settings.secret_key.get_secret_value().encode()
        cited = follow_up.find(session, key, self._view.reception, record, arrival.inbound.received_at)
        belongs = belonging(draft, cited, self._opinions_at(arrival))
        belongs = replace(belongs, own=on_probation(session, record.town, belongs.own))
        keeping = Keeping(settings=self._installation.settings, view=self._view, record=record, arrival=arrival, now=now)
        requests, rung = keeping.keep(session, belongs)
        rung |= {queue for target in belongs.targets for queue in keeping.add(session, target, belongs.addition)}
        inbounds.set_outcome(session, arrival.id, *_outcome(belongs))
        if requests and not cited:
            rung |= reunite(session, keeping, requests)
        went_to = (*requests, *(target.request.line.id for target in belongs.targets))
        receipt = Acknowledging(settings=keeping.settings, view=self._view, record=record, arrival=arrival, opinions=self._found)
        # Who answers for the town is no citizen who wrote to it.
        if belongs.addition is not Addition.ANSWER:
            rung |= set(receipt.write(session, went_to, now))
        rung |= set(keeping.acknowledge(session, requests))
        bursts.remember(session, record, arrival, self._found, went_to)
        return tuple(sorted(rung))

    def _opinions_at(self, arrival: InboundRecord) -> tuple[Opinion, ...]:
        """Return the opinions; formed again where the message came in at another mailbox meanwhile that says more of it."""
        draft = self._record.draft
        is_same = mailbox_of(self._view, arrival.inbound, draft) == mailbox_of(self._view, self._arrival.inbound, draft)
        return self._found if is_same else _opinions(self._view, self._record, arrival)


def _outcome(belongs: Belonging) -> tuple[Outcome, str | None]:
    if belongs.targets:
        return Outcome.ATTACHED, ", ".join(target.reference for target in belongs.targets)
    return Outcome.DRAFTED, None
