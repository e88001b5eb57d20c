from hypothesis import given
from hypothesis import strategies as st

from rules.spelling import learn, sound, sounds_of

KNOWN = learn(["lampadaire", "trottoir", "crotte", "place", "insupportable", "stade"])


def test_a_known_word_stands_for_itself() -> None:
    assert [(alike.word, alike.worth) for alike in KNOWN.alike("trottoir")] == [("trottoir", 1.0)]


def test_words_written_as_they_sound_are_found() -> None:
    for written, meant in (("lanpadaire", "lampadaire"), ("trotoir", "trottoir"), ("krotte", "crotte"), ("plasse", "place")):
        assert KNOWN.alike(written)[0].word == meant


def test_one_letter_too_many_too_few_wrong_or_swapped_is_found() -> None:
    for written in ("troittoir", "trottir", "trettoir", "trottori"):
        assert KNOWN.alike(written)[0].word == "trottoir"


def test_a_misspelling_is_worth_less_than_the_word() -> None:
    assert KNOWN.alike("troittoir")[0].worth < 1


def test_short_words_and_numbers_stand_only_for_themselves() -> None:
    assert KNOWN.alike("sta") == ()
    assert KNOWN.alike("1945") == ()


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=30))
def test_any_word_has_a_sound(word: str) -> None:
    assert isinstance(sound(word), str)
    KNOWN.alike(word)


@given(st.lists(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=12)))
def test_many_words_together_sound_as_each_alone(words: list[str]) -> None:
    assert sounds_of(words) == [sound(word) for word in words]


def test_no_word_known_makes_no_word_alike() -> None:
    assert learn([]).alike("trottoir") == ()
