"""The life of a request: what may be done to it in each state, by whom, and where that leads (DOMAIN: lifecycle of a fiche)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.deadline import Lack
from domain.department import DepartmentKind
from domain.ids import DepartmentCode
from domain.request import OPEN_STATUSES, Closure, Status


class Act(StrEnum):
    """What somebody does to a request that changes where it stands (acte)."""

    CONFIRM = "confirm"
    """Valider: it leaves review, under a number, for its department."""
    REJECT = "reject"
    """Rejeter: nothing is asked of the town, or nothing it may answer."""
    RESTORE = "restore"
    """Remettre en revue what was rejected."""
    TAKE = "take"
    """Prendre en charge."""
    REFUSE = "refuse"
    """Refuser: not for this department; people decide anew."""
    HAND_OVER = "hand_over"
    """Réorienter: another department of the town has it from now on, and has not taken it yet."""
    PLAN = "plan"
    """Programmer l'intervention."""
    UNPLAN = "unplan"
    """Déprogrammer."""
    ASK = "ask"
    """Demander des pièces ou des précisions to its requester, until a day."""
    RESUME = "resume"
    """Reprendre: what was asked for came, or its time is over."""
    TRANSFER = "transfer"
    """Transférer à l'autorité compétente; its requester is told (article L114-2)."""
    TAKE_BACK = "take_back"
    """Reprendre what another authority had."""
    FINISH = "finish"
    """Déclarer traitée."""
    CLOSE = "close"
    """Clore."""
    REOPEN = "reopen"
    """Rouvrir."""
    ARCHIVE = "archive"
    """Archiver."""


class Need(StrEnum):
    """What an act cannot do without (mention obligatoire)."""

    REASON = "reason"
    DEPARTMENT = "department"
    """Another department of the town, or another authority."""
    DAY = "day"
    PIECES = "pieces"
    """What is asked of the requester: pieces, or words (L114-5)."""
    CLOSURE = "closure"
    """How it ended (motif de clôture)."""
    ANSWER = "answer"
    """What the requester is told, or else the reason why he is told nothing (S1)."""


