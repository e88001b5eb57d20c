import pytest

from ingest import signers
from ingest.names import person
from ingest.signers import best_name


def introduced_name(text: str) -> str | None:
    found = signers.introduced_name(text)
    return None if found is None else found.value


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
        ("A. Colin", "COLIN A."),
        ("AL. Colin", "COLIN AL."),
        ("Ph. Colin", "COLIN Ph."),
        ("St. Martin", "ST. Martin"),
        ("Adjudante Flora MESNAGE", "MESNAGE Flora"),
        ("Mme de La Rochebrune Anne-Sophie", "DE LA ROCHEBRUNE Anne-Sophie"),
        ("Maryvonne & Jacques Hébert", "HÉBERT Maryvonne"),
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
        "iPad de Josette",
        "Compta",
        "ZI Nord-Est",
        "Ferme des Trois Ormes",
        "Les Amis du Val",
        "J-F L",
    ],
)
def test_what_is_no_person_is_none(text: str) -> None:
    assert person(text) is None


def test_initial_in_the_signature_is_completed_from_the_name_shown() -> None:
    assert best_name("Jérôme Michel", ["J. Michel"], None) == "MICHEL Jérôme"
    assert best_name("Philippe Anquetil", ["Ph. Anquetil"], None) == "ANQUETIL Philippe"
    assert best_name("Thérèse Anquetil", ["Ph. Anquetil"], None) == "ANQUETIL Ph."
    assert best_name(None, ["FE. Diallo", "Mme Fatou DIALLO"], None) == "DIALLO Fatou"
    assert best_name(None, ["FE. Diallo", "M. Omar DIALLO"], None) == "DIALLO FE."
    assert best_name("Mamadou Ba", ["M. Ba, 14 rue Rosa-Parks"], None) == "BA Mamadou"


def test_signature_speaks_where_the_name_shown_is_a_nickname() -> None:
    assert best_name("germaine50", ["Mme Vve LEPETIT Germaine"], None) == "LEPETIT Germaine"
    assert best_name(None, ["Marie-Claude Lefort"], None) == "LEFORT Marie-Claude"


def test_writer_who_introduces_himself_is_named() -> None:
    assert introduced_name("Bonjour, je m'appelle Paul Petit et je signale un trou.") == "PETIT Paul"
    assert introduced_name("Je soussignée Mme LEROY Anne, demeurant") == "LEROY Anne"
    assert introduced_name("je suis inquiet pour la rue") is None


@pytest.mark.parametrize(
    ("display", "block", "email", "name"),
    [
        ("Compta", ["La présidente, Jeanne ROUSSEL"], None, "ROUSSEL Jeanne"),
        ("Collectif du Val", ["Pour le collectif : Jeanne Roussel (tél. 06 39 98 00 12)"], None, "ROUSSEL Jeanne"),
        ("bureau", ["Solvej Brindeau, gérante"], None, "BRINDEAU Solvej"),
        ("jp", ["J.-P. Blin"], "jp.blin@x.example", "BLIN J.-P."),
        ("Jean-Marc et Odile Tessier", ["O. Tessier"], None, "TESSIER Odile"),
        ("Jean-Marc et Odile Tessier", ["M. et Mme Tessier"], None, "TESSIER Jean-Marc"),
        ("Оксана Ткаченко", ["Oksana Tkachenko"], None, "TKACHENKO Oksana"),
        ("Famille ROUSSEL", ["Pour les riverains : Jeanne et Paul ROUSSEL (n° 4), 06 39 98 00 12"], None, "ROUSSEL Jeanne"),
        ("jeanne r", ["J. Roussel", "Jeanne ROUSSEL"], None, "ROUSSEL Jeanne"),
        (None, ["mme roussel jeanne  le hameau fosse"], None, "ROUSSEL Jeanne"),
        ("jeanne.roussel", [], "jeanne.roussel@x.example", "ROUSSEL Jeanne"),
        ("Kevin D.", [], "kev50@x.example", None),
        ("Monique", [], "momo@x.example", None),
        ("Sœur Marie-Bernadette", ["Sœur Marie-Bernadette"], "communaute@x.example", None),
        (None, ["Rue Thiers"], "a@x.example", None),
    ],
)
def test_writer_is_named_by_what_is_signed_and_a_given_name_alone_names_nobody(
    display: str | None, block: list[str], email: str | None, name: str | None
) -> None:
    assert best_name(display, block, email) == name


def test_writer_introduces_himself_without_capitals_or_civility() -> None:
    assert introduced_name("c de pire en pire je m'appelle tony lepaisant") == "LEPAISANT Tony"
    assert introduced_name("Je suis Oksana Tkachenko, arrivée en 2022.") == "TKACHENKO Oksana"
    assert introduced_name("Je suis Maire Adjointe de la ville voisine") is None
