from rules.begun import BEGUN, BENT, HEARD, SLIPPED, WHOLE, known_words

KNOWN = known_words(["lampadaire", "Lampe", "dépôt", "encombrants", "trou", "Poterie", "1945"])


def test_a_word_is_found_whole_by_its_beginning_and_in_another_form() -> None:
    assert KNOWN.spelt("LAMPE") == {"lampe": WHOLE}
    assert KNOWN.spelt("lam") == {"lampadaire": BEGUN, "lampe": BEGUN}
    assert KNOWN.spelt("encombrant")["encombrants"] == BEGUN and KNOWN.spelt("trous") == {"trou": BENT}
    assert KNOWN.spelt("zèbre") == {} and KNOWN.spelt("’") == {}


def test_a_misspelt_word_is_found_by_its_sound_or_a_slip_even_before_it_is_ended() -> None:
    assert KNOWN.meant("depau")["depot"] == HEARD
    assert KNOWN.meant("enconbrants")["encombrants"] == SLIPPED
    assert 0 < KNOWN.meant("lampadere")["lampadaire"] < SLIPPED + 0.2
    unended = KNOWN.meant("lanpad")
    assert 0 < unended["lampadaire"] < SLIPPED


def test_numbers_and_short_words_are_never_misspelt() -> None:
    assert KNOWN.meant("1954") == {} and KNOWN.meant("tro") == {} and KNOWN.meant("qqqqqq") == {}
