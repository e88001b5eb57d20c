"""Route a draft: requests to departments or to people, or what else becomes of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from domain.decision import Reason, Routed
from domain.department import Confidentiality
from domain.draft import Kind
from domain.ids import DraftId, RequestId
from domain.inbound import Outcome
from domain.request import Status
from flows import follow_up, notice
from flows.follow_up import Cited
from flows.kinds import LATER, JobKind
from flows.opinion import Opinion, for_review, is_danger, opinions
from flows.steps import Change
from flows.town_views import TownView, mailbox_of
from flows.wiring import Installation
from routing.calendar import moment
from store import drafts, history, inbounds, jobs, journal, outbox, requests
from store.drafts import DraftRecord
from store.history import HistoryLine
from store.inbounds import InboundRecord
from store.jobs import Job
from store.outbox import Letter
from store.requests import NewRequest

ACTOR = "routing"
"""Who did it, in history and journal."""

_MACHINE = frozenset({Kind.AUTO_REPLY, Kind.BOUNCE, Kind.NEWSLETTER})
"""Messages no person wrote: nobody asks anything with them."""


def route(installation: Installation, job: Job) -> Change:
    """Form an opinion on a draft and return the change that keeps it."""
    with installation.database.read() as session:
        record = drafts.get(session, DraftId(job.subject_id))
        arrival = inbounds.get(session, record.inbound_id)
        cited = follow_up.find(session, record)
    kind = record.draft.kind
    if kind in _MACHINE:
        return partial(_set_aside, arrival, kind, Outcome.MACHINE)
    view = installation.towns.get(record.town)
    found = opinions(view, record.draft, arrival.inbound.received_at, mailbox_of(view, arrival.inbound))
    if kind is Kind.SPAM and not any(map(is_danger, found)):
        return partial(_set_aside, arrival, kind, Outcome.SPAM)
    keeping = _Keeping(url=installation.settings.public_url, view=view, record=record, arrival=arrival, cited=cited)
    if cited is not None and cited.takes(found):
        # The request it belongs to is known to people; a new danger is not, and rings as a request of its own.
        dangers = tuple(as_danger(opinion, cited.request.line.confidentiality) for opinion in found if is_danger(opinion))
        return partial(keeping.attach, cited, dangers)
    if kind is Kind.FOLLOW_UP:
        found = tuple(map(as_unknown, found))
    return partial(keeping.keep, found)


def as_danger(opinion: Opinion, secrecy: Confidentiality) -> Opinion:
    """Return the opinion on a danger that a follow-up speaks of: for people, and no less confidential than the request it follows."""
    decision = for_review(opinion.decision, Reason.DANGER)
    kept = max(decision.orientation.confidentiality, secrecy)
    return replace(opinion, decision=replace(decision, orientation=replace(decision.orientation, confidentiality=kept)))


def as_unknown(opinion: Opinion) -> Opinion:
    """Return the opinion on a follow-up whose request is not known, or not its sender's."""
    return replace(opinion, decision=for_review(opinion.decision, Reason.UNKNOWN_REQUEST))


def _set_aside(arrival: InboundRecord, kind: Kind, outcome: Outcome, session: Session, _now: datetime) -> tuple[str, ...]:
    inbounds.set_outcome(session, arrival.id, outcome, kind.value)
    return ()


