import pytest

from ingest.email.thread import cited, heading
from tests.soon import soon


@pytest.mark.parametrize(
    "text",
    [
        "2026/0455",
        "Relance no 2026-455",
        "fiche 2026/455",
        "Votre référence : 2026/0455",
        "on m'a donné le numéro 2026/455 et c'est toujours cassé",
        "C'est encore moi, pour le 2026/0455, il reste un trou.",
        "Réf. dossier 2026 / 0455",
        "Le signalement déposé sur l'application (il porte le n°2026/0455) n'a rien donné.",
        "Je retire ma demande d'élagage n° 2026-0455.",
        "Hello, ticket 2026/0455: dark again",
    ],
)
def test_number_of_a_request_is_found_however_it_is_named(text: str) -> None:
    assert cited(text) == ("2026/0455",)


@pytest.mark.parametrize(
    "text",
    [
        "La facture n° 2026/0455 est toujours fausse malgré mon message",
        "Facture de cantine du 12 janvier, numéro 2026/0455",
        "je conteste le n° 2026/0455 de la facture d'eau",
        "Où en est mon permis PC 050 615 26 00012 ?",
        "forfait post-stationnement n° 2026/0455",
        "L'arrêté municipal n° 2026/0455 n'est toujours pas respecté",
        "Titre exécutoire n° 2026-455",
        "N/Réf. 2026/0455 : notre sociétaire a chuté",
        "la rentrée 2026-2027, toujours rien",
        "la salle du 2026-06-12 au 2026-06-14, suite à ma demande",
        "en mars 2026-03, suite au rendez-vous",
        "Rien à voir avec ma fiche 2026/0455, qui est close",
        "Plainte, PV n° 2026/0455 de la gendarmerie",
        "Le banc posé en 2026 - 3 mois déjà - est toujours cassé",
        "Je l'ai signalé à la communauté d'agglomération, dossier 2026/0455, sans effet",
        "J'ai écrit à mon bailleur (demande 2026/0455)",
    ],
)
def test_number_of_something_else_is_none_of_a_request(text: str) -> None:
    assert cited(text) == ()


def test_tracking_code_counts_where_it_is_called_one() -> None:
    assert cited("code de suivi K7P4-2QXM") == ("K7P4-2QXM",)
    assert cited("produit K7P4-2QXM") == cited("commande de référence K7P4-2QXM") == ()


@pytest.mark.parametrize(
    "text",
    [
        "J'ai signalé le trou à la mairie, dossier 2026/0455",
        "Ma demande 2026/0455 a été envoyée à la métropole",
        "J'ai écrit à mon bailleur et à vous (demande 2026/0455)",
    ],
)
def test_number_stays_the_towns_where_another_body_is_but_named(text: str) -> None:
    assert cited(text) == ("2026/0455",)


def test_nearest_noun_tells_whose_number_it_is() -> None:
    assert cited("Pour la facture perdue, ma demande est la 2026/0455") == ("2026/0455",)
    assert cited("Suite à ma demande, la facture est la 2026/0455") == ()


def test_heading_keeps_what_is_not_the_number() -> None:
    assert heading("RE: [Mairie] Votre demande - fiche n° 2026/0147") == "Votre demande"
    assert heading("Votre référence 2026/0199 – la haie") == "la haie"


@pytest.mark.parametrize(("code", "is_one"), [("GPRB-VJFK", True), ("64RS-MB2R", True), ("SAINT-PAUL", False), ("RUES-PONT", False)])
def test_a_code_of_letters_only_is_one_too(code: str, is_one: bool) -> None:
    assert cited(f"Toujours rien, code de suivi {code}.") == ((code,) if is_one else ())


def test_subject_that_is_only_a_number_is_no_heading() -> None:
    """A new request under it would be shown by the name of another one."""
    assert heading("Re: Demande 2026/0147") is None
    assert heading("Fiche n° 2026/0147") is None
    assert heading("Recours – V/Réf. 2026/0147 – N/Réf. 26/0457") == "Recours – N/Réf. 26/0457"
    assert heading("RECOURS - n/réf 2026/1187 ML") == "RECOURS - n/réf 2026/1187 ML"


@pytest.mark.parametrize("unit", [" ", "\t", "fiche ", "ma  ", "fiche n", "- ", "suivi :"])
def test_subject_of_blanks_costs_its_length_and_not_more(unit: str) -> None:
    with soon(1.0):
        heading(unit * (50_000 // len(unit)) + "x")


def test_letters_of_a_program_may_stand_before_a_number_of_ours() -> None:
    assert cited("Relance GRC-2026-0391") == ("2026/0391",)
    assert cited("Relance de votre facture FA-2026-0391, votre réf. XYZ-2026-0391") == ()


def test_counter_of_two_figures_is_no_month_where_no_month_has_it() -> None:
    assert cited("Mes dossiers :\n2026/88 : réglé\n2026/09 : un mois\n2026/27 : une saison") == ("2026/0088",)
