"""Somebody does something to a request that is in the hands of a department: takes it in charge, plans, asks, transfers, closes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.department import Department, DepartmentKind
from domain.errors import ConflictError, ForbiddenError, InvalidError, Mistake
from domain.ids import DepartmentCode, RequestId
from domain.lifecycle import Act, Need, Step, after, is_allowed, missing
from domain.request import Closure, Status
from flows import clocks
from flows.act_words import ACTS, listed
from flows.acting import ONCE, Acting, Purpose, Within, called, find_acting, keep_acting, nothing
from flows.confirm import Correction, Deciding
from flows.correspondence.signing import withdraw_over
from flows.correspondence.writing import Writing, is_on
from flows.decided import TRANSFERRED, given_to
from flows.holding import StandingError, changed, hold_seen, may_read, possible, refuse_held, refuse_merged
from flows.post import post
from flows.rights import OWED
from flows.town_views import TownView
from flows.transmission import Transmitting, follow_step
from flows.wiring import Installation
from flows.wording import Message, say
from routing.calendar import moment
from store import claims, requests
from store.outbox import Letter
from store.requests import RequestRecord

_ELSEWHERE: Mapping[Act, Message] = {
    Act.CONFIRM: say("A request in review is confirmed with its subject and department: citoyen requests confirm."),
    Act.ARCHIVE: say("Requests are archived when their time is over, by nobody's hand."),
}
"""Acts that have a way of their own."""
_STATUSES: Mapping[Status, Message] = {
    Status.REVIEW: say("to review"),
    Status.REJECTED: say("rejected"),
    Status.OPEN: say("open, not taken in charge"),
    Status.ACCEPTED: say("taken in charge"),
    Status.PLANNED: say("planned"),
    Status.WAITING: say("waiting for the requester"),
    Status.TRANSFERRED: say("transferred to another authority"),
    Status.DONE: say("dealt with, to be closed"),
    Status.CLOSED: say("closed"),
    Status.ARCHIVED: say("archived"),
}
_WRITTEN: Mapping[Act, str] = {
    Act.REJECT: "rejected",
    Act.RESTORE: "restored",
    Act.TAKE: "taken",
    Act.REFUSE: "refused",
    Act.HAND_OVER: "handed_over",
    Act.PLAN: "planned",
    Act.UNPLAN: "unplanned",
    Act.ASK: "asked",
    Act.RESUME: "resumed",
    Act.TRANSFER: TRANSFERRED,
    Act.TAKE_BACK: "taken_back",
    Act.FINISH: "finished",
    Act.CLOSE: "closed",
    Act.REOPEN: "reopened",
}
"""What stands in the history and in the journal."""
UNTOLD = "untold"
"""What the history calls an answer that nobody was sent, as the town writes to no requester."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an agent wants done, and the version of the request he saw it in; None where he looked at none."""

    request: RequestId
    step: Step
    version: int | None = None
    event: str | None = None
    """What its letters tell of, where that is more than this one act: an address is told of that once."""
    once: str | None = None
    """What tells one wish from another of the same words: asked again under the same it is done already, under another it is not."""


def act(installation: Installation, asked: Asked, agent: str, now: datetime, within: Within = nothing) -> RequestRecord:
    """Do it, write it down, tell whom it concerns, and return the request as it stands then; ``within`` is done in the same transaction.

    The same done again by the same agent, while it still stands so, changes nothing. Raises NotFoundError for a request or an agent that is
    not there; ForbiddenError for an agent who may not do it: the message says who may; ConflictError where the request has changed since it
    was seen, or its state does not allow it: the message names what is allowed; InvalidError where something is not said that must be, or
    cannot be.
    """
    with installation.database.write() as session:
        record = hold_seen(session, asked.request, asked.version, (agent, now), installation.towns)
        if _is_done(record, asked, agent):
            # Looked at before his rights: what he has just handed over may be out of his sight by now.
            within(session, record)
            return record
        doing = _Doing(
            installation=installation,
            view=installation.towns.get(record.line.town),
            acting=_find_acting(installation, session, record, asked, (agent, now)),
            record=record,
            step=asked.step,
            event=asked.event,
            once=asked.once,
        )
        keep_acting(session, doing.acting)
        refuse_held(session, record, doing.acting.agent, now)
        doing.check(session, asked.version)
        rung = doing.do(session)
        changed = requests.get(session, record.line.id)
        within(session, changed)
    installation.bell.ring(*rung)
    return changed


