"""What lies in another town, said before or behind the town's name (S12): never a street or a school of ours by the same name."""

import pytest

from domain.place import Place, PlaceStatus
from rules.context import read_meaning
from rules.place import Locator
from rules.words import read_words
from tests.rules.sample_town import PLACES, draft

LOCATOR = Locator(PLACES)


def located(text: str) -> Place:
    words = read_words(text)
    found = LOCATOR.locate(draft(text), [LOCATOR.read(words, read_meaning(words))], ())
    return found[0].answer if found else Place(status=PlaceStatus.NONE)


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        ("À Négreville, rue Carnot, la barrière est tordue.", "Négreville"),
        ("Sur la commune de Négreville, rue de l'Église, une dalle bouge.", "Négreville"),
        ("Négreville : dépôt de gravats rue du Stade", "Négreville"),
        ("Un chien errant à Cherbourg, dans le bourg, devant la mairie.", "Cherbourg-en-Cotentin"),
        ("À Cherbourg, une dalle a disparu rue Carnot.", "Cherbourg-en-Cotentin"),
        ("Le toit de la mairie de Négreville s'envole.", "Négreville"),
        ("Des tessons devant la gare de Cherbourg.", "Cherbourg-en-Cotentin"),
        ("Les allées du cimetière de Négreville sont en friche.", "Négreville"),
        ("Le gymnase de Négreville reste allumé.", "Négreville"),
    ],
)
def test_place_in_another_town_is_outside(text: str, commune: str) -> None:
    place = located(text)
    assert (place.status, place.commune) == (PlaceStatus.OUTSIDE, commune)


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("Contrairement à Négreville, rue Carnot personne ne balaie.", "Rue Carnot"),
        ("J'habite à Négreville, rue Carnot la dalle bouge.", "Rue Carnot"),
        ("Je vais travailler à Cherbourg, rue Carnot je roule dans un trou.", "Rue Carnot"),
        ("Le car de Cherbourg ne dessert plus la rue Carnot.", "Rue Carnot"),
        ("La route de Cherbourg est inondée.", "Route de Cherbourg"),
    ],
)
def test_town_that_is_only_compared_lived_in_or_gone_to_says_nothing_of_the_street(text: str, street: str) -> None:
    assert located(text).street == street


def test_school_of_another_town_that_somebody_is_taken_to_is_no_place() -> None:
    assert located("Le car que ma fille prend pour aller au collège de Cherbourg part trop tôt.").status is PlaceStatus.NONE
