from hypothesis import given
from hypothesis import strategies as st

from rules.shortened import ShortenedWords

WORDS = st.text(alphabet="abcéœж", min_size=1, max_size=7)


def forms(word: str) -> set[str]:
    return {word, *(word[:index] + word[index + 1 :] for index in range(len(word)))}


@given(st.sets(WORDS), WORDS)
def test_the_words_that_share_a_form_are_found_and_no_others(words: set[str], word: str) -> None:
    assert set(ShortenedWords(words).find(word)) == {known for known in words if not forms(known).isdisjoint(forms(word))}


def test_words_may_be_of_any_letters() -> None:
    assert set(ShortenedWords(["мост", "朝日新聞", "mosquée"]).find("朝日新")) == {"朝日新聞"}
