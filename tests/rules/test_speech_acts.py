"""Thanks beside a request: which of them a message is about."""

import pytest

from rules.context import read_meaning
from rules.subject import score_subjects
from rules.vocabulary import Vocabulary
from rules.weighing import hear, read_phrases
from rules.words import read_words
from tests.rules.sample_town import SUBJECTS

VOCABULARY = Vocabulary(SUBJECTS)


def subject(text: str) -> str:
    words = read_words(text)
    return score_subjects([hear(read_phrases(VOCABULARY, words, read_meaning(words), {}))])[0].answer


@pytest.mark.parametrize(
    "text",
    [
        "Le lampadaire ne marche plus depuis lundi. Merci à l'équipe qui avait réparé l'autre.",
        "Merci à vos agents pour la place. Il faudrait réparer le lampadaire en panne de la rue Carnot.",
        "Je vous remercie de réparer rapidement le lampadaire en panne.",
        "Nous vous remercions de nous dire quand le lampadaire en panne sera réparé.",
    ],
)
def test_a_present_request_goes_before_thanks(text: str) -> None:
    assert subject(text) == "ECL-01"


@pytest.mark.parametrize(
    "text",
    [
        "Le lampadaire était en panne depuis des mois. Vos agents sont venus hier, merci à l'équipe !",
        "Merci d'avoir réparé si vite le lampadaire en panne.",
        "Le lampadaire remarche. Un grand merci aux ouvriers.",
        "Remerciements aux techniciens pour le lampadaire de la rue Carnot.",
        "Nous vous remercions de l'avoir réparé, ce lampadaire : bravo aux agents.",
    ],
)
def test_what_thanks_are_for_is_not_asked(text: str) -> None:
    assert subject(text) == "AG-01"


def test_a_rendezvous_is_asked_for_whatever_it_is_about() -> None:
    assert subject("Je voudrais un rendez-vous avec monsieur le maire. Le lampadaire est encore en panne.") == "AG-01"
