"""All that is looked for in a rule set."""

from collections.abc import Iterator

from domain.place import Places
from domain.ruleset import RuleSet
from rules.lint.atoms import Tree
from rules.lint.conduct import conducted
from rules.lint.findings import Context, LintFinding, Severity
from rules.lint.names import (
    Names,
    names_of,
    unknown_in_example,
    unknown_in_listing,
    unknown_in_rule,
    unknown_in_subject,
    unserved,
    unsucceeded,
)
from rules.lint.order import outdone, unreachable
from rules.lint.truth import untrue
from rules.lint.vocabulary import worded

_SEVERITIES = tuple(Severity)


def lint(ruleset: RuleSet, places: Places, context: Context) -> tuple[LintFinding, ...]:
    """Return everything that is to be said of a rule set, the worst first, else in the order of its text."""
    tree = Tree(ruleset)
    names = names_of(ruleset, places, tree, context)
    found = [*_of_catalogue(ruleset, names), *_of_rules(ruleset, names, context), *outdone(ruleset.rules, tree)]
    found += [finding for example in ruleset.examples for finding in unknown_in_example(example, names)]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: _SEVERITIES.index(finding.severity)))


def _of_catalogue(ruleset: RuleSet, names: Names) -> Iterator[LintFinding]:
    for department in ruleset.departments:
        yield from unserved(department, names)
        yield from unsucceeded(department, names)
    for subject in ruleset.subjects:
        yield from unknown_in_subject(subject, names)
    yield from worded(ruleset.subjects)
    for listing in ruleset.directory:
        yield from unknown_in_listing(listing, names)


def _of_rules(ruleset: RuleSet, names: Names, context: Context) -> Iterator[LintFinding]:
    for rule in ruleset.rules:
        yield from unknown_in_rule(rule, names)
        yield from untrue(rule, names.tree)
        yield from conducted(rule, context)
        yield from unreachable(rule, names.tree)
