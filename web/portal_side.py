"""What the portal adds to the page of a request on the desk: when its requester opened a letter there, and how he rates the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.following import Rating
from domain.rights import Permission, RequestFacts, Standing, may
from store import following, ratings
from store.outbox import OutboxId
from store.requests import RequestRecord

_READERS = (Permission.TREAT, Permission.REVIEW, Permission.CLOSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalSide:
    """``opened`` says when letters were first opened on the portal; ``ratings`` are newest first, none for who works on nothing of it."""

    opened: Mapping[OutboxId, datetime]
    ratings: tuple[Rating, ...]


def portal_side(session: Session, record: RequestRecord, letters: tuple[int, ...], standing: Standing, facts: RequestFacts) -> PortalSide:
    """Return what the portal adds for an agent who may read the request: its department and the reception read what was rated."""
    may_read = any(may(standing, one, facts) for one in _READERS)
    given = tuple(ratings.of(session, record.line.id).values())[::-1] if may_read else ()
    return PortalSide(opened=following.opened(session, [OutboxId(one) for one in letters]), ratings=given)
