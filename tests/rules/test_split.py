import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.draft import Flag
from domain.ids import SubjectCode
from rules.classify import Classifier
from rules.clause_cuts import Spoken, Turn
from rules.split import _POINT, _SIGN, split_draft
from rules.subject import share_of
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


def test_what_would_come_of_it_is_no_request() -> None:
    told = "Une fuite d'eau coule rue Carnot depuis hier. "
    assert len(texts(f"{told}Si ça continue, la route sera défoncée, un vrai nid de poule.")) == 1
    assert len(texts(f"{told}Par ailleurs il y a un nid de poule rue de Poterie.")) == 2


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


class CountingReader:
    """Reads like the classifier's own, and counts how often."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.reads = 0

    def spoken(self) -> Spoken:
        self.reads += 1
        return {
            candidate.answer: [Turn(item.where.start, item.where.end, item.weight) for item in candidate.evidence if item.weight > 0]
            for candidate in CLASSIFIER.classify(draft(self.text), NOON).subjects
        }

    def subject_of(self, start: int, end: int) -> tuple[SubjectCode, float] | None:
        self.reads += 1
        best = CLASSIFIER.classify(draft(self.text[start:end]), NOON).subjects[0]
        return best.answer, share_of((item.weight, item.ceiling) for item in best.evidence)

    def asks(self, start: int, end: int) -> bool:
        return start < end <= len(self.text)

    def subject_of_heading(self) -> SubjectCode | None:
        raise AssertionError


def test_a_message_that_cannot_be_cut_is_read_once() -> None:
    one = draft("Un nid de poule devant un lampadaire en panne rue Carnot")
    reader = CountingReader(one.text)
    assert split_draft(one, reader) == (one,)
    assert reader.reads == 1


def test_a_message_on_one_subject_is_read_once() -> None:
    one = draft("Bonjour,\n\nUn nid de poule rue Carnot.\n\nMerci d'avance.\n\nJeanne")
    reader = CountingReader(one.text)
    split_draft(one, reader)
    assert reader.reads == 1


def test_pieces_are_read_until_one_shows_that_the_message_asks_one_thing() -> None:
    hole, light = "Un nid de poule s'est formé, la route est défoncée.", "Le lampadaire en panne clignote."
    one = draft("\n\n".join((hole, light, hole, light, hole, light)))
    reader = CountingReader(one.text)
    assert split_draft(one, reader) == (one,)
    by_paragraphs, by_clauses = 3, 2
    assert reader.reads == 1 + by_paragraphs + by_clauses


def test_no_message_is_read_piece_by_piece_without_end() -> None:
    things = ["un nid de poule", "un lampadaire en panne", "un tag", "des crottes de chien", "une fuite d'eau", "une poubelle pas ramassée"]
    one = draft(", et ".join(f"{thing} au {number} rue Carnot" for number, thing in enumerate(things * 5, 1)))
    reader = CountingReader(one.text)
    split_draft(one, reader)
    assert reader.reads <= 1 + 9


def test_the_heading_goes_with_the_part_it_speaks_of() -> None:
    first, second = CLASSIFIER.split(draft("1) Un nid de poule rue Carnot.\n2) Musique à fond la nuit.", "nid de poule"))
    assert (first.heading, second.heading) == ("nid de poule", None)


HOLE, LIGHT, BIN = "un nid de poule rue Carnot", "le lampadaire en panne rue de Poterie", "ma poubelle pas ramassée"


@pytest.mark.parametrize(
    "text",
    [
        f"Je vous signale {HOLE} et par la même occasion {LIGHT}.",
        f"Il y a {HOLE}, et d'autre part {LIGHT}",
        f"Il y a {HOLE} et, tant qu'on y est, {LIGHT}",
        f"Il y a {HOLE} ainsi que {LIGHT}",
        f"Il y a {HOLE} ; {LIGHT}.",
        f"Il y a {HOLE} + {LIGHT}",
        f"Deux choses : {HOLE}, {LIGHT}.",
        f"Il y a {HOLE}. Je voudrais aussi signaler {LIGHT}.",
        "Je voudrais une copie intégrale de mon acte de naissance et savoir si la facture de cantine est arrivée.",
        "Quand aurai-je mon acte de naissance ? Il me faut aussi le menu de la cantine.",
    ],
)
def test_two_requests_within_sentences_are_two(text: str) -> None:
    parts = CLASSIFIER.split(draft(text))
    assert len(parts) == 2
    assert all(text[part.offset : part.offset + len(part.text)] == part.text for part in parts)
    assert all(Flag.MULTI not in part.flags for part in parts)


def test_all_items_of_an_announced_list_are_requests() -> None:
    assert len(texts(f"Plusieurs soucis : {HOLE}, {LIGHT}, et {BIN}.")) == 3


def test_a_part_that_asks_two_things_is_cut_again() -> None:
    assert texts(f"1) Il y a {HOLE} et par ailleurs {LIGHT}\n2) {BIN} depuis lundi") == [
        f"1) Il y a {HOLE}",
        f"et par ailleurs {LIGHT}",
        f"2) {BIN} depuis lundi",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Un nid de poule rue Carnot, et en plus la route est défoncée, c'est dangereux.",
        "Le lampadaire en panne rue Carnot clignote et en plus on n'y voit rien pour promener le chien.",
        "Un nid de poule rue Carnot : ma voisine y est tombée et le médecin est venu.",
        "Ce n'est pas un problème de poubelle pas ramassée, et c'est bien le lampadaire qui est en panne.",
        "Merci d'avoir réparé le lampadaire en panne. Il reste un nid de poule rue Carnot, la route est défoncée.",
        "J'ai droit à une indemnisation, mon pneu a crevé. Il y a un nid de poule rue Carnot, la route est défoncée.",
    ],
)
def test_one_thing_told_at_length_stays_one(text: str) -> None:
    assert texts(text) == [text]


def test_a_list_is_introduced_by_no_request_of_its_own() -> None:
    assert texts("Bonjour, devant le stade je vois : 1) un nid de poule 2) un lampadaire en panne") == [
        "devant le stade je vois : 1) un nid de poule",
        "2) un lampadaire en panne",
    ]


def test_a_message_that_may_ask_two_things_stays_whole_and_is_looked_at() -> None:
    text = "Bravo aux agents, félicitations. Par ailleurs un nid de poule s'est formé rue Carnot, la route est défoncée."
    (one,) = CLASSIFIER.split(draft(text))
    assert one.text == text
    assert Flag.MULTI in one.flags


def test_a_message_that_may_ask_two_things_is_judged_like_any_whole() -> None:
    whole = draft("Bravo aux agents, félicitations. Par ailleurs un nid de poule s'est formé rue Carnot, la route est défoncée.", "trou")
    (one,) = CLASSIFIER.classify_each(whole, NOON)
    assert one.classification == CLASSIFIER.classify(whole, NOON)


@given(
    st.lists(st.sampled_from(("1", "12", "(", ")", "°", "/", ".", "-", "–", "•", "\n", " ", "x", "200", "\u202f")), max_size=14).map(
        "".join
    )
)
def test_points_that_are_signs_are_found_as_all_points_are(text: str) -> None:
    assert [match.start() for match in _SIGN.finditer(text)] == [match.start() for match in _POINT.finditer(text)]
