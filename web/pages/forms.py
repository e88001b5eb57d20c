"""Forms of a town, for administrators: their versions, the editor, the preview, publishing."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from domain.errors import ConfigurationError, ConflictError
from domain.form import FormCode, FormDefinition, FormField, Words
from domain.town import Town
from domain.version import VersionState
from flows import forms as flow
from flows.form_text import read_form, write_form
from flows.rulesets import Author
from ingest.form.container import TRAP
from store import forms as stored
from store.forms import FormVersion
from web import form_editor, form_page
from web.api.form_intake import intake_of
from web.desk import base_address, desk_of
from web.form_editor import NEW, Posted
from web.form_page import NOTHING_TYPED
from web.translations import said
from web.visitor import Admin, Member, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, UNPROCESSABLE, CONFLICT = 303, 422, 409
_CONTEXT = 3
_LONGEST = 500_000
Revision = Annotated[int, Form(ge=1, le=2**31 - 1)]
Change = Callable[[FormDefinition], FormDefinition]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownForm:
    """A form in the list: what citizens see, and the draft beside it."""

    code: str
    title: str
    published: FormVersion | None
    draft: FormVersion | None
    is_open: bool


@pages.get("/forms")
def list_page(http: HttpRequest, who: Admin) -> Response:
    """List the forms of the town."""
    return _list(http, who)


@posts.post("/forms")
def begin(http: HttpRequest, who: Admin, code: Annotated[str, Form(max_length=200)] = "", title: Annotated[str, Form()] = "") -> Response:
    """Begin a new form with one field, which the editor goes on with."""
    town, language = _town(who), desk_of(http).languages[who.language]
    field = replace(NEW, name="message", label=Words(fr="Votre message", en="Your message"))
    definition = FormDefinition(code=FormCode(code.strip()), title=Words(fr=title.strip()), fields=(field,))
    try:
        flow.begin(desk_of(http).installation, town.id, definition, _author(who))
    except ConfigurationError as error:
        faults = tuple(f"{said(one.what, language)} {said(one.remedy, language)}" for one in error.mistakes)
        return _list(http, who, faults=faults, typed={"code": code, "title": title}, status=UNPROCESSABLE)
    except ConflictError as error:
        return _list(http, who, faults=(said(error.args[0], language),), typed={"code": code, "title": title}, status=CONFLICT)
    return RedirectResponse(f"/forms/{definition.code}/draft", SEE_OTHER)


@pages.get("/forms/{code}")
def form_page_of(http: HttpRequest, who: Admin, code: str) -> Response:
    """Show a form: its address, how it is embedded, its versions."""
    town, desk = _town(who), desk_of(http)
    with desk.installation.database.read() as session:
        versions = stored.versions(session, town.id, FormCode(code))
        if not versions:
            raise HTTPException(404)
        shown = next((one for one in versions if one.state is VersionState.PUBLISHED), versions[0])
        definition = stored.get(session, town.id, FormCode(code), shown.number)
        has_secret = stored.find_secret(session, town.id, FormCode(code)) is not None
    base = base_address(http) or desk.installation.settings.public_url
    address = f"{base}/f/{town.id}/{code}"
    values = {
        **_about(town, definition),
        "versions": versions,
        "published": next((one for one in versions if one.state is VersionState.PUBLISHED), None),
        "draft": next((one for one in versions if one.state is VersionState.DRAFT), None),
        "address": address,
        "snippet": f'<iframe src="{address}" title="{definition.title.fr}" width="100%" height="900" allow="geolocation"></iframe>',
        "hook_address": f"{base}/api/v1/forms/{code}/webhook?town={town.id}",
        "api_address": f"{base}/api/v1/forms/{code}/submissions?town={town.id}",
        "has_secret": has_secret,
    }
    return show(http, who, "forms_one.html", values)


@pages.get("/forms/{code}/versions/{number}")
def version_page(http: HttpRequest, who: Admin, code: str, number: int) -> Response:
    """Show a version as text, and what distinguishes it from the one before."""
    town = _town(who)
    if not 0 < number < 2**31:
        raise HTTPException(404)
    with desk_of(http).installation.database.read() as session:
        version = stored.version(session, town.id, FormCode(code), number)
        definition = stored.get(session, town.id, FormCode(code), number)
        before = stored.get(session, town.id, FormCode(code), version.based_on) if version.based_on is not None else None
    values = {**_about(town, definition), "version": version, "text": write_form(definition), "lines": _difference(before, definition)}
    return show(http, who, "forms_version.html", values)


@posts.post("/forms/{code}/draft")
def open_draft(http: HttpRequest, who: Admin, code: str) -> Response:
    """Open the draft of a form, begun as a copy where there is none."""
    flow.open_draft(desk_of(http).installation, _town(who).id, FormCode(code), _author(who))
    return RedirectResponse(f"/forms/{code}/draft", SEE_OTHER)


@pages.get("/forms/{code}/draft")
def draft_page(http: HttpRequest, who: Admin, code: str) -> Response:
    """Show the editor."""
    return _editor(http, who, *_draft(http, who, code))


@posts.post("/forms/{code}/draft/settings")
async def save_settings(http: HttpRequest, who: Admin, code: str) -> Response:
    """Save title, texts and settings."""
    posted = await _posted(http)
    return await run_in_threadpool(
        _change, http, who, code, posted.number("revision"), lambda definition: form_editor.settings_of(definition, posted)
    )


@posts.post("/forms/{code}/draft/move")
def move(
    http: HttpRequest, who: Admin, code: str, name: Annotated[str, Form()], by: Annotated[int, Form(ge=-1, le=1)], revision: Revision
) -> Response:
    """Move a field up or down."""
    return _change(http, who, code, revision, lambda definition: form_editor.moved(definition, name, by), anchor=f"#field-{name}")


@posts.post("/forms/{code}/draft/remove")
def remove(http: HttpRequest, who: Admin, code: str, name: Annotated[str, Form()], revision: Revision) -> Response:
    """Remove a field."""
    return _change(http, who, code, revision, lambda definition: form_editor.without_field(definition, name), anchor="#fields")


@pages.get("/forms/{code}/draft/field")
def field_page(http: HttpRequest, who: Admin, code: str, name: str = "") -> Response:
    """Show the editor of one field, or of a new one."""
    draft, definition = _draft(http, who, code)
    one = definition.find(name) if name else NEW
    if one is None:
        raise HTTPException(404)
    return _field(http, who, draft, definition, {"name": name, "one": one})


@posts.post("/forms/{code}/draft/field")
async def save_field(http: HttpRequest, who: Admin, code: str) -> Response:
    """Save a field."""
    posted = await _posted(http)
    return await run_in_threadpool(_save_field, http, who, code, posted)


@pages.get("/forms/{code}/draft/text")
def text_page(http: HttpRequest, who: Admin, code: str) -> Response:
    """Show the draft as text to be edited."""
    draft, definition = _draft(http, who, code)
    return _text(http, who, draft, definition, write_form(definition))


@posts.post("/forms/{code}/draft/text")
def save_text(
    http: HttpRequest, who: Admin, code: str, revision: Revision, text: Annotated[str, Form(max_length=_LONGEST)] = ""
) -> Response:
    """Save the draft as text."""
    draft, definition = _draft(http, who, code)
    try:
        read = read_form(text.replace("\r\n", "\n"), code)
        if read.code != code:
            raise HTTPException(UNPROCESSABLE)
        flow.save(desk_of(http).installation, draft.town, read, _author(who), seen=_seen(draft, revision))
    except ConfigurationError as error:
        return _text(http, who, draft, definition, text, faults=_faults(http, who, error), status=UNPROCESSABLE)
    except ConflictError as error:
        return _text(http, who, draft, definition, text, faults=(_conflict(http, who, error),), status=CONFLICT)
    return RedirectResponse(f"/forms/{code}/draft", SEE_OTHER)


@pages.get("/forms/{code}/draft/preview")
def preview(http: HttpRequest, who: Admin, code: str, lang: str = "") -> Response:
    """Show the draft as citizens will see it; nothing can be sent."""
    draft, definition = _draft(http, who, code)
    desk = desk_of(http)
    language = lang if lang in desk.languages else who.language
    values = {
        "path": f"/f/{draft.town}/{definition.code}",
        "town": desk.book.town(draft.town),
        "definition": definition,
        "title": definition.title.said(language),
        "intro": form_page.said(definition.intro, language),
        "fields": form_page.shown(definition, NOTHING_TYPED, (), desk.languages[language]),
        "faulty": (),
        "strays": (),
        "note": "",
        "streets": {},
        "spots": {},
        "pictures": {},
        "token": "",
        "trap": TRAP,
        "is_preview": True,
    }
    return HTMLResponse(desk.page(language, "form.html", **values), headers={"Cache-Control": "no-store"})


@posts.post("/forms/{code}/draft/publish")
def publish(http: HttpRequest, who: Admin, code: str, revision: Revision) -> Response:
    """Let citizens see the draft."""
    draft, definition = _draft(http, who, code)
    try:
        flow.publish(desk_of(http).installation, _seen(draft, revision), _author(who))
    except ConfigurationError as error:
        return _editor(http, who, draft, definition, faults=_faults(http, who, error), status=UNPROCESSABLE)
    except ConflictError as error:
        return _editor(http, who, draft, definition, faults=(_conflict(http, who, error),), status=CONFLICT)
    intake_of(http).book.refresh()
    return RedirectResponse(f"/forms/{code}", SEE_OTHER)


@posts.post("/forms/{code}/draft/discard")
def discard(http: HttpRequest, who: Admin, code: str, revision: Revision) -> Response:
    """Throw the draft away."""
    draft, definition = _draft(http, who, code)
    try:
        flow.discard(desk_of(http).installation, _seen(draft, revision), _author(who))
    except ConflictError as error:
        return _editor(http, who, draft, definition, faults=(_conflict(http, who, error),), status=CONFLICT)
    with desk_of(http).installation.database.read() as session:
        is_left = bool(stored.versions(session, draft.town, draft.code))
    return RedirectResponse(f"/forms/{code}" if is_left else "/forms", SEE_OTHER)


# --- what pages share -----------------------------------------------------------------------------------------------------------------


def _list(
    http: HttpRequest, who: Member, *, faults: tuple[str, ...] = (), typed: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    town = _town(who)
    with desk_of(http).installation.database.read() as session:
        versions = stored.versions(session, town.id)
        codes = dict.fromkeys(one.code for one in versions)
        found = []
        for code in codes:
            own = [one for one in versions if one.code == code]
            published = next((one for one in own if one.state is VersionState.PUBLISHED), None)
            definition = stored.get(session, town.id, code, (published or own[0]).number)
            shown = ShownForm(
                code=code,
                title=definition.title.said(who.language),
                published=published,
                draft=next((one for one in own if one.state is VersionState.DRAFT), None),
                is_open=definition.is_open,
            )
            found.append(shown)
    values = {"town": town, "zone": town.timezone, "forms": found, "faults": faults, "typed": typed or {"code": "", "title": ""}}
    return show(http, who, "forms.html", values, status)


def _change(http: HttpRequest, who: Member, code: str, revision: int | None, change: Change, *, anchor: str = "") -> Response:
    """Save a changed draft; show the editor with what was posted where it cannot be saved."""
    draft, definition = _draft(http, who, code)
    wanted = change(definition)
    try:
        flow.save(desk_of(http).installation, draft.town, wanted, _author(who), seen=_seen(draft, revision))
    except ConfigurationError as error:
        return _editor(http, who, draft, wanted, faults=_faults(http, who, error), status=UNPROCESSABLE)
    except ConflictError as error:
        return _editor(http, who, draft, wanted, faults=(_conflict(http, who, error),), status=CONFLICT)
    return RedirectResponse(f"/forms/{code}/draft{anchor}", SEE_OTHER)


def _save_field(http: HttpRequest, who: Member, code: str, posted: Posted) -> Response:
    draft, definition = _draft(http, who, code)
    name, one = posted.text("was"), form_editor.field_of(posted)
    if name and definition.find(name) is None:
        raise HTTPException(404)
    wanted = form_editor.with_field(definition, name or None, one)
    seen = _seen(draft, posted.number("revision"))
    shown = {"name": name, "one": one}
    try:
        flow.save(desk_of(http).installation, draft.town, wanted, _author(who), seen=seen)
    except ConfigurationError as error:
        return _field(http, who, draft, definition, {**shown, "faults": _faults(http, who, error)}, UNPROCESSABLE)
    except ConflictError as error:
        return _field(http, who, draft, definition, {**shown, "faults": (_conflict(http, who, error),)}, CONFLICT)
    return RedirectResponse(f"/forms/{code}/draft#field-{one.name}", SEE_OTHER)


def _editor(
    http: HttpRequest, who: Member, draft: FormVersion, definition: FormDefinition, *, faults: tuple[str, ...] = (), status: int = 200
) -> Response:
    town = _town(who)
    view = desk_of(http).installation.towns.get(town.id)
    values = {
        **_about(town, definition),
        "draft": draft,
        "faults": faults,
        "subjects": view.ruleset.subjects,
        "departments": view.ruleset.departments,
    }
    return show(http, who, "forms_draft.html", values, status)


def _field(
    http: HttpRequest, who: Member, draft: FormVersion, definition: FormDefinition, shown: Mapping[str, object], status: int = 200
) -> Response:
    one = shown["one"]
    choices = form_editor.choices_text(one) if isinstance(one, FormField) else ""
    values = {**_about(_town(who), definition), "draft": draft, "faults": (), "choices": choices, **shown}
    return show(http, who, "forms_field.html", values, status)


def _text(  # noqa: PLR0913 - what a page is shown by
    http: HttpRequest,
    who: Member,
    draft: FormVersion,
    definition: FormDefinition,
    text: str,
    *,
    faults: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    return show(http, who, "forms_text.html", {**_about(_town(who), definition), "draft": draft, "text": text, "faults": faults}, status)


def _about(town: Town, definition: FormDefinition) -> dict[str, object]:
    return {"town": town, "zone": town.timezone, "definition": definition}


def _draft(http: HttpRequest, who: Member, code: str) -> tuple[FormVersion, FormDefinition]:
    town = _town(who)
    with desk_of(http).installation.database.read() as session:
        draft = stored.find_draft(session, town.id, FormCode(code))
        if draft is None:
            raise HTTPException(404)
        return draft, stored.get(session, town.id, draft.code, draft.number)


def _town(who: Member) -> Town:
    town = who.town or next(iter(who.towns), None)
    if town is None:
        raise HTTPException(404)
    return town


def _seen(draft: FormVersion, revision: int | None) -> FormVersion:
    """Return the draft as the page showed it, which may be an earlier revision: then nothing is overwritten."""
    return replace(draft, revision=revision or 0)


async def _posted(http: HttpRequest) -> Posted:
    form = await http.form(max_files=1, max_fields=1_000)
    values: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            values.setdefault(name, []).append(value)
    return Posted(values=values)


def _author(who: Member) -> Author:
    return Author(name=who.agent.login, now=datetime.now(UTC))


def _faults(http: HttpRequest, who: Member, error: ConfigurationError) -> tuple[str, ...]:
    language = desk_of(http).languages[who.language]
    return tuple(
        f"{one.where}{'' if one.line is None else f':{one.line}'} – {said(one.what, language)} {said(one.remedy, language)}"
        for one in error.mistakes
    )


def _conflict(http: HttpRequest, who: Member, error: ConflictError) -> str:
    return said(error.args[0], desk_of(http).languages[who.language])


def _difference(before: FormDefinition | None, after: FormDefinition) -> tuple[str, ...]:
    if before is None:
        return ()
    lines = difflib.unified_diff(write_form(before).splitlines(), write_form(after).splitlines(), lineterm="", n=_CONTEXT)
    return tuple(lines)[2:]
