from rules.automaton import Automaton
from rules.words import read_words


def test_literals_are_found_at_word_borders_only() -> None:
    hits = Automaton(["gaz", "la gare"]).find(read_words("Du gazon près de la Gare"))
    assert [(hit.literal, hit.first, hit.last) for hit in hits] == [("la gare", 4, 5)]


def test_a_star_leaves_the_end_open() -> None:
    words = read_words("La route s'EFFONDRAIT")
    (hit,) = Automaton(["effondr*"]).find(words)
    assert words.quote(hit.first, hit.last) == "EFFONDRAIT"


def test_two_spellings_of_one_literal_are_both_reported() -> None:
    assert {hit.literal for hit in Automaton(["fils à nu", "fils a nu"]).find(read_words("des fils à nu"))} == {"fils à nu", "fils a nu"}


def test_no_literal_finds_nothing() -> None:
    assert Automaton([]).find(read_words("rien")) == ()
