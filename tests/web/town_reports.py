"""A town with its map open: streets that are on it, and as many reports as a test wants."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update

from domain.ids import RequestId
from domain.place import HouseNumber, Parity, Place, Places, PlaceStatus, Point, RoadOwner, Street, Stretch
from domain.portal import Portal
from flows.wiring import Installation
from store import history, portals
from store import places as stored_places
from store.history import HistoryLine
from store.mapping import dump
from store.schema import RequestRow
from tests.web import seed

TOWN = seed.VALOGNES
HOLE = "trou"
MIDDLE = Point(lat=49.509, lon=-1.471)
_NAMES = (
    "Rue des Religieuses",
    "Rue de Poterie",
    "Rue Carnot",
    "Rue du Palais-de-Justice",
    "Rue Henri-Cornat",
    "Boulevard Division-Leclerc",
)


def _street(name: str, row: int) -> Street:
    lat = MIDDLE.lat + (row - 2.5) * 0.0015
    line = tuple(Point(lat=lat + 0.0002 * (step % 2), lon=MIDDLE.lon - 0.006 + step * 0.0015) for step in range(9))
    numbers = tuple(HouseNumber(number=2 * step + 1, suffix="", point=point) for step, point in enumerate(line))
    stretch = Stretch(sector=None, low=None, high=None, parity=Parity.ALL, owner=RoadOwner.TOWN)
    return Street(name=name, kind="rue", aliases=(), stretches=(stretch,), numbers=numbers, lines=(line,))


STREETS = Places(town_name="Valognes", postcode="50700", streets=tuple(_street(name, row) for row, name in enumerate(_NAMES)))


def open_map(installation: Installation, now: datetime) -> None:
    """Let a town show its reports, on streets that are on a map."""
    with installation.database.write() as session:
        portals.keep(session, TOWN, Portal(map=True), "boss", now, seen=portals.find(session, TOWN)[1])
        stored_places.save(session, TOWN, STREETS, author="essai", now=now)
    installation.towns.refresh()


def put(
    installation: Installation, request: RequestId, now: datetime, *, point: Point = MIDDLE, street: str = _NAMES[2], **values: object
) -> None:
    """Place a request, have it come just now, and say in its history that it was changed."""
    street = _NAMES[2]
    place = Place(status=PlaceStatus.EXACT, text=street, street=street, number="7", point=MIDDLE)
    with installation.database.write() as session:
        changed = {"place": dump(place), "street": street, "received_at": now - timedelta(hours=1), **values}
        session.execute(update(RequestRow).where(RequestRow.id == request).values(changed))
        history.append(session, TOWN, request, HistoryLine(at=now, actor="essai", action="corrected", details={}))


def add_reports(installation: Installation, like: RequestId, count: int, now: datetime, *, scattered: float = 0.006) -> Sequence[RequestId]:
    """Write copies of a report, scattered over the town and the last two months."""
    chance = random.Random(count)  # noqa: S311 - no secret
    with installation.database.write() as session:
        row = session.execute(select(RequestRow.__table__).where(RequestRow.id == like)).mappings().one()
        part = (session.scalar(select(func.max(RequestRow.part)).where(RequestRow.draft_id == row["draft_id"])) or 0) + 1
        first = (session.scalar(select(func.max(RequestRow.id))) or 0) + 1
        rows = []
        for step in range(count):
            street = chance.choice(_NAMES)
            point = Point(lat=MIDDLE.lat + chance.uniform(-1, 1) * scattered, lon=MIDDLE.lon + chance.uniform(-1.5, 1.5) * scattered)
            place = Place(status=PlaceStatus.EXACT, text=street, street=street, number="7", point=point)
            own = {
                "id": first + step,
                "part": part + step,
                "tracking": f"{_letters(step)}-{_letters(step + 7)}{step % 9}"[:16],
                "counter": 1000 + step,
                "year": 2026,
                "place": dump(place),
                "street": street,
                "received_at": now - timedelta(minutes=chance.randrange(60, 60 * 24 * 55)),
            }
            rows.append({**row, **own})
        session.execute(insert(RequestRow), rows)
        last = HistoryLine(at=now, actor="essai", action="routed", details={})
        for one in rows[:1]:
            history.append(session, TOWN, RequestId(one["id"]), last)
    return [RequestId(one["id"]) for one in rows]


def _letters(number: int) -> str:
    letters = "ABCDEFGHJKLMNPQR"
    return "".join(letters[number >> shift & 15] for shift in (12, 8, 4, 0))
