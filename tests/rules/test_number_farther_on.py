"""House numbers told sentences after the street: too far for those that stand next to its name."""

from dataclasses import replace

import pytest

from domain.place import Place, PlaceStatus
from rules.context import read_meaning
from rules.place import Locator
from rules.words import read_words
from tests.rules.sample_town import PLACES, draft, street

LOCATOR = Locator(replace(PLACES, streets=(*PLACES.streets, street("Rue Thiers"))))
FAR = "la bordure est cassée, des pavés manquent partout et l'eau stagne"
"""As many words as no number that stands next to a name is looked for in."""


def located(text: str) -> Place:
    words = read_words(text)
    found = LOCATOR.locate(draft(text), [LOCATOR.read(words, read_meaning(words))], ())
    return found[0].answer if found else Place(status=PlaceStatus.NONE)


def address(text: str) -> tuple[str | None, str | None]:
    place = located(text)
    return place.street, place.number


@pytest.mark.parametrize(
    ("sign", "number"),
    [
        ("à la hauteur du 14", "14"),
        ("à hauteur du n° 14", "14"),
        ("au niveau du 14 bis", "14 bis"),
        ("devant le 14", "14"),
        ("devant le numéro 14", "14"),
        ("en face du 14", "14"),
        ("au droit du 14", "14"),
        ("au numéro 14", "14"),
        ("au n° 14", "14"),
        ("devant le 10-12", "10"),
    ],
)
def test_a_sign_of_a_house_leads_to_a_number_far_from_the_street(sign: str, number: str) -> None:
    assert address(f"rue Thiers : {FAR} {sign}") == ("Rue Thiers", number)


def test_a_ressaut_told_after_the_street_is_at_its_number() -> None:
    place = located("rue Thiers : la bordure est cassée et il y a un ressaut à la hauteur du 14")
    assert (place.status, place.street, place.number) == (PlaceStatus.EXACT, "Rue Thiers", "14")


@pytest.mark.parametrize(
    "text",
    [
        f"Rue Thiers, {FAR}. Le ressaut se trouve à la hauteur du 14.",
        "Rue Thiers. La bordure est cassée. Un vélo est tombé hier soir. C'est devant le 14.",
    ],
)
def test_the_number_may_stand_in_one_of_the_next_sentences(text: str) -> None:
    assert address(text) == ("Rue Thiers", "14")


def test_a_number_many_sentences_on_is_another_matter() -> None:
    text = "Rue Thiers. La bordure est cassée. Un vélo est tombé hier soir. Il pleuvait. C'est devant le 14."
    assert address(text) == ("Rue Thiers", None)


@pytest.mark.parametrize(("times", "number"), [(10, "14"), (14, None)])
def test_a_number_many_words_on_is_another_matter(times: int, number: str | None) -> None:
    assert address(f"rue Thiers : {'la bordure est cassée et ' * times}le ressaut est à la hauteur du 14") == ("Rue Thiers", number)


def test_the_first_number_with_a_sign_is_the_one() -> None:
    assert address(f"rue Thiers : {FAR} à la hauteur du 14, et aussi devant le 16") == ("Rue Thiers", "14")


def test_a_number_at_the_street_goes_before_one_farther_on() -> None:
    assert address(f"12 rue Thiers : {FAR} à la hauteur du 14") == ("Rue Thiers", "12")


def test_two_numbers_far_from_the_street_are_a_stretch() -> None:
    place = located(f"rue Thiers : {FAR} de la hauteur du 10 au 14")
    assert (place.status, place.street, place.number) == (PlaceStatus.STREET, "Rue Thiers", None)


@pytest.mark.parametrize("road", ["l'avenue Foch", "la rue Inconnue", "le boulevard de la Liberté"])
def test_a_number_after_the_name_of_another_road_is_not_the_street_s(road: str) -> None:
    assert address(f"rue Thiers : {FAR}. On voit un trou dans {road} à la hauteur du 14") == ("Rue Thiers", None)


def test_a_number_after_another_street_of_the_town_is_that_street_s() -> None:
    mentions = LOCATOR.read(words := read_words(f"rue Thiers : {FAR}. Un trou rue Carnot devant le 14"), read_meaning(words)).mentions
    assert [(words.original(mention.naming.last), mention.number) for mention in mentions] == [("Thiers", None), ("Carnot", "14")]


@pytest.mark.parametrize("road", ["sur la route", "dans cette rue", "sur la place"])
def test_a_road_without_a_name_is_the_street_itself(road: str) -> None:
    assert address(f"rue Thiers : {FAR}. On voit un trou {road} à la hauteur du 14") == ("Rue Thiers", "14")


@pytest.mark.parametrize(("leads", "number"), [("dans toute la", None), ("tout du long de la", "14"), ("dans la", "14")])
def test_one_house_is_not_the_place_where_the_whole_street_is_meant(leads: str, number: str | None) -> None:
    assert address(f"{leads} rue Thiers {FAR} à la hauteur du 14") == ("Rue Thiers", number)


def test_one_house_in_a_street_somebody_lives_in_is_not_its_place() -> None:
    assert address(f"J'habite rue Thiers. Au square {FAR} à la hauteur du 14") == ("Rue Thiers", None)


def test_a_place_of_interest_has_no_number() -> None:
    words = read_words(f"jardin public : {FAR} à la hauteur du 14")
    assert [mention.number for mention in LOCATOR.read(words, read_meaning(words)).mentions] == [None]


@pytest.mark.parametrize(
    "told",
    [
        "devant le 12 mars",
        "devant le 14 juillet 2025",
        "en face du 12 mars",
        "devant le 12-mars",
        "devant le 12.03.2026",
        "devant le 1er",
        "devant le 3e",
        "devant le 3e arbre",
        "devant le 3ème arbre",
        "devant le 14 h 30",
        "devant le 14h",
        "devant le 30 km/h",
        "devant le 14 000 euros",
        "à une hauteur de 14 cm",
        "au numéro 02 61 91 22 08",
        "à la hauteur du 50999",
    ],
)
def test_dates_ranks_hours_and_measures_are_no_house_numbers(told: str) -> None:
    assert address(f"rue Thiers : {FAR}, on y est passé {told}") == ("Rue Thiers", None)


@pytest.mark.parametrize(
    "told",
    ["et il reste 14 sacs", "devant 14 sacs", "on était devant 14", "c'est le 14", "dans le 14", "le bus numéro 6", "le lampadaire n° 14"],
)
def test_a_number_without_a_sign_of_a_house_is_none_of_a_house(told: str) -> None:
    assert address(f"rue Thiers : {FAR}, {told}") == ("Rue Thiers", None)


def test_a_sign_of_one_sentence_does_not_lead_to_the_number_of_the_next() -> None:
    assert address(f"rue Thiers : {FAR}, regardez à hauteur. Le 14") == ("Rue Thiers", None)
