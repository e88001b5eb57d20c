"""`citoyen town`: made, listed, carried to another installation (S2)."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run

NEW = ("--insee", "97411", "--postcode", "97400", "--email", "mairie@neuville.example", "--administrator", "anne")
PASSPHRASE = "une phrase que personne ne devine"


@pytest.fixture
def made(citoyen: Run, data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert citoyen("town", "add", "Neuville", *NEW, "--host", "demarches.neuville.example") == 0
    return capsys.readouterr().out


def test_a_town_is_made_and_its_invitation_printed(made: str, citoyen: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert re.search(r"/sign-in/new-password\?token=\S{40}", made)
    assert citoyen("town", "list", "--json") == 0
    (told,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (told["town"], told["timezone"], told["hosts"]) == ("neuville", "Indian/Reunion", ["demarches.neuville.example"])
    assert citoyen("town", "show", "neuville") == 0
    assert "la-reunion" in capsys.readouterr().out
    assert citoyen("town", "show", "ailleurs") != 0


def test_a_town_goes_elsewhere_and_is_not_brought_in_twice(
    made: str, citoyen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, phrase = tmp_path / "neuville.zip", tmp_path / "phrase"
    phrase.write_text(PASSPHRASE, encoding="utf-8")
    assert citoyen("town", "export", "neuville", str(file), "--passphrase-file", str(phrase)) == 0
    assert str(file) in capsys.readouterr().out.replace("\n", "")
    monkeypatch.setenv("CITOYEN_DATA", str(tmp_path / "there"))
    assert citoyen("town", "import", str(file), "--passphrase-file", str(phrase), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["town"] == "neuville" and told["rows"]["agents"] == 1 and not told["is_chained_anew"]
    assert citoyen("journal", "verify") == 0
    assert citoyen("town", "import", str(file)) != 0
    capsys.readouterr()
    assert citoyen("town", "list", "--json") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_short_passphrase_and_a_file_that_is_none_are_refused(made: str, citoyen: Run, tmp_path: Path) -> None:
    short = tmp_path / "short"
    short.write_text("court", encoding="utf-8")
    assert citoyen("town", "export", "neuville", str(tmp_path / "x.zip"), "--passphrase-file", str(short)) != 0
    assert not (tmp_path / "x.zip").exists()
    assert citoyen("town", "import", str(short)) != 0
    assert citoyen("town", "export", "ailleurs", str(tmp_path / "y.zip")) != 0
    assert sorted(one.name for one in tmp_path.glob("*.zip*")) == [] and not list(tmp_path.glob(".*.part"))
