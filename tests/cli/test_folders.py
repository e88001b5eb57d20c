import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows import folder_check
from flows.folders import drop_folders
from flows.settings import load_settings
from flows.take import Taker
from flows.wiring import open_installation
from ingest.drop import probe
from ingest.drop.faults import Fault
from tests.cli.conftest import Run
from tests.ingest.drop.documents import pdf, tiff


@pytest.fixture
def scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    monkeypatch.setenv("CITOYEN_SCAN_FOLDER", str(folder))
    return folder


def words(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join("".join(capsys.readouterr()).split())


def test_sound_folder_is_fine_and_a_missing_one_is_said(valognes: Run, scans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("folders", "check") == 0
    assert valognes("folders", "check", scans) == 0
    assert valognes("folders", "check", scans / "other") == 2
    capsys.readouterr()
    scans.rmdir()
    assert valognes("folders", "check") == 1
    assert "n’existe pas" in words(capsys)


def test_status_tells_of_folders_never_looked_through(valognes: Run, scans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("folders", "status") == 0
    assert str(scans) in words(capsys).replace(" ", "")
    assert valognes("folders", "status", "--json") == 0
    assert capsys.readouterr().out == ""


def test_status_tells_how_it_goes(valognes: Run, scans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (scans / "lien.pdf").symlink_to("/etc/passwd")
    opened = open_installation(load_settings())
    with opened.database.read() as session:
        (folder,) = drop_folders(opened.settings, session)
    taker = Taker(opened, folder, lambda: datetime.now(UTC))
    taker.look(lambda: None)
    taker.note_fault(Fault.VANISHED, "Stale file handle")
    opened.close()
    assert valognes("folders", "status", "--json") == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["fault"], line["taken"], line["town"], line["path"]) == ("vanished", 0, "valognes", str(scans))
    assert [(one["name"], one["state"]) for one in line["files"]] == [("lien.pdf", "special")]
    assert valognes("folders", "status") == 0
    shown = words(capsys)
    assert "lien.pdf" in shown and "ne répond pas" in shown
    assert valognes("doctor") == 1
    assert "Stale file handle" in words(capsys)


def test_role_without_a_broker_is_told(valognes: Run, scans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("folders") == 2
    assert "CITOYEN_BROKER_URL" in words(capsys)
    assert scans.is_dir()


def test_nothing_to_check_is_told(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("folders", "check") == 2
    assert "CITOYEN_SCAN_FOLDER" in words(capsys)


def test_scan_and_fax_can_be_handed_over_by_hand(valognes: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lettre.pdf").write_bytes(pdf("Bonjour, il y a un nid de poule devant le 22 rue de Poterie."))
    (tmp_path / "fax.tif").write_bytes(tiff(1))
    valognes("ingest", "--json", "--channel", "fax", tmp_path / "lettre.pdf", tmp_path / "fax.tif")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["channel"], line["source_id"], line["town"]) for line in lines] == [
        ("fax", "lettre.pdf", "valognes"),
        ("fax", "fax.tif", "valognes"),
    ]
    assert lines[0]["outcome"] == "drafted"


def test_what_is_no_document_is_listed_with_its_reason_in_words(valognes: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, content in (("vide.pdf", b""), ("nuit.pdf", b""), ("bruit.pdf", bytes(range(128, 256)) * 20), ("zeros.tif", bytes(5000))):
        (tmp_path / name).write_bytes(content)
    valognes("ingest", "--channel", "scan", *sorted(tmp_path.glob("*.*f")))
    shown = words(capsys)
    assert (shown.count("ni un PDF"), shown.count("vide")) == (2, 2 + 1)  # one bears the word in its name
    assert "not_a_document" not in shown


def test_folder_that_does_not_answer_is_told_by_the_check(
    valognes: Run, scans: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_check, "_HUNG_SECONDS", 0.2)
    monkeypatch.setattr(probe, "_QUESTION", "import time; time.sleep(600)")
    assert valognes("folders", "check") == 1
    assert "est bloqué" in words(capsys)
