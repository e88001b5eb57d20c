"""Letters that a scanner reads wrongly."""

import pytest

from rules.scanned import mended, repaired


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("lampaclaire", "lampadaire"),
        ("larnpadaire", "lampadaire"),
        ("1ampadaire", "lampadaire"),
        ("lampada1re", "lampadaire"),
        ("trott0ir", "trottoir"),
        ("trolloir", "trottoir"),
        ("justlce", "justice"),
        ("poubeile", "poubelle"),
        ("fultc", "fuite"),
        ("stationnernent", "stationnement"),
        ("chaussec", "chaussee"),
        ("vveleat", "weleat"),
        ("eqout", "egout"),
        ("b0ulevard", "boulevard"),
        ("riie", ""),
    ],
)
def test_a_misread_word_is_read_as_written(read: str, written: str) -> None:
    assert written in repaired(read) if written else repaired(read) == ()


@pytest.mark.parametrize("word", ["2026", "22bis", "974", "rd974", "", "abc", "0612345678"])
def test_numbers_and_short_words_stay_as_they_are(word: str) -> None:
    assert repaired(word) == ()


def test_the_word_itself_is_not_among_its_repairs_and_their_number_is_bounded() -> None:
    for word in ("lampadaire", "immemorial", "l1l1l1lllllllll", "mmmmmmmmmmmmmmmmmmmm"):
        assert word not in repaired(word)
        assert len(repaired(word)) <= 96


def test_a_word_broken_at_the_end_of_a_line_is_joined_and_offsets_hold() -> None:
    text = "Le lampa-\ndaire du 12 ne marche plus"
    assert mended(text) == "Le lampadaire \n du 12 ne marche plus"
    assert len(mended(text)) == len(text)
    assert mended(text).index("du 12") == text.index("du 12")


def test_names_with_a_hyphen_and_lists_stay_apart() -> None:
    for text in ("route de Saint-\nSauveur", "arbre -\nbranche", "- un\n- deux", "peut-être demain"):
        assert mended(text) == text


def test_spaced_letters_become_a_word_and_offsets_hold() -> None:
    text = "objet : l a m p a d a i r e en panne"
    assert mended(text).split() == ["objet", ":", "lampadaire", "en", "panne"]
    assert len(mended(text)) == len(text)
    assert mended("il y a 3 m de haut à côté") == "il y a 3 m de haut à côté"
