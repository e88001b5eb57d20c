"""Rights of persons: what is asked for, whose requests those are, what was decided, the export; and what protects one request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from domain.errors import ConflictError, InvalidError
from domain.ids import RequestId
from domain.person_rights import IdentityProof, Mention, Person, Right, RightsRequest, RightsState
from domain.retention import HoldKind
from domain.rights import Permission, may, may_in_town
from domain.town import Town
from flows import mentions
from flows import person_rights as flow
from flows.person_export import export
from flows.requester_changes import Told
from flows.retention_terms import free, hold_back
from flows.rights import facts_of
from store import agents, consents, limited, person_rights, privacy_texts, readings, retention
from store.requests import RequestRecord
from store.requests import get as get_request
from web.access import RowId, may_read, opened
from web.desk import desk_of
from web.downloads import download_headers
from web.retention_words import HOLDS, MENTIONS, PROOFS, RIGHTS, STATES, rule_words
from web.town_wanted import asked_for_town
from web.translations import said
from web.visitor import Member, SignedInMember, checked_post, permitted, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
Officer = Annotated[Member, Depends(permitted(Permission.ERASE))]
TownCode = Annotated[str, InPath(min_length=1, max_length=64)]
Line = Annotated[str, Form(max_length=500)]
Words = Annotated[str, Form(max_length=4000)]
SEE_OTHER, UNPROCESSABLE, CONFLICT = 303, 422, 409
MOST_LISTED, MOST_READERS = 200, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed into the form of a rights request, and why it cannot be."""

    right: str = Right.ACCESS.value
    names: str = ""
    emails: str = ""
    phones: str = ""
    received_on: str = ""
    told: tuple[str, ...] = ()


@pages.get("/rights")
def list_page(http: HttpRequest, who: Officer) -> Response:
    """Show what persons have asked for by their rights, what is due first, and the form for the next one."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    return _list(http, who, _town(who, None), Typed())


@posts.post("/rights/{town}/new")
def take_down(  # noqa: PLR0913, PLR0917 - a parameter for each field
    http: HttpRequest,
    who: Officer,
    town: TownCode,
    right: Annotated[Right, Form()],
    received_on: Annotated[str, Form(max_length=10)],
    names: Words = "",
    emails: Words = "",
    phones: Words = "",
) -> Response:
    """Record what somebody asks for."""
    of, desk = _town(who, town), desk_of(http)
    typed = {"right": right.value, "names": names, "emails": emails, "phones": phones, "received_on": received_on}
    language = desk.languages[who.language]
    try:
        day = date.fromisoformat(received_on)
        person = Person(names=_lines(names), emails=_lines(emails), phones=_lines(phones))
        new = flow.NewRight(right=right, person=person, received_on=day)
        number = flow.take_down(desk.installation, of.id, new, who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        told = tuple(said(one.what, language) for one in error.mistakes)
        return _list(http, who, of, Typed(**typed, told=told), UNPROCESSABLE)
    except ValueError:
        return _list(http, who, of, Typed(**typed, told=(language.gettext("Say on which day it was received."),)), UNPROCESSABLE)
    return RedirectResponse(f"/rights/{number}", SEE_OTHER)


@pages.get("/rights/{number}")
def one_page(http: HttpRequest, who: Officer, number: RowId) -> Response:
    """Show one, with the requests in which the person may be meant."""
    return _one(http, who, _found(http, who, number))


@posts.post("/rights/{number}/act")
def act(  # noqa: PLR0913, PLR0917 - a parameter for each field
    http: HttpRequest,
    who: Officer,
    number: RowId,
    seen: Annotated[int, Form(ge=1, le=2**31 - 1)],
    do: Annotated[str, Form(max_length=16)],
    chosen: Annotated[list[int] | None, Form(max_length=1000)] = None,
    identity: Annotated[IdentityProof, Form()] = IdentityProof.UNCHECKED,
    marks: Annotated[list[str] | None, Form(max_length=1000)] = None,
    why: Words = "",
    name: Line = "",
    email: Line = "",
    phone: Line = "",
    address: Line = "",
) -> Response:
    """Go on with one: choose whose requests, say who he is proven to be, extend, grant or refuse."""
    desk, asked = desk_of(http), _found(http, who, number)
    by, now, installation = who.agent.login, datetime.now(UTC), desk.installation
    told = Told(name=name or None, email=email or None, phone=phone or None, address=address or None)
    ways = {
        "choose": lambda: flow.choose(installation, number, tuple(map(RequestId, chosen or ())), seen, by, now),
        "identity": lambda: flow.prove(installation, number, identity, seen, by, now),
        "extend": lambda: flow.extend(installation, number, why, seen, by, now),
        "refuse": lambda: flow.refuse(installation, number, why, seen, by, now),
        "forget": lambda: mentions.remove(installation, number, tuple(marks or ()), seen, by, now),
        "grant": lambda: flow.grant(installation, number, why, seen, by, now, told),
    }
    if do not in ways:
        raise HTTPException(404)
    language = desk.languages[who.language]
    try:
        ways[do]()
    except InvalidError as error:
        return _one(http, who, asked, tuple(said(one.what, language) for one in error.mistakes), UNPROCESSABLE)
    except ConflictError as error:
        return _one(http, who, _found(http, who, number), (said(error.args[0], language),), CONFLICT)
    return RedirectResponse(f"/rights/{number}", SEE_OTHER)


@posts.post("/rights/{number}/export")
def export_file(http: HttpRequest, who: Officer, number: RowId) -> Response:
    """Hand out everything of the person, and nothing of others, as a ZIP with JSON, PDF and his originals."""
    desk, asked = desk_of(http), _found(http, who, number)
    try:
        packed = export(desk.installation, number, who.agent.login, datetime.now(UTC), who.language)
    except ConflictError as error:
        return _one(http, who, asked, (said(error.args[0], desk.languages[who.language]),), CONFLICT)
    return Response(packed, media_type="application/zip", headers=download_headers(f"donnees-{number}.zip"))


@pages.get("/requests/{request_id}/protection")
def protection_page(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Show who opened a request, whether it is held back, and when it was anonymised."""
    return _protection(http, who, _entitled(http, who, request_id))


