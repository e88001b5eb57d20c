"""The house told of in a text whose heading alone names the street, and other places found by what leads to them."""

from dataclasses import replace

import pytest

from domain.evidence import Part
from domain.place import Place, PlaceStatus
from rules.context import read_meaning
from rules.place import Locator
from rules.words import read_words
from tests.rules.sample_town import PLACES, draft, street

LOCATOR = Locator(replace(PLACES, streets=(*PLACES.streets, street("Rue Thiers"), street("Rue Siquet"))))


def located(text: str, heading: str | None = None) -> Place:
    parts = [read_words(heading, Part.HEADING)] if heading else []
    passages = [LOCATOR.read(words, read_meaning(words)) for words in (*parts, read_words(text))]
    found = LOCATOR.locate(draft(text, heading), passages, ())
    return found[0].answer if found else Place(status=PlaceStatus.NONE)


def address(text: str, heading: str | None = None) -> tuple[str | None, str | None]:
    place = located(text, heading)
    return place.street, place.number


@pytest.mark.parametrize(
    "text",
    [
        "La chaussée de notre rue est abîmée. Face au n° 14, l'enrobé s'est décollé.",
        "Un trou s'est formé devant le 14.",
        "J'habite au 9. Le trou est à hauteur du 14.",
    ],
)
def test_the_house_is_in_the_street_of_the_heading(text: str) -> None:
    assert address(text, "Rue Thiers - état de la chaussée") == ("Rue Thiers", "14")


@pytest.mark.parametrize(
    "text",
    [
        "J'habite au 14. Un trou s'est formé dans la chaussée.",
        "Un trou s'est formé devant le 4, et aussi devant le 8.",
        "Un trou au début de la rue, un autre devant le 8.",
        "Un trou s'est formé dans la chaussée.",
    ],
)
def test_a_home_or_one_house_of_several_is_not_the_place(text: str) -> None:
    assert address(text, "Rue Thiers") == ("Rue Thiers", None)


def test_another_street_in_the_text_keeps_its_own_number() -> None:
    assert address("Un trou s'est formé rue Siquet devant le 8.", "Rue Thiers") == ("Rue Siquet", "8")


@pytest.mark.parametrize(
    "text",
    [
        "Les voitures foncent rue Thiers entre la rue Carnot et la rue Siquet.",
        "Rue Thiers, entre la rue Siquet et la rue Carnot, les voitures foncent.",
        "Madame le Maire,\nRue Thiers, entre la rue Siquet et la rue Carnot, les voitures foncent.",
    ],
)
def test_a_street_between_two_others_is_the_place(text: str) -> None:
    assert address(text) == ("Rue Thiers", None)


def test_between_two_streets_alone_the_first_is_the_place() -> None:
    assert address("Le trottoir est défoncé entre la rue Siquet et la rue Carnot.") == ("Rue Siquet", None)


@pytest.mark.parametrize("salutation", ["Madame le Maire,", "Monsieur le Maire,", "Madame la Maire,"])
def test_a_sentence_below_the_salutation_may_begin_with_a_street(salutation: str) -> None:
    assert address(f"{salutation}\nRue Thiers, les voitures foncent.") == ("Rue Thiers", None)


@pytest.mark.parametrize("rest", ["", " – BP 12", ", 50999 Valmont", " Valmont"])
def test_the_town_halls_own_address_is_no_place(rest: str) -> None:
    assert located(f"Mairie de Valmont\nRue Thiers{rest}\n\nBonjour,\nles voitures foncent.").street is None
