"""Messages in an agent's own words: to the requesters of one request, or to everyone of an incident; each shown before as it leaves."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from domain.department import Confidentiality
from domain.errors import CitoyenError, ConflictError, ForbiddenError, InvalidError
from domain.ids import RequestId
from domain.lifecycle import Act, is_allowed
from domain.note import FileId
from domain.rights import may_act
from flows import incident_letter
from flows.incident_letter import Outcome, Told
from flows.own_words import OwnWords, Preview, preview, send
from flows.rights import facts_of
from flows.whole import files_of
from routing.calendar import calendar_of
from store import requests
from store.requests import RequestRecord
from web.access import LARGEST_ID, RowId, eyes_of, note_list, opened
from web.deciding import DecideTyped
from web.desk import Desk, desk_of
from web.hold import plainly
from web.letter_shown import ShownLetter, shown_letters
from web.pages.recut import Version, refused
from web.translations import Language, said
from web.visitor import Member, SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG, FORBIDDEN, CONFLICT = 303, 422, 403, 409
Text = Annotated[str, Form(max_length=1_000_000)]
"""Far more than is written: who pastes too much gets it back with what is wrong, instead of losing it."""
Short = Annotated[str, Form(max_length=20)]
Once = Annotated[str, Form(max_length=64)]
"""What a form that was shown is told from others by: a second click sends nothing more, the same words shown again do."""
Files = Annotated[list[Annotated[int, Field(ge=1, le=LARGEST_ID)]], Form(max_length=50)]
_NO_PREVIEW = Preview(version=0, letters=(), sender="", files=())
_ONCE_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownResult:
    """What becomes, or became, of one request of an incident; ``reason`` says why nothing is written."""

    id: RequestId | None
    reference: str
    outcome: Outcome
    reason: str
    letters: tuple[ShownLetter, ...]


@pages.get("/requests/{request_id}/message")
def message_page(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Show the form for a message to the requesters of a request."""
    return _form(http, who, opened(desk_of(http), who, request_id, "message to requester"), DecideTyped())


@posts.post("/requests/{request_id}/message")
def message(  # noqa: PLR0913, PLR0917 - what the form brings
    http: HttpRequest,
    who: SignedInMember,
    request_id: RowId,
    version: Version,
    do: Short = "preview",
    text: Text = "",
    day: Short = "",
    waits: Short = "",
    files: Files = [],  # noqa: B006 - read, never written
    once: Once = "",
    seen: Once = "",
) -> Response:
    """Show what each would get; or send it, as it was shown: what is not what was ``seen`` is shown before it leaves."""
    desk, now = desk_of(http), datetime.now(UTC)
    record, language = opened(desk, who, request_id, "message to requester"), desk.languages[who.language]
    typed = {"text": text, "day": day, "waits": waits, "version": str(version), **{f"file-{one}": "yes" for one in files}}
    until = _day(day) if waits else None
    if waits and until is None:
        return _form(http, who, record, DecideTyped(form="message", fault=language.gettext("Name a day."), values=typed), status=WRONG)
    own = tuple(map(FileId, files))
    words = OwnWords(request=record.line.id, text=text, version=version, until=until, files=own, once=once or None)
    is_seen = seen == _seal(text, until, own)
    try:
        if do == "send" and is_seen:
            _, count = send(desk.installation, words, who.agent.login, now)
            if not (count or once):
                raise ConflictError(language.gettext("These words have left already. Look at them again to send them once more."))
            return RedirectResponse(f"/requests/{request_id}#letters", SEE_OTHER)
        shown = preview(desk.installation, words, who.agent.login, now)
    except InvalidError as error:
        fault = " ".join(part for one in error.mistakes for part in (said(one.what, language), said(one.remedy, language)) if part)
        return _form(http, who, record, DecideTyped(form="message", fault=fault, values=typed), status=WRONG)
    except ForbiddenError as error:
        return refused(http, who, record, error)
    except ConflictError as error:
        fault = plainly(desk, error, record.line, language)
        return _form(http, who, record, DecideTyped(form="message", fault=fault, values=typed), status=CONFLICT)
    values = {**typed, "version": str(shown.version), "seen": _seal(text, until, own), "is_new": "yes" if do == "send" else ""}
    return _form(http, who, record, DecideTyped(form="message", values=values), shown)


