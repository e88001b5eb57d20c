from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import SectorName
from domain.place import HouseNumber, Place, Places, PlaceStatus, Point, RoadOwner, Sector, Street
from rules.candidates import POSTCODE
from rules.context import read_meaning
from rules.place import Locator
from rules.words import read_words
from tests.rules.sample_town import CENTRE, EAST, PLACES, draft, street, stretch

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


def test_a_number_the_street_does_not_have_is_told_as_said_and_less_sure() -> None:
    place = located("trou au 9999 rue Carnot")
    assert (place.status, place.number) == (PlaceStatus.STREET, "9999")
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


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("TROU 12 RUE DE POTERIE", "Rue de Poterie", "12"),
        ("trou au 25 rue dcs Potcrie", "Rue de Poterie", "25"),
        ("trou 7 rue potterie", "Rue de Poterie", "7"),
        ("trou 7 Poterie", "Rue de Poterie", "7"),
        ("trou 7 avenue de Poterie", "Rue de Poterie", "7"),
        ("trou 7 B rue de Poterie", "Rue de Poterie", "7 b"),
        ("trou 12-14 rue de Poterie", "Rue de Poterie", "12"),
        ("trou n° 5, rue de Poterie", "Rue de Poterie", "5"),
        ("trou rue A. de Tocqueville", "Rue Alexis-de-Tocqueville", None),
        ("trou rue Tocqueville Alexis", "Rue Alexis-de-Tocqueville", None),
        ("trou rue du huit mai", "Rue du 8-Mai-1945", None),
        ("trou rue du 8-mai-45", "Rue du 8-Mai-1945", None),
    ],
)
def test_addresses_are_read_however_they_are_written(text: str, street: str, number: str | None) -> None:
    place = located(text)
    assert (place.street, place.number) == (street, number)


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("trou 28 L Hameau Gallais", "Hameau Gallais", "28"),
        ("trou au 8 rue Dela Fontaine", "Rue de la Fontaine", "8"),
        ("trou 22 D 934 La Bretonnerie", "La Bretonnerie", "22"),
        ("trou bretonnerie au niveau du 12", "La Bretonnerie", "12"),
        ("chaussée cassée Bretonnerie", "La Bretonnerie", None),
        ("Rue concernée : rue de Poterie\nNuméro : 25\n\nUn trou.", "Rue de Poterie", "25"),
        ("N° : 25\nVoie : rue de Poterie\n\nUn trou.", "Rue de Poterie", "25"),
        ("trou Poterie, devant le 7", "Rue de Poterie", "7"),
        ("trou rue de Poterie au niveau du 4 a. Merci", "Rue de Poterie", "4 a"),
        ("trou rue de Poterie près du numéro 4 b depuis hier", "Rue de Poterie", "4 b"),
        ("trou devant le 6e rue de Poterie", "Rue de Poterie", "6 e"),
        ("trou dans la 2e rue de Poterie", "Rue de Poterie", None),
        ("trou au 6 de la voie dénommée rue de Poterie", "Rue de Poterie", "6"),
        ("rue de Poterie, devant le 4 a été creusé un trou", "Rue de Poterie", "4"),
        ("trou au 7 l'Église", "Rue de l'Église", "7"),
        ("le lampadaire n° 4521 rue de Poterie clignote", "Rue de Poterie", None),
        ("le lampadaire n° 4521 12 rue de Poterie clignote", "Rue de Poterie", "12"),
        ("trou 50999 rue de Poterie", "Rue de Poterie", "50999"),
        ("trou, 50999 Bretonnerie", "La Bretonnerie", None),
    ],
)
def test_numbers_are_read_in_forms_before_hamlets_and_without_a_kind(text: str, street: str, number: str | None) -> None:
    place = located(text)
    assert (place.street, place.number) == (street, number)


def test_a_kind_before_a_name_that_has_none_does_not_part_it_from_its_number() -> None:
    town = Locator(Places(town_name="Valmont", postcode="50999", streets=(street("LÉZAVREC", kind=""),)))
    text = "trou devant le 17 bis, rte de Lezavrec"
    words = read_words(text)
    (found,) = town.locate(draft(text), [town.read(words, read_meaning(words))], ())
    assert (found.answer.street, found.answer.number) == ("LÉZAVREC", "17 bis")


