"""The next request while this one is still decided: its page is fetched ahead, and only what changed on it is sent when it comes."""

from collections.abc import Mapping
from datetime import UTC, datetime

from domain.errors import NotFoundError
from domain.ids import RequestId
from domain.request import Status
from domain.rights import Permission, Visibility, may
from flows import review
from flows.rights import facts_of
from store import requests
from store.requests import RequestRecord
from web.access import eyes_of
from web.deciding import just_done
from web.desk import Desk
from web.hold import notes_of
from web.visitor import Member

AHEAD = "X-Ahead"
"""Names the request whose page the browser has already; anything else in it means that it has none."""
ANSWER_ID, ANSWER_VERSION = "X-Request", "X-Version"


def worked_on(desk: Desk, who: Member, request_id: int) -> RequestRecord:
    """Return a request the visitor may decide and read; nothing is written down, for no word of it is shown by that.

    Raises NotFoundError for every other.
    """
    with desk.installation.database.read() as session:
        record = requests.get(session, RequestId(request_id))
    if not who.may_see(record.line.town) or not is_his(desk, who, record):
        raise NotFoundError(f"There is no request {request_id} for {who.agent.login} to decide.")
    return record


def is_his(desk: Desk, who: Member, record: RequestRecord) -> bool:
    """Tell whether a request is the visitor's to decide and to read."""
    facts = facts_of(desk.installation.towns.get(record.line.town).ruleset, record)
    return eyes_of(who).sees(facts) is Visibility.WHOLE and may(who.standing, Permission.REVIEW, facts)


def state_of(desk: Desk, who: Member, record: RequestRecord, seen: int | None) -> str:
    """Return who has a request open, as the page shows it; ``seen`` is the version the browser has, None for the present one."""
    now = datetime.now(UTC)
    is_waiting = record.line.status is Status.REVIEW
    with desk.installation.database.read() as session:
        notes = notes_of(desk, session, who, review.waiting(session, [record.line], now), now)
    values = {
        "who": who,
        "hold": {"held": notes[record.line.id][0]} if is_waiting else None,
        "request": record.line,
        "zone": desk.book.town(record.line.town).timezone,
        "changed": is_waiting and seen not in {None, record.line.version},
    }
    return desk.page(who.language, "hold_state.html", **values)


def arrival(desk: Desk, who: Member, record: RequestRecord, done: RequestId | None) -> Mapping[str, object]:
    """Return what a page that was fetched ahead lacks now that its request is held: who holds it, and what was decided before."""
    now = datetime.now(UTC)
    with desk.installation.database.read() as session:
        before = just_done(session, who, done, now, desk.installation.settings.undo_seconds)
    return {
        "id": record.line.id,
        "version": record.line.version,
        "state": state_of(desk, who, record, None),
        "done": "" if before is None else desk.page(who.language, "done.html", who=who, done=before),
    }