@posts.post("/requests/{request_id}/protection")
def hold(http: HttpRequest, who: Officer, request_id: RowId, kind: Annotated[HoldKind, Form()], reason: Words = "") -> Response:
    """Hold a request back."""
    desk, record = desk_of(http), _entitled(http, who, request_id)
    language = desk.languages[who.language]
    try:
        hold_back(desk.installation, record.line.id, kind, reason, who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        return _protection(http, who, record, tuple(said(one.what, language) for one in error.mistakes), UNPROCESSABLE)
    except ConflictError as error:
        return _protection(http, who, record, (said(error.args[0], language),), CONFLICT)
    return RedirectResponse(f"/requests/{request_id}/protection", SEE_OTHER)


@posts.post("/requests/{request_id}/protection/{number}/end")
def end(http: HttpRequest, who: Officer, request_id: RowId, number: RowId) -> Response:
    """End what holds a request back."""
    record = _entitled(http, who, request_id)
    free(desk_of(http).installation, record.line.town, number, who.agent.login, datetime.now(UTC))
    return RedirectResponse(f"/requests/{request_id}/protection", SEE_OTHER)


def _protection(http: HttpRequest, who: Member, record: RequestRecord, told: tuple[str, ...] = (), status: int = 200) -> Response:
    desk, town = desk_of(http), record.line.town
    language = desk.languages[who.language]
    with desk.installation.database.read() as session:
        readers = readings.of_request(session, record.line.id, MOST_READERS)
        holds = retention.holds(session, town, record.line.id)
        erased = retention.erasure_of(session, record.line.id)
        logins = {*(one.login for one in readers), *(one.author for one in holds), *((erased.actor,) if erased else ())}
        names = agents.names(session, logins)
        told_number = privacy_texts.shown_with(session, record.inbound_id)
        has_consents = consents.has_any(session, limited.family(session, record.line.id))
    values = {
        "request": record.line,
        "told_number": told_number,
        "has_consents": has_consents,
        "can_read_told": who.may(Permission.RETENTION),
        # The officer sees to requests that are not his to read; of these the confidential ones are named by nothing that stands for them.
        "is_open": may_read(desk, who, record.line.id, "readers"),
        "readers": readers,
        "holds": holds,
        "erased": erased,
        "rule_words": partial(rule_words, language=language),
        "names": names,
        "kinds": dict(zip(HOLDS, map(language.gettext, HOLDS.values()), strict=True)),
        "zone": desk.book.town(town).timezone,
        "told": told,
        "can_hold": may_in_town(who.standing, Permission.ERASE, town) and record.erased_at is None,
    }
    return show(http, who, "protection.html", values, status)


def _entitled(http: HttpRequest, who: Member, request_id: int) -> RequestRecord:
    """Return a request of which somebody may know who opened it: the data protection officer, and the head of its department.

    Raises HTTPException (404) for everybody else.
    """
    desk = desk_of(http)
    if not who.may(Permission.ERASE):
        record = opened(desk, who, request_id, "readers")
        if may(who.standing, Permission.SUPERVISE, facts_of(desk.installation.towns.get(record.line.town).ruleset, record)):
            return record
        raise HTTPException(404)
    with desk.installation.database.read() as session:
        record = get_request(session, RequestId(request_id))
    if not who.may_see(record.line.town):
        raise HTTPException(404)
    return record


def _list(http: HttpRequest, who: Member, town: Town, typed: Typed, status: int = 200) -> Response:
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        every = person_rights.of_town(session, town.id, MOST_LISTED)
    today = datetime.now(UTC).astimezone(ZoneInfo(town.timezone)).date()
    values = {"town": town, "every": every, "typed": typed, "today": today, **_words(http, who)}
    return show(http, who, "rights.html", values, status)


def _one(http: HttpRequest, who: Member, asked: RightsRequest, told: tuple[str, ...] = (), status: int = 200) -> Response:
    desk = desk_of(http)
    language, now = desk.languages[who.language], datetime.now(UTC)
    with desk.installation.database.read() as session:
        found = flow.found(desk.installation, session, asked, now) if asked.state is RightsState.OPEN else ()
        named = _named(session, asked)
    town = desk.book.town(asked.town)
    values = {
        "town": town,
        "asked": asked,
        "found": found,
        "kept": {one.record.line.id: said(one.kept, language) for one in found if one.kept is not None},
        "labels": {one.code: one.label for one in desk.installation.towns.get(asked.town).ruleset.subjects},
        "today": now.astimezone(ZoneInfo(town.timezone)).date(),
        "told": told,
        "named": named,
        **_words(http, who),
    }
    return show(http, who, "rights_one.html", values, status)


def _named(session: Session, asked: RightsRequest) -> tuple[Mention, ...]:
    """Return what else names the person of an erasure; of one that was done, what did then."""
    if asked.right is not Right.ERASURE:
        return ()
    return mentions.found(session, asked.town, asked.person) if asked.state is RightsState.OPEN else mentions.kept(asked)


def _words(http: HttpRequest, who: Member) -> Mapping[str, object]:
    gettext = desk_of(http).languages[who.language].gettext

    def said(table: Mapping[str, str]) -> Mapping[str, str]:
        return dict(zip(table, map(gettext, table.values()), strict=True))

    return {"rights": said(RIGHTS), "proofs": said(PROOFS), "states": said(STATES), "mention_words": said(MENTIONS)}


def _found(http: HttpRequest, who: Member, number: int) -> RightsRequest:
    with desk_of(http).installation.database.read() as session:
        asked = person_rights.get(session, number)
    if not who.may_see(asked.town):
        raise HTTPException(404)
    return asked


def _lines(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.replace(";", "\n").splitlines() if one.strip())


def _town(who: Member, code: str | None) -> Town:
    found = (who.town or next(iter(who.towns), None)) if code is None else next((one for one in who.towns if one.id == code), None)
    if found is None:
        raise HTTPException(404)
    return found