def test_a_street_is_not_denied_because_the_requester_has_its_name() -> None:
    words = read_words("trou au 4 rue Jean de La Fontaine, M. Carnot")
    passage = LOCATOR.read(words, read_meaning(words, frozenset({"jean", "carnot"})))
    (found, *others) = LOCATOR.locate(draft(words.source, name="Jean Carnot"), [passage], ())
    assert (found.answer.street, found.answer.number, others) == ("Rue Jean-de-La-Fontaine", "4", [])


def test_of_two_names_much_alike_the_one_that_has_the_number_is_shown() -> None:
    def numbered(name: str, number: int) -> Street:
        return replace(street(name), numbers=(HouseNumber(number=number, suffix="", point=Point(lat=49.5, lon=-1.47)),))

    town = Locator(
        Places(
            town_name="Valmont",
            postcode="50999",
            streets=(numbered("Avenue Maréchal de Saxe", 3), numbered("Avenue du Maréchal de Saxe", 56)),
        )
    )
    text = "trou 56 avenue Maréchal de Saxe"
    words = read_words(text)
    found = town.locate(draft(text), [town.read(words, read_meaning(words))], ())
    assert (found[0].answer.street, found[0].answer.status) == ("Avenue du Maréchal de Saxe", PlaceStatus.EXACT)


def test_an_unknown_street_named_after_a_place_of_interest_is_no_sure_place() -> None:
    assert located("trou 12 impasse de la Mairie").score < 0.6
    assert located("trou 12 rue du Cimetière").score < 0.6


@pytest.mark.parametrize(
    "text",
    [
        "Mme Ray, 8 rue Carnot. Lampadaire éteint 10 rue de Poterie.",
        "Adresse du problème : 10 rue de Poterie\nAdresse du demandeur : 8 rue Carnot\nUn lampadaire éteint.",
        "Demandeur : Zoé Ray, 8 rue Carnot, 50999 Valmont\nLieu du problème : 10 rue de Poterie",
        "Suite à votre courrier (Mairie de Valmont, 8 rue Carnot, 50999 Valmont), le trou du 10 rue de Poterie reste ouvert.",
        "Pas au 8 rue Carnot mais au 10 rue de Poterie, le lampadaire est éteint.",
        "Ma mère habite 8 rue Carnot, mais le trou est devant le 10 de la rue de Poterie.",
        "En venant de la rue Carnot je suis tombée au 10 rue de Poterie, je rentrais de Négreville.",
    ],
)
def test_addresses_of_persons_and_of_the_town_hall_are_told_from_the_place(text: str) -> None:
    place = located(text)
    assert (place.street, place.number, place.status) == ("Rue de Poterie", "10", PlaceStatus.EXACT)


def test_a_town_only_spoken_of_after_a_street_does_not_take_it_outside() -> None:
    assert located("trou route de Cherbourg, je rentre de Négreville").status is PlaceStatus.STREET
    assert located("trou RD 974 en direction de Cherbourg").status is PlaceStatus.ROAD
    assert located("trou rue de Poterie (Négreville)").status is PlaceStatus.OUTSIDE


def test_no_score_is_above_one_and_the_order_stays() -> None:
    text = "moi 6 rue Carnot, mais le trou est devant le 12 rue de Poterie"
    words = read_words(text)
    found = LOCATOR.locate(draft(text), [LOCATOR.read(words, read_meaning(words))], (words.span(0, len(words) - 1),))
    assert found[0].answer.street == "Rue de Poterie"
    assert 1 == found[0].score > found[1].score


def test_a_kilometre_post_is_shown_with_its_road() -> None:
    place = located("un animal mort RD 974 au PK 12+300, merci")
    assert (place.status, place.text) == (PlaceStatus.ROAD, "RD 974 au PK 12+300")


def test_persons_and_shops_named_like_places_are_no_places() -> None:
    assert located("M. Poterie et Mme Gare vous signalent des rats").status is PlaceStatus.NONE
    assert located("devant le bar de la Gare, rue Carnot").street == "Rue Carnot"


def test_addresses_carried_along_are_not_the_place() -> None:
    lamp = "Le lampadaire rue de Poterie est cassé."
    assert located(f"{lamp}\nCordialement,\nJean Petit\n8 rue Carnot").street == "Rue de Poterie"
    assert located(f"SARL Petit, 8 rue Carnot, SIRET 000\n{lamp}").street == "Rue de Poterie"
    assert located(f"Mairie de Valmont\n1 rue Carnot\n\n{lamp}").street == "Rue de Poterie"
    assert located(f"> trou devant le 8 rue Carnot\n{lamp}").street == "Rue de Poterie"


