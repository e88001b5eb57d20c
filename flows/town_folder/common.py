"""Rules common to all towns, fitted to the departments and subjects a town has."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from domain.ids import DepartmentCode
from domain.ruleset import AllOf, AnyOf, Condition, Effect, Not, Rule, SubjectIs
from flows.town_folder.conditions import Known
from flows.town_folder.mistakes import Anything, Mistakes
from flows.town_folder.rules import RulesFile, read_rules

COMMON_RULES = Path(__file__).parent.parent / "common_rules.yaml"


@cache
def common_rules() -> RulesFile:
    """Return what every town starts with, as the product ships it: rules, and the subjects that want no place."""
    anything = Anything()
    known = Known(subjects=anything, departments=anything, streets=anything, landmarks=anything, sectors=anything)
    mistakes = Mistakes()
    found = read_rules(COMMON_RULES, known, None, mistakes)
    mistakes.refuse()
    return found


def fitted_rules(own: Iterable[Rule], departments: frozenset[str], subjects: frozenset[str]) -> tuple[Rule, ...]:
    """Return the common rules whose id the town does not define itself, fitted to it.

    A copy to a department the town lacks is dropped. A rule that would send to one leaves the request with its subject's own department
    and asks for review. A subject the town lacks is dropped from the condition, and the rule with its last one.
    """
    defined = {_stem(rule) for rule in own}
    fitted = (_fitted(rule, departments, subjects) for rule in common_rules().rules if _stem(rule) not in defined)
    return tuple(rule for rule in fitted if rule is not None)


def _stem(rule: Rule) -> str:
    """Return the id without the number of the variant."""
    return rule.id.split("/")[0]


def _fitted(rule: Rule, departments: frozenset[str], subjects: frozenset[str]) -> Rule | None:
    condition = _narrowed(rule.condition, subjects)
    return None if condition is None else replace(rule, condition=condition, effect=_reachable(rule.effect, departments))


def _reachable(effect: Effect, departments: frozenset[str]) -> Effect:
    copies = tuple(DepartmentCode(code) for code in effect.copies if code in departments)
    if effect.department is None or effect.department in departments:
        return replace(effect, copies=copies)
    return replace(effect, copies=copies, department=None, keeps_subject_department=True, review=True)


def _narrowed(condition: Condition, subjects: frozenset[str]) -> Condition | None:
    """Return the condition without the subjects the town lacks; None where it could never hold."""
    match condition:
        case SubjectIs(subjects=named):
            kept = tuple(
                code for code in named if code in subjects or (code.endswith("*") and any(s.startswith(code[:-1]) for s in subjects))
            )
            return SubjectIs(subjects=kept) if kept else None
        case AllOf(all_of=parts):
            narrowed = [_narrowed(part, subjects) for part in parts]
            whole = tuple(part for part in narrowed if part is not None)
            return AllOf(all_of=whole) if len(whole) == len(parts) else None
        case AnyOf(any_of=parts):
            some = tuple(part for part in (_narrowed(part, subjects) for part in parts) if part is not None)
            return AnyOf(any_of=some) if some else None
        case Not():
            return condition
        case _:
            return condition
