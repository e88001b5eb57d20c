import pytest

from rules.context import read_meaning
from rules.speech_acts import Heard
from rules.vocabulary import Vocabulary
from rules.weighing import Reading, hear, hear_between, read_phrases
from rules.words import Words, read_words
from tests.rules.sample_town import SUBJECTS

VOCABULARY = Vocabulary(SUBJECTS)
TEXT = (
    "Le lampadaire est éteint devant la poubelle pleine. Un nid-de-poule, un nid de poule profond sur la chaussée ; "
    "la poubelle déborde, le lampadaire clignote et un dépôt sauvage traîne."
)


def reading(words: Words) -> Reading:
    return read_phrases(VOCABULARY, words, read_meaning(words), {})


def shown(heard: Heard) -> dict[str, list[tuple[float, float, tuple[int, ...]]]]:
    return {code: [(one.weight, one.ceiling, one.match.indices) for one in found] for code, found in heard.items()}


def test_the_whole_of_a_part_is_a_stretch_of_it() -> None:
    words = read_words(TEXT)
    whole = reading(words)
    assert hear(whole)
    assert shown(hear_between(whole, 0, len(words))) == shown(hear(whole))


@pytest.mark.parametrize("end", range(4, 20))
def test_a_stretch_says_nothing_of_words_outside_it(end: int) -> None:
    whole = reading(read_words(TEXT))
    assert all(max(indices) < end for found in shown(hear_between(whole, 0, end)).values() for _, _, indices in found)


def test_a_match_is_outdone_only_where_the_longer_one_is_heard() -> None:
    town = Vocabulary(SUBJECTS)
    words = read_words(TEXT)
    part = read_phrases(town, words, read_meaning(words), {})
    outdone = part.weights.outdone_by
    for number, others in outdone.items():
        own = part.matches[number]
        for other in others:
            longer = part.matches[other]
            assert set(own.indices) < set(longer.indices)
            assert longer.phrase.code != own.phrase.code
            assert longer.phrase.weight * longer.fit > own.phrase.weight * own.fit
