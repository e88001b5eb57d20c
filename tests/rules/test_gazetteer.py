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


def test_numbers_above_twenty_are_found_in_words_and_digits() -> None:
    town = Places(
        town_name="Valmont",
        postcode="50999",
        streets=(
            street("Rue du 24-Février"),
            street("Allée des Trente-Deux Tilleuls"),
            street("Chemin des 300 Marches"),
            street("Rue du 71e RI"),
        ),
    )
    gazetteer = Gazetteer(town)
    for text, name in (
        ("rue du vingt-quatre février", "Rue du 24-Février"),
        ("allée des 32 tilleuls", "Allée des Trente-Deux Tilleuls"),
        ("chemin des trois cents marches", "Chemin des 300 Marches"),
    ):
        best_of = max(gazetteer.find(text), key=lambda naming: naming.score)
        assert town.streets[best_of.form.entry].name == name, text


def test_names_in_a_regional_language_are_found_misspelt_and_none_of_their_words_is_taken_for_french() -> None:
    town = Places(
        town_name="Valmont",
        postcode="50999",
        streets=(
            street("Rue de la Forge", aliases=("Straed ar Groaz",)),
            street("Carrer dels Teixidors"),
            street("Piazza Vecchia", kind="place"),
        ),
    )
    gazetteer = Gazetteer(town)
    for text, name in (
        ("12 straed ar groas", "Rue de la Forge"),
        ("carrer dels teixidor", "Carrer dels Teixidors"),
        ("8 piazza vechia", "Piazza Vecchia"),
    ):
        best_of = max(gazetteer.find(text), key=lambda naming: naming.score)
        assert town.streets[best_of.form.entry].name == name, text
    assert gazetteer.find("le camion de pizza Vecchi est en stationnement") == ()


def test_initial_that_is_a_small_word_as_well_is_an_initial() -> None:
    town = Places(town_name="Valmont", postcode="50999", streets=(street("Boulevard Alphonse-Daudin"), street("Rue Léontine-Brac")))
    gazetteer = Gazetteer(town)
    for text, name in (("3 bd A. Daudin", "Boulevard Alphonse-Daudin"), ("rue L. Brac", "Rue Léontine-Brac")):
        best_of = max(gazetteer.find(text), key=lambda naming: naming.score)
        assert (town.streets[best_of.form.entry].name, best_of.score > 0.9) == (name, True), text


def test_hamlet_misspelt_after_its_preposition_is_found_and_a_person_is_none() -> None:
    town = Places(
        town_name="Valmont", postcode="50999", streets=(street("Koz Milin", kind="koz"), street("La Brulardière", kind="lieu-dit"))
    )
    gazetteer = Gazetteer(town)
    for text, name in (("plus d'eau à Kos Milin", "Koz Milin"), ("plus d'eau à Brullardière", "La Brulardière")):
        (only,) = {town.streets[naming.form.entry].name for naming in gazetteer.find(text)}
        assert only == name, text
    assert gazetteer.find("il y a Monsieur Brulard à Paris") == ()


def test_number_of_a_road_may_have_its_sign() -> None:
    assert best("arbre sur la départementale n° 974") == "RD 974"
    assert best("départementale n° 975") is None


def test_country_roads_are_found_by_their_letters_and_in_words() -> None:
    town = Places(
        town_name="Valmont",
        postcode="50999",
        streets=(street("Chemin rural n° 31 dit des Landes", kind="chemin rural"), street("VC 5", kind="voie communale")),
    )
    gazetteer = Gazetteer(town)
    for text, name in (
        ("ornières sur le CR 31", "Chemin rural n° 31 dit des Landes"),
        ("ornières sur le C.R. 31", "Chemin rural n° 31 dit des Landes"),
        ("ornières chemin rural 31", "Chemin rural n° 31 dit des Landes"),
        ("ornières sur la voie communale n° 5", "VC 5"),
        ("ornières sur la V.C. 5", "VC 5"),
    ):
        assert {town.streets[naming.form.entry].name for naming in gazetteer.find(text)} == {name}, text
    assert gazetteer.find("le plan C 5 fois, une voie communale") == ()


def test_month_may_be_cut_short_in_a_name() -> None:
    assert best("rue du 11 nov.") == "Rue du 11-Novembre"
