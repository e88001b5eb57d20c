from ingest.letter import read_letter

LETTER = """Mme Jeanne ROUSSEL
12 rue des Tilleuls
50700 Valognes

Monsieur le Maire
Hôtel de ville
50700 Valognes

Valognes, le 3 mars 2026

Objet : trottoir affaissé
devant chez moi

Monsieur le Maire,

Le trottoir s'est affaissé devant le 12 et l'eau entre dans ma cave.

Jeanne ROUSSEL
02 61 91 00 12
"""


def test_letter_is_taken_apart() -> None:
    letter = read_letter(LETTER, ("Jeanne ROUSSEL",))

    assert letter.heading == "trottoir affaissé devant chez moi"
    assert "Le trottoir s'est affaissé devant le 12" in letter.text
    assert "Hôtel de ville" not in letter.text
    assert letter.sender[:3] == ("Mme Jeanne ROUSSEL", "12 rue des Tilleuls", "50700 Valognes")
    assert "02 61 91 00 12" in letter.sender


def test_letter_without_heading_begins_at_its_salutation() -> None:
    letter = read_letter(LETTER.replace("Objet : trottoir affaissé\ndevant chez moi\n", ""))

    assert letter.heading is None
    assert "Le trottoir s'est affaissé" in letter.text
    assert "rue des Tilleuls" not in letter.text


def test_bare_text_is_all_letter() -> None:
    assert read_letter("Un trou devant le 3, c'est dangereux.").text == "Un trou devant le 3, c'est dangereux."
