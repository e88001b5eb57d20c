"""The page of a form, for citizens: works in a frame of the town's site, without scripts and without cookies."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from domain.errors import UnavailableError
from domain.form import FieldKind, FormDefinition, FormFile
from domain.ids import TownId
from flows.submit import FaultyError, Way, around
from ingest.form.container import TRAP
from ingest.form.faults import Fault
from ingest.form.validate import Submission
from store.forms import Published
from web import form_page
from web.api.caller import address_of, keys_throttle
from web.api.form_intake import intake_of
from web.desk import Desk, desk_of
from web.form_page import NOTHING_TYPED, TOO_FAST_S, Typed
from web.translations import LANGUAGES, negotiate
from web.words import N_

pages = APIRouter()
SEE_OTHER, WRONG, TOO_MANY, GONE, UNAVAILABLE = 303, 422, 429, 410, 503
A_MINUTE, ALL_A_MINUTE = 12, 600
"""Submissions in a minute, from one address and by one form; what is over it is shown again and can be sent later."""
_MOST_FILES, _MOST_FIELDS, _MOST_PART = 500, 2_000, 4 * 2**20
_LONGEST_SEARCH, _MOST_STREETS = 200, 8
_OURS = frozenset({"jeton", "langue", TRAP})
_FAST = N_("That was very fast. Look at your answers, then send the form once more.")
_EXPIRED = N_("The form was open for a long time. Look at your answers, then send it once more.")
_OFTEN = N_("Too many forms were sent from your network. Wait a minute, then send this one again: nothing you wrote is lost.")
_AWAY = N_("The form cannot be kept at the moment. Wait a minute, then send it again: nothing you wrote is lost.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A form that somebody looks at, in a language."""

    desk: Desk
    form: Published
    language: str

    @property
    def definition(self) -> FormDefinition:
        return self.form.definition

    @property
    def name(self) -> str:
        return f"{self.form.town}/{self.definition.code}"

    @property
    def path(self) -> str:
        return f"/f/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """What a browser sent: what stood in the form, the files, and what was pressed."""

    typed: Typed
    submission: Submission
    token: str
    trap: str
    find: str
    take: str
    language: str


@pages.get("/f/{town}/{code}")
def form_page_of(http: HttpRequest, town: str, code: str, lang: str = "") -> Response:
    """Show a form."""
    asked = _asked(http, town, code, lang)
    return _page(asked) if asked.definition.is_open else _closed(asked)


@pages.get("/f/{town}/{code}/streets")
def streets(http: HttpRequest, town: str, code: str, field: str = "") -> Response:
    """Return the streets that what was typed may name, as the options of a field's list."""
    asked = _asked(http, town, code, "")
    one = asked.definition.find(field)
    if one is None or one.kind is not FieldKind.PLACE:
        raise HTTPException(404)
    if not keys_throttle(http).admits(f"streets {address_of(http)}", 120):
        return HTMLResponse("", TOO_MANY)
    names = _streets(asked, http.query_params.get(field, ""))
    return HTMLResponse(asked.desk.page(asked.language, "form_streets.html", names=names), headers={"Cache-Control": "no-store"})


@pages.get("/f/{town}/{code}/receipt")
def receipt(http: HttpRequest, town: str, code: str, t: str = "", lang: str = "") -> Response:
    """Show the receipt of what was sent (accusé d'enregistrement)."""
    asked = _asked(http, town, code, lang)
    found = form_page.read_receipt(asked.desk.installation, t)
    if found is None or found.get("form") != code or found.get("town") != town:
        raise HTTPException(404)
    return _receipt(asked, found)


@pages.post("/f/{town}/{code}")
async def send(http: HttpRequest, town: str, code: str) -> Response:
    """Keep what was filled in and lead to the receipt; or show it again, as it was, with what is wrong."""
    asked = await run_in_threadpool(_asked, http, town, code, "")
    async with http.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_MOST_PART) as form:
        sent = await _read(asked.definition, form)
    return await run_in_threadpool(_answer, http, asked, sent)


def _answer(http: HttpRequest, asked: _Asked, sent: _Sent) -> Response:
    if sent.language in LANGUAGES:
        asked = replace(asked, language=sent.language)
    if not asked.definition.is_open:
        return _closed(asked)
    if sent.find or sent.take or http.query_params.get("speak") is not None:
        return _helped(asked, sent)
    note = _not_now(http, asked, sent)
    return _page(asked, sent, note=note[1], status=note[0]) if note is not None else _kept(http, asked, sent)


def _kept(http: HttpRequest, asked: _Asked, sent: _Sent) -> Response:
    way = Way(now=datetime.now(UTC), language=asked.language, address=address_of(http), trap=sent.trap)
    try:
        answered = intake_of(http).submit(asked.form, sent.submission, way).result()
    except FaultyError as error:
        return _page(asked, sent, faults=error.faults, status=WRONG)
    except UnavailableError:
        return _page(asked, sent, note=_AWAY, status=UNAVAILABLE)
    token = form_page.receipt_token(asked.desk.installation, {**answered.answer, "town": asked.form.town})
    return RedirectResponse(f"{asked.path}/receipt?lang={asked.language}&t={quote(token)}", SEE_OTHER)


