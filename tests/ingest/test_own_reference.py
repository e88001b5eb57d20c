"""The writer's own reference (S15): found where his letter says it, and nothing else taken for it."""

import time

import pytest

from ingest.own_reference import own_reference


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("N/Réf. : 2026-DT-118\nObjet : raccordement", "2026-DT-118"),
        ("Nos réf : MD/2026-12    Vos réf : 2026/0147", "MD/2026-12"),
        ("Notre référence : SIN 445 871 - dossier suivi par Mme Roux", "SIN 445 871"),
        ("Réf. dossier n° AB.2231", "AB.2231"),
        ("Bonjour,\nréférence : ECO-77.\nMerci", "ECO-77"),
        ("Our ref: 12/AX", "12/AX"),
    ],
)
def test_what_a_letter_calls_its_own(text: str, said: str) -> None:
    assert own_reference(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "V/Réf. : 2026/0147",
        "Vos références : 2026-DT-118",
        "Réf. : 2026/0147",  # the town's number
        "Réf : K7P4-2QXM",  # its tracking code
        "Nos réf. : dossier suivi par Mme Roux",
        "Réf. : notre entretien téléphonique du 3 mars 2026 avec vos services",
        "La référence 2026-DT-118 du catalogue",
        "N/Réf. : " + "9" * 41,
        "",
    ],
)
def test_what_is_none_of_his(text: str) -> None:
    assert own_reference(text) is None


def test_a_hostile_text_costs_no_more_than_its_length() -> None:
    began = time.process_time()
    assert own_reference("Nos réf : " + " " * 200_000 + "\n" + "réf. " * 100_000) is None
    assert time.process_time() - began < 2
