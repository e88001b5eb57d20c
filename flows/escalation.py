"""Who is told of a reminder: who has the request in hand, the heads of his department, the director, the elected member.

Whoever is away is told through who stands in for him. Where a town names nobody, or nobody of those it names can be reached, the mailbox of
the department is told, else the director: no reminder is lost.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.department import DepartmentKind
from domain.ids import DepartmentCode
from domain.member import Post
from domain.reminder import Level
from domain.request import Status
from flows.deputies import Staff, find_department, mailbox_of
from flows.town_views import TownView
from store.reminders import Share

_DIRECTION = DepartmentCode("DGS")
_IN_REVIEW: tuple[Status, ...] = (Status.REVIEW,)
_DECIDED: tuple[Status, ...] = tuple(status for status in Status if status is not Status.REVIEW)
_LEVELS = tuple(Level)
_FROM: Mapping[Level, tuple[Level, ...]] = {level: _LEVELS[place:] for place, level in enumerate(_LEVELS)}
"""Who stands at a level is told of what goes that far, and further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Whom the reminders of a town go to today (échelle d'escalade)."""

    view: TownView
    staff: Staff

    def addresses(self, department: DepartmentCode, status: Status, level: Level, hand: str | None = None) -> tuple[str, ...]:
        """Return the addresses that a reminder of this level goes to, the nearest to the work first. ``hand`` is who has it in hand.

        Nobody has a request in review in hand: the town hall's own address is told. A body outside the town is never reminded.
        """
        is_review = status is Status.REVIEW
        in_hand = None if is_review or hand is None or not self._is_member(hand) else self.staff.reach(hand)
        at_work = (in_hand,) if in_hand is not None else (self.view.town.email,) if is_review else self._at_work(department)
        steps = (at_work, () if is_review else self._heads(department), (self._director,), (self._elected,))
        told = (address for step in steps[: _LEVELS.index(level) + 1] for address in step)
        return tuple(dict.fromkeys(address.strip().lower() for address in told))

    def shares(self) -> Mapping[str, Sequence[Share]]:
        """Return which reminders each address of a town is told of."""
        departments: defaultdict[tuple[str, Share], list[DepartmentCode]] = defaultdict(list)
        for department in self.view.ruleset.departments:
            for address, share in self._of_department(department.code):
                departments[address.strip().lower(), share].append(department.code)
        found: defaultdict[str, list[Share]] = defaultdict(list)
        for (address, share), codes in departments.items():
            found[address].append(
                Share(departments=tuple(codes), statuses=share.statuses, levels=share.levels, hands=share.hands, beside=share.beside)
            )
        for address, logins in self.staff.reached().items():
            found[address].append(Share(departments=None, statuses=_DECIDED, levels=_LEVELS, hands=logins))
        return found

    def _of_department(self, code: DepartmentCode) -> Iterator[tuple[str, Share]]:
        """Yield what each address is told of one department's requests, whoever has them in hand but those who are told themselves."""
        reached = tuple(login for logins in self.staff.reached().values() for login in logins)
        yield self.view.town.email, Share(departments=None, statuses=_IN_REVIEW, levels=_LEVELS)
        for address in self._at_work(code):
            yield address, Share(departments=None, statuses=_DECIDED, levels=_LEVELS, beside=reached)
        for address in self._heads(code):
            yield address, Share(departments=None, statuses=_DECIDED, levels=_FROM[Level.HEAD])
        for statuses in (_IN_REVIEW, _DECIDED):
            yield self._director, Share(departments=None, statuses=statuses, levels=_FROM[Level.DIRECTOR])
            yield self._elected, Share(departments=None, statuses=statuses, levels=_FROM[Level.ELECTED])

    def _is_member(self, login: str) -> bool:
        return any(one.login == login for one in self.staff.members)

    def _at_work(self, code: DepartmentCode) -> tuple[str, ...]:
        department = find_department(self.view.ruleset, code)
        if department is None or department.kind is DepartmentKind.EXTERNAL:
            return (self._director,)
        mailbox = self._mailbox(code)
        return (mailbox,) if mailbox is not None else (self._heads(code) or self.staff.of(department) or (self._director,))

    def _heads(self, code: DepartmentCode) -> tuple[str, ...]:
        department = find_department(self.view.ruleset, code)
        is_ours = department is not None and department.kind is DepartmentKind.INTERNAL
        return self.staff.of(department, Post.HEAD) if department is not None and is_ours else ()

    @property
    def _director(self) -> str:
        return self.view.town.director_email or self._mailbox(_DIRECTION) or self.view.town.email

    @property
    def _elected(self) -> str:
        return self.view.town.elected_email or self.view.town.email

    def _mailbox(self, code: DepartmentCode) -> str | None:
        """Return the mailbox of a department of the town, or of the one of the town that does its work."""
        department = find_department(self.view.ruleset, code)
        if department is None or department.kind is DepartmentKind.EXTERNAL:
            return None
        server = find_department(self.view.ruleset, department.served_by)
        is_outside = department.email is None and server is not None and server.kind is DepartmentKind.EXTERNAL
        return None if is_outside else mailbox_of(self.view.ruleset, code)
