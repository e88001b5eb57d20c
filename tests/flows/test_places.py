import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import ConfigurationError
from domain.ids import SectorName, TownId
from domain.place import Landmark, Parity, Places, Point, RoadOwner, Sector, Street, Stretch
from domain.places_change import Renaming
from flows.places import Order, current_places, import_places, places_difference, places_versions, try_places
from flows.town_folder import TownFolder
from flows.towns import load_town
from flows.wiring import Installation
from store import journal
from store import places as stored
from tests.installations import BREVILLE, NOW, mailboxes, ruleset, town

HEADER = "commune_insee;voie_nom;numero;suffixe;long;lat"
POTERIE = tuple(f"50999;Rue de Poterie;{number};;-1.47{number:02};49.5" for number in range(1, 31))
STADE = tuple(f"50999;Rue du Stade;{number};;-1.48{number:02};49.5" for number in range(1, 11))
ANY_LOSS = 1.0


def write(folder: Path, *rows: str, name: str = "bal.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((HEADER, *rows, "")), encoding="utf-8")
    return path


def bring_in(hall: Installation, path: Path, *, largest_loss: float = 1 / 3) -> int | None:
    order = Order(town=BREVILLE, files=(path,), largest_loss=largest_loss)
    return import_places(hall, order, author="marie", now=NOW).number


def street_of(hall: Installation, name: str) -> Street:
    return next(street for street in current_places(hall, BREVILLE).streets if street.name == name)


@pytest.fixture
def known(town_hall: Installation, tmp_path: Path) -> Installation:
    """A town hall that has the addresses of two streets."""
    assert bring_in(town_hall, write(tmp_path, *POTERIE, *STADE)) == 2
    return town_hall


def keep(hall: Installation, places: Places) -> None:
    with hall.database.write() as session:
        stored.save(session, BREVILLE, places, author="admin", now=NOW)


def test_import_is_a_version_that_says_where_it_came_from(known: Installation) -> None:
    *_, last = places_versions(known, BREVILLE)

    assert (last.number, last.created_by, last.source, last.streets, last.addresses, last.is_current) == (
        2,
        "marie",
        "bal.csv",
        2,
        40,
        True,
    )
    with known.database.read() as session:
        (line,) = journal.page(session, BREVILLE, after=None, limit=1)
    assert (line.action, line.actor, line.object) == ("places.imported", "marie", "places 2")
    # Three numbers of Rue de Poterie were known.
    assert (line.details["streets_added"], line.details["numbers_added"]) == (1, 37)


def test_live_work_finds_what_was_just_imported(known: Installation) -> None:
    known.towns.refresh()

    assert known.towns.get(BREVILLE).basis.places == 2


def test_import_that_changes_nothing_makes_no_version(known: Installation, tmp_path: Path) -> None:
    assert bring_in(known, write(tmp_path, *POTERIE, *STADE)) is None
    assert len(places_versions(known, BREVILLE)) == 2


def test_what_the_town_wrote_of_its_streets_stays(town_hall: Installation, tmp_path: Path) -> None:
    stretch = Stretch(sector=SectorName("Bourg"), low=1, high=99, parity=Parity.ODD, owner=RoadOwner.COUNTY)
    own = Street(name="Rue de Poterie", kind="rue", aliases=("rue des Potiers",), stretches=(stretch,))
    before = replace(current_places(town_hall, BREVILLE), streets=(own,), landmarks=(school("Rue de Poterie"),))
    keep(town_hall, before)

    bring_in(town_hall, write(tmp_path, *(row.replace("Rue de Poterie", "RUE DE POTERIE") for row in POTERIE)))

    after = current_places(town_hall, BREVILLE)
    assert replace(after.streets[0], numbers=()) == own
    assert len(after.streets[0].numbers) == 30
    assert after.landmarks == before.landmarks


def test_alias_the_town_wrote_is_its_street(town_hall: Installation, tmp_path: Path) -> None:
    places = current_places(town_hall, BREVILLE)
    keep(town_hall, replace(places, streets=(replace(places.streets[0], aliases=("rue de la Poterie",)),)))

    bring_in(town_hall, write(tmp_path, *(row.replace("Rue de Poterie", "Rue de la Poterie") for row in POTERIE)))

    assert [(street.name, len(street.numbers)) for street in current_places(town_hall, BREVILLE).streets] == [("Rue de Poterie", 30)]


MERGED = f"{HEADER};commune_deleguee_insee;commune_deleguee_nom"
NORTH = tuple(f"50999;Rue de l'Église;{number};;-1.47{number:02};49.6;50998;Alleaume" for number in range(1, 11))
SOUTH = tuple(f"50999;Rue de l'Église;{number};;-1.47{number:02};49.4;50997;Yvetot" for number in range(1, 9))


def merged(folder: Path, *rows: str) -> Path:
    path = folder / "fusion.csv"
    path.write_text("\n".join((MERGED, *rows, "")), encoding="utf-8")
    return path


def churches(hall: Installation) -> dict[str, tuple[float, ...]]:
    """Return where each Rue de l'Église is, by its aliases."""
    return {
        " | ".join(street.aliases): tuple({house.point.lat for house in street.numbers if house.point})
        for street in current_places(hall, BREVILLE).streets
        if street.name == "Rue de l'Église"
    }


def test_streets_of_one_name_in_two_former_communes_stay_each_where_it_is(town_hall: Installation, tmp_path: Path) -> None:
    bring_in(town_hall, merged(tmp_path, *NORTH, *SOUTH), largest_loss=ANY_LOSS)
    expected = {"Rue de l'Église Alleaume": (49.6,), "Rue de l'Église Yvetot": (49.4,)}
    assert churches(town_hall) == expected

    tried = try_places(town_hall, Order(town=BREVILLE, files=(merged(tmp_path, *SOUTH, *NORTH),)))
    assert (tried.change.numbers_moved, tried.change.numbers_removed, tried.change.altered) == (0, 0, ())

    bring_in(town_hall, merged(tmp_path, *SOUTH, *NORTH, "50999;Rue Neuve;1;;-1.3;49.4;50997;Yvetot"))
    assert churches(town_hall) == expected


def test_street_the_town_names_with_its_former_commune_is_that_one_and_is_asked_for_by_either_name(
    town_hall: Installation, tmp_path: Path
) -> None:
    stretch = Stretch(sector=SectorName("Bourg"), low=None, high=None, parity=Parity.ALL, owner=RoadOwner.COUNTY)
    own = Street(name="Rue de l'Église (Yvetot)", kind="rue", aliases=(), stretches=(stretch,))
    keep(town_hall, replace(current_places(town_hall, BREVILLE), streets=(own,)))

    bring_in(town_hall, merged(tmp_path, *NORTH, *SOUTH), largest_loss=ANY_LOSS)

    known, other = current_places(town_hall, BREVILLE).streets
    assert (known.name, known.stretches, len(known.numbers)) == (own.name, own.stretches, len(SOUTH))
    assert "Rue de l'Église" in known.aliases
    assert (other.name, len(other.numbers)) == ("Rue de l'Église", len(NORTH))


def test_of_two_streets_of_one_name_the_one_that_is_gone_goes(town_hall: Installation, tmp_path: Path) -> None:
    bring_in(town_hall, merged(tmp_path, *NORTH, *SOUTH), largest_loss=ANY_LOSS)

    bring_in(town_hall, merged(tmp_path, *SOUTH), largest_loss=ANY_LOSS)

    assert churches(town_hall) == {"Rue de l'Église Yvetot": (49.4,)}


def test_street_that_another_of_its_name_joins_is_told_apart_from_it(town_hall: Installation, tmp_path: Path) -> None:
    bring_in(town_hall, merged(tmp_path, *NORTH), largest_loss=ANY_LOSS)
    assert churches(town_hall) == {"": (49.6,)}

    bring_in(town_hall, merged(tmp_path, *SOUTH, *NORTH))

    assert churches(town_hall) == {"Rue de l'Église Alleaume": (49.6,), "Rue de l'Église Yvetot": (49.4,)}


def test_street_the_town_drew_is_the_nearest_of_its_name(town_hall: Installation, tmp_path: Path) -> None:
    before = current_places(town_hall, BREVILLE)
    drawn = replace(before.streets[0], name="Rue de l'Église", numbers=(), lines=((Point(lat=49.401, lon=-1.47),),))
    keep(town_hall, replace(before, streets=(drawn,)))

    bring_in(town_hall, merged(tmp_path, *NORTH, *SOUTH))

    (listed,) = (street for street in current_places(town_hall, BREVILLE).streets if street.listed)
    assert {house.point.lat for house in listed.numbers if house.point} == {49.4}


def test_street_only_the_file_knew_goes_with_it_and_one_of_the_town_stays(known: Installation, tmp_path: Path) -> None:
    bring_in(known, write(tmp_path, "50999;Rue Neuve;1;;-1.3;49.4"), largest_loss=ANY_LOSS)

    assert [(street.name, len(street.numbers)) for street in current_places(known, BREVILLE).streets] == [
        ("Rue de Poterie", 0),
        ("Rue Neuve", 1),
    ]


def test_street_under_another_name_keeps_what_was_known_and_its_old_name(known: Installation, tmp_path: Path) -> None:
    keep(known, replace(current_places(known, BREVILLE), landmarks=(school("Rue de Poterie"),)))
    rows = (row.replace("Poterie", "la Céramique").replace("du Stade", "Simone-Veil") for row in (*POTERIE, *STADE))

    imported = import_places(known, Order(town=BREVILLE, files=(write(tmp_path, *rows),)), author="marie", now=NOW)

    assert imported.change.renamed == (
        Renaming(old="Rue de Poterie", new="Rue de la Céramique"),
        Renaming(old="Rue du Stade", new="Rue Simone-Veil"),
    )
    listed, only_in_file = street_of(known, "Rue de la Céramique"), street_of(known, "Rue Simone-Veil")
    assert (listed.aliases, listed.listed, listed.stretches[0].sector) == (("Rue de Poterie",), True, "Bourg")
    assert (only_in_file.aliases, only_in_file.listed) == (("Rue du Stade",), False)
    assert current_places(known, BREVILLE).landmarks[0].street == "Rue de la Céramique"
    assert bring_in(known, tmp_path / "bal.csv") is None


def test_new_street_is_in_the_sector_its_middle_lies_in(known: Installation, tmp_path: Path) -> None:
    ring = tuple(Point(lat=lat, lon=lon) for lat, lon in ((49.4, -1.5), (49.6, -1.5), (49.6, -1.3), (49.4, -1.3), (49.4, -1.5)))
    keep(known, replace(current_places(known, BREVILLE), sectors=(Sector(code="S1", name=SectorName("Nord"), polygons=(ring,)),)))

    bring_in(known, write(tmp_path, *POTERIE, *STADE, "50999;Rue Neuve;1;;-1.4;49.5"))

    assert street_of(known, "Rue Neuve").stretches[0].sector == "Nord"


def test_residence_the_town_knows_as_a_place_is_no_hamlet_as_well(known: Installation, tmp_path: Path) -> None:
    keep(known, replace(current_places(known, BREVILLE), landmarks=(school(None),)))

    bring_in(known, write(tmp_path, *POTERIE, *STADE, "50999;ECOLE DES PRES;99999;;-1.4;49.5"))

    assert len(current_places(known, BREVILLE).streets) == 2


@pytest.mark.parametrize("rows", [POTERIE[:15], STADE, ("50999;Rue Neuve;1;;-1.4;49.5",)])
def test_file_that_takes_too_much_away_is_refused_and_the_old_version_stays(
    known: Installation, tmp_path: Path, rows: tuple[str, ...]
) -> None:
    before = current_places(known, BREVILLE)
    path = write(tmp_path, *rows)

    with pytest.raises(ConfigurationError, match="would take away"):
        bring_in(known, path)

    assert current_places(known, BREVILLE) == before
    assert len(places_versions(known, BREVILLE)) == 2
    assert bring_in(known, path, largest_loss=ANY_LOSS) == 3


def test_trying_says_what_would_change_and_changes_nothing(known: Installation, tmp_path: Path) -> None:
    tried = try_places(known, Order(town=BREVILLE, files=(write(tmp_path, *POTERIE, *STADE[:8], "50999;Rue Neuve;x;;;"),)))

    assert (tried.number, tried.change.numbers_removed, [fault.line for fault in tried.faults]) == (None, 2, [40])
    assert len(places_versions(known, BREVILLE)) == 2


def test_difference_of_two_versions_goes_both_ways(known: Installation) -> None:
    assert places_difference(known, BREVILLE, 1, 2).added == ("Rue du Stade",)
    assert places_difference(known, BREVILLE, 2, 1).removed == ("Rue du Stade",)


def test_import_that_dies_in_the_middle_leaves_the_old_version(
    known: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current_places(known, BREVILLE)

    def die(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(journal, "append", die)
    with pytest.raises(MemoryError):
        bring_in(known, write(tmp_path, *POTERIE, *STADE, "50999;Rue Neuve;1;;-1.4;49.5"))

    assert current_places(known, BREVILLE) == before
    assert len(places_versions(known, BREVILLE)) == 2


def test_imports_at_once_wait_for_each_other(known: Installation, tmp_path: Path) -> None:
    files = [write(tmp_path, *POTERIE, *STADE, f"50999;Rue {n};1;;-1.4;49.5{n}", name=f"{n}.csv") for n in range(4)]
    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(bring_in, [known] * 4, files))

    assert sorted(number or 0 for number in numbers) == [3, 4, 5, 6]
    assert len(current_places(known, BREVILLE).streets) == 3


def test_another_town_is_not_touched(known: Installation) -> None:
    assert len(places_versions(known, TownId("auville"))) == 1


def test_folder_without_addresses_loaded_again_leaves_them_as_they_are(known: Installation) -> None:
    places = current_places(known, BREVILLE)
    own = replace(places.streets[0], numbers=(), aliases=("rue des Potiers",))
    folder = TownFolder(town=town(), ruleset=ruleset(BREVILLE), places=replace(places, streets=(own,)), mailboxes=mailboxes(BREVILLE))

    load_town(known, folder, NOW)

    after = current_places(known, BREVILLE)
    assert after.streets == (replace(places.streets[0], aliases=("rue des Potiers",)), places.streets[1])


def test_folder_has_the_last_word_on_a_name_an_import_changed(known: Installation, tmp_path: Path) -> None:
    places = current_places(known, BREVILLE)
    bring_in(known, write(tmp_path, *(row.replace("Poterie", "la Céramique") for row in (*POTERIE, *STADE))))
    own = replace(places, streets=(replace(places.streets[0], numbers=()),))

    load_town(known, TownFolder(town=town(), ruleset=ruleset(BREVILLE), places=own, mailboxes=mailboxes(BREVILLE)), NOW)

    assert [(street.name, len(street.numbers)) for street in current_places(known, BREVILLE).streets] == [
        ("Rue de Poterie", 30),
        ("Rue du Stade", 10),
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(min_value=0))
def test_no_damaged_file_replaces_good_places_by_little(known: Installation, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 — damages a file
    data = bytearray(write(tmp_path, *POTERIE, *STADE).read_bytes())
    for _ in range(chance.randrange(1, 8)):
        begin = chance.randrange(len(data) + 1)
        data[begin : begin + chance.choice((0, 1, 30, 900))] = chance.choice((b"", b'"', b";", b"\n", b"\xe9", b"\0", bytes(9)))
    (tmp_path / "bal.csv").write_bytes(data)
    before = sum(len(street.numbers) for street in current_places(known, BREVILLE).streets)

    try:
        bring_in(known, tmp_path / "bal.csv")
    except ConfigurationError as error:
        assert error.mistakes

    after = sum(len(street.numbers) for street in current_places(known, BREVILLE).streets)
    assert after >= before * 2 / 3 - 1


def school(street: str | None) -> Landmark:
    return Landmark(
        name="École des Prés",
        category="école",
        aliases=(),
        number=None,
        street=street,
        sector=None,
        owner=RoadOwner.TOWN,
        operator=None,
        point=None,
        radius_m=None,
    )
