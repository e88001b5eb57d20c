"""A small town with two sectors side by side, drawn, and two streets that cross from one to the other."""

from domain.ids import SectorName
from domain.place import HouseNumber, Landmark, Parity, Places, Point, RoadOwner, Sector, Street, Stretch
from domain.sector_draft import SectorDraft
from flows.sectors.ground import Plane, Shape, kept, plane_of

WEST, EAST = SectorName("Ouest"), SectorName("Est")
SOUTH, NORTH_END = 49.50, 49.51
LEFT, MIDDLE, RIGHT = -1.48, -1.47, -1.46


def box(south: float, west: float, north: float, east: float) -> Shape:
    corners = ((south, west), (south, east), (north, east), (north, west), (south, west))
    return Shape(outer=tuple(Point(lat=lat, lon=lon) for lat, lon in corners))


def sector(code: str, name: str, *shapes: Shape) -> Sector:
    return Sector(code=code, name=SectorName(name), polygons=kept(shapes))


def whole(name: SectorName | None, owner: RoadOwner = RoadOwner.TOWN) -> Stretch:
    return Stretch(sector=name, low=None, high=None, parity=Parity.ALL, owner=owner)


def part(name: SectorName | None, low: int, high: int, owner: RoadOwner = RoadOwner.TOWN, parity: Parity = Parity.ALL) -> Stretch:
    return Stretch(sector=name, low=low, high=high, parity=parity, owner=owner)


def street(name: str, *stretches: Stretch, lat: float = 49.505, numbers: int = 20) -> Street:
    """Return a street that runs from west to east: number 1 at the western end, the last one at the eastern."""
    width = RIGHT - LEFT
    houses = tuple(
        HouseNumber(number=one, suffix="", point=Point(lat=lat, lon=LEFT + width * (one - 0.5) / numbers)) for one in range(1, numbers + 1)
    )
    line = (Point(lat=lat, lon=LEFT), Point(lat=lat, lon=MIDDLE + 0.001), Point(lat=lat, lon=RIGHT))
    return Street(name=name, kind="rue", aliases=(), stretches=stretches, numbers=houses, lines=(line,))


SCHOOL = Landmark(
    name="École du Pont",
    category="école",
    aliases=(),
    number=None,
    street=None,
    sector=WEST,
    owner=RoadOwner.TOWN,
    operator=None,
    point=Point(lat=49.508, lon=-1.4715),
    radius_m=None,
)
PLACES = Places(
    town_name="Bréville",
    postcode="50999",
    streets=(
        street("Rue Longue", part(WEST, 1, 10), part(EAST, 11, 20)),
        street("Rue Entière", whole(WEST), lat=49.507, numbers=20),
        street("Chemin Creux", whole(EAST), lat=49.503, numbers=0),
    ),
    landmarks=(SCHOOL,),
    sectors=(sector("O", WEST, box(SOUTH, LEFT, NORTH_END, MIDDLE)), sector("E", EAST, box(SOUTH, MIDDLE, NORTH_END, RIGHT))),
)
PLANE: Plane = plane_of(PLACES)
DRAFT = SectorDraft(sectors=PLACES.sectors)
"""As begun: nothing is changed."""
