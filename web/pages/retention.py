"""How long a town keeps what, what would go, what went by which rule; and the register sheet that is made of it."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, InvalidError
from domain.ids import SubjectCode, TownId
from domain.retention import Terms, least_months
from domain.rights import Permission
from domain.town import Town
from flows import register_sheet
from flows.retention import natures, plan, run
from flows.retention_terms import keep_terms
from store import agents, retention
from web.desk import desk_of
from web.downloads import download_headers
from web.retention_words import COUNTED, HELD, KEPT, rule_words
from web.rule_room import CONFLICT, SEE_OTHER, UNPROCESSABLE, posted_values
from web.town_wanted import asked_for_town
from web.translations import said
from web.visitor import Admin, Member, checked_post, permitted, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
Keeper = Annotated[Member, Depends(permitted(Permission.RETENTION))]
TownCode = Annotated[str, InPath(min_length=1, max_length=64)]
MOST_RUNS = 30
MOST_ERASED = 50
_NUMBERS = ("months", "rejected_months", "junk_days", "calls_months", "readings_months", "first_hour", "last_hour", "batch")
_LINE = re.compile(r"\s*([\w-]{1,24})\s*[=:]\s*(\d{1,4})\s*")
LONGEST_TEXT = 300


@pages.get("/retention")
def retention_page(http: HttpRequest, who: Keeper, saved: int = 0, ran: int = -1, more: int = 0) -> Response:
    """Show how long the chosen town keeps what, what is due, and what was done."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    return _show(http, who, _town(who, None), is_saved=bool(saved), ran=ran, has_more=bool(more))


