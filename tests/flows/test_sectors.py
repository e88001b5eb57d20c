"""Sectors drawn on screen: what may be done to a draft, what is wrong with it, and what follows from it (S28)."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidError, NotFoundError
from domain.ids import RequestId, SectorName
from domain.place import Parity, Place, Places, PlaceStatus, Point, RoadOwner, Street
from domain.sector_draft import SaidRange, SaidStreet, SectorDraft
from flows.sectors import changing
from flows.sectors.applied import applied
from flows.sectors.changing import Meeting, Named
from flows.sectors.faults import sector_faults
from flows.sectors.geojson import read_sectors, write_sectors
from flows.sectors.ground import Shape, plane_of
from flows.sectors.moves import Moved, Placed, Resettling, moves_between
from flows.sectors.written import read_line, read_outlines, write_outlines
from rules.addresses import sector_on_street
from tests.flows.sector_town import (
    DRAFT,
    EAST,
    LEFT,
    MIDDLE,
    NORTH_END,
    PLACES,
    PLANE,
    RIGHT,
    SOUTH,
    WEST,
    box,
    part,
    sector,
    street,
    whole,
)

WIDER = box(SOUTH, LEFT, NORTH_END, MIDDLE + 0.002)
"""The western sector, its border two house numbers further east."""


def redrawn(shape: Shape, meeting: Meeting = Meeting.TAKEN, code: str = "O") -> SectorDraft:
    return changing.with_outline(DRAFT, code, (shape,), PLANE, meeting)


def after(draft: SectorDraft, places: Places = PLACES) -> Places:
    return applied(places, draft, PLANE)


def of(places: Places, name: str) -> Street:
    return next(one for one in places.streets if one.name == name)


def area(draft: SectorDraft, code: str) -> float:
    return float(PLANE.ground(changing.sector_of(draft, code)).area)


def codes(draft: SectorDraft, places: Places = PLACES) -> list[str]:
    return [fault.code for fault in sector_faults(places, draft, PLANE)]


def test_a_draft_as_begun_changes_nothing() -> None:
    assert after(DRAFT) == PLACES
    assert codes(DRAFT) == []


def test_addresses_follow_a_border_that_is_moved_and_ranges_with_them() -> None:
    moved = after(redrawn(WIDER))
    assert of(moved, "Rue Longue").stretches == (part(WEST, 1, 12), part(EAST, 13, 20))
    found = moves_between(PLACES, moved)
    assert found.addresses == {("E", "O"): 2}
    assert found.named == ("Rue Longue", "Chemin Creux"), "a street that the town gave to one sector as a whole stays there"


def test_what_the_town_said_otherwise_than_the_outlines_stays() -> None:
    assert of(after(redrawn(WIDER)), "Rue Entière").stretches == (whole(WEST),)
    narrower = redrawn(box(SOUTH, LEFT, NORTH_END, MIDDLE - 0.002), Meeting.TOLD)
    lost = of(after(narrower), "Rue Entière")
    assert [sector_on_street(lost, str(number)) for number in (8, 9, 10, 11, 20)] == [WEST, None, None, WEST, WEST]


def test_who_owns_which_part_of_a_road_stays() -> None:
    road = street("RD 2", part(WEST, 1, 8), part(WEST, 9, 10, RoadOwner.COUNTY), part(EAST, 11, 20, RoadOwner.COUNTY))
    places = replace(PLACES, streets=(road,))
    (moved,) = after(redrawn(WIDER), places).streets
    assert moved.stretches == (part(WEST, 1, 8), part(WEST, 9, 12, RoadOwner.COUNTY), part(EAST, 13, 20, RoadOwner.COUNTY))


def test_sides_of_a_street_are_told_apart_where_that_is_shorter() -> None:
    """The odd numbers lie north of a border that runs along the street, the even ones south of it."""
    line = of(PLACES, "Rue Longue")
    houses = tuple(
        replace(one, point=replace(one.point, lat=one.point.lat + (0.0002 if one.number % 2 else 0.0)))
        for one in line.numbers
        if one.point is not None
    )
    north, south = box(49.5051, LEFT, NORTH_END, RIGHT), box(SOUTH, LEFT, 49.5051, RIGHT)
    before = replace(
        PLACES,
        streets=(replace(line, numbers=houses, stretches=(whole(WEST),)),),
        sectors=(sector("O", WEST, box(SOUTH, LEFT, NORTH_END, RIGHT)), sector("E", EAST)),
    )
    draft = SectorDraft(sectors=(sector("O", WEST, south), sector("E", EAST, north)))
    (moved,) = applied(before, draft, PLANE).streets
    assert moved.stretches == (part(EAST, 1, 19, parity=Parity.ODD), part(WEST, 2, 20, parity=Parity.EVEN))


def test_a_street_without_numbers_follows_its_middle_and_a_landmark_its_position() -> None:
    moved = after(redrawn(WIDER))
    assert of(moved, "Chemin Creux").stretches == (whole(WEST),)
    west = redrawn(box(SOUTH, MIDDLE - 0.003, NORTH_END, RIGHT), code="E")
    assert after(west).landmarks[0].sector == EAST
    assert moves_between(PLACES, after(west)).landmarks == {("O", "E"): 1}


def test_another_name_is_the_same_sector() -> None:
    named = after(changing.with_name(DRAFT, "O", "Bourg"))
    assert of(named, "Rue Longue").stretches == (part(SectorName("Bourg"), 1, 10), part(EAST, 11, 20))
    assert named.landmarks[0].sector == "Bourg"
    assert moves_between(PLACES, named).addresses == {}


def test_the_heir_of_a_sector_has_its_ground_and_its_addresses() -> None:
    left = changing.without(DRAFT, "O", "E", PLANE)
    assert area(left, "E") == pytest.approx(area(DRAFT, "O") + area(DRAFT, "E"), rel=1e-6)
    moves = moves_between(PLACES, after(left))
    assert moves.addresses == {("O", "E"): 30}
    assert codes(left) == []
    place = Placed(request=RequestId(1), place=Place(status=PlaceStatus.UNMATCHED, sector=WEST), sector=WEST)
    (moved,) = Resettling(PLACES, after(left), left, PLANE).moved([place])
    assert moved.after == EAST
    again = changing.with_new(left, Named(code="N", name="Nord"), (), PLANE, Meeting.TOLD)
    assert of(after(changing.without(again, "E", "N", PLANE)), "Rue Entière").stretches == (whole(SectorName("Nord")),), "and so on"


def test_what_nobody_inherits_is_in_no_sector() -> None:
    lost = after(changing.without(DRAFT, "O", None, PLANE))
    assert sector_on_street(of(lost, "Rue Longue"), "3") is None
    assert sector_on_street(of(lost, "Rue Longue"), "13") == EAST
    assert sector_on_street(of(lost, "Rue Entière"), "13") == EAST, "what was said of it is gone, the outlines are not"


def test_a_cut_gives_the_smaller_piece_another_name() -> None:
    line = read_line("49.49, -1.473\n49.52, -1.473")
    halved = changing.split(DRAFT, "O", line, Named(code="C", name="Centre"), PLANE)
    assert [one.code for one in halved.sectors] == ["O", "C", "E"]
    assert area(halved, "C") == pytest.approx(area(DRAFT, "O") * 0.3, rel=1e-3)
    assert codes(halved) == []
    assert sector_on_street(of(after(halved), "Rue Longue"), "9") == "Centre"


def test_a_line_that_cuts_nothing_off_is_refused() -> None:
    for words in ("49.49, -1.473\n49.505, -1.473", "49.49, -1.40\n49.52, -1.40"):
        with pytest.raises(InvalidError, match="cuts nothing off"):
            changing.split(DRAFT, "O", read_line(words), Named(code="C", name="Centre"), PLANE)


def test_a_line_that_crosses_itself_is_refused() -> None:
    line = read_line("49.49, -1.473\n49.52, -1.473\n49.52, -1.475\n49.505, -1.471")
    with pytest.raises(InvalidError, match="crosses itself"):
        changing.split(DRAFT, "O", line, Named(code="C", name="Centre"), PLANE)


@pytest.mark.parametrize(
    ("code", "name", "field"),
    [("O", "Nouveau", "code"), ("o", "Nouveau", "code"), ("N 1", "Nouveau", "code"), ("", "Nouveau", "code"), ("..", "Nouveau", "code")]
    + [("N", "ouest", "name"), ("N", "non coté", "name"), ("N", "", "name"), ("N", "x" * 61, "name"), ("N", "\x1b[31m", "name")],
)
def test_codes_and_names_that_cannot_be(code: str, name: str, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        changing.with_new(DRAFT, Named(code=code, name=name), (), PLANE, Meeting.TOLD)
    assert field in {one.where for one in refused.value.mistakes}


def test_where_two_meet_either_gives_way_or_it_is_told() -> None:
    told, taken, left = (redrawn(WIDER, meeting) for meeting in Meeting)
    assert codes(told) == ["overlap"]
    (fault,) = sector_faults(PLACES, told, PLANE)
    assert fault.sectors == ("O", "E") and "m² near 49.5" in fault.what
    assert codes(taken) == codes(left) == []
    assert area(taken, "E") < area(DRAFT, "E") and area(left, "E") == area(DRAFT, "E")
    assert area(left, "O") == pytest.approx(area(DRAFT, "O"), rel=1e-6)


def test_ground_that_all_belongs_to_others_is_no_sector() -> None:
    with pytest.raises(InvalidError, match="belongs to other sectors"):
        changing.with_new(DRAFT, Named(code="N", name="Nord"), (box(49.502, -1.475, 49.503, -1.474),), PLANE, Meeting.LEFT)


def test_borders_that_are_a_hair_apart_are_none_of_our_business() -> None:
    assert codes(redrawn(box(SOUTH, LEFT, NORTH_END, MIDDLE + 0.000004), Meeting.TOLD)) == []


def test_a_hole_between_sectors_is_told_and_may_be() -> None:
    ring = Shape(outer=WIDER.outer, holes=(box(49.504, -1.476, 49.506, -1.474).outer,))
    (fault,) = sector_faults(PLACES, redrawn(ring, Meeting.TAKEN), PLANE)
    assert (fault.code, fault.is_for_people, fault.sectors) == ("hole", True, ("O",))
    assert 49.504 < fault.at.lat < 49.506


def test_a_sliver_is_told_with_its_place() -> None:
    with_sliver = changing.with_outline(
        DRAFT, "O", (box(SOUTH, LEFT, NORTH_END, MIDDLE), box(49.512, -1.479, 49.5121, -1.4789)), PLANE, Meeting.TOLD
    )
    (fault,) = sector_faults(PLACES, with_sliver, PLANE)
    assert fault.code == "sliver" and not fault.is_for_people and "49.512" in fault.what
    thin = redrawn(box(SOUTH, LEFT, NORTH_END, LEFT + 0.00003), Meeting.TOLD)
    assert "sliver" in codes(thin)


def test_of_thousands_of_pieces_those_are_looked_at_that_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    west = [box(49.5001 + at * 0.00004, LEFT, 49.50011 + at * 0.00004, RIGHT) for at in range(60)]
    south = [box(49.50, LEFT + at * 0.0001, 49.503, LEFT + (at + 0.5) * 0.0001) for at in range(60)]
    draft = SectorDraft(sectors=(sector("O", "Ouest", *west), sector("E", "Est", *south)))
    asked: list[object] = []
    real = shapely.buffer

    def buffer(*args: Any, **more: Any) -> Any:
        asked.append(args)
        return real(*args, **more)

    monkeypatch.setattr(shapely, "buffer", buffer)
    assert "overlap" in codes(draft)
    # Outlines and their slivers, and some of what lies between them; there are 3 600 pieces in both.
    assert 100 < len(asked) < 400


def test_ground_beyond_the_commune_is_told_and_what_lies_outside_is_refused() -> None:
    (beyond,) = sector_faults(PLACES, redrawn(box(SOUTH, -1.53, NORTH_END, MIDDLE)), PLANE)
    assert beyond.code == "beyond" and beyond.is_for_people and "3" in beyond.what
    new = changing.with_new(DRAFT, Named(code="X", name="Ailleurs"), (box(49.7, -1.2, 49.71, -1.19),), PLANE, Meeting.TOLD)
    (outside,) = sector_faults(PLACES, new, PLANE)
    assert outside.code == "outside" and not outside.is_for_people


def test_faults_of_sectors_nobody_touched_keep_nobody_from_mending_another() -> None:
    old = replace(PLACES, sectors=(*PLACES.sectors, sector("Z", "Vieux", box(SOUTH, LEFT, 49.505, RIGHT))))
    begun = SectorDraft(sectors=old.sectors)
    assert codes(begun, old) == []
    assert codes(changing.with_name(begun, "Z", "Ancien"), old) == []


def test_ranges_that_were_said_come_before_the_outlines() -> None:
    said = SaidStreet(
        street="Rue Longue",
        ranges=(SaidRange(sector="E", low=1, high=19, parity=Parity.ODD), SaidRange(sector=None, low=2, high=20, parity=Parity.EVEN)),
    )
    moved = of(after(changing.with_street(redrawn(WIDER), PLACES, said)), "Rue Longue")
    assert [sector_on_street(moved, str(number)) for number in (1, 2, 19, 20)] == [EAST, None, EAST, None]
    forgotten = changing.with_street(changing.with_street(DRAFT, PLACES, said), PLACES, replace(said, ranges=()))
    assert forgotten == DRAFT


def test_said_ranges_keep_the_owners_of_a_road() -> None:
    road = street("RD 2", part(WEST, 1, 10), part(EAST, 11, 20, RoadOwner.COUNTY))
    places = replace(PLACES, streets=(road,))
    said = SaidStreet(street="RD 2", ranges=(SaidRange(sector="O", low=1, high=20),))
    (moved,) = after(changing.with_street(DRAFT, places, said), places).streets
    assert moved.stretches == (part(WEST, 1, 10), part(WEST, 11, 20, RoadOwner.COUNTY))


@pytest.mark.parametrize(
    ("ranges", "where"),
    [
        ((SaidRange(sector="O", low=1, high=None),), "1"),
        ((SaidRange(sector="O", low=9, high=3),), "1"),
        ((SaidRange(sector="O", low=1, high=100_000),), "1"),
        ((SaidRange(sector="O", low=1, high=10), SaidRange(sector="E", low=10, high=20)), "2"),
        ((SaidRange(sector="O", low=None, high=None), SaidRange(sector="E", low=3, high=5)), "2"),
        ((SaidRange(sector="O", low=1, high=9, parity=Parity.ODD), SaidRange(sector="E", low=4, high=6)), "2"),
    ],
)
def test_ranges_that_cannot_be_are_told_by_their_number(ranges: tuple[SaidRange, ...], where: str) -> None:
    with pytest.raises(InvalidError) as refused:
        changing.with_street(DRAFT, PLACES, SaidStreet(street="Rue Longue", ranges=ranges))
    assert [one.where for one in refused.value.mistakes] == [where]


def test_ranges_of_two_sides_do_not_meet() -> None:
    sides = (SaidRange(sector="O", low=1, high=9, parity=Parity.ODD), SaidRange(sector="E", low=2, high=10, parity=Parity.EVEN))
    changing.with_street(DRAFT, PLACES, SaidStreet(street="Rue Longue", ranges=(*sides, SaidRange(sector="O", low=11, high=20))))
    with pytest.raises(NotFoundError):
        changing.with_street(DRAFT, PLACES, SaidStreet(street="Rue Perdue", ranges=sides))


def test_requests_follow_their_address_and_keep_what_people_chose() -> None:
    moved = after(redrawn(WIDER))
    place = Place(status=PlaceStatus.EXACT, number="11", street="Rue Longue", sector=EAST)
    requests = (
        Placed(request=RequestId(1), place=place, sector=EAST),
        Placed(request=RequestId(2), place=place, sector=None),
        Placed(request=RequestId(3), place=replace(place, number="15"), sector=EAST),
        Placed(request=RequestId(4), place=Place(status=PlaceStatus.UNMATCHED, point=Point(lat=49.509, lon=MIDDLE + 0.001)), sector=EAST),
    )
    draft = redrawn(WIDER)
    assert list(Resettling(PLACES, moved, draft, PLANE).moved(requests)) == [
        Moved(request=RequestId(1), before=EAST, after=WEST),
        Moved(request=RequestId(4), before=EAST, after=WEST),
    ]
    named = changing.with_name(DRAFT, "E", "Levant")
    found = list(Resettling(PLACES, after(named), named, PLANE).moved(requests))
    assert [one.request for one in found] == [1, 3, 4] and {one.after for one in found} == {"Levant"}


def test_corners_are_read_as_they_are_written() -> None:
    ring = Shape(outer=WIDER.outer, holes=(box(49.504, -1.476, 49.506, -1.474).outer,))
    shapes = (ring, box(49.52, -1.48, 49.53, -1.47))
    assert read_outlines(write_outlines(shapes), PLANE) == shapes
    assert read_outlines("49,5 ; -1,48\n49.5 -1.46\n49.51;-1.46\n", PLANE)[0].outer[0] == Point(lat=49.5, lon=-1.48)
    assert read_outlines("  \n\n", PLANE) == ()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("49.5, -1.48\n49.51, -1.47\n49.51, -1.48\n49.5, -1.47", "crosses itself.* near 49.505, -1.475"),
        ("49.5, -1.48\n49.51, -1.47", "less than three corners"),
        ("49.5, -1.48\nici\n49.51, -1.48", "“ici” is no position"),
        ("-1.48, 49.5\n49.51, -1.47\n49.51, -1.48", "they are swapped"),
        ("49.5, 20.0\n49.51, -1.47\n49.51, -1.48", "outside France"),
        ("49.5" + " " * 200_000 + "x", "“49.5 +” is no position"),
        ("trou\n49.5, -1.48\n49.51, -1.47\n49.51, -1.48", "before any outline"),
        ("\n".join("49.5, -1.48" for _ in range(5_001)), "more than 5000 corners"),
        ("49.5, -1.48\n49.5, -1.46\n49.51, -1.46\n\ntrou\n49.6, -1.48\n49.6, -1.46\n49.61, -1.46", "or a hole leaves it"),
    ],
)
def test_corners_that_cannot_be_are_told(words: str, told: str) -> None:
    with pytest.raises(InvalidError, match=told):
        read_outlines(words, PLANE)


@given(st.text(max_size=60) | st.lists(st.tuples(st.floats(40, 52), st.floats(-5, 9)), max_size=6).map(repr))
def test_whatever_is_typed_is_read_or_refused(words: str) -> None:
    try:
        shapes = read_outlines(words, PLANE)
    except InvalidError:
        return
    assert all(PLANE.polygon(shape).is_valid for shape in shapes)


def test_a_file_is_taken_as_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "secteurs.geojson"
    ring = Shape(outer=WIDER.outer, holes=(box(49.504, -1.476, 49.506, -1.474).outer,))
    given_ones = (sector("O", WEST, ring, box(49.52, -1.48, 49.53, -1.47)), sector("E", EAST, box(SOUTH, MIDDLE, NORTH_END, RIGHT)))
    path.write_bytes(write_sectors((*given_ones, sector("N", "Sans contour")), PLANE))
    found = read_sectors(path)
    assert [(one.code, one.name) for one in found] == [("O", WEST), ("E", EAST)]
    for one, other in zip(found, given_ones, strict=True):
        assert shapely.symmetric_difference(PLANE.ground(one), PLANE.ground(other)).area < 1
    draft = SectorDraft(sectors=(*PLACES.sectors, sector("N", "Sans contour")))
    taken = changing.with_sectors(draft, found[:1])
    assert [one.code for one in taken.sectors] == ["O", "N"], "what has no outline cannot stand in a file, and stays"


def test_codes_of_the_folder_stay_whatever_they_are(tmp_path: Path) -> None:
    odd = SectorDraft(sectors=(replace(DRAFT.sectors[0], code="Centre ville / ouest (ancien bourg)"), *DRAFT.sectors[1:]))
    assert changing.with_name(odd, odd.sectors[0].code, "Couchant").sectors[0].name == "Couchant"
    path = tmp_path / "secteurs.geojson"
    path.write_bytes(write_sectors(odd.sectors, PLANE))
    assert [one.code for one in changing.with_sectors(odd, read_sectors(path)).sectors] == [one.code for one in odd.sectors]


@pytest.mark.parametrize(("kind", "coordinates"), [("Polygon", []), ("MultiPolygon", [[]])])
def test_a_file_in_which_nothing_is_drawn_is_refused(tmp_path: Path, kind: str, coordinates: list[object]) -> None:
    path = tmp_path / "secteurs.geojson"
    feature = {"type": "Feature", "properties": {"code": "O", "nom": "Ouest"}, "geometry": {"type": kind, "coordinates": coordinates}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    with pytest.raises(InvalidError, match="nothing is drawn"):
        read_sectors(path)


def test_a_file_of_more_corners_than_a_town_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "MOST_FILE_CORNERS", 8)
    with pytest.raises(InvalidError, match="more than 8 corners"):
        changing.with_sectors(DRAFT, DRAFT.sectors)


def test_a_file_with_an_outline_that_crosses_itself_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "secteurs.geojson"
    bow = [[-1.48, 49.5], [-1.47, 49.51], [-1.48, 49.51], [-1.47, 49.5], [-1.48, 49.5]]
    feature = {"type": "Feature", "properties": {"code": "O", "nom": "Ouest"}, "geometry": {"type": "Polygon", "coordinates": [bow]}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    with pytest.raises(InvalidError, match=r"“Ouest” crosses itself.* near 49\.505"):
        read_sectors(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InvalidError, match=r"secteurs\.geojson:1"):
        read_sectors(path)


@given(st.integers(0, 20), st.integers(0, 20))
def test_a_cut_and_a_removal_give_back_what_was(north: int, south: int) -> None:
    line = (Point(lat=49.49, lon=LEFT + south * 5e-4), Point(lat=49.52, lon=LEFT + north * 5e-4))
    try:
        halved = changing.split(DRAFT, "O", line, Named(code="C", name="Centre"), PLANE)
    except InvalidError:
        assert 0 in {north, south} or 20 in {north, south}
        return
    again = changing.without(halved, "C", "O", PLANE)
    assert area(again, "O") == pytest.approx(area(DRAFT, "O"), rel=1e-4)
    assert plane_of(PLACES, again.sectors) == PLANE
