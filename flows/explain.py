"""What `citoyen explain` says of a message: one JSON object, nothing kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.parser import BytesHeaderParser
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.decision import Decision, ForReview
from domain.draft import Attachment, Draft, Flag, Kind, Provenance
from domain.evidence import Answer, Branch, Candidate, Evidence, Join, Leaf, Part, Span
from domain.ids import DepartmentCode, RuleId, SubjectCode
from domain.inbound import Mailbox
from domain.place import Place
from domain.ruleset import Alert, Rule, RuleSet
from domain.town import Town
from flows.opinion import Opinion, is_danger, opinions
from flows.town_views import TownView
from routing.books import books
from routing.course import Loss, in_order, why_lost
from rules.conditions import nested

Json = dict[str, object]


class Fate(StrEnum):
    """What became of a rule: it decides on the department, adds to the decision, held and lost, or did not hold."""

    DECIDES = "decides"
    ADDS = "adds"
    LOST = "lost"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A rule that was looked at, its condition as it was found, and what became of it. ``loss`` says why one that held lost."""

    rule: Rule
    condition: Branch
    fate: Fate
    loss: Loss | None = None


SCORE_DIGITS = 3
HEADER_BYTES = 65_536
_BETWEEN_ADDRESSES = re.compile(r"[\s<>,;:\"()]+")
"""As far as recipients are looked for; what comes later is no header a mail server wrote."""
RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
"""The envelope's own words first: a copy lists addresses it was not delivered to."""
RINGING = frozenset({Kind.FOLLOW_UP, Kind.SPAM})
"""Kinds that make no draft and yet ring where they speak of a danger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an item comes from: its path, its number there from 1, and what names it where it names itself not."""

    path: str
    item: int = 1
    source_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An item with what is thought of it."""

    source: Source
    draft: Draft
    opinions: tuple[Opinion, ...]


def explain(view: TownView, source: Source, draft: Draft, now: datetime, mailbox: Mailbox | None = None) -> Account:
    """Return what live work would make of a draft, had it arrived when it says, or ``now`` if it does not say."""
    at = draft.sent_at or now
    if draft.call is not None:
        # A call card says that somebody spoke with the town hall, and asks nothing until an agent writes down what.
        return Account(source=source, draft=draft, opinions=())
    if draft.kind is Kind.REQUEST:
        return Account(source=source, draft=draft, opinions=opinions(view, draft, at, mailbox))
    if draft.kind in RINGING and any(map(is_danger, opinions(view, draft, at, mailbox))):
        draft = replace(draft, flags=draft.flags | {Flag.DANGER})
    return Account(source=source, draft=draft, opinions=())


def explain_line(account: Account, town: Town, ruleset: RuleSet) -> Json:
    """Return the object of the explain contract for one item, its keys in the contract's order."""
    draft, requester = account.draft, account.draft.requester
    return {
        "source": account.source.path,
        "item": account.source.item,
        "source_id": draft.source_id or account.source.source_id,
        "channel": draft.channel.value,
        "town": town.id,
        "kind": draft.kind.value,
        "received_at": _local(draft.sent_at, town),
        "requester": {
            "name": requester.name or None,
            "email": requester.email or None,
            "phone": requester.phone or None,
            "organisation": requester.organisation or None,
            "address": requester.address or None,
        },
        "heading": draft.heading or None,
        "text": draft.text or None,
        "in_reply_to": draft.in_reply_to or None,
        "flags": _flags(account),
        "attachments": [_attachment(attachment) for attachment in draft.attachments],
        "drafts": [_draft(opinion, ruleset) for opinion in account.opinions],
    }


def recipients(raw: bytes) -> tuple[str, ...]:
    """Return the addresses a message was sent to, as its header says, lower case."""
    header = BytesHeaderParser().parsebytes(raw[:HEADER_BYTES])
    values = [str(value) for name in RECIPIENT_HEADERS for value in header.get_all(name, [])]
    # Not getaddresses: it calls itself for each group, and a hostile field has thousands.
    return tuple(dict.fromkeys(word.lower() for value in values for word in _BETWEEN_ADDRESSES.split(value) if "@" in word))


