"""What is proposed to be masked in words that are to be published (S45): each kind, and what only looks like it."""

from itertools import pairwise

import pytest

from ingest.given_names import GIVEN_NAMES
from rules.masking import MASK, Mark, marked, masked


def marks(text: str, *own: str) -> list[tuple[str, Mark]]:
    return [(text[one.start : one.end].strip(" ,"), one.mark) for one in marked(text, own, GIVEN_NAMES)]


@pytest.mark.parametrize(
    ("text", "found", "mark"),
    [
        ("écrire à jean.dupont+mairie@poste.example merci", "jean.dupont+mairie@poste.example", Mark.EMAIL),
        ("mail : jean.dupont (at) poste.example", "jean.dupont (at) poste.example", Mark.EMAIL),
        ("tél 06 39 98 12 34", "06 39 98 12 34", Mark.PHONE),
        ("tél 06.39.98.12.34", "06.39.98.12.34", Mark.PHONE),
        ("tél +33 (0)6 39 98 12 34", "+33 (0)6 39 98 12 34", Mark.PHONE),
        ("la voiture AB-123-CD", "AB-123-CD", Mark.PLATE),
        ("la voiture ab 123 cd", "ab 123 cd", Mark.PLATE),
        ("la voiture 1234 WX 75", "1234 WX 75", Mark.PLATE),
        ("la voiture 123 ABC 2A", "123 ABC 2A", Mark.PLATE),
        ("immatriculée B-XY 123", "B-XY 123", Mark.PLATE),
        ("immatriculée 1-ABC-234", "1-ABC-234", Mark.PLATE),
        ("immatriculée AB12 CDE", "AB12 CDE", Mark.PLATE),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", "FR76 3000 6000 0112 3456 7890 189", Mark.IBAN),
        ("NIR 1 84 12 76 451 089 46", "1 84 12 76 451 089 46", Mark.SOCIAL),
        ("NIR 2840220451089", "2840220451089", Mark.SOCIAL),
        ("NIR 184122A45108946", "184122A45108946", Mark.SOCIAL),
        ("il habite 12 bis rue des Lilas", "12 bis", Mark.ADDRESS),
        ("au n° 5", "au n° 5", Mark.ADDRESS),
        ("un trou devant le 22, attention", "22", Mark.ADDRESS),
        ("M. Durand", "Durand", Mark.NAME),
        ("Monsieur de La Tour", "de La Tour", Mark.NAME),
        ("Mme KHELIFI passe", "KHELIFI", Mark.NAME),
        ("Je m’appelle Anne Le Goff et je", "Anne Le Goff", Mark.NAME),
        ("avec Camille Martin hier", "Camille Martin", Mark.NAME),
        ("voir https://exemple.example/moi", "https://exemple.example/moi", Mark.WEB),
    ],
)
def test_what_tells_who_somebody_is_is_marked(text: str, found: str, mark: Mark) -> None:
    assert (found, mark) in marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour, le lampadaire 128 ne marche plus depuis le 12/10/2026, place de la République.",
        "Demande 2026-0147 du 3 mars 2026 à 12h30, code postal 50700 Valognes.",
        "Un trou de 30 cm de large et 15 de profondeur, rue Carnot.",
        "Madame le Maire, le bus 4 ne passe plus.",
        "Rue Jean Jaurès, square Victor Hugo, école Marie Curie, avenue du Général Leclerc.",
        "je suis passé hier devant l’école",
    ],
)
def test_what_only_looks_like_it_is_left(text: str) -> None:
    assert marks(text) == []


def test_the_requesters_own_name_is_found_wherever_it_stands() -> None:
    assert marks("Signé QUESNEL, Anne.", "Anne Quesnel") == [("QUESNEL", Mark.NAME), ("Anne", Mark.NAME)]
    assert marks("le quesnel coule", "Anne Quesnel") == []


def test_masking_keeps_all_the_rest_to_the_letter() -> None:
    text = "Avant M. Durand, 06 39 98 12 34.\n<b>Après</b>"
    assert masked(text, marked(text)) == f"Avant M. {MASK}, {MASK}.\n<b>Après</b>"


def test_marks_never_overlap_and_long_hostile_text_is_quick() -> None:
    text = ("a.b@c." * 2000) + ("1 " * 4000) + ("Jean " * 2000) + ("AB-1" * 2000) + ("+33 " * 2000)
    found = marked(text, ("Jean",), GIVEN_NAMES)
    assert all(one.end <= other.start for one, other in pairwise(found))
