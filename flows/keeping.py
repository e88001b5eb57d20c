"""Keep what becomes of a message: requests, what is added to others, and what is told of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.decision import Routed
from domain.draft import Draft
from domain.ids import DraftId, RequestId
from domain.request import Addition, Status, Tie, shortened
from domain.sample import marked_as
from flows import clocks, notice
from flows.belonging import Belonging
from flows.chasers import ring
from flows.correspondence.writing import Writing, is_on
from flows.decided import TRANSFERRED, given_to
from flows.dossiers import acquaint
from flows.follow_up import Cited
from flows.notice import Told
from flows.opinion import Opinion, arrived_at
from flows.portal_acts import Wish
from flows.post import post
from flows.settings import Settings
from flows.town_views import TownView
from flows.transmission import Transmitting
from flows.waiting import Brought, bring
from routing.calendar import moment
from store import follow_ups, history, journal, requests
from store.drafts import DraftRecord
from store.history import HistoryLine
from store.inbounds import InboundRecord
from store.outbox import Letter
from store.requests import NewRequest, RequestRecord

ACTOR = "routing"
"""Who did it, in history and journal."""
ACTIONS = {
    Addition.CHASER: "followed_up",
    Addition.THANKS: "thanked",
    Addition.ANSWER: "answered",
    Addition.MERGED: "reunited",
    Addition.ASKED_AGAIN: "reunited",
    Addition.WITHDRAWAL: "withdrawal_asked",
    Addition.REOPENING: "reopening_asked",
}
"""What the history of a request calls what was added to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Keeps one message."""

    settings: Settings
    view: TownView
    record: DraftRecord
    arrival: InboundRecord
    now: datetime

    def keep(self, session: Session, belongs: Belonging) -> tuple[tuple[RequestId, ...], set[str]]:
        """Write the message's own requests with what is told of them; return them and the queues that have work then."""
        kept: list[RequestId] = []
        rung: set[str] = set()
        for part, opinion in enumerate(belongs.own, start=1):
            request = requests.add(session, self.new_request(part, opinion))
            acquaint(session, self.record.town, request, opinion.draft.requester, self.now)
            rung.update(self._tell(session, request, opinion, belongs.links))
            for cited in belongs.links:
                self.link(session, request, cited.request, cited.tie, is_proven=cited.is_proven)
                if cited.is_proven and not belongs.targets:
                    self.tell_continued(session, request, cited.request)
            kept.append(request)
        return tuple(kept), rung

    def acknowledge(self, session: Session, kept: Sequence[RequestId]) -> tuple[str, ...]:
        """Acknowledge the requests that went to their departments at once; return the queues that have work then."""
        if not is_on(self.settings, self.view.town):
            return ()
        writing = Writing(settings=self.settings, view=self.view, session=session, now=self.now)
        routed = (request for request in kept if requests.get(session, request).line.status.is_open)
        return self._post(session, [letter for request in routed for letter in writing.acknowledge(request)])

    def add(self, session: Session, target: Cited, addition: Addition) -> tuple[str, ...]:
        """Add the message to a request and, where somebody has to act on it, tell the department in charge."""
        facts = {"reference": target.reference, "inbound": self.record.inbound_id, "tie": target.tie.value}
        return self.add_draft(session, target.request, self.record.id, self.record.draft, addition, facts)

    def add_draft(
        self, session: Session, request: RequestRecord, draft_id: DraftId, draft: Draft, addition: Addition, facts: dict[str, object]
    ) -> tuple[str, ...]:
        """Add a message to a request; nothing is written or told twice."""
        if not follow_ups.add(session, self.record.town, request.line.id, draft_id, addition, self.now):
            return ()
        self.write_down(session, request.line.id, ACTIONS[addition], {**facts, "draft": draft_id})
        if addition in {Addition.THANKS, Addition.ANSWER}:
            return ()
        if addition in {Addition.WITHDRAWAL, Addition.REOPENING}:
            wish = Wish(
                session=session,
                view=self.view,
                request=request,
                inbound_id=self.record.inbound_id,
                draft_id=draft_id,
                draft=draft,
                link=self._address(request.line.id),
                now=self.now,
            )
            return self._post(session, wish.withdraw() if addition is Addition.WITHDRAWAL else wish.ask_reopening())
        if addition is not Addition.CHASER:
            ring(session, self.view, request, self.now)
            return self._post(session, notice.follow_up(self.view, request, draft, self._address(request.line.id)))
        brought = Brought(id=draft_id, draft=draft, at=arrived_at(draft, self.arrival.inbound))
        return self._post(session, bring(self.settings, self.view, session, request, brought, self.now))

    def write_down(self, session: Session, request: RequestId, action: str, facts: dict[str, object]) -> None:
        """Write an action into the history of a request and into the journal."""
        town = self.record.town
        history.append(session, town, request, HistoryLine(at=self.now, actor=ACTOR, action=action, details=facts))
        journal.append(session, at=self.now, town=town, actor=ACTOR, action=f"request.{action}", object=f"request:{request}", details=facts)

    def link(self, session: Session, later: RequestId, earlier: RequestRecord, tie: Tie, *, is_proven: bool) -> None:
        """Link a request to the one it follows, or may follow.

        What may follow writes nothing into the history of the earlier one: numbers are easily guessed, and a history is never cleared.
        """
        follow_ups.link(session, self.record.town, later, earlier.line.id, tie, is_proven=is_proven)

    def tell_continued(self, session: Session, later: RequestId, earlier: RequestRecord) -> None:
        """Say in the history of a request that another one goes on with it; not of one that fewer people may know of."""
        line = requests.get(session, later).line
        if line.confidentiality > earlier.line.confidentiality:
            return
        self.write_down(session, earlier.line.id, "continued", {"reference": str(line.number or line.tracking), "request": later})

    def _tell(self, session: Session, request: RequestId, opinion: Opinion, links: Sequence[Cited]) -> tuple[str, ...]:
        self.write_down(session, request, "created", self.facts(opinion, links))
        letters: tuple[Letter, ...] = ()
        number = None
        if isinstance(opinion.decision, Routed):
            number = requests.number(session, request, moment(self.view.town, self.now).at.year)
            self.write_down(session, request, "numbered", {"number": str(number)})
            given = given_to(self.view.ruleset, opinion.decision.orientation.department)
            if given.authority is not None:
                requests.stand(session, request, given)
                self.write_down(session, request, TRANSFERRED, {"department": given.authority, "before": Status.REVIEW.value})
            transmitting = Transmitting(
                settings=self.settings, view=self.view, session=session, now=self.now, actor=ACTOR, rule=opinion.decision.orientation.rule
            )
            letters = transmitting.transmit(opinion, Told(request=request, number=number, link=self._address(request)))
        letters += notice.alerts(self.view, opinion, request, number, self._address(request))
        return self._post(session, letters)

    def new_request(self, part: int, opinion: Opinion) -> NewRequest:
        """Return what is kept of a part of the message, in review."""
        received_at, orientation = arrived_at(self.record.draft, self.arrival.inbound), opinion.decision.orientation
        timing, dates = clocks.started(
            self.view,
            orientation,
            received_at,
            self.record.draft.channel,
            self.now,
            is_written_to=is_on(self.settings, self.view.town),
            is_routed=isinstance(opinion.decision, Routed),
        )
        return NewRequest(
            town=self.record.town,
            draft_id=self.record.id,
            part=part,
            status=Status.REVIEW,
            channel=self.record.draft.channel,
            received_at=received_at,
            heading=shortened(
                marked_as(
                    self.record.draft.heading,
                    opinion.draft.heading or notice.subject_label(self.view.ruleset, opinion.decision.orientation.subject),
                )
            ),
            details=opinion.draft.text,
            offset=opinion.draft.offset,
            requester=opinion.draft.requester,
            decision=opinion.decision,
            classification=opinion.classification,
            basis=self.view.basis,
            created_at=self.now,
            timing=timing,
            dates=dates,
        )

    def facts(self, opinion: Opinion, links: Sequence[Cited]) -> dict[str, object]:
        """Return what the history tells of how a request came about."""
        orientation = opinion.decision.orientation
        followed: dict[str, object] = {}
        if links:
            is_proven = all(one.is_proven for one in links)
            named = ", ".join(one.reference for one in links)
            followed = {"follows": named, "followed": links[0].request.line.id, "proven": is_proven}
        elif self.record.draft.cited:
            followed = {"cites": ", ".join(self.record.draft.cited)}
        paper = self.record.draft.paper
        return {
            **followed,
            **({"cut_from": paper.cut_from} if paper is not None and paper.cut_from is not None else {}),
            "inbound": self.arrival.id,
            "rule": orientation.rule,
            "ruleset": orientation.ruleset,
            "confidence": round(orientation.confidence, 2),
            "reasons": [] if isinstance(opinion.decision, Routed) else [reason.value for reason in opinion.decision.reasons],
        }

    def _address(self, request: RequestId) -> str:
        return f"{self.settings.public_url}/requests/{request}"

    def _post(self, session: Session, letters: Sequence[Letter]) -> tuple[str, ...]:
        return post(self.settings, session, letters, self.now)
