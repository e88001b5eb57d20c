"""Route a draft: requests to departments or to people, or what else becomes of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from domain.decision import Reason, Routed
from domain.draft import Draft, Kind
from domain.ids import DraftId, RequestId
from domain.inbound import Outcome
from domain.request import RequestNumber, Status
from flows import notice
from flows.kinds import LATER, JobKind
from flows.opinion import Opinion, for_review, opinions
from flows.steps import Change
from flows.town_views import TownView
from flows.wiring import Installation
from routing.calendar import moment
from store import drafts, history, inbounds, jobs, journal, outbox, requests
from store.drafts import DraftRecord
from store.history import HistoryLine
from store.inbounds import InboundRecord
from store.jobs import Job
from store.requests import NewRequest

ACTOR = "routing"
"""Who did it, in history and journal."""

_SET_ASIDE: Mapping[Kind, Outcome] = {
    Kind.AUTO_REPLY: Outcome.MACHINE,
    Kind.BOUNCE: Outcome.MACHINE,
    Kind.NEWSLETTER: Outcome.MACHINE,
    Kind.SPAM: Outcome.SPAM,
}
"""Messages nobody asks anything with."""


def route(installation: Installation, job: Job) -> Change:
    """Form an opinion on a draft and return the change that keeps it."""
    with installation.database.read() as session:
        record = drafts.get(session, DraftId(job.subject_id))
        arrival = inbounds.get(session, record.inbound_id)
        known = _known_request(session, record)
    outcome = _SET_ASIDE.get(record.draft.kind)
    if outcome is not None:
        return partial(_set_aside, arrival, record.draft.kind, outcome)
    if known is not None:
        return partial(_attach, record, *known)
    view = installation.towns.get(record.town)
    mailbox = installation.towns.mailbox(arrival.inbound.mailbox) if arrival.inbound.mailbox else None
    found = opinions(view, record.draft, arrival.inbound.received_at, mailbox)
    if record.draft.kind is Kind.FOLLOW_UP:
        found = tuple(replace(opinion, decision=for_review(opinion.decision, Reason.UNKNOWN_REQUEST)) for opinion in found)
    return _Keeping(url=installation.settings.public_url, view=view, record=record, arrival=arrival, found=found).keep


def _known_request(session: Session, record: DraftRecord) -> tuple[RequestId, str] | None:
    """Return the first request a follow-up cites that is known, with the reference it cites."""
    if record.draft.kind is not Kind.FOLLOW_UP:
        return None
    for reference in record.draft.cited:
        request = requests.find_by_reference(session, record.town, reference)
        if request is not None:
            return request, reference
    return None


def _set_aside(arrival: InboundRecord, kind: Kind, outcome: Outcome, session: Session, _now: datetime) -> tuple[str, ...]:
    inbounds.set_outcome(session, arrival.id, outcome, kind.value)
    return ()


def _attach(record: DraftRecord, request: RequestId, reference: str, session: Session, now: datetime) -> tuple[str, ...]:
    details = {"reference": reference, "inbound": record.inbound_id, "draft": record.id}
    history.append(session, record.town, request, HistoryLine(at=now, actor=ACTOR, action="followed_up", details=details))
    inbounds.set_outcome(session, record.inbound_id, Outcome.ATTACHED, reference)
    return ()


class _Keeping:
    """Keeps the opinions on one draft as requests."""

    def __init__(self, *, url: str, view: TownView, record: DraftRecord, arrival: InboundRecord, found: tuple[Opinion, ...]) -> None:
        self._url = url
        self._view = view
        self._record = record
        self._arrival = arrival
        self._found = found

    def keep(self, session: Session, now: datetime) -> tuple[str, ...]:
        """Write the requests, what is told of them, and what became of the arrival."""
        rung = [self._keep_one(session, part, opinion, now) for part, opinion in enumerate(self._found, start=1)]
        inbounds.set_outcome(session, self._record.inbound_id, Outcome.DRAFTED, None)
        return tuple({queue for queues in rung for queue in queues})

    def _keep_one(self, session: Session, part: int, opinion: Opinion, now: datetime) -> tuple[str, ...]:
        request = requests.add(session, self._new_request(part, opinion, now))
        self._write_down(session, request, "created", now, self._facts(opinion))
        if not isinstance(opinion.decision, Routed):
            return ()
        number = requests.number(session, request, moment(self._view.town, now).at.year)
        self._write_down(session, request, "numbered", now, {"number": str(number)})
        return self._tell(session, request, number, opinion, now)

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
            requester=opinion.draft.requester,
            decision=opinion.decision,
            classification=opinion.classification,
            created_at=now,
        )

    def _facts(self, opinion: Opinion) -> dict[str, object]:
        orientation = opinion.decision.orientation
        return {
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

    def _tell(self, session: Session, request: RequestId, number: RequestNumber, opinion: Opinion, now: datetime) -> tuple[str, ...]:
        letters = notice.notices(self._view, opinion, request, number, f"{self._url}/requests/{request}")
        for letter in letters:
            letter_id = outbox.add(session, letter, now)
            jobs.add(session, town=letter.town, queue=LATER, kind=JobKind.SEND, subject_id=letter_id, now=now)
        return (LATER,) if letters else ()


def _heading(view: TownView, opinion: Opinion) -> str:
    return opinion.draft.heading or notice.subject_label(view.ruleset, opinion.decision.orientation.subject)


def is_set_aside(draft: Draft) -> bool:
    """Tell whether a draft makes no request because no person asks anything with it."""
    return draft.kind in _SET_ASIDE
