"""What a rule does, when it speaks, and whether it ever did."""

from collections.abc import Iterator

from domain.ruleset import AtLandmark, Effect, InSector, OnStreet, Precision, RoadOwnedBy, Rule
from rules.lint.atoms import Leaf, leaves_of
from rules.lint.findings import Context, Fault, LintFinding, Severity, in_rule

_ASKED_BY: dict[Precision, type[Leaf]] = {
    Precision.ADDRESS: OnStreet,
    Precision.LANDMARK: AtLandmark,
    Precision.STREET: OnStreet,
    Precision.OWNER: RoadOwnedBy,
    Precision.SECTOR: InSector,
}
_NOTHING = Effect()


def conducted(rule: Rule, context: Context) -> Iterator[LintFinding]:
    """Yield what is to be said of a rule's effects, days and use."""
    effect = rule.effect
    if effect.review and effect.alone:
        yield in_rule(rule, Severity.ERROR, Fault.REVIEW_AND_ALONE, "effect.alone")
    if effect == _NOTHING:
        yield in_rule(rule, Severity.WARNING, Fault.NO_EFFECT, "effect")
    asked = _ASKED_BY.get(rule.precision)
    if asked is not None and not any(isinstance(leaf, asked) for leaf in leaves_of(rule.condition)):
        yield in_rule(rule, Severity.NOTICE, Fault.PRECISION_WITHOUT_PLACE, "precision")
    yield from _days(rule, context)
    if rule.active and context.hits is not None and not context.hits.get(rule.id):
        yield in_rule(rule, Severity.NOTICE, Fault.NEVER_HIT, "condition")


def _days(rule: Rule, context: Context) -> Iterator[LintFinding]:
    first, last = rule.valid_from, rule.valid_until
    if first is not None and last is not None and first > last:
        yield in_rule(rule, Severity.ERROR, Fault.ENDS_BEFORE_IT_BEGINS, "valid_until", (first.isoformat(), last.isoformat()))
    elif last is not None and last < context.today:
        yield in_rule(rule, Severity.WARNING, Fault.EXPIRED, "valid_until", (last.isoformat(),))
