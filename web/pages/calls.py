"""Calls: whom to call back, which calls of the reception are still to be written down, and those whose number was withheld."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path as FilePath
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import FileResponse, RedirectResponse, Response

from domain.errors import NotFoundError
from domain.ids import TownId
from flows.call_cards import Note, SettledError, complete, dismiss, dismiss_before
from ingest.phone.lines import lines_of
from ingest.phone.numbers import outside
from store import call_backs, calls
from store.calls import Before, CallId, CardState, KeptCall
from web.access import LARGEST_ID, RowId, eyes_of
from web.calls import SOUND_HEAD_BYTES, audio_file, back_views, call_views, sound_type
from web.desk import Desk, desk_of, html
from web.gate import FILE_POLICY
from web.translations import Language
from web.visitor import Member, Receptionist, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
LIMIT = 50
SEE_OTHER, UNPROCESSABLE, CONFLICT = 303, 422, 409
VIEWS = ("backs", "cards", "hidden", "number")
_MOST_WORDS = 20_000
_LONGEST_NUMBER = 60


@pages.get("/calls")
def calls_page(http: HttpRequest, who: Receptionist, view: str = "backs", after: str = "", number: str = "") -> Response:
    """Show one of the lists, or the last calls of a number."""
    desk = desk_of(http)
    if view not in VIEWS:
        raise HTTPException(404)
    asked = number[:_LONGEST_NUMBER].strip()
    view = "number" if asked else ("backs" if view == "number" else view)
    before = _before(after)
    several = who.town_id is None
    with desk.installation.database.read() as session:
        values: dict[str, object] = {
            "due": call_backs.count_due(session, who.town_id),
            "open": calls.open_cards(session, who.town_id),
            "view": view,
            "number": asked,
            "is_first": not after,
            "backs": (),
            "lines": (),
            "receipt": http.query_params.get("receipt", "")[:16],
        }
        if view == "backs":
            found = call_backs.due(session, who.town_id, before=before, limit=LIMIT + 1)
            values["backs"] = back_views(desk, session, found[:LIMIT], eyes_of(who), is_of_several=several)
            values["next"] = _after(found[LIMIT - 1].standing.last_at, found[LIMIT - 1].id) if len(found) > LIMIT else None
        else:
            kept = _kept(desk, who, view, asked, before)
            values["lines"] = call_views(desk, session, kept[:LIMIT], eyes_of(who), is_of_several=several)
            values["next"] = _after(kept[LIMIT - 1].call.at, kept[LIMIT - 1].id) if len(kept) > LIMIT and view != "number" else None
    return show(http, who, "calls.html", values)


@posts.post("/calls/{call_id}/complete")
def complete_card(
    http: HttpRequest,
    who: Receptionist,
    call_id: RowId,
    text: Annotated[str, Form(max_length=_MOST_WORDS)] = "",
    name: Annotated[str, Form(max_length=200)] = "",
    place: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Keep what was asked in a call and show the receipt; what was typed is shown again where something is missing."""
    desk = desk_of(http)
    language = desk.languages[who.language]
    kept = _call(desk, who, call_id)
    typed = {"text": text, "name": name, "place": place}
    if not text.strip():
        return _row(http, who, kept, typed, language.gettext("Write in a few words what was asked."), UNPROCESSABLE)
    note = Note(text=text.strip(), agent=who.agent.login, name=name.strip() or None, place=place.strip() or None)
    try:
        receipt = complete(desk.installation, kept, note, datetime.now(UTC))
    except SettledError:
        return _row(http, who, _call(desk, who, call_id), typed, _gone(language), CONFLICT)
    if not _is_fragment(http):
        return RedirectResponse(f"/calls?view=cards&receipt={receipt}", SEE_OTHER)
    return _row(http, who, _call(desk, who, call_id), {}, "")


@posts.post("/calls/{call_id}/dismiss")
def dismiss_card(http: HttpRequest, who: Receptionist, call_id: RowId) -> Response:
    """Say that there is nothing to write down of a call."""
    desk = desk_of(http)
    kept = _call(desk, who, call_id)
    try:
        dismiss(desk.installation, kept, who.agent.login, datetime.now(UTC))
    except SettledError:
        return _row(http, who, _call(desk, who, call_id), {}, _gone(desk.languages[who.language]), CONFLICT)
    if not _is_fragment(http):
        return RedirectResponse("/calls?view=cards", SEE_OTHER)
    return _row(http, who, _call(desk, who, call_id), {}, "")


