"""A town suspended by who runs the installation: nothing new comes in, nothing is changed, all is read; and taken up again.

What is sent meanwhile is not lost: mail is refused for now, and senders try again for days; what lies in mailboxes and drop folders stays
there; forms, the portal and programs are told. What came before is worked on, and letters that were written leave.
"""

from datetime import datetime

from domain.errors import InvalidError, Mistake
from domain.ids import TownId
from flows.town_making import refuse_unless_of_all
from flows.wiring import Installation
from flows.wording import say
from store import journal, towns

LONGEST_REASON = 500


def suspend(installation: Installation, town: TownId, why: str, by: str, now: datetime) -> bool:
    """Suspend a town; False where it is already. Raises InvalidError without a reason, NotFoundError, ForbiddenError."""
    reason = why.strip()
    if not reason or len(reason) > LONGEST_REASON:
        what = say("Say why, in at most {most} characters.", most=LONGEST_REASON)
        raise InvalidError(Mistake(where="why", what=what, remedy=say("The town’s own people read it.")))
    return _change(installation, town, reason, by, now, is_suspended=True)


def resume(installation: Installation, town: TownId, by: str, now: datetime) -> bool:
    """Take a town up again; False where it was not suspended. Raises NotFoundError, ForbiddenError."""
    return _change(installation, town, None, by, now, is_suspended=False)


def _change(installation: Installation, town: TownId, why: str | None, by: str, now: datetime, *, is_suspended: bool) -> bool:
    with installation.database.write() as session:
        refuse_unless_of_all(installation, session, by)
        is_changed = towns.suspend(session, town, why, now if is_suspended else None)
        if is_changed:
            action, facts = ("town.suspended", {"why": why}) if is_suspended else ("town.resumed", {})
            journal.append(session, at=now, town=town, actor=by, action=action, object=f"town {town}", details=facts)
    installation.towns.refresh()
    return is_changed
