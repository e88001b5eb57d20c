import pytest

from ingest.thanks import is_thanks
from tests.soon import soon

THANKS = (
    "Merci",
    "merci !",
    "MERCI",
    "Bonjour,\nMerci beaucoup pour votre intervention rapide.\nBonne journée\nSylvie Lebrun",
    "Merci, le trou a été rebouché ce matin.",
    "Bravo et merci à toute l'équipe !",
    "Merci c'est noté.",
    "Bien reçu, merci",
    "Merci d'avoir réparé le lampadaire",
    "Merci de votre réponse.",
    "Merci pour tout \U0001f44d",
    "\U0001f44d",
    "Thank you very much",
    "Parfait, merci encore.",
    "Encore merci",
    "Je vous remercie pour votre réactivité.",
    "Le lampadaire remarche, merci à l'équipe.",
    "Merci infiniment, bonne continuation.",
    "Merci pour votre retour.\n\nCordialement,\nSylvie Lebrun",
    "Je tenais à vous remercier, c'est réparé.",
    "merçi",
    "Merci.\n\nEnvoyé de mon iPhone",
    "Merci bcp !",
    "Mille mercis",
    "Merciiii",
    "Un immense merci",
    "Marci beaucoup",
    "Reçu, merci",
    "Merci Mme Morel",
    "Merci Monsieur le Maire",
    "Vous êtes formidables, merci",
    "Tks",
    "Vielen Dank",
    "Muchas gracias",
    "Merci pour le nettoyage de la rue",
    "Merci pour votre réponse rapide",
)
MORE = (
    "",
    "Bonjour",
    "Merci de me rappeler",
    "Merci d'avance",
    "Merci, mais le trou est revenu",
    "Merci le trou est revenu",
    "Merci. Le trou est encore là.",
    "Merci de faire le nécessaire",
    "Merci, et pour le lampadaire ?",
    "Merci pour rien",
    "Merci. Par ailleurs il y a un arbre tombé rue Carnot",
    "Merci, il reste un trou",
    "Merci pour la réponse, les fils électriques pendent",
    "Je vous remercie de bien vouloir intervenir",
    "Merci ! Le lampadaire 12 clignote.",
    "Merci de réparer le trou",
    "C'est pas réparé merci",
    "Merci, une odeur de gaz rue de Poterie",
    "Merci pour votre intervention, le banc penche maintenant",
    "En vous remerciant",
    "Bravo, trois semaines pour un trou !",
    "Super, le trottoir est défoncé",
    "Merci pour votre intervention qui a aggravé le trou",
    "Fait chier",
    "Thank you but it is still broken",
    "Merci pour votre silence",
    "Merci pour votre message automatique",
    "Merci pour ces deux ans d'attente",
    "Merci pour le trou devant chez moi",
    "Merci pour cette facture",
    "Merci pour l'arbre coupé sans autorisation",
    "bien reçu votre refus",
    "Ok pour jeudi",
    "D'accord pour le rendez-vous de mardi 14 h",
    "ok je passe demain",
    "Merci. Mon numéro : 06 39 98 00 00",
    "Merci, ma voisine est tombée",
    "Merci, vous pouvez clore",
)


@pytest.mark.parametrize("text", THANKS)
def test_mere_thanks_ask_nothing(text: str) -> None:
    assert is_thanks(text, ("LEBRUN Sylvie",))


@pytest.mark.parametrize("text", MORE)
def test_whoever_asks_something_is_heard(text: str) -> None:
    assert not is_thanks(text, ("LEBRUN Sylvie",))


@pytest.mark.parametrize("piece", ["merci ", "merci de ", "a vous, ", "veuillez agreer ", "\U0001f44d"])
def test_a_long_text_costs_nothing(piece: str) -> None:
    with soon(2):
        is_thanks(piece * 100_000)
        is_thanks(piece * (700 // len(piece)))
