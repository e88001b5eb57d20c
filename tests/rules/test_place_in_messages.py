"""Places in whole messages: the sender's own address, numbers apart from their street, what only looks like a place."""

from dataclasses import replace

import pytest

from domain.place import HouseNumber, Landmark, Place, Places, PlaceStatus, Point
from rules.context import read_meaning
from rules.geometry import Map
from rules.place import Locator
from rules.words import read_words
from tests.rules.sample_town import PLACES, draft, landmark, street

LOCATOR = Locator(PLACES)
LANDMARKS = (
    landmark("École maternelle Les Lupins", "école", "école maternelle", "maternelle des Lupins"),
    landmark("École Jules-Ferry", "école", "école Ferry"),
    landmark("École Alice-Martel", "école", "groupe scolaire Martel"),
    landmark("Collège Paul-Borel", "collège", "le collège"),
    landmark("Gymnase du Pré", "gymnase", "le gymnase", "salle de sport"),
    landmark("Gymnase Alain-Roux", "gymnase"),
    landmark("Square des Tilleuls", "square"),
    landmark("Centre technique municipal", "services municipaux", "services techniques"),
)


def located(text: str, address: str | None = None, town: Locator = LOCATOR) -> Place:
    words = read_words(text)
    found = town.locate(draft(text, address=address), [town.read(words, read_meaning(words))], ())
    return found[0].answer if found else Place(status=PlaceStatus.NONE)


def with_landmarks(*landmarks: Landmark) -> Locator:
    return Locator(Places(town_name="Valmont", postcode="50999", streets=PLACES.streets, landmarks=landmarks))


SIGNED = [
    "\n\nAnne-Lise Grandin\n12 rue Carnot",
    "\nCordialement\nAnne-Lise Grandin\n12 rue Carnot\n50999 Valmont\nTél. 06 39 98 00 10",
    "\n\nMme Grandin, 12 rue Carnot, 50999 Valmont",
    "\n\nMme Odette Grandin 12 rue Carnot",
    "\nM. et Mme Grandin\nBât. C\n12 rue Carnot\n50999 VALMONT\nanne@courriel.example",
    "\n\nCollectif des riverains\n12 rue Carnot",
]


@pytest.mark.parametrize("signature", SIGNED)
def test_the_place_told_goes_before_the_address_signed_with(signature: str) -> None:
    place = located(f"Les bouches de la rue de Poterie sentent mauvais depuis une semaine.{signature}")
    assert (place.street, place.number) == ("Rue de Poterie", None)


@pytest.mark.parametrize("signature", SIGNED)
def test_a_signature_adds_its_number_to_its_street_only_where_the_sender_speaks_of_his_door(signature: str) -> None:
    assert located(f"La chaussée de la rue Carnot est pleine de trous.{signature}").number is None
    assert located(f"Le lampadaire devant chez moi, rue Carnot, est éteint.{signature}").number == "12"
    assert located(f"Toute la rue Carnot est éteinte, devant chez moi aussi.{signature}").number is None


@pytest.mark.parametrize("signature", SIGNED)
def test_an_address_signed_with_is_the_place_of_what_is_at_home_and_of_nothing_else(signature: str) -> None:
    for text in ("Mon bac jaune n'a pas été vidé ce matin.", "Le lampadaire devant chez nous clignote."):
        place = located(text + signature)
        assert (place.status, place.street, place.number) == (PlaceStatus.EXACT, "Rue Carnot", "12")
    assert located(f"Je me suis cassé le poignet en tombant, qui m'indemnise ?{signature}").status is PlaceStatus.NONE


def test_a_letterhead_is_no_place_and_an_unknown_address_signed_with_neither() -> None:
    head = "Yves Lenoir\n12 rue Carnot\n50999 Valmont\n\nMonsieur le Maire,\n"
    assert located(f"{head}Un arbre menace de tomber rue de Poterie.").street == "Rue de Poterie"
    assert located(f"{head}Je conteste ma facture.").status is PlaceStatus.NONE
    assert located("Je conteste ma facture.\n\nAnnie Lebrun\n16 rue Inconnue\n75999 Ailleurs").status is PlaceStatus.NONE


