from rules.likeness import compare


def worth(said: str, core: str, initials: str = "") -> float:
    words = tuple(core.split())
    return compare(said.split(), initials, words, "".join(words)).worth


def test_the_same_words_are_alike_however_parted() -> None:
    assert worth("bel air", "belair") == 1
    assert worth("belair", "bel air") == 1


def test_given_names_and_titles_may_be_left_out_but_not_other_words() -> None:
    assert worth("ferry", "jules ferry") > 0.85
    assert worth("general leclerc", "general philippe leclerc") > 0.85
    assert worth("bois", "petit bois") < 0.6


def test_initials_must_fit() -> None:
    assert worth("ferry", "jules ferry", "j") > worth("ferry", "jules ferry")
    assert worth("ferry", "jules ferry", "m") == 0


def test_words_may_stand_in_another_order() -> None:
    assert worth("ferry jules", "jules ferry") > 0.9


def test_a_date_needs_no_year_but_keeps_its_numbers() -> None:
    assert worth("8 mai", "8 mai 1945") > 0.9
    assert worth("11 mai 1945", "8 mai 1945") == 0


def test_another_last_name_is_another_person() -> None:
    assert worth("general leblanc", "general leclerc") < 0.7


def test_a_word_with_two_wrong_letters_within_a_name_is_not_believed_unasked() -> None:
    assert worth("sainte anne", "saint andre") < 0.7


def test_a_small_word_after_a_name_is_no_part_of_it() -> None:
    assert worth("moulain un", "moulins") == worth("moulain", "moulins")


def test_a_first_name_may_stand_before_a_last_name_only_if_that_is_right() -> None:
    assert worth("leon blum", "blum") > 0.85
    assert worth("alphonse allais", "palais") == 0


def test_a_wrong_letter_in_a_short_name_is_not_believed_unasked() -> None:
    assert worth("pars", "bars") < 0.6
