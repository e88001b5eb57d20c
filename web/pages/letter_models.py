"""The texts of letters as they exist today: read, written anew, tried on a real request before they count."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from domain.errors import ConflictError, InvalidError, Mistake, NotFoundError
from domain.rights import Permission
from domain.town import Town
from flows import letter_trial
from flows.correspondence import account_mails, models, staff
from flows.correspondence.models import Current
from flows.wording import Message
from letters.audience import fields_for
from letters.example import EXAMPLE
from letters.kinds import ACCOUNT, APART, ENTRIES, SMS, STAFF, Language, ModelKey, kind_of
from letters.model import Model, UnresolvedError, UnwritableError, write
from letters.page import fragment
from letters.sms import Size, simplified
from letters.sms import size as size_of
from store import letter_models as stored
from store import requests
from store.letter_models import ModelVersion
from web.access import opened
from web.desk import desk_of
from web.letter_editor import conditions, differing, insertions
from web.pages.health import Told
from web.town_wanted import asked_for_town
from web.translations import said
from web.visitor import Member, checked_post, permitted, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
Keeper = Annotated[Member, Depends(permitted(Permission.TEMPLATES))]
TownCode = Annotated[str, InPath(min_length=1, max_length=64)]
Key = Annotated[str, Query(max_length=60)]
SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
_FIRST = "compte."
"""What a text about accounts is for stands above what every text may name."""
BEFORE_TEXT = 2
"""Lines of a model as a file that stand before its text: the subject and an empty one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A model in the list: its text that counts, and who wrote it last where it is the town's own."""

    current: Current
    language: Language
    last: ModelVersion | None
    is_replaced: bool = False
    """Whether the shipped text left in its place, for it could not be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A model as somebody is writing it: ``seen`` is the version it was begun from, ``reference`` the request it is tried on."""

    subject: str
    text: str
    seen: int
    reference: str = ""
    language: Language = Language.FRENCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of what somebody wrote: what is wrong with it, or the letter it makes of a request."""

    faults: tuple[Told, ...] = ()
    told: str = ""
    letter: Mapping[str, object] | None = None
    size: Size | None = None
    """Of a text message, what it takes: of the request it was tried on, else with the example's values."""
    mails: tuple[tuple[str, str], ...] = ()
    """Of a text about accounts, the mails it makes, one of each occasion: the heading, and the text as HTML."""


NOTHING = Said()
SECTIONS = ("letters", "staff", "sms", "account")
EMPTY = "Subject or text is empty."
"""Whose remedy speaks of a file."""


@pages.get("/templates")
def models_page(http: HttpRequest, who: Keeper) -> Response:
    """Show all texts of letters of the town, and which are its own."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    town = _town(who)
    with desk_of(http).installation.database.read() as session:
        keys = [(key, language) for key in models.catalogue(session, town.id) for language in models.languages(key)]
        rows = tuple(_row(session, town, key, language) for key, language in keys)
    named = _by_key(keys, rows)
    sections = tuple((title, [(key, some) for key, some in named if _section(key) == title]) for title in SECTIONS)
    return show(http, who, "letter_models.html", {"town": town, "zone": town.timezone, "sections": sections})


def _row(session: Session, town: Town, key: str, language: Language) -> Row:
    last = next(reversed(stored.versions(session, town.id, models.stored(key, language))), None)
    counts = models.current(session, town.id, key, language)
    is_replaced = _lacked(session, town, models.stored(key, language), counts, last) is not None
    return Row(current=counts, language=language, last=last, is_replaced=is_replaced)


def _lacked(session: Session, town: Town, name: str, counts: Current, last: ModelVersion | None) -> str | None:
    """Return what the text that counts lacked, where the shipped one left in its place since it was written."""
    if kind_of(counts.key) not in APART or not counts.number or last is None:
        return None
    return staff.last_replaced(session, town.id, name, last.at)


def _section(key: str) -> str:
    kind = kind_of(key)
    found = (number for number, kinds in enumerate((STAFF, SMS, ACCOUNT), 1) if kind in kinds)
    return SECTIONS[next(found, 0)]


@pages.get("/templates/one")
def model_page(  # noqa: PLR0913, PLR0917 - what its address may say
    http: HttpRequest,
    who: Keeper,
    key: Key,
    language: Language = Language.FRENCH,
    saved: int = 0,
    request: Annotated[str, Query(max_length=40)] = "",
    version: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """Show the text of a letter as a form; with a ``version`` how that differs from the one that counts."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    town = _town(who)
    now = _current(http, town, key, language)
    typed = Typed(subject=now.model.subject, text=now.model.text, seen=now.number, reference=request)
    return _show(http, who, town, key, language, typed, is_saved=bool(saved), compared=version)


