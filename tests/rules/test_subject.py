import pytest

from domain.evidence import Candidate, Part
from domain.ids import SubjectCode
from rules.confidence import confidences
from rules.context import read_meaning
from rules.subject import score_subjects, share_of
from rules.vocabulary import Vocabulary
from rules.weighing import hear, read_phrases
from rules.words import read_words
from tests.rules.sample_town import SUBJECTS

VOCABULARY = Vocabulary(SUBJECTS)


def scored(text: str, heading: str | None = None) -> tuple[Candidate[SubjectCode], ...]:
    parts = [read_words(text)] if heading is None else [read_words(heading, Part.HEADING), read_words(text)]
    return score_subjects([hear(read_phrases(VOCABULARY, words, read_meaning(words), {})) for words in parts])


def test_the_score_is_the_chance_that_the_share_of_evidence_gives() -> None:
    candidates = scored("un trou dans la chaussée et un lampadaire en panne")
    shares = [share_of((item.weight, item.ceiling) for item in candidate.evidence) for candidate in candidates]
    said = sum(item.weight for item in candidates[0].evidence if item.weight > 0)
    assert tuple(candidate.score for candidate in candidates) == confidences(shares, said)


def test_far_candidates_and_single_words_are_not_shown_beside_a_plain_subject() -> None:
    assert [candidate.answer for candidate in scored("le lampadaire est en panne, la lampe ne marche pas ; le mur")] == ["ECL-01"]


def test_no_evidence_says_more_than_one_and_all_have_words() -> None:
    for candidate in scored("bravo et merci aux agents", "félicitations, recours gracieux, indemnisation"):
        for item in candidate.evidence:
            assert item.weight <= item.ceiling <= 1
            assert item.quote


def test_trees_in_the_name_of_a_street_are_no_trees() -> None:
    words = read_words("lampadaire allée des Platanes")
    reading = read_phrases(VOCABULARY, words, read_meaning(words), {1: 0.0, 2: 0.0, 3: 0.0})
    assert [candidate.answer for candidate in score_subjects([hear(reading)])] == ["ECL-01"]


def test_evidence_shows_the_requesters_words_and_where() -> None:
    text = "Bonjour, un énorme nid-de-poule."
    best = scored(text)[0]
    item = best.evidence[0]
    assert text[item.where.start : item.where.end] == item.quote
    assert "nid-de-poule" in item.quote


def test_a_longer_phrase_for_another_subject_outdoes_a_word() -> None:
    assert scored("le stade a un mur tagué")[0].answer == "PRO-04"


def test_words_in_the_heading_count_more() -> None:
    heading, text = scored("rien d'autre", "lampadaire")[0], scored("un lampadaire")[0]
    assert sum(item.weight for item in heading.evidence) > sum(item.weight for item in text.evidence)


def test_two_subjects_lower_each_others_confidence() -> None:
    alone = scored("un lampadaire en panne")[0]
    beside = scored("un lampadaire en panne. musique à fond")
    assert next(candidate for candidate in beside if candidate.answer == "ECL-01").score < alone.score


def test_thanks_go_before_what_they_are_for() -> None:
    assert scored("Bravo et merci à l'équipe : le nid de poule a été rebouché en deux jours")[0].answer == "AG-01"


def test_a_claim_for_damages_goes_before_its_cause() -> None:
    assert (
        scored("Je demande une indemnisation : un nid de poule a détruit ma jante, la responsabilité de la commune est engagée")[0].answer
        == "AG-02"
    )


def test_a_polite_thank_you_is_no_thanks() -> None:
    assert scored("Un nid de poule rue Carnot. Merci d'avance de votre intervention")[0].answer == "VOI-01"


def test_nothing_known_gives_no_candidate() -> None:
    assert scored("xyz") == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("There is a huge pothole, I damaged my tyre", "VOI-01"),
        ("Unsere Mülltonne wurde diese Woche nicht geleert", "DEC-01"),
        ("La farola de la calle está apagada", "ECL-01"),
        ("I vicini fanno rumore tutta la notte", "PM-03"),
        ("Ein Wasserrohrbruch, das Wasser sprudelt", "EAU-01"),
    ],
)
def test_the_main_themes_are_known_in_other_languages(text: str, code: str) -> None:
    assert scored(text)[0].answer == code
