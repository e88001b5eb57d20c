import pytest

from ingest.names import best_name, introduced_name, person


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Jean Dupont", "DUPONT Jean"),
        ("DUPONT Jean", "DUPONT Jean"),
        ("Dupont Jean", "DUPONT Jean"),
        ("DUPONT, Jean", "DUPONT Jean"),
        ("JEAN DUPONT", "DUPONT Jean"),
        ("Dupont, Jean", "DUPONT Jean"),
        ("Jean-Yves Vautier", "VAUTIER Jean-Yves"),
        ("Ronan Le Goff", "LE GOFF Ronan"),
        ("Paulo Da Costa", "DA COSTA Paulo"),
        ("Marie-Claude de La Fontaine", "DE LA FONTAINE Marie-Claude"),
        ("Mme Veuve LEPETIT Germaine", "LEPETIT Germaine"),
        ("M. et Mme LEROY Paul", "LEROY Paul"),
        ("Élodie et Karim SAÏDI", "SAÏDI Élodie"),
        ("M. Ba", "BA"),
        ("jean dupont", "DUPONT Jean"),
        ("Hubert SAINT-MARTIN", "SAINT-MARTIN Hubert"),
        ("Jean Dupont via Change.example", "DUPONT Jean"),
        ("Nadège LEFÈVRE", "LEFÈVRE Nadège"),
    ],
)
def test_persons_are_written_surname_first(text: str, written: str) -> None:
    found = person(text)
    assert found is not None and found.written() == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a@b.example",
        "titi50",
        "SARL DURAND",
        "Mairie de Valognes",
        "Cabinet du maire",
        "Service Livraison",
        "Association des riverains",
        "Lycée Henri-Cornat",
        "X",
    ],
)
def test_what_is_no_person_is_none(text: str) -> None:
    assert person(text) is None


def test_initial_in_the_signature_is_completed_from_the_name_shown() -> None:
    assert best_name("Jérôme Michel", ["J. Michel"], None) == "MICHEL Jérôme"
    assert best_name("Mamadou Ba", ["M. Ba, 14 rue Rosa-Parks"], None) == "BA Mamadou"


def test_signature_speaks_where_the_name_shown_is_a_nickname() -> None:
    assert best_name("germaine50", ["Mme Vve LEPETIT Germaine"], None) == "LEPETIT Germaine"
    assert best_name(None, ["Marie-Claude Lefort"], None) == "LEFORT Marie-Claude"


def test_writer_who_introduces_himself_is_named() -> None:
    assert introduced_name("Bonjour, je m'appelle Paul Petit et je signale un trou.") == "PETIT Paul"
    assert introduced_name("Je soussignée Mme LEROY Anne, demeurant") == "LEROY Anne"
    assert introduced_name("je suis inquiet pour la rue") is None
