"""What the test box shows of a decision: the text with its evidence marked, which rules won, added, lost, failed, and why. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.decision import ForReview, Orientation, Reason
from domain.evidence import Part, Span
from domain.ids import RuleId
from domain.ruleset import RuleSet
from flows.explain import Fate, Verdict, verdicts
from flows.opinion import Opinion
from flows.rule_trial import Pair, Trial
from routing.books import books
from web.highlight import Mark, Piece, pieces
from web.labels import Labels, labels

WORTH_A_LOOK = 0.1
"""Evidence lighter than this is not marked: marking half the text would show nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDecision:
    """A decision in words. ``held`` are the rules that hold, the deciding one first; ``failed`` those that were looked at and do not."""

    orientation: Orientation
    subject: str
    department: str
    copies: tuple[str, ...]
    reasons: tuple[Reason, ...]
    is_alone: bool
    rule_name: str
    heading: tuple[Piece, ...]
    text: tuple[Piece, ...]
    held: tuple[Verdict, ...]
    failed: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPair:
    """One request of a message, as published and as in the other version; None where one of them finds no such request."""

    published: ShownDecision | None
    other: ShownDecision | None
    differs: bool
    differing: frozenset[str]
    """Which of subject, department, copies, priority, confidentiality, place, review and rule differ."""


def shown_pairs(trial: Trial, published: RuleSet, other: RuleSet, titles: dict[str, str]) -> tuple[ShownPair, ...]:
    """Return each request of a message as both rule sets decide it; ``titles`` name what a mark speaks for."""
    return tuple(_pair(pair, trial, published, other, titles) for pair in trial.pairs)


def _pair(pair: Pair, trial: Trial, published: RuleSet, other: RuleSet, titles: dict[str, str]) -> ShownPair:
    one = None if pair.published is None else _decision(pair.published, trial, published, titles)
    two = None if pair.other is None else _decision(pair.other, trial, other, titles)
    differing = frozenset() if one is None or two is None else frozenset(_differing(one, two))
    return ShownPair(published=one, other=two, differs=pair.differs, differing=differing)


def _differing(one: ShownDecision, two: ShownDecision) -> Iterator[str]:
    first, second = one.orientation, two.orientation
    for name in ("subject", "department", "copies", "priority", "confidentiality", "place", "rule"):
        if getattr(first, name) != getattr(second, name):
            yield name
    if one.reasons != two.reasons:
        yield "review"


def _decision(opinion: Opinion, trial: Trial, ruleset: RuleSet, titles: dict[str, str]) -> ShownDecision:
    known, chosen = labels(ruleset), opinion.decision.orientation
    found = verdicts(opinion, ruleset)
    held = sorted((one for one in found if one.fate is not Fate.FAILED), key=lambda one: one.fate is not Fate.DECIDES)
    rule = books(ruleset).rules.get(chosen.rule)
    return ShownDecision(
        orientation=chosen,
        subject=known.subject(chosen.subject),
        department=known.department(chosen.department),
        copies=tuple(map(known.department, chosen.copies)),
        reasons=opinion.decision.reasons if isinstance(opinion.decision, ForReview) else (),
        is_alone=not isinstance(opinion.decision, ForReview),
        rule_name="" if rule is None else rule.name,
        heading=_marked(opinion, known, Part.HEADING, trial.draft.heading or "", titles),
        text=_marked(opinion, known, Part.BODY, trial.draft.text, titles),
        held=tuple(held),
        failed=tuple(one for one in found if one.fate is Fate.FAILED),
    )


def _marked(opinion: Opinion, known: Labels, part: Part, text: str, titles: dict[str, str]) -> tuple[Piece, ...]:
    """Return a text with what speaks for the place, the rules that hold and the subject, in this order where they overlap."""
    if not text:
        return ()
    own = (opinion.draft.offset, opinion.draft.offset + len(opinion.draft.text)) if part is Part.BODY else (0, len(text))
    found = (*_places(opinion, titles["place"]), *_rules(opinion, known, titles["rule"]), *_subjects(opinion, known, titles["subject"]))
    return pieces(text, [mark for where, mark in found if where.part is part], own)


def _places(opinion: Opinion, title: str) -> Iterator[tuple[Span, Mark]]:
    chosen = opinion.decision.orientation.place
    for candidate in opinion.classification.places:
        if candidate.answer == chosen:
            for evidence in candidate.evidence:
                yield evidence.where, _mark(evidence.where, "place", f"{title} {chosen.street or chosen.landmark or ''}".strip())


def _rules(opinion: Opinion, known: Labels, title: str) -> Iterator[tuple[Span, Mark]]:
    for finding in opinion.classification.findings:
        for leaf in finding.leaves if finding.holds else ():
            if leaf.holds and leaf.where is not None:
                yield leaf.where, _mark(leaf.where, "rule", f"{title} {_called(finding.rule, known)}")


def _subjects(opinion: Opinion, known: Labels, title: str) -> Iterator[tuple[Span, Mark]]:
    chosen = opinion.decision.orientation.subject
    for candidate in opinion.classification.subjects:
        if candidate.answer == chosen:
            for evidence in (one for one in candidate.evidence if one.weight >= WORTH_A_LOOK):
                yield evidence.where, _mark(evidence.where, "subject", f"{title} {known.subject(chosen)}")


def _called(identity: RuleId, known: Labels) -> str:
    rule = known.rules.get(identity)
    return f"{identity} {rule.name if rule else ''}".strip()


def _mark(where: Span, kind: str, title: str) -> Mark:
    return Mark(start=where.start, end=where.end, kind=kind, title=title)
