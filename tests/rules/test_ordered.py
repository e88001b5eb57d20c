"""Points counted in words, and postscripts."""

import pytest

from rules.classify import Classifier
from rules.ordered import ordered_points, postscript
from tests.rules.sample_town import NOON, PLACES, RULESET, draft

CLASSIFIER = Classifier(RULESET, PLACES)
LONG = "Voilà douze ans que nous vivons dans ce bourg, que nous aimons, et jamais nous n'avions pris la plume, c'est dire. " * 6


def subjects(text: str) -> list[str]:
    return [part.classification.subjects[0].answer for part in CLASSIFIER.classify_each(draft(text), NOON)]


def test_each_point_counted_in_words_is_a_request_though_it_only_tells() -> None:
    text = (
        f"Monsieur,\n\n{LONG}\n\nPremier point : un nid de poule s'est formé rue Carnot.\n\n"
        "Deuxièmement, la facture de cantine est fausse.\n\n"
        "Pour finir, le lampadaire est en panne place de la Gare. Que comptez-vous faire ?"
    )
    assert subjects(text) == ["VOI-01", "EDU-02", "ECL-01"]


@pytest.mark.parametrize(
    "text",
    [
        "D'abord la voiture a reculé.\nEnsuite elle a touché le banc.\nEnfin elle est partie.",
        "Le premier étage est inoccupé.\nLe deuxième étage aussi.\nLe troisième étage est à louer.",
        "Pour commencer, bonjour.\nVoici ma demande.",
    ],
)
def test_a_story_told_in_order_counts_nothing(text: str) -> None:
    assert ordered_points(text) == []


def test_a_postscript_asks_for_something_of_its_own() -> None:
    asked = "Il y a des tags sur le mur du lavoir rue Carnot, pouvez-vous les faire effacer ?"
    text = f"Monsieur,\n\n{LONG}\n\n{asked}\n\nOdile\n\nP.S. : le lampadaire est en panne place de la Gare."
    assert subjects(text) == ["PRO-04", "ECL-01"]


def test_a_postscript_on_the_same_thing_is_no_second_request() -> None:
    assert subjects("Le lampadaire est en panne place de la Gare.\nPS : c'est le lampadaire près du kiosque.") == ["ECL-01"]


@pytest.mark.parametrize("text", ["PS : rien avant", "le PS local", "Les\npsaumes : un concert"])
def test_what_only_looks_like_a_postscript_is_none(text: str) -> None:
    assert postscript(text) == []
