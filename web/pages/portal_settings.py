"""What a town decides of its portal, as an administrator sets it: open or not, colour, texts, accessibility, host names, frames."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from fastapi import APIRouter, Depends, HTTPException
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from domain.colours import LIGHT_GROUND, contrast, is_colour, look_of
from domain.errors import ConflictError, InvalidError
from domain.ids import TownId
from domain.portal import DEFAULT_COLOUR, AccessibilityFacts, Bilingual, Conformity, Portal, PortalLink
from domain.town import Town
from flows import portal_settings
from flows.portal_settings import PortalSettings
from web.desk import desk_of
from web.town_wanted import asked_for_town
from web.translations import said
from web.visitor import Admin, Member, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, NOT_FOUND, CONFLICT, UNPROCESSABLE = 303, 404, 409, 422
_LONGEST = 20_000
_MOST_VERSION = 9
_LABELS = 2
TEXTS = ("welcome", "contact", "legal", "privacy")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownColour:
    """How a colour is read: its contrast with what stands on it, and as a link, and what is shown in its place there."""

    text: str
    text_contrast: float
    link: str
    link_contrast: float
    is_mended: bool


@pages.get("/portal")
def portal_page(http: HttpRequest, who: Admin, saved: int = 0) -> Response:
    """Show what the town has decided of its portal, as a form."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    town = _town(who, None)
    found = portal_settings.settings_of(desk_of(http).installation, town.id)
    return _show(http, who, town, typed_of(found), is_saved=bool(saved))


@posts.post("/portal/{town}")
async def save(http: HttpRequest, who: Admin, town: str) -> Response:
    """Keep what was decided."""
    of, form = _town(who, town), await http.form()
    typed = {name: value[:_LONGEST] for name, value in form.items() if isinstance(value, str)}
    return await run_in_threadpool(_save, http, who, of, typed)