class _Keeping:
    """Keeps the opinions on one draft as requests."""

    def __init__(self, *, url: str, view: TownView, record: DraftRecord, arrival: InboundRecord, cited: Cited | None) -> None:
        self._url = url
        self._view = view
        self._record = record
        self._arrival = arrival
        self._cited = cited

    def keep(self, found: Sequence[Opinion], session: Session, now: datetime) -> tuple[str, ...]:
        """Write the requests, what is told of them, and what became of the arrival."""
        rung = self._keep_all(found, session, now)
        inbounds.set_outcome(session, self._record.inbound_id, Outcome.DRAFTED, None)
        return rung

    def attach(self, cited: Cited, dangers: Sequence[Opinion], session: Session, now: datetime) -> tuple[str, ...]:
        """Add a follow-up to its request and tell the department; keep the dangers it speaks of as requests."""
        rung = self._keep_all(dangers, session, now)
        inbounds.set_outcome(session, self._record.inbound_id, Outcome.ATTACHED, cited.reference)
        request, draft = cited.request.line.id, self._record.id
        if any(line.details.get("draft") == draft for line in history.lines(session, request)):
            return rung
        facts = {"reference": cited.reference, "inbound": self._record.inbound_id, "draft": draft}
        self._write_down(session, request, "followed_up", now, facts)
        letters = notice.follow_up(self._view, cited.request, self._record.draft.text, self._link(request))
        return (*rung, *self._post(session, letters, now))

    def _keep_all(self, found: Sequence[Opinion], session: Session, now: datetime) -> tuple[str, ...]:
        rung = [self._keep_one(session, part, opinion, now) for part, opinion in enumerate(found, start=1)]
        return tuple({queue for queues in rung for queue in queues})

    def _keep_one(self, session: Session, part: int, opinion: Opinion, now: datetime) -> tuple[str, ...]:
        request = requests.add(session, self._new_request(part, opinion, now))
        if history.lines(session, request):
            # Kept before, with all that follows from it: nothing is told or rung twice.
            return ()
        self._write_down(session, request, "created", now, self._facts(opinion))
        letters: tuple[Letter, ...] = ()
        number = None
        if isinstance(opinion.decision, Routed):
            number = requests.number(session, request, moment(self._view.town, now).at.year)
            self._write_down(session, request, "numbered", now, {"number": str(number)})
            letters = notice.notices(self._view, opinion, request, number, self._link(request))
        letters += notice.alerts(self._view, opinion, request, number, self._link(request))
        return self._post(session, letters, now)

    def _new_request(self, part: int, opinion: Opinion, now: datetime) -> NewRequest:
        return NewRequest(
            town=self._record.town,
            draft_id=self._record.id,
            part=part,
            status=Status.REVIEW,
            channel=self._arrival.inbound.channel,
            received_at=self._arrival.inbound.received_at,
            heading=_heading(self._view, opinion),
            details=opinion.draft.text,
            offset=opinion.draft.offset,
            requester=opinion.draft.requester,
            decision=opinion.decision,
            classification=opinion.classification,
            basis=self._view.basis,
            created_at=now,
        )

    def _facts(self, opinion: Opinion) -> dict[str, object]:
        orientation = opinion.decision.orientation
        followed = {} if self._cited is None else {"follows": self._cited.reference, "followed": self._cited.request.line.id}
        return {
            **followed,
            "inbound": self._arrival.id,
            "rule": orientation.rule,
            "ruleset": orientation.ruleset,
            "confidence": round(orientation.confidence, 2),
            "reasons": [] if isinstance(opinion.decision, Routed) else [reason.value for reason in opinion.decision.reasons],
        }

    def _write_down(self, session: Session, request: RequestId, action: str, now: datetime, facts: dict[str, object]) -> None:
        town = self._record.town
        history.append(session, town, request, HistoryLine(at=now, actor=ACTOR, action=action, details=facts))
        journal.append(session, at=now, town=town, actor=ACTOR, action=f"request.{action}", object=f"request:{request}", details=facts)

    def _link(self, request: RequestId) -> str:
        return f"{self._url}/requests/{request}"

    def _post(self, session: Session, letters: Sequence[Letter], now: datetime) -> tuple[str, ...]:
        for letter in letters:
            letter_id = outbox.add(session, letter, now)
            jobs.add(session, town=letter.town, queue=LATER, kind=JobKind.SEND, subject_id=letter_id, now=now)
        return (LATER,) if letters else ()


def _heading(view: TownView, opinion: Opinion) -> str:
    return opinion.draft.heading or notice.subject_label(view.ruleset, opinion.decision.orientation.subject)
