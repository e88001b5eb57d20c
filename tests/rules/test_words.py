from domain.evidence import Part, Span
from rules.words import fold, read_words, stem


def test_accents_case_and_ligatures_do_not_count() -> None:
    assert fold("ÉCŒURÉ") == "ecoeure"


def test_forms_of_a_word_have_one_stem() -> None:
    assert {stem("lampadaire"), stem("lampadaires"), stem("Lampadaires")} == {"lampadair"}
    assert stem("débordent") == stem("déborde")


def test_a_match_gives_back_the_requesters_own_words() -> None:
    words = read_words("Le réverbère — rue de l'Église — est CASSÉ !", Part.BODY, offset=100)
    index = words.forms.index("eglise")
    assert words.quote(index - 2, index) == "de l'Église"
    assert words.span(index, index) == Span(
        part=Part.BODY, start=100 + words.source.index("Église"), end=100 + words.source.index("Église") + 6
    )


def test_decomposed_accents_stay_in_their_word() -> None:
    assert read_words("e\u0301gout").forms == ("egout",)


def test_a_dot_after_an_abbreviation_ends_no_sentence() -> None:
    words = read_words("Trou av. de la Gare. Merci")
    assert words.sentences == (0, 0, 0, 0, 0, 1)


def test_a_line_that_wraps_ends_no_sentence_but_an_empty_line_does() -> None:
    assert read_words("taille jamais\nsa haie\n\nMerci").sentences == (0, 0, 0, 0, 1)


def test_empty_text_has_no_words() -> None:
    words = read_words("")
    assert (len(words), words.joined, words.at) == (0, "", ())