def _save(http: HttpRequest, who: Member, town: Town, typed: Mapping[str, str]) -> Response:
    desk = desk_of(http)
    language = desk.languages[who.language]
    try:
        portal_settings.keep(desk.installation, town.id, settings_in(typed), who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        faults = {one.where: f"{said(one.what, language)} {said(one.remedy, language)}" for one in reversed(error.mistakes)}
        return _show(http, who, town, typed, faults=faults, status=UNPROCESSABLE)
    except ConflictError as error:
        return _show(http, who, town, typed, faults={"": said(error.args[0], language)}, status=CONFLICT)
    return RedirectResponse("/portal?saved=1", SEE_OTHER)


def typed_of(found: PortalSettings) -> dict[str, str]:
    """Return what is set as its form shows it."""
    portal, stated = found.portal, found.portal.accessibility
    typed = {
        "seen": str(found.version),
        "colour": portal.colour,
        "reopen_days": str(portal.reopen_days),
        "links": "\n".join(_link_line(one) for one in portal.links),
        "frames": "\n".join(portal.frames),
        "hosts": "\n".join(found.hosts),
        "conformity": stated.conformity.value,
        "percent": "" if stated.percent is None else str(stated.percent),
        "audited_on": "" if stated.audited_on is None else stated.audited_on.isoformat(),
        "audited_by": stated.audited_by,
        "accessibility_contact": stated.contact,
        "stated_on": "" if stated.stated_on is None else stated.stated_on.isoformat(),
        **{name: "yes" for name in ("open", "accounts", "map") if getattr(portal, name)},
    }
    for name, text in ((name, getattr(portal, name)) for name in TEXTS):
        typed |= {f"{name}_fr": text.fr, f"{name}_en": text.en}
    for name, text in (("faults", stated.faults), ("exemptions", stated.exemptions)):
        typed |= {f"{name}_fr": text.fr, f"{name}_en": text.en}
    return typed


def settings_in(typed: Mapping[str, str]) -> PortalSettings:
    """Return what was typed; what cannot be kept is found by `flows.portal_settings.keep`. Raises HTTPException for what no form sends."""
    version = typed.get("seen", "")
    if not (version.isascii() and version.isdigit()) or len(version) > _MOST_VERSION or typed.get("conformity") not in set(Conformity):
        raise HTTPException(UNPROCESSABLE)
    portal = Portal(
        open="open" in typed,
        accounts="accounts" in typed,
        map="map" in typed,
        reopen_days=_days(typed.get("reopen_days", "").strip()),
        colour=typed.get("colour", DEFAULT_COLOUR),
        **{name: _bilingual(typed, name) for name in TEXTS},
        links=tuple(_link(line) for line in typed.get("links", "").splitlines() if line.strip()),
        frames=tuple(typed.get("frames", "").split()),
        accessibility=AccessibilityFacts(
            conformity=Conformity(typed["conformity"]),
            percent=_percent(typed.get("percent", "").strip()),
            audited_on=_day(typed.get("audited_on", "")),
            audited_by=typed.get("audited_by", ""),
            faults=_bilingual(typed, "faults"),
            exemptions=_bilingual(typed, "exemptions"),
            contact=typed.get("accessibility_contact", ""),
            stated_on=_day(typed.get("stated_on", "")),
        ),
    )
    return PortalSettings(portal=portal, hosts=tuple(typed.get("hosts", "").split()), version=int(version))


def shown_colour(colour: str) -> ShownColour:
    """Return how a colour is read; of what is no colour that of the desk's blue."""
    known = colour if is_colour(colour) else DEFAULT_COLOUR
    look = look_of(known)
    return ShownColour(
        text=look.text,
        text_contrast=contrast(known, look.text),
        link=look.link,
        link_contrast=contrast(known, LIGHT_GROUND),
        is_mended=look.is_mended,
    )


def _show(  # noqa: PLR0913 - what the page shows
    http: HttpRequest,
    who: Member,
    town: Town,
    typed: Mapping[str, str],
    *,
    faults: Mapping[str, str] | None = None,
    is_saved: bool = False,
    status: int = 200,
) -> Response:
    address = portal_settings.portal_address(desk_of(http).installation, town.id)
    values = {
        "town": town,
        "typed": typed,
        "faults": faults or {},
        "is_saved": is_saved,
        "colour": shown_colour(typed.get("colour", "")),
        "address": address,
        "most": portal_settings,
    }
    return show(http, who, "portal_settings.html", values, status)


def _town(who: Member, code: str | None) -> Town:
    """Return the town meant, by default the visitor's. Raises HTTPException (404) for one that is not his."""
    found = (who.town or next(iter(who.towns), None)) if code is None else next((one for one in who.towns if one.id == TownId(code)), None)
    if found is None:
        raise HTTPException(NOT_FOUND)
    return found


def _bilingual(typed: Mapping[str, str], name: str) -> Bilingual:
    return Bilingual(fr=typed.get(f"{name}_fr", ""), en=typed.get(f"{name}_en", ""))


def _percent(text: str) -> int | None:
    """Return a rate; what is no number is one that is refused beside its field."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < _MOST_VERSION else -1


def _days(text: str) -> int:
    """Return a number of days, those that are usual where none is given; what is no number is refused beside its field."""
    found = _percent(text)
    return Portal().reopen_days if found is None else found


def _link(line: str) -> PortalLink:
    """Return the link of a line: its name, its English name where there is one, and its address, parted by bars."""
    parts = [part.strip() for part in line.split("|")]
    names = parts[:-1][:_LABELS]
    return PortalLink(label=Bilingual(fr=names[0] if names else "", en=names[1] if len(names) == _LABELS else ""), address=parts[-1])


def _link_line(link: PortalLink) -> str:
    return " | ".join((*filter(None, (link.label.fr, link.label.en)), link.address))


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise HTTPException(UNPROCESSABLE) from error