@posts.post("/templates/{town}/preview")
def live_preview(  # noqa: PLR0913, PLR0917 - a parameter for each field
    http: HttpRequest,
    who: Keeper,
    town: TownCode,
    key: Annotated[str, Form(max_length=60)],
    language: Annotated[Language, Form()],
    subject: Annotated[str, Form(max_length=2_000)] = "",
    text: Annotated[str, Form(max_length=1_000_000)] = "",
    reference: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Show what is wrong with a text as it is typed, or the letter it makes of a request; nothing is kept."""
    of = next((one for one in who.towns if one.id == town), None)
    if of is None:
        raise HTTPException(404)
    _current(http, of, key, language)
    typed = Typed(
        subject=" ".join(subject.split()),
        text=text.replace("\r\n", "\n").strip("\n"),
        seen=0,
        reference=reference.strip(),
        language=language,
    )
    written = models.source(Model(subject=typed.subject, text=typed.text), language)
    faults = tuple(_told(one, http, who) for one in models.check(key, written))
    try:
        about = Said(faults=faults, size=_example_size(key, typed))
        if (typed.reference or kind_of(key) in ACCOUNT) and not faults:
            about = _tried(http, who, of, key, written, typed)
    except InvalidError as error:
        about = Said(faults=tuple(_told(one, http, who) for one in error.mistakes))
    return show(http, who, "letter_model_said.html", {"about": about, "typed": typed, "is_live": True})


@posts.post("/templates/{town}")
def save(  # noqa: PLR0913, PLR0917 - a parameter for each field
    http: HttpRequest,
    who: Keeper,
    town: TownCode,
    key: Annotated[str, Form(max_length=60)],
    language: Annotated[Language, Form()],
    seen: Annotated[int, Form(ge=0, le=2**31 - 1)],
    subject: Annotated[str, Form(max_length=2_000)] = "",
    text: Annotated[str, Form(max_length=1_000_000)] = "",
    reference: Annotated[str, Form(max_length=40)] = "",
    do: Annotated[str, Form(max_length=10)] = "save",
) -> Response:
    """Keep the text of a letter, let the one that is shipped count again, or show what it makes of a request and keep nothing."""
    desk, of = desk_of(http), next((one for one in who.towns if one.id == town), None)
    if of is None or do not in {"save", "reset", "try"}:
        raise HTTPException(404)
    _current(http, of, key, language)
    now, spoken = datetime.now(UTC), desk.languages[who.language]
    typed = Typed(
        subject=" ".join(subject.split()),
        text=text.replace("\r\n", "\n").strip("\n"),
        seen=seen,
        reference=reference.strip(),
        language=language,
    )
    written = models.source(Model(subject=typed.subject, text=typed.text), language)
    try:
        if do == "try":
            return _show(http, who, of, key, language, typed, _tried(http, who, of, key, written, typed))
        if do == "reset":
            models.reset(desk.installation, of.id, key, who.agent.login, now, language, seen)
        else:
            models.keep(desk.installation, of.id, key, written, who.agent.login, now, language, seen)
    except InvalidError as error:
        faults = tuple(_told(one, http, who) for one in error.mistakes)
        return _show(http, who, of, key, language, typed, Said(faults=faults), status=UNPROCESSABLE)
    except ConflictError as error:
        return _show(http, who, of, key, language, typed, Said(told=said(error.args[0], spoken)), status=CONFLICT)
    return RedirectResponse(f"/templates/one?key={key}&language={language}&saved=1", SEE_OTHER)


def _tried(http: HttpRequest, who: Member, town: Town, key: str, written: str, typed: Typed) -> Said:
    """Return the letter that a text makes of a request the visitor may read, or the mails about accounts. Raises InvalidError."""
    desk = desk_of(http)
    if kind_of(key) in ACCOUNT:
        return Said(mails=_mails(http, town, key, written, typed.language))
    language = desk.languages[who.language]
    with desk.installation.database.read() as session:
        found = requests.find_by_reference(session, town.id, typed.reference) if typed.reference else None
    missing = Said(told=language.gettext("There is no request %(reference)s that you may read.") % {"reference": typed.reference})
    if found is None:
        return missing
    try:
        record = opened(desk, who, found, "model")
    except NotFoundError:
        return missing
    letter = letter_trial.preview(desk.installation, key, record.line.id, datetime.now(UTC), written, typed.language)
    size = size_of(str(letter["body"])) if kind_of(key) in SMS else None
    return Said(letter={**letter, "shown": fragment(str(letter.get("rich") or letter["body"]))}, size=size)


def _mails(http: HttpRequest, town: Town, key: str, written: str, language: Language) -> tuple[tuple[str, str], ...]:
    """Return the mails about accounts that a text makes. Raises InvalidError."""
    made = account_mails.previews(desk_of(http).installation, town.id, key, datetime.now(UTC), written, language)
    return tuple((one.subject, fragment(one.body)) for one in made)


def _example_size(key: str, typed: Typed) -> Size | None:
    """Return what a text message takes with the example's values; None for any other text, and for one that cannot be written."""
    if kind_of(key) not in SMS:
        return None
    try:
        return size_of(simplified(write(Model(subject=typed.subject, text=typed.text), EXAMPLE).text))
    except (UnresolvedError, UnwritableError):
        return None


def _told(mistake: Mistake, http: HttpRequest, who: Member) -> Told:
    """Return what is wrong in words. The line is counted in the text: of a model as a file, the subject and an empty line stand before."""
    language = desk_of(http).languages[who.language]
    line = None if mistake.line is None else mistake.line - BEFORE_TEXT
    where = "" if line is None else language.gettext("Subject line") if line < 1 else language.gettext("Line %(number)s") % {"number": line}
    is_empty = isinstance(mistake.what, Message) and mistake.what.template == EMPTY
    return Told(where=where, what=said(mistake.what, language), remedy="" if is_empty else said(mistake.remedy, language))


def _show(  # noqa: PLR0913, PLR0917 - what the form shows
    http: HttpRequest,
    who: Member,
    town: Town,
    key: str,
    language: Language,
    typed: Typed,
    about: Said = NOTHING,
    *,
    status: int = 200,
    is_saved: bool = False,
    compared: int = 0,
) -> Response:
    with desk_of(http).installation.database.read() as session:
        now = models.current(session, town.id, key, language)
        versions = stored.versions(session, town.id, models.stored(key, language))
        lacked = _lacked(session, town, models.stored(key, language), now, versions[-1] if versions else None)
    kind = kind_of(key) or ModelKey.MESSAGE
    allowed = fields_for(kind)
    old = next((one for one in versions if one.number == compared and one.text is not None), None)
    if about.size is None:
        about = replace(about, size=_example_size(key, typed))
    if kind in ACCOUNT and about == NOTHING:
        with suppress(InvalidError):
            about = Said(mails=_mails(http, town, key, models.source(now.model, language), language))
    values = {
        "town": town,
        "zone": town.timezone,
        "key": key,
        "part": _section(key),
        "is_entry": kind in ENTRIES,
        "lacked": lacked,
        "language_of_model": language,
        "languages": models.languages(key),
        "typed": typed,
        "about": about,
        "current": now,
        "is_own": now.number > 0 and now.key == key,
        "versions": tuple(reversed(versions)),
        "fields": sorted((one for one in insertions() if one.name in allowed), key=lambda one: not one.name.startswith(_FIRST)),
        "conditions": conditions(allowed),
        "compared": old,
        "differing": () if old is None else differing(old, now.model.subject, now.model.text),
        "is_saved": is_saved,
        "is_live": False,
        "lacks_relay": desk_of(http).installation.settings.relay_url is None,
    }
    return show(http, who, "letter_model.html", values, status)


def _current(http: HttpRequest, town: Town, key: str, language: Language) -> Current:
    """Return the text that counts; 404 for what names no letter, or none in a language."""
    if models.misnamed(key) or language not in models.languages(key):
        raise HTTPException(404)
    with desk_of(http).installation.database.read() as session:
        return models.current(session, town.id, key, language)


def _by_key(keys: list[tuple[str, Language]], rows: tuple[Row, ...]) -> list[tuple[str, tuple[Row, ...]]]:
    found: dict[str, tuple[Row, ...]] = {}
    for (key, _), row in zip(keys, rows, strict=True):
        found[key] = (*found.get(key, ()), row)
    return list(found.items())


def _town(who: Member) -> Town:
    town = who.town or next(iter(who.towns), None)
    if town is None:
        raise HTTPException(404)
    return town
