"""Read the messages again whose requests wait in review: the town knows places by now that it did not know when they came in.

What people have touched stays as it is: a message of which anything was decided, changed or is being decided just now. Nothing leaves by
itself: a request that would have gone to its department at once waits still, with what is known of it now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from domain.decision import Decision, ForReview, Reason, Routed
from domain.errors import ConflictError
from domain.ids import DraftId, TownId
from domain.request import Status
from flows import clocks, follow_up
from flows.autonomy import on_probation
from flows.belonging import belonging
from flows.keeping import ACTOR, Keeping
from flows.kinds import LATER, JobKind
from flows.opinion import Opinion, for_review
from flows.remake import Letter, hold, letter_of, opinions_on
from flows.steps import Change
from flows.town_views import TownView
from flows.wiring import Installation
from store import claims, drafts, follow_ups, history, inbounds, jobs, journal, requests, rereading
from store.drafts import DraftRecord
from store.inbounds import InboundRecord
from store.jobs import Job, NewJob
from store.requests import RequestRecord


def ask(installation: Installation, town: TownId, agent: str, now: datetime) -> int:
    """Let the messages of a town be read again whose requests wait in review; return how many. Asked twice, each is read once more."""
    with installation.database.write() as session:
        found = rereading.waiting(session, town)
        for one in found:
            jobs.repeat(session, JobKind.REREAD, one, now)
        jobs.add_many(session, [NewJob(town=town, queue=LATER, kind=JobKind.REREAD, subject_id=one, created_at=now) for one in found])
        details = {"count": len(found)}
        journal.append(session, at=now, town=town, actor=agent, action="reread_waiting", object=f"town {town}", details=details)
    installation.bell.ring(LATER)
    return len(found)


def left(installation: Installation, town: TownId) -> int:
    """Return how many messages of a town are still to be read again."""
    with installation.database.read() as session:
        return rereading.left(session, town, JobKind.REREAD)


def count_waiting(installation: Installation, town: TownId) -> int:
    """Return of how many messages requests wait in review."""
    with installation.database.read() as session:
        return len(rereading.waiting(session, town))


def reread(installation: Installation, job: Job) -> Change:
    """Form an opinion anew on a message and return the change that keeps it."""
    with installation.database.read() as session:
        record = drafts.get(session, DraftId(job.subject_id))
        arrival = inbounds.get(session, record.inbound_id)
        letter = _untouched(session, record)
    if letter is None:
        return _nothing
    view = installation.towns.get(record.town)
    return partial(_keep, installation, view, letter, arrival, opinions_on(view, record.draft, arrival))


def _untouched(session: Session, record: DraftRecord) -> Letter | None:
    """Return the requests of a message, None where people have done something to one of them."""
    made = [requests.get(session, one) for one in requests.of_draft(session, record.id)]
    is_waiting = all(one.line.status is Status.REVIEW and one.line.merged_into is None for one in made)
    if not made or not is_waiting or follow_ups.was_added(session, record.id):
        return None
    if any(line.actor != ACTOR for one in made for line in history.lines(session, one.line.id)):
        return None
    return letter_of(session, made[0])


def _keep(  # noqa: PLR0913, PLR0917 — bound before; a change itself takes session and time
    installation: Installation,
    view: TownView,
    letter: Letter,
    arrival: InboundRecord,
    found: tuple[Opinion, ...],
    session: Session,
    now: datetime,
) -> tuple[str, ...]:
    try:
        hold(session, letter)
    except ConflictError:
        # Somebody was faster: what he did stays.
        return ()
    if claims.of(session, [one.line.id for one in letter.own], now):
        return ()
    own = _as_routed(installation, view, session, letter, arrival, found)
    keeping = Keeping(settings=installation.settings, view=view, record=letter.draft, arrival=arrival, now=now)
    for before, opinion in zip(letter.own, own, strict=bool(own)):
        if not _is_same(before.decision, opinion.decision):
            requests.remake(session, before.line.id, keeping.new_request(before.part, opinion))
            keeping.write_down(session, before.line.id, "reread", {"places": view.basis.places, **_changes(before, opinion)})
            clocks.follow(session, view, before.line.id, now)
    return ()


def _as_routed(
    installation: Installation,
    view: TownView,
    session: Session,
    letter: Letter,
    arrival: InboundRecord,
    found: tuple[Opinion, ...],
) -> Sequence[Opinion]:
    """Return the opinions as routing would keep them, for people; none where the message may belong to others, or is cut otherwise now."""
    key = installation.settings.secret_key.get_secret_value().encode()
    cited = follow_up.find(session, key, view.reception, letter.draft, arrival.inbound.received_at)
    own = belonging(letter.draft.draft, (), found).own
    if any(one.request.draft_id != letter.draft.id for one in cited) or len(own) != len(letter.own):
        return ()
    probed = on_probation(session, letter.draft.town, own)
    return tuple(replace(one, decision=_for_people(one.decision, before)) for one, before in zip(probed, letter.own, strict=True))


def _for_people(decision: Decision, before: RequestRecord) -> ForReview:
    """Return a decision as a proposal to people, no less confidential than it was."""
    proposal = for_review(decision, Reason.REREAD) if isinstance(decision, Routed) else decision
    floor = max(proposal.orientation.confidentiality, before.line.confidentiality)
    return replace(proposal, orientation=replace(proposal.orientation, confidentiality=floor))


def _is_same(before: Decision, after: Decision) -> bool:
    """Tell whether people would see the same, whatever the number of the rule set."""
    orientation = replace(after.orientation, ruleset=before.orientation.ruleset, confidence=before.orientation.confidence)
    return replace(after, orientation=orientation) == before


def _changes(before: RequestRecord, after: Opinion) -> Mapping[str, object]:
    """Return by codes what is otherwise now."""
    told = after.decision.orientation
    pairs = {"subject": (before.line.subject, told.subject), "department": (before.line.department, told.department)}
    return {name: {"before": was, "after": now} for name, (was, now) in pairs.items() if was != now}


def _nothing(_session: Session, _now: datetime) -> tuple[str, ...]:
    return ()
