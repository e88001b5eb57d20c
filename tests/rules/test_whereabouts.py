import pytest

from rules.whereabouts import whereabouts
from rules.words import read_words


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Un trou devant la salle des fêtes depuis lundi", ["salle", "fetes"]),
        ("des sacs à côté des conteneurs à verre", ["conteneurs", "verre"]),
        ("en face du gymnase, un banc", ["gymnase"]),
        ("près de l'école. Le banc", ["ecole"]),
        ("je suis très près, un banc", []),
        ("un côté de la rue", []),
    ],
)
def test_words_that_say_where_something_is(text: str, things: list[str]) -> None:
    words = read_words(text)
    assert [words.forms[index] for index in sorted(whereabouts(words))] == things
