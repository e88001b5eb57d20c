from hypothesis import given
from hypothesis import strategies as st

from rules.near_words import NearWords, edits, scanned, sound

KNOWN = NearWords(["presbytere", "tilleuls", "saint", "chardonnet", "clos", "marche", "lacs", "vue"])


def nearest(word: str) -> str | None:
    near = KNOWN.near(word)
    return near[0].word if near else None


def test_words_off_by_a_letter_by_ear_or_by_a_scanner_are_found() -> None:
    for said, known in (
        ("presbitere", "presbytere"),
        ("presbyere", "presbytere"),
        ("prebsytere", "presbytere"),
        ("ti11euls", "tilleuls"),
        ("cio5", "clos"),
        ("sent", "saint"),
        ("marhce", "marche"),
        ("las", "lacs"),
    ):
        assert nearest(said) == known


def test_a_known_word_comes_first_and_what_is_like_none_finds_none() -> None:
    assert nearest("clos") == "clos"
    assert KNOWN.near("xylophone") == ()
    assert KNOWN.near("1945") == ()


def test_two_edits_anywhere_are_found_where_asked_for() -> None:
    assert [near.word for near in KNOWN.far("pwesbytete")] == ["presbytere"]


def test_what_sounds_or_looks_the_same_is_nearer_than_an_edit() -> None:
    assert edits("filipe", "philippe", 2) < 1
    assert edits("mou1in", "moulin", 2) < 1
    assert edits("leblanc", "leclerc", 2) > 2


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0158", max_size=30))
def test_any_word_can_be_looked_up(word: str) -> None:
    KNOWN.near(word)
    KNOWN.far(word)
    assert isinstance(sound(word), str)
    assert isinstance(scanned(word), str)
