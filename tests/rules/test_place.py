import pytest

from domain.place import Place, PlaceStatus, Point, RoadOwner
from rules.context import read_meaning
from rules.place import Locator
from rules.words import read_words
from tests.rules.sample_town import CENTRE, EAST, PLACES, draft

LOCATOR = Locator(PLACES)


def located(text: str, address: str | None = None, point: Point | None = None) -> Place:
    words = read_words(text)
    passage = LOCATOR.read(words, read_meaning(words))
    found = LOCATOR.locate(draft(text, address=address, point=point), [passage], ())
    return found[0].answer if found else Place(status=PlaceStatus.NONE)


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("trou rue de Poterie devant le 22", "Rue de Poterie", "22"),
        ("trou au 12 bis de la rue de Poterie", "Rue de Poterie", "12 bis"),
        ("au 12bis, rue de Poterie", "Rue de Poterie", "12 bis"),
        ("rue de Poterie, à hauteur du n° 33", "Rue de Poterie", "33"),
        ("rue de Poterie. Devant le 16, une ornière", "Rue de Poterie", "16"),
        ("rue de Poterie tout est éteint, chez nous au 11 comme ailleurs", "Rue de Poterie", "11"),
        ("rue de Poterie l'eau entre dans notre garage au 14", "Rue de Poterie", "14"),
        ("18 rue train renard", "Rue du Train-Renard", "18"),
        ("au 31 boulevard de Verdun", "Boulevard de Verdun", "31"),
        ("6 hameau Gallais", "Hameau Gallais", "6"),
    ],
)
def test_numbers_are_read_before_and_after_the_name(text: str, street: str, number: str) -> None:
    place = located(text)
    assert (place.status, place.street, place.number) == (PlaceStatus.EXACT, street, number)
    assert place.text is not None


@pytest.mark.parametrize(
    "text",
    [
        "rue de Poterie vers 8 h",
        "rue de Poterie depuis 15 jours",
        "rue de Poterie le 13 mars",
        "rue de Poterie, un trou de 30 cm",
        "rue de Poterie, tél. 02 61 91 22 08",
    ],
)
def test_hours_lengths_dates_and_telephones_are_no_house_numbers(text: str) -> None:
    assert located(text).number is None


@pytest.mark.parametrize(
    "text",
    ["{street} entre le {low} et le {high}", "entre le n° {low} et le n° {high} {street}", "entre les numéros {low} et {high} {street}"],
)
def test_two_numbers_are_a_stretch_of_the_street_and_no_address(text: str) -> None:
    place = located(text.format(street="rue de Poterie", low=12, high=20))
    assert (place.status, place.street, place.number) == (PlaceStatus.STREET, "Rue de Poterie", None)
    odd = located(text.format(street="boulevard de Verdun", low=31, high=45))
    assert (odd.status, odd.number, odd.sector) == (PlaceStatus.STREET, None, CENTRE)
    assert located(text.format(street="boulevard de Verdun", low=31, high=44)).sector is None


def test_what_is_counted_at_home_is_no_house_number() -> None:
    assert located("rue de Poterie tout est éteint, chez nous 3 poubelles débordent").number is None


def test_one_home_is_not_the_place_where_the_whole_street_is_meant() -> None:
    assert located("noir complet dans toute la rue de Poterie, chez nous au 11 aussi").number is None


def test_the_side_of_the_street_decides_the_sector() -> None:
    assert located("31 boulevard de Verdun").sector == CENTRE
    assert located("24 boulevard de Verdun").sector == EAST
    assert located("boulevard de Verdun").sector is None


def test_the_owner_of_the_road_comes_with_the_place() -> None:
    assert located("trou route de Cherbourg").owner is RoadOwner.COUNTY


def test_the_requesters_address_is_not_the_place() -> None:
    text = "J'habite au 8 rue Carnot. Le trou est rue de Poterie devant le 22."
    assert located(text, "8 rue Carnot 50999 Valmont").street == "Rue de Poterie"


def test_the_requesters_address_is_the_place_where_he_speaks_of_his_home() -> None:
    assert located("L'eau rentre dans ma cave.", "8 rue Carnot 50999 Valmont").street == "Rue Carnot"
    assert located("Quels sont les horaires ?", "8 rue Carnot 50999 Valmont").status is PlaceStatus.NONE


def test_the_first_street_of_a_corner_is_the_place() -> None:
    assert located("le panneau rue de Poterie au coin de la rue Carnot").street == "Rue de Poterie"
    assert located("angle rue Carnot / rue de Poterie").street == "Rue Carnot"


def test_a_street_named_to_be_set_aside_is_not_the_place() -> None:
    assert located("le réverbère de l'impasse Carnot, pas celui de la rue Carnot").street == "Impasse Carnot"


def test_a_place_passed_by_is_not_the_place() -> None:
    assert located("ma fille va à l'école Ferry, le trou est rue de Poterie").street == "Rue de Poterie"


def test_a_place_of_interest_goes_before_the_street_it_bears_the_name_of() -> None:
    place = located("devant l'école Jules Ferry")
    assert (place.status, place.street, place.category) == (PlaceStatus.LANDMARK, "École Jules-Ferry", "école")


def test_an_indefinite_school_is_no_place() -> None:
    assert located("une école quelque part").status is PlaceStatus.NONE


def test_a_street_in_another_town_is_outside() -> None:
    place = located("lampadaire rue de l'Église à Yvetot-Bocage")
    assert (place.status, place.commune, place.sector) == (PlaceStatus.OUTSIDE, "Yvetot-Bocage", None)
    assert located("rue du Puits devant le 3").status is PlaceStatus.OUTSIDE


def test_another_town_alone_is_outside_but_one_on_the_way_is_not() -> None:
    assert located("trou à l'entrée de Négreville").commune == "Négreville"
    assert located("trou route de Cherbourg").status is PlaceStatus.STREET
    assert located("pas de bus pour aller à Cherbourg").status is not PlaceStatus.OUTSIDE


def test_a_place_the_town_does_not_know_is_unmatched() -> None:
    assert located("trou rue Alphonse-Allais").status is PlaceStatus.UNMATCHED
    assert located("la balançoire du square").status is PlaceStatus.UNMATCHED
    assert located("des rats partout").status is PlaceStatus.NONE


def test_a_number_the_street_does_not_have_is_not_believed() -> None:
    place = located("trou au 9999 rue Carnot")
    assert (place.status, place.number) == (PlaceStatus.STREET, None)
    assert place.score < 0.95


def test_a_photos_position_gives_the_street() -> None:
    place = located("C'est sur la photo", point=Point(lat=49.5005, lon=-1.47))
    assert (place.street, place.number, place.sector) == ("Rue Longue", "5", CENTRE)


def test_names_that_differ_by_a_small_word_are_told_apart() -> None:
    assert located("rue de la Fontaine").street == "Rue de la Fontaine"
    assert located("rue La Fontaine").street == "Rue Jean-de-La-Fontaine"


def test_the_town_hall_is_hardly_the_place() -> None:
    assert located("la mairie peut-elle réparer la rue de Poterie ?").street == "Rue de Poterie"


def test_a_hamlets_name_borne_by_a_person_is_no_place() -> None:
    assert located("Yves Gallais vous écrit").status is PlaceStatus.NONE