def _local(moment: datetime | None, town: Town) -> str | None:
    return None if moment is None else moment.astimezone(ZoneInfo(town.timezone)).isoformat(timespec="seconds")


def _flags(account: Account) -> list[str]:
    """Return the marks of the message and of all its drafts, in the order of the catalogue."""
    found = set(account.draft.flags).union(*(opinion.decision.orientation.flags for opinion in account.opinions))
    return [flag.value for flag in Flag if flag in found]


def _attachment(attachment: Attachment) -> Json:
    return {
        "filename": attachment.filename or None,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }


def _draft(opinion: Opinion, ruleset: RuleSet) -> Json:
    chosen = opinion.decision.orientation
    reasons = opinion.decision.reasons if isinstance(opinion.decision, ForReview) else ()
    return {
        "subject": chosen.subject,
        "department": chosen.department,
        "copies": list(chosen.copies),
        "priority": chosen.priority,
        "confidence": round(chosen.confidence, SCORE_DIGITS),
        "review": isinstance(opinion.decision, ForReview),
        "reasons": [reason.value for reason in reasons],
        "flags": [flag.value for flag in chosen.flags],
        "text": opinion.draft.text or None,
        "place": _place(chosen.place),
        "rule": chosen.rule,
        "ruleset": chosen.ruleset,
        "trace": trace_of(opinion, ruleset),
        **_beside(opinion.decision),
    }


def _beside(decision: Decision) -> Json:
    """Return what goes with a decision beside the department, and between what people choose."""
    chosen = decision.orientation
    rivals = decision.rivals if isinstance(decision, ForReview) else ()
    alternatives = decision.alternatives if isinstance(decision, ForReview) else ()
    return {
        "rivals": [{"department": rival.department, "rule": rival.rule} for rival in rivals],
        "alternatives": list(alternatives),
        "target": chosen.target,
        "confidentiality": int(chosen.confidentiality),
        "alert": chosen.alert is not Alert.NONE,
        "notices": list(chosen.notices),
        "letters": list(chosen.letters),
        "public_label": chosen.public_label,
    }


def _place(place: Place) -> Json:
    return {
        "text": place.text or None,
        "number": place.number or None,
        "street": place.street or None,
        "sector": place.sector or None,
        "status": place.status.value,
        "lat": place.point.lat if place.point else None,
        "lon": place.point.lon if place.point else None,
        "score": round(place.score, SCORE_DIGITS),
    }


def trace_of(opinion: Opinion, ruleset: RuleSet) -> list[Json]:
    """Return the evidence for the subject and the place that won, the routing rules that held, those that failed, and who writes.

    A rule has its whole condition with it, every leaf as it was found; one that failed weighs nothing.
    """
    chosen = opinion.decision.orientation
    judged = (_judged(verdict, chosen.department) for verdict in verdicts(opinion, ruleset))
    return [*evidence_of(opinion), *judged, *map(_told, opinion.draft.provenance)]


def evidence_of(opinion: Opinion) -> list[Json]:
    """Return the evidence for the subject and the place that won."""
    chosen, found = opinion.decision.orientation, opinion.classification
    subjects = _evidence_for(found.subjects, chosen.subject)
    places = _evidence_for(found.places, chosen.place)
    return [
        *(_observation(evidence, evidence.answer) for evidence in subjects),
        *(_observation(evidence, _place_words(evidence.answer)) for evidence in places),
    ]


