"""The page of a form, for citizens: works in a frame of the town's site, without scripts and without cookies."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from domain.citizen import Citizen
from domain.errors import SuspendedError, UnavailableError
from domain.form import FieldKind, FormDefinition, FormField
from domain.ids import TownId
from domain.place import Point
from flows.form_files import FormFiles
from flows.open311.shown import Shown
from flows.portal import form_drafts
from flows.portal_settings import portal_of
from flows.submit import FaultyError, Way, around
from flows.town_views import SUSPENDED, TownView
from ingest.form.container import TRAP
from ingest.form.faults import Fault
from ingest.form.validate import Submission
from ingest.form.values import read_value
from store.forms import Published
from web import form_page, form_waiting
from web.api.caller import address_of, keys_throttle
from web.api.form_intake import files_of, intake_of, maps_of
from web.desk import Desk, desk_of
from web.form_map import Picture, TownMap, TownMaps, read_view
from web.form_page import NOTHING_TYPED, TOO_FAST_S, Typed
from web.form_prefill import prefilled
from web.form_values import given_of, position_of
from web.form_waiting import SentFile
from web.near_here import near_reports
from web.translations import LANGUAGES, negotiate
from web.uploads import Upload, read_upload
from web.words import N_

pages = APIRouter()
SEE_OTHER, WRONG, TOO_MANY, GONE, UNAVAILABLE = 303, 422, 429, 410, 503
A_MINUTE, ALL_A_MINUTE = 12, 600
"""Submissions in a minute, from one address and by one form; what is over it is shown again and can be sent later."""
UPLOADS_A_MINUTE = 30
"""Forms with files that one address may send in a minute and have kept for another try."""
_SEARCH, _LONGEST_SEARCH, _MOST_STREETS = "_street.", 200, 8
MAPS_A_MINUTE = 240
_OURS = frozenset({"jeton", "langue", TRAP})
_NEAR_SEEN = "_near"
"""Sent along where the reports near the place were shown already: nobody is kept from sending his own."""
_PERHAPS = N_("Something like this is reported near there already. If it is the same, follow it; else send your form once more.")
_FAST = N_("That was very fast. Look at your answers, then send the form once more.")
_EXPIRED = N_("The form was open for a long time. Look at your answers, then send it once more.")
_OFTEN = N_("Too many forms were sent from your network. Wait a minute, then send this one again: nothing you wrote is lost.")
_SAVED = N_("It is saved in your account for 30 days, without its files. Open this form again to go on, or send it now.")
_AWAY = N_("The form cannot be kept at the moment. Wait a minute, then send it again: nothing you wrote is lost.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A form that somebody looks at, in a language."""

    desk: Desk
    files: FormFiles
    maps: TownMaps
    form: Published
    language: str
    near_to: Callable[[Mapping[str, Sequence[str]]], tuple[Shown, ...]]
    """Gives the reports near the place that stands in the form."""
    citizen: Citizen | None = None

    @property
    def definition(self) -> FormDefinition:
        return self.form.definition

    @property
    def name(self) -> str:
        return f"{self.form.town}/{self.definition.code}"

    @property
    def path(self) -> str:
        return f"/f/{self.name}"

    @property
    def action(self) -> str:
        """Return where it is sent to: of a citizen below the portal, where his cookie comes along."""
        return self.path if self.citizen is None else f"/p/{self.form.town}/forms/{self.definition.code}"

    @property
    def opened_as(self) -> str:
        """Return what its token is made for: no other browser's token sends a form in a citizen's name."""
        return self.name if self.citizen is None else f"{self.name} of citizen {self.citizen.id}"

    @property
    def headers(self) -> dict[str, str]:
        """Return its headers; no site shows in a frame what a citizen has said of himself."""
        shown_by = self.definition if self.citizen is None else replace(self.definition, sites=())
        return form_page.page_headers(shown_by, self.tiles)

    @property
    def view(self) -> TownView:
        return self.desk.installation.towns.get(self.form.town)

    @property
    def town_map(self) -> TownMap:
        return self.maps.of(self.view.classifier.places)

    @property
    def tiles(self) -> str | None:
        return self.desk.installation.settings.map_tiles


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """What a browser sent: what stood in the form, the files, and what was pressed. ``may_wait``: its files are kept for another try."""

    typed: Typed
    files: Mapping[str, tuple[SentFile, ...]]
    may_wait: bool
    token: str
    trap: str
    find: str
    take: str
    locate: str
    language: str
    has_seen_near: bool = False

    def submission(self, definition: FormDefinition) -> Submission:
        """Return what is checked and kept."""
        files = {name: tuple(one.file for one in ones) for name, ones in self.files.items()}
        return Submission(given=given_of(definition, self.typed.values), files=files, confirmed=self.typed.confirmed)


