import pytest

from ingest.email.form import read_form
from tests.soon import soon

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


def test_labels_of_other_robots_are_known() -> None:
    filled = read_form(
        "Your Name: Agnès Blin\nYour Email: a.blin@x.example\nPhone*: 0261910012\nYour Message: Le panneau est en panne.\n\n---\n"
        "Time: 9h14\nPage URL: https://v.example/contact/\nPowered by: Formulaires\n"
    )
    assert filled is not None
    assert (filled.name, filled.email, filled.phone) == ("Agnès Blin", "a.blin@x.example", "0261910012")
    assert filled.text == "Le panneau est en panne."


def test_sender_with_his_address_in_one_line_is_taken_apart() -> None:
    filled = read_form(
        "De : Élodie Blin <e.blin@x.example>\nSujet : école\n\nCorps du message :\n"
        "Bonjour, une place ?\nMerci\n\n--\nCet e-mail a été envoyé via le site"
    )
    assert filled is not None
    assert (filled.name, filled.email, filled.heading, filled.text) == (
        "Élodie Blin",
        "e.blin@x.example",
        "école",
        "Bonjour, une place ?\nMerci",
    )


def test_heading_above_the_answers_is_no_answer() -> None:
    filled = read_form("== Votre demande ==\nObjet : trou\nNom : Blin\nE-mail : a@b.example\nDescription : Un trou rue Thiers.")
    assert filled is not None
    assert (filled.heading, filled.text) == ("trou", "Un trou rue Thiers.")


def test_message_a_robot_hands_on_with_a_sentence_is_read() -> None:
    filled = read_form(
        "Ceci est une demande envoyée par courriel depuis https://v.example/ par :\n"
        "Rémy Blin <r.blin@x.example>\n\nLa salle est-elle libre ?"
    )
    assert filled is not None
    assert (filled.name, filled.email, filled.text) == ("Rémy Blin", "r.blin@x.example", "La salle est-elle libre ?")
    assert read_form("Bonjour,\nvoici mon adresse :\nRémy Blin <r.blin@x.example>\n\nLa salle est-elle libre ?") is None


def test_labels_may_be_bold_questions_with_the_answer_below() -> None:
    filled = read_form(
        "*Nom de la structure*\nLes Lilas\n\n*Nom et prénom du contact*\nDupont Jean\n\n*Courriel*\na@b.example\n\n"
        "*Comment pouvons-nous vous aider ?*\nLe banc est cassé.\n\n- il manque une latte\n\n*Avez-vous lu la charte ?*\nOui"
    )

    assert filled is not None
    assert (filled.name, filled.email, filled.organisation) == ("Dupont Jean", "a@b.example", "Les Lilas")
    assert filled.text == "Le banc est cassé.\n\n- il manque une latte"


def test_longest_answer_is_the_text_where_its_bold_label_is_unknown() -> None:
    filled = read_form(
        "**Nom**\nDupont\n**Prénom**\nJean\n**E-mail**\na@b.example\n**Le souci**\nLe banc du square Carnot est cassé.\n**Avis**\nBon"
    )
    assert filled is not None
    assert filled.text == "Le banc du square Carnot est cassé."


def test_survey_of_questions_nobody_knows_is_read_whole() -> None:
    filled = read_form(
        "Your survey has a new response:\n\n** Comment vous appelez-vous ? **\nJean Dupont\n\n** Votre e-mail **\na@b.example\n\n"
        "** Votre idée **\nUne borne de réparation pour les vélos, avec une pompe.\n\n** Pourquoi ici ? **\n"
        "Parce que tout le monde y passe.\n\n"
        "** Consentement **\nJ'accepte que mes données soient lues par la mairie.\n\nLog in to view or download your responses at https://x.example"
    )
    assert filled is not None
    assert (filled.name, filled.email) == ("Jean Dupont", "a@b.example")
    assert filled.text == "Une borne de réparation pour les vélos, avec une pompe.\nPourquoi ici ? Parce que tout le monde y passe."


def test_bold_line_in_a_message_is_no_label() -> None:
    filled = read_form(
        "Nom : Dupont\nE-mail : a@b.example\nMessage :\nBonjour,\n*Important*\nReçu le 3 mars une lettre.\nPièce jointe : la photo\nFin"
    )
    assert filled is not None
    assert filled.text == "Bonjour,\n*Important*\nReçu le 3 mars une lettre.\nPièce jointe : la photo\nFin"


def test_rows_in_columns_end_an_answer_and_indented_lines_go_on_with_it() -> None:
    filled = read_form(
        "Nom       Dupont\nE-mail    a@b.example\nAdresse   3 rue Thiers\n          51100 Reims\n"
        "Message   Le banc est cassé.\n          Il est au square.\nService   Parcs\n\nSoumis le 03/03/2026 à 10:00 – Propulsé par Web"
    )
    assert filled is not None
    assert (filled.address, filled.text) == ("3 rue Thiers, 51100 Reims", "Le banc est cassé.\nIl est au square.")


def test_two_blanks_in_a_sentence_begin_no_row() -> None:
    filled = read_form("Nom      Dupont\nE-mail   a@b.example\nMessage  Bonjour.  Le banc est cassé.\nIl est au 3.  Merci.\nFin.")
    assert filled is not None
    assert filled.text == "Bonjour.  Le banc est cassé.\nIl est au 3.  Merci.\nFin."


@pytest.mark.parametrize(
    "text",
    [
        "Question : Nom\nRéponse : Dupont Jean\n\nQuestion : Courriel\nRéponse : a@b.example\n\nQuestion : Votre demande\n"
        "Réponse : Le banc est cassé.\nAu square.\n\nQuestion : Avez-vous lu la charte ?\nRéponse : Oui",
        "1. Votre nom\n   > Dupont Jean\n2. Votre e-mail\n   > a@b.example\n3. Votre message\n   > Le banc est cassé.\n   > Au square.",
        "Votre demande\n\nType de demande : Voirie\nNom : Dupont Jean\nCourriel : a@b.example\n"
        "Description : Le banc est cassé.\nAu square.\n"
        "Vous recevez ce message car vous gérez le site.",
        "| Nom | Dupont Jean |\n| E-mail | a@b.example |\n| Message | Le banc est cassé.\nAu square. |\n| Humeur | bonne |",
    ],
)
def test_forms_of_other_robots_are_read(text: str) -> None:
    filled = read_form(text)
    assert filled is not None
    assert (filled.email, filled.text.rstrip(" |")) == ("a@b.example", "Le banc est cassé.\nAu square.")


@pytest.mark.parametrize("unit", ["Nom  " * 40, "Question : x\nRéponse : y\n", "*a*\n", "a  ", " ", "| Nom ", "> "])
def test_time_is_linear_in_hostile_forms(unit: str) -> None:
    text = unit * (500_000 // len(unit))
    with soon(4):  # seconds at a busy moment; a quadratic reader takes minutes
        read_form(text)


def test_the_fields_above_a_message_that_is_handed_on_are_no_form() -> None:
    """Yahoo writes the recipient below the author: he is not who filled anything in."""
    head = "   ----- Message transmis -----\nDe : Sylvie Lebrun <sylvie@courriel.example>\nÀ : Jean Martin <jean.martin@valognes.example>\n"
    assert read_form(f"{head}Envoyé : mardi 10 mars 2026 à 10:02:11 UTC+1\nObjet : Lampadaire\n\n Le lampadaire est éteint.") is None
