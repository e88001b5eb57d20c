"""Departments as a form of a draft holds them, read by the readers of the text form; and what names one in a rule set."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from domain.department import Department
from domain.ids import DepartmentCode, RuleId, SubjectCode
from domain.ruleset import RuleSet
from flows.rule_operands import Values, first, whole
from flows.ruleset_text.entries import write_department
from flows.ruleset_text.reader import DEPARTMENT_KEYS, check_served, read_department
from flows.town_folder.tree import Tree
from flows.typed_tree import Reading, read_typed

_NUMBER = "confidentialite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """What names a department: it cannot be removed while anything does. ``others`` whose work it does, or whose requests it takes over."""

    subjects: tuple[SubjectCode, ...]
    rules: tuple[RuleId, ...]
    others: tuple[DepartmentCode, ...]


def typed_department(department: Department) -> Values:
    """Return a department as its form shows it."""
    return {key: (str(value),) for key, value in write_department(department).items()}


def read_typed_department(typed: Values, departments: Collection[str]) -> Reading[Department]:
    """Return the department that was filled in, or where it is wrong. ``departments`` are the codes it may name, its own among them."""
    value: dict[str, object] = {key: text for key in DEPARTMENT_KEYS if (text := first(typed, key))}
    value.update({key: first(typed, key) for key in ("code", "libelle", "type")})
    if text := first(typed, _NUMBER):
        value[_NUMBER] = whole(text)

    def read(tree: Tree) -> Department | None:
        check_served(tree, departments)
        return read_department(tree)

    return read_typed(value, read)


def find_department(ruleset: RuleSet, code: str) -> Department | None:
    """Return a department by its code."""
    return next((one for one in ruleset.departments if one.code == code), None)


def with_department(ruleset: RuleSet, was: str, department: Department) -> RuleSet:
    """Return a rule set in which a department stands in the place of the one of a code, or at the end."""
    if find_department(ruleset, was) is None:
        return replace(ruleset, departments=(*ruleset.departments, department))
    return replace(ruleset, departments=tuple(department if one.code == was else one for one in ruleset.departments))


def without_department(ruleset: RuleSet, code: str) -> RuleSet:
    """Return a rule set without a department."""
    return replace(ruleset, departments=tuple(one for one in ruleset.departments if one.code != code))


def mentions(ruleset: RuleSet, code: DepartmentCode) -> Mentions:
    """Return what names a department in a rule set, the directory's entries left out."""
    return Mentions(
        subjects=tuple(one.code for one in ruleset.subjects if code in (one.department, *one.copies)),
        rules=tuple(one.id for one in ruleset.rules if code in (one.effect.department, *one.effect.copies)),
        others=tuple(one.code for one in ruleset.departments if code in (one.served_by, one.successor)),
    )
