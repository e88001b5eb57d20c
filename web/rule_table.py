"""The rules of a version as the table shows them, and what it is filtered by. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from domain.ids import DepartmentCode, RuleId, SubjectCode
from domain.ruleset import AllOf, AnyOf, Condition, Not, Rule, RuleSet, Subject, SubjectIs, ThemeIs
from flows.linting import LintLine
from flows.rule_form import Field, fields_of
from flows.town_folder.effects import SAME_DEPARTMENT, write_effect
from flows.town_folder.mistakes import fold
from flows.town_folder.operands import Value
from flows.town_folder.rules import write_rule
from rules.lint import Severity
from web.labels import Labels

_DEPARTMENTS = frozenset({"service", "copies"})
_SUBJECT = "sujet"
_TELLING = frozenset({Severity.ERROR, Severity.WARNING})
ONLY = ("", "changed", "findings", "silent", "off")
"""What the table can be narrowed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the table is narrowed to; empty fields ask nothing."""

    words: str = ""
    department: str = ""
    subject: str = ""
    only: str = ""

    @property
    def query(self) -> str:
        """Return the filter as it stands in an address, with an ``&`` behind it."""
        asked = {"q": self.words, "department": self.department, "subject": self.subject, "only": self.only}
        text = urlencode({name: value for name, value in asked.items() if value})
        return f"{text}&" if text else ""

    @property
    def is_set(self) -> bool:
        """Return whether it leaves something out."""
        return bool(self.words or self.department or self.subject or self.only)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRule:
    """A rule with its condition as fields and its effects as keys of the text form with what they set, in words.

    ``hits`` is how many requests of the last month it held for, ``change`` how it differs from the published rules: new or changed.
    """

    rule: Rule
    condition: Field
    effects: tuple[tuple[str, tuple[str, ...]], ...]
    hits: int
    findings: tuple[LintLine, ...]
    change: str


def shown(
    rules: Sequence[Rule],
    labels: Labels,
    hits: Mapping[RuleId, int],
    findings: Sequence[LintLine],
    changed: Mapping[RuleId, str],
) -> tuple[ShownRule, ...]:
    """Return rules as the table shows them."""
    return tuple(
        ShownRule(
            rule=rule,
            condition=fields_of(rule.condition),
            effects=effects(rule, labels),
            hits=hits.get(rule.id, 0),
            findings=tuple(line for line in findings if line.rule == rule.id),
            change=changed.get(rule.id, ""),
        )
        for rule in rules
    )


def effects(rule: Rule, labels: Labels) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what a rule does: keys of the text form with what they set, in words."""
    return tuple((key, _said(key, value, labels)) for key, value in write_effect(rule.effect).items())


def changed_rules(before: RuleSet, after: RuleSet) -> Mapping[RuleId, str]:
    """Return which rules are new or changed against another rule set."""
    known = {rule.id: rule for rule in before.rules}
    return {rule.id: "changed" if rule.id in known else "new" for rule in after.rules if known.get(rule.id) != rule}


def matching(rules: Sequence[ShownRule], asked: Filter, ruleset: RuleSet, labels: Labels) -> tuple[ShownRule, ...]:
    """Return the rules that the filter leaves, in their order."""
    words = fold(asked.words).split()
    subject = next((one for one in ruleset.subjects if one.code == asked.subject), None)
    return tuple(
        one
        for one in rules
        if _is_kept(one, asked.only)
        and (not asked.department or DepartmentCode(asked.department) in _departments(one.rule))
        and (not asked.subject or (subject is not None and _is_about(one.rule, subject)))
        and _has_words(one.rule, words, labels)
    )


def _is_kept(one: ShownRule, only: str) -> bool:
    match only:
        case "changed":
            return bool(one.change)
        case "findings":
            return any(line.severity in _TELLING for line in one.findings)
        case "silent":
            return not one.hits
        case "off":
            return not one.rule.active
        case _:
            return True


def _departments(rule: Rule) -> frozenset[DepartmentCode]:
    own = () if rule.effect.department is None else (rule.effect.department,)
    return frozenset((*own, *rule.effect.copies))


def _is_about(rule: Rule, subject: Subject) -> bool:
    return rule.effect.subject == subject.code or any(_asks_for(leaf, subject) for leaf in _leaves(rule.condition))


def _asks_for(leaf: Condition, subject: Subject) -> bool:
    match leaf:
        case SubjectIs(subjects=names):
            return any(name == subject.code or (name.endswith("*") and subject.code.startswith(name[:-1])) for name in names)
        case ThemeIs(themes=themes):
            return subject.theme in themes
        case _:
            return False


def _leaves(condition: Condition) -> Iterator[Condition]:
    match condition:
        case AllOf(all_of=parts) | AnyOf(any_of=parts):
            for part in parts:
                yield from _leaves(part)
        case Not(negated=part):
            yield from _leaves(part)
        case _:
            yield condition


def _has_words(rule: Rule, words: Sequence[str], labels: Labels) -> bool:
    """Return whether a rule says all of these: in its name, its conditions, its effects, what its codes are called."""
    if not words:
        return True
    texts = [*_texts(write_rule(rule)), *map(labels.department, _departments(rule))]
    texts += [
        labels.subject(SubjectCode(name)) for leaf in _leaves(rule.condition) if isinstance(leaf, SubjectIs) for name in leaf.subjects
    ]
    hay = fold(" ".join(texts))
    return all(word in hay for word in words)


def _texts(value: Value) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for part in value.values():
                yield from _texts(part)
        case Sequence():
            for part in value:
                yield from _texts(part)
        case _:
            return


def _said(key: str, value: Value, known: Labels) -> tuple[str, ...]:
    """Return what an effect sets; nothing for one that is only there or not, and for the subject's own department."""
    if value is True or value == SAME_DEPARTMENT:
        return ()
    entries = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    if key in _DEPARTMENTS:
        return tuple(known.department(DepartmentCode(str(code))) for code in entries)
    if key == _SUBJECT:
        return tuple(known.subject(SubjectCode(str(code))) for code in entries)
    return tuple(map(str, entries))
