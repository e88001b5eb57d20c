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


SAMPLE = {"q": {"a1": "Roux", "a2": "Anne", "msg": "Un banc cassé place Vicq", "zz": "bleu"}}
PORTAL = "name: Portail\nfields:\n  q.a1: surname\n  q.a2: given_name\n  q.msg: text\n"


def test_a_submission_is_tried_with_a_mapping_and_gives_one_to_start_from(
    valognes: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample, portal = tmp_path / "sample.json", tmp_path / "portal.yaml"
    sample.write_text(json.dumps(SAMPLE), encoding="utf-8")
    portal.write_text(PORTAL, encoding="utf-8")
    assert valognes("forms", "try", sample, "--mapping", portal, "--json") == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["requester"]["name"] == "ROUX Anne" and told["left_over"] == ["q.zz"] and "q.zz" in said.err
    assert valognes("forms", "try", sample, "--mapping", portal) == 0
    assert "surname" in capsys.readouterr().out
    assert valognes("forms", "try", sample, "--form", "contact") == 0
    assert valognes("forms", "try", sample, "--form", "rien") == 1
    capsys.readouterr()
    assert valognes("forms", "mapping", sample) == 0
    portal.write_text(capsys.readouterr().out, encoding="utf-8")
    assert "q.msg: " in portal.read_text(encoding="utf-8")
    assert valognes("forms", "try", sample, "--mapping", portal, "--json") == 0


def test_what_is_no_submission_or_no_mapping_is_told(valognes: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample, portal = tmp_path / "sample.json", tmp_path / "portal.yaml"
    sample.write_text(json.dumps(SAMPLE), encoding="utf-8")
    portal.write_text("name: x\nfields:\n  q.a1: nonsense\n", encoding="utf-8")
    assert valognes("forms", "try", sample, "--mapping", portal) == 2
    assert "nonsense" in capsys.readouterr().err
    assert valognes("forms", "try", tmp_path / "none.json") == 1
    sample.write_bytes(b"\x00\x01\x02")
    assert valognes("forms", "mapping", sample) == 1
