"""What may be done to a draft of sectors, one thing at a time; pure. What cannot be is said in an InvalidError, by field."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import shapely

from domain.errors import InvalidError, Mistake, NotFoundError
from domain.ids import SectorName
from domain.place import Parity, Places, Point, Sector
from domain.sector_draft import Inheritance, SaidRange, SaidStreet, SectorDraft
from flows.address_file.rows import name_in
from flows.sectors.ground import Ground, Plane, Shape, cut, kept, only_polygons
from flows.town_folder.geography import HIGHEST_NUMBER, NO_SECTOR, OUTSIDE
from flows.wording import Message, say
from rules.words import fold

LONGEST_NAME = 60
MOST_SECTORS = 200
MOST_FILE_CORNERS = 100_000
_CODE = re.compile(r"(?=.*\w)[\w.-]{1,20}")
"""One that is made here: it stands in addresses of pages, where points alone mean another page."""
_NO_NAMES = frozenset(map(fold, (NO_SECTOR, OUTSIDE)))


class Meeting(StrEnum):
    """What becomes of ground that the new outline of a sector and another one have both."""

    TOLD = "told"
    """It stays in both, and is told: the draft cannot be published with it."""
    TAKEN = "taken"
    """The others give way."""
    LEFT = "left"
    """The new outline gives way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a sector is called: ``code`` for good, ``name`` for people."""

    code: str
    name: str


def sector_of(draft: SectorDraft, code: str) -> Sector:
    """Return a sector of a draft. Raises NotFoundError."""
    found = next((one for one in draft.sectors if one.code == code), None)
    if found is None:
        raise NotFoundError(say("There is no sector {code} in the draft.", code=code))
    return found


def with_new(draft: SectorDraft, named: Named, shapes: Sequence[Shape], plane: Plane, meeting: Meeting) -> SectorDraft:
    """Return the draft with one sector more. Raises InvalidError."""
    if len(draft.sectors) >= MOST_SECTORS:
        raise _wrong("name", say("There are {most} sectors: that is the most.", most=MOST_SECTORS), say("Remove one."))
    right = _named(draft, named, None)
    sector = Sector(code=right.code, name=SectorName(right.name))
    return with_outline(replace(draft, sectors=(*draft.sectors, sector)), right.code, shapes, plane, meeting)


def with_name(draft: SectorDraft, code: str, name: str) -> SectorDraft:
    """Return the draft with a sector called otherwise. Raises InvalidError, NotFoundError."""
    before = sector_of(draft, code)
    right = _named(draft, Named(code=code, name=name), code, known={code})
    return _with(draft, replace(before, name=SectorName(right.name)))


def with_outline(draft: SectorDraft, code: str, shapes: Sequence[Shape], plane: Plane, meeting: Meeting) -> SectorDraft:
    """Return the draft with a sector drawn otherwise; without shapes it has no outline. Raises NotFoundError, InvalidError."""
    sector = sector_of(draft, code)
    if meeting is Meeting.TOLD or not shapes:
        return _with(draft, replace(sector, polygons=kept(shapes)))
    ground = plane.of_shapes(shapes)
    others = [one for one in draft.sectors if one.code != code and any(one.polygons)]
    if meeting is Meeting.LEFT:
        left = only_polygons(shapely.difference(ground, shapely.union_all([plane.ground(one) for one in others])))
        if left.is_empty:
            raise _wrong("outline", say("All of this ground belongs to other sectors."), say("Let the others give way, or draw elsewhere."))
        return _with(draft, replace(sector, polygons=kept(plane.shapes(left))))
    changed = _with(draft, replace(sector, polygons=kept(shapes)))
    for other in others:
        before = plane.ground(other)
        if shapely.intersects(before, ground) and not _same(after := only_polygons(shapely.difference(before, ground)), before):
            changed = _with(changed, replace(other, polygons=kept(plane.shapes(after))))
    return changed


def without(draft: SectorDraft, code: str, heir: str | None, plane: Plane) -> SectorDraft:
    """Return the draft without a sector; its ground and what was said of streets goes to ``heir``, where there is one.

    Raises NotFoundError.
    """
    gone = sector_of(draft, code)
    left = replace(
        draft,
        sectors=tuple(one for one in draft.sectors if one.code != code),
        streets=tuple(_given(one, code, heir) for one in draft.streets),
        heirs=tuple(one for one in draft.heirs if one.gone != code),
    )
    if heir is None:
        return left
    sector_of(left, heir)
    left = replace(left, heirs=(*left.heirs, Inheritance(gone=code, heir=heir)))
    if not any(gone.polygons):
        return left
    after = sector_of(left, heir)
    whole = shapely.union_all([plane.ground(after), plane.ground(gone)])
    return _with(left, replace(after, polygons=kept(plane.shapes(only_polygons(whole)))))


def split(draft: SectorDraft, code: str, line: Sequence[Point], named: Named, plane: Plane) -> SectorDraft:
    """Return the draft with a sector cut in two: the largest piece keeps its name, the rest gets another.

    Raises NotFoundError; InvalidError where the line cuts nothing off.
    """
    sector = sector_of(draft, code)
    if not any(sector.polygons):
        raise _wrong("line", say("This sector has no outline: there is nothing to cut."), say("Draw it first."))
    right = _named(draft, named, None)
    drawn = shapely.LineString([plane.pair(point) for point in line])
    if not drawn.is_simple:
        # Of each crossing there would be a piece more: of a few thousand corners millions.
        raise _wrong("line", say("The line crosses itself."), say("Move the corners so that its sides do not meet."))
    pieces = cut(plane.ground(sector), drawn)
    if pieces is None:
        remedy = say("Let the line begin and end outside of the sector, and run through it.")
        raise _wrong("line", say("The line cuts nothing off this sector."), remedy)
    largest, rest = (kept(plane.shapes(only_polygons(piece))) for piece in pieces)
    new = Sector(code=right.code, name=SectorName(right.name), polygons=rest)
    changed = _with(draft, replace(sector, polygons=largest))
    place = next(at for at, one in enumerate(changed.sectors) if one.code == code) + 1
    return replace(changed, sectors=(*changed.sectors[:place], new, *changed.sectors[place:]))


def with_sectors(draft: SectorDraft, sectors: Sequence[Sector]) -> SectorDraft:
    """Return the draft with the sectors of a file, and those that have no outline and so cannot stand in one.

    What was said of streets in sectors that are gone is forgotten. Raises InvalidError.
    """
    if len(sectors) > MOST_SECTORS:
        raise _wrong("file", say("There are more than {most} sectors.", most=MOST_SECTORS), say("Remove some."))
    if sum(len(ring) for one in sectors for ring in one.polygons) > MOST_FILE_CORNERS:
        raise _wrong("file", say("There are more than {most} corners.", most=MOST_FILE_CORNERS), say("Simplify the outline."))
    known = {one.code for one in draft.sectors}
    checked = SectorDraft(sectors=())
    codes = {one.code for one in sectors}
    undrawn = [one for one in draft.sectors if not any(one.polygons) and one.code not in codes]
    for one in (*sectors, *undrawn):
        right = _named(checked, Named(code=one.code, name=one.name), None, known=known)
        checked = replace(checked, sectors=(*checked.sectors, replace(one, code=right.code, name=SectorName(right.name))))
    codes = {one.code for one in checked.sectors}
    streets = (one for one in draft.streets if all(said.sector is None or said.sector in codes for said in one.ranges))
    return replace(checked, streets=tuple(streets), heirs=draft.heirs)


def with_street(draft: SectorDraft, places: Places, said: SaidStreet) -> SectorDraft:
    """Return the draft with the ranges of a street as somebody says them; without ranges, as they follow from the outlines.

    Raises InvalidError by the number of the range, from 1; NotFoundError for a street the town has not.
    """
    if all(street.name != said.street for street in places.streets):
        raise NotFoundError(say("The town knows no street “{name}”.", name=said.street[:80]))
    mistakes = tuple(mistake for place in range(len(said.ranges)) if (mistake := _range_fault(said.ranges, place)) is not None)
    if mistakes:
        raise InvalidError(*mistakes)
    codes = {one.code for one in draft.sectors}
    for one in said.ranges:
        if one.sector is not None and one.sector not in codes:
            raise NotFoundError(say("There is no sector {code} in the draft.", code=one.sector))
    others = tuple(one for one in draft.streets if one.street != said.street)
    return replace(draft, streets=(*others, said) if said.ranges else others)


def _range_fault(ranges: Sequence[SaidRange], place: int) -> Mistake | None:
    """Return what is wrong with a range, by itself or beside those before it."""
    one, where = ranges[place], str(place + 1)
    if (one.low is None) != (one.high is None):
        return Mistake(where=where, what=say("One end of the range is missing."), remedy=say("Fill in both, or neither."))
    if one.low is not None and one.high is not None:
        if one.low > one.high:
            what = say("The range is upside down: {low} to {high}.", low=one.low, high=one.high)
            return Mistake(where=where, what=what, remedy=say("Put the lower number first."))
        if not 0 <= one.low <= one.high <= HIGHEST_NUMBER:
            return Mistake(where=where, what=say("House numbers run from 0 to {most}.", most=HIGHEST_NUMBER), remedy=say("Correct it."))
    other = next((at for at in range(place) if _meet(ranges[at], one)), None)
    if other is None:
        return None
    what = say("These numbers stand in range {other}, too.", other=other + 1)
    return Mistake(where=where, what=what, remedy=say("Let the ranges of a street follow one another, or say even and odd."))


def _meet(one: SaidRange, other: SaidRange) -> bool:
    if {one.parity, other.parity} == {Parity.EVEN, Parity.ODD}:
        return False
    low, high = (max(one.low or 0, other.low or 0), min(_end(one), _end(other)))
    sides = {one.parity, other.parity} - {Parity.ALL}
    return low < high or (low == high and (not sides or (low % 2 == 0) == (Parity.EVEN in sides)))


def _end(one: SaidRange) -> int:
    return HIGHEST_NUMBER if one.high is None else one.high


def _given(said: SaidStreet, code: str, heir: str | None) -> SaidStreet:
    return replace(said, ranges=tuple(replace(one, sector=heir) if one.sector == code else one for one in said.ranges))


def _with(draft: SectorDraft, sector: Sector) -> SectorDraft:
    return replace(draft, sectors=tuple(sector if one.code == sector.code else one for one in draft.sectors))


def _same(one: Ground, other: Ground) -> bool:
    return bool(shapely.symmetric_difference(one, other).area <= 1.0)


def _named(draft: SectorDraft, named: Named, own: str | None, known: Collection[str] = ()) -> Named:
    """Return code and name as they are kept; ``own`` is the code of the sector that bears them already.

    The codes that are ``known`` came with the town's folder, which takes any.
    """
    code, name = named.code.strip(), name_in(named.name) or ""
    others = [one for one in draft.sectors if one.code != own]
    mistakes: list[Mistake] = []
    if code not in known and not _CODE.fullmatch(code):
        what = say("A code has one to twenty letters, figures, points or hyphens.")
        mistakes.append(Mistake(where="code", what=what, remedy=say("Correct it.")))
    elif any(one.code.casefold() == code.casefold() for one in others):
        mistakes.append(Mistake(where="code", what=say("“{value}” stands twice.", value=code), remedy=say("Take another code.")))
    if not name or len(name) > LONGEST_NAME or fold(name) in _NO_NAMES:
        what = say("A name has one to {most} characters, and is none that means no sector.", most=LONGEST_NAME)
        mistakes.append(Mistake(where="name", what=what, remedy=say("Correct it.")))
    elif any(fold(one.name) == fold(name) for one in others):
        mistakes.append(Mistake(where="name", what=say("“{value}” stands twice.", value=name), remedy=say("Take another name.")))
    if mistakes:
        raise InvalidError(*mistakes)
    return Named(code=code, name=name)


def _wrong(where: str, what: Message, remedy: Message) -> InvalidError:
    return InvalidError(Mistake(where=where, what=what, remedy=remedy))
