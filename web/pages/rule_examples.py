"""Examples of a rule set: tried, the red ones first; written, taken from a real request, changed, removed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from domain.department import Confidentiality
from domain.errors import NotFoundError
from domain.ruleset import Example
from flows.draft_edits import find_example, known_of, with_example, without_example
from flows.examples import run_examples
from flows.left_out import without_people
from flows.rule_operands import Values, first
from flows.town_folder.conditions import CHANNELS
from flows.town_folder.known import Known
from flows.typed_entries import field_of_example, read_typed_example, typed_example
from store import places, requests, towns
from store.requests import RequestRecord
from web.access import opened
from web.desk import desk_of
from web.rule_fields import MOST_LISTED, Note, notes_by_field, subjects_by_theme
from web.rule_room import (
    SEE_OTHER,
    UNPROCESSABLE,
    Room,
    change_draft,
    language_of,
    posted_values,
    room_of,
    seen_revision,
    show_in,
)
from web.rule_shelf import shelf_of
from web.visitor import Member, RuleKeeper, checked_post

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
Identity = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """An example as somebody is filling it in; see `web.pages.rule_editing.Filled`."""

    typed: Values
    was: str
    notes: Mapping[str, tuple[Note, ...]]
    faults: tuple[str, ...] = ()
    difference: tuple[tuple[str, str], ...] = ()
    reference: str = ""
    """Of the request it is taken from."""
    left_out: tuple[str, ...] = ()
    """Words of that request that are not in it."""


@pages.get("/rules/{number:int}/examples")
def examples_page(http: HttpRequest, who: RuleKeeper, number: int) -> Response:
    """Try all examples and show what became of them, those that are not as expected first."""
    return _list(http, who, room_of(http, who, number))


@pages.get("/rules/example")
def taken_page(http: HttpRequest, who: RuleKeeper, request: Identity) -> Response:
    """Lead to a new example from a request in the newest open draft; where no draft is open, ask whether to begin one."""
    room = room_of(http, who)
    draft = next((one for one in room.drafts if one.publish_at is None), None)
    if draft is not None:
        return RedirectResponse(taken_at(draft.number, request), SEE_OTHER)
    return show_in(http, who, "rule_take.html", room, {"tab": "examples", "reference": request.strip()})


@pages.get("/rules/{number:int}/example")
def example_page(http: HttpRequest, who: RuleKeeper, number: int, id: Identity = "", request: Identity = "") -> Response:
    """Show an example as a form; a new one may be taken from a request, by its number or tracking code."""
    room = room_of(http, who, number)
    if not room.is_open:
        raise HTTPException(404)
    if request.strip():
        return _from_request(http, who, room, request.strip())
    example = find_example(room.ruleset, id) if id else Example(id="", text="")
    if example is None:
        raise HTTPException(404)
    return _form(http, who, room, Filled(typed=typed_example(example), was=id, notes={}))


@posts.post("/rules/{number:int}/example")
async def save(http: HttpRequest, who: RuleKeeper, number: int) -> Response:
    """Save an example."""
    return await run_in_threadpool(_save, http, who, number, await posted_values(http))


@posts.post("/rules/{number:int}/example/remove")
def remove(
    http: HttpRequest,
    who: RuleKeeper,
    number: int,
    id: Annotated[str, Form(max_length=200)],
    revision: Annotated[int, Form(ge=1, le=2**31 - 1)],
) -> Response:
    """Take an example out of a draft."""
    room = room_of(http, who, number)
    refusal = change_draft(http, who, room, revision, lambda ruleset: without_example(ruleset, id))
    if refusal is not None:
        return _list(http, who, refusal.room, told=refusal.faults, status=refusal.status)
    return RedirectResponse(f"{room.path}/examples", SEE_OTHER)


def _save(http: HttpRequest, who: Member, number: int, values: Values) -> Response:
    room, language, seen = room_of(http, who, number), language_of(http, who), seen_revision(values)
    reference, left_out = first(values, "reference"), tuple(values.get("left_out", ()))
    filled = Filled(typed=values, was=first(values, "was"), notes={}, reference=reference, left_out=left_out)
    reading = read_typed_example(values, _known(http, room))
    example = reading.found
    if example is None:
        notes = notes_by_field(reading.faults, field_of_example, language)
        return _form(http, who, room, replace(filled, notes=notes), revision=seen, status=UNPROCESSABLE)
    if example.id != filled.was and find_example(room.ruleset, example.id) is not None:
        notes = {"id": (Note(text=language.gettext("Another example has this name. Give it another one."), is_wrong=True),)}
        return _form(http, who, room, replace(filled, notes=notes), revision=seen, status=UNPROCESSABLE)
    refusal = change_draft(http, who, room, seen, lambda ruleset: with_example(ruleset, filled.was, example))
    if refusal is not None:
        filled = replace(filled, faults=refusal.faults, difference=refusal.difference)
        return _form(http, who, refusal.room, filled, revision=refusal.revision, status=refusal.status)
    return RedirectResponse(f"{room.path}/examples", SEE_OTHER)


def _from_request(http: HttpRequest, who: Member, room: Room, reference: str) -> Response:
    """Show a new example with the words of a request and what was decided, without what is known of its requester."""
    desk, language = desk_of(http), language_of(http, who)
    with desk.installation.database.read() as session:
        found = requests.find_by_reference(session, room.town.id, reference)
    missing = language.gettext("There is no request %(reference)s that you may read.") % {"reference": reference}
    if found is None:
        return _list(http, who, room, told=(missing,), status=UNPROCESSABLE)
    try:
        record = opened(desk, who, found, "example")
    except NotFoundError:
        return _list(http, who, room, told=(missing,), status=UNPROCESSABLE)
    if record.line.confidentiality > Confidentiality.NORMAL:
        told = (language.gettext("This request is confidential: it cannot be an example, which everybody reads who edits rules."),)
        return _list(http, who, room, told=told, status=UNPROCESSABLE)
    text, heading = (without_people(one, record.requester) for one in (record.details, record.draft.heading or ""))
    example = _example_of(record, reference, text.text, heading.text or None)
    left_out = tuple(dict.fromkeys((*heading.left_out, *text.left_out)))
    return _form(http, who, room, Filled(typed=typed_example(example), was="", notes={}, reference=reference, left_out=left_out))


def taken_at(number: int, reference: str) -> str:
    """Return where an example is taken from a request into a draft."""
    return f"/rules/{number}/example?{urlencode({'request': reference})}"


def _example_of(record: RequestRecord, reference: str, text: str, heading: str | None) -> Example:
    line = record.line
    return Example(
        id=reference,
        text=text,
        heading=heading,
        channel=record.draft.channel,
        entrance=None,
        subject=line.subject,
        department=line.department,
    )


def _list(http: HttpRequest, who: Member, room: Room, *, told: tuple[str, ...] = (), status: int = 200) -> Response:
    view = shelf_of(http).compiled.get(desk_of(http).installation, room.town.id, room.version.number)
    results = sorted(run_examples(view), key=lambda result: result.passed)
    broken = sum(not result.passed for result in results)
    values = {"tab": "examples", "told": told, "results": results, "broken": broken}
    return show_in(http, who, "rule_examples.html", room, values, status=status)


def _form(http: HttpRequest, who: Member, room: Room, filled: Filled, *, revision: int | None = None, status: int = 200) -> Response:
    known = _known(http, room)
    streets = (*known.streets, *known.landmarks)
    values = {
        "tab": "examples",
        "filled": filled,
        "typed": filled.typed,
        "notes": filled.notes,
        "revision": room.version.revision if revision is None else revision,
        "themes": subjects_by_theme(room.ruleset),
        "departments": room.ruleset.departments,
        "channels": CHANNELS,
        "entrances": sorted(known.entrances),
        "sectors": sorted(known.sectors),
        "rules": sorted(known.rules),
        "streets": sorted(streets) if len(streets) <= MOST_LISTED else (),
    }
    return show_in(http, who, "rule_example.html", room, values, status=status)


def _known(http: HttpRequest, room: Room) -> Known:
    with desk_of(http).installation.database.read() as session:
        entrances = [one.address for one in towns.mailboxes(session) if one.town == room.town.id]
        return known_of(room.ruleset, places.get(session, room.town.id), entrances)
