"""What agents decide on requests: confirmations of what was proposed, and corrections."""

from dataclasses import dataclass
from datetime import datetime

from domain.ids import DepartmentCode, RequestId, SectorName, SubjectCode, TownId


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

    A request may be confirmed again, when somebody sees a mistake; ``rank`` counts from 1, and the highest counts.
    """

    town: TownId
    request: RequestId
    rank: int
    at: datetime
    agent: str
    decided: Choice
    proposed: Choice
    ruleset: int
