import pytest

from ingest.closings import is_closing, is_salutation
from tests.soon import soon


@pytest.mark.parametrize(
    "text",
    [
        "Cordialement",
        "Sportivement,",
        "Citoyennement vôtre",
        "Salutations laïques,",
        "Sentiments distingués",
        "Merci infiniment",
        "Merci, bonne journée !",
        "Merci bonne journée",
        "Bien cordialement / Best regards",
        "Thanks for your help",
        "All the best,",
        "Avec mes remerciements anticipés,",
        "Je vous remercie par avance de votre réponse.",
        "Par avance merci.",
        "Dans l'attente de votre retour",
        "Veuillez agréer, Monsieur le Maire, l'expression de nos sentiments respectueux.",
        "Mit freundlichen Grüßen",
        "Meilleures salutations de Freiburg",
        "Dans cette attente, je vous prie d'agréer, Monsieur le Maire, l'expression de ma considération très distinguée.",
    ],
)
def test_formulas_are_closings(text: str) -> None:
    assert is_closing(text)


@pytest.mark.parametrize(
    "text",
    [
        "Stationnement",
        "Renouvellement",
        "Avec mes voisins nous demandons un rendez-vous.",
        "Je vous remercie de faire passer quelqu'un.",
        "Merci de me rappeler",
        "Merci de votre passage, mais le trou est revenu",
        "Veuillez recevoir le plan en pièce jointe",
        "Recevez-vous le public le samedi",
        "Dans l'attente des travaux la rue est fermée",
        "Best place to park",
        "",
        "Merci de la réparer.",
        "Merci de l'enlever",
        "Merci de la rendre publique.",
    ],
)
def test_what_asks_or_tells_is_no_closing(text: str) -> None:
    assert not is_closing(text)


def test_salutation_says_nothing_else() -> None:
    assert is_salutation("Madame la Maire,")
    assert is_salutation("Bonjour à toute l'équipe,")
    assert not is_salutation("Bonjour, le banc est cassé.\nMerci")
    assert not is_salutation("Le banc est cassé")


@pytest.mark.parametrize("unit", ["merci ", "mes nos ", "salutations ", "tres ", "je vous prie ", "avec ", "thanks for your a "])
def test_time_is_bounded_for_hostile_lines(unit: str) -> None:
    with soon(2):  # seconds at a busy moment: only the first characters are looked at
        for _ in range(100):
            is_closing(unit * 1_000)