def _not_now(http: HttpRequest, asked: _Asked, sent: _Sent) -> tuple[int, str] | None:
    """Return why a submission is not taken now, though nothing is wrong with it."""
    seconds = form_page.seconds_open(asked.desk.installation, asked.name, sent.token, time.time())
    if seconds is None:
        return WRONG, _EXPIRED
    if seconds < TOO_FAST_S:
        return WRONG, _FAST
    throttle = keys_throttle(http)
    is_admitted = throttle.admits(f"form {address_of(http)}", A_MINUTE) and throttle.admits(f"form of {asked.name}", ALL_A_MINUTE)
    return None if is_admitted else (TOO_MANY, _OFTEN)


def _helped(asked: _Asked, sent: _Sent) -> Response:
    """Show the form again in the language chosen, with the streets that were asked for, or with the proposal that was taken."""
    name, _, value = sent.take.partition("=")
    if sent.take and asked.definition.find(name) is not None:
        typed = Typed(values={**sent.typed.values, name: (value,)}, files=sent.typed.files, confirmed=sent.typed.confirmed - {name})
        return _page(asked, replace(sent, typed=typed))
    if not sent.find:
        return _page(asked, sent)
    found = _streets(asked, next(iter(sent.typed.values.get(sent.find, ())), ""))
    return _page(asked, sent, streets={sent.find: found})


def _streets(asked: _Asked, text: str) -> tuple[str, ...]:
    if not text.strip():
        return ()
    known = around(asked.desk.installation.towns.get(asked.form.town), datetime.now(UTC)).streets
    return known(text[:_LONGEST_SEARCH]).names[:_MOST_STREETS] if known is not None else ()


# --- pages ----------------------------------------------------------------------------------------------------------------------------


def _page(
    asked: _Asked,
    sent: _Sent | None = None,
    *,
    faults: tuple[Fault, ...] = (),
    streets: Mapping[str, tuple[str, ...]] | None = None,
    note: str = "",
    status: int = 200,
) -> Response:
    language = asked.desk.languages[asked.language]
    typed = NOTHING_TYPED if sent is None else sent.typed
    fields = form_page.shown(asked.definition, typed, faults, language)
    is_known = sent is not None and form_page.seconds_open(asked.desk.installation, asked.name, sent.token, time.time()) is not None
    values = {
        **_about(asked),
        "fields": fields,
        "faulty": tuple(one for one in fields if one.faults),
        "strays": form_page.stray_faults(asked.definition, faults, language),
        "note": language.gettext(note) if note else "",
        "streets": streets or {},
        "token": sent.token if sent is not None and is_known else form_page.opened_token(asked.desk.installation, asked.name),
        "trap": TRAP,
        "is_preview": False,
    }
    headers = {**form_page.page_headers(asked.definition), "Content-Language": asked.language}
    return HTMLResponse(asked.desk.page(asked.language, "form.html", **values), status, headers)


def _closed(asked: _Asked) -> Response:
    content = asked.desk.page(asked.language, "form_closed.html", **_about(asked))
    return HTMLResponse(content, GONE, form_page.page_headers(asked.definition))


def _receipt(asked: _Asked, found: Mapping[str, object]) -> Response:
    values = {
        **_about(asked),
        "tracking": found["tracking"],
        "received_at": datetime.fromisoformat(str(found["received_at"])),
        "is_repeat": bool(found.get("is_repeat")),
        "thanks": form_page.said(asked.definition.thanks, asked.language),
    }
    return HTMLResponse(asked.desk.page(asked.language, "form_receipt.html", **values), headers=form_page.page_headers(asked.definition))


def _about(asked: _Asked) -> dict[str, object]:
    definition = asked.definition
    return {
        "path": asked.path,
        "town": asked.desk.book.town(asked.form.town),
        "definition": definition,
        "title": definition.title.said(asked.language),
        "intro": form_page.said(definition.intro, asked.language),
        "closed": form_page.said(definition.closed, asked.language),
    }


# --- what comes in --------------------------------------------------------------------------------------------------------------------


def _asked(http: HttpRequest, town: str, code: str, lang: str) -> _Asked:
    form = intake_of(http).book.find(TownId(town), code)
    if form is None:
        raise HTTPException(404)
    language = lang if lang in LANGUAGES else negotiate(http.headers.get("accept-language"))
    return _Asked(desk=desk_of(http), form=form, language=language)


async def _read(definition: FormDefinition, form: FormData) -> _Sent:
    values: dict[str, tuple[str, ...]] = {}
    files: dict[str, list[FormFile]] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            if value.filename:
                files.setdefault(name, []).append(FormFile(filename=value.filename, content=await value.read()))
        else:
            values[name] = (*values.get(name, ()), value)

    def own(name: str) -> str:
        return next(iter(values.get(name, ())), "")

    answers = {name: texts for name, texts in values.items() if name not in _OURS and not name.startswith("_")}
    confirmed = frozenset(values.get("_sure", ()))
    names = {name: tuple(one.filename for one in ones) for name, ones in files.items()}
    return _Sent(
        typed=Typed(values=answers, files=names, confirmed=confirmed),
        submission=Submission(given=given_of(definition, answers), files=files, confirmed=confirmed),
        token=own("jeton"),
        trap=own(TRAP),
        find=own("_find"),
        take=own("_take"),
        language=own("_language") or own("langue"),
    )


def given_of(definition: FormDefinition, answers: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    """Return what a browser sent as JSON would have it: several values where several may be chosen."""
    given: dict[str, object] = {}
    for name, texts in answers.items():
        one = definition.find(name)
        if one is not None and one.kind is FieldKind.FILES and not any(texts):
            continue  # a browser sends the name of a field of files without any
        given[name] = list(texts) if one is not None and one.kind is FieldKind.SEVERAL_OF else texts[0]
    return given
