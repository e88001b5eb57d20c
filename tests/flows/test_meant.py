"""What may have been meant by words that found nothing: misspelt, as they sound, or known to the vocabulary as misspelt ones."""

import pytest

from flows.meant import by_folded, meanings

KNOWN = by_folded(
    [
        "Lampadaire en panne",
        "lampadere lanpadaire",
        "Nid-de-poule",
        "poubelles ordures",
        "Encombrants",
        "chien errant",
        "chien herant",
        "bordures",
    ]
)


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("enconbrants", "Encombrants"),
        ("anconbrant", "Encombrants"),
        ("lampadere", "Lampadaire"),
        ("lampadaire", "lampadere"),
        ("chien herant", "chien errant"),
        ("vieux lanpadaire", "vieux Lampadaire"),
        ("poubaile", "poubelles"),
    ],
)
def test_a_misspelt_word_is_mended_and_a_known_one_taken_for_another(typed: str, meaning: str) -> None:
    assert meaning in tuple(meanings(typed, KNOWN))


def test_the_likest_comes_first_and_nothing_is_told_twice_or_as_it_was() -> None:
    found = tuple(meanings("ordvres", KNOWN))
    assert found[0] == "ordures" and len(found) == len(set(found)) and "ordvres" not in found


def test_short_words_numbers_and_little_words_are_left() -> None:
    assert tuple(meanings("nid 2026 avec", KNOWN)) == () and tuple(meanings("", KNOWN)) == ()
