"""Who may do what, and see what of a request: one table of roles and permissions (DOMAIN §6, S36), from which everything is asked.

Rights add up: what one role of an agent does not give, another may. What is in no line of the table nobody may.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.department import Confidentiality
from domain.ids import DepartmentCode, TownId
from domain.lifecycle import Act, Hand, transition
from domain.member import Member, Post
from domain.request import Status


class Role(StrEnum):
    """What somebody is in the town hall (rôle)."""

    RECEPTION = "reception"
    """Agent d'accueil: takes requests in and works in the review queue."""
    AGENT = "agent"
    """Agent de service: by his membership of a department."""
    HEAD = "head"
    """Responsable de service: by his membership, too."""
    REGULATOR = "regulator"
    """Régulateur: sees to it that every request is somewhere and goes on; stands in for a department that has no members."""
    ELECTED = "elected"
    """Élu: follows his town without seeing who asks."""
    ADMIN = "admin"
    """Administrateur: sets up; reads no content by that."""
    DPO = "dpo"
    """Délégué à la protection des données."""


GIVEN_ROLES = (Role.ADMIN, Role.RECEPTION, Role.REGULATOR, Role.ELECTED, Role.DPO)
"""Roles an agent is given; the other two come with his departments."""


class Permission(StrEnum):
    """What somebody may do (droit)."""

    CREATE = "create"
    """Enter requests and requesters, and add files to them."""
    REVIEW = "review"
    """Work in the review queue: validate, split, reject, attach, put off."""
    READ_NORMAL = "read_normal"
    READ_RESTRICTED = "read_restricted"
    READ_SOCIAL = "read_social"
    TREAT = "treat"
    """Take in charge and do the work of the department."""
    REQUALIFY = "requalify"
    """Give another subject or another department."""
    PROPOSE = "propose"
    """Give back to review what belongs elsewhere."""
    CLOSE = "close"
    """Close, refuse, sign, and open again."""
    SUPERVISE = "supervise"
    """Let a letter leave although what it answers is abusive or doubtful."""
    PREPARE = "prepare"
    """Declare dealt with, for somebody who closes."""
    STATISTICS = "statistics"
    EXPORT = "export"
    """Take personal data out; the reason is written down."""
    CATALOGUE = "catalogue"
    """Set up subjects, directory, calendars, mailboxes and forms."""
    RULES = "rules"
    TEMPLATES = "templates"
    """Write the models of letters."""
    PEOPLE = "people"
    """Add people, and say what they may."""
    RETENTION = "retention"
    """See how long what is kept."""
    JOURNAL = "journal"
    MERGE = "merge"
    """Make one file of two requesters' files."""
    ERASE = "erase"
    """Anonymise, rectify, report what is known of a person."""


class Extent(StrEnum):
    """How far a permission goes (portée)."""

    ALL = "all"
    DEPARTMENT = "department"
    """Of his own departments."""
    OWN = "own"
    """What he has entered himself."""
    UNSENT = "unsent"
    """As long as no department has it."""
    SIMPLE = "simple"
    """Of subjects whose requester is owed no decision."""
    NAMELESS = "nameless"
    """Without who asks and what he wrote (pseudonymisé)."""
    AGGREGATED = "aggregated"
    """Counts only, small ones masked."""
    TECHNICAL = "technical"
    """Volumes and the course of things, no content."""
    CASE = "case"
    """On a case whose reason is written down."""


