"""Back-tests: what a rule set would have decided, held against what agents decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.department import Confidentiality
from domain.ids import DepartmentCode, RequestId, SubjectCode, TownId


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a rule set makes of a request. ``alone`` says that it goes to the department without waiting for people."""

    subject: SubjectCode
    department: DepartmentCode
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A confirmed request decided anew. ``reference`` is its number, else its tracking code.

    ``before`` is what the published rule set makes of it, ``after`` what the draft does; ``subject`` and ``department`` are the agent's.
    ``level`` is how confidential it was then.
    """

    request: RequestId
    reference: str
    subject: SubjectCode
    department: DepartmentCode
    before: Outcome
    after: Outcome
    level: Confidentiality = Confidentiality.NORMAL

    def is_right(self, outcome: Outcome) -> bool:
        """Tell whether an outcome is what the agent decided."""
        return outcome.subject == self.subject and outcome.department == self.department


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often a rule set agrees with agents. ``right`` has subject and department right.

    ``alone_wrong`` counts what would have gone, without people, to another department than the agent's.
    """

    requests: int = 0
    right: int = 0
    subject_right: int = 0
    department_right: int = 0
    alone: int = 0
    alone_wrong: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            requests=self.requests + other.requests,
            right=self.right + other.right,
            subject_right=self.subject_right + other.subject_right,
            department_right=self.department_right + other.department_right,
            alone=self.alone + other.alone,
            alone_wrong=self.alone_wrong + other.alone_wrong,
        )

    def share(self, count: int) -> float:
        """Return a count as a share of the requests, 1 of none."""
        return count / self.requests if self.requests else 1.0

    @property
    def agreement(self) -> float:
        """Share of the requests with subject and department as agents decided (accord)."""
        return self.share(self.right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """The tallies of the published rule set and of the draft on the same requests."""

    before: Tally = Tally()
    after: Tally = Tally()

    def __add__(self, other: "Contrast") -> "Contrast":
        return Contrast(before=self.before + other.before, after=self.after + other.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two rule sets on the same requests: all of them, by what agents decided, and those that would change, by request."""

    overall: Contrast = Contrast()
    by_subject: Mapping[SubjectCode, Contrast]
    by_department: Mapping[DepartmentCode, Contrast]
    changes: tuple[Replayed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfLevel:
    """The part of a back-test that is of requests of one level of confidentiality."""

    level: Confidentiality
    comparison: Comparison
    change_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestReport:
    """A back-test (rejeu) of revision ``revision`` of rule set ``number`` beside the version ``published`` then. ``at`` is in UTC.

    Only requests received from ``since`` on were replayed, all if it is None. Words learned from confirmations speak in neither: they
    have seen the answers. ``change_count`` counts the changes; of a report that was kept only the first are still in the comparison.
    ``levels`` are the same apart by how confidential requests are; none of a report that was kept before they were told apart.
    """

    town: TownId
    number: int
    revision: int
    published: int
    at: datetime
    since: datetime | None
    comparison: Comparison
    change_count: int
    levels: tuple[OfLevel, ...] = ()

    @property
    def lowers_agreement(self) -> bool:
        """Tell whether the draft agrees less often with agents than the published rule set."""
        return self.comparison.overall.after.right < self.comparison.overall.before.right
