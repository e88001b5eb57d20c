import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from domain.ruleset import Subject
from flows.ruleset_text.entries import write_subject
from flows.town_folder.catalogue import REGIME, SUBJECT_COLUMNS, SUBJECT_OPTIONS, read_subjects
from flows.town_folder.mistakes import Mistakes

USUAL = {
    "code": "AUT-00",
    "objet": "Autre",
    "theme": "Divers",
    "nature": "autre",
    "regime": "aucun",
    "priorite": "3",
    "delai": "2 jo",
    "service": "AG",
    "copies": "",
    "confidentiel": "0",
    "vocabulaire": "",
}


def read(
    tmp_path: Path, cells: Mapping[str, str], columns: tuple[str, ...] = (*SUBJECT_COLUMNS, *SUBJECT_OPTIONS)
) -> tuple[Subject, Mistakes]:
    path = tmp_path / "sujets.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=";", restval="")
        writer.writeheader()
        writer.writerow({**USUAL, **cells})
    mistakes = Mistakes()
    (subject,) = read_subjects(path, {"AG"}, mistakes)
    return subject, mistakes


def promised(subject: Subject) -> tuple[bool, bool, str, str]:
    return subject.on_call, subject.waits, subject.acknowledged_in, subject.taken_in


def test_what_a_subject_promises_is_usual_without_the_columns_or_with_empty_cells(tmp_path: Path) -> None:
    for columns in (SUBJECT_COLUMNS, (*SUBJECT_COLUMNS, *SUBJECT_OPTIONS)):
        subject, mistakes = read(tmp_path, {}, columns)
        mistakes.refuse()
        assert promised(subject) == (False, True, "5 jo", "2 jo")


def test_what_a_subject_promises_can_be_said(tmp_path: Path) -> None:
    subject, mistakes = read(tmp_path, {"astreinte": "oui", "suspension": "non", "accuse": "10 j", "prise_en_charge": "4 h"})

    mistakes.refuse()
    assert promised(subject) == (True, False, "10 j", "4 h")


def test_days_of_alerts_can_be_said_and_stay_in_the_text_of_the_rule_set(tmp_path: Path) -> None:
    subject, mistakes = read(tmp_path, {"alertes": "J-2 J+3 +10 jo"})
    mistakes.refuse()
    assert subject.alerts == "J-2 J+3 +10 jo"
    assert write_subject(subject)["alertes"] == "J-2 J+3 +10 jo"
    assert "alertes" not in write_subject(replace(subject, alerts=""))


def test_days_on_which_requesters_are_reminded_can_be_said_and_stay_in_the_text_of_the_rule_set(tmp_path: Path) -> None:
    subject, mistakes = read(tmp_path, {"relances": "J+10 J-3"})
    mistakes.refuse()
    assert subject.nudges == "J+10 J-3"
    assert write_subject(subject)["relances"] == "J+10 J-3"
    assert "relances" not in write_subject(replace(subject, nudges=""))


@pytest.mark.parametrize(
    ("column", "cell", "remedy"),
    [
        ("relances", "J0", "or aucune; nothing for the usual one"),
        ("alertes", "J-5, J0", "nothing for the usual ones"),
        ("astreinte", "24/7", "oui or non"),
        ("suspension", "false", "oui or non"),
        ("accuse", "T 1 jo", "4 h, 5 jo or 30 j"),
        ("prise_en_charge", "2 jours", "4 h, 5 jo or 30 j"),
        ("regime", "SVR-0M", "SVR-2M"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(tmp_path: Path, column: str, cell: str, remedy: str) -> None:
    _, mistakes = read(tmp_path, {column: cell})

    with pytest.raises(Exception, match=remedy) as refused:
        mistakes.refuse()
    assert f"“{cell}”" in str(refused.value)
    assert "sujets.csv:2:" in str(refused.value)


@pytest.mark.parametrize(
    "regime", ["aucun", "SVR-2M", "SVA-2M", "SVR-1M", "RGPD-1M", "SVA-15J", "URBANISME", "transfert", "sans-AR-papier"]
)
def test_regimes_are_in_months_or_days(regime: str) -> None:
    assert REGIME.fullmatch(regime)
