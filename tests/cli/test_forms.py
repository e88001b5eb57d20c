"""Commands on forms."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_forms_are_listed_exported_changed_imported_and_published(
    valognes: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert valognes("forms", "list", "--json") == 0
    assert [json.loads(line)["code"] for line in capsys.readouterr().out.splitlines()] == ["contact", "document", "signalement"]
    file = tmp_path / "contact.yaml"
    assert valognes("forms", "export", "contact", "-o", file) == 0
    file.write_text(file.read_text(encoding="utf-8").replace("Écrire à la mairie", "Nous écrire"), encoding="utf-8")
    assert valognes("forms", "check", file) == 0
    assert valognes("forms", "import", file) == 0
    assert valognes("forms", "import", file) == 1  # it was exported before the draft was saved
    assert "Rien n’a été écrasé" in capsys.readouterr().err
    assert valognes("forms", "publish", "contact") == 0
    assert valognes("forms", "publish", "contact") == 1
    capsys.readouterr()
    assert valognes("forms", "export", "contact") == 0
    assert "Nous écrire" in capsys.readouterr().out


def test_a_wrong_text_is_refused_with_its_mistakes(valognes: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("formulaire: a\ntitre: b\nsujet: NON-99\nchamps:\n- {nom: c, genre: choix, libelle: d}\n", encoding="utf-8")
    assert valognes("forms", "check", file) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "NON-99" in told
    assert "pas de choix" in told
    assert valognes("forms", "check", tmp_path / "rien.yaml") == 2
    assert valognes("forms", "export", "rien") == 1


def test_the_secret_of_a_webhook_is_made(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("forms", "secret", "contact") == 0
    first = capsys.readouterr().out
    assert valognes("forms", "secret", "contact") == 0
    assert capsys.readouterr().out != first
    assert valognes("forms", "secret", "rien") == 1
