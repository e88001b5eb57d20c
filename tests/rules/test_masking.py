"""What is proposed to be masked in words that are to be published (S45): each kind, and what only looks like it."""

import time
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
        ("M.\u00a0Durand bloque", "Durand", Mark.NAME),
        ("M.Durand bloque", "Durand", Mark.NAME),
        ("Mme Jean-Pierre O'Brien", "Jean-Pierre O'Brien", Mark.NAME),
        ("Mme d’Ormesson habite là", "d’Ormesson", Mark.NAME),
        ("et M. van den Berg.", "van den Berg", Mark.NAME),
        ("Docteur Lemonnier ne vient plus", "Lemonnier", Mark.NAME),
        ("les époux Lemarchand crient", "Lemarchand", Mark.NAME),
        ("chez les Lemarchand", "Lemarchand", Mark.NAME),
        ("l’agent Duval m’a insulté", "Duval", Mark.NAME),
        ("le policier municipal Duval", "Duval", Mark.NAME),
        ("ma fille Manon a glissé", "Manon", Mark.NAME),
        ("J. Dupont a cassé le banc", "J. Dupont", Mark.NAME),
        ("avec Jean-Michel D. hier", "Jean-Michel D.", Mark.NAME),
        ("DUPONT Jean a cassé le banc", "DUPONT Jean", Mark.NAME),
        ("Merci d’avance,\nNguyen Thi Lan", "Nguyen Thi Lan", Mark.NAME),
        ("Cordialement, Kowalczyk", "Kowalczyk", Mark.NAME),
        ("tél 06\u202f39\u202f98\u202f12\u202f34", "06\u202f39\u202f98\u202f12\u202f34", Mark.PHONE),
        ("tél 06 _ 39 _ 98 _ 12 _ 34", "06 _ 39 _ 98 _ 12 _ 34", Mark.PHONE),
        ("tél O6 39 98 12 34", "O6 39 98 12 34", Mark.PHONE),
        ("tél 6 39 98 12 34", "6 39 98 12 34", Mark.PHONE),
        ("tél zéro six trente-neuf quatre-vingt-dix-huit douze", "zéro six trente-neuf quatre-vingt-dix-huit douze", Mark.PHONE),
        ("la voiture AB–123–CD", "AB–123–CD", Mark.PLATE),
        ("la voiture AB.123.CD", "AB.123.CD", Mark.PLATE),
        ("la voiture AB\u00a0123\u00a0CD", "AB\u00a0123\u00a0CD", Mark.PLATE),
        ("la voiture A B 1 2 3 C D", "A B 1 2 3 C D", Mark.PLATE),
        ("IBAN fr76 3000 6000 0112 3456 7890 189", "fr76 3000 6000 0112 3456 7890 189", Mark.IBAN),
        ("IBAN FR76-3000-6000-0112-3456-7890-189", "FR76-3000-6000-0112-3456-7890-189", Mark.IBAN),
        ("NIR 1.84.12.76.451.089-46", "1.84.12.76.451.089-46", Mark.SOCIAL),
        ("NIR 1\u202f84\u202f12\u202f76\u202f451\u202f089\u202f46", "1\u202f84\u202f12\u202f76\u202f451\u202f089\u202f46", Mark.SOCIAL),
        ("il habite 3 Grande Rue", "3", Mark.ADDRESS),
        ("les 14-16 rue Carnot", "14-16", Mark.ADDRESS),
        ("les 14/16 rue Carnot", "14/16", Mark.ADDRESS),
        ("le 12 av. de la Gare", "12", Mark.ADDRESS),
        ("le 12 pl. du Château", "12", Mark.ADDRESS),
        ("5 sente des Ânes", "5", Mark.ADDRESS),
        ("digicode : 1234B", "digicode : 1234B", Mark.ADDRESS),
        ("au 3e étage, hall C", "hall C", Mark.ADDRESS),
        ("écrire à jean dupont @ poste.example", "dupont @ poste.example", Mark.EMAIL),
        ("jean.dupont AT poste POINT example", "jean.dupont AT poste POINT example", Mark.EMAIL),
        ("voir fb.example/jean.dupont", "fb.example/jean.dupont", Mark.WEB),
        ("suivez @jeandupont50", "@jeandupont50", Mark.WEB),
        ("né le 3 mars 1984 ici", "né le 3 mars 1984", Mark.BIRTH),
        ("Née le 12/03/1984 ici", "Née le 12/03/1984", Mark.BIRTH),
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
        "M. le Maire, je vous écris pour la RD13 et la RN 174.",
        "Le lampadaire n° 1284 de la place J. Jaurès, av. R. Poincaré, bâtiment municipal.",
        "Ouvert de 8h à 12h, du 01/02/2026 au 28.02.2026, voir l’arrêté 2026-118.",
        "Cordialement,",
        "Trois trous de 20 30 40 cm, coûtant 1 200 000 euros, à 300 m.",
        "Un banc cassé et/ou tagué, 2 places de parking, 3 allées et venues.",
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


@pytest.mark.parametrize("part", ["Ab-", "Ab'", "d'A", "A. ", "AB ", "zéro-un ", "Mme De La ", "FR7630006", "1-", "a.b/"])
def test_a_hostile_text_keeps_nobody_waiting(part: str) -> None:
    begun = time.process_time()
    marked(part * (20_000 // len(part)), ("Ab",), GIVEN_NAMES)
    assert time.process_time() - begun < 2.5