@pages.get("/f/{town}/{code}")
@pages.head("/f/{town}/{code}", include_in_schema=False)
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


@pages.get("/f/{town}/{code}/map")
def map_of(http: HttpRequest, town: str, code: str, field: str = "", at: str = "") -> Response:
    """Return the map of a view, with what stands in the field pointed at."""
    asked = _asked(http, town, code, "")
    one, view = asked.definition.find(field), read_view(at)
    if one is None or one.kind is not FieldKind.POSITION or view is None:
        raise HTTPException(404)
    if not keys_throttle(http).admits(f"map {address_of(http)}", MAPS_A_MINUTE):
        return HTMLResponse("", TOO_MANY)
    picture = asked.town_map.draw(view, _pointed(one, http.query_params.getlist(field)), asked.tiles)
    values = {**_about(asked), "picture": picture, "name": field, "is_fragment": True}
    return HTMLResponse(asked.desk.page(asked.language, "form_map.html", **values), headers={"Cache-Control": "no-store"})


@pages.get("/f/{town}/{code}/near")
def near(http: HttpRequest, town: str, code: str) -> Response:
    """Return the reports near the place that stands in the form, for its page to show while it is filled in."""
    asked = _asked(http, town, code, http.query_params.get("lang", ""))
    if not keys_throttle(http).admits(f"map {address_of(http)}", MAPS_A_MINUTE):
        return HTMLResponse("", TOO_MANY)
    values = {name: tuple(http.query_params.getlist(name)) for name in http.query_params}
    found = asked.near_to(values)
    content = asked.desk.page(asked.language, "form_near.html", **_about(asked), near=found, is_fragment=True)
    return HTMLResponse(content, headers={"Cache-Control": "no-store"})


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
    return await sent_by(http, town, code, None)


def opened_by(http: HttpRequest, town: str, code: str, language: str, citizen: Citizen) -> Response:
    """Show a form to a citizen who is signed in at the portal, with what he has said of himself."""
    asked = replace(_asked(http, town, code, language), citizen=citizen)
    return _page(asked) if asked.definition.is_open else _closed(asked)


async def sent_by(http: HttpRequest, town: str, code: str, citizen: Citizen | None) -> Response:
    """Answer to a form that was sent, in a citizen's name or nobody's; one opened in the name of who is signed out now is shown again."""
    asked = replace(await run_in_threadpool(_asked, http, town, code, ""), citizen=citizen)
    upload = await read_upload(http, asked.definition)
    return await run_in_threadpool(_answer, http, asked, upload)


def _answer(http: HttpRequest, asked: _Asked, upload: Upload) -> Response:
    sent = _read(http, asked, upload)
    if sent.language in LANGUAGES:
        asked = replace(asked, language=sent.language)
    if not asked.definition.is_open:
        return _closed(asked)
    if sent.find or sent.take or sent.locate or http.query_params.get("speak") is not None:
        return _helped(asked, sent)
    if asked.citizen is not None and upload.values.get("_save") and _is_of_page(asked, sent):
        form_drafts.save(asked.desk.installation, asked.citizen.id, asked.definition.code, sent.typed.values, datetime.now(UTC))
        return _page(asked, sent, note=_SAVED)
    note = _not_now(http, asked, sent) or _perhaps(asked, sent)
    return _page(asked, sent, note=note[1], status=note[0]) if note is not None else _kept(http, asked, sent)


def _kept(http: HttpRequest, asked: _Asked, sent: _Sent) -> Response:
    citizen = None if asked.citizen is None else asked.citizen.id
    told = form_page.told_with(asked.desk.installation, asked.opened_as, sent.token)
    way = Way(now=datetime.now(UTC), language=asked.language, address=address_of(http), trap=sent.trap, page=sent.token)
    way = replace(way, citizen=citizen, privacy=told)
    try:
        answered = intake_of(http).submit(asked.form, sent.submission(asked.definition), way).result()
    except FaultyError as error:
        return _page(asked, sent, faults=error.faults, status=WRONG)
    except UnavailableError as error:
        return _page(asked, sent, note=str(SUSPENDED) if isinstance(error, SuspendedError) else _AWAY, status=UNAVAILABLE)
    form_waiting.forget(asked.files, sent.files)
    if citizen is not None:
        form_drafts.forget(asked.desk.installation, citizen, asked.definition.code)
    token = form_page.receipt_token(asked.desk.installation, {**answered.answer, "town": asked.form.town})
    return RedirectResponse(f"{asked.path}/receipt?lang={asked.language}&t={quote(token)}", SEE_OTHER)


