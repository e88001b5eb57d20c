"""A request's decision as the page tells it: what is marked in the text, which rules held, lost, failed. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from domain.decision import ForReview, Orientation
from domain.draft import Provenance, Requester, Trait
from domain.evidence import Branch, Candidate, Evidence, Finding, Join, Part, Span
from domain.ids import RuleId, SubjectCode
from domain.place import Place
from domain.ruleset import Rule
from routing.course import Loss, why_lost
from rules.conditions import nested
from store.requests import RequestRecord
from web.highlight import Mark, Piece, pieces
from web.labels import Labels

MOST_CANDIDATES = 4
WORTH_A_LOOK = 0.1
"""Evidence lighter than this stands in the list only: marking half the text would show nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSubject:
    """A subject that was considered."""

    code: SubjectCode
    label: str
    score: float
    evidence: tuple[Evidence[SubjectCode], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRule:
    """A routing rule with how each part of its condition was found."""

    id: RuleId
    name: str
    holds: bool
    is_winner: bool
    loss: Loss | None
    """Why it lost though it held; a rule that held and neither won nor lost added to the decision."""
    condition: Branch


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTrait:
    """Something known of the requester, and what it was read from."""

    trait: Trait
    value: str
    told: Provenance | None


def reasons_and_alternatives(record: RequestRecord, labels: Labels) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return why people decide, and the labels of the other subjects possible; both empty where nobody has to."""
    alternatives = record.decision.alternatives if isinstance(record.decision, ForReview) else ()
    return tuple(record.line.reasons), tuple(labels.subject(code) for code in alternatives)


def subjects(record: RequestRecord, labels: Labels) -> tuple[ShownSubject, ...]:
    """Return the best candidates for the subject."""
    return tuple(
        ShownSubject(code=found.answer, label=labels.subject(found.answer), score=found.score, evidence=found.evidence)
        for found in record.classification.subjects[:MOST_CANDIDATES]
    )


def places(record: RequestRecord) -> tuple[Candidate[Place], ...]:
    """Return the best candidates for the place."""
    return record.classification.places[:MOST_CANDIDATES]


def rules(record: RequestRecord, known: Mapping[RuleId, Rule]) -> tuple[tuple[ShownRule, ...], tuple[ShownRule, ...]]:
    """Return the rules that held, the deciding one first and the others in order of precedence, and those that did not."""
    orientation = record.decision.orientation
    shown = [_rule(finding, known, orientation) for finding in record.classification.findings]
    order = {rule: place for place, rule in enumerate(orientation.passed_over)}
    held = sorted((rule for rule in shown if rule.holds), key=lambda rule: (not rule.is_winner, order.get(rule.id, -1)))
    return tuple(held), tuple(rule for rule in shown if not rule.holds)


def text_pieces(record: RequestRecord, titles: Mapping[str, str], labels: Labels, *, only_own: bool = False) -> tuple[Piece, ...]:
    """Return the message's text with its evidence; what other requests of the message are about is not the request's own.

    ``only_own`` leaves that out: it is for who may not read those.
    """
    if only_own:
        # Evidence was found in the part by itself: it stands there, behind the part's own beginning.
        found = marks(record, Part.BODY, titles, labels)
        moved = [replace(one, start=one.start - record.offset, end=one.end - record.offset) for one in found]
        return pieces(record.details, moved, (0, len(record.details))) if record.details else ()
    text = record.draft.text
    own = (record.offset, record.offset + len(record.details))
    return pieces(text, marks(record, Part.BODY, titles, labels), own) if text else ()


def signature_pieces(record: RequestRecord, titles: Mapping[str, str], labels: Labels) -> tuple[Piece, ...]:
    """Return the lines the message is signed with, and in them who the requester is."""
    signature = record.draft.signature
    return pieces(signature, marks(record, Part.SIGNATURE, titles, labels), (0, len(signature))) if signature else ()


def traits(record: RequestRecord) -> tuple[ShownTrait, ...]:
    """Return what is known of the requester, each value with what it was read from, where the message still says it."""
    known = {(one.trait, one.value): one for one in reversed(record.draft.provenance)}
    return tuple(ShownTrait(trait=trait, value=value, told=known.get((trait, value))) for trait, value in _values(record.requester))


def proxy(record: RequestRecord) -> tuple[ShownTrait, ...]:
    """Return what is known of who writes on the requester's behalf."""
    who = record.draft.proxy
    return () if who is None else tuple(ShownTrait(trait=trait, value=value, told=None) for trait, value in _values(who))


def _values(requester: Requester) -> Iterator[tuple[Trait, str]]:
    """Yield what is known of a requester in the order in which it is read; a SIREN is shown where nothing says it better."""
    siren = None if requester.siret or requester.vat else requester.siren
    values = (
        (Trait.NAME, requester.name),
        (Trait.ORGANISATION, requester.organisation),
        (Trait.SIRET, requester.siret),
        (Trait.SIREN, siren),
        (Trait.RNA, requester.rna),
        (Trait.VAT, requester.vat),
        (Trait.ADDRESS, requester.address),
        (Trait.PHONE, requester.phone),
        *((Trait.PHONE, number) for number in requester.other_phones),
        (Trait.FAX, requester.fax),
        (Trait.EMAIL, requester.email),
    )
    return ((trait, value) for trait, value in values if value)


def heading_pieces(record: RequestRecord, titles: Mapping[str, str], labels: Labels, *, only_own: bool = False) -> tuple[Piece, ...]:
    """Return the message's heading with its evidence; under ``only_own`` nothing where it is that of another part."""
    is_own = record.draft.heading == record.line.heading
    heading = "" if only_own and not is_own else record.draft.heading or ""
    return pieces(heading, marks(record, Part.HEADING, titles, labels), (0, len(heading))) if heading else ()


def _rule(finding: Finding, known: Mapping[RuleId, Rule], orientation: Orientation) -> ShownRule:
    rule = known.get(finding.rule)
    lost = finding.rule in orientation.passed_over
    stopper = known.get(orientation.stopped_by) if orientation.stopped_by is not None else None
    return ShownRule(
        id=finding.rule,
        name=rule.name if rule else "",
        holds=finding.holds,
        is_winner=finding.rule == orientation.rule,
        loss=why_lost(known.get(orientation.rule), rule, stopper) if rule is not None and lost else None,
        condition=Branch(join=Join.ALL, holds=finding.holds, parts=finding.leaves) if rule is None else nested(rule, finding),
    )


def marks(record: RequestRecord, part: Part, titles: Mapping[str, str], labels: Labels) -> list[Mark]:
    """Return what speaks for the place, for the rules that held, for the subject, and who asks; ``titles`` name them.

    In this order, because a turn of phrase that speaks for a subject often runs across the words of the place.
    """
    found = (
        *_place_marks(record, titles["place"]),
        *_rule_marks(record, titles["rule"], labels),
        *_subject_marks(record, titles["subject"], labels),
        *_requester_marks(record, titles),
    )
    return [mark for where, mark in found if where.part is part]


def _subject_marks(record: RequestRecord, title: str, labels: Labels) -> Iterator[tuple[Span, Mark]]:
    chosen = record.decision.orientation.subject
    for candidate in record.classification.subjects:
        if candidate.answer == chosen:
            for evidence in (one for one in candidate.evidence if one.weight >= WORTH_A_LOOK):
                yield evidence.where, _mark(evidence.where, "subject", f"{title} {labels.subject(chosen)}")


def _place_marks(record: RequestRecord, title: str) -> Iterator[tuple[Span, Mark]]:
    orientation: Orientation = record.decision.orientation
    for candidate in record.classification.places:
        if candidate.answer == orientation.place:
            name = orientation.place.street or orientation.place.landmark or orientation.place.text or ""
            for evidence in candidate.evidence:
                yield evidence.where, _mark(evidence.where, "place", f"{title} {name}".strip())


def _rule_marks(record: RequestRecord, title: str, labels: Labels) -> Iterator[tuple[Span, Mark]]:
    for finding in record.classification.findings:
        if not finding.holds:
            continue
        rule = labels.rules.get(finding.rule)
        for leaf in finding.leaves:
            if leaf.holds and leaf.where is not None:
                yield leaf.where, _mark(leaf.where, "rule", f"{title} {finding.rule} {rule.name if rule else ''}".strip())


def _requester_marks(record: RequestRecord, titles: Mapping[str, str]) -> Iterator[tuple[Span, Mark]]:
    for one in record.draft.provenance:
        if one.where is not None:
            yield one.where, _mark(one.where, "requester", titles[one.trait])


def _mark(where: Span, kind: str, title: str) -> Mark:
    return Mark(start=where.start, end=where.end, kind=kind, title=title)
