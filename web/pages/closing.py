"""A closing with an answer, before it leaves: exactly what each requester gets, then the answer is sent and the request closed at once."""

import secrets
from datetime import datetime
from hashlib import sha256

from fastapi import Request as HttpRequest
from fastapi.responses import Response

from domain.lifecycle import Act
from domain.request import Closure
from flows.act import Asked, told_by
from flows.correspondence.writing import is_on
from store.requests import RequestRecord
from web.deciding import DecideTyped
from web.desk import Desk, desk_of
from web.letter_shown import shown_letters
from web.visitor import Member, show

_ONCE_BYTES = 16


def is_to_be_shown(desk: Desk, record: RequestRecord, asked: Asked, seen: str) -> bool:
    """Tell whether an act writes an answer of the agent's own that he was not shown as it would leave."""
    if asked.step.act is not Act.CLOSE or not asked.step.answer:
        return False
    town = desk.installation.towns.get(record.line.town).town
    return is_on(desk.installation.settings, town) and seen != seal(asked)


def show_closing(http: HttpRequest, who: Member, record: RequestRecord, asked: Asked, typed: DecideTyped, now: datetime) -> Response:
    """Show what each would get. Raises as `flows.act.act`."""
    desk = desk_of(http)
    letters = told_by(desk.installation, asked, who.agent.login, now)
    view = desk.installation.towns.get(record.line.town)
    with desk.installation.database.read() as session:
        heading = record.line.heading or desk.book.labels(session, record.line.town, record.ruleset_number).subject(record.line.subject)
    values = {
        "request": record.line,
        "heading": heading,
        "typed": typed,
        "version": record.line.version if asked.version is None else asked.version,
        "once": secrets.token_urlsafe(_ONCE_BYTES),
        "seen": seal(asked),
        "closures": tuple(Closure),
        "sender": desk.installation.settings.relay_from or view.town.email,
        "letters": shown_letters(letters),
    }
    return show(http, who, "closing.html", values)


def seal(asked: Asked) -> str:
    """Return what an answer that was shown is told from others by; browsers end lines as they like."""
    own = (asked.step.closure, "\n".join((asked.step.answer or "").splitlines()).strip())
    return sha256(repr(own).encode()).hexdigest()[:32]
