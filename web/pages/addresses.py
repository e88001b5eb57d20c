"""Addresses of the town brought in from a file: looked at before they count, with every row that was left out, and their versions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from domain.errors import ConfigurationError, ConflictError, Mistake, MistakesError, NotFoundError
from domain.places_change import PlacesChange
from domain.town import Town
from flows import places as flow
from flows import reread
from flows.address_file.faults import mistake_of, words_of
from flows.places import LARGEST_LOSS, Imported, LargeLossError, Order
from flows.places_upload import MOST_FILES, alone, drop_files, find_finished, finish_files, keep_files, kept_files
from store import towns
from web.desk import Desk, desk_of
from web.pages.health import Told
from web.town_wanted import named_town, town_of
from web.translations import Language, said
from web.uploads import MOST_FIELDS
from web.visitor import Admin, Member, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
TownCode = Annotated[str, InPath(min_length=1, max_length=64)]
Number = Annotated[int, Query(ge=1, le=2**31 - 1)]
SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
ANY_LOSS = 1.0
MOST_NAMES, MOST_FAULTS = 100, 200
IMPORT_WAITS_SECONDS = 20.0
"""For who clicked twice: what came of the first click is what he is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Streets of one kind of change: how many, and the first of them."""

    title: str
    count: int
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Against which version of the places files were looked at, and what share may be lost by them."""

    seen: int
    largest_loss: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What files would change. ``loss`` says that they would take away much; ``faults`` are the first rows that were left out, by line."""

    token: str
    seen: int
    files: tuple[str, ...]
    imported: Imported
    names: tuple[Names, ...]
    reasons: tuple[tuple[str, int], ...]
    faults: tuple[Told, ...]
    loss: str


@pages.get("/addresses")
def addresses_page(
    http: HttpRequest,
    who: Admin,
    imported: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    reading: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """Show the versions of the town's addresses, and where a file is handed over; ``reading`` says how many messages are read again."""
    return _show(http, who, town_of(who), {"imported": imported, "reading": reading})


@posts.post("/addresses/{town}/reread")
def read_again(http: HttpRequest, who: Admin, town: TownCode) -> Response:
    """Let the messages that wait in review be read again with the addresses that count now."""
    many = reread.ask(desk_of(http).installation, named_town(who, town).id, who.agent.login, datetime.now(UTC))
    return RedirectResponse(f"/addresses?reading={many}#reread", SEE_OTHER)


@pages.get("/addresses/difference")
def difference_page(http: HttpRequest, who: Admin, old: Number, new: Number) -> Response:
    """Show what distinguishes two versions."""
    desk, town = desk_of(http), town_of(who)
    there = {one.number for one in flow.places_versions(desk.installation, town.id)}
    if not {old, new} <= there:
        raise HTTPException(404)
    change = flow.places_difference(desk.installation, town.id, old, new)
    values = {"town": town, "old": old, "new": new, "change": change, "names": _names(change, desk.languages[who.language], most=1_000)}
    return show(http, who, "addresses_difference.html", values)


@posts.post("/addresses/{town}/try")
async def try_out(http: HttpRequest, who: Admin, town: TownCode) -> Response:
    """Show what files would change; they are kept until somebody says that they are to count."""
    form = await http.form(max_fields=MOST_FIELDS)
    files = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
    return await run_in_threadpool(_try, http, who, town, files)


@posts.post("/addresses/{town}/import")
def bring_in(
    http: HttpRequest,
    who: Admin,
    town: TownCode,
    token: Annotated[str, Form(max_length=32)],
    seen: Annotated[int, Form(ge=0, le=2**31 - 1)],
    loss: Annotated[str, Form(max_length=2)] = "",
) -> Response:
    """Make the addresses of files that were looked at those of the town."""
    desk, of = desk_of(http), named_town(who, town)
    try:
        with alone(desk.installation.settings, of.id, wait_seconds=IMPORT_WAITS_SECONDS):
            return _import(http, who, of, token, Chosen(seen=seen, largest_loss=ANY_LOSS if loss else LARGEST_LOSS))
    except ConflictError as error:
        return _show(http, who, of, {"told": (said(error.args[0], desk.languages[who.language]),)}, status=CONFLICT)


def _import(http: HttpRequest, who: Member, of: Town, token: str, chosen: Chosen) -> Response:
    desk = desk_of(http)
    settings = desk.installation.settings
    try:
        files = kept_files(settings, of.id, token)
        order = Order(town=of.id, files=files, largest_loss=chosen.largest_loss, seen=chosen.seen)
        done = flow.import_places(desk.installation, order, author=who.agent.login, now=datetime.now(UTC))
    except NotFoundError:
        if (number := find_finished(settings, of.id, token)) is not None and number in {0, _newest(desk, of)}:
            return RedirectResponse(f"/addresses?imported={number}", SEE_OTHER)
        told = (desk.languages[who.language].gettext("The file is not kept any more: hand it over again."),)
        return _show(http, who, of, {"told": told}, status=UNPROCESSABLE)
    except (ConflictError, LargeLossError) as error:
        what = error.mistakes[0].what if isinstance(error, LargeLossError) else error.args[0]
        preview = _preview(desk, who, of, token)
        return _show(http, who, of, {"preview": preview, "told": (said(what, desk.languages[who.language]),)}, status=CONFLICT)
    except MistakesError as error:
        return _show(http, who, of, {"refused": _told(error.mistakes, desk.languages[who.language])}, status=UNPROCESSABLE)
    finish_files(settings, of.id, token, done.number or 0)
    desk.installation.towns.refresh()
    return RedirectResponse(f"/addresses?imported={done.number or 0}", SEE_OTHER)


