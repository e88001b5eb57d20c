"""Places of a town (référentiel des lieux) and what a message says of one."""

from dataclasses import dataclass
from enum import StrEnum

from domain.ids import DepartmentCode, SectorName


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Position in WGS 84, decimal degrees."""

    lat: float
    lon: float


class RoadOwner(StrEnum):
    """Who owns and maintains a road or a place (gestion)."""

    TOWN = "commune"
    COUNTY = "departement"
    REGION = "region"
    AGGLOMERATION = "agglo"
    STATE = "etat"
    PRIVATE = "prive"


class Parity(StrEnum):
    """Side of a street by its house numbers (parité)."""

    ALL = "tous"
    EVEN = "pair"
    ODD = "impair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Part of a street (tronçon) in one sector; ``low`` and ``high`` are inclusive house numbers, None where it has none.

    ``sector`` is None for « non coté »; ``inside`` is False for « Hors commune ».
    """

    sector: SectorName | None
    low: int | None
    high: int | None
    parity: Parity
    owner: RoadOwner
    inside: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseNumber:
    """One address of a street; ``suffix`` is ``bis``, ``ter``, a letter or empty."""

    number: int
    suffix: str
    point: Point | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """Street, square, hamlet or road (voie, lieu-dit). ``kind`` is the word of the file: ``rue``, ``lieu-dit``, ``route départementale``.

    ``lines`` are its shapes: a list of points for each line or outline; one point alone for a place without extent. ``listed`` is False
    where the town has not said anything of it and only an address file knows it: it goes when the file no longer has it.
    """

    name: str
    kind: str
    aliases: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    numbers: tuple[HouseNumber, ...] = ()
    lines: tuple[tuple[Point, ...], ...] = ()
    listed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """Place of interest (lieu): a school, a park, a residence. ``operator`` is the external body in charge; ``radius_m`` its extent."""

    name: str
    category: str
    aliases: tuple[str, ...]
    number: str | None
    street: str | None
    sector: SectorName | None
    owner: RoadOwner
    operator: DepartmentCode | None
    point: Point | None
    radius_m: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """Area of the town (secteur, quartier). ``polygons``: outlines, each a closed ring of points; empty where only the name is known."""

    code: str
    name: SectorName
    polygons: tuple[tuple[Point, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Neighbouring town (commune voisine), to recognise a place outside."""

    name: str
    postcode: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """All a town knows of its own geography (référentiel des lieux)."""

    town_name: str
    postcode: str
    streets: tuple[Street, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    sectors: tuple[Sector, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()


class PlaceStatus(StrEnum):
    """How well a place is known."""

    EXACT = "exact"
    STREET = "street"
    LANDMARK = "poi"
    ROAD = "road"
    UNMATCHED = "unmatched"
    NONE = "none"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the problem is (localisation), as the message says it and as the town knows it.

    ``text`` is the sender's own words; ``street`` the official name of the street, road or landmark; ``commune`` is set outside the town;
    ``landmark`` and ``category`` are set when it is, or lies within, a place of interest. ``score`` is 0 to 1.
    """

    status: PlaceStatus
    text: str | None = None
    number: str | None = None
    street: str | None = None
    sector: SectorName | None = None
    owner: RoadOwner | None = None
    landmark: str | None = None
    category: str | None = None
    operator: DepartmentCode | None = None
    commune: str | None = None
    point: Point | None = None
    score: float = 0.0


NO_PLACE = Place(status=PlaceStatus.NONE)