def told_by(installation: Installation, asked: Asked, agent: str, now: datetime) -> tuple[Letter, ...]:
    """Return the letters an act would write, as each gets them; nothing is written. Raises as `act`."""
    with installation.database.read() as session:
        record = requests.get(session, asked.request)
        refuse_merged(session, record, (agent, now), installation.towns)
        doing = _Doing(
            installation=installation,
            view=installation.towns.get(record.line.town),
            acting=_find_acting(installation, session, record, asked, (agent, now)),
            record=record,
            step=asked.step,
            event=asked.event,
            once=asked.once,
        )
        doing.check(session, asked.version)
        return doing.writing(session).told_of_step(record, asked.step, asked.event)


def _find_acting(installation: Installation, session: Session, record: RequestRecord, asked: Asked, acting: tuple[str, datetime]) -> Acting:
    """Return who acts; where he may not and was slower, he is told that: his rights are those on a request as it stands."""
    try:
        return find_acting(session, record, *acting, Purpose(towns=installation.towns, to=asked.step.act))
    except ForbiddenError:
        if asked.version not in (None, record.line.version) and may_read(session, record, acting, installation.towns):
            raise changed(session, record) from None
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class _Doing:
    """One act on its way into the database."""

    installation: Installation
    view: TownView
    acting: Acting
    record: RequestRecord
    step: Step
    event: str | None = None
    once: str | None = None

    def check(self, session: Session, version: int | None) -> None:
        """Raise what speaks against it."""
        line, step = self.record.line, self.step
        if version is not None and version != line.version:
            raise changed(session, self.record)
        if step.act in _ELSEWHERE:
            raise ConflictError(_ELSEWHERE[step.act])
        if not is_allowed(step.act, line.status):
            raise StandingError(self._not_allowed(), self.record)
        mistakes = [_lacking(need) for need in missing(step)]
        if step.day is not None and step.day < self._today():
            mistakes.append(_mistake("day", say("{day} is over.", day=step.day.isoformat()), say("Name a day from today on.")))
        if step.department is not None:
            mistakes.extend(self._department_mistakes(step.department))
        mistakes.extend(self._closure_mistakes())
        if mistakes:
            raise InvalidError(*mistakes)

    def do(self, session: Session) -> tuple[str, ...]:
        """Write it; return the queues that have work then."""
        line, step = self.record.line, self.step
        rung: tuple[str, ...] = ()
        if step.act is Act.HAND_OVER and step.department is not None:
            # People said where it belongs: that is a decision like one in review, and teaches as one.
            deciding = Deciding(settings=self.installation.settings, view=self.view, agent=self.acting.agent, now=self.acting.now)
            _, rung = deciding.decide(session, self.record, Correction(department=step.department))
        # Reopened it begins anew where it was decided to be: what another authority has nobody of the town would look at.
        again = given_to(self.view.ruleset, line.department) if step.act is Act.REOPEN else None
        requests.stand(session, line.id, again or after(line.situation, step, self.acting.agent, self.acting.now))
        if line.status is Status.REVIEW:
            claims.clear(session, line.id)
        withdraw_over(session, line.id, self.acting.agent, self.acting.now)
        moved = clocks.act(session, self.view, line.id, step, self.acting.now)
        facts = {"before": line.status.value, **{name: value for name, value in _said(step).items() if name not in _WORDS}, **moved}
        if "answer" in _said(step) and not is_on(self.installation.settings, self.view.town):
            facts[UNTOLD] = True
        words = {name: value for name, value in _said(step).items() if name in _WORDS} | ({} if self.once is None else {ONCE: self.once})
        self.acting.write_down(session, self.record, _WRITTEN[step.act], facts, words)
        if again is not None and again.authority is not None:
            self.acting.write_down(session, self.record, TRANSFERRED, {"department": again.authority, "before": line.status.value})
        settings = self.installation.settings
        transmitting = Transmitting(settings=settings, view=self.view, session=session, now=self.acting.now, actor=self.acting.agent)
        rung = (*rung, *post(settings, session, follow_step(transmitting, self.record, step), self.acting.now))
        writing = self.writing(session)
        return (*rung, *writing.post(writing.told_of_step(self.record, step, self.event)))

    def writing(self, session: Session) -> Writing:
        """Return who writes the letters."""
        settings = self.installation.settings
        return Writing(settings=settings, view=self.view, session=session, now=self.acting.now, agent=self.acting.agent)

    def _department_mistakes(self, code: DepartmentCode) -> list[Mistake]:
        found = next((one for one in self.view.ruleset.departments if one.code == code), None)
        if found is None:
            what = say("rule set {number} has no department “{code}”.", number=self.view.ruleset.number, code=code)
            return [_mistake("department", what, say("Name one of the town's own."))]
        return [_mistake("department", *words) for words in (self._unfit(found),) if words]

    def _unfit(self, department: Department) -> tuple[Message, Message] | None:
        """Return what keeps a department from getting the request, and what to do."""
        is_transfer = self.step.act is Act.TRANSFER
        is_external = department.kind is DepartmentKind.EXTERNAL
        if department.closed_on is not None and department.closed_on <= self._today():
            return say("{department} is closed.", department=department.label), say("Name one that is open.")
        if is_transfer and not is_external:
            return say("{department} belongs to the town.", department=department.label), say("Hand the request over to it instead.")
        if not is_transfer and is_external:
            return say("{department} is another authority.", department=department.label), say("Transfer the request to it instead.")
        situation = self.record.line.situation
        if department.code == (situation.authority if is_transfer else self.record.line.department):
            return say("{department} has the request already.", department=department.label), say("Name another one.")
        return None

    def _closure_mistakes(self) -> list[Mistake]:
        closure = self.step.closure
        subject = next((one for one in self.view.ruleset.subjects if one.code == self.record.line.subject), None)
        if closure is Closure.NO_ACTION and subject is not None and subject.nature in OWED:
            what = say("Who makes a request or a complaint is owed a decision.")
            return [_mistake("closure", what, say("Say how it was decided: carried out, answered, refused …"))]
        if closure is Closure.REFUSED and _trimmed(self.step.answer) is None:
            what = say("A refusal says its grounds to the requester (article L211-5).")
            return [_mistake("answer", what, say("Write the grounds into the answer."))]
        return []

    def _not_allowed(self) -> Message:
        status = self.record.line.status
        return say(
            "Request {reference}: {status}. “{act}” is not possible now. Possible: {possible}.",
            reference=called(self.record),
            status=_STATUSES[status],
            act=ACTS[self.step.act],
            possible=listed(possible(status)),
        )

    def _today(self) -> date:
        return moment(self.view.town, self.acting.now).at.date()


