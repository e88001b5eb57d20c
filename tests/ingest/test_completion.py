import pytest

from ingest.completion import Completes, completes
from tests.soon import soon

SURELY = (
    "Bonjour, j'ai oublié la photo.",
    "J'ai oublié de joindre la photo",
    "Oups, j'ai oublié la pièce jointe !",
    "Désolée, j’ai oublié les photos dans mon message",
    "j'avais oublié de mettre la pj",
    "Voici la photo oubliée",
    "Avec la pièce jointe c'est mieux",
    "Oubli de la pièce jointe",
    "J'ai oublié de préciser que c'est devant le 12",
    "En complément de mon mail précédent",
    "Pour compléter mon message de tout à l'heure : c'est au n° 12",
    "Erreur dans mon message précédent, c'est la rue Basse",
    "Suite à mon mail de ce matin, voici l'adresse exacte : 3 rue Haute",
    "I forgot the attachment",
    "j ai oublié d'indiquer l'adresse : 3 rue Haute",
)
NOT = (
    "",
    "J'ai oublié mon parapluie à la mairie",
    "J'ai oublié de payer la cantine",
    "Vous avez oublié la photo dans le bulletin",
    "On a oublié de ramasser ma poubelle",
    "Vos services ont oublié de joindre le document",
    "J'ai oublié mon mot de passe",
    "Bonjour, suite à mon mail du 3 mars, je vous relance",
    "J'ai oublié de déclarer mon fils à la cantine",
    "Ma pièce jointe est-elle arrivée ?",
    "Je souhaite compléter mon dossier d'inscription",
    "J'ai oublié la date limite d'inscription",
    "J'ai oublié de vous dire merci",
)


@pytest.mark.parametrize("text", SURELY)
def test_who_says_that_he_completes_something_is_believed(text: str) -> None:
    assert completes("", text, 1) is Completes.SURELY


@pytest.mark.parametrize("text", NOT)
def test_who_forgot_something_else_begins_anew(text: str) -> None:
    assert completes("", text, 0) is Completes.NOTHING


@pytest.mark.parametrize(
    ("heading", "text", "files", "how"),
    [
        ("", "", 1, Completes.LIKELY),
        ("", "Voici la photo", 1, Completes.LIKELY),
        ("photo", "", 2, Completes.LIKELY),
        ("", "Voici la photo", 0, Completes.NOTHING),
        ("trou rue Haute", "", 1, Completes.NOTHING),
        ("", "Un trou rue Haute", 1, Completes.NOTHING),
        ("", "J'ai oublié la photo. " + "Le trou est profond. " * 200, 1, Completes.NOTHING),
    ],
)
def test_a_photo_without_words_may_complete_something(heading: str, text: str, files: int, how: Completes) -> None:
    assert completes(heading, text, files) is how


@pytest.mark.parametrize("piece", ["oublie a ", "complement mon ", "oublie photo ", "la "])
def test_a_long_text_costs_nothing(piece: str) -> None:
    with soon(2):
        completes("", piece * 100_000, 1)
        completes("", piece * (1_990 // len(piece)), 1)
