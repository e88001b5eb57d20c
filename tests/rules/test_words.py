import time
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evidence import Part, Span
from rules.words import fold, fold_text, read_words, stem, word_borders


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


def test_words_are_cut_out_of_the_text_as_they_are_written() -> None:
    text = "L'Égout, œuvre… e\u0301gout 12bis\n« ½ »"
    assert [text[start:end] for start, end in zip(*word_borders(text), strict=True)] == ["L", "Égout", "œuvre", "e\u0301gout", "12bis", "½"]
    assert word_borders("") == ((), ())


@given(st.text(st.characters(codec="ascii"), max_size=80))
def test_a_word_without_accents_is_folded_like_a_text(word: str) -> None:
    assert fold(word) == fold_text(word).text


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=30))
def test_the_stem_of_a_word_without_accents_is_folded(word: str) -> None:
    assert stem(word) == fold_text(stem(word)).text == stem(word.upper())


def test_a_dot_after_an_abbreviation_ends_no_sentence() -> None:
    words = read_words("Trou av. de la Gare. Merci")
    assert words.sentences == (0, 0, 0, 0, 0, 1)


def test_a_line_that_wraps_ends_no_sentence_but_an_empty_line_does() -> None:
    assert read_words("taille jamais\nsa haie\n\nMerci").sentences == (0, 0, 0, 0, 1)


def test_empty_text_has_no_words() -> None:
    words = read_words("")
    assert (len(words), words.joined, words.at) == (0, "", ())


def test_folding_keeps_where_each_character_stood() -> None:
    folded = fold_text("L’ŒIL, ½ fluß")
    assert folded.text == "l'oeil, ½ fluss"
    assert folded.starts == (0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 12, 13)


def test_a_match_in_folded_text_is_quoted_with_its_accents() -> None:
    for source in ("l'Église est là", "l'E\u0301glise est là", "le nœud de l'Église"):
        folded = fold_text(source)
        start, end = folded.span(folded.text.index("eglise"), folded.text.index("eglise") + len("eglise"))
        assert unicodedata.normalize("NFC", source[start:end]) == "Église"


def test_marks_without_width_do_not_part_a_word() -> None:
    for written in ("lam\u00adpadaire", "lampa\u200bdaire", "\u200elampadaire", "lampadaire\ufe0f"):
        words = read_words(f"Le {written} penche")
        assert words.forms[1] == "lampadaire"
        assert stem(words.original(1)) == "lampadair"


def test_folding_moves_no_border_of_a_word() -> None:
    assert read_words("½ ™ … ② nº 12").forms == ("½", "2", "no", "12")


def test_a_dash_or_slash_between_blanks_ends_a_sentence_and_one_within_a_word_does_not() -> None:
    assert read_words("un arc-en-ciel et/ou - deux / trois").sentences == (0, 0, 0, 0, 0, 0, 1, 2)


def test_a_numbered_point_begins_a_sentence() -> None:
    assert read_words("deux points\n1) la rue\n2) le banc").sentences == (0, 0, 1, 1, 1, 2, 2, 2)


HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from(" \n\t.,;:!?'’-–/()«»…_eéÉœŒßæİΣςﬁ½²№™\u0301\u0327\u00ad\u200b\u200d\u200f\u202e\ufeff\ufe0f٣५３𝟛ـאب한😀👨🏽a1"),
        st.characters(),
    ),
    max_size=60,
)


@given(HOSTILE)
def test_every_word_stands_where_it_says(source: str) -> None:
    words = read_words(source)
    last = 0
    for index, form in enumerate(words.forms):
        assert last <= words.starts[index] < words.ends[index] <= len(source)
        last = words.ends[index]
        assert fold(words.original(index)) == form
        assert words.joined[words.at[index] : words.at[index] + len(form)] == form
    if words.forms:
        assert words.quote(0, len(words) - 1) == source[words.starts[0] : words.ends[-1]]
    assert len({len(part) for part in (words.forms, words.starts, words.ends, words.sentences, words.breaks, words.at)}) == 1
    assert list(words.sentences) == sorted(words.sentences)


@given(HOSTILE, st.sampled_from([" ", "\n", "\n\n", ". "]), HOSTILE, st.integers(0, 9))
def test_a_stretch_cut_from_a_text_has_the_words_that_it_has_alone(before: str, gap: str, stretch: str, offset: int) -> None:
    whole = read_words(f"{before}{gap}{stretch}{gap}{before}", Part.BODY, offset)
    begin = len(before) + len(gap)
    cut = whole.cut(begin, begin + len(stretch))
    lead = len(stretch) - len(stretch.lstrip())
    alone = read_words(stretch.strip(), Part.BODY, offset + begin + lead)
    assert replace(cut, sentences=alone.sentences) == alone
    assert [number - cut.sentences[0] for number in cut.sentences] == [number - alone.sentences[0] for number in alone.sentences]


@given(HOSTILE)
def test_folded_text_has_a_place_for_each_character(source: str) -> None:
    folded = fold_text(source)
    assert len(folded.starts) == len(folded.text) + 1
    assert list(folded.starts) == sorted(folded.starts)
    assert folded.starts[-1] == len(source)
    for index, character in enumerate(folded.text):
        start, end = folded.span(index, index + 1)
        assert character in fold_text(source[start:end]).text


@given(HOSTILE)
def test_folding_folded_text_changes_nothing(source: str) -> None:
    assert fold(fold(source)) == fold(source)


@pytest.mark.parametrize(
    "pattern",
    [
        "a",
        "é",
        "œ",
        "e\u0301",
        "\u0301",
        "\u200b",
        "\u202e",
        "👨🏽‍🦱",
        "a ",
        "a. ",
        ".\n",
        "\n",
        "\n ",
        " - ",
        " / ",
        "\n1 ",
        "(",
        "٣ ",
        "ﷺ",
        "m. ",
    ],
)
def test_time_grows_no_faster_than_the_text(pattern: str) -> None:
    short, long = (pattern * (size // len(pattern)) for size in (10_000, 100_000))
    assert _seconds(long) < 40 * max(_seconds(short), 0.0005)


def _seconds(source: str) -> float:
    runs = []
    for _ in range(3):
        began = time.process_time()
        read_words(source)
        runs.append(time.process_time() - began)
    return min(runs)


def test_a_word_of_twenty_thousand_letters_is_read_and_known_to_nobody() -> None:
    words = read_words("Un " + "é" * 20_000 + " mot")
    assert [len(form) for form in words.forms] == [2, 20_000, 3]
    assert len(stem(words.original(1))) < 100


@given(st.text(alphabet=st.one_of(st.sampled_from("aÉœæ½™ßﬁ’\u0301\u200b\u202f\x81 жı"), st.characters(exclude_categories=["Cs"]))))
def test_odd_characters_fold_one_by_one_and_know_where_they_stood(source: str) -> None:
    folded = fold_text(source)
    pieces = [fold_text(character).text for character in source]
    assert folded.text == "".join(pieces)
    assert list(folded.starts) == [*(at for at, piece in enumerate(pieces) for _ in piece), len(source)]
