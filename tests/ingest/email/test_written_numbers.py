import time

import pytest

from ingest.email.thread import cited, counters
from tests.soon import soon

WRITTEN = (
    "2026/0147",
    "2026/147 toujours rien",
    "fiche 147 de 2026",
    "n°2026-0147",
    "ma fiche \uff12\uff10\uff12\uff16\uff0f\uff10\uff11\uff14\uff17",
    "fiche n° 2026 / 0147",
    "fiche nº 2026/0147",
    "fiche № 2026/147",
    "fiche 2026\u20110147",
    "fiche 2026\u20130147",
    "fiche 2026\u22120147",
    "fiche 2026\u20440147",
    "fiche 20\u200b26/01\u00ad47",
    "FICHE N°2026/0147",
    "ma demande n° 147 du 12 mars 2026",
    "ma demande n°147 du 12/03/2026 est restée sans réponse",
    "fiche numéro 147 (2026)",
    "fiche n° 147/2026",
    "ma fiche 0147-2026",
    "dossier 26/0147",
    "fiche 2026.0147",
    "fiche 2026 0147",
    "fiche citoyenne n° 2026_0147",
    "fiche numéro 147 de l'année 2026",
    "votre réf. : 2026/0147",
    "request 147 of 2026",
    "ticket #2026-147",
    "ticket no. 147 (2026)",
    "fiche 20260147",
    "fiche [2026/0147]",
    "fiche « 2026/0147 »",
    "fiche 2026/00147",
    "signalement 2026 n° 147",
    "année 2026, fiche n° 147",
    "fiche 147, 2026",
    "la fiche n°\n2026/0147",
)
OTHERS = (
    "facture n° 147/2026",
    "facture 147 de 2026",
    "arrêté n° 147 du 12 mars 2026, toujours pas respecté",
    "permis 26/0147",
    "délibération 2026.147",
    "contrat n° 147 (2026)",
    "rendez-vous le 12/03/2026 suite à ma demande",
    "demande du 12/2026",
    "ma demande de mars 2026",
    "dossier CAF n° 147/2026",
    "sinistre 26-0147",
    "réf. facture 2026 0147",
    "Ma demande date du 05-2026, toujours rien",
    "fiche d'inscription 2026-2027, suite à ma demande",
    "le 22 rue de Poterie 50700 en 2026",
    "titre 2026 n° 147",
    "PV n° 2026 147",
    "demande de passeport n° 147/2026",
    "ma demande de 2026, 14 rue de Poterie",
    "avis d'échéance 20260147",
    "demande 20260312 pour la cantine",
    "décision n° 2026-147 du maire, toujours pas appliquée",
    "2 demandes en 2026",
    "fiche 2026/0000",
)


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f"])
@pytest.mark.parametrize("text", WRITTEN)
def test_a_number_is_read_in_every_form(text: str, blank: str) -> None:
    assert cited(text.replace(" ", blank)) == ("2026/0147",)


@pytest.mark.parametrize("text", OTHERS)
def test_what_others_number_is_no_request(text: str) -> None:
    assert cited(text) == ()


@pytest.mark.parametrize("piece", ["fiche ", "demande a b c ", "2026/", "n° ", "2026 ", "dossier 12 du ", "réf: 12, ", "fiche ....____  "])
def test_time_is_linear_in_the_text(piece: str) -> None:
    def seconds(times: int) -> float:
        begin = time.process_time()
        cited(piece * times)
        return time.process_time() - begin

    seconds(100)
    assert min(seconds(40_000) for _ in range(2)) < 12 * min(seconds(10_000) for _ in range(3)) + 0.05


def test_a_code_may_stand_with_any_hyphen() -> None:
    assert cited("code de suivi k7p4 \u2011 2qxm") == ("K7P4-2QXM",)


@pytest.mark.parametrize(
    "text",
    [
        "votre dossier n° 147",
        "demande 0147",
        "ma fiche 147 toujours rien",
        "Fiche n°0147",
        "dossier numéro 147, où en êtes-vous ?",
        "N° de dossier : 147",
        "numéro de demande 147",
        "mon signalement no 147",
        "Réf. 0147",
    ],
)
def test_a_counter_without_its_year_is_read_apart(text: str) -> None:
    assert (counters(text), cited(text)) == ((147,), ())


@pytest.mark.parametrize(
    "text",
    [
        "demande 12 chaises",
        "demande n° 2026",
        "dossier CAF n° 147",
        "dossier n° 147 à la CAF",
        "mon dossier de permis n° 12",
        "demande de logement n° 147",
        "signalement n° 3 rue Haute",
        "facture n° 147",
        "la fiche 2026/0147",
        "demande n° 06 39 98 00 00",
        "dossier n° 12 345",
        "demande n° 12 du 3 mars 2026",
        "au numéro 147 de la rue",
        "dossier médical n° 147",
        "dossier n° AB147",
        "ticket n° 12345678",
        "j'ai signalé à la métropole, dossier n° 147",
    ],
)
def test_what_is_no_counter_of_ours_is_none(text: str) -> None:
    assert counters(text) == ()


def test_many_counters_cost_no_more_than_their_number() -> None:
    with soon(4):
        counters("dossier n° 147 " * 20_000)
        counters("dossier a a a " * 20_000)
