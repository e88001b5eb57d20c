import pytest

from rules.context import read_meaning
from rules.literals import Literals
from rules.words import read_words

LITERALS = (
    "gaz",
    "rat",
    "feu",
    "effondr*",
    "inond*",
    "odeur de gaz",
    "fils à nu",
    "terrasse",
    "fuite",
    "lampadaire",
    "chauffage",
    "école",
    "croix gammee*",
    "trou",
    "plainte",
    "éboueurs pas passés",
    "grille descellée",
    "presse",
    "monte",
    "marteau",
    "tranchée",
    "conforme",
)
COMPILED = Literals(LITERALS, frozenset({"plantes"}))


def heard(text: str, compiled: Literals = COMPILED) -> dict[str, str]:
    words = read_words(text)
    return {literal: said.quote for literal, said in compiled.find(words, read_meaning(words)).items()}


@pytest.mark.parametrize(
    ("text", "literal", "quote"),
    [
        ("les RATS", "rat", "RATS"),
        ("des trous", "trou", "trous"),
        ("deux grilles descellées", "grille descellée", "grilles descellées"),
        ("dans les ECOLES", "école", "ECOLES"),
        ("FILS A NU", "fils à nu", "FILS A NU"),
        ("un fil à nu", "fils à nu", "fil à nu"),
        ("odeurs très fortes de gaz", "odeur de gaz", "odeurs très fortes de gaz"),
        ("l'éboueur n'est pas passé", None, None),
        ("éboueur pas passé", "éboueurs pas passés", "éboueur pas passé"),
        ("la rue s'effondre", "effondr*", "effondre"),
    ],
)
def test_endings_accents_and_case_do_not_count(text: str, literal: str | None, quote: str | None) -> None:
    assert heard(text) == {} if literal is None else heard(text)[literal] == quote


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("le lanpadaire", "lampadaire"),
        ("le chaufage", "chauffage"),
        ("une térasse", "terrasse"),
        ("une innondation", "inond*"),
        ("ça s'éfondre", "effondr*"),
        ("la grille descelée", "grille descellée"),
        ("le 1ampadaire", "lampadaire"),
        ("c'est 1nondé", "inond*"),
    ],
)
def test_misspelt_and_badly_scanned_words_are_found(text: str, literal: str) -> None:
    assert literal in heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "le gazon est haut",
        "j'ai raté le bus",
        "rater",
        "suite à mon appel",
        "une plante",
        "les plantes",
        "la terre",
        "une feuille",
        "la ratification",
        "tout près",
        "le monde",
        "mon manteau",
        "franchement",
        "je confirme",
    ],
)
def test_false_friends_are_none(text: str) -> None:
    assert heard(text) == {}


def test_a_phrase_does_not_run_across_sentences() -> None:
    assert heard("Quelle odeur. De gaz ?") == {"gaz": "gaz"}


def test_what_is_said_plainly_goes_before_what_is_denied() -> None:
    words = read_words("Ce n'est pas le gaz de la rue. Le gaz fuit.")
    said = COMPILED.find(words, read_meaning(words))["gaz"]
    assert said.plain
    assert said.where.start == words.source.rindex("gaz")


def test_no_literal_finds_nothing() -> None:
    assert heard("Bonjour", Literals(())) == {}
    assert heard("Bonjour", Literals(("", "*", "…"))) == {}


def test_a_literal_of_small_words_is_found_as_it_stands() -> None:
    assert heard("encore un peu", Literals(("encore un peu",))) == {"encore un peu": "encore un peu"}
