"""What follows when a letter has left, or was printed and sent: what it acknowledges is owed no longer."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain.deadline import Clock
from domain.ids import RequestId
from flows import notice
from letters.kinds import ACKNOWLEDGEMENTS, ModelKey
from routing.reminders import SENT
from store import clocks, reminders
from store.outbox import Letter

ACKNOWLEDGED = "acknowledged"
"""Where a letter names the requests it is a record of receipt for: one message may have become several."""
_FULL = frozenset({*ACKNOWLEDGEMENTS, ModelKey.TRANSFERRED})


def depart(session: Session, letter: Letter, now: datetime) -> None:
    """Say of the requests a letter acknowledges that they are acknowledged: who sends letters is reminded of it no more.

    An acknowledgement is a record of receipt as well (R. 112-11-1). Any other letter changes nothing.
    """
    is_full = letter.payload.get("model") in _FULL and letter.kind != notice.AUTHORITY
    if letter.kind != notice.RECEIPT and not is_full:
        return
    named = letter.payload.get(ACKNOWLEDGED)
    requests = tuple(RequestId(one) for one in named if isinstance(one, int)) if isinstance(named, list) else ()
    of_all = (*requests, *((letter.request,) if letter.request is not None else ()))
    ended = SENT if is_full else frozenset({Clock.RECEIPT})
    clocks.leave(session, of_all, ended)
    reminders.end_clocks(session, of_all, ended, now)
