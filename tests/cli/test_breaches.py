"""`citoyen breaches`: the register of breaches as on the screen (issue 11, point 3)."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_town import made

__all__ = ["made"]
NEW = ("--what", "Fichier envoyé à un tiers", "--known", "2026-11-25 09:30", "--nature", "confidentiality")


def shown(citoyen: Run, capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert citoyen("breaches", *words, "--json") == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_breach_is_recorded_gone_on_with_and_taken_out(
    made: str, citoyen: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert citoyen("breaches", "record", *NEW) == 0 and "numéro 1" in capsys.readouterr().out
    (one,) = shown(citoyen, capsys, "list")
    # The town's clock is four hours ahead of UTC.
    assert (one["version"], one["due_at"]) == (1, "2026-11-28T05:30:00+00:00")
    assert citoyen("breaches", "amend", "1", "--measures", "Fichier rappelé", "--risk", "unlikely") == 0
    assert citoyen("breaches", "amend", "1", "--closed") != 0
    told = capsys.readouterr().err
    assert "--consequences" in told and "--authority-why" in told
    both = shown(citoyen, capsys, "show", "1", "--versions")
    assert [one["version"] for one in both] == [1, 2]
    facts = both[1]["facts"]
    assert isinstance(facts, dict) and (facts["what"], facts["risk"], facts["measures"]) == (NEW[1], "unlikely", "Fichier rappelé")
    assert citoyen("breaches", "show", "1") == 0 and "Mesures prises ou proposées : Fichier rappelé" in capsys.readouterr().out
    file = tmp_path / "registre.csv"
    assert citoyen("breaches", "export", str(file)) == 0 and "Fichier rappelé" in file.read_text(encoding="utf-8-sig")
    assert citoyen("breaches", "export", str(file)) != 0 and citoyen("breaches", "export", str(tmp_path / "x.doc")) != 0


def test_what_cannot_be_is_told_by_its_option(made: str, citoyen: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert citoyen("breaches", "record", "--what", "x", "--known", "2036-01-01", "--nature", "integrity") != 0
    assert "--known" in capsys.readouterr().err
    assert citoyen("breaches", "show", "9") != 0 and citoyen("breaches", "list") == 0
    assert "Aucune violation" in capsys.readouterr().out


def test_a_town_is_suspended_and_taken_up_again(made: str, citoyen: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert citoyen("town", "suspend", "neuville", "--why", " ") != 0
    assert citoyen("town", "suspend", "neuville", "--why", "Déménagement") == 0
    assert citoyen("town", "suspend", "neuville", "--why", "encore") == 0 and "déjà suspendue" in capsys.readouterr().out
    assert citoyen("town", "show", "neuville", "--json") == 0
    assert json.loads(capsys.readouterr().out)["suspended_at"] is not None
    assert citoyen("town", "resume", "neuville") == 0 and citoyen("town", "suspend", "ailleurs", "--why", "x") != 0
    capsys.readouterr()
    assert citoyen("town", "show", "neuville", "--json") == 0 and json.loads(capsys.readouterr().out)["suspended_at"] is None