@pytest.mark.parametrize(
    "text",
    [
        "Candélabre cassé\n12 rue Carnot",
        "Urgent !\nTrou béant\n12 rue Carnot\n50999 Valmont",
        "Bonjour,\nLampadaire éteint à l'adresse suivante :\n12 rue Carnot\nMerci\nPaul Durand",
        "Trou.\n\n12 rue Carnot, devant le garage, il faut le reboucher vite.",
    ],
)
def test_an_address_on_a_line_of_its_own_that_no_name_stands_over_is_the_place(text: str) -> None:
    assert (located(text).street, located(text).number) == ("Rue Carnot", "12")


@pytest.mark.parametrize(
    "text",
    ["devant chez ma mère, 3 rue de Poterie", "en face de chez Mme Roy, 3 rue de Poterie", "devant chez mes parents 3 rue de Poterie"],
)
def test_what_is_told_of_somebodys_door_is_the_place(text: str) -> None:
    place = located(f"Le trottoir s'est effondré {text}, elle n'ose plus sortir.", address="21 rue Carnot")
    assert (place.street, place.number) == ("Rue de Poterie", "3")
    assert place.score >= 0.9


@pytest.mark.parametrize(
    "text",
    [
        "Grille enfoncée rue de Poterie, au droit du 25.",
        "Lampadaire en panne rue de Poterie numéro 25.",
        "Musique rue de Poterie au 25 jusqu'à 3 h du matin.",
        "La rue de Poterie est inondée. Mme Klein, au 25, a de l'eau dans son garage.",
        "Rats rue de Poterie chez Mme Klein, au 25.",
        "Gravats rue de Poterie, au pied du 25.",
        "Tapage rue de Poterie, sous les fenêtres du 25.",
        "Voiture ventouse rue de Poterie, au niveau du portail du 25.",
        "Le sol s'affaisse rue de Poterie, juste après le numéro 25.",
        "Dépôt devant le 10 rue de Poterie... non pardon, le 25.",
        "Lampadaire éteint 4 rue de Poterie. Erreur de ma part : c'est le 25.",
        "Lampadaire éteint rue de Poterie. Rectificatif : au 25 et non au 18.",
        "J'habite au 14 rue de Poterie et le lampadaire devant le 25 est éteint.",
    ],
)
def test_a_number_apart_from_its_street_is_read(text: str) -> None:
    assert (located(text).street, located(text).number) == ("Rue de Poterie", "25")


@pytest.mark.parametrize(
    "text",
    [
        "Rue de Poterie, entre le 10 et le square, les pavés bougent.",
        "Pavés descellés entre le 10 et la rue de Poterie.",
        "Un frigo entre le 25 rue de Poterie et la voie ferrée.",
        "Trottoir défoncé rue de Poterie, côté pair.",
        "Rue de Poterie, 22 sacs ont été abandonnés.",
        "Dans la rue de Poterie, 3 lampadaires sur 5 sont éteints.",
        "Rue de Poterie, au 22 juin rien n'avait été fait.",
        "La rue de Poterie est dans le noir depuis le 14.",
        "Trou rue de Poterie. J'ai appelé le 5 mars, puis le 12.",
    ],
)
def test_what_counts_dates_and_ends_of_stretches_are_no_house_number(text: str) -> None:
    assert (located(text).street, located(text).number) == ("Rue de Poterie", None)


@pytest.mark.parametrize(
    "text",
    [
        "Trou rue Carnot, pardon, rue de Poterie.",
        "Trou 12 rue Carnot, erreur, 12 rue de Poterie.",
        "Trou rue Carnot ou plutôt rue de Poterie.",
    ],
)
def test_a_street_put_in_place_of_another_is_the_place(text: str) -> None:
    assert located(text).street == "Rue de Poterie"


@pytest.mark.parametrize(
    "text",
    [
        "Le 8 mai, la collecte est-elle décalée ?",
        "Un courrier envoyé le 11 novembre reste sans réponse.",
        "De 23 h à 6 h je marche dans le noir.",
        "Je construis un abri de 18 m² contre ma maison.",
        "Mon fils sera absent à l'école lundi.",
    ],
)
def test_dates_hours_and_measures_name_no_place(text: str) -> None:
    town = Locator(
        Places(
            town_name="Valmont",
            postcode="50999",
            streets=(*PLACES.streets, street("Place du Château", kind="place", aliases=("place du Marché",))),
            landmarks=LANDMARKS,
        )
    )
    assert located(text, town=town).status is PlaceStatus.NONE


