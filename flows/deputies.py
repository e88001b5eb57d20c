"""Whom letters to staff reach: who belongs to a department, who is away, who stands in for him, at which address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.absence import Absence, stand_in, stood_in_for
from domain.department import Department, DepartmentKind
from domain.ids import DepartmentCode
from domain.member import Member, Post
from domain.ruleset import RuleSet
from flows.town_views import TownView
from routing.calendar import calendar_of
from store import absences, agents, members


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who works for a town on a day (personnel). ``emails`` are the addresses of those who have one, by login."""

    members: tuple[Member, ...] = ()
    emails: Mapping[str, str] = field(default_factory=dict)
    standing_in: Mapping[str, str | None] = field(default_factory=dict)
    """Of each who is away: who does his work, None where nobody does."""

    def reach(self, login: str) -> str | None:
        """Return the address at which somebody's work is done: his own, or that of who stands in for him; None: his department's."""
        present = self.standing_in.get(login, login)
        return None if present is None else self.emails.get(present)

    def of(self, department: Department, post: Post | None = None) -> tuple[str, ...]:
        """Return the addresses of the members of a department, or of who does its work, of one post or of any; heads first."""
        codes = (department.code, department.served_by)
        logins = (one.login for one in self.members if one.department in codes and post in (None, one.post))
        return tuple(dict.fromkeys(filter(None, map(self.reach, logins))))

    def reached(self) -> Mapping[str, tuple[str, ...]]:
        """Return whose work is done at each address, by login."""
        found: dict[str, list[str]] = {}
        for login in dict.fromkeys(one.login for one in self.members):
            address = self.reach(login)
            if address is not None:
                found.setdefault(address, []).append(login)
        return {address: tuple(logins) for address, logins in found.items()}


def staff_of(session: Session, view: TownView, now: datetime) -> Staff:
    """Return who works for a town today, in its own time."""
    known = members.of_town(session, view.town.id)
    if not known:
        return Staff()
    today = calendar_of(view.town).local(now).date()
    away = absences.on(session, today)
    logins = {one.login for one in known}
    standing_in = {login: stand_in(login, today, away) for login in _logins(away)}
    wanted = logins | {login for login in standing_in.values() if login is not None}
    return Staff(members=known, emails=agents.emails(session, wanted), standing_in=standing_in)


def standing_in_for(session: Session, login: str, day: date) -> frozenset[str]:
    """Return whose work an agent does on a day beside his own."""
    return stood_in_for(login, day, absences.on(session, day)) if absences.is_deputy(session, login, day) else frozenset()


def find_department(ruleset: RuleSet, code: DepartmentCode | None) -> Department | None:
    """Return a department of a rule set."""
    return next((department for department in ruleset.departments if department.code == code), None)


def mailbox_of(ruleset: RuleSet, code: DepartmentCode) -> str | None:
    """Return the mailbox of a department, or of the one that does its work."""
    department = find_department(ruleset, code)
    if department is None or department.email or department.served_by in (None, code):
        return department.email if department else None
    server = find_department(ruleset, department.served_by)
    return server.email if server else None


def told_at(ruleset: RuleSet, staff: Staff, code: DepartmentCode) -> tuple[str, ...]:
    """Return where a department is written to: its mailbox; without one its heads who can be reached, else its other members."""
    mailbox, department = mailbox_of(ruleset, code), find_department(ruleset, code)
    if mailbox is not None or department is None or department.kind is DepartmentKind.EXTERNAL:
        return () if mailbox is None else (mailbox,)
    return staff.of(department, Post.HEAD) or staff.of(department)


def _logins(away: Iterable[Absence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.login for one in away))
