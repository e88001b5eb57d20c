from domain.place import Places
from rules.forms import Target
from rules.gazetteer import Gazetteer
from tests.rules.sample_town import PLACES, street

GAZETTEER = Gazetteer(PLACES)


def best(text: str) -> str | None:
    found = [naming for naming in GAZETTEER.find(text) if naming.form.target is Target.STREET]
    if not found:
        return None
    return PLACES.streets[max(found, key=lambda naming: naming.score).form.entry].name


def test_abbreviations_are_written_out() -> None:
    for text, name in (
        ("r. de Poterie", "Rue de Poterie"),
        ("bd de Verdun", "Boulevard de Verdun"),
        ("pl. Vicq d'Azir", "Place Vicq-d'Azir"),
        ("rue Ste Anne", "Rue Sainte-Anne"),
        ("rue du Dr. Roux", "Rue du Docteur-Roux"),
        ("imp. Carnot", "Impasse Carnot"),
    ):
        assert best(text) == name


def test_misspelt_and_badly_read_names_are_found() -> None:
    for text, name in (
        ("rue du trin renard", "Rue du Train-Renard"),
        ("plasse vic dazir", "Place Vicq-d'Azir"),
        ("rue de Poter1e", "Rue de Poterie"),
        ("rue alexis de tocquevile", "Rue Alexis-de-Tocqueville"),
    ):
        assert best(text) == name


def test_a_name_without_its_kind_is_found() -> None:
    assert best("au 18 train renard") == "Rue du Train-Renard"


def test_the_last_name_alone_is_enough_where_it_is_the_only_one() -> None:
    assert best("rue Tocqueville") == "Rue Alexis-de-Tocqueville"


def test_kind_and_alias_tell_names_apart() -> None:
    assert best("impasse Carnot") == "Impasse Carnot"
    assert best("rue Carnot") == "Rue Carnot"
    assert best("rue Cornat") == "Rue Henri-Cornat"
    assert best("place de la gare") == "Place de la Gare"


def test_numbers_in_names_are_never_misspelt() -> None:
    assert best("rue du 8 mai") == "Rue du 8-Mai-1945"
    assert best("rue du huit mai 1945") == "Rue du 8-Mai-1945"
    assert best("rue du 11 mai") != "Rue du 11-Novembre"


def test_roads_are_found_in_every_writing() -> None:
    for text in ("RD 974", "RD974", "D974", "D 974", "la départementale 974", "route départementale 974"):
        assert best(text) == "RD 974"


def test_an_unknown_road_or_name_is_not_found() -> None:
    assert best("RD 975") is None
    assert best("rue Alphonse Allais") is None
    assert best("deux côtés") is None


def test_twenty_thousand_streets_are_indexed_and_searched() -> None:
    names = [
        f"Rue {first}-{last}" for first in ("Jean", "Marie", "Paul", "Anne") for last in (f"Nom{number:04d}" for number in range(5000))
    ]
    gazetteer = Gazetteer(Places(town_name="T", postcode="1", streets=tuple(street(name) for name in names)))
    (found, *_) = sorted(gazetteer.find("au 3 rue Marie Nom4711"), key=lambda naming: -naming.score)
    assert names[found.form.entry] == "Rue Marie-Nom4711"
