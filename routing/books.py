"""A rule set by its codes, made once a version: a decision must not cost more where there are more rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from domain.department import Department
from domain.ids import DepartmentCode, RuleId, SubjectCode
from domain.ruleset import Rule, RuleSet, Subject

_KEPT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What a rule set holds, by code."""

    rules: Mapping[RuleId, Rule]
    subjects: Mapping[SubjectCode, Subject]
    departments: Mapping[DepartmentCode, Department]


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A rule set that equals none but itself: to compare two would take as long as to read them."""

    ruleset: RuleSet

    def __hash__(self) -> int:
        return id(self.ruleset)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.ruleset is other.ruleset


def books(ruleset: RuleSet) -> Books:
    """Return a rule set by its codes."""
    return _books(_Same(ruleset))


@lru_cache(maxsize=_KEPT)
def _books(same: _Same) -> Books:
    return Books(
        rules={rule.id: rule for rule in same.ruleset.rules},
        subjects={subject.code: subject for subject in same.ruleset.subjects},
        departments={department.code: department for department in same.ruleset.departments},
    )
