"""Which request a follow-up speaks of, and whether its sender may add to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.draft import Draft, Kind
from domain.errors import NotFoundError
from domain.ids import RequestId, TownId
from flows.opinion import Opinion
from ingest.email import thread
from store import outbox, requests
from store.drafts import DraftRecord
from store.outbox import OutboxId
from store.requests import RequestRecord

_MOST_CITED = 20
"""So many references are looked up; who quotes more has pasted a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A request a follow-up speaks of. ``is_proven`` tells that it is the sender's own to speak of.

    A number alone proves nothing: they are easily guessed, and other bodies number their files the same way.
    """

    request: RequestRecord
    reference: str
    is_proven: bool

    def takes(self, found: Sequence[Opinion]) -> bool:
        """Tell whether the follow-up may be added: whoever opens the request then reads it, so it must not be more secret."""
        secrecy = max(opinion.decision.orientation.confidentiality for opinion in found)
        return self.is_proven and secrecy <= self.request.line.confidentiality


def find(session: Session, record: DraftRecord) -> Cited | None:
    """Return the request a follow-up speaks of: the first that is the sender's own, else the first that is known at all."""
    if record.draft.kind is not Kind.FOLLOW_UP:
        return None
    found = (*_answered(session, record.town, record.draft), *_named(session, record.town, record.draft))
    return next((cited for cited in found if cited.is_proven), found[0] if found else None)


def _answered(session: Session, town: TownId, draft: Draft) -> Iterator[Cited]:
    """Yield the requests of our own letters that the message answers."""
    replied = (draft.in_reply_to,) if draft.in_reply_to else ()
    for letter in thread.letters((*replied, *reversed(draft.references)), town)[:_MOST_CITED]:
        request = _request_of(session, town, OutboxId(letter))
        if request is not None:
            yield Cited(request=request, reference=str(request.line.number or request.line.tracking), is_proven=True)


def _request_of(session: Session, town: TownId, letter_id: OutboxId) -> RequestRecord | None:
    try:
        letter = outbox.get(session, letter_id).letter
    except NotFoundError:
        return None
    return requests.get(session, letter.request) if letter.request is not None and letter.town == town else None


def _named(session: Session, town: TownId, draft: Draft) -> Iterator[Cited]:
    """Yield the requests the message names."""
    for reference in draft.cited[:_MOST_CITED]:
        request_id: RequestId | None = requests.find_by_reference(session, town, reference)
        if request_id is not None:
            request = requests.get(session, request_id)
            is_code = "/" not in reference
            yield Cited(request=request, reference=reference, is_proven=is_code or _is_same(draft.requester.email, request.requester.email))


def _is_same(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one.casefold() == other.casefold()