@posts.post("/calls/dismiss-older")
def dismiss_older(http: HttpRequest, who: Receptionist) -> Response:
    """Dismiss the cards of all days before today, of the town that is looked at."""
    desk = desk_of(http)
    now = datetime.now(UTC)
    for town in _looked_at(who):
        zone = ZoneInfo(desk.book.town(town).timezone)
        today = datetime.combine(now.astimezone(zone).date(), time(), zone)
        dismiss_before(desk.installation, town, today, who.agent.login, now)
    return RedirectResponse("/calls?view=cards", SEE_OTHER)


@pages.get("/calls/{call_id}/audio")
def audio(http: HttpRequest, who: Receptionist, call_id: RowId) -> Response:
    """Play the voice message of a call; what is no sound by its own bytes is not handed out."""
    desk = desk_of(http)
    kept = _call(desk, who, call_id)
    path = audio_file(desk.installation.settings.calls_audio, kept.call.audio) if kept.call.audio else None
    if path is None:
        raise NotFoundError(f"The voice message of call {call_id} is not there.")
    kind = _kind(path)
    if kind is None:
        raise NotFoundError(f"The voice message of call {call_id} is no sound that browsers play.")
    headers = {"Content-Security-Policy": FILE_POLICY, "Cache-Control": "private, no-store"}
    return FileResponse(path, media_type=kind, headers=headers)


def _kind(path: FilePath) -> str | None:
    try:
        with path.open("rb") as file:
            return sound_type(file.read(SOUND_HEAD_BYTES))
    except OSError as error:
        raise NotFoundError(f"The voice message cannot be read ({error.strerror}).") from error


def _kept(desk: Desk, who: Member, view: str, number: str, before: Before | None) -> tuple[KeptCall, ...]:
    with desk.installation.database.read() as session:
        if view == "cards":
            return calls.cards(session, who.town_id, CardState.OPEN, before=before, limit=LIMIT + 1)
        if view == "hidden":
            return calls.hidden(session, who.town_id, before=before, limit=LIMIT + 1)
        found: list[KeptCall] = []
        for town in _looked_at(who):
            region = desk.installation.towns.get(town).reception.region
            asked = outside(number, lines_of(region).region) or number
            found += calls.of_number(session, town, asked, LIMIT)
    return tuple(sorted(found, key=lambda one: one.call.at, reverse=True)[:LIMIT])


def _call(desk: Desk, who: Member, call_id: int) -> KeptCall:
    """Return a call of a town the agent looks after. Raises NotFoundError for every other."""
    with desk.installation.database.read() as session:
        kept = calls.get(session, CallId(call_id))
    if not who.may_see(kept.town):
        raise NotFoundError(f"Call {call_id} is not open to {who.agent.login}.")
    return kept


def _row(http: HttpRequest, who: Member, kept: KeptCall, typed: Mapping[str, str], fault: str, status: int = 200) -> Response:
    """Return the card alone where a script asked for it, else the page of the call's number with what is wrong."""
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        [line] = call_views(desk, session, (kept,), eyes_of(who), is_of_several=who.town_id is None)
    values = {"line": line, "typed": typed, "fault": fault}
    if _is_fragment(http):
        # htmx leaves the page as it is at an answer that is an error; the card itself says what is wrong.
        return html(desk.page(who.language, "calls_card.html", who=who, **values))
    return show(http, who, "calls_one.html", values, status)


def _is_fragment(http: HttpRequest) -> bool:
    return http.headers.get("HX-Request") == "true"


def _gone(language: Language) -> str:
    return language.gettext("Somebody has completed or dismissed this card already.")


def _looked_at(who: Member) -> tuple[TownId, ...]:
    return (who.town_id,) if who.town_id is not None else tuple(town.id for town in who.towns)


def _before(text: str) -> Before | None:
    """Return the place in a list that an address names: microseconds and row."""
    if not text:
        return None
    micros, _, row = text.partition(".")
    try:
        at, number = datetime.fromtimestamp(int(micros) / 1e6, UTC), int(row)
    except (ValueError, OverflowError, OSError) as error:
        raise HTTPException(404) from error
    if not 0 <= number <= LARGEST_ID:
        raise HTTPException(404)
    return at, number


def _after(at: datetime, row: int) -> str:
    return f"{round(at.timestamp() * 1e6)}.{row}"