_R, _A, _H, _G, _E, _S, _P = Role.RECEPTION, Role.AGENT, Role.HEAD, Role.REGULATOR, Role.ELECTED, Role.ADMIN, Role.DPO
_ALL, _DEPARTMENT = Extent.ALL, Extent.DEPARTMENT
MATRIX: Mapping[Permission, Mapping[Role, Extent]] = {
    Permission.CREATE: {_R: _ALL, _A: _ALL, _H: _ALL, _G: _ALL},
    Permission.REVIEW: {_R: _ALL, _H: _DEPARTMENT, _G: _ALL},
    Permission.READ_NORMAL: {_R: _ALL, _A: _DEPARTMENT, _H: _DEPARTMENT, _G: _ALL, _E: Extent.NAMELESS, _P: Extent.CASE},
    Permission.READ_RESTRICTED: {_R: Extent.OWN, _A: _DEPARTMENT, _H: _DEPARTMENT, _G: _ALL, _P: Extent.CASE},
    # Whoever is a member of the department that is named, and nobody else.
    Permission.READ_SOCIAL: {_A: _DEPARTMENT, _H: _DEPARTMENT, _P: Extent.CASE},
    Permission.TREAT: {_A: _DEPARTMENT, _H: _DEPARTMENT},
    Permission.REQUALIFY: {_R: Extent.UNSENT, _H: _DEPARTMENT, _G: _ALL},
    Permission.PROPOSE: {_A: _DEPARTMENT, _H: _DEPARTMENT},
    Permission.CLOSE: {_H: _DEPARTMENT, _G: Extent.SIMPLE},
    Permission.SUPERVISE: {_H: _DEPARTMENT, _G: _ALL},
    Permission.PREPARE: {_A: _DEPARTMENT, _H: _DEPARTMENT},
    Permission.STATISTICS: {
        _R: Extent.OWN,
        _A: _DEPARTMENT,
        _H: _DEPARTMENT,
        _G: _ALL,
        _E: Extent.AGGREGATED,
        _S: Extent.TECHNICAL,
        _P: _ALL,
    },
    Permission.EXPORT: {_H: _DEPARTMENT, _G: _ALL, _P: _ALL},
    Permission.CATALOGUE: {_S: _ALL},
    Permission.RULES: {_G: _ALL, _S: _ALL},
    Permission.TEMPLATES: {_H: _DEPARTMENT, _G: _ALL, _S: _ALL},
    Permission.PEOPLE: {_S: _ALL},
    Permission.RETENTION: {_S: _ALL, _P: _ALL},
    Permission.JOURNAL: {_S: Extent.TECHNICAL, _P: _ALL},
    Permission.MERGE: {_G: _ALL, _P: _ALL},
    Permission.ERASE: {_P: _ALL},
}
"""The table of DOMAIN §6, line by line; a line that says two things of one role stands as two."""

READING: Mapping[Confidentiality, Permission] = {
    Confidentiality.NORMAL: Permission.READ_NORMAL,
    Confidentiality.RESTRICTED: Permission.READ_RESTRICTED,
    Confidentiality.SOCIAL: Permission.READ_SOCIAL,
}
ACTS: Mapping[Act, Permission | None] = {
    Act.CONFIRM: Permission.REVIEW,
    Act.REJECT: Permission.REVIEW,
    Act.RESTORE: Permission.REVIEW,
    Act.TAKE: Permission.TREAT,
    Act.REFUSE: Permission.PROPOSE,
    Act.HAND_OVER: Permission.REQUALIFY,
    Act.PLAN: Permission.TREAT,
    Act.UNPLAN: Permission.TREAT,
    Act.ASK: Permission.TREAT,
    Act.RESUME: Permission.TREAT,
    Act.TRANSFER: Permission.REQUALIFY,
    Act.TAKE_BACK: Permission.TREAT,
    Act.FINISH: Permission.PREPARE,
    Act.CLOSE: Permission.CLOSE,
    Act.REOPEN: Permission.CLOSE,
    Act.ARCHIVE: None,
}
"""Which permission an act needs; what nobody's hand does needs one nobody has."""
HANDS: Mapping[Hand, frozenset[Role]] = {
    Hand.REVIEWER: frozenset({Role.RECEPTION, Role.HEAD, Role.REGULATOR}),
    Hand.DEPARTMENT: frozenset({Role.AGENT, Role.HEAD}),
    Hand.HEAD: frozenset({Role.HEAD}),
    Hand.SYSTEM: frozenset(),
}
"""Which roles are the hands that the table of transitions names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What somebody is (qualité): his roles, the departments he belongs to, and those that are nobody's, where they matter to him.

    ``town`` None: of all towns. ``staffed`` are the departments that have members.
    """

    login: str
    town: TownId | None
    roles: frozenset[Role]
    members: tuple[Member, ...] = ()
    staffed: frozenset[tuple[TownId, DepartmentCode]] = frozenset()

    def is_of(self, town: TownId) -> bool:
        """Whether he belongs to a town at all."""
        return self.town in (None, town)

    def departments(self, town: TownId) -> frozenset[DepartmentCode]:
        """Return the departments of a town he is a member of."""
        return frozenset(one.department for one in self.members if one.town == town) if self.is_of(town) else frozenset()

    @property
    def all_roles(self) -> frozenset[Role]:
        """All he is anywhere: the roles he was given, and those his departments give him."""
        return self.roles | {_POSTS[one.post] for one in self.members}

    def roles_towards(self, facts: "RequestFacts") -> frozenset[Role]:
        """Return what he is towards a request: service agent and head are roles in its departments alone."""
        if not self.is_of(facts.town):
            return frozenset()
        own = {_POSTS[one.post] for one in self.members if one.town == facts.town and one.department in facts.departments}
        return frozenset({*self.roles, *own, *self._standing_in(facts)})

    def _standing_in(self, facts: "RequestFacts") -> frozenset[Role]:
        """Return the head's role for who sees to a department that is nobody's; what is social waits for a member."""
        is_nobodys = all((facts.town, one) not in self.staffed for one in facts.departments)
        is_in = Role.REGULATOR in self.roles and is_nobodys and facts.confidentiality < Confidentiality.SOCIAL
        return frozenset({Role.HEAD}) if is_in else frozenset()


