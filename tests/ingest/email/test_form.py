import pytest

from ingest.email.form import read_form

SENT = """Nom : Roussel
Prénom : Jeanne
E-mail : Jeanne.Roussel@Poste.example
Téléphone : 06 39 98 00 12
Adresse : 12 rue des Tilleuls
Code postal : 50700
Ville : Valognes
Catégorie : Voirie
Objet : trottoir
Lieu : devant l'école
Message : Le trottoir s'est affaissé.

Note : l'eau entre dans ma cave.
--
Cet e-mail a été envoyé depuis le site
"""


def test_answers_of_a_form_are_read() -> None:
    filled = read_form(SENT)

    assert filled is not None
    assert (filled.name, filled.email, filled.phone) == ("ROUSSEL Jeanne", "jeanne.roussel@poste.example", "06 39 98 00 12")
    assert (filled.address, filled.organisation) == ("12 rue des Tilleuls, 50700 Valognes", None)
    assert (filled.heading, filled.subject) == ("trottoir", "Voirie")
    assert filled.text == "Le trottoir s'est affaissé.\n\nNote : l'eau entre dans ma cave.\nLieu : devant l'école"


def test_answer_may_stand_below_its_label() -> None:
    filled = read_form("Votre nom :\nRoussel\nVotre adresse e-mail :\na@b.example\nVotre message :\nUn trou\nrue Carnot")

    assert filled is not None
    assert (filled.name, filled.email, filled.text) == ("ROUSSEL", "a@b.example", "Un trou\nrue Carnot")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bonjour, un trou rue Carnot.",
        "Nom : Roussel\nMessage : trou",
        "Objet : trou\nLieu : ici\nMessage : un trou",
        "Nom : Roussel\nE-mail : a@b.example\nObjet : trou",
    ],
)
def test_text_without_enough_labels_is_no_form(text: str) -> None:
    assert read_form(text) is None
