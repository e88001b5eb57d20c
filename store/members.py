"""Who belongs to which department. Nobody is ever erased: who has left keeps the days he was there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from domain.ids import DepartmentCode, TownId
from domain.member import Member, Post
from store import quick
from store.schema import MemberRow, table_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Somebody's time in a department under one post (appartenance). Moments in UTC; ``until`` None: he still is."""

    member: Member
    since: datetime
    until: datetime | None


def of_department(session: Session, town: TownId, department: DepartmentCode) -> tuple[Member, ...]:
    """Return who belongs to a department now: its heads first, then by login."""
    return _heads_first(session.scalars(_now().where(MemberRow.town == town, MemberRow.department == department)))


def of_town(session: Session, town: TownId) -> tuple[Member, ...]:
    """Return all members of a town's departments now, by department, heads first, then by login."""
    found = [
        Member(town=town, department=DepartmentCode(department), login=login, post=Post(post))
        for department, login, post in quick.rows(session, _OF_TOWN, of_town=town)
    ]
    return tuple(sorted(found, key=lambda one: (one.department, one.post is not Post.HEAD, one.login)))


def of_agent(session: Session, login: str) -> tuple[Member, ...]:
    """Return the departments an agent belongs to now, by town and department."""
    return tuple(map(_member, session.scalars(_OF_AGENT, {"of_login": _login(login)})))


def staffed(session: Session, towns: Iterable[TownId] | None = None) -> frozenset[tuple[TownId, DepartmentCode]]:
    """Return the departments somebody belongs to now, of these towns or of all."""
    found = session.execute(_STAFFED) if towns is None else session.execute(_STAFFED_OF, {"of_towns": list(towns)})
    return frozenset((TownId(town), DepartmentCode(department)) for town, department in found)


def history(session: Session, town: TownId, department: DepartmentCode) -> tuple[Membership, ...]:
    """Return who belongs and has belonged to a department, by the moment he came."""
    chosen = select(MemberRow).where(MemberRow.town == town, MemberRow.department == department).order_by(MemberRow.since, MemberRow.id)
    return tuple(Membership(member=_member(row), since=row.since, until=row.until) for row in session.scalars(chosen))


def add(session: Session, member: Member, now: datetime) -> bool:
    """Write that somebody belongs to a department from now on, under this post only; tell whether that is new.

    Two processes that add the same at the same moment: one of them raises IntegrityError.
    """
    login = _login(member.login)
    present = session.scalars(
        _now().where(MemberRow.town == member.town, MemberRow.department == member.department, MemberRow.login == login)
    )
    if any(row.post == member.post for row in present):
        return False
    remove(session, member.town, member.department, login, now)
    values = {"town": member.town, "department": member.department, "login": login, "post": member.post.value, "since": now}
    session.execute(insert(MemberRow), values)
    return True


def remove(session: Session, town: TownId, department: DepartmentCode, login: str, now: datetime) -> bool:
    """Write that somebody no longer belongs to a department; tell whether he did."""
    leaving = update(MemberRow).where(
        MemberRow.town == town, MemberRow.department == department, MemberRow.login == _login(login), MemberRow.until.is_(None)
    )
    return bool(session.scalars(leaving.values(until=now).returning(MemberRow.id).execution_options(synchronize_session=False)).all())


def _now() -> Select[MemberRow]:
    return select(MemberRow).where(MemberRow.until.is_(None)).execution_options(populate_existing=True)


_MEMBERS = table_of(MemberRow).c
_OF_TOWN = select(_MEMBERS.department, _MEMBERS.login, _MEMBERS.post).where(_MEMBERS.until.is_(None), _MEMBERS.town == bindparam("of_town"))
"""Each request that goes out asks this."""
_STAFFED = select(_MEMBERS.town, _MEMBERS.department).where(_MEMBERS.until.is_(None)).distinct()
_STAFFED_OF = _STAFFED.where(_MEMBERS.town.in_(bindparam("of_towns", expanding=True)))
_OF_AGENT = _now().where(MemberRow.login == bindparam("of_login")).order_by(MemberRow.town, MemberRow.department)
"""Every page of the desk asks this: it is put together once."""


def _heads_first(rows: Iterable[MemberRow]) -> tuple[Member, ...]:
    return tuple(sorted(map(_member, rows), key=lambda one: (one.post is not Post.HEAD, one.login)))


def _login(login: str) -> str:
    return login.strip().lower()


def _member(row: MemberRow) -> Member:
    return Member(town=TownId(row.town), department=DepartmentCode(row.department), login=row.login, post=Post(row.post))
