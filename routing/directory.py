"""Who handles a subject where no rule speaks: the directory's entry for its sector, else the subject's own department.

And who takes over from a department that is closed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from domain.department import Department
from domain.ids import DepartmentCode, RuleId, SectorName, SubjectCode
from domain.ruleset import Listing, RuleSet, Subject

_FAMILY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Department in charge (attribution), what names the choice, and the copies that go with it."""

    department: DepartmentCode
    rule: RuleId
    copies: tuple[DepartmentCode, ...] = ()


def default_rule(subject: SubjectCode) -> RuleId:
    """Return the name under which a subject's own department is chosen where no rule speaks for another: ``R0-VOI``."""
    return RuleId(f"R0-{subject.partition('-')[0]}")


def charges(subject: Subject, sector: SectorName | None, directory: Iterable[Listing]) -> tuple[Charge, ...]:
    """Return who handles a subject in a sector; several where equally precise entries of the directory name others.

    The code goes before its family, a longer family before a shorter.
    """
    fitting = [found for listing in directory for found in _fitting(listing, subject.code, sector)]
    if not fitting:
        return (Charge(department=subject.department, rule=default_rule(subject.code)),)
    best = max(precision for precision, _ in fitting)
    by_department = {charge.department: charge for precision, charge in reversed(fitting) if precision == best}
    return tuple(reversed(by_department.values()))


def open_in_place(code: DepartmentCode, departments: Mapping[DepartmentCode, Department], day: date) -> DepartmentCode | None:
    """Return who takes the requests of a department on a day: itself while it is open, else its successor, or who does its work.

    A successor that is closed itself is followed by its own. None where nobody takes over, or the town does not list the department.
    """
    asked: set[DepartmentCode] = set()
    found = departments.get(code)
    while found is not None and found.is_closed(day) and found.code not in asked:
        asked.add(found.code)
        following = found.successor or found.served_by
        found = None if following is None else departments.get(following)
    return None if found is None or found.is_closed(day) else found.code


def gone(ruleset: RuleSet, codes: Iterable[DepartmentCode]) -> tuple[DepartmentCode, ...]:
    """Return those of some departments that a rule set does not have any more, closes, or will close on a day."""
    stays = {one.code for one in ruleset.departments if one.closed_on is None}
    return tuple(code for code in codes if code not in stays)


def _fitting(listing: Listing, subject: SubjectCode, sector: SectorName | None) -> Iterator[tuple[int, Charge]]:
    """Yield how precisely an entry names the subject, with the charge, if it is for this subject in this sector."""
    if sector is None or sector not in listing.sectors:
        return
    for pattern in listing.subjects:
        if pattern == subject or (pattern.endswith(_FAMILY) and subject.startswith(pattern[:-1])):
            charge = Charge(department=listing.department, rule=RuleId(f"annuaire:{pattern}/{sector}"), copies=listing.copies)
            # A code is longer than the families it belongs to, the star not counted.
            yield len(pattern.removesuffix(_FAMILY)) + (pattern == subject), charge