@posts.post("/retention/{town}")
async def save(http: HttpRequest, who: Admin, town: TownCode) -> Response:
    """Change how long a town keeps what."""
    of, desk = _town(who, town), desk_of(http)
    typed = {name: values[0] for name, values in (await posted_values(http)).items() if values}
    language = desk.languages[who.language]
    with desk.installation.database.read() as session:
        known, _ = retention.terms(session, of.id)
    new, unread = _read(typed, known)
    if unread:
        words = language.gettext("Write one line for each type of request, such as VOI-01 = 12: %(line)s")
        told = tuple(words % {"line": one} for one in unread)
        return _show(http, who, of, typed=typed, told=told, status=UNPROCESSABLE)
    seen = int(typed["seen"]) if typed.get("seen", "").isdecimal() else 0
    try:
        keep_terms(desk.installation, of.id, new, seen, who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        return _show(http, who, of, typed=typed, told=tuple(said(one.what, language) for one in error.mistakes), status=UNPROCESSABLE)
    except ConflictError as error:
        return _show(http, who, of, typed=typed, told=(said(error.args[0], language),), status=CONFLICT)
    return RedirectResponse("/retention?saved=1", SEE_OTHER)


@posts.post("/retention/{town}/run")
def run_now(http: HttpRequest, who: Keeper, town: TownCode, agreed: Annotated[str, Form(max_length=8)] = "") -> Response:
    """Anonymise a batch of what is due, where it was said that this is meant."""
    of, desk = _town(who, town), desk_of(http)
    if not agreed:
        language = desk.languages[who.language]
        return _show(http, who, of, told=(language.gettext("Tick that you mean it: it cannot be undone."),), status=UNPROCESSABLE)
    with desk.installation.database.read() as session:
        terms, _ = retention.terms(session, of.id)
    before = _erased(http, of.id)
    done = run(desk.installation, of.id, who.agent.login, datetime.now(UTC), most=terms.batch)
    return RedirectResponse(f"/retention?ran={_erased(http, of.id) - before}&more={0 if done.is_all else 1}#log", SEE_OTHER)


@pages.get("/register.{kind}")
def register_file(http: HttpRequest, who: Keeper, kind: Annotated[str, InPath(max_length=8)]) -> Response:
    """Hand out the register sheet as PDF or Markdown, in the language of the page."""
    of = _town(who, None)
    sheet = register_sheet.sheet_of(desk_of(http).installation, of.id, who.language)
    name = f"registre-{of.id}.{kind}"
    if kind == "pdf":
        return Response(register_sheet.as_pdf(sheet), media_type="application/pdf", headers=download_headers(name))
    if kind == "md":
        return Response(register_sheet.markdown(sheet), media_type="text/markdown; charset=utf-8", headers=download_headers(name))
    raise HTTPException(404)


@pages.get("/register")
def register_page(http: HttpRequest, who: Keeper) -> Response:
    """Show the register sheet of the chosen town."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    of = _town(who, None)
    sheet = register_sheet.sheet_of(desk_of(http).installation, of.id, who.language)
    return show(http, who, "register.html", {"town": of, "sheet": sheet})


def _read(typed: Mapping[str, str], known: Terms) -> tuple[Terms, tuple[str, ...]]:
    """Return the terms as they were typed, and the lines nobody can read; what is no number is one that is refused."""
    subjects: dict[SubjectCode, int] = {}
    unread: list[str] = []
    for line in typed.get("subjects", "").splitlines():
        if found := _LINE.fullmatch(line):
            subjects[SubjectCode(found[1])] = int(found[2])
        elif line.strip():
            unread.append(line.strip()[:80])
    known_numbers = {name: str(getattr(known, name)) for name in _NUMBERS}
    numbers = {name: _number(typed.get(name, known_numbers[name])) for name in _NUMBERS}
    new = Terms(
        months=numbers["months"],
        subjects=subjects,
        rejected_months=numbers["rejected_months"],
        junk_days=numbers["junk_days"],
        calls_months=numbers["calls_months"],
        readings_months=numbers["readings_months"],
        is_nightly="is_nightly" in typed,
        first_hour=numbers["first_hour"],
        last_hour=numbers["last_hour"],
        batch=numbers["batch"],
        controller=_line(typed, "controller"),
        officer=_line(typed, "officer"),
        rights_contact=_line(typed, "rights_contact"),
    )
    return new, tuple(unread)


def _line(typed: Mapping[str, str], name: str) -> str:
    return " ".join(typed.get(name, "").split())[:LONGEST_TEXT]


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 6 else -1  # noqa: PLR2004 - digits


def _erased(http: HttpRequest, town: TownId) -> int:
    with desk_of(http).installation.database.read() as session:
        return retention.count_erased(session, town)


def _show(  # noqa: PLR0913 - what the page shows
    http: HttpRequest,
    who: Member,
    town: Town,
    *,
    typed: Mapping[str, str] | None = None,
    told: Sequence[str] = (),
    is_saved: bool = False,
    ran: int = -1,
    has_more: bool = False,
    status: int = 200,
) -> Response:
    desk, language = desk_of(http), desk_of(http).languages[who.language]
    due = plan(desk.installation, town.id, datetime.now(UTC))
    known = natures(desk.installation, town.id)
    with desk.installation.database.read() as session:
        terms, version = retention.terms(session, town.id)
        runs = retention.runs(session, town.id, MOST_RUNS)
        erased = retention.erasures(session, town.id, "request", MOST_ERASED)
        holds = retention.holds(session, town.id)
        names = agents.names(session, {*(one.actor for one in runs), *(one.actor for one in erased), *(one.author for one in holds)})
        lines = retention.names_of(session, {*(one.row for one in erased), *(one.request for one in holds)})
    labels = {one.code: one.label for one in desk.installation.towns.get(town.id).ruleset.subjects}
    shown = {name: str(getattr(terms, name)) for name in (*_NUMBERS, "controller", "officer", "rights_contact")}
    shown |= {"subjects": "\n".join(f"{code} = {months}" for code, months in sorted(terms.subjects.items()))}
    shown |= {"is_nightly": "1"} if terms.is_nightly else {}
    values = {
        "town": town,
        "typed": typed if typed is not None else shown,
        "version": version,
        "due": [one for one in due if one.held is None],
        "held": [one for one in due if one.held is not None],
        "kept_words": dict(zip(KEPT, map(language.gettext, KEPT.values()), strict=True)),
        "held_words": dict(zip(HELD, map(language.gettext, HELD.values()), strict=True)),
        "counted_words": dict(zip(COUNTED, map(language.gettext, COUNTED.values()), strict=True)),
        "labels": labels,
        "least": {code: least_months(nature) for code, nature in known.items()},
        "runs": runs,
        "erased": erased,
        "holds": holds,
        "names": names,
        "numbers": lines,
        "rule_words": partial(rule_words, language=language),
        "zone": town.timezone,
        "told": told,
        "is_saved": is_saved,
        "ran": ran,
        "has_more": has_more,
        "can_set": who.works_for_all(Permission.CATALOGUE),
    }
    return show(http, who, "retention.html", values, status)


def _town(who: Member, code: str | None) -> Town:
    """Return the town meant, by default the visitor's. Raises HTTPException (404) for one that is not his."""
    found = (who.town or next(iter(who.towns), None)) if code is None else next((one for one in who.towns if one.id == code), None)
    if found is None:
        raise HTTPException(404)
    return found
