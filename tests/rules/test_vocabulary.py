from rules.frames import FRAMES
from rules.matching import NEGATION
from rules.vocabulary import Vocabulary
from rules.words import read_words
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