_POSTS: Mapping[Post, Role] = {Post.AGENT: Role.AGENT, Post.HEAD: Role.HEAD}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What rights depend on in a request. ``departments`` are the one in charge and the one that does its work for it.

    ``copies`` are departments that were told of it. ``entered_by`` is the login of who wrote it down, None where it came by itself.
    ``is_owed``: its requester has a right to a decision.
    """

    town: TownId
    departments: frozenset[DepartmentCode]
    confidentiality: Confidentiality
    status: Status
    copies: frozenset[DepartmentCode] = frozenset()
    entered_by: str | None = None
    is_owed: bool = False


class Visibility(StrEnum):
    """What somebody sees of a request (visibilité)."""

    WHOLE = "whole"
    CONCEALED = "concealed"
    """Number, date, « Demande confidentielle », state."""
    NOTHING = "nothing"
    """It is not there for him, and no word of it."""


def may(standing: Standing, permission: Permission, facts: RequestFacts) -> bool:
    """Tell whether somebody may do something with a request; reading it is not asked here, see `visibility`."""
    return any(_covers(standing, permission, role, facts) for role in standing.roles_towards(facts))


def may_act(standing: Standing, act: Act, facts: RequestFacts) -> bool:
    """Tell whether somebody's hand may do an act to a request: by his roles, by the table of transitions, and if he may read it."""
    permission = ACTS[act]
    if permission is None or visibility(standing, facts) is not Visibility.WHOLE:
        return False
    hands = _hands(act)
    return any(role in hands and _covers(standing, permission, role, facts) for role in standing.roles_towards(facts))


def who_may(permission: Permission) -> tuple[Role, ...]:
    """Return the roles that have a permission at all, in the order of the table."""
    return tuple(role for role in Role if role in MATRIX[permission])


def who_may_act(act: Act) -> tuple[Role, ...]:
    """Return the roles whose hand may do an act."""
    permission = ACTS[act]
    return () if permission is None else tuple(role for role in who_may(permission) if role in _hands(act))


def may_anywhere(standing: Standing, permission: Permission) -> bool:
    """Tell whether somebody has a permission in any extent: whether a menu leads him there."""
    return any(role in MATRIX[permission] for role in standing.all_roles)


