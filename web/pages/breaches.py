"""The register of breaches of personal data, for the data protection officer: recorded, gone on with, closed, taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, HTTPException
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from domain.breach import Breach, BreachFacts, BreachNature, BreachRisk, Clock, clock_of, differing
from domain.errors import ConflictError, InvalidError
from domain.rights import Permission
from domain.town import Town
from flows import breach_register
from flows import breaches as flow
from flows.breach_words import FIELDS, NATURES, RISKS, clock_words, field_words, told
from store import agents, breaches
from web.access import RowId
from web.desk import desk_of
from web.downloads import download_headers
from web.rule_room import posted_values
from web.town_wanted import asked_for_town
from web.translations import said
from web.visitor import Member, checked_post, permitted, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
Officer = Annotated[Member, Depends(permitted(Permission.ERASE))]
TownCode = Annotated[str, InPath(min_length=1, max_length=64)]
SEE_OTHER, UNPROCESSABLE, CONFLICT = 303, 422, 409
_MOMENTS = ("began_at", "known_at", "authority_at", "persons_at")
_COUNTS = ("persons_count", "records_count")
_TEXTS = ("what", "persons", "data", "consequences", "measures", "authority_why", "persons_why")
_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVersion:
    """A version in the history of a breach: who wrote it when, and what it says otherwise than the one before."""

    number: int
    author: str
    at: datetime
    changed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form, as it was typed."""

    texts: Mapping[str, str]
    natures: tuple[str, ...]
    is_closed: bool
    seen: int = 0


