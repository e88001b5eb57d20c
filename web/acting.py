"""What may be done to a request by who looks at it, and what each act asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.department import DepartmentKind
from domain.ids import DepartmentCode
from domain.lifecycle import Act, is_allowed
from domain.member import Post
from domain.request import Status
from domain.rights import RequestFacts, Standing, may_act
from flows.town_views import TownView
from routing.calendar import calendar_of
from store import agents, members
from store.requests import RequestRecord
from web.act_words import ACTS

FIELDS: Mapping[Act, tuple[str, ...]] = {
    Act.PLAN: ("day",),
    Act.ASK: ("pieces", "day", "lack"),
    Act.CLOSE: ("closure", "answer", "reason"),
    Act.HAND_OVER: ("department", "reason"),
    Act.TRANSFER: ("department", "reason"),
    Act.REFUSE: ("reason",),
    Act.REOPEN: ("reason",),
}
"""What is asked for with an act; nothing with the others."""
OPTIONAL = frozenset({(Act.CLOSE, "answer"), (Act.CLOSE, "reason"), (Act.TRANSFER, "reason")})
"""What may be left out: of a closing either the answer or the reason why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAct:
    """An act that may be done, its fields and which of them must be filled in; ``departments`` it may go to, by code and label."""

    act: Act
    fields: tuple[str, ...]
    required: frozenset[str]
    departments: tuple[tuple[DepartmentCode, str], ...] = ()


def acts_of(view: TownView, record: RequestRecord, standing: Standing, facts: RequestFacts, now: datetime) -> tuple[ShownAct, ...]:
    """Return what somebody may do to a request as it stands, in the order in which it is offered."""
    if record.line.merged_into is not None:
        return ()
    offered = (Act(act) for act in ACTS)
    return tuple(_shown(view, record, act, now) for act in offered if is_allowed(act, record.line.status) and may_act(standing, act, facts))


def closers_of(session: Session, record: RequestRecord, standing: Standing, facts: RequestFacts) -> tuple[str, ...] | None:
    """Return who closes a request that is dealt with, by name; None where nothing is to be closed, or he who looks at it may do so."""
    line = record.line
    if line.status is not Status.DONE or line.merged_into is not None or line.department is None or may_act(standing, Act.CLOSE, facts):
        return None
    heads = [one.login for one in members.of_department(session, line.town, line.department) if one.post is Post.HEAD]
    names = agents.names(session, set(heads))
    return tuple(names.get(login, login) for login in heads)


def _shown(view: TownView, record: RequestRecord, act: Act, now: datetime) -> ShownAct:
    fields = FIELDS.get(act, ())
    today = calendar_of(view.town).local(now).date()
    kind = DepartmentKind.EXTERNAL if act is Act.TRANSFER else DepartmentKind.INTERNAL
    fitting = (one for one in view.ruleset.departments if one.kind is kind and not one.is_closed(today))
    return ShownAct(
        act=act,
        fields=fields,
        required=frozenset(name for name in fields if (act, name) not in OPTIONAL),
        departments=tuple((one.code, one.label) for one in fitting if one.code != record.line.department) if "department" in fields else (),
    )
