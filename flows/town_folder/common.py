"""Rules common to all towns, fitted to the departments and subjects a town has."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from domain.ids import DepartmentCode
from domain.ruleset import AllOf, AnyOf, Condition, Effect, Not, Rule, SubjectIs
from flows.town_folder.known import anything
from flows.town_folder.mistakes import Mistakes
from flows.town_folder.rules import RulesFile, read_rules_file

COMMON_RULES = Path(__file__).parent.parent / "common_rules.yaml"


@cache
def common_rules() -> RulesFile:
    """Return what every town starts with, as the product ships it: rules, and the subjects that want no place."""
    mistakes = Mistakes()
    found = read_rules_file(COMMON_RULES, anything(), None, mistakes)
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
    return None if isinstance(condition, bool) else replace(rule, condition=condition, effect=_reachable(rule.effect, departments))


def _reachable(effect: Effect, departments: frozenset[str]) -> Effect:
    copies = tuple(DepartmentCode(code) for code in effect.copies if code in departments)
    if effect.department is None or effect.department in departments:
        return replace(effect, copies=copies)
    return replace(effect, copies=copies, department=None, keeps_subject_department=True, review=True)


def _narrowed(condition: Condition, subjects: frozenset[str]) -> Condition | bool:
    """Return the condition without the subjects the town lacks; False where it could never hold, True where it always would."""
    match condition:
        case SubjectIs(subjects=named):
            kept = tuple(
                code for code in named if code in subjects or (code.endswith("*") and any(s.startswith(code[:-1]) for s in subjects))
            )
            return SubjectIs(subjects=kept) if kept else False
        case AllOf(all_of=parts):
            narrowed = [_narrowed(part, subjects) for part in parts]
            whole = tuple(part for part in narrowed if not isinstance(part, bool))
            return False if False in narrowed else AllOf(all_of=whole) if whole else True
        case AnyOf(any_of=parts):
            narrowed = [_narrowed(part, subjects) for part in parts]
            some = tuple(part for part in narrowed if not isinstance(part, bool))
            return True if True in narrowed else AnyOf(any_of=some) if some else False
        case Not(negated=part):
            denied = _narrowed(part, subjects)
            return not denied if isinstance(denied, bool) else Not(negated=denied)
        case _:
            return condition