def test_a_postcode_that_does_not_fit_the_town_is_told_and_nothing_changed() -> None:
    text = "trou 12 rue de Poterie 50000 Valmont"
    words = read_words(text)
    (found, *_) = LOCATOR.locate(draft(text), [LOCATOR.read(words, read_meaning(words))], ())
    assert [(one.weight, one.quote) for one in found.evidence if one.rule == POSTCODE] == [(0.0, "50000 Valmont ≠ 50999 Valmont")]
    assert found.answer.text == "12 rue de Poterie"


@pytest.mark.parametrize(
    "text",
    [
        "Lampadaire cassé, GPS : 49.500500, -1.470000",
        "Lampadaire cassé 49,5005 / -1,4700",
        "Lampadaire cassé 49.5005° N 1.4700° O",
        "Lampadaire cassé https://carte.example/@49.5005,-1.4700,17z",
        "Lampadaire cassé 49°30'01.8\"N 1°28'12.0\"O",
    ],
)
def test_a_position_in_figures_gives_the_address_beside_it(text: str) -> None:
    place = located(text)
    assert (place.street, place.number, place.sector) == ("Rue Longue", "5", CENTRE)


def test_prices_and_dates_are_no_positions() -> None:
    for text in ("une facture de 49,50 puis 1,47 euros", "le 12.03.2026, 14.500 personnes", "tél. 02.61.91.00.12"):
        assert located(text).status is PlaceStatus.NONE


def test_a_position_outside_the_town_is_outside_and_a_wild_one_nothing() -> None:
    assert located("voir la photo", point=Point(lat=49.52, lon=-1.9)).status is PlaceStatus.OUTSIDE
    assert located("voir la photo", point=Point(lat=-1.47, lon=49.5)).status is PlaceStatus.NONE


@given(st.sampled_from(["rue de Poterie", "bd de Verdun", "rue Carnott", "pl. Vicq d'Azir", "impasse Carnot"]), st.text(max_size=40))
def test_a_mention_quotes_exactly_the_words(name: str, before: str) -> None:
    words = read_words(f"{before}\n\nau 12 {name}, merci")
    for mention in LOCATOR.read(words, read_meaning(words)).mentions:
        span = words.span(mention.start, mention.end)
        assert words.source[span.start : span.end] == words.quote(mention.start, mention.end)
        assert mention.start <= mention.naming.first <= mention.naming.last <= mention.end


def test_two_streets_of_one_name_and_two_near_readings_are_both_shown() -> None:
    streets = (
        street("Rue de l'Église", stretch(CENTRE)),
        street("Rue de l'Église", stretch(EAST)),
        street("Rue des Rouliers"),
        street("Rue des Routiers"),
    )
    town = Locator(Places(town_name="Valmont", postcode="50999", streets=streets))
    for text, names in (("rue de l'Église", ["Rue de l'Église"] * 2), ("rue des Rouiers", ["Rue des Rouliers", "Rue des Routiers"])):
        words = read_words(f"trou 12 {text}")
        found = town.locate(draft(text), [town.read(words, read_meaning(words))], ())
        assert sorted(one.answer.street or "" for one in found) == names
        assert found[0].score - found[1].score < 0.08


def test_of_two_crossing_streets_the_first_is_the_place() -> None:
    for text in ("à l'angle de la rue Carnot et de la rue de Poterie", "carrefour rue Carnot / rue de Poterie"):
        assert located(f"lampadaire cassé {text}").street == "Rue Carnot"


ROAD = Street(
    name="RN 88",
    kind="route nationale",
    aliases=("nationale 88",),
    stretches=(stretch(EAST, None, None, owner=RoadOwner.STATE),),
    numbers=tuple(HouseNumber(number=number, suffix="", point=None) for number in (12, 640)),
)
CORNERS = (
    street("Grand'Rue", stretch(CENTRE, 1, 20), stretch(EAST, 21, 60)),
    street("Rue des Forges", stretch(EAST)),
    street("Kerloc", kind="lieu-dit"),
    street("Brunnegass", kind="rue"),
    street("Chemin Pré Martin", kind="chemin"),
)
COUNTRY = Locator(
    replace(PLACES, streets=(*PLACES.streets, ROAD, *CORNERS), sectors=(*PLACES.sectors, Sector(code="3", name=SectorName("Pré-Martin"))))
)


