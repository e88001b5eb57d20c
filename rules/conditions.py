"""Routing rules held against a draft: whether each condition holds, and what was found for it."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from domain.evidence import Branch, Finding, Join, Leaf
from domain.ruleset import (
    AllOf,
    AnyOf,
    AtLandmark,
    CameBy,
    CameInAt,
    Condition,
    HasAllWords,
    HasAttachment,
    HasFlag,
    HasNoWords,
    HasWords,
    InSeason,
    InSector,
    MatchesExpression,
    Not,
    OnStreet,
    OutsideTown,
    ReceivedDuring,
    RequesterIs,
    RoadOwnedBy,
    Rule,
    SenderIs,
    SubjectIs,
    ThemeIs,
    WhileOpen,
)
from domain.town import Moment
from rules.leaves import fact, message_leaf, moment_leaf, subject_leaf, words_leaf
from rules.place_leaves import place_leaf
from rules.situation import Situation

_DATE = "%d/%m/%Y"


def judge(rule: Rule, situation: Situation) -> Finding:
    """Return whether a rule holds, with every leaf of its condition in order, then those of its own validity where it has any."""
    leaves: list[Leaf] = []
    holds = _holds(rule.condition, situation, leaves)
    validity = tuple(_validity(rule, situation.moment))
    return Finding(rule=rule.id, holds=holds and all(leaf.holds for leaf in validity), leaves=(*leaves, *validity))


def nested(rule: Rule, finding: Finding) -> Branch:
    """Return the leaves of a finding nested as the rule's condition nests them, those of its validity last.

    Leaves that are not those of the condition stand side by side: the rule was another when it was judged.
    """
    leaves = iter(finding.leaves)
    condition = _branch(rule.condition, leaves)
    parts = finding.leaves if condition is None else (*_side_by_side(condition), *leaves)
    return Branch(join=Join.ALL, holds=finding.holds, parts=parts)


def _branch(condition: Condition, leaves: Iterator[Leaf]) -> Branch | Leaf | None:
    """Return a condition with the leaves that come next; None where there are too few."""
    match condition:
        case AllOf(all_of=parts):
            found = _branches(parts, leaves)
            return None if found is None else Branch(join=Join.ALL, holds=all(one.holds for one in found), parts=found)
        case AnyOf(any_of=parts):
            found = _branches(parts, leaves)
            return None if found is None else Branch(join=Join.ANY, holds=any(one.holds for one in found), parts=found)
        case Not(negated=part):
            found = _branches((part,), leaves)
            return None if found is None else Branch(join=Join.NOT, holds=not found[0].holds, parts=found)
        case _:
            return next(leaves, None)


def _branches(conditions: Iterable[Condition], leaves: Iterator[Leaf]) -> tuple[Branch | Leaf, ...] | None:
    found = tuple(_branch(condition, leaves) for condition in conditions)
    known = tuple(one for one in found if one is not None)
    return known if len(known) == len(found) else None


def _side_by_side(found: Branch | Leaf) -> tuple[Branch | Leaf, ...]:
    return found.parts if isinstance(found, Branch) and found.join is Join.ALL else (found,)


def _validity(rule: Rule, moment: Moment) -> Iterator[Leaf]:
    """Yield what is to be said of a rule that was switched off or speaks on certain days only."""
    if not rule.active:
        yield fact("active", ("oui",), "non", holds=False)
    if rule.valid_from is not None or rule.valid_until is not None:
        day = moment.at.date()
        begun = rule.valid_from is None or rule.valid_from <= day
        ended = rule.valid_until is not None and rule.valid_until < day
        borders = (("dès le", rule.valid_from), ("jusqu'au", rule.valid_until))
        operand = " ".join(f"{word} {border:{_DATE}}" for word, border in borders if border is not None)
        yield fact("validité", (operand,), f"{day:{_DATE}}", holds=begun and not ended)


def _holds(condition: Condition, situation: Situation, leaves: list[Leaf]) -> bool:
    """Return whether a condition holds. All parts are looked at, so that every leaf is explained."""
    match condition:
        case AllOf(all_of=parts):
            return all([_holds(part, situation, leaves) for part in parts])
        case AnyOf(any_of=parts):
            return any([_holds(part, situation, leaves) for part in parts])
        case Not(negated=part):
            return not _holds(part, situation, leaves)
        case _:
            leaf = _leaf(condition, situation)
            leaves.append(leaf)
            return leaf.holds


def _leaf(condition: Condition, situation: Situation) -> Leaf:
    """Return a leaf as it was found. What the draft does not have makes it false."""
    match condition:
        case HasWords() | HasAllWords() | HasNoWords() | MatchesExpression():
            return words_leaf(condition, situation)
        case SubjectIs() | ThemeIs():
            return subject_leaf(condition, situation)
        case CameBy() | CameInAt() | RequesterIs() | HasAttachment() | HasFlag() | SenderIs():
            return message_leaf(condition, situation)
        case RoadOwnedBy() | OnStreet() | AtLandmark() | InSector() | OutsideTown():
            return place_leaf(condition, situation)
        case ReceivedDuring() | InSeason() | WhileOpen():
            return moment_leaf(condition, situation)
        case AllOf() | AnyOf() | Not():
            raise AssertionError(condition)
        case _:
            assert_never(condition)
