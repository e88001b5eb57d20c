"""What an example from a request must not tell: whoever wrote it, however he is written."""

import pytest

from domain.draft import Requester
from flows.left_out import MARK, without_people

PAUL = Requester(
    name="Paul ROGER", phone="+33639981204", email="Paul.Roger@courriel.example", address="14 rue du Chemin-Vert 50700 Valognes"
)


@pytest.mark.parametrize(
    "words",
    [
        "paul roger",
        "Roger, Paul",
        "PÀUL",
        "06 39 98 12 04",
        "06.39.98.12.04",
        "+33 6 39 98 12 04",
        "zéro six trente-neuf quatre-vingt-dix-huit douze zéro quatre",
        "paul.roger@courriel.example",
        "PAUL.ROGER@Courriel.Example",
        "autre.adresse@courriel.example",
        "paul point roger arobase courriel point example",
        "14 rue du chemin vert",
        "Mme Lebrun",
        "Monsieur de la Tour",
        "Jean Dupont",
    ],
)
def test_people_are_left_out_and_it_is_told_which_words_were(words: str) -> None:
    found = without_people(f"Bonjour, le trou est profond ; {words}.", PAUL)
    assert found.text.startswith(f"Bonjour, le trou est profond ; {MARK}")
    assert set(found.text.removeprefix("Bonjour, le trou est profond ; ")) <= set(f"{MARK}, .")
    assert "".join(found.left_out).replace(" ", "") == words.replace(",", "").replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        "La Paulownia de la place est tombée sur la Rogerie.",
        "Monsieur le Maire, Madame la Présidente, un trou rue Jean Jaurès.",
        "L’école Paul Bert et la place du Général Charles Gaulle sont sales.",
        "Le 12/03/2026 à 14h30, demande 2026/0003, SIRET 123 456 789 00012.",
        "",
    ],
)
def test_words_that_name_nobody_stay(text: str) -> None:
    found = without_people(text, Requester(name="Paulo ROGE", phone="+33639981204"))
    assert (found.text, found.left_out) == (text, ())