def found_in_the_country(text: str) -> Place:
    words = read_words(text)
    found = COUNTRY.locate(draft(text), [COUNTRY.read(words, read_meaning(words))], ())
    return found[0].answer if found else Place(status=PlaceStatus.NONE)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("gravats au 640 RN 88", "640"),
        ("gravats devant le 12 de la nationale 88", "12"),
        ("RN 88, devant le n° 640", "640"),
        ("RN 88 au PR 12+400", None),
        ("au km 12 de la RN 88", None),
        ("vitesse limitée à 70 sur la RN 88", None),
        ("choc le 12 RN 88", None),
    ],
)
def test_numbered_road_with_addresses_has_house_numbers(text: str, number: str | None) -> None:
    place = found_in_the_country(text)
    assert (place.street, place.number) == ("RN 88", number)


def test_numbered_road_without_addresses_has_none() -> None:
    assert (located("gravats au 12 RD 974").number, located("gravats au 12 RD 974").street) == (None, "RD 974")


@pytest.mark.parametrize(
    "text",
    [
        "feu éteint à l'angle de la Grand'Rue et de la rue des Forges",
        "feu éteint au carrefour Grand'Rue / rue des Forges",
        "feu éteint Grand'Rue, au coin de la rue des Forges",
    ],
)
def test_street_that_is_met_tells_the_sector_of_the_corner(text: str) -> None:
    place = found_in_the_country(text)
    assert (place.street, place.sector) == ("Grand'Rue", EAST)


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("Kerloc : plus de courant.", "Kerloc", None),
        ("Brunnegass 7, la rigole déborde.", "Brunnegass", "7"),
        ("Kerloc 4, la buse est bouchée", "Kerloc", "4"),
    ],
)
def test_name_of_one_word_that_opens_the_message_is_its_place(text: str, street: str, number: str | None) -> None:
    place = found_in_the_country(text)
    assert (place.street, place.number) == (street, number)


def test_name_of_one_word_that_acts_is_no_place() -> None:
    assert found_in_the_country("Kerloc viendra demain.").status is PlaceStatus.NONE


def test_stop_of_a_bus_is_where_it_stands() -> None:
    assert found_in_the_country("L'abri bus de Kerloc est brisé.").score > found_in_the_country("Le bus de Kerloc est en retard.").score


def test_sector_within_the_name_of_a_street_is_not_the_place() -> None:
    assert found_in_the_country("Le chemin du Pré-Martin est boueux").street == "Chemin Pré Martin"


@pytest.mark.parametrize(
    "text",
    [
        "J'habite 12 rue Carnot et vous signale que devant le 4 rue Sainte-Anne une grille manque.",
        "J'habite 12 rue Carnot, il manque une grille devant le 4 de la rue Sainte-Anne.",
    ],
)
def test_number_before_the_next_street_is_not_of_the_street_before(text: str) -> None:
    place = located(text)
    assert (place.street, place.number) == ("Rue Sainte-Anne", "4")


def test_number_before_a_word_for_the_street_is_of_the_street_before() -> None:
    place = located("rue Carnot au 14 la route est défoncée")
    assert (place.street, place.number) == ("Rue Carnot", "14")


def test_sender_before_the_salutation_is_not_the_place() -> None:
    place = located("Odile Ferrand, 12 rue Carnot, 50999 Valmont. Bonjour, la rue Sainte-Anne est dans le noir.")
    assert (place.street, place.number) == ("Rue Sainte-Anne", None)


def test_street_without_a_drawing_is_in_the_middle_of_its_houses() -> None:
    houses = tuple(HouseNumber(number=number, suffix="", point=Point(lat=49.0 + number, lon=1.0)) for number in (1, 2, 3))
    only = Street(name="Rue Seule", kind="rue", aliases=(), stretches=(stretch(CENTRE),), numbers=houses)
    place = Locator(replace(PLACES, streets=(only,))).named("Rue Seule", None)
    assert place is not None
    assert place.point == Point(lat=51.0, lon=1.0)
