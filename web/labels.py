"""Labels of a town's subjects, departments and rules, by the rule set a request was decided with."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType

from sqlalchemy.orm import Session

from domain.department import Department
from domain.errors import NotFoundError
from domain.ids import DepartmentCode, RuleId, SubjectCode, TownId
from domain.ruleset import Rule, RuleSet, Subject
from domain.town import Town
from store import towns as stored
from store.engine import Database

FRESH_SECONDS = 5.0
MOST_KEPT = 64
"""Rule sets whose labels are kept in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What the codes of one rule set are called."""

    subjects: Mapping[SubjectCode, Subject]
    departments: Mapping[DepartmentCode, Department]
    rules: Mapping[RuleId, Rule]

    def subject(self, code: SubjectCode) -> str:
        """Return the subject's label, or its code where the rule set no longer has it."""
        found = self.subjects.get(code)
        return found.label if found else code

    def department(self, code: DepartmentCode) -> str:
        """Return the department's label, or its code where the rule set no longer has it."""
        found = self.departments.get(code)
        return found.label if found else code


def labels(ruleset: RuleSet) -> Labels:
    """Return the labels of a rule set."""
    return Labels(
        subjects=MappingProxyType({subject.code: subject for subject in ruleset.subjects}),
        departments=MappingProxyType({department.code: department for department in ruleset.departments}),
        rules=MappingProxyType({rule.id: rule for rule in ruleset.rules}),
    )


class TownBook:
    """Towns and labels, read once: a rule set never changes, and towns seldom do. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        """Start empty."""
        self._database = database
        self._lock = Lock()
        self._labels: dict[tuple[TownId, int], Labels] = {}
        self._towns: tuple[Town, ...] = ()
        self._read_at = float("-inf")

    def towns(self) -> tuple[Town, ...]:
        """Return all towns of the installation, as they were at most a few seconds ago; the first one is known at once."""
        with self._lock:
            if not self._towns or time.monotonic() - self._read_at > FRESH_SECONDS:
                with self._database.read() as session:
                    self._towns = stored.towns(session)
                self._read_at = time.monotonic()
            return self._towns

    def town(self, town: TownId) -> Town:
        """Return a town. Raises NotFoundError."""
        found = next((known for known in self.towns() if known.id == town), None)
        if found is None:
            raise NotFoundError(f"This installation serves no town {town}.")
        return found

    def labels(self, session: Session, town: TownId, number: int) -> Labels:
        """Return the labels of one rule set. Raises NotFoundError."""
        with self._lock:
            kept = self._labels.get((town, number))
        if kept is not None:
            return kept
        read = labels(stored.ruleset(session, town, number))
        with self._lock:
            if len(self._labels) >= MOST_KEPT:
                self._labels.pop(next(iter(self._labels)))
            self._labels[town, number] = read
        return read
