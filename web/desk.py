"""What every page shares: the installation, the two languages, the templates."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import cast

from babel import Locale
from fastapi import Request as HttpRequest
from fastapi.responses import HTMLResponse
from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from flows.gauges import DatabaseGauges
from flows.intake_health import IntakeWatch
from flows.readiness import Readiness
from flows.wiring import Installation
from web import (
    act_words,
    assets,
    call_words,
    channel_words,
    due_words,
    evidence,
    file_kinds,
    following_words,
    form_words,
    formats,
    letter_words,
    life_words,
    paper_words,
    people_words,
    placed,
    query_words,
    requester_words,
    rule_words,
    sender_words,
    setup_words,
    webhook_words,
    words,
)
from web.labels import TownBook
from web.templating import Prepared, prepare
from web.translations import Language, languages

STATIC = Path(__file__).resolve().parent / "static"
TEMPLATES = Path(__file__).resolve().parent / "templates"
WORDS = (
    words,
    rule_words,
    requester_words,
    sender_words,
    paper_words,
    call_words,
    channel_words,
    form_words,
    letter_words,
    life_words,
    following_words,
    due_words,
    people_words,
    act_words,
    setup_words,
    query_words,
    webhook_words,
)
"""Modules of words; no two of them have a table of one name."""
_TABLES: Mapping[str, object] = {name: table for module in WORDS for name, table in vars(module).items()}
"""What the filter `word` looks values up in."""
_ICON = Markup('<svg class="i" aria-hidden="true" focusable="false"><use href="/static/icons.svg?v={version}#{name}"></use></svg>')
_THIS_MACHINE = re.compile(r"(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One desk over one installation."""

    installation: Installation
    languages: Mapping[str, Language]
    environments: Mapping[str, Prepared]
    readiness: Readiness
    book: TownBook
    intake: IntakeWatch
    is_https: bool
    """The public address is https: cookies are marked secure."""

    def page(self, language: str, template: str, **values: object) -> str:
        """Return a rendered template in a language."""
        return self.environments[language].get_template(template).render(**values)


def open_desk(installation: Installation) -> Desk:
    """Return the desk; raises ConfigurationError when the assets are missing."""
    assets.check()
    known = languages()
    installation.meters.look_up(DatabaseGauges(installation))
    return Desk(
        installation=installation,
        languages=known,
        environments={code: _environment(code) for code in known},
        readiness=Readiness(installation),
        book=TownBook(installation.database),
        intake=IntakeWatch(installation),
        is_https=(installation.settings.url or "").startswith("https://"),
    )


def desk_of(http: HttpRequest) -> Desk:
    """Return the desk an HTTP request is for."""
    return cast("Desk", http.app.state.desk)


def base_address(http: HttpRequest) -> str:
    """Return what addresses for outsiders begin with, without a slash at the end: the public address of the desk.

    Where it is not set, empty: they begin at the root, and mean the server that was asked. The Host header is no source, whoever asks
    writes it as he likes; only this machine's own names are taken from it, for trials on it.
    """
    if public := desk_of(http).installation.settings.url:
        return public.rstrip("/")
    host = http.headers.get("host", "")
    return f"{http.url.scheme}://{host}" if _THIS_MACHINE.fullmatch(host) else ""


def html(content: str, status: int = 200) -> HTMLResponse:
    """Return a page nobody may keep a copy of."""
    return HTMLResponse(content, status_code=status, headers={"Cache-Control": "no-store"})


@cache
def _environment(code: str) -> Prepared:
    language = languages()[code]
    environment = Prepared(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    # The i18n extension adds this method; Jinja's own types do not know it.
    install = cast("Callable[..., None]", getattr(environment, "install_gettext_callables"))  # noqa: B009
    install(language.gettext, language.ngettext, newstyle=True)
    version = _version(STATIC)
    prepare(environment, language.gettext, lru_cache(maxsize=256)(partial(_icon, version)))
    environment.globals["language"] = language.code
    environment.globals["asset_version"] = assets.digest()[:12]
    environment.globals["desk_version"] = version
    environment.filters.update(_filters(language.locale))
    environment.filters["word"] = lambda value, table: _word(language, value, table)
    environment.filters["told_evidence"] = evidence.told
    environment.filters["file_kind"] = lambda media_type: language.gettext(file_kinds.BY_TYPE.get(media_type, media_type))
    return environment


def _version(folder: Path) -> str:
    """Return a hash of our own static files: the browser asks again when one changed."""
    contents = hashlib.sha256()
    for file in sorted(path for path in folder.iterdir() if path.is_file()):
        contents.update(file.read_bytes())
    return contents.hexdigest()[:12]


def _icon(version: str, name: str) -> Markup:
    return _ICON.format(version=version, name=name)


def _filters(locale: Locale) -> dict[str, Callable[..., object]]:
    return {
        "short_day": lambda at, zone: formats.short_day(at, zone, locale),
        "plain_day": lambda on: formats.plain_day(on, locale),
        "long_moment": lambda at, zone: formats.long_moment(at, zone, locale),
        "day": lambda at, zone: formats.day(at, zone, locale),
        "clock": lambda at, zone: formats.clock(at, zone, locale),
        "machine_moment": formats.machine_moment,
        "number": lambda value: formats.number(value, locale),
        "percent": lambda value: formats.percent(value, locale),
        "size": lambda count: formats.size(count, locale),
        "phone": formats.phone,
        "anchor_id": placed.anchor_id,
    }


def _word(language: Language, value: object, table: str) -> str:
    found = cast("Mapping[object, str]", _TABLES[table]).get(value)
    return language.gettext(found) if found else str(value)
