"""One box for everything: number, code, name, telephone, street, words; while one types a part of the page, with Enter all of it."""

from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response
from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.dossier import Dossier
from domain.ids import TownId
from flows.listing import Filters, listed
from flows.meant import by_folded, meanings, words_of_town
from flows.town_views import TownView
from rules.words import folded_words
from store import dossiers
from web.access import eyes_of, note_list
from web.desk import Desk, desk_of, html
from web.list_form import looking
from web.pages.lists import rows_of
from web.requesters import page_of, seen_files
from web.visitor import Member, SignedInMember, show

pages = APIRouter()
LONGEST = 200
WHILE_TYPING, ON_PAGE = 7, 25
MOST_NAMES, MOST_STREETS = 5, 5
NAMES_COMPARED = 200
"""Requesters whose names begin alike, among which one is looked for that was misspelt."""
_MOST_TOWNS = 20
_MOST_MEANINGS = 8
"""Ways to read what was typed that are looked for, each through the index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A street of the town that is called so, and the address of the list of its requests."""

    name: str
    address: str


@pages.get("/search")
def search(http: HttpRequest, who: SignedInMember, q: str = "", part: str = "", settled: str = "") -> Response:
    """Show what is found; with ``part`` only the list that stands below the box while one types.

    What is not for everybody is shown, and that written down, once a search is ``settled``: nobody looks for each beginning of a word.
    """
    desk, typed = desk_of(http), " ".join(q[:LONGEST].split())
    limit = WHILE_TYPING if part else ON_PAGE
    looks = looking(desk, who)
    with desk.installation.database.read() as session:
        found = listed(session, looks, Filters(typed=typed), after=None, limit=limit + 1) if typed else ()
        is_settled = bool(settled) or not part
        lines = found if is_settled else tuple(one for one in found if one.confidentiality is Confidentiality.NORMAL)
        rows = rows_of(desk, session, who, lines[:limit])
        people = _people(session, who, typed)
        streets = _streets(desk, who, typed)
        is_found = bool(lines or people or streets)
        instead = None if is_found or not typed or not is_settled else _meant(desk, session, who, typed)
    # Nothing is opened, and yet its content is told.
    note_list(desk, eyes_of(who), lines[:limit], "search")
    values: dict[str, object] = {
        "q": typed,
        "lines": rows,
        "has_more": len(lines) > limit,
        "is_settled": is_settled or len(lines) == len(found) > 0,
        "people": people,
        "streets": streets,
        "instead": instead,
        "more": f"/requests?{urlencode({'q': typed})}",
    }
    if part:
        return html(desk.page(who.language, "found.html", who=who, **values))
    return show(http, who, "search.html", values)


def _people(session: Session, who: Member, typed: str) -> tuple[Dossier, ...]:
    """Return the requesters who are called so, or reached so, as far as the visitor may know them."""
    town = who.town or next(iter(who.towns), None)
    if town is None or not typed or not who.sees_requesters:
        return ()
    found, _ = page_of(session, town.id, who.reach, typed, None, MOST_NAMES)
    return tuple(found[:MOST_NAMES])


def _streets(desk: Desk, who: Member, typed: str) -> tuple[Street, ...]:
    """Return the streets whose name has a word that begins with each one typed."""
    wanted = [word for word in folded_words(typed) if not word.isdecimal()]
    if not any(len(word) > 2 for word in wanted):  # noqa: PLR2004 - « rue de » is no street
        return ()
    names = {street.name for view in _views(desk, who) for street in view.classifier.places.streets}
    fitting = sorted(name for name in names if _begins(folded_words(name), wanted))
    return tuple(Street(name=name, address=f"/requests?{urlencode({'street': name, 'state': 'all'})}") for name in fitting[:MOST_STREETS])


def _begins(own: list[str], wanted: list[str]) -> bool:
    return all(any(word.startswith(one) for word in own) for one in wanted)


def _meant(desk: Desk, session: Session, who: Member, typed: str) -> str | None:
    """Return what may have been meant, if it finds something that is the visitor's to know."""
    for view in _views(desk, who):
        own = words_of_town(view)
        for known in ({**_names(session, who, view.town.id, typed), **own}, own):
            for instead in islice(meanings(typed, known), _MOST_MEANINGS):
                if _finds(desk, session, who, instead):
                    return instead
    return None


def _finds(desk: Desk, session: Session, who: Member, typed: str) -> bool:
    return bool(listed(session, looking(desk, who), Filters(typed=typed), after=None, limit=1)) or bool(_people(session, who, typed))


def _names(session: Session, who: Member, town: TownId, typed: str) -> dict[str, str]:
    """Return the words of the names of requesters that begin like those typed and are the visitor's to know."""
    if not who.sees_requesters:
        return {}
    beginnings = {word[:2] for word in folded_words(typed) if len(word) > 3 and not word.isdecimal()}  # noqa: PLR2004 - see `flows.meant`
    found = [one for begins in sorted(beginnings) for one in dossiers.worded(session, town, [begins], limit=NAMES_COMPARED)]
    seen = seen_files(session, who.reach, found)
    return by_folded(name for one in seen for name in (one.requester.name, one.requester.organisation) if name)


def _views(desk: Desk, who: Member) -> tuple[TownView, ...]:
    towns = tuple(town.id for town in who.towns) if who.town_id is None else (who.town_id,)
    return tuple(desk.installation.towns.get(town) for town in towns) if len(towns) <= _MOST_TOWNS else ()
