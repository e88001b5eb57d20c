"""What a reviewer chooses from when he decides a request, and what he has just decided and may take back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.draft import Requester
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.request import RequestNumber, Status
from domain.ruleset import TOP_PRIORITY, RuleSet
from flows.requester_changes import Told
from flows.town_views import TownView
from routing.calendar import calendar_of
from rules.words import folded_words
from store import history, requests
from store.requests import RequestRecord
from web.formats import phone
from web.visitor import Member

_LATELY = timedelta(minutes=10)
"""So long the page of the next request tells of the last one."""
_DECIDED = {"confirmed": "undo", "corrected": "undo", "merged": "undo", "included": "undo", "rejected": "restore", "put_off": "back"}
"""Actions that are told of, and how each is taken back."""
_ATTACHED = frozenset({"merged", "included"})
_TAKEN_BACK = frozenset({"undone", "restored", "brought_back", "parted", "detached"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideView:
    """What may be chosen: subjects by theme, departments that take requests; each by code and label."""

    subjects: tuple[tuple[str, tuple[tuple[SubjectCode, str], ...]], ...]
    departments: tuple[tuple[DepartmentCode, str], ...]

    def offers(self, subject: SubjectCode) -> bool:
        """Tell whether a subject is among them: one that the rule set has no more is not."""
        return any(code == subject for _, some in self.subjects for code, _ in some)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideTyped:
    """What was typed into a form, and why it cannot be done; ``form`` is which of them it is."""

    form: str = ""
    fault: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def was(self, name: str, otherwise: str) -> str:
        """Return what was typed into a field; ``otherwise`` where the form was not sent."""
        return self.values.get(name, otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class JustDone:
    """A request the visitor has just decided. ``way`` takes it back; for ``left`` seconds that is sure, None where it has no end.

    ``is_attached``: it became a part of another one, or of its incident.
    """

    id: RequestId
    reference: str
    number: RequestNumber | None
    way: str
    left: int | None
    is_attached: bool = False


def decide_view(view: TownView, record: RequestRecord, now: datetime) -> DecideView | None:
    """Return what a reviewer may choose for a request; None for one that is decided."""
    if record.line.status is not Status.REVIEW:
        return None
    today = calendar_of(view.town).local(now).date()
    taking = [one for one in view.ruleset.departments if not one.is_closed(today)]
    return DecideView(subjects=_subjects(view.ruleset), departments=tuple((one.code, one.label) for one in taking))


def just_done(session: Session, who: Member, request_id: int | None, now: datetime, undo_seconds: float = 0) -> JustDone | None:
    """Return what the visitor has decided lately; None for a request somebody else did something to since, or long ago.

    ``undo_seconds`` its letters wait.
    """
    if request_id is None:
        return None
    found = requests.lines(session, [RequestId(request_id)])
    if not found or not who.may_see(found[0].town):
        return None
    line = found[0]
    last = next((one for one in reversed(history.lines(session, line.id)) if one.action in _DECIDED or one.action in _TAKEN_BACK), None)
    if last is None or last.actor != who.agent.login or now - last.at > _LATELY or last.action not in _DECIDED:
        return None
    way = _DECIDED[last.action]
    left = int((last.at + timedelta(seconds=undo_seconds) - now).total_seconds())
    # The letters of a danger wait for nobody.
    is_sure = way == "undo" and left > 0 and line.priority > TOP_PRIORITY
    return JustDone(
        id=line.id,
        reference=str(line.number or line.tracking),
        number=line.number,
        way=way,
        left=left if is_sure else None,
        is_attached=last.action in _ATTACHED,
    )


def told_of(known: Requester, typed: Mapping[str, str]) -> Told:
    """Return what was typed of who asks; a telephone that was left as the page shows it is the one that is known."""
    number = typed["who_phone"]
    is_left = known.phone is not None and number.split() == phone(known.phone).split()
    left = (known.phone or "") if is_left else number
    return Told(name=typed["who_name"], phone=left, email=typed["who_email"], address=typed["who_address"])


def _subjects(ruleset: RuleSet) -> tuple[tuple[str, tuple[tuple[SubjectCode, str], ...]], ...]:
    by_theme: dict[str, list[tuple[SubjectCode, str]]] = {}
    for one in ruleset.subjects:
        by_theme.setdefault(one.theme or "", []).append((one.code, one.label))
    ordered = sorted(by_theme.items(), key=lambda one: folded_words(one[0]))
    return tuple((theme, tuple(sorted(some, key=lambda one: folded_words(one[1])))) for theme, some in ordered)
