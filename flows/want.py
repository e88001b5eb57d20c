"""Make a request of what was set aside as machine mail: a person has looked and says that somebody asks something."""

from dataclasses import replace
from datetime import datetime

from domain.draft import Kind
from domain.errors import NotFoundError
from domain.ids import InboundId, TownId
from domain.inbound import Outcome
from flows.kinds import MAIL, JobKind
from flows.undelivered import WANTED
from flows.wiring import Installation
from flows.wording import say
from store import drafts, inbounds, jobs, journal

_ASIDE = frozenset({Outcome.MACHINE, Outcome.SPAM})


def want(installation: Installation, inbound_id: InboundId, actor: str, now: datetime, *, town: TownId | None = None) -> None:
    """Read an arrival that was set aside as a person's message and let it be routed; it keeps why it was taken for a machine's.

    ``town`` is the only town whose mail the actor may touch, None for all. Raises NotFoundError where nothing is set aside under that
    id, UnreadableInputError where the original cannot be read.
    """
    with installation.database.read() as session:
        record = inbounds.get(session, inbound_id)
        found = drafts.of_arrival(session, inbound_id)
        old = drafts.get(session, found[0]).draft if found else None
    if record.outcome not in _ASIDE or old is None or town not in (None, record.inbound.town):
        raise NotFoundError(say("No mail {id} is set aside.", id=inbound_id))
    reception = replace(installation.towns.get(record.inbound.town).reception, is_person=True)
    (draft,) = installation.reader.read(installation.blobs.path(record.inbound.sha256), record.inbound.channel, reception)
    kind = Kind.REQUEST if draft.kind is Kind.BLANK else draft.kind
    wanted = replace(draft, kind=kind, item=old.item, witness=old.witness, authenticity=old.authenticity)
    with installation.database.write() as session:
        if inbounds.hold(session, inbound_id).outcome not in _ASIDE:
            raise NotFoundError(say("No mail {id} is set aside.", id=inbound_id))
        drafts.put(session, found[0], wanted)
        inbounds.set_outcome(session, inbound_id, Outcome.PENDING, WANTED)
        jobs.repeat(session, JobKind.ROUTE, found[0], now)
        of = f"inbound:{inbound_id}"
        journal.append(session, at=now, town=record.inbound.town, actor=actor, action="mail.wanted", object=of, details={})
    installation.bell.ring(MAIL)
