"""No word that is not quoted, signature or footer gets lost, and nothing quoted stays: mails of the nastiest sort, and made ones."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.text import new_text
from tests.soon import soon

WORD = re.compile(r"[^\W_]+")
NAMES = ("Anne Roy",)
SIGNING = ("Anne Roy", "Paul Martin", "Jean Dupont")


class Mail(NamedTuple):
    """A mail of ``cuttings.txt``: its title, and each line with the letter that says whose it is."""

    title: str
    lines: tuple[tuple[str, str], ...]

    def of(self, whose: str) -> list[str]:
        """Return the lines of one sort."""
        return [line for letter, line in self.lines if letter == whose]


def mails() -> list[Mail]:
    """Return the mails of ``cuttings.txt``."""
    _, *written = (Path(__file__).parent / "cuttings.txt").read_text(encoding="utf-8").strip().split("\n\n")
    parted = [mail.split("\n") for mail in written]
    return [Mail(title.removeprefix("# "), tuple((line[0], line[2:]) for line in lines)) for title, *lines in parted]


@pytest.mark.parametrize("mail", mails(), ids=lambda mail: mail.title)
def test_new_text_is_all_kept_and_nothing_else(mail: Mail) -> None:
    said = new_text("\n".join(line for _, line in mail.lines), SIGNING)

    assert WORD.findall(said.text) == WORD.findall("\n".join(mail.of("N")))
    assert not [line for line in mail.of("Q") if line.strip("> ") and line.strip("> ") in said.text]


def test_names_of_the_witnesses_do_not_sign() -> None:
    said = new_text("Les témoins :\nMme Grand, 4 rue Basse\nM. Petit, 6 rue Basse\n\nCordialement\nAnne Roy\n06 39 98 01 09", NAMES)
    assert said.text == "Les témoins :\nMme Grand, 4 rue Basse\nM. Petit, 6 rue Basse"
    assert said.signature == ("Anne Roy", "06 39 98 01 09")


def test_contact_details_that_are_announced_sign() -> None:
    said = new_text("La lampe du 4 est cassée.\n\nMes coordonnées :\nAnne Roy\n06 39 98 01 09", NAMES)
    assert said.signature == ("Anne Roy", "06 39 98 01 09")


def test_signature_above_a_request_that_goes_on_is_cut() -> None:
    more = "Ah et j'oubliais : la lampe du 6 est cassée aussi, il faudrait la changer."
    said = new_text(f"La lampe du 4 est cassée.\nCordialement\nAnne Roy\n3 rue Haute\n\n{more}", NAMES)
    assert said.text == f"La lampe du 4 est cassée.\n\n{more}"
    assert said.signature == ("Anne Roy", "3 rue Haute")


TRAPS = (
    *("Le lundi 3 mars 2026, M. Petit m'a écrit :", "Le 3 mars 2026, la mairie a écrit ceci :", "De : la gare", "À : la place"),
    *("Objet : la lampe", "Date : vendredi 3 mars", "--", "---", "______", "**********", "- une lampe", "* un banc", "1. la haie"),
    *("12 rue Carnot", "3 place Verte", "06 39 98 01 02", "Cordialement vôtre, comme on dit", "Merci", "Merci de la tailler"),
    *("Bonjour", "Mme Grand, 4 rue Basse", "Les témoins :", "la lampe du 4 est cassée", "La haie déborde depuis mai."),
    *("Quand viendrez-vous ?", "« Madame, c'est non. »", "Message original", "Confidentiel : le voisin boit.", "Le tout a écrit"),
    *("Envoyé de mon jardin, avec colère", "Ce message est le troisième.", "PS : le chien aussi", "Rappel :", "www.lampe.example"),
    *("a@b.example", "Directeur d'école", "Siret 00000000000018", "Pensez à l'environnement de nos enfants", "Attention aux fraudes"),
    *("Réponse : oui", "R : oui", "Fwd: rien", "Suite à votre courrier du 3 mars 2026 à 10:15", "03/03/2026 10:15", ""),
)
LAST = (
    "Voilà ce que je demande à la commune depuis un an.",
    "Pouvez-vous faire réparer tout cela rapidement ?",
    "Il faut que quelqu'un vienne voir sur place.",
)
SIGNATURES = ("", "Cordialement\nAnne Roy\n06 39 98 01 09", "Anne Roy", "-- \nAnne Roy\n3 rue Haute\n51100 Reims", "Merci d'avance\nAnne")
OPEN_QUOTES = (
    "",
    "De : Mairie <m@v.example>\nEnvoyé : mardi 3 mars 2026 10:15\nÀ : Anne Roy\nObjet : Zut\n\nZut",
    "Mairie <mairie@v.example>\n03/03/2026 10:15\n\nA\nAnne <a@x.example>\n\nObjet\nZut\n\nZut",
    "Le mardi 3 mars 2026 à 10:15:31 UTC+1, Mairie <m@v.example> a écrit :\n\nZut",
    "> Zut\n> zut",
)
ATTRIBUTIONS = (
    "Le mar. 3 mars 2026 à 10:15, Mairie <m@v.example> a écrit :",
    "On Tue, Mar 3, 2026 at 10:15 AM Mairie <\nm@v.example> wrote:",
    "Am 03.03.2026 um 10:15 schrieb Mairie:",
    "Mairie <m@v.example> escreveu (terça, 03/03/2026 à(s) 10:15):",
    "El mar, 3 mar 2026 a las 10:15, Mairie (<m@v.example>) escribió:",
    "wt., 3 mar 2026 o 10:15 Mairie <m@v.example> napisał(a):",
    "Mardi 3 mars 2026, 10:15:02, vous écriviez :",
)
QUOTED = (
    "Zut",
    "Le 2 mars 2026 à 09:00, Anne Roy a écrit :",
    "Cordialement",
    "Mairie de Valognes",
    "",
    "--",
    "De : x@zut.example",
    "Quand ?",
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(TRAPS), min_size=1, max_size=7),
    st.sampled_from(LAST),
    st.sampled_from(SIGNATURES),
    st.sampled_from(OPEN_QUOTES),
)
def test_no_word_above_signature_and_quote_is_lost(lines: list[str], last: str, signature: str, quote: str) -> None:
    new = "\n".join([*lines, last])

    said = new_text("\n\n".join(part for part in (new, signature, quote) if part), NAMES)

    assert WORD.findall(said.text) == WORD.findall(new)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(ATTRIBUTIONS),
    st.lists(
        st.tuples(st.lists(st.sampled_from(QUOTED), min_size=1, max_size=5), st.sampled_from((*LAST, "La lampe du 4, celle du 6."))),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(("> ", ">", "MR> ", ">> ")),
)
def test_no_answer_between_marked_lines_is_lost_and_no_marked_line_stays(
    attribution: str, exchange: list[tuple[list[str], str]], mark: str
) -> None:
    lines = [attribution]
    for quoted, answer in exchange:
        lines += [*(f"{mark}{line}" for line in quoted), "", answer, ""]

    said = new_text("\n".join(lines), NAMES)

    assert [line for line in said.text.split("\n") if line] == [answer for _, answer in exchange]


@pytest.mark.parametrize(
    "unit",
    [
        *("> ", "> x\n", "De : a@b.example\n", "De : x\n", "Le lundi 3 mars 2026 à 10:15, X\n", "Le lundi a écrit :\n"),
        *("MdV> x\nvous écriviez :\n", "MdV>" * 20 + "\n", "a@b.example\n03/03/2026 10:15\nA\n", "-- \n", "______\n", "merci de la " * 30),
        *("---------- Message transféré ----------\nDe : a <a@b.example>\nDate : 3 mars 2026 10:15\nObjet : x\n\n", "Les témoins :\n"),
        *("Mme Grand, 4 rue Basse\n\n", "Cordialement\nAnne Roy\n\nPouvez-vous venir voir la lampe du 4 ?\n\n", "ecrit " * 60 + "\n"),
        "".join(f"{'>' * depth} x\n" for depth in range(1, 400)),
    ],
)
def test_time_is_bounded_on_hostile_text(unit: str) -> None:
    text = unit * (5_000_000 // len(unit))
    with soon(5):  # takes some tenths of a second on a quiet machine
        assert new_text(text, NAMES, "a@b.example").is_cut
