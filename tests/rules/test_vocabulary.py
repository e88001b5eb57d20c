import time

import pytest

from rules.frames import FRAMES
from rules.matching import NEGATION, best_places
from rules.vocabulary import Vocabulary
from rules.words import Words, read_words
from tests.rules.sample_town import SUBJECTS, subject

VOCABULARY = Vocabulary(SUBJECTS)


def codes(text: str, vocabulary: Vocabulary = VOCABULARY) -> set[str]:
    return {match.phrase.code for match in vocabulary.find(read_words(text))}


def test_words_between_and_other_order_do_not_matter() -> None:
    assert "ECL-01" in codes("le lampadaire devant chez moi est en panne")
    assert "VOI-01" in codes("défoncée comme elle est, la route")


def test_unaccented_and_misspelt_words_are_found() -> None:
    assert "ECL-01" in codes("le reverbere et le lanpadaire")
    assert "PRO-03" in codes("des crotte de chien")


def test_a_word_that_a_scanner_damaged_is_found_and_says_less_than_the_word() -> None:
    lights = Vocabulary([subject("T-1", "", "X", "lampadaire")])
    (damaged,) = lights.find(read_words("un 1arnpadaire"))
    (plain,) = lights.find(read_words("un lampadaire"))
    assert damaged.fit < plain.fit


def test_a_short_word_is_not_taken_for_another_that_looks_like_it() -> None:
    roads = Vocabulary([subject("T-1", "", "X", "ferme")])
    assert codes("cela forme un angle", roads) == set()


def test_a_word_that_stands_for_two_slots_fills_the_one_that_no_other_word_can() -> None:
    lights = Vocabulary([subject("T-1", "", "X", "plus aucune lumière")])
    assert codes("plus aucune lumière ce soir", lights) == {"T-1"}


def test_a_phrase_is_found_once_however_many_of_its_alternatives_are_said() -> None:
    words = read_words("la chaussée, la route, le bitume, tout est défoncé et fissuré")
    matches = VOCABULARY.find(words)
    found = [matches[number].phrase for number in best_places(matches, range(len(matches)))]
    assert len(found) == len(set(found)) > 0


def test_a_phrase_whose_common_words_alone_are_said_is_not_found() -> None:
    roads = Vocabulary([subject(f"T-{number}", "", "X", f"rue {rare}") for number, rare in enumerate(("pavée", "glissante", "barrée"))])
    assert codes("la rue est barrée", roads) == {"T-2"}


def test_a_vocabulary_knows_no_word_longer_than_any() -> None:
    assert codes("lampadaire" * 2_000) == set()


def test_a_negation_in_the_vocabulary_wants_one_in_the_message() -> None:
    bins = Vocabulary([subject("T-1", "", "X", "pas vidée")])
    assert codes("elle n'est pas vidée", bins) == {"T-1"}
    assert codes("la cuve a été vidée", bins) == set()


def test_a_comparison_is_no_negation() -> None:
    lights = Vocabulary([subject("T-1", "", "X", "plus de lumière")])
    assert codes("il n'y a plus de lumière", lights) == {"T-1"}
    assert codes("une lumière allumée plus tard", lights) == set()


def test_an_acronym_is_not_hit_by_the_stem_of_another_word() -> None:
    meals = Vocabulary([subject("T-1", "", "X", "pai")])
    assert codes("comment payer", meals) == set()
    assert codes("mon fils a un PAI", meals) == {"T-1"}


def test_a_frame_of_a_subject_the_town_does_not_have_says_nothing() -> None:
    assert "HYG-01" in FRAMES
    assert "HYG-01" not in codes("des rats partout")


def test_every_frame_has_words() -> None:
    for code, frames in FRAMES.items():
        assert frames, code
        for frame in frames:
            assert frame.strip() and "  " not in frame, (code, frame)


def test_a_phrase_shared_by_subjects_says_less() -> None:
    alone = Vocabulary([subject("T-1", "", "X", "terrasse bruyante"), subject("T-2", "", "X", "autre mot")])
    shared = Vocabulary([subject("T-1", "", "X", "terrasse bruyante"), subject("T-2", "", "X", "terrasse bruyante")])
    words = read_words("une terrasse bruyante")
    assert max(match.phrase.weight for match in shared.find(words)) < max(match.phrase.weight for match in alone.find(words))


def test_a_misspelling_in_the_vocabulary_says_as_little_as_the_word_itself() -> None:
    def weight(written: str) -> float:
        (match, *_) = Vocabulary([subject("T-1", "", "X", written), subject("T-2", "", "X", "autre")]).find(read_words(written))
        return match.phrase.weight

    assert weight("trotoir") == weight("trottoir") < weight("crotte")


def test_the_negation_term_is_no_word() -> None:
    assert not NEGATION.isalnum()


@pytest.mark.parametrize(
    "pattern", ["nid de poule rue trou ", "pas ", "plus de rue ", "lampadaire éteint. ", "rue ", "chien crotte trottoir chien "]
)
def test_time_grows_no_faster_than_a_text_that_repeats_itself(pattern: str) -> None:
    short, long = (read_words(pattern * (size // len(pattern))) for size in (4_000, 40_000))
    assert _seconds(long) < 40 * max(_seconds(short), 0.0005)


def _seconds(words: Words) -> float:
    runs = []
    for _ in range(3):
        began = time.process_time()
        VOCABULARY.find(words)
        runs.append(time.process_time() - began)
    return min(runs)