@pages.get("/breaches")
def list_page(http: HttpRequest, who: Officer) -> Response:
    """Show the register of the chosen town, and the form for the next breach."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    return _list(http, who, _town(who, None))


@pages.get("/breaches.{kind}")
def register_file(http: HttpRequest, who: Officer, kind: Annotated[str, InPath(max_length=8)]) -> Response:
    """Hand out the register as CSV or PDF, in the language of the page."""
    of, installation, now = _town(who, None), desk_of(http).installation, datetime.now(UTC)
    headers = download_headers(f"registre-violations-{of.id}.{kind}")
    if kind == "csv":
        content = breach_register.as_csv(installation, of.id, who.language, now)
        return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
    if kind == "pdf":
        return Response(breach_register.as_pdf(installation, of.id, who.language, now), media_type="application/pdf", headers=headers)
    raise HTTPException(404)


@posts.post("/breaches/{town}/new")
async def record(http: HttpRequest, who: Officer, town: TownCode) -> Response:
    """Record a breach."""
    return await run_in_threadpool(_record, http, who, _town(who, town), await posted_values(http))


@pages.get("/breaches/{number}")
def one_page(http: HttpRequest, who: Officer, number: RowId) -> Response:
    """Show one breach, to be gone on with, and all that was ever written of it."""
    return _one(http, who, _found(http, who, number))


@posts.post("/breaches/{number}")
async def amend(http: HttpRequest, who: Officer, number: RowId) -> Response:
    """Write a breach anew."""
    return await run_in_threadpool(_amend, http, who, number, await posted_values(http))


def _record(http: HttpRequest, who: Member, of: Town, posted: Mapping[str, Sequence[str]]) -> Response:
    desk, typed = desk_of(http), _typed(posted)
    language = desk.languages[who.language]
    facts, unread = _read(typed, of)
    if facts is None or unread:
        faults = dict.fromkeys(unread, language.gettext("Write a moment or a number here."))
        return _list(http, who, of, typed, faults, UNPROCESSABLE)
    try:
        first = flow.record(desk.installation, of.id, facts, who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        return _list(http, who, of, typed, {one.where: said(one.what, language) for one in error.mistakes}, UNPROCESSABLE)
    return RedirectResponse(f"/breaches/{first.id}", SEE_OTHER)


def _amend(http: HttpRequest, who: Member, number: int, posted: Mapping[str, Sequence[str]]) -> Response:
    desk, known, typed = desk_of(http), _found(http, who, number), _typed(posted)
    language = desk.languages[who.language]
    facts, unread = _read(typed, desk.book.town(known.town))
    if facts is None or unread:
        faults = dict.fromkeys(unread, language.gettext("Write a moment or a number here."))
        return _one(http, who, known, typed, faults, status=UNPROCESSABLE)
    try:
        flow.amend(desk.installation, number, facts, typed.seen, who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        return _one(http, who, known, typed, {one.where: said(one.what, language) for one in error.mistakes}, status=UNPROCESSABLE)
    except ConflictError as error:
        # What he typed stays, beside what the other has written: saved once more it is meant.
        now_known = _found(http, who, number)
        return _one(http, who, now_known, replace(typed, seen=now_known.version), {}, said(error.args[0], language), CONFLICT)
    return RedirectResponse(f"/breaches/{number}?saved=1", SEE_OTHER)


def _typed(posted: Mapping[str, Sequence[str]]) -> Typed:
    texts = {name: posted[name][0] for name in (*_MOMENTS, *_COUNTS, *_TEXTS, "risk") if posted.get(name)}
    seen = next(iter(posted.get("seen", ())), "")
    return Typed(
        texts=texts,
        natures=tuple(posted.get("natures", ())),
        is_closed=bool(posted.get("is_closed")),
        seen=int(seen) if seen.isdecimal() and len(seen) < _DIGITS else 0,
    )


def _read(typed: Typed, of: Town) -> tuple[BreachFacts | None, tuple[str, ...]]:
    """Return what was typed, and the fields nobody can read; no facts where it is not said when the breach was known."""
    zone, unread = ZoneInfo(of.timezone), list[str]()
    moments: dict[str, datetime | None] = {}
    for name in _MOMENTS:
        text = typed.texts.get(name, "").strip()
        moments[name] = _moment(text, zone)
        if text and moments[name] is None:
            unread.append(name)
    counts: dict[str, int | None] = {}
    for name in _COUNTS:
        text = typed.texts.get(name, "").strip()
        counts[name] = int(text) if text.isdecimal() and text.isascii() and len(text) < _DIGITS else None
        if text and counts[name] is None:
            unread.append(name)
    risk, known_at = typed.texts.get("risk", BreachRisk.UNJUDGED), moments["known_at"]
    if risk not in set(BreachRisk):
        unread.append("risk")
        risk = BreachRisk.UNJUDGED
    if known_at is None:
        return None, tuple(dict.fromkeys((*unread, "known_at")))
    texts = {name: typed.texts.get(name, "") for name in _TEXTS}
    facts = BreachFacts(
        what=texts["what"],
        began_at=moments["began_at"],
        known_at=known_at,
        natures=tuple(one for one in BreachNature if one in typed.natures),
        persons=texts["persons"],
        persons_count=counts["persons_count"],
        data=texts["data"],
        records_count=counts["records_count"],
        consequences=texts["consequences"],
        measures=texts["measures"],
        risk=BreachRisk(risk),
        authority_at=moments["authority_at"],
        authority_why=texts["authority_why"],
        persons_at=moments["persons_at"],
        persons_why=texts["persons_why"],
        is_closed=typed.is_closed,
    )
    return facts, tuple(unread)


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Return a moment of the town's clock as browsers send it; None where it is none."""
    try:
        found = datetime.fromisoformat(text)
        return (found.replace(tzinfo=zone) if found.tzinfo is None else found).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _list(
    http: HttpRequest,
    who: Member,
    of: Town,
    typed: Typed | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    desk, now, zone = desk_of(http), datetime.now(UTC), ZoneInfo(of.timezone)
    with desk.installation.database.read() as session:
        every = breaches.of_town(session, of.id)
    fresh = Typed(texts={"known_at": f"{now.astimezone(zone):%Y-%m-%dT%H:%M}"}, natures=(), is_closed=False)
    clocks = {one.id: clock_of(one.facts, now) for one in every}
    values = {
        "town": of,
        "every": every,
        "clocks": clocks,
        "clock_words": {one.id: clock_words(clocks[one.id], one.facts, zone, who.language) for one in every},
        "typed": typed or fresh,
        "faults": faults or {},
        **_words(who),
    }
    return show(http, who, "breaches.html", values, status)


def _one(  # noqa: PLR0913, PLR0917 - what the page shows
    http: HttpRequest,
    who: Member,
    known: Breach,
    typed: Typed | None = None,
    faults: Mapping[str, str] | None = None,
    told_at_all: str = "",
    status: int = 200,
) -> Response:
    desk, now = desk_of(http), datetime.now(UTC)
    of = desk.book.town(known.town)
    zone = ZoneInfo(of.timezone)
    with desk.installation.database.read() as session:
        every = breaches.versions(session, known.id)
        names = agents.names(session, {one.author for one in every})
    clock = clock_of(known.facts, now)
    values = {
        "town": of,
        "breach": known,
        "clock": clock,
        "clock_said": clock_words(clock, known.facts, zone, who.language),
        "hours_left": int((known.facts.due_at - now).total_seconds() // 3600) if clock is Clock.RUNNING else None,
        "typed": typed or _as_typed(known, zone),
        "faults": faults or {},
        "told": told_at_all,
        "versions": _history(every, names, zone, who.language),
        "zone": of.timezone,
        "is_saved": "saved" in http.query_params,
        **_words(who),
    }
    return show(http, who, "breaches_one.html", values, status)


def _as_typed(known: Breach, zone: ZoneInfo) -> Typed:
    facts = known.facts
    texts = {name: getattr(facts, name) for name in _TEXTS} | {"risk": facts.risk.value}
    texts |= {name: f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" for name in _MOMENTS if (at := getattr(facts, name)) is not None}
    texts |= {name: str(count) for name in _COUNTS if (count := getattr(facts, name)) is not None}
    return Typed(texts=texts, natures=facts.natures, is_closed=facts.is_closed, seen=known.version)


def _history(every: Sequence[Breach], names: Mapping[str, str], zone: ZoneInfo, language: str) -> tuple[ShownVersion, ...]:
    """Return the versions of a breach, the newest first."""
    shown = []
    for place, one in enumerate(every):
        changed = differing(every[place - 1].facts, one.facts) if place else tuple(FIELDS)
        words = ((FIELDS[name].told(language), field_words(one.facts, name, zone, language)) for name in changed)
        lines = tuple((label, value or "–") for label, value in words if value or place)
        shown.append(ShownVersion(number=one.version, author=names.get(one.author, one.author), at=one.at, changed=lines))
    return tuple(reversed(shown))


def _words(who: Member) -> Mapping[str, object]:
    return {"labels": told(FIELDS, who.language), "natures": told(NATURES, who.language), "risks": told(RISKS, who.language)}


def _found(http: HttpRequest, who: Member, number: int) -> Breach:
    with desk_of(http).installation.database.read() as session:
        found = breaches.get(session, number)
    if not who.may_see(found.town):
        raise HTTPException(404)
    return found


def _town(who: Member, code: str | None) -> Town:
    found = (who.town or next(iter(who.towns), None)) if code is None else next((one for one in who.towns if one.id == code), None)
    if found is None:
        raise HTTPException(404)
    return found