def may_in_town(standing: Standing, permission: Permission, town: TownId | None) -> bool:
    """Tell whether somebody has a permission for all of a town, None: of the installation."""
    is_his = standing.town is None or standing.town == town
    return is_his and any(MATRIX[permission].get(role) is Extent.ALL for role in standing.roles)


def visibility(standing: Standing, facts: RequestFacts) -> Visibility:
    """Return what somebody sees of a request.

    Whoever sees the town's requests at all learns of one he may not read that it is there; so does a department that was told of it.
    """
    if not standing.is_of(facts.town):
        return Visibility.NOTHING
    if may(standing, READING[facts.confidentiality], facts):
        return Visibility.WHOLE
    is_told = bool(facts.copies & standing.departments(facts.town))
    if is_told and facts.confidentiality is Confidentiality.NORMAL:
        return Visibility.WHOLE
    return Visibility.CONCEALED if is_told or sees_all(standing) else Visibility.NOTHING


def may_read_on_case(standing: Standing, facts: RequestFacts) -> bool:
    """Tell whether somebody reads a request where he says on which case."""
    return any(MATRIX[READING[facts.confidentiality]].get(role) is Extent.CASE for role in standing.roles_towards(facts))


def sees_all(standing: Standing) -> bool:
    """Tell whether all requests of his towns are there for somebody, were it only by number, date and state."""
    return any(MATRIX[Permission.READ_NORMAL].get(role) in _TOWN_WIDE for role in standing.roles)


def read_level(standing: Standing) -> Confidentiality | None:
    """Return up to which level somebody reads the requests of every department; None: of none."""
    levels = [level for level in Confidentiality if any(MATRIX[READING[level]].get(role) is Extent.ALL for role in standing.roles)]
    return max(levels, default=None)


_TOWN_WIDE = frozenset({Extent.ALL, Extent.NAMELESS, Extent.CASE})


def _hands(act: Act) -> frozenset[Role]:
    return frozenset(role for hand in transition(act).hands for role in HANDS[hand])


def _covers(standing: Standing, permission: Permission, role: Role, facts: RequestFacts) -> bool:
    """Tell whether a permission of a role reaches a request; role and request are of one town, and of one department where that counts."""
    match MATRIX[permission].get(role):
        case Extent.ALL | Extent.DEPARTMENT:
            return True
        case Extent.OWN:
            return facts.entered_by == standing.login
        case Extent.UNSENT:
            return facts.status is Status.REVIEW
        case Extent.SIMPLE:
            return not facts.is_owed
        case _:
            return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which requests lists and searches hold for somebody (portée), in a form databases understand.

    Content is shown up to ``level`` of every department (None: of none), and of ``departments`` whatever its level. ``is_all``: of others
    it is told that they are there, as long as nothing is asked that would tell more; else they are not there. Nothing is shown that is more
    confidential than ``most``: what a key opens.
    """

    level: Confidentiality | None
    departments: frozenset[tuple[TownId, DepartmentCode]] = frozenset()
    is_all: bool = True
    most: Confidentiality = Confidentiality.SOCIAL

    def shows(self, town: TownId, department: DepartmentCode, confidentiality: Confidentiality) -> bool:
        """Tell whether a line of the list shows its content."""
        is_his = (self.level is not None and confidentiality <= self.level) or (town, department) in self.departments
        return is_his and confidentiality <= self.most


def reach(standing: Standing) -> Reach:
    """Return what lists hold for somebody."""
    return Reach(level=read_level(standing), departments=_own(standing, tuple(Post)), is_all=sees_all(standing))


def review_reach(standing: Standing) -> Reach:
    """Return what the review queue holds for somebody: that of his departments for a head, nothing for who does not work there."""
    if any(MATRIX[Permission.REVIEW].get(role) is Extent.ALL for role in standing.roles):
        return reach(standing)
    return Reach(level=None, departments=_own(standing, (Post.HEAD,)), is_all=False)


def _own(standing: Standing, posts: tuple[Post, ...]) -> frozenset[tuple[TownId, DepartmentCode]]:
    return frozenset((one.town, one.department) for one in standing.members if standing.is_of(one.town) and one.post in posts)