_WORDS = frozenset({"reason", "answer", "pieces"})
"""What people wrote: into the history, never into the journal."""
_LACKING: Mapping[Need, tuple[str, Message, Message]] = {
    Need.REASON: ("reason", say("The reason is missing."), say("Say in a sentence why.")),
    Need.DEPARTMENT: ("department", say("The department is missing."), say("Name the one that is to have it.")),
    Need.DAY: ("day", say("The day is missing."), say("Name a day from today on.")),
    Need.PIECES: ("pieces", say("It is not said what is asked for."), say("List the pieces, or what is to be explained.")),
    Need.CLOSURE: ("closure", say("It is not said how the request ended."), say("Name one of: {closures}.", closures=", ".join(Closure))),
    Need.ANSWER: (
        "answer",
        say("Neither an answer to the requester nor a reason for none is there."),
        say("Write the answer, or the reason why none is sent."),
    ),
}


def _is_done(record: RequestRecord, asked: Asked, agent: str) -> bool:
    """Tell whether the very same was done last, by the same agent: a second click, a client that asks again."""
    own = (agent.strip().lower(), _WRITTEN.get(asked.step.act))
    if asked.once is not None:
        return any((line.actor, line.action) == own and line.details.get(ONCE) == asked.once for line in record.history)
    # That another authority got it is written down behind its reopening.
    done = [line for line in record.history if (line.action, line.details.get("before")) != (TRANSFERRED, Status.CLOSED.value)]
    last = done[-1] if done else None
    if last is None or (last.actor, last.action) != own:
        return False
    return {name: last.details.get(name) for name in _said(asked.step)} == _said(asked.step)


def _said(step: Step) -> dict[str, object]:
    """Return what is said with an act, as it is written down."""
    said: dict[str, object] = {
        "reason": _trimmed(step.reason),
        "answer": _trimmed(step.answer),
        "department": step.department,
        "day": None if step.day is None else step.day.isoformat(),
        "pieces": [piece.strip() for piece in step.pieces if piece.strip()] or None,
        "closure": None if step.closure is None else step.closure.value,
    }
    return {name: value for name, value in said.items() if value is not None}


def _lacking(need: Need) -> Mistake:
    where, what, remedy = _LACKING[need]
    return _mistake(where, what, remedy)


def _mistake(where: str, what: str, remedy: str) -> Mistake:
    return Mistake(where=where, what=what, remedy=remedy)


def _trimmed(text: str | None) -> str | None:
    return (text or "").strip() or None
