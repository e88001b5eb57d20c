import pytest

from ingest.text import new_text
from tests.soon import soon

HEADER = "De : Mairie <m@v.example>\nEnvoyé : jeudi 12 mars 2026 10:02\nÀ : Jo\nObjet : banc\n\n"


def test_answers_below_unmarked_questions_are_kept_where_they_are_announced() -> None:
    quoted = "Bonjour,\nOù est le banc ?\nDans le square\nDepuis quand ?\nDepuis lundi\nCordialement\nLa mairie"
    assert new_text(f"Mes réponses en bleu ci-dessous.\n\n{HEADER}{quoted}").text == (
        "Mes réponses en bleu ci-dessous.\n\nDans le square\nDepuis lundi"
    )
    assert new_text(f"Le banc est au square.\n\n{HEADER}{quoted}").text == "Le banc est au square."


def test_answers_with_arrows_are_kept_where_nothing_else_is_said() -> None:
    assert new_text(f"{HEADER}Où est le banc ?\n--> dans le square\nDepuis quand ?\n--> lundi").text == "--> dans le square\n--> lundi"


def test_whole_quote_is_kept_where_announced_answers_cannot_be_told_from_it() -> None:
    said = new_text(f"Voir mes réponses ci-dessous.\n\n{HEADER}Nom du banc : le grand vert\nAdresse : square Carnot")
    assert said.text.endswith("Nom du banc : le grand vert\nAdresse : square Carnot")


def test_answer_to_a_message_below_announces_no_answers_in_it() -> None:
    said = new_text(f"En réponse à votre message ci-dessous, je confirme.\n\n{HEADER}Venez-vous ?\nMerci de confirmer.")
    assert said.text == "En réponse à votre message ci-dessous, je confirme."


OWN = "Le 12 mars 2026 à 10:02, Jo Lupin <jo@x.example> a écrit :\n\n> Bonjour,\n> Le banc est cassé.\n> Cordialement\n> Jo Lupin"


def test_own_message_that_is_sent_again_is_the_request() -> None:
    said = new_text(f"Je vous renvoie ma demande ci-dessous.\n\nJo Lupin\n\n{OWN}", ("Jo Lupin",), "jo@x.example")
    assert said.text == "Je vous renvoie ma demande ci-dessous.\n\nLe banc est cassé."
    assert said.signature == ("Jo Lupin", "Jo Lupin")


def test_words_below_the_own_message_stay_below_it() -> None:
    said = new_text(f"Je vous renvoie ma demande.\n\n{OWN}\n\nLe délai est passé.", ("Jo Lupin",))
    assert said.text == "Je vous renvoie ma demande.\n\nLe banc est cassé.\n\nLe délai est passé."


def test_own_message_below_one_that_says_enough_is_not_said_again() -> None:
    said = new_text(f"Le banc est maintenant réparé, merci à vos agents.\n\n{OWN}", ("Jo Lupin",), "jo@x.example")
    assert said.text == "Le banc est maintenant réparé, merci à vos agents."


def test_message_of_another_is_never_taken_for_the_own() -> None:
    quote = OWN.replace("Jo Lupin", "Mairie").replace("jo@x", "m@v")
    assert new_text(f"Je vous renvoie votre message.\n\n{quote}", ("Jo Lupin",), "jo@x.example").text == "Je vous renvoie votre message."


@pytest.mark.parametrize("unit", ["mes réponses ci-dessous ", "je vous renvoie ", "? \n=> oui\n", "Quoi ?\n", "=> a\n"])
def test_time_is_linear_in_hostile_answers(unit: str) -> None:
    text = f"Mes réponses ci-dessous\n{HEADER}" + unit * (90_000 // len(unit))
    with soon(2):  # seconds at a busy moment; a quadratic reader takes minutes
        new_text(text, ("Jo Lupin",), "jo@x.example")


@pytest.mark.parametrize(
    "above", ["Toujours sans nouvelles de votre part.", "Avez-vous des nouvelles ?", "Où en êtes-vous ?", "Any news on this?", "Up !"]
)
def test_own_message_nobody_answered_is_the_request(above: str) -> None:
    said = new_text(f"{above}\n\n{OWN}", ("Jo Lupin",), "jo@x.example")
    assert said.text == f"{above}\n\nLe banc est cassé."


@pytest.mark.parametrize("above", ["Merci, j'ai eu des nouvelles.", "J'ai reçu une réponse, c'est réglé.", "Je viendrai lundi."])
def test_own_message_that_was_answered_is_not_said_again(above: str) -> None:
    assert new_text(f"{above}\n\n{OWN}", ("Jo Lupin",), "jo@x.example").text == above


def test_answers_behind_the_question_are_kept_where_they_are_announced() -> None:
    quoted = "Bonjour,\nOù est le banc ? Dans le square.\nDepuis quand ? Depuis lundi.\nCordialement\nLa mairie"
    said = new_text(f"Mes réponses en bleu ci-dessous.\n\n{HEADER}{quoted}")
    assert said.text == "Mes réponses en bleu ci-dessous.\n\nDans le square.\nDepuis lundi."


def test_no_answer_is_lost_where_the_asker_goes_on_behind_his_question() -> None:
    quoted = "Pouvez-vous préciser ? Nous passerons lundi.\nLieu : le square\nC'est le banc vert."
    assert new_text(f"Mes réponses ci-dessous.\n\n{HEADER}{quoted}").text.endswith("Lieu : le square\nC'est le banc vert.")
    thanked = "Où ? Merci de préciser.\nQuand ? Merci d'avance.\nLe banc vert du square."
    assert new_text(f"Mes réponses ci-dessous.\n\n{HEADER}{thanked}").text.endswith("Le banc vert du square.")
