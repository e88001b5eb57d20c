import json
from pathlib import Path

import pytest

from tests.cli.conftest import DEMO, Run

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def rows() -> list[str]:
    """The lines of the demo town's address file, its header first."""
    return (DEMO / "bal.csv").read_text(encoding="utf-8").splitlines()


def write(folder: Path, rows: list[str]) -> Path:
    path = folder / "nouvelles.csv"
    path.write_text("\n".join((*rows, "")), encoding="utf-8")
    return path


def test_import_says_what_it_changed(valognes: Run, capsys: Captured, tmp_path: Path, rows: list[str]) -> None:
    street = rows[-1].split(";")[7]
    renamed = [row.replace("Rue du 20-Juin", "Rue Simone-Veil") for row in rows]
    path = write(tmp_path, [*renamed, rows[-1].replace(street, "Venelle du Four"), "1;2"])

    assert valognes("places", "import", path) == 0

    told = capsys.readouterr()
    assert "  Rue du 20-Juin → Rue Simone-Veil" in told.out
    assert "  Venelle du Four" in told.out
    assert "Adresses ajoutées : 1, enlevées : 0, déplacées : 0." in told.out
    assert "Version 2 des lieux" in told.out
    assert f"nouvelles.csv:{len(rows) + 2}: la ligne n'a pas autant de cellules" in told.err


def test_trying_keeps_nothing(valognes: Run, capsys: Captured, tmp_path: Path, rows: list[str]) -> None:
    assert valognes("places", "import", write(tmp_path, rows[:-3]), "--dry-run") == 0
    assert "rien n'a été enregistré" in capsys.readouterr().out
    assert valognes("places", "import", DEMO / "bal.csv", "--town", "valognes") == 0
    assert "Rien n'a changé" in capsys.readouterr().out


def test_import_as_json_gives_every_fault(valognes: Run, capsys: Captured, tmp_path: Path, rows: list[str]) -> None:
    assert valognes("places", "import", write(tmp_path, [*rows, *["1;2"] * 30]), "--json") == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["town"], told["number"], told["addresses"], told["dry_run"]) == ("valognes", None, 4239, False)
    assert len(told["faults"]) == 30
    assert told["faults"][0] == {"file": "nouvelles.csv", "line": len(rows) + 1, "column": None, "reason": "cells", "value": ""}


def test_file_that_takes_too_much_away_is_refused_unless_one_insists(
    valognes: Run, capsys: Captured, tmp_path: Path, rows: list[str]
) -> None:
    path = write(tmp_path, rows[:1000])

    assert valognes("places", "import", path) == 2
    assert "--accept-loss" in capsys.readouterr().err
    assert valognes("places", "import", path, "--accept-loss") == 0


def test_wrong_file_is_refused_with_its_lines(valognes: Run, capsys: Captured, tmp_path: Path, rows: list[str]) -> None:
    path = write(tmp_path, [rows[0], rows[1].replace(";1;", ";un;", 1)])

    assert valognes("places", "import", path) == 2
    assert f"{path}:2:" in capsys.readouterr().err


def test_versions_are_listed_and_compared(valognes: Run, capsys: Captured, tmp_path: Path, rows: list[str]) -> None:
    valognes("places", "import", write(tmp_path, rows[:-3]))
    capsys.readouterr()

    assert valognes("places", "list", "--json") == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["number"], first["addresses"], first["is_current"], first["source"]) == (1, 4239, False, None)
    assert (second["number"], second["addresses"], second["is_current"], second["source"]) == (2, 4236, True, "nouvelles.csv")
    assert valognes("places", "list") == 0
    assert "4236 adresses  nouvelles.csv" in capsys.readouterr().out
    assert valognes("places", "diff", 1, 2) == 0
    street, numbers = rows[-1].split(";")[7], [" ".join(row.split(";")[8:10]).strip() for row in rows[-3:]]
    assert capsys.readouterr().out == (
        f"Numéros modifiés (1) :\n  {street} (enlevés : {', '.join(numbers)})\nAdresses ajoutées : 0, enlevées : 3, déplacées : 0.\n"
    )
    assert valognes("places", "diff", 2, 2) == 0
    assert "identiques" in capsys.readouterr().out
    assert valognes("places", "diff", 1, 2, "--json") == 0
    assert json.loads(capsys.readouterr().out)["numbers_removed"] == 3
    assert valognes("places", "diff", 1, 9) == 1
    assert "valognes n'a pas de version 9 des lieux" in capsys.readouterr().err


def test_check_says_what_does_not_fit(valognes: Run, capsys: Captured, tmp_path: Path, rows: list[str]) -> None:
    valognes("places", "import", write(tmp_path, [*rows, rows[-1].replace(rows[-1].split(";")[7], "Venelle du Four")]))
    capsys.readouterr()

    assert valognes("places", "check") == 0
    assert "  Venelle du Four\n" in capsys.readouterr().out
    assert valognes("places", "check", "--json") == 0
    assert ["Venelle du Four"] in [json.loads(line)["items"] for line in capsys.readouterr().out.splitlines()]


def test_what_waits_is_read_again(valognes: Run, capsys: Captured, data: Path) -> None:
    assert valognes("places", "reread", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"town": "valognes", "messages": 0}
    assert valognes("places", "reread") == 0
    assert "Messages relus : 0" in capsys.readouterr().out
    assert valognes("journal", "--json") == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(line["action"] == "reread_waiting" for line in told) == 2


def test_town_nobody_serves_is_told(valognes: Run, capsys: Captured) -> None:
    assert valognes("places", "import", DEMO / "bal.csv", "--town", "brix") == 2
    assert "brix" in capsys.readouterr().err
