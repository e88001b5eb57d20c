"""Writing to everyone a query finds: who is reached and how is shown first, then one letter to each leaves, and is followed."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, InvalidError, NotFoundError
from domain.ids import RequestId
from domain.mailing import MailingId, Outcome
from flows import mailings, queries
from store import mailings as kept
from store import requests
from web.access import RowId, eyes_of, note_list
from web.letter_shown import ShownLetter, shown_letters
from web.query_room import Room, room_of
from web.translations import said
from web.visitor import SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG, CONFLICT = 303, 422, 409
MOST_LISTED = 500
"""Requests left out that a page names; of more it says how many."""
_ONCE_BYTES = 16
_ORDER = tuple(Outcome)
_SURELY = tuple(one for one in Outcome if one is not Outcome.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A request nobody is written to for."""

    id: RequestId
    reference: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form, and what is shown of it."""

    text: str = ""
    outlook: mailings.Outlook | None = None
    once: str = ""
    fault: str = ""
    is_new: bool = False


@pages.get("/queries/{query_id}/letter")
def letter(http: HttpRequest, who: SignedInMember, query_id: RowId) -> Response:
    """Show who would be reached, and the form for what they are told."""
    return _looked(http, room_of(http, who), query_id, Typed())


@posts.post("/queries/{query_id}/letter")
def write(  # noqa: PLR0913, PLR0917 - what the form brings
    http: HttpRequest,
    who: SignedInMember,
    query_id: RowId,
    do: Annotated[str, Form(max_length=20)] = "preview",
    text: Annotated[str, Form(max_length=1_000_000)] = "",
    seen: Annotated[str, Form(max_length=64)] = "",
    once: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Show the letter as it would leave; or order it for those who were shown, and lead to what becomes of it."""
    room = room_of(http, who)
    if do != "send":
        return _looked(http, room, query_id, Typed(text=text, once=once))
    now = datetime.now(UTC)
    try:
        found = mailings.outlook(room.desk.installation, room.asker, room.town.id, query_id, text, now)
        if found.seal != seen:
            return _shown(http, room, query_id, Typed(text=text, outlook=found, once=once, is_new=True), CONFLICT)
        ordered = mailings.send(room.desk.installation, room.asker, found, once, now)
    except InvalidError as error:
        return _shown(http, room, query_id, Typed(text=text, once=once, fault=" ".join(room.told(error))), WRONG)
    except ConflictError as error:
        return _shown(http, room, query_id, Typed(text=text, once=once, fault=said(error.args[0], room.language)), CONFLICT)
    return RedirectResponse(f"/mailings/{ordered}", SEE_OTHER)


@pages.get("/mailings/{mailing_id}")
def mailing(http: HttpRequest, who: SignedInMember, mailing_id: RowId) -> Response:
    """Show what became of a mailing one has ordered."""
    room = room_of(http, who)
    with room.desk.installation.database.read() as session:
        found = kept.get(session, MailingId(mailing_id))
        if found.agent != who.agent.login or found.town != room.town.id:
            raise NotFoundError(f"There is no mailing {mailing_id} of {who.agent.login}.")
        counts = kept.counts(session, found.id)
        others = [one for one in kept.items(session, found.id) if one.outcome is not None and not one.outcome.is_written]
        lines = {one.id: one for one in requests.lines(session, [one.request for one in others[:MOST_LISTED]])}
    eyes = eyes_of(who)
    left_out = tuple(
        LeftOut(id=one.request, reference=str(lines[one.request].number or lines[one.request].tracking), outcome=one.outcome)
        for one in others[:MOST_LISTED]
        if one.outcome is not None and one.request in lines and eyes.shows(lines[one.request])
    )
    note_list(room.desk, eyes, tuple(lines.values()), "mailing")
    values = {
        "town": room.town,
        "mailing": found,
        "counts": tuple((one, counts[one]) for one in _ORDER if counts.get(one)),
        "waiting": counts.get(None, 0),
        "left_out": left_out,
        "all_left_out": len(others) - len(others[:MOST_LISTED]) + len(left_out),
    }
    return show(http, who, "mailing.html", values)


def _looked(http: HttpRequest, room: Room, query_id: int, typed: Typed) -> Response:
    try:
        found = mailings.outlook(room.desk.installation, room.asker, room.town.id, query_id, typed.text, datetime.now(UTC))
    except InvalidError as error:
        return _shown(http, room, query_id, Typed(text=typed.text, once=typed.once, fault=" ".join(room.told(error))), WRONG)
    except ConflictError as error:
        fault = said(error.args[0], room.language)
        return _shown(http, room, query_id, Typed(text=typed.text, once=typed.once, fault=fault), CONFLICT)
    return _shown(http, room, query_id, Typed(text=typed.text, outlook=found, once=typed.once))


def _shown(http: HttpRequest, room: Room, query_id: int, typed: Typed, status: int = 200) -> Response:
    saved = queries.get(room.desk.installation, room.asker, room.town.id, query_id)
    found = typed.outlook
    samples: tuple[ShownLetter, ...] = () if found is None else shown_letters(found.samples)
    if found is not None and found.samples:
        with room.desk.installation.database.read() as session:
            own = requests.lines(session, [one.request for one in found.samples if one.request is not None])
        note_list(room.desk, eyes_of(room.who), own, "query letter")
    left_out = () if found is None else found.left_out
    with room.desk.installation.database.read() as session:
        lines = requests.lines(session, [one.item.request for one in left_out[:MOST_LISTED]])
    # What one of his is a part of may be another department's own.
    told = {one.id for one in lines if eyes_of(room.who).shows(one)}
    values = {
        "town": room.town,
        "saved": saved,
        "text": typed.text,
        "fault": typed.fault,
        "is_new": typed.is_new,
        "once": typed.once or secrets.token_urlsafe(_ONCE_BYTES),
        "seen": "" if found is None else found.seal,
        "is_counted": found is not None,
        "counts": () if found is None else tuple((one, found.counts[one]) for one in _SURELY),
        "reached": 0 if found is None else sum(many for one, many in found.counts.items() if one.is_written),
        "left_out": tuple(
            LeftOut(id=one.item.request, reference=one.reference, outcome=one.item.outcome)
            for one in left_out[:MOST_LISTED]
            if one.item.outcome is not None and one.item.request in told
        ),
        "all_left_out": len(left_out) - len(left_out[:MOST_LISTED]) + len(told),
        "samples": samples,
    }
    if found is None and not typed.fault:
        raise HTTPException(404)
    return show(http, room.who, "query_letter.html", values, status)
