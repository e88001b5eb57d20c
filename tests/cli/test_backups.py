import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import MESSAGES, Run


@pytest.fixture
def somebody(valognes: Run) -> Run:
    """The demo town with a message."""
    assert valognes("ingest", sorted(MESSAGES.glob("*.eml"))[0]) == 0
    return valognes


def test_backup_is_made_checked_and_restored_elsewhere(
    somebody: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert somebody("ledger", "--json") == 0
    before = capsys.readouterr().out.splitlines()[-1]

    assert somebody("backup", tmp_path / "backups") == 0
    told = capsys.readouterr().out
    assert "Sauvegardé" in told and "La clé secrète s’y trouve" in told
    assert somebody("backup", "--check", tmp_path / "backups") == 0
    assert "Complète" in capsys.readouterr().out

    monkeypatch.setenv("CITOYEN_DATA", str(tmp_path / "elsewhere"))
    assert somebody("restore", tmp_path / "backups") == 0
    told = capsys.readouterr().out
    assert "Le registre tombe juste" in told and "Courriers retenus" in told and "citoyen jobs release" in told
    assert somebody("ledger", "--json") == 0
    assert capsys.readouterr().out.splitlines()[-1] == before

    assert somebody("jobs", "--held") == 0
    assert "citoyen jobs release" in capsys.readouterr().out
    assert somebody("jobs", "release") == 0
    assert "partent maintenant\u00a0: 0." not in capsys.readouterr().out
    assert somebody("jobs", "release") == 0
    assert "partent maintenant\u00a0: 0." in capsys.readouterr().out

    assert somebody("restore", tmp_path / "backups") == 2
    assert "n’est pas vide" in capsys.readouterr().err


def test_check_tells_what_is_altered_and_what_was_broken_off(somebody: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert somebody("backup", tmp_path / "backups") == 0
    (state,) = (tmp_path / "backups" / "states").iterdir()
    later = state.with_name("20990101T000000Z")
    later.mkdir()
    assert somebody("backup", "--check", tmp_path / "backups") == 1
    assert f"interrompue\u00a0: {later.name}" in capsys.readouterr().err
    shutil.rmtree(later)

    (state / "secret-key").write_text("another\n")
    assert somebody("backup", "--check", tmp_path / "backups") == 1
    assert f"manquant ou altéré\u00a0: states/{state.name}/secret-key" in capsys.readouterr().err
    assert somebody("backup", "--check", tmp_path / "nowhere") == 2


def test_backup_without_a_key_says_so(somebody: Run, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "secret-key").unlink()
    assert somebody("backup", tmp_path / "backups") == 1
    assert "Aucune clé secrète" in capsys.readouterr().err
