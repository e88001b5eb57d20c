import pytest

from ingest.identity import organisation


def test_organisation_is_read_from_signature_and_name_shown() -> None:
    assert organisation("Julie MARTIN", ["Julie MARTIN", "Assistante", "SARL DURAND & FILS"]) == "SARL DURAND & FILS"
    assert organisation("SYNDIC LE DOUVE", []) == "SYNDIC LE DOUVE"
    assert organisation("Paul Petit", ["représentant des parents d'élèves"]) is None


@pytest.mark.parametrize(
    ("display", "block", "name"),
    [
        ("La Malle aux Fils", ["Jeanne Roussel", "LA MALLE AUX FILS", "02 61 91 00 12"], "La Malle aux Fils"),
        ("Rédaction – Le Courrier du Val", ["Jeanne Roussel", "journaliste", "Le Courrier du Val"], "Le Courrier du Val"),
        ("Jeanne Roussel", ["Jeanne Roussel", "Entraîneuse, Les Foulées du Val", "06 39 98 00 12"], "Les Foulées du Val"),
        ("Jeanne Roussel", ["Jeanne Roussel", "Gérante de la SARL Roussel Toitures"], "SARL Roussel Toitures"),
        ("Jeanne Roussel", ["Jeanne Roussel", "Les Primeurs du Val", "3 rue Thiers 50700 Valognes"], "Les Primeurs du Val"),
        ("Jeanne Roussel", ["Jeanne Roussel", "Le Clos Vert", "50700 Valognes"], None),
        ("Jeanne Roussel", ["Jeanne Roussel", "Auxiliaire de vie", "06 39 98 00 12"], None),
        ("bureau", ["Paul Petit", "Les Randonneurs du Val (association loi 1901)", "Maison des associations"], "Les Randonneurs du Val"),
        ("secretariat", ["Pour l'association Les Marcheurs,", "La présidente, Colette Grandin"], "Association Les Marcheurs"),
        ("Julie Blin", ["Julie Blin", "NEXOR – Agence de Valognes", "1 rue du Lycée"], "NEXOR"),
        ("Julie Blin", ["Julie Blin", "Habitat du Val (bailleur social)"], "Habitat du Val"),
        ("AS Valognes Judo", [], "AS Valognes Judo"),
        ("Jeanne Roussel", ["Jeanne Roussel", "Syndic bénévole"], None),
        ("Paul Petit", ["Paul Petit", "trésorier de l'association Le Vieux Pont (W000000000)"], "Le Vieux Pont"),
        ("lulu", ["lulu"], None),
        ("Étude Blin", ["Maître Jean Blin", "SCP BLIN - ROUSSEL, Notaires", "3 rue Thiers"], "SCP BLIN - ROUSSEL"),
        ("Jean Blin", ["Jean Blin", "CABINET BLIN - Avocats au barreau"], "CABINET BLIN"),
        ("Jeanne Roussel", ["Jeanne Roussel", "Présence à Domicile – secteur 2", "02 61 91 00 12"], "Présence à Domicile"),
    ],
)
def test_organisation_is_known_by_word_form_role_or_place(display: str, block: list[str], name: str | None) -> None:
    assert organisation(display, block) == name
