import pytest

from ingest.paper.letter.courtesy import closing_meant, greets
from ingest.paper.letter.mend import mended, with_initial


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Mme Germaine LEPET1T", "Mme Germaine LEPETIT"),
        ("5O700 VALOGNES", "50700 VALOGNES"),
        ("1l rue du Palais", "11 rue du Palais"),
        ("JeanneLEPETIT", "Jeanne LEPETIT"),
        ("14 rue de I'Officialité", "14 rue de l'Officialité"),
        ("ucv@commerces -valognes .example", "ucv@commerces-valognes.example"),
        ("02 6l 91 O5 O9", "02 61 91 05 09"),
        ("tél. OT 99 00 71 20", "tél. 01 99 00 71 20"),
        ("4 1a Brique", "4 la Brique"),
        ("02°61.919913", "02 61.919913"),
        ("jeanne. roussel@courriel.example", "jeanne.roussel@courriel.example"),
        ("jeanne roussel@courriel.example", "jeanne.roussel@courriel.example"),
        ("j:roussel@courriel.example", "j.roussel@courriel.example"),
        ("Mie Jeanne ROUSSEL", "Mme Jeanne ROUSSEL"),
        ("fax 02 61 91 42 19 — office.houel @notaires-houel.example", "fax 02 61 91 42 19 — office.houel@notaires-houel.example"),
    ],
)
def test_what_was_taken_for_something_else_is_mended(read: str, meant: str) -> None:
    assert mended(read) == meant


@pytest.mark.parametrize(
    "line",
    [
        "RNA W502001234",
        "courriel roussel@courriel.example",
        "m:roussel@courriel.example",
        "Mie et Fils",
        "TVA FR44732829320",
        "12 bis rue Thiers",
        "3B impasse Calas",
        "a1b2@courriel.example",
        "RD 974",
        "n° 1A 000 000 0000 0",
        "Tél. 02 61 91 77 30. contact@garage.example",
        "OT 12",
        "1a Rue Thiers",
    ],
)
def test_what_is_right_stays(line: str) -> None:
    assert mended(line) == line


def test_the_point_of_an_initial_is_read_as_one() -> None:
    assert with_initial("P, DIGARD") == "P. DIGARD"
    assert with_initial("Bonjour, Monsieur") == "Bonjour, Monsieur"


@pytest.mark.parametrize("text", ["Mensieur le Maire,", "Madame, Monsieur,", "Bor.jour,"])
def test_greetings_are_known_though_misread(text: str) -> None:
    assert greets(text)


@pytest.mark.parametrize("text", ["Cordintement", "Veulllez agréer mes salutations", "Salutatlons"])
def test_closings_are_known_though_misread(text: str) -> None:
    assert closing_meant(text) is not None


@pytest.mark.parametrize("text", ["Mairie", "Le maire", "Recevez-vous le mercredi ?", "Venez voir avant l'hiver."])
def test_other_lines_are_no_courtesy(text: str) -> None:
    assert closing_meant(text) is None
    assert not greets(text)