def _not_now(http: HttpRequest, asked: _Asked, sent: _Sent) -> tuple[int, str] | None:
    """Return why a submission is not taken now, though nothing is wrong with it."""
    seconds = form_page.seconds_open(asked.desk.installation, asked.opened_as, sent.token, time.time())
    if seconds is None:
        return WRONG, _EXPIRED
    if seconds < TOO_FAST_S:
        return WRONG, _FAST
    throttle = keys_throttle(http)
    is_admitted = throttle.admits(f"form {address_of(http)}", A_MINUTE) and throttle.admits(f"form of {asked.name}", ALL_A_MINUTE)
    return None if is_admitted else (TOO_MANY, _OFTEN)


def _perhaps(asked: _Asked, sent: _Sent) -> tuple[int, str] | None:
    """Return what is said, once, where the same may be reported already."""
    return (200, _PERHAPS) if not sent.has_seen_near and asked.near_to(sent.typed.values) else None


def _helped(asked: _Asked, sent: _Sent) -> Response:
    """Show the form again in the language chosen, with the streets that were asked for, or with the proposal that was taken."""
    name, _, value = sent.take.partition("=")
    if sent.take and asked.definition.find(name) is not None:
        typed = replace(sent.typed, values={**sent.typed.values, name: (value,)}, confirmed=sent.typed.confirmed - {name})
        return _page(asked, replace(sent, typed=typed))
    if sent.locate:
        return _page(asked, sent, help_given=_Help(spots={sent.locate: _spots(asked, sent.typed.searched.get(sent.locate, ""))}))
    if not sent.find:
        return _page(asked, sent)
    found = _streets(asked, next(iter(sent.typed.values.get(sent.find, ())), ""))
    return _page(asked, sent, help_given=_Help(streets={sent.find: found}))


def _spots(asked: _Asked, text: str) -> tuple[tuple[str, Point], ...]:
    """Return the addresses that a text may name, with where they are."""
    if not text.strip():
        return ()
    found = asked.view.classifier.find_addresses(text)[:_MOST_STREETS]
    spots = ((" ".join(filter(None, (one.number, one.street))), asked.town_map.find(one.street, one.number)) for one in found)
    return tuple((name, point) for name, point in spots if point is not None)


def _pictures(asked: _Asked, typed: Typed, spots: Mapping[str, tuple[tuple[str, Point], ...]]) -> dict[str, Picture]:
    """Return the map of each position that is asked for: around what stands there, what was looked for, or the place that was named."""
    named = next(
        (typed.values[one.name][0] for one in asked.definition.fields if one.kind is FieldKind.PLACE and one.name in typed.values), ""
    )
    pictures: dict[str, Picture] = {}
    for one in asked.definition.fields:
        if one.kind is FieldKind.POSITION:
            marker = _pointed(one, typed.values.get(one.name, ()))
            around_it = spots.get(one.name) or (_spots(asked, named[:_LONGEST_SEARCH]) if marker is None else ())
            view = asked.town_map.first_view(marker, next((point for _, point in around_it), None))
            if view is not None:
                pictures[one.name] = asked.town_map.draw(view, marker, asked.tiles)
    return pictures


def _pointed(one: FormField, texts: Sequence[str]) -> Point | None:
    return read_value(one, position_of(texts))[0].point


def _streets(asked: _Asked, text: str) -> tuple[str, ...]:
    if not text.strip():
        return ()
    known = around(asked.view, datetime.now(UTC)).streets
    return known(text[:_LONGEST_SEARCH]).names[:_MOST_STREETS] if known is not None else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Help:
    """What was looked up for who fills in the form, by field: names of streets, addresses with where they are."""

    streets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spots: Mapping[str, tuple[tuple[str, Point], ...]] = field(default_factory=dict)


_NO_HELP = _Help()

# --- pages ----------------------------------------------------------------------------------------------------------------------------


