"""What agents decide on requests: confirmations of what was proposed, and corrections."""

from dataclasses import dataclass
from datetime import datetime

from domain.department import Confidentiality
from domain.ids import DepartmentCode, RequestId, RuleId, SectorName, SubjectCode, TownId
from domain.lifecycle import Situation
from domain.place import Place
from domain.timing import Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a request is about, where it is and who handles it, as somebody or something chose (choix)."""

    subject: SubjectCode
    department: DepartmentCode
    street: str | None = None
    number: str | None = None
    sector: SectorName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What an agent decided on a request, beside what was proposed by rule set ``ruleset``. ``at`` is in UTC.

    A request may be confirmed again, when somebody sees a mistake; ``rank`` counts from 1, and of those not taken back the highest counts.
    ``rule`` decided the proposal; ``is_sole`` tells that nothing but that rule's own autonomy stood between it and its department.
    """

    town: TownId
    request: RequestId
    rank: int
    at: datetime
    agent: str
    decided: Choice
    proposed: Choice
    ruleset: int
    rule: RuleId | None = None
    is_sole: bool = False

    @property
    def is_correction(self) -> bool:
        """Whether the subject or the department was proposed otherwise: that is what a rule answers for."""
        return (self.decided.subject, self.decided.department) != (self.proposed.subject, self.proposed.department)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """How a request stood before a confirmation (état antérieur): so it stands again when that is taken back."""

    situation: Situation
    subject: SubjectCode
    department: DepartmentCode
    priority: int
    confidentiality: Confidentiality
    place: Place
    timing: Timing | None