class Hand(StrEnum):
    """Who may do it (acteur): each stands for what the rights of the roles name."""

    REVIEWER = "reviewer"
    """Who works in the review queue."""
    DEPARTMENT = "department"
    """Who works in the department in charge."""
    HEAD = "head"
    """Who may close and decide in its name."""
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A line of the table of transitions: ``act`` leads from each of ``sources`` to ``target``, by one of ``hands``.

    ``abroad`` is where it leads instead where another authority has the request by that (L. 114-2); None where none gets it so.
    """

    act: Act
    sources: frozenset[Status]
    target: Status
    hands: frozenset[Hand]
    needs: tuple[Need, ...] = ()
    abroad: Status | None = None


def _line(act: Act, sources: tuple[Status, ...], target: Status, hands: tuple[Hand, ...], *needs: Need) -> Transition:
    return Transition(act=act, sources=frozenset(sources), target=target, hands=frozenset(hands), needs=needs)


_TAKEN = (Status.ACCEPTED, Status.PLANNED)
_DEPARTMENT = (Hand.DEPARTMENT, Hand.HEAD)

LIFECYCLE: tuple[Transition, ...] = (
    replace(_line(Act.CONFIRM, (Status.REVIEW,), Status.OPEN, (Hand.REVIEWER, Hand.SYSTEM)), abroad=Status.TRANSFERRED),
    _line(Act.REJECT, (Status.REVIEW,), Status.REJECTED, (Hand.REVIEWER,), Need.REASON),
    _line(Act.RESTORE, (Status.REJECTED,), Status.REVIEW, (Hand.REVIEWER,)),
    _line(Act.TAKE, (Status.OPEN,), Status.ACCEPTED, _DEPARTMENT),
    _line(Act.REFUSE, (Status.OPEN, *_TAKEN, Status.TRANSFERRED), Status.REVIEW, _DEPARTMENT, Need.REASON),
    _line(
        *(Act.HAND_OVER, (Status.OPEN, *_TAKEN, Status.WAITING, Status.TRANSFERRED), Status.OPEN),
        *((*_DEPARTMENT, Hand.REVIEWER), Need.DEPARTMENT, Need.REASON),
    ),
    _line(Act.PLAN, _TAKEN, Status.PLANNED, _DEPARTMENT, Need.DAY),
    _line(Act.UNPLAN, (Status.PLANNED,), Status.ACCEPTED, _DEPARTMENT),
    _line(Act.ASK, _TAKEN, Status.WAITING, _DEPARTMENT, Need.PIECES, Need.DAY),
    _line(Act.RESUME, (Status.WAITING,), Status.ACCEPTED, (*_DEPARTMENT, Hand.SYSTEM)),
    _line(Act.TRANSFER, (Status.OPEN, *_TAKEN, Status.TRANSFERRED), Status.TRANSFERRED, (Hand.HEAD, Hand.REVIEWER), Need.DEPARTMENT),
    _line(Act.TAKE_BACK, (Status.TRANSFERRED,), Status.ACCEPTED, _DEPARTMENT),
    _line(Act.FINISH, (*_TAKEN, Status.TRANSFERRED), Status.DONE, _DEPARTMENT),
    _line(Act.CLOSE, OPEN_STATUSES, Status.CLOSED, (Hand.HEAD, Hand.REVIEWER), Need.CLOSURE, Need.ANSWER),
    replace(_line(Act.REOPEN, (Status.CLOSED,), Status.OPEN, (Hand.REVIEWER, Hand.HEAD), Need.REASON), abroad=Status.TRANSFERRED),
    _line(Act.ARCHIVE, (Status.CLOSED, Status.REJECTED), Status.ARCHIVED, (Hand.SYSTEM,)),
)
"""All that may happen to a request; whatever is not here may not. Each act stands once."""

_BY_ACT = {line.act: line for line in LIFECYCLE}


def transition(act: Act) -> Transition:
    """Return the line of an act."""
    return _BY_ACT[act]


def is_allowed(act: Act, status: Status) -> bool:
    """Tell whether an act may be done to a request that stands so."""
    return status in _BY_ACT[act].sources


def allowed(status: Status) -> tuple[Act, ...]:
    """Return what may be done to a request that stands so, in the order of its life."""
    return tuple(line.act for line in LIFECYCLE if status in line.sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act with all that is said with it (démarche). Texts are None where nothing is said."""

    act: Act
    reason: str | None = None
    """For the town's own people."""
    answer: str | None = None
    """For the requester."""
    department: DepartmentCode | None = None
    day: date | None = None
    pieces: tuple[str, ...] = ()
    lack: Lack = Lack.REQUIRED
    """Whether texts require the pieces: then the legal clock stands still too (L114-5)."""
    closure: Closure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Where a request stands, with what belongs to its state (situation).

    Open or over is one thing, taken in charge (``taken_at`` in UTC, ``taken_by`` an agent's login) another: both are shown side by side.
    """

    status: Status
    taken_at: datetime | None = None
    taken_by: str | None = None
    planned_on: date | None = None
    awaited_until: date | None = None
    """The last day its requester has to bring what he was asked for."""
    authority: DepartmentCode | None = None
    closure: Closure | None = None
    closed_at: datetime | None = None

    @property
    def is_taken(self) -> bool:
        """Whether somebody of its department has it in hand, or had it when it was closed."""
        return self.taken_at is not None


def begun(code: DepartmentCode, kind: DepartmentKind) -> Situation:
    """Return where a request stands that a department has just got: open; transferred where that is another authority."""
    line = _BY_ACT[Act.CONFIRM]
    if kind is DepartmentKind.EXTERNAL and line.abroad is not None:
        return Situation(status=line.abroad, authority=code)
    return Situation(status=line.target)


_ANEW = frozenset({Act.CONFIRM, Act.REJECT, Act.RESTORE, Act.REFUSE, Act.HAND_OVER, Act.REOPEN})
"""Acts after which whoever has it next begins anew."""


def missing(step: Step) -> tuple[Need, ...]:
    """Return what an act cannot do without and was not said."""
    said: Mapping[Need, bool] = {
        Need.REASON: _is_said(step.reason),
        Need.DEPARTMENT: step.department is not None,
        Need.DAY: step.day is not None,
        Need.PIECES: any(map(_is_said, step.pieces)),
        Need.CLOSURE: step.closure is not None,
        Need.ANSWER: _is_said(step.answer) or _is_said(step.reason),
    }
    return tuple(need for need in _BY_ACT[step.act].needs if not said[need])


def after(situation: Situation, step: Step, agent: str, now: datetime) -> Situation:
    """Return where a request stands after an act that is allowed and lacks nothing."""
    target = _BY_ACT[step.act].target
    if step.act in _ANEW:
        return Situation(status=target)
    taken: Mapping[str, Any] = {} if situation.is_taken and step.act is not Act.TAKE else {"taken_at": now, "taken_by": agent}
    changes: Mapping[Act, Mapping[str, Any]] = {
        Act.TAKE: taken,
        Act.PLAN: {"planned_on": step.day},
        Act.UNPLAN: {"planned_on": None},
        Act.ASK: {"planned_on": None, "awaited_until": step.day},
        Act.RESUME: {"awaited_until": None},
        Act.TRANSFER: {"planned_on": None, "authority": step.department},
        Act.TAKE_BACK: {**taken, "authority": None},
        Act.CLOSE: {"closure": step.closure, "closed_at": now},
    }
    return replace(situation, status=target, **changes.get(step.act, {}))


def _is_said(text: str | None) -> bool:
    return text is not None and bool(text.strip())


class PublicStatus(StrEnum):
    """What its requester sees of it (état public): five words for all of them."""

    RECEIVED = "received"
    """Enregistrée."""
    SENT = "sent"
    """Transmise au service."""
    IN_HAND = "in_hand"
    """En cours."""
    AWAITS_YOU = "awaits_you"
    """En attente de votre réponse."""
    OVER = "over"
    """Terminée."""


_PUBLIC: dict[Status, PublicStatus] = {
    Status.REVIEW: PublicStatus.RECEIVED,
    Status.REJECTED: PublicStatus.OVER,
    Status.OPEN: PublicStatus.SENT,
    Status.ACCEPTED: PublicStatus.IN_HAND,
    Status.PLANNED: PublicStatus.IN_HAND,
    Status.WAITING: PublicStatus.AWAITS_YOU,
    Status.TRANSFERRED: PublicStatus.IN_HAND,
    Status.DONE: PublicStatus.IN_HAND,
    Status.CLOSED: PublicStatus.OVER,
    Status.ARCHIVED: PublicStatus.OVER,
}


def public_status(status: Status) -> PublicStatus:
    """Return what the requester sees."""
    return _PUBLIC[status]
