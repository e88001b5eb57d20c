"""The map beside a request: what its page says of it, and the policy that lets tiles be shown where a server of them is set."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import quote, urlsplit

from fastapi import Request as HttpRequest

from domain.evidence import Candidate
from domain.place import Place, Point
from flows.settings import Settings
from flows.town_views import TownView
from web.form_map import TownMaps
from web.gate import PAGE_POLICY
from web.place_finder import PlaceBooks
from web.town_shapes import TownShapesBook

_KEYS = "56789"
"""The keys of the places considered on the page; those below are the subjects'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """What is worked out of the places of towns, each when it is first asked for: maps, their shapes, names by letters."""

    maps: TownMaps
    shapes: TownShapesBook
    books: PlaceBooks


def atlas_of(http: HttpRequest) -> Atlas:
    """Return the atlas of the application that serves a request."""
    return cast("Atlas", http.app.state.atlas)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place on the map: the key that chooses it, empty where none does, what it is called, and where it is."""

    key: str
    label: str
    point: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """A map to be drawn in the browser when it is opened.

    ``address`` is where its shapes come from; ``marks`` are the places considered and ``chosen`` the one that stands in the fields.
    ``photo`` is where a photo that is looked at was taken. ``tiles`` is the address of tiles behind it, empty where the town draws
    itself, ``credit`` what stands beside such.
    """

    address: str
    version: str
    marks: tuple[Mark, ...]
    chosen: Mark | None
    tiles: str
    credit: str
    photo: Mark | None = None

    @property
    def settled(self) -> "MapView":
        """Return the map of a request nobody decides there: only its own place is marked, and a photo's."""
        return replace(self, marks=())

    def document(self) -> list[dict[str, object]]:
        """Return the places marked, for JSON; the chosen one comes last and lies above."""
        every = [(one, False) for one in self.marks] + ([] if self.chosen is None else [(self.chosen, True)])
        told = [
            {"key": one.key, "label": one.label, "lat": one.point.lat, "lon": one.point.lon, "chosen": is_chosen}
            for one, is_chosen in every
        ]
        at = self.photo
        taken = [] if at is None else [{"key": "", "label": at.label, "lat": at.point.lat, "lon": at.point.lon, "photo": True}]
        return [*taken, *told]


def town_map(atlas: Atlas, view: TownView, settings: Settings) -> MapView | None:
    """Return the map of a town without any place marked; None where nothing of it is on a map."""
    if not atlas.shapes.of(view.classifier.places).is_drawn:
        return None
    return MapView(
        address=f"/map/{quote(view.town.id, safe='')}",
        version=str(view.basis.places),
        marks=(),
        chosen=None,
        tiles=settings.map_tiles or "",
        credit=settings.map_credit if settings.map_tiles else "",
    )


def place_map(
    atlas: Atlas, view: TownView, settings: Settings, place: Place, candidates: Sequence[Candidate[Place]] = ()
) -> MapView | None:
    """Return the map of a request: the places considered as its page numbers them, and the one it has; those on no map are left out."""
    whole = town_map(atlas, view, settings)
    if whole is None:
        return None
    named = [one.answer for one in candidates if one.answer.street is not None]
    marks = [_mark(atlas.maps, view, key, one) for key, one in zip(_KEYS, named, strict=False)]
    return replace(whole, marks=tuple(one for one in marks if one is not None), chosen=_mark(atlas.maps, view, "", place))


def with_photo(shown: MapView | None, point: Point | None, label: str) -> MapView | None:
    """Return a map on which is marked, too, where a photo was taken; ``label`` says so."""
    if shown is None or point is None:
        return shown
    return replace(shown, photo=Mark(key="", label=label, point=point))


def _mark(maps: TownMaps, view: TownView, key: str, place: Place) -> Mark | None:
    point = place.point
    if point is None and place.street is not None:
        point = maps.of(view.classifier.places).find(place.street, place.number)
    label = " ".join(part for part in (place.number, place.street or place.landmark or place.sector) if part)
    return Mark(key=key, label=label, point=point) if point is not None and label else None


def map_headers(tiles: str | None) -> dict[str, str]:
    """Return the headers of a page with a map: nothing comes from outside but the tiles that are set."""
    if not tiles:
        return {}
    address = urlsplit(tiles)
    images = f"img-src 'self' data: {address.scheme}://{address.netloc}"
    return {"Content-Security-Policy": PAGE_POLICY.replace("img-src 'self' data:", images)}
