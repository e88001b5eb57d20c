"""The opinion on a draft: the one function that live work, explain, tests and back-tests share."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.decision import Decision, ForReview, Reason, Routed
from domain.draft import Draft, Flag
from domain.evidence import Classification
from domain.ids import UNCLASSIFIED, DepartmentCode, RuleId
from domain.inbound import Mailbox
from domain.ruleset import RuleSet
from domain.town import Moment
from flows.town_views import TownView
from routing.calendar import moment
from routing.decide import decide, default_rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a part of a message is about and what to do with it."""

    draft: Draft
    classification: Classification
    decision: Decision


def opinions(view: TownView, draft: Draft, received_at: datetime, mailbox: Mailbox | None = None) -> tuple[Opinion, ...]:
    """Return one opinion for each request the draft holds, at least one.

    ``mailbox`` is where it came in: its department is proposed where nothing else speaks for one.
    """
    at = moment(view.town, received_at)
    parts = view.classifier.split(draft) or (draft,)
    return tuple(_opinion(view, part, at, parts=len(parts), mailbox=mailbox) for part in parts)


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


def _opinion(view: TownView, draft: Draft, at: Moment, *, parts: int, mailbox: Mailbox | None) -> Opinion:
    classification = view.classifier.classify(draft, at)
    decision = decide(draft, classification, view.ruleset, at, parts=parts)
    if mailbox is not None and mailbox.department is not None:
        decision = _for_mailbox(decision, view.ruleset, mailbox.address, mailbox.department)
    return Opinion(draft=draft, classification=classification, decision=decision)


def _for_mailbox(decision: Decision, ruleset: RuleSet, address: str, code: DepartmentCode) -> Decision:
    """Propose the mailbox's own department where nothing was recognised and no rule spoke: the lowest rank of precedence."""
    department = next((known for known in ruleset.departments if known.code == code), None)
    if not isinstance(decision, ForReview) or decision.orientation.rule != default_rule(UNCLASSIFIED) or department is None:
        return decision
    orientation = replace(
        decision.orientation,
        department=code,
        rule=RuleId(f"mailbox:{address}"),
        confidentiality=max(decision.orientation.confidentiality, department.confidentiality),
    )
    return replace(decision, orientation=orientation)
