"""Whom a letter about a request goes to, and by which way: the address he used, paper, or nobody.

What a message says of others is only claimed. Who hands on what somebody else wrote, or writes for him, is written to himself; so nobody
gets letters because a stranger named him, and who reports a neighbour's distress does not have the neighbour told of it.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.draft import Draft, Flag, ReadIn, Requester, Trait
from domain.inbound import Channel
from flows import send
from flows.requester_changes import told_by_agents
from flows.town_views import TownView
from ingest.email.words import is_ours
from store import deliveries, towns
from store.requests import RequestRecord

_PAPER = frozenset({Channel.SCAN, Channel.FAX})
_SAID_HIMSELF = frozenset({ReadIn.REPLY_TO, ReadIn.FORM})


@dataclass(frozen=True, slots=True, kw_only=True)
class ByMail:
    """By e-mail."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPost:
    """By post. ``address`` None: it stands on the original, or the person comes to the counter."""

    address: str | None


Way = ByMail | ByPost


def written_to(record: RequestRecord) -> Requester:
    """Return who is written to of a request: who writes for the requester, else he himself, as an agent has set him right."""
    return _writer(record.draft) if record.draft.proxy or not told_by_agents(record) else record.requester


def email_of(view: TownView, draft: Draft) -> str | None:
    """Return the e-mail address its writer is answered at; None where nobody gave one.

    It is the one he used (R. 112-11-3), unless he gives another himself, or the message only passed through the town's own hands.
    """
    given, sender = _clean(_writer(draft).email), _clean(draft.sender)
    if draft.channel is not Channel.EMAIL or sender is None or given == sender:
        return given
    if is_ours(sender, view.reception) or _read_in(draft, given) in _SAID_HIMSELF:
        return given
    return sender


def takes_letters(session: Session, view: TownView, address: str | None) -> bool:
    """Tell whether letters to requesters may go to an address: a person's, nobody's of the town, and not known to take none."""
    if address is None or not send.is_peoples(address) or is_ours(address, view.reception):
        return False
    own = {(one.email or "").lower() for one in view.ruleset.departments}
    if address in own or towns.is_mailbox(session, address):
        return False
    return not deliveries.flagged(session, view.town.id, addresses=[address])


def way_to(session: Session, view: TownView, record: RequestRecord) -> Way | None:
    """Return how the requester of a request is reached; None where he is not: he gave nothing, or it takes no letters."""
    # Somebody at the town hall says where he is to be reached: that is not read from anything.
    is_told = record.draft.proxy is None and "email" in told_by_agents(record)
    address = _clean(record.requester.email) if is_told else email_of(view, record.draft)
    # A letter read wrongly in its address would be a stranger's mail.
    is_legible = is_told or record.line.channel not in _PAPER or Flag.UNSURE_READING not in record.line.flags
    if is_legible and address is not None and takes_letters(session, view, address):
        return ByMail(address=address)
    posted = written_to(record).address
    if posted is not None:
        return ByPost(address=posted)
    return ByPost(address=None) if record.line.channel in {*_PAPER, Channel.COUNTER} else None


def _writer(draft: Draft) -> Requester:
    return draft.proxy or draft.requester


def _read_in(draft: Draft, address: str | None) -> ReadIn | None:
    found = (one for one in draft.provenance if one.trait is Trait.EMAIL and _clean(one.value) == address)
    return next((one.read_in for one in found), None)


def _clean(address: str | None) -> str | None:
    return (address or "").strip().lower() or None
