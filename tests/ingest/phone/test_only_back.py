"""Words on an answering machine that say nothing but « rappelez-moi »."""

import pytest

from ingest.phone.only_back import asks_only_back

ONLY = (
    "Bonjour, Madame Legrand, pouvez-vous me rappeler ? Merci.",
    "Rappelez-moi s'il vous plaît au 06 39 98 13 03",
    "Oui allô, c'est madame Lefèvre, je voudrais que vous me rappeliez s'il vous plaît, je suis joignable jusqu'à 17 heures au zéro six "
    "trente-neuf quatre-vingt-dix-huit treize zéro quatre, merci au revoir",
    "Bonjour Monsieur le Maire, rappelez-moi au plus vite, c'est urgent. Merci.",
    "bonjour je m'appelle dupont rappelez moi demain matin avant 10h merci",
    "Monsieur de La Tour, rappelez-moi",
    "BONJOUR MADAME LEGRAND RAPPELEZ MOI",
    "Hello, please call me back on 06 39 98 13 03, thank you",
)
MORE = (
    "Rappelez-moi il y a le feu",
    "madame legrand inondation rappelez-moi",
    "MADAME LEGRAND INONDATION RAPPELEZ MOI",
    "Madame Legrand, inondation, rappelez-moi",
    "je m'appelle dupont fuite de gaz rappelez-moi",
    "Rappelez-moi, Monsieur de la Tour, fuite",
    "bonjour c'est l'école des Tilleuls, pouvez-vous rappeler la directrice",
    "Rappelez-moi pour ma carte d'identité",
    "je vous rappelle que la poubelle n'est pas ramassée",
    "merci",
    "",
    "rappel " * 200,
)


@pytest.mark.parametrize("text", ONLY)
def test_nothing_is_said_but_to_call_back(text: str) -> None:
    assert asks_only_back(text)


@pytest.mark.parametrize("text", MORE)
def test_what_is_said_besides_is_left_to_be_judged(text: str) -> None:
    assert not asks_only_back(text)