def _page(
    asked: _Asked,
    sent: _Sent | None = None,
    *,
    faults: tuple[Fault, ...] = (),
    help_given: _Help = _NO_HELP,
    note: str = "",
    status: int = 200,
) -> Response:
    language = asked.desk.languages[asked.language]
    typed = _begun(asked) if sent is None else _waiting(asked, sent, faults)
    fields = form_page.shown(asked.definition, typed, faults, language)
    is_known = sent is not None and _is_of_page(asked, sent)
    values = {
        **_about(asked),
        "fields": fields,
        "faulty": tuple(one for one in fields if one.faults),
        "strays": form_page.stray_faults(asked.definition, faults, language),
        "note": language.gettext(note) if note else "",
        "streets": help_given.streets,
        "spots": help_given.spots,
        "pictures": _pictures(asked, typed, help_given.spots),
        "token": sent.token if sent is not None and is_known else form_page.opened_token(asked.desk.installation, asked.opened_as),
        "trap": TRAP,
        "near": () if sent is None else asked.near_to(sent.typed.values),
        "is_preview": False,
    }
    headers = {**asked.headers, "Content-Language": asked.language}
    return HTMLResponse(asked.desk.page(asked.language, "form.html", **values), status, headers)


def _begun(asked: _Asked) -> Typed:
    if asked.citizen is None:
        return NOTHING_TYPED
    begun = form_drafts.find(asked.desk.installation, asked.citizen.id, asked.definition.code, datetime.now(UTC))
    known = prefilled(asked.definition, asked.citizen)
    return replace(known, values={**known.values, **{name: said for name, said in begun.items() if asked.definition.find(name)}})


def _is_of_page(asked: _Asked, sent: _Sent) -> bool:
    return form_page.seconds_open(asked.desk.installation, asked.opened_as, sent.token, time.time()) is not None


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
        "action": asked.action,
        "citizen": asked.citizen,
        "town": asked.desk.book.town(asked.form.town),
        "definition": definition,
        "title": definition.title.said(asked.language),
        "intro": form_page.said(definition.intro, asked.language),
        "closed": form_page.said(definition.closed, asked.language),
        "map_credit": asked.desk.installation.settings.map_credit if asked.tiles else "",
        "has_portal": portal_of(asked.desk.installation, asked.form.town).open,
    }


# --- what comes in --------------------------------------------------------------------------------------------------------------------


def _asked(http: HttpRequest, town: str, code: str, lang: str) -> _Asked:
    form = intake_of(http).book.find(TownId(town), code)
    if form is None:
        raise HTTPException(404)
    language = lang if lang in LANGUAGES else negotiate(http.headers.get("accept-language"))
    desk, maps = desk_of(http), maps_of(http)

    def near_to(values: Mapping[str, Sequence[str]]) -> tuple[Shown, ...]:
        view = desk.installation.towns.get(form.town)
        return near_reports(http, form, view, maps.of(view.classifier.places), values)

    return _Asked(desk=desk, files=files_of(http), maps=maps, form=form, language=language, near_to=near_to)


def _read(http: HttpRequest, asked: _Asked, upload: Upload) -> _Sent:
    values = upload.values

    def own(name: str) -> str:
        return next(iter(values.get(name, ())), "")

    answers = {name: texts for name, texts in values.items() if name not in _OURS and not name.startswith("_")}
    searched = {name.removeprefix(_SEARCH): texts[0][:_LONGEST_SEARCH] for name, texts in values.items() if name.startswith(_SEARCH)}
    files, lost = form_waiting.taken_up(asked.desk.installation, asked.files, asked.name, values.get("_kept", ()), upload.files)
    return _Sent(
        typed=Typed(values=answers, files=lost, confirmed=frozenset(values.get("_sure", ())), searched=searched),
        files=files,
        may_wait=not files or keys_throttle(http).admits(f"form files {address_of(http)}", UPLOADS_A_MINUTE),
        token=own("jeton"),
        trap=own(TRAP),
        find=own("_find"),
        take=own("_take"),
        locate=own("_locate"),
        language=own("_language") or own("langue"),
        has_seen_near=bool(own(_NEAR_SEEN)),
    )


def _waiting(asked: _Asked, sent: _Sent, faults: tuple[Fault, ...]) -> Typed:
    """Return what stood in the form, its files kept for another try."""
    installation, files = asked.desk.installation, sent.files if sent.may_wait else {}
    kept, lost = form_waiting.kept(installation, asked.files, asked.name, files, faults)
    if not sent.may_wait:
        lost = {name: tuple(one.file.filename for one in ones) for name, ones in sent.files.items()}
    names = dict.fromkeys((*sent.typed.files, *lost))
    again = {name: (*sent.typed.files.get(name, ()), *lost.get(name, ())) for name in names}
    return replace(sent.typed, kept=kept, files=again)