def _try(http: HttpRequest, who: Member, code: str, files: Sequence[UploadFile]) -> Response:
    desk, town = desk_of(http), named_town(who, code)
    language, settings = desk.languages[who.language], desk.installation.settings
    if not files or len(files) > MOST_FILES:
        told = (language.gettext("Choose one file, or up to four that belong together."),)
        return _show(http, who, town, {"told": told}, status=UNPROCESSABLE)
    try:
        with alone(settings, town.id):
            return _tried(http, who, town, files)
    except ConflictError as error:
        return _show(http, who, town, {"told": (said(error.args[0], language),)}, status=CONFLICT)


def _tried(http: HttpRequest, who: Member, town: Town, files: Sequence[UploadFile]) -> Response:
    desk = desk_of(http)
    language, settings = desk.languages[who.language], desk.installation.settings
    token = keep_files(settings, town.id, [(one.filename or "", one.file) for one in files])
    try:
        preview = _preview(desk, who, town, token)
    except ConfigurationError as error:
        drop_files(settings, town.id, token)
        return _show(http, who, town, {"refused": _told(error.mistakes, language)}, status=UNPROCESSABLE)
    return _show(http, who, town, {"preview": preview})


def _newest(desk: Desk, town: Town) -> int:
    return max((one.number for one in flow.places_versions(desk.installation, town.id)), default=0)


def _preview(desk: Desk, who: Member, town: Town, token: str) -> Preview:
    """Return what kept files would change. Raises NotFoundError, ConfigurationError."""
    language, installation = desk.languages[who.language], desk.installation
    files = kept_files(installation.settings, town.id, token)
    with installation.database.read() as session:
        seen = towns.numbers(session)[town.id].places
    loss = ""
    try:
        found = flow.try_places(installation, Order(town=town.id, files=files))
    except LargeLossError as error:
        loss = said(error.mistakes[0].what, language)
        found = flow.try_places(installation, Order(town=town.id, files=files, largest_loss=ANY_LOSS))
    reasons = Counter(fault.reason for fault in found.faults)
    return Preview(
        token=token,
        seen=seen,
        files=tuple(path.name for path in files),
        imported=found,
        names=_names(found.change, language, most=MOST_NAMES),
        reasons=tuple((said(words_of(reason)[0], language), count) for reason, count in reasons.most_common()),
        faults=_told(tuple(mistake_of(fault, fault.file) for fault in found.faults[:MOST_FAULTS]), language),
        loss=loss,
    )


def _names(change: PlacesChange, language: Language, *, most: int) -> tuple[Names, ...]:
    """Return the streets a change is about, by kind; kinds that have none are left out."""
    renumbered = []
    for one in change.renumbered:
        parts = (
            (language.gettext("added:"), one.added),
            (language.gettext("removed:"), one.removed),
            (language.gettext("moved:"), one.moved),
        )
        told = "; ".join(f"{word} {', '.join(numbers)}" for word, numbers in parts if numbers)
        renumbered.append(f"{one.street} ({told})")
    kinds = (
        (language.gettext("Streets renamed, the old name stays as an alias"), tuple(f"{one.old} → {one.new}" for one in change.renamed)),
        (language.gettext("Streets added"), change.added),
        (language.gettext("Streets removed"), change.removed),
        (language.gettext("Streets whose kind, aliases, stretches or shape changed"), change.altered),
        (language.gettext("Numbers changed"), tuple(renumbered)),
    )
    return tuple(Names(title=title, count=len(names), first=names[:most]) for title, names in kinds if names)


def _told(mistakes: Sequence[Mistake], language: Language) -> tuple[Told, ...]:
    """Return what is wrong in words; of a file its name and line, not the folder it lies in."""
    return tuple(Told(where=_where(one), what=said(one.what, language), remedy=said(one.remedy, language)) for one in mistakes)


def _where(mistake: Mistake) -> str:
    names = ", ".join(part.rpartition("/")[2] for part in mistake.where.split(", "))
    return "".join((names, *(f":{number}" for number in (mistake.line, mistake.column) if number is not None)))


def _show(http: HttpRequest, who: Member, town: Town, values: dict[str, object], *, status: int = 200) -> Response:
    desk = desk_of(http)
    versions = flow.places_versions(desk.installation, town.id)
    page = {
        "town": town,
        "zone": town.timezone,
        "versions": tuple(reversed(versions)),
        "preview": None,
        "told": (),
        "refused": (),
        "imported": 0,
        "reading": 0,
        "left": reread.left(desk.installation, town.id),
        "waiting": reread.count_waiting(desk.installation, town.id),
        **values,
    }
    return show(http, who, "addresses.html", page, status)
