"""What a withdrawal, or the wish to have a request opened again, does as it is kept: sent on the portal, by who had proved that it is his.

A withdrawal closes what concerns nobody but him (motif « retirée par le demandeur »). A danger he reported is there all the same, another
authority has a file of its own, others may wait for the same: there the department is told, and decides. What is closed is never opened by
itself: its department gets a task, and is written to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.draft import Draft, Flag
from domain.ids import DraftId, InboundId, RequestId
from domain.lifecycle import Act, Step, after
from domain.note import RingKind
from domain.request import Closure, Status
from flows import clocks, notice
from flows.chasers import ring
from flows.correspondence.signing import withdraw_over
from flows.deputies import Staff, staff_of, told_at
from flows.post import ACTOR
from flows.town_views import TownView
from routing.calendar import calendar_of
from store import agents, follow_ups, following, history, incidents, journal, requests, rings, tasks
from store.history import HistoryLine
from store.outbox import Letter
from store.requests import RequestRecord
from store.rings import NewRing
from store.tasks import NewTask

DECIDE_WITHIN_DAYS = 10
"""Working days a department has to decide on a reopening."""
_TASK = "L’usager demande la réouverture de cette demande : en décider, et le lui dire."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A message that says so, kept in a transaction at a moment; ``request`` is held, ``link`` the desk's page of it."""

    session: Session
    view: TownView
    request: RequestRecord
    inbound_id: InboundId
    draft_id: DraftId
    draft: Draft
    link: str
    now: datetime

    def withdraw(self) -> tuple[Letter, ...]:
        """Close the request where that is its requester's to decide alone; return what tells its department."""
        line = self.request.line
        if line.status.is_over:
            return ()
        staff = staff_of(self.session, self.view, self.now)
        if any(self._of_others()):
            ring(self.session, self.view, self.request, self.now)
            return notice.withdrawn(self.view, self.request, self._to(staff), self.link, is_closed=False)
        step = Step(act=Act.CLOSE, closure=Closure.WITHDRAWN)
        requests.stand(self.session, line.id, after(line.situation, step, ACTOR, self.now))
        withdraw_over(self.session, line.id, ACTOR, self.now)
        moved = clocks.act(self.session, self.view, line.id, step, self.now)
        facts = {"before": line.status.value, "closure": Closure.WITHDRAWN.value, "draft": self.draft_id, **moved}
        self._write_down("closed", facts)
        return notice.withdrawn(self.view, self.request, self._to(staff), self.link, is_closed=True)

    def ask_reopening(self) -> tuple[Letter, ...]:
        """Give the department of a closed request the task to decide; return what tells it. One that is open again needs none."""
        line = self.request.line
        staff, calendar = staff_of(self.session, self.view, self.now), calendar_of(self.view.town)
        task = tasks.add(
            self.session,
            NewTask(
                town=line.town,
                request=line.id,
                text=_TASK,
                agent=None,
                department=line.department,
                due_on=calendar.nth_working_day(calendar.local(self.now).date(), DECIDE_WITHIN_DAYS),
                author=ACTOR,
            ),
            self.now,
        )
        self._write_down("task_set", {"task": task, "for_department": line.department})
        told = NewRing(town=line.town, request=line.id, kind=RingKind.TASK, item=task, actor=ACTOR)
        members = (agents.find_by_login(self.session, one.login) for one in staff.members if one.department == line.department)
        rings.ring(self.session, told, [one.id for one in members if one is not None], self.now)
        return notice.reopening_asked(self.view, self.request, self.draft, self._to(staff), self.link)

    def _of_others(self) -> Iterator[bool]:
        """Yield what makes it more than its requester's own affair."""
        line = self.request.line
        # In review nobody has decided yet what it is.
        yield line.status in {Status.REVIEW, Status.TRANSFERRED}
        yield Flag.DANGER in line.flags
        # Nobody works on what its requester wants left alone.
        yield self.request.limited_at is not None
        act = following.find_act(self.session, self.inbound_id)
        yield act is None or act.request != line.id
        yield bool(follow_ups.merged(self.session, line.id))
        yield bool(incidents.included_ids(self.session, line.id))

    def _to(self, staff: Staff) -> tuple[str, ...]:
        return told_at(self.view.ruleset, staff, self.request.line.department)

    def _write_down(self, action: str, facts: Mapping[str, object]) -> None:
        town, request = self.request.line.town, RequestId(self.request.line.id)
        history.append(self.session, town, request, HistoryLine(at=self.now, actor=ACTOR, action=action, details=facts))
        name = f"request:{request}"
        journal.append(self.session, at=self.now, town=town, actor=ACTOR, action=f"request.{action}", object=name, details=facts)
