"""Conditions that never hold, always hold, or contradict themselves."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from itertools import combinations

from domain.place import Parity
from domain.ruleset import (
    AllOf,
    AnyOf,
    Condition,
    HasAllWords,
    HasNoWords,
    HasWords,
    InSeason,
    MatchesExpression,
    Not,
    OnStreet,
    ReceivedDuring,
    Rule,
    YearDay,
)
from rules.expressions import refusal
from rules.lint.atoms import Leaf, Tree, conjuncts, leaves_of
from rules.lint.findings import Fault, LintFinding, Severity, in_rule
from rules.lint.matchless import matches_nothing
from rules.words import STOPWORDS, read_words

_LEAP_YEAR = 2024
_MONTHS = 12


def untrue(rule: Rule, tree: Tree) -> Iterator[LintFinding]:
    """Yield what keeps the condition of a rule from ever holding, or makes it hold always."""
    for leaf in leaves_of(rule.condition):
        yield from _leaf_findings(rule, leaf)
    yield from _within(rule, rule.condition, tree)


def _leaf_findings(rule: Rule, leaf: Leaf) -> Iterator[LintFinding]:
    match leaf:
        case MatchesExpression(expression=expression) if (reason := refusal(expression)) is not None:
            yield in_rule(rule, Severity.ERROR, Fault.REFUSED_EXPRESSION, "condition", (expression, reason), leaf=leaf)
        case HasWords(words=words) | HasAllWords(all_words=words) | HasNoWords(no_words=words):
            yield from _word_findings(rule, leaf, words)
        case _:
            if (never := _never(leaf)) is not None:
                yield in_rule(rule, Severity.ERROR, Fault.NEVER_TRUE, "condition", (never,), leaf=leaf)


def _never(leaf: Leaf) -> str | None:
    """Return what keeps a leaf from ever holding, None if nothing does."""
    match leaf:
        case MatchesExpression(expression=expression) if matches_nothing(expression):
            return expression
        case OnStreet() if _is_empty_range(leaf):
            return f"{leaf.low}–{leaf.high} {leaf.parity}"
        case ReceivedDuring(start=start, end=end, days=()) if start == end:
            return f"{start:%H:%M}–{end:%H:%M}" if start and end else ""
        case InSeason(first_day=first, last_day=last):
            return next((f"{day.day:02}-{day.month:02}" for day in (first, last) if not _is_day(day)), None)
        case _:
            return None


def _is_empty_range(leaf: OnStreet) -> bool:
    """Return whether no house number can lie in a range: it runs backwards, or its only number is on the other side."""
    if leaf.low is None or leaf.high is None:
        return False
    return leaf.low > leaf.high or (leaf.low == leaf.high and leaf.parity is (Parity.EVEN if leaf.low % 2 else Parity.ODD))


def _is_day(day: YearDay) -> bool:
    return 1 <= day.month <= _MONTHS and 1 <= day.day <= monthrange(_LEAP_YEAR, day.month)[1]


def _word_findings(rule: Rule, leaf: Leaf, words: Sequence[str]) -> Iterator[LintFinding]:
    for word in words:
        forms = read_words(word).forms
        if not forms:
            yield in_rule(rule, Severity.WARNING, Fault.EMPTY_PHRASE, "condition", (word,), leaf=leaf)
        elif all(form in STOPWORDS for form in forms) and not word.endswith("*"):
            yield in_rule(rule, Severity.WARNING, Fault.STOP_WORD, "condition", (word,), leaf=leaf)


def _within(rule: Rule, condition: Condition, tree: Tree) -> Iterator[LintFinding]:
    """Yield the contradictions of each group of parts that must all hold, and the alternatives that leave nothing out."""
    match condition:
        case AllOf():
            parts = tuple(conjuncts(condition))
            yield from _contradictions(rule, parts, tree)
            for part in parts:
                yield from _within(rule, part, tree)
        case AnyOf(any_of=parts):
            for one, other in combinations(parts, 2):
                if one == Not(negated=other) or other == Not(negated=one):
                    yield in_rule(rule, Severity.WARNING, Fault.ALWAYS_TRUE, "condition", leaf=one)
            for part in parts:
                yield from _within(rule, part, tree)
        case Not(negated=part):
            yield from _within(rule, part, tree)
        case _:
            return


def _contradictions(rule: Rule, parts: Sequence[Condition], tree: Tree) -> Iterator[LintFinding]:
    for one, other in combinations(parts, 2):
        if tree.excludes(one, other):
            yield in_rule(rule, Severity.ERROR, Fault.CONTRADICTION, "condition", leaf=one, other=other)
