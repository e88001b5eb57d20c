"""The opinion on a draft: the one function that live work, explain, tests and back-tests share."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.decision import Basis, Decision, ForReview, Reason, Routed
from domain.draft import Draft, Flag
from domain.evidence import Classification
from domain.ids import UNCLASSIFIED, DepartmentCode, RuleId
from domain.inbound import Channel, Inbound, Mailbox
from domain.ruleset import RuleSet
from domain.town import Moment
from flows.town_views import TownView
from ingest.phone.only_back import asks_only_back
from routing.calendar import moment
from routing.decide import decide, is_closed
from routing.directory import default_rule
from rules.classify import Classified


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a part of a message is about and what to do with it, and on what that rests."""

    draft: Draft
    classification: Classification
    decision: Decision
    basis: Basis


_SPOKEN = frozenset({Channel.PHONE, Channel.COUNTER})
"""Channels of which somebody who was there writes down the moment."""


def arrived_at(draft: Draft, inbound: Inbound) -> datetime:
    """Return when a message was received.

    A letter: on the day that its stamp tells, where it was scanned later. A call or a visit: when the person called or came, where it was
    written down later. Everything else: when it came in.
    """
    is_stamped = draft.paper is not None and draft.paper.received_on is not None
    is_told = is_stamped or draft.channel in _SPOKEN
    return min(draft.sent_at, inbound.received_at) if is_told and draft.sent_at is not None else inbound.received_at


def opinions(view: TownView, draft: Draft, received_at: datetime, mailbox: Mailbox | None = None) -> tuple[Opinion, ...]:
    """Return one opinion for each request the draft holds, at least one.

    ``mailbox`` is where it came in: rules ask for it, and its department is proposed where nothing else speaks for one.
    """
    at = moment(view.town, received_at)
    asked = view.classifier.classify_each(_heard(draft), at, entrances(mailbox))
    return tuple(_opinion(view, _told(draft, one, len(asked)), one.classification, at, mailbox, parts=len(asked)) for one in asked)


def _told(draft: Draft, one: Classified, parts: int) -> Draft:
    """Return the draft of a part as it came: what was not to be judged of it belongs to it all the same."""
    if draft.call_back is None:
        return one.draft
    return draft if parts == 1 else replace(one.draft, heading=draft.heading)


def _heard(draft: Draft) -> Draft:
    """Return what is to be judged of a draft: of a call-back, what was said to the answering machine besides that somebody calls back.

    Its heading is ours, and names and thanks around « rappelez-moi » are no subject.
    """
    if draft.call_back is None:
        return draft
    return replace(draft, heading=None, text="" if asks_only_back(draft.text) else draft.text)


def opinion_on_part(view: TownView, part: Draft, received_at: datetime, mailbox: Mailbox | None, *, parts: int) -> Opinion:
    """Return the opinion on one of the ``parts`` requests of a message, as it was split before."""
    at = moment(view.town, received_at)
    return _opinion(view, part, view.classifier.classify(_heard(part), at, entrances(mailbox)), at, mailbox, parts=parts)


def entrances(mailbox: Mailbox | None) -> tuple[str, ...]:
    """Return the names by which rules ask for a mailbox: its address, its own name, the scanner that laid things there."""
    if mailbox is None:
        return ()
    return (mailbox.address, mailbox.name) if mailbox.scanner is None else (mailbox.address, mailbox.name, mailbox.scanner)


def _opinion(view: TownView, part: Draft, classification: Classification, at: Moment, mailbox: Mailbox | None, *, parts: int) -> Opinion:
    decision = decide(part, classification, view.ruleset, at, parts=parts)
    if mailbox is not None and mailbox.department is not None:
        decision = _for_mailbox(decision, view.ruleset, mailbox.address, mailbox.department, at)
    return Opinion(draft=part, classification=classification, decision=decision, basis=view.basis)


def is_danger(opinion: Opinion) -> bool:
    """Tell whether somebody may come to harm."""
    return Flag.DANGER in opinion.decision.orientation.flags


def for_review(decision: Decision, reason: Reason) -> ForReview:
    """Return the decision as a proposal to people, with one reason more."""
    match decision:
        case Routed(orientation=orientation):
            return ForReview(orientation=orientation, reasons=(reason,))
        case ForReview(reasons=reasons) if reason in reasons:
            return decision
        case ForReview(reasons=reasons):
            return replace(decision, reasons=(*reasons, reason))


def _for_mailbox(decision: Decision, ruleset: RuleSet, address: str, code: DepartmentCode, at: Moment) -> Decision:
    """Propose the mailbox's own department, if it is open, where nothing was recognised and no rule spoke: the lowest precedence."""
    department = next((known for known in ruleset.departments if known.code == code and not is_closed(known, at)), None)
    if not isinstance(decision, ForReview) or decision.orientation.rule != default_rule(UNCLASSIFIED) or department is None:
        return decision
    orientation = replace(
        decision.orientation,
        department=code,
        rule=RuleId(f"mailbox:{address}"),
        confidentiality=max(decision.orientation.confidentiality, department.confidentiality),
    )
    return replace(decision, orientation=orientation)
