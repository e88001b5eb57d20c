"""`citoyen figures list` and `show`: tables, JSON, CSV, and what is told of what does not fit."""

import json
from pathlib import Path

import pytest

from domain.ids import TownId
from figures.indicators import INDICATORS
from figures.presets import PRESETS
from flows.settings import load_settings
from flows.wiring import open_installation
from store.facts_kept import Due, keep
from tests.cli.conftest import Run
from tests.figures.sixty import sixty

QUARTER = ("--from", "2020-01-01", "--to", "2020-03-31")


@pytest.fixture
def town(valognes: Run) -> Run:
    """The demo town with sixty requests."""
    installation = open_installation(load_settings())
    try:
        with installation.database.write() as session:
            keep(session, Due(notes=(), requests=()), sixty(TownId("valognes")), ())
    finally:
        installation.close()
    return valognes


def test_all_that_can_be_asked_is_listed(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("figures", "list") == 0
    shown = capsys.readouterr().out
    assert all(code in shown for code in (*INDICATORS, *PRESETS, "department", "12_months"))
    assert valognes("figures", "list", "--json") == 0
    assert [one["code"] for one in json.loads(capsys.readouterr().out)["presets"]] == list(PRESETS)


def test_a_preset_is_shown_of_other_days(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert town("figures", "show", "by_department", *QUARTER) == 0
    lines = [[cell.strip() for cell in line.split("│")[1:-1]] for line in capsys.readouterr().out.splitlines() if "│" in line]
    assert lines[0] == ["Services techniques – Voirie", "26", "23", "12", "8", "61,9\u00a0%", "240", "9", "4"]
    assert lines[-1] == ["Ensemble", "44", "33", "22", "13", "65,5\u00a0%", "1\u202f500", "5", "6"]


def test_what_nothing_tells_apart_is_shown_line_by_line(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert town("figures", "show", "--indicator", "received", "--indicator", "closing_mean", *QUARTER, "--compare") == 0
    lines = [[cell.strip() for cell in line.split("│")[1:-1]] for line in capsys.readouterr().out.splitlines() if "│" in line]
    assert lines == [
        ["Demandes reçues", "44"],
        ["Demandes reçues (N-1)", "12"],
        ["Délai de clôture, moyenne (jours)", "10"],
        ["Délai de clôture, moyenne (N-1) (jours)", "17,9"],
    ]


def test_as_json_and_as_csv_it_is_the_same(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("figures", "show", "--indicator", "received", "--by", "subject", "--and-by", "sector", *QUARTER, "--limit", "1")
    assert town(*asked, "--json") == 0
    table = json.loads(capsys.readouterr().out)
    assert [cell["value"] for cell in table["lines"][0]["cells"]] == [11, 3, 4, 18]
    assert town(*asked, "--csv") == 0
    rows = capsys.readouterr().out.removeprefix("\ufeff").splitlines()
    assert rows[2] == "Type de demande;Bourg;Plage;Non coté;Ensemble"
    assert rows[3].endswith(";11;3;4;18")
    assert rows[4] == "Ensemble;22;12;10;44"


def test_filters_add_up_and_dash_is_none_known(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("figures", "show", "--indicator", "received", *QUARTER, "--json")
    filters = ("--filter", "department=VOI", "--filter", "channel=email", "--filter", "channel=form")
    assert town(*asked, *filters) == 0
    assert json.loads(capsys.readouterr().out)["total"]["cells"][0]["value"] == 14
    assert town(*asked, "--filter", "sector=-") == 0
    assert json.loads(capsys.readouterr().out)["total"]["cells"][0]["value"] == 10


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing",), "PRESET: La question prête «\u00a0nothing\u00a0» n’existe pas."),
        (("--indicator", "stock", "--by", "hour"), "--by: «\u00a0Demandes ouvertes (stock)\u00a0» ne se compte pas par heure."),
        (("--indicator", "received", "--filter", "channel=pigeon"), "--filter: «\u00a0pigeon\u00a0» n’est pas une valeur de l’axe canal."),
        (("--indicator", "received", "--from", "2026-02-02", "--to", "2026-02-01"), "--to: La période finit avant de commencer."),
        (("--indicator", "received", "--limit", "many"), "--limit: «\u00a0many\u00a0» n’est pas un nombre de lignes."),
        ((), "--indicator: Aucun indicateur n’est demandé."),
    ],
)
def test_what_does_not_fit_is_told_by_its_option(
    town: Run, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert town("figures", "show", *arguments) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("given", ["colour=red", "channel", "channel="])
def test_a_filter_of_another_form_is_told(town: Run, capsys: pytest.CaptureFixture[str], given: str) -> None:
    assert town("figures", "show", "--indicator", "received", "--filter", given) == 2
    assert "AXE=VALEUR" in capsys.readouterr().err


@pytest.mark.parametrize(("option", "other"), [("--by", "--and-by"), ("--and-by", "--by")])
def test_an_axis_that_is_given_twice_is_refused_instead_of_forgotten(
    town: Run, capsys: pytest.CaptureFixture[str], option: str, other: str
) -> None:
    assert town("figures", "show", "--indicator", "received", other, "subject", option, "sector", option, "month") == 2
    assert capsys.readouterr().err.startswith(f"{option}: cette option est donnée 2 fois.")


@pytest.mark.parametrize("command", [("document", "monthly"), ("open-data",)])
def test_a_file_that_cannot_be_written_is_told_in_words(
    valognes: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    target = tmp_path / "none" / "out"
    assert valognes("figures", *command, "--out", str(target)) != 0
    assert f"{target} ne peut être écrit" in " ".join(capsys.readouterr().err.split())
