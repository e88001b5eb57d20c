"""Who names one place and speaks of his own door there lives there; two places, or a mother's door, tell nothing."""

import pytest

from ingest.addresses import postal_address

TOLD = {
    "L'enseigne du coiffeur, 12 rue Pasteur, éclaire jusque dans ma chambre et clignote sous mes fenêtres.": "12 rue Pasteur",
    "Le trottoir s'est ouvert au niveau du 7 avenue Foch. J'ai sorti mes poubelles juste à côté pour qu'on le voie.": "7 avenue Foch",
    "Plus d'ascenseur depuis lundi, résidence des Tilleuls bâtiment B. Le gardien nous répond que c'est à vous de voir.": (
        "résidence des Tilleuls bâtiment B"
    ),
    "Une camionnette bloque tous les soirs devant mon portail, 3 bis impasse des Lilas.": "3 bis impasse des Lilas",
}
UNTOLD = (
    "Un trou s'est ouvert devant le 22 rue Carnot, quelqu'un va tomber.",
    "Le coiffeur du 12 rue Pasteur a sorti son enseigne, et le 14 rue Pasteur aussi, elles clignotent sous mes fenêtres.",
    "Chez ma mère, 8 rue Thiers, les camions passent devant ma porte à cinq heures du matin quand je dors là.",
    "La porte du gymnase, 5 rue des Sports, ne ferme plus.",
)


@pytest.mark.parametrize("text", TOLD)
def test_the_only_place_told_is_his_who_speaks_of_his_own_door(text: str) -> None:
    found = postal_address((), text)
    assert found is not None and found.value == TOLD[text]
    assert found.quote and found.quote in text


@pytest.mark.parametrize("text", UNTOLD)
def test_no_home_is_taken_from_what_may_be_anybodys(text: str) -> None:
    assert postal_address((), text) is None