@pages.get("/requests/{request_id}/incident-letter")
def incident_page(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Show the form for a letter to everyone of an incident."""
    return _incident(http, who, opened(desk_of(http), who, request_id, "incident letter"), "")


@posts.post("/requests/{request_id}/incident-letter")
def incident(
    http: HttpRequest, who: SignedInMember, request_id: RowId, do: Short = "preview", text: Text = "", seen: Once = ""
) -> Response:
    """Show what each of an incident would get; or write to each as it was ``seen``, and show what became of it."""
    desk, now = desk_of(http), datetime.now(UTC)
    record, language = opened(desk, who, request_id, "incident letter"), desk.languages[who.language]
    # Browsers send two characters for the end of a line; the limit is of those that are written.
    text = text.replace("\r\n", "\n")
    words = incident_letter.Words(request=record.line.id, text=text)
    is_sent = do == "send" and seen == _seal(text)
    act = incident_letter.write_to_all if is_sent else incident_letter.preview
    try:
        told = act(desk.installation, words, who.agent.login, now)
    except InvalidError as error:
        fault = " ".join(part for one in error.mistakes for part in (said(one.what, language), said(one.remedy, language)) if part)
        return _incident(http, who, record, text, fault=fault, status=WRONG)
    except ForbiddenError as error:
        return refused(http, who, record, error)
    except ConflictError as error:
        return _incident(http, who, record, text, fault=plainly(desk, error, record.line, language), status=CONFLICT)
    with desk.installation.database.read() as session:
        shown = requests.lines(session, [one.request for one in told if one.letters])
    note_list(desk, eyes_of(who), shown, "incident letter")
    results = tuple(_result(desk, who, one, language) for one in told)
    return _incident(http, who, record, text, results, is_sent=is_sent, is_new=do == "send" and not is_sent)


def _form(
    http: HttpRequest, who: Member, record: RequestRecord, typed: DecideTyped, shown: Preview | None = None, *, status: int = 200
) -> Response:
    desk, now = desk_of(http), datetime.now(UTC)
    view = desk.installation.towns.get(record.line.town)
    with desk.installation.database.read() as session:
        sharable = tuple(one for one in files_of(session, record.line.id, eyes_of(who).shows) if one.is_shareable)
        heading = record.line.heading or desk.book.labels(session, record.line.town, record.ruleset_number).subject(record.line.subject)
    facts = facts_of(view.ruleset, record)
    values = {
        "request": record.line,
        "heading": heading,
        "typed": typed,
        "version": record.line.version,
        "once": secrets.token_urlsafe(_ONCE_BYTES),
        "files": sharable,
        "can_wait": is_allowed(Act.ASK, record.line.status) and may_act(who.standing, Act.ASK, facts),
        "first_day": calendar_of(view.town).local(now).date(),
        "is_shown": shown is not None,
        "sender": (shown or _NO_PREVIEW).sender,
        "letters": shown_letters((shown or _NO_PREVIEW).letters, (shown or _NO_PREVIEW).files),
        "enclosed": (shown or _NO_PREVIEW).files,
    }
    return show(http, who, "message.html", values, status)


def _incident(  # noqa: PLR0913 - what the page shows
    http: HttpRequest,
    who: Member,
    record: RequestRecord,
    text: str,
    results: Sequence[ShownResult] = (),
    *,
    is_sent: bool = False,
    is_new: bool = False,
    fault: str = "",
    status: int = 200,
) -> Response:
    values = {
        "request": record.line,
        "text": text,
        "results": results,
        "is_sent": is_sent,
        "is_new": is_new,
        "seen": _seal(text),
        "fault": fault,
    }
    return show(http, who, "incident_letter.html", values, status)


def _result(desk: Desk, who: Member, one: Told, language: Language) -> ShownResult:
    """Return one request's part; of one that is not the reader's, that there is one and no more."""
    with desk.installation.database.read() as session:
        line = next(iter(requests.lines(session, [one.request])), None)
    is_known = line is not None and eyes_of(who).shows(line)
    is_there = line is not None and eyes_of(who).knows(line) and line.confidentiality <= Confidentiality.SOCIAL
    return ShownResult(
        id=one.request if is_there else None,
        reference=(one.reference or "") if is_known else "",
        outcome=one.outcome,
        reason=_reason(one.error, language) if one.error is not None else "",
        letters=shown_letters(one.letters) if is_known else (),
    )


def _reason(error: CitoyenError, language: Language) -> str:
    return said(error.args[0], language) if error.args and isinstance(error.args[0], str) else ""


def _seal(text: str, until: date | None = None, files: Sequence[int] = ()) -> str:
    """Return what a message that was shown is told from others by; browsers end lines as they like."""
    own = ("\n".join(text.splitlines()).strip(), until, sorted(files))
    return sha256(repr(own).encode()).hexdigest()[:32]


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