def verdicts(opinion: Opinion, ruleset: RuleSet) -> tuple[Verdict, ...]:
    """Return what became of each rule that was looked at: in order of precedence those that held, then those that failed."""
    chosen = opinion.decision.orientation
    findings = {finding.rule: finding for finding in opinion.classification.findings}
    rules = books(ruleset).rules
    winner, stopper = rules.get(chosen.rule), rules.get(chosen.stopped_by) if chosen.stopped_by else None
    found: list[Verdict] = []
    for rule in in_order(rules[identity] for identity in findings if identity in rules):
        finding = findings[rule.id]
        lost = rule.id in chosen.passed_over
        loss = why_lost(winner, rule, stopper) if lost else None
        fate = Fate.FAILED if not finding.holds else Fate.LOST if lost else Fate.DECIDES if rule.id == chosen.rule else Fate.ADDS
        found.append(Verdict(rule=rule, condition=nested(rule, finding), fate=fate, loss=loss))
    return tuple(sorted(found, key=lambda verdict: verdict.fate is Fate.FAILED))


def _evidence_for(candidates: Sequence[Candidate[Answer]], answer: Answer) -> tuple[Evidence[Answer], ...]:
    return next((candidate.evidence for candidate in candidates if candidate.answer == answer), ())


def _told(one: Provenance) -> Json:
    """Return where a value of the requester was read, its rule ``signature:phone``; what is not in the text is a fact of the message."""
    where = one.where if one.where is not None and one.where.part is Part.BODY else None
    return _entry(RuleId(f"{one.read_in}:{one.trait}"), one.value, (1.0, 1.0), one.quote, where)


def _place_words(place: Place) -> str:
    return " ".join(filter(None, (place.number, place.street or place.landmark or place.commune or place.text))) or place.status.value


def _observation(evidence: Evidence[SubjectCode] | Evidence[Place], answer: str) -> Json:
    return _entry(evidence.rule, answer, (evidence.weight, evidence.ceiling), evidence.quote, evidence.where)


def _judged(verdict: Verdict, chosen: DepartmentCode) -> Json:
    """Return a rule: the department it wants, the words or the fact it held for, what became of it, and its condition."""
    leaf = _telling_leaf(verdict.condition)
    effect = verdict.rule.effect
    weight = 0.0 if verdict.fate is Fate.FAILED else 1.0
    return {
        **_entry(verdict.rule.id, effect.department or chosen, (weight, 1.0), leaf.quote if leaf else None, leaf.where if leaf else None),
        "fate": verdict.fate.value,
        "loss": None if verdict.loss is None else verdict.loss.value,
        "condition": _node(verdict.condition),
        **({} if effect.letter is None or verdict.fate is Fate.FAILED else {"letter": effect.letter}),
    }


def _telling_leaf(branch: Branch) -> Leaf | None:
    """Return the condition with the requester's own words if there is one, else the first that held; what is excluded tells nothing."""
    held = [leaf for leaf in _asked(branch) if leaf.holds]
    return next((leaf for leaf in held if leaf.where is not None and leaf.where.part is not Part.SETTING), held[0] if held else None)


def _asked(branch: Branch) -> Iterator[Leaf]:
    """Yield the leaves of a condition without those under a negation."""
    for part in branch.parts:
        if isinstance(part, Leaf):
            yield part
        elif part.join is not Join.NOT:
            yield from _asked(part)


def _node(part: Branch | Leaf) -> Json:
    """Return a condition: ``all``, ``any`` or ``not`` with its parts, or a leaf with what was asked and what was there."""
    if isinstance(part, Branch):
        return {part.join.value: [_node(one) for one in part.parts], "holds": part.holds}
    return {
        "leaf": part.condition,
        "operand": part.operand,
        "holds": part.holds,
        "absent": part.absent,
        "quote": part.quote or None,
        "where": None if part.where is None else _span(part.where),
    }


def _entry(rule: RuleId, answer: str, weight: tuple[float, float], quote: str | None, where: Span | None) -> Json:
    return {
        "rule": rule,
        "answer": answer,
        "weight": round(weight[0], SCORE_DIGITS),
        "ceiling": round(weight[1], SCORE_DIGITS),
        "quote": quote or None,
        "where": _span(where or Span(part=Part.SETTING, start=0, end=0)),
    }


def _span(where: Span) -> Json:
    return {"part": where.part.value, "start": where.start, "end": where.end}
