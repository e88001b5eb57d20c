"""Who is told of a reminder: the department, its head, the director, the elected member; by address, as long as a town names no members."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from domain.department import Department, DepartmentKind
from domain.ids import DepartmentCode
from domain.reminder import Level
from domain.request import Status
from flows.town_views import TownView
from store.reminders import Share

_DIRECTION = DepartmentCode("DGS")
_IN_REVIEW: tuple[Status, ...] = (Status.REVIEW,)
_DECIDED: tuple[Status, ...] = tuple(status for status in Status if status is not Status.REVIEW)


def addresses(view: TownView, department: DepartmentCode, status: Status, level: Level) -> tuple[str, ...]:
    """Return the addresses that a reminder of this level goes to, the nearest to the work first.

    Nobody has a request in review in hand: the town hall's own address is told. A body outside the town is never reminded.
    """
    town = view.town
    director = town.director_email or _mailbox(view, _DIRECTION) or town.email
    at_work = town.email if status is Status.REVIEW else _mailbox(view, department) or director
    above: Mapping[Level, tuple[str, ...]] = {
        Level.AGENT: (),
        Level.HEAD: (),
        Level.DIRECTOR: (director,),
        Level.ELECTED: (director, town.elected_email or town.email),
    }
    return tuple(dict.fromkeys(address.strip().lower() for address in (at_work, *above[level])))


def shares(view: TownView) -> Mapping[str, Sequence[Share]]:
    """Return which reminders each address of a town is told of."""
    levels: defaultdict[tuple[str, tuple[Status, ...], DepartmentCode], set[Level]] = defaultdict(set)
    for department in view.ruleset.departments:
        for statuses in (_IN_REVIEW, _DECIDED):
            for level in Level:
                for address in addresses(view, department.code, statuses[0], level):
                    levels[address, statuses, department.code].add(level)
    grouped: defaultdict[str, defaultdict[tuple[tuple[Status, ...], frozenset[Level]], list[DepartmentCode]]]
    grouped = defaultdict(lambda: defaultdict(list))
    for (address, statuses, code), told in levels.items():
        grouped[address][statuses, frozenset(told)].append(code)
    return {
        address: tuple((tuple(codes), statuses, tuple(told)) for (statuses, told), codes in some.items())
        for address, some in grouped.items()
    }


def _mailbox(view: TownView, code: DepartmentCode) -> str | None:
    """Return the mailbox of a department of the town, or of the one that does its work."""
    department = _find(view, code)
    if department is None or department.kind is DepartmentKind.EXTERNAL:
        return None
    if department.email or department.served_by in (None, code):
        return department.email
    server = _find(view, department.served_by)
    return None if server is None or server.kind is DepartmentKind.EXTERNAL else server.email


def _find(view: TownView, code: DepartmentCode | None) -> Department | None:
    return next((department for department in view.ruleset.departments if department.code == code), None)