def test_a_day_is_a_street_with_its_kind_or_a_house_number() -> None:
    for text in ("trou rue du 8 mai", "le 8 mai, trou rue du 8 mai", "trou au 12 8 mai 1945", "trou 8 mai 1945 devant le 12"):
        assert located(text).street == "Rue du 8-Mai-1945"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("l'école maternelle Jules Ferry", "École Jules-Ferry"),
        ("l'école élémentaire Alice Martel", "École Alice-Martel"),
        ("l'école primaire Martel", "École Alice-Martel"),
        ("l'école maternelle", "École maternelle Les Lupins"),
        ("la maternelle Les Lupins", "École maternelle Les Lupins"),
        ("la salle de sport Alain Roux", "Gymnase Alain-Roux"),
        ("le gymnase Roux", "Gymnase Alain-Roux"),
        ("l'aire de jeux des Tilleuls", "Square des Tilleuls"),
        ("le jardin des Tilleuls", "Square des Tilleuls"),
    ],
)
def test_the_proper_name_of_a_place_of_interest_goes_before_its_kind(text: str, name: str) -> None:
    place = located(f"Fuite d'eau dans {text}, merci.", town=with_landmarks(*LANDMARKS))
    assert (place.status, place.landmark) == (PlaceStatus.LANDMARK, name)
    assert place.score >= 0.6


@pytest.mark.parametrize("text", ["l'école maternelle Jean Moulin", "le collège Carnot", "le gymnase de Poterie", "la salle de sport Roy"])
def test_a_kind_with_an_unknown_proper_name_is_asked(text: str) -> None:
    assert located(f"Fuite d'eau dans {text}.", town=with_landmarks(*LANDMARKS)).score < 0.6


def test_a_kind_with_the_towns_name_is_the_only_one_of_its_kind() -> None:
    assert located("Fuite dans le collège de Valmont", town=with_landmarks(*LANDMARKS)).score >= 0.6


def test_a_longer_name_that_the_town_has_not_is_asked_where_the_number_is_not_there() -> None:
    houses = tuple(HouseNumber(number=number, suffix="", point=None) for number in (1, 2))
    town = Locator(Places(town_name="Valmont", postcode="50999", streets=(replace(street("Rue du Pré"), numbers=houses),)))
    assert located("Trou au 5 rue du Pré Gaanêt", town=town).score < 0.6
    assert located("Trou au 5 rue du Pré", town=town).score >= 0.6


def test_where_a_road_runs_along_a_street_the_position_is_on_the_street_with_the_address_near() -> None:
    line = ((Point(lat=49.5, lon=-1.47), Point(lat=49.502, lon=-1.47)),)
    houses = (HouseNumber(number=4, suffix="", point=Point(lat=49.501, lon=-1.4702)),)
    road = replace(street("RD 900", kind="route départementale"), lines=line)
    way = replace(street("Boulevard du Port", kind="boulevard"), lines=line, numbers=houses)
    town = Map(Places(town_name="Valmont", postcode="50999", streets=(road, way)))
    nearest = town.nearest(Point(lat=49.501, lon=-1.46997))
    assert nearest is not None
    assert nearest.street == 1


PETITION = "Nous, habitants, demandons une lumière plus tardive dans {street}.\n\nOnt signé :\n{names}\nMerci à vous."


@pytest.mark.parametrize("street", ["la rue Carnot", "notre rue Carnot"])
@pytest.mark.parametrize("mark", ["- ", "• ", "1. ", ""])
def test_those_who_sign_a_petition_tell_of_no_house(street: str, mark: str) -> None:
    people = ("Odile Roy, 5 rue Carnot", "Jean et Lise Picard, 8 rue Carnot", "Mme Hue, 11 rue Carnot")
    found = located(PETITION.format(street=street, names="\n".join(f"{mark}{one}" for one in people)))
    assert (found.street, found.number) == ("Rue Carnot", None)


def test_a_list_of_houses_is_what_is_told_of() -> None:
    found = located("Lampadaires en panne :\n- 5 rue Carnot\n- 8 rue Carnot")
    assert (found.street, found.number) == ("Rue Carnot", "5")
