"""Writes that may come twice: done once, answered the same each time (Idempotency-Key, draft-ietf-httpapi-idempotency-key-header-07)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.errors import CitoyenError
from flows.wiring import Installation
from store import answered
from store.answered import Answered

KEPT = timedelta(days=7)
"""As long as a write may come again: a caller whose line was down over a week-end still gets his first answer."""


class DifferentError(CitoyenError):
    """The key was used before, with something else in it."""


class _BeatenError(Exception):
    """Another writer with the same key was faster; what was written is taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A write with the key its caller chose. ``caller`` names who writes and where, so that no two callers meet by chance.

    ``since``: what was answered before is forgotten, and answered anew. None: it counts as long as it is kept.
    """

    caller: str
    key: str
    content: bytes
    since: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """Return what tells this write from another under the same key."""
        return hashlib.sha256(self.content).hexdigest()


def earlier(installation: Installation, write: Write) -> Answered | None:
    """Return what was answered to the same write before. Raises DifferentError."""
    with installation.database.read() as session:
        found = answered.find(session, write.caller, write.key, write.since)
    if found is not None and found.fingerprint != write.fingerprint:
        raise DifferentError(write.key)
    return found


def keep(session: Session, write: Write, status: int, answer: dict[str, object], now: datetime) -> None:
    """Write down, in the transaction that does it, what is answered to a write. What raises here undoes the whole; see `once`."""
    given = Answered(fingerprint=write.fingerprint, status=status, answer=answer)
    if not answered.add(session, write.caller, write.key, given, now, since=write.since):
        raise _BeatenError


def once(installation: Installation, write: Write | None, do: Callable[[], Answered]) -> Answered:
    """Return what ``do`` answers, which calls `keep` in its transaction; where the same write was answered before, that answer.

    Raises DifferentError, and whatever ``do`` raises.
    """
    if write is None:
        return do()
    found = earlier(installation, write)
    if found is not None:
        return found
    try:
        return do()
    except _BeatenError:
        found = earlier(installation, write)
        if found is None:
            raise CitoyenError("An answer that was there a moment ago is gone.") from None
        return found


def forget_answers(installation: Installation, now: datetime) -> None:
    """Forget the answers to writes that can no more come again; for the sweep."""
    before = now - KEPT
    with installation.database.read() as session:
        if not answered.has_before(session, before):
            return
    with installation.database.write() as session:
        answered.forget(session, before)
