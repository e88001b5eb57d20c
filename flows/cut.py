"""A part of a message becomes a request of its own: by hand, while it waits for people. Letters on paper are cut in `flows.recut`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.decision import ForReview, Orientation, Reason
from domain.draft import Draft, Flag
from domain.errors import ConflictError, InvalidError, Mistake
from domain.ids import RequestId
from domain.request import Status
from domain.rights import Permission
from domain.ruleset import TOP_PRIORITY
from flows.acting import Purpose, called, find_acting
from flows.dossiers import acquaint
from flows.holding import refuse_held, refuse_stale
from flows.keeping import Keeping
from flows.opinion import Opinion, arrived_at, for_review, opinion_on_part
from flows.remake import Seen
from flows.town_views import TownView, mailbox_of
from flows.wiring import Installation
from flows.wording import say
from store import drafts, inbounds, requests
from store.confirmations import part_of
from store.requests import RequestRecord

BETWEEN = "\n\n[…]\n\n"
"""Stands in the text of a request for the part that was taken out of it."""
_PARTS = 2
"""A message that was cut holds several requests, however many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a request's own text, in characters from its beginning; ``end`` is the first one behind it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A request after a part of it was taken out, and the request that this part became."""

    kept: RequestRecord
    made: RequestRecord


def cut(installation: Installation, seen: Seen, span: Span, agent: str, now: datetime) -> Cut:
    """Make a part of a request's text a request of its own; both are judged anew, and people decide both.

    The message itself, the sender and what was added later stay with the first one. The same again changes nothing. Raises NotFoundError;
    ConflictError where it is not in review, has changed, or somebody else holds it; InvalidError for a part that is empty, or all there is.
    """
    with installation.database.write() as session:
        for one in requests.of_draft(session, requests.get(session, seen.request).draft_id):
            # All parts of the message: the new one takes the next number among them.
            requests.hold(session, one)
        record = requests.get(session, seen.request)
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=Permission.REVIEW))
        refuse_held(session, record, acting.agent, now)
        facts = {"start": span.start, "end": span.end, "version": seen.version}
        earlier = _made_before(record, acting.agent, facts)
        if earlier is not None:
            return Cut(kept=record, made=requests.get(session, earlier))
        refuse_stale(session, record, seen.version, None)
        _refuse_decided(record)
        rest, part = _cut(record, span)
        view = installation.towns.get(record.line.town)
        keeping = Keeping(
            settings=installation.settings,
            view=view,
            record=drafts.get(session, record.draft_id),
            arrival=inbounds.get(session, record.inbound_id),
            now=now,
        )
        found = _as_dangerous(record, (_opinion(view, record, rest), _opinion(view, record, part)))
        requests.remake(session, record.line.id, keeping.new_request(record.part, found[0]))
        place = 1 + max(requests.get(session, one).part for one in requests.of_draft(session, record.draft_id))
        made = requests.add(session, keeping.new_request(place, found[1]))
        acquaint(session, record.line.town, made, found[1].draft.requester, now)
        reference = called(record)
        keeping.write_down(session, made, "created", {**keeping.facts(found[1], ()), "cut_from": reference})
        new = requests.get(session, made)
        acting.write_down(session, record, "cut", {"reference": called(new), "request": made, **facts})
        return Cut(kept=requests.get(session, record.line.id), made=new)


def _made_before(record: RequestRecord, agent: str, facts: Mapping[str, object]) -> RequestId | None:
    """Return what the very same cut made, where it was the last thing done: a second click, a client that asks again."""
    last = record.history[-1]
    is_same = last.action == "cut" and last.actor == agent and {name: last.details.get(name) for name in facts} == facts
    made = last.details.get("request")
    return RequestId(made) if is_same and isinstance(made, int) else None


def _refuse_decided(record: RequestRecord) -> None:
    if record.line.merged_into is not None or record.line.status is not Status.REVIEW:
        raise ConflictError(say("Request {reference} is decided already, or a part of another one.", reference=called(record)))


def _cut(record: RequestRecord, span: Span) -> tuple[Draft, Draft]:
    """Return what is left of a request's part of its message, and what is taken out. Raises InvalidError."""
    text = record.details
    if not 0 <= span.start < span.end <= len(text) or not text[span.start : span.end].strip():
        raise InvalidError(_mistake(say("There is no text from {start} to {end}.", start=span.start, end=span.end), len(text)))
    before, taken, after = text[: span.start], text[span.start : span.end], text[span.end :]
    if not (before.strip() or after.strip()):
        raise InvalidError(_mistake(say("Nothing of the request would be left."), len(text)))
    whole = part_of(record.draft, record.line.heading, text, record.offset)
    if not before.strip():
        lead = len(after) - len(after.lstrip())
        rest = replace(whole, text=after.strip(), offset=record.offset + span.end + lead)
    else:
        left = before.rstrip() + BETWEEN + after.lstrip() if after.strip() else before.rstrip()
        rest = replace(whole, text=left)
    lead = len(taken) - len(taken.lstrip())
    # The heading is the first one's: it may be about anything.
    return rest, replace(whole, heading=None, text=taken.strip(), offset=record.offset + span.start + lead)


def _mistake(what: str, length: int) -> Mistake:
    return Mistake(where="span", what=what, remedy=say("Name a part of its {count} characters.", count=length))


def _opinion(view: TownView, record: RequestRecord, part: Draft) -> Opinion:
    found = opinion_on_part(
        view, part, arrived_at(record.draft, record.inbound), mailbox_of(view, record.inbound, record.draft), parts=_PARTS
    )
    return replace(found, decision=for_review(found.decision, Reason.RECUT))


def _as_dangerous(record: RequestRecord, found: tuple[Opinion, Opinion]) -> tuple[Opinion, Opinion]:
    """Return the opinions on both parts; where neither alone speaks of the danger that the whole did, the first one keeps it."""
    if Flag.DANGER not in record.line.flags or any(Flag.DANGER in one.decision.orientation.flags for one in found):
        return found
    first = found[0]
    told = first.decision.orientation
    flags = tuple(flag for flag in Flag if flag in {*told.flags, Flag.DANGER})
    orientation: Orientation = replace(told, flags=flags, priority=TOP_PRIORITY)
    reasons = (*(first.decision.reasons if isinstance(first.decision, ForReview) else ()), Reason.DANGER)
    return replace(first, decision=ForReview(orientation=orientation, reasons=tuple(dict.fromkeys(reasons)))), found[1]


def find_span(record: RequestRecord, text: str) -> Span:
    """Return where a text stands in a request's own, the first time. Raises InvalidError where it does not."""
    start = record.details.find(text) if text else -1
    if start < 0:
        raise InvalidError(Mistake(where="text", what=say("The request does not say this."), remedy=say("Copy it from the request.")))
    return Span(start=start, end=start + len(text))


def seen_now(session: Session, request: RequestId) -> tuple[RequestRecord, Seen]:
    """Return a request as it stands, for who looks at it at this moment. Raises NotFoundError."""
    record = requests.get(session, request)
    return record, Seen(request=request, version=record.line.version)
