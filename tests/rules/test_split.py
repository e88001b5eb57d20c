from domain.evidence import Candidate
from domain.ids import SubjectCode
from rules.classify import Classifier
from rules.split import split_draft
from tests.rules.sample_town import NOON, PLACES, RULESET, draft

CLASSIFIER = Classifier(RULESET, PLACES)


def texts(text: str, heading: str | None = None) -> list[str]:
    return [part.text for part in CLASSIFIER.split(draft(text, heading))]


def test_numbered_points_are_several_requests() -> None:
    text = "Bonjour,\n1) Un nid de poule rue Carnot.\n2) La facture de cantine est fausse.\n3) Le lampadaire est en panne place de la Gare."
    assert len(texts(text)) == 3


def test_points_within_a_line_are_several_requests() -> None:
    assert len(texts("M. Untel : 1/ un nid de poule rue Carnot 2/ des crottes de chien rue de Poterie")) == 2


def test_dashed_points_are_several_requests() -> None:
    assert len(texts("Deux choses :\n\n- un nid de poule rue Carnot\n\n- musique à fond chez le voisin\n")) == 2


def test_a_turn_of_phrase_begins_another_request() -> None:
    assert len(texts("Un tag a été fait rue Carnot. Par ailleurs, ma poubelle n'est pas ramassée depuis lundi.")) == 2


def test_paragraphs_on_different_things_are_several_requests() -> None:
    assert (
        len(texts("Le lampadaire en panne rue Carnot clignote.\n\nUn nid de poule s'est formé rue de Poterie, la route est défoncée.")) == 2
    )


def test_one_request_in_several_paragraphs_stays_one() -> None:
    text = "Bonjour,\n\nUn nid de poule s'est formé rue Carnot.\n\nLa route est défoncée, c'est dangereux.\n\nMerci d'avance."
    assert texts(text) == [text]


def test_steps_of_one_story_stay_one() -> None:
    text = "Un nid de poule rue Carnot. Par ailleurs il grandit chaque jour et la route est défoncée."
    assert texts(text) == [text]


def test_a_claim_and_its_cause_stay_one() -> None:
    text = "Je demande une indemnisation.\n\nUn nid de poule a crevé mon pneu rue Carnot, la responsabilité de la commune est engagée."
    assert len(texts(text)) == 1


def test_parts_keep_their_place_in_the_whole() -> None:
    text = "1) Un nid de poule rue Carnot.\n2) Musique à fond la nuit."
    for part in CLASSIFIER.split(draft(text)):
        assert text[part.offset : part.offset + len(part.text)] == part.text


def test_greeting_and_closing_belong_to_no_part() -> None:
    text = "Bonjour,\n1) Un nid de poule rue Carnot.\n2) Musique à fond la nuit chez le voisin.\nCordialement,\nJeanne Petit"
    first, last = CLASSIFIER.split(draft(text))
    assert first.text == "1) Un nid de poule rue Carnot."
    assert last.text == "2) Musique à fond la nuit chez le voisin."
    assert text[last.offset : last.offset + len(last.text)] == last.text


def test_a_message_that_cannot_be_cut_is_not_read() -> None:
    def never(text: str) -> tuple[Candidate[SubjectCode], ...]:
        raise AssertionError(text)

    one = draft("Un nid de poule rue Carnot et un lampadaire en panne")
    assert split_draft(one, never) == (one,)


def test_a_message_on_one_subject_is_read_once() -> None:
    read: list[str] = []

    def subjects(text: str) -> tuple[Candidate[SubjectCode], ...]:
        read.append(text)
        return CLASSIFIER.classify(draft(text), NOON).subjects

    split_draft(draft("Bonjour,\n\nUn nid de poule rue Carnot.\n\nMerci d'avance.\n\nJeanne"), subjects)
    assert len(read) == 1


def test_the_heading_goes_with_the_part_it_speaks_of() -> None:
    first, second = CLASSIFIER.split(draft("1) Un nid de poule rue Carnot.\n2) Musique à fond la nuit.", "nid de poule"))
    assert (first.heading, second.heading) == ("nid de poule", None)
