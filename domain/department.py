"""Departments of the town hall and the bodies outside it."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from domain.ids import DepartmentCode


class Confidentiality(IntEnum):
    """Who may see a request (niveau de confidentialité)."""

    NORMAL = 0
    RESTRICTED = 1
    SOCIAL = 2


class DepartmentKind(StrEnum):
    """Whether a department belongs to the town hall."""

    INTERNAL = "interne"
    EXTERNAL = "externe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """Department in charge (service). ``served_by`` is the department that does its work and holds its mailbox (assuré par).

    From the day ``closed_on`` it takes no new requests; it is kept for the old ones. What is open there then goes to its ``successor``
    (repris par), a department of the town; without one, back to review.
    """

    code: DepartmentCode
    label: str
    email: str | None
    phone: str | None
    kind: DepartmentKind
    confidentiality: Confidentiality
    served_by: DepartmentCode | None = None
    closed_on: date | None = None
    successor: DepartmentCode | None = None
    address: str | None = None
    """Its postal address, where it is not the town hall's."""

    def is_closed(self, day: date) -> bool:
        """Tell whether it takes no new requests on a day."""
        return self.closed_on is not None and self.closed_on <= day
