"""A letter's frame says nothing of its subject, and yet danger is heard wherever it stands."""

from pathlib import Path

import pytest

from bench.accuracy_fr import NOON, compile_town
from domain.draft import Draft, Flag, Kind
from domain.inbound import Channel
from routing.calendar import moment
from routing.decide import decide

TOWN = compile_town(Path(__file__).resolve().parents[2] / "demo" / "valognes")
STORY = (
    "J'habite rue Thiers depuis trente ans et je n'ai jamais eu à me plaindre de vos services, bien au contraire. Ma voisine, âgée, "
    "m'aide volontiers pour mes papiers et nous parlons souvent du temps où il y avait encore un marché tous les matins. Je souhaite "
    "savoir à quelle date aura lieu la prochaine réunion de quartier, car la dernière fois je n'ai pas été prévenue et je l'ai regretté. "
    "On m'a dit que le programme serait affiché en mairie, mais je ne sors plus guère et je ne vois personne qui puisse aller le lire pour "
    "moi. Mon fils, qui demeure à Caen, ne vient qu'une fois par mois et il repart le soir même."
)
FORMULA = "Je vous prie d'agréer, Monsieur le Maire, l'expression de mes sentiments distingués."
DANGERS = ("Il y a une forte odeur de gaz dans toute la cage d'escalier.", "Un câble électrique pend à hauteur d'homme.")


@pytest.mark.parametrize("danger", DANGERS)
@pytest.mark.parametrize(
    "letter",
    [
        "{danger}\n\nMonsieur le Maire,\n\n{story}\n\n{formula}\n\nJeanne Roux",
        "Jeanne Roux\nObjet : {danger}\n\nMonsieur le Maire,\n\n{story}\n\n{formula}\n\nJeanne Roux",
        "Monsieur le Maire,\n\n{danger} {story}\n\n{formula}\n\nJeanne Roux",
        "Monsieur le Maire,\n\n{story}\n\n{danger} {formula}\n\nJeanne Roux",
        "Monsieur le Maire,\n\n{story}\n\n{formula}\n\nJeanne Roux\n\nP.S. : {danger}",
        "Monsieur le Maire,\n\n{story}\n\n{formula} {danger}\n\nJeanne Roux",
        "Monsieur le Maire,\n\n{story} Sinon tout va bien ici. {danger}\n\nCordialement\nJeanne Roux",
    ],
)
def test_danger_rings_wherever_it_stands_in_a_letter(letter: str, danger: str) -> None:
    text = letter.format(danger=danger, story=STORY, formula=FORMULA)
    when = moment(TOWN.folder.town, NOON)
    parts = TOWN.classifier.classify_each(Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=text), when)
    decisions = [decide(one.draft, one.classification, TOWN.folder.ruleset, when, parts=len(parts)) for one in parts]
    assert any(Flag.DANGER in decision.orientation.flags for decision in decisions)
